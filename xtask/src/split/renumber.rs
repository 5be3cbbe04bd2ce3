//! The numbers of the table's slots that the splitter added, so that they compress well: the slots of
//! shared functions follow these functions' order, and those of moved functions the order in which
//! the first module's code asks for them. Both modules are as the optimizer left them.

use std::collections::BTreeMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, Function, ImportSection, Instruction,
    Module as Out,
};
use wasmparser::{FunctionBody, Operator, Parser, TypeRef, ValType};

use super::read::{Module, Read, told};

/// The first and the second module with their slots from `free` on numbered anew. `load` is a part of
/// the imported function's name that fetches the second module.
pub fn renumber(first: &Module, rest: &Module, free: u32, load: &str) -> Read<(Vec<u8>, Vec<u8>)> {
    let fetch = fetch_function(first, load)?;
    let numbers = numbers(first, rest, free, fetch)?;
    let write = |module: &Module, fetch: Option<u32>| -> Read<Vec<u8>> {
        let mut renumbered = Renumbered {
            module,
            numbers: &numbers,
            fetch,
        };
        let mut out = Out::new();
        let written = renumbered.parse_core_module(&mut out, Parser::new(0), module.bytes);
        written.map_err(|error| error.to_string())?;
        Ok(out.finish())
    };
    Ok((write(first, Some(fetch))?, write(rest, None)?))
}

/// The function that is given a slot, and returns it when the second module is there.
fn fetch_function(first: &Module, load: &str) -> Read<u32> {
    let is_load = |name: &str| name.contains(load);
    let load = first
        .functions
        .iter()
        .position(|one| one.import.is_some_and(is_load));
    let load = load.ok_or("it imports nothing to fetch the rest with")?;
    for (index, function) in first.functions.iter().enumerate() {
        let of_type = &first.types[function.type_index as usize];
        let hands_on = of_type.params() == [ValType::I32] && of_type.results() == [ValType::I32];
        if function.body.is_some() && hands_on && first.callees(index)?.contains(&load) {
            return Ok(index as u32);
        }
    }
    Err("nothing in it fetches the rest".into())
}

/// By the old number of a slot, the new one.
fn numbers(first: &Module, rest: &Module, free: u32, fetch: u32) -> Read<BTreeMap<u32, u32>> {
    let added = |module: &Module| {
        let slots = module.slots.iter().copied();
        slots.filter(|(slot, _)| *slot >= free).collect::<Vec<_>>()
    };
    let mut shared = added(first);
    shared.sort_unstable_by_key(|(_, function)| *function);
    let mut in_order: Vec<u32> = shared.into_iter().map(|(slot, _)| slot).collect();
    for function in &first.functions {
        let Some(body) = &function.body else { continue };
        for (slot, _) in fetches(&operators(body)?, fetch) {
            in_order.push(slot);
        }
    }
    in_order.extend(added(rest).into_iter().map(|(slot, _)| slot));
    let mut numbers = BTreeMap::new();
    for slot in in_order.into_iter().filter(|slot| *slot >= free) {
        let next = free + numbers.len() as u32;
        numbers.entry(slot).or_insert(next);
    }
    Ok(numbers)
}

fn operators<'a>(body: &FunctionBody<'a>) -> Read<Vec<Operator<'a>>> {
    let operators = body.get_operators_reader().map_err(told)?;
    operators.into_iter().map(|one| one.map_err(told)).collect()
}

/// The slots that a function's code hands to `fetch`, and where.
fn fetches<'o>(operators: &'o [Operator], fetch: u32) -> impl Iterator<Item = (u32, usize)> + 'o {
    let pairs = operators.windows(2).enumerate();
    pairs.filter_map(move |(at, pair)| match pair {
        [
            Operator::I32Const { value },
            Operator::Call { function_index },
        ] if *function_index == fetch => Some((*value as u32, at)),
        _ => None,
    })
}

struct Renumbered<'p, 'm> {
    module: &'p Module<'m>,
    numbers: &'p BTreeMap<u32, u32>,
    /// In the first module only.
    fetch: Option<u32>,
}

impl Renumbered<'_, '_> {
    fn number(&self, slot: u32) -> u32 {
        *self.numbers.get(&slot).unwrap_or(&slot)
    }
}

type Written = Result<(), Error<Infallible>>;

impl Reencode for Renumbered<'_, '_> {
    type Error = Infallible;

    /// The second module's names for shared functions are their slots.
    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: wasmparser::ImportSectionReader<'_>,
    ) -> Written {
        for import in section.into_imports() {
            let import = import?;
            let slot = import.name.parse().ok().filter(|_| self.fetch.is_none());
            let name = match (slot, import.ty) {
                (Some(slot), TypeRef::Func(_)) => self.number(slot).to_string(),
                _ => import.name.to_owned(),
            };
            let of_type = self.entity_type(import.ty)?;
            imports.import(import.module, &name, of_type);
        }
        Ok(())
    }

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        _: wasmparser::ElementSectionReader<'_>,
    ) -> Written {
        let slots = self.module.slots.iter();
        let mut slots: Vec<(u32, u32)> =
            slots.map(|(slot, of)| (self.number(*slot), *of)).collect();
        slots.sort_unstable();
        for run in slots.chunk_by(|one, next| one.0 + 1 == next.0) {
            let functions: Vec<u32> = run.iter().map(|(_, of)| *of).collect();
            let place = ConstExpr::i32_const(run[0].0 as i32);
            elements.active(None, &place, Elements::Functions(functions.into()));
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Written {
        let Some(fetch) = self.fetch else {
            return RoundtripReencoder.parse_function_body(code, body);
        };
        let mut locals = Vec::new();
        for declared in body.get_locals_reader()? {
            let (count, of_type) = declared?;
            locals.push((count, RoundtripReencoder.val_type(of_type)?));
        }
        let mut function = Function::new(locals);
        let operators: Result<Vec<_>, _> = body.get_operators_reader()?.into_iter().collect();
        let operators = operators?;
        let fetched: BTreeMap<usize, u32> = fetches(&operators, fetch)
            .map(|(slot, at)| (at, slot))
            .collect();
        for (at, operator) in operators.into_iter().enumerate() {
            match fetched.get(&at) {
                Some(slot) => {
                    function.instruction(&Instruction::I32Const(self.number(*slot) as i32))
                }
                None => function.instruction(&RoundtripReencoder.instruction(operator)?),
            };
        }
        code.function(&function);
        Ok(())
    }
}
