//! Taking what does not run out of functions that do: each stretch of a function that no visit came
//! through becomes a function of its own, called in its place, so that it can be moved.
//!
//! A stretch is a row of whole statements of one block. It is given the locals that it may read, and
//! hands back those that it may have changed, with a number that says where it went on to: past its
//! end, to one of the blocks around it, or out of the function.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{
    BlockType, CodeSection, Function, FunctionSection, InstructionSink, Module as Out, NameMap,
    NameSection, TypeSection, ValType,
};
use wasmparser::Operator;

use super::body::{Body, Op, bodies};
use super::is_always_whole;
use super::read::{Module, Read};
use super::stretch::{Exit, Stretch, stretches};

/// A module in which stretches that did not run are functions behind all others, with the names of
/// those that they come from.
pub fn outline(module: &Module, ran: impl Fn(usize) -> bool) -> Read<Vec<u8>> {
    let mut outlined = Outlined {
        module,
        types: Vec::new(),
        type_numbers: BTreeMap::new(),
        kept: Vec::new(),
        cold: Vec::new(),
    };
    for body in bodies(module, ran)? {
        outlined.take(&body)?;
    }
    let mut out = module.written_by(&mut outlined)?;
    out.section(&outlined.names());
    Ok(out.finish())
}

struct Outlined<'p, 'm> {
    module: &'p Module<'m>,
    /// Types that the new functions have and the module had not.
    types: Vec<Signature>,
    type_numbers: BTreeMap<String, u32>,
    /// The bodies of the module's own functions.
    kept: Vec<Function>,
    /// The new functions: type, body, and the function it comes from.
    cold: Vec<(u32, Function, usize)>,
}

type Signature = (Vec<ValType>, Vec<ValType>);
type Written = Result<(), Error<Infallible>>;

impl Outlined<'_, '_> {
    /// One of the module's functions, in order.
    fn take(&mut self, body: &Body) -> Read<()> {
        let stretches = if is_always_whole(self.module.functions[body.function].name) {
            Vec::new()
        } else {
            stretches(body)
        };
        let mut locals = body.locals.clone();
        let number = locals.len() as u32;
        if !stretches.is_empty() {
            locals.push(ValType::I32);
            locals.extend(body.result());
        }
        let own = locals[body.parameters..].to_vec();
        let mut function = Function::new(own.into_iter().map(|one| (1, one)));
        let mut at = 0;
        for stretch in &stretches {
            write(&mut function, &body.ops[at..stretch.from])?;
            let called = self.add(body, stretch)?;
            call(&mut function.instructions(), stretch, called, number);
            at = stretch.to;
        }
        write(&mut function, &body.ops[at..])?;
        self.kept.push(function);
        Ok(())
    }

    /// Makes a function of a stretch; its index.
    fn add(&mut self, body: &Body, stretch: &Stretch) -> Read<u32> {
        let of = |local: &u32| body.locals[*local as usize];
        let parameters: Vec<ValType> = stretch.takes.iter().map(of).collect();
        let given = stretch.gives.iter().map(of);
        let number = (stretch.exits.len() > 1).then_some(ValType::I32);
        let returned = body.result().filter(|_| stretch.returns_a_value);
        let results: Vec<ValType> = number.into_iter().chain(given).chain(returned).collect();
        let function = written(body, stretch)?;
        let of_type = self.type_number((parameters, results));
        self.cold.push((of_type, function, body.function));
        Ok((self.module.functions.len() + self.cold.len() - 1) as u32)
    }

    fn type_number(&mut self, signature: Signature) -> u32 {
        let known = self.module.types.len() + self.types.len();
        let key = format!("{signature:?}");
        *self.type_numbers.entry(key).or_insert_with(|| {
            self.types.push(signature);
            known as u32
        })
    }

    fn names(&self) -> NameSection {
        let mut map = NameMap::new();
        let own = self.module.functions.iter().map(|one| one.name);
        let new = self.cold.iter();
        let new = new.map(|(_, _, from)| self.module.functions[*from].name);
        for (index, name) in own.chain(new).enumerate() {
            map.append(index as u32, name);
        }
        let mut names = NameSection::new();
        names.functions(&map);
        names
    }
}

/// The function that a stretch becomes.
fn written(body: &Body, stretch: &Stretch) -> Read<Function> {
    let ops = &body.ops[stretch.from..stretch.to];
    let used: BTreeSet<u32> = ops.iter().filter_map(|op| op.local()).collect();
    let mut places: BTreeMap<u32, u32> = stretch.takes.iter().copied().zip(0..).collect();
    let mut own = Vec::new();
    for local in used {
        let next = (stretch.takes.len() + own.len()) as u32;
        places.entry(local).or_insert_with(|| {
            own.push(body.locals[local as usize]);
            next
        });
    }
    let number = (stretch.takes.len() + own.len()) as u32;
    own.push(ValType::I32);
    let returned = number + 1;
    own.extend(body.result());

    let outer: Vec<(usize, Exit)> = (0..)
        .zip(stretch.exits.iter().copied())
        .filter(|(_, exit)| *exit != Exit::PastItsEnd)
        .collect();
    let tells = stretch.exits.len() > 1;
    let mut function = Function::new(own.into_iter().map(|one| (1, one)));
    // The innermost of these blocks is the first way out; `done` is around them all.
    for _ in 0..=outer.len() {
        function.instructions().block(BlockType::Empty);
    }
    let level = body.ops[stretch.from].nesting;
    for op in ops {
        let inside = op.nesting - level;
        let place = |exit: Exit| {
            let found = outer.iter().position(|(_, one)| *one == exit);
            inside + found.unwrap_or(outer.len()) as u32
        };
        let depth = |depth: u32| {
            if depth < inside {
                depth
            } else {
                place(Exit::of(depth, inside, level))
            }
        };
        let mut sink = function.instructions();
        match &op.operator {
            Operator::LocalGet { local_index } => _ = sink.local_get(places[local_index]),
            Operator::LocalSet { local_index } => _ = sink.local_set(places[local_index]),
            Operator::LocalTee { local_index } => _ = sink.local_tee(places[local_index]),
            Operator::Return => {
                if body.result().is_some() {
                    sink.local_set(returned);
                }
                sink.br(place(Exit::Return));
            }
            Operator::Br { relative_depth } => {
                let leaves = *relative_depth >= inside;
                let returns = leaves && Exit::of(*relative_depth, inside, level) == Exit::Return;
                if returns && body.result().is_some() {
                    sink.local_set(returned);
                }
                sink.br(depth(*relative_depth));
            }
            Operator::BrIf { relative_depth } => _ = sink.br_if(depth(*relative_depth)),
            Operator::BrTable { targets } => {
                let inner: Result<Vec<u32>, _> = targets.targets().collect();
                let inner = inner.map_err(super::read::told)?;
                let inner: Vec<u32> = inner.into_iter().map(depth).collect();
                sink.br_table(inner, depth(targets.default()));
            }
            _ => write(&mut function, std::slice::from_ref(op))?,
        }
    }
    let mut sink = function.instructions();
    let past = stretch
        .exits
        .iter()
        .position(|one| *one == Exit::PastItsEnd);
    match past {
        Some(past) => {
            if tells {
                sink.i32_const(past as i32).local_set(number);
            }
            sink.br(outer.len() as u32);
        }
        None => _ = sink.unreachable(),
    }
    for (inner, (exit, _)) in outer.iter().enumerate() {
        sink.end();
        if tells {
            sink.i32_const(*exit as i32).local_set(number);
        }
        sink.br((outer.len() - inner - 1) as u32);
    }
    sink.end();
    if tells {
        sink.local_get(number);
    }
    for local in &stretch.gives {
        sink.local_get(places[local]);
    }
    if stretch.returns_a_value {
        sink.local_get(returned);
    }
    sink.end();
    Ok(function)
}

/// What stands in a stretch's place. `number` is a local for the number that it hands back, and the
/// one behind it is for the function's result.
fn call(sink: &mut InstructionSink, stretch: &Stretch, called: u32, number: u32) {
    for local in &stretch.takes {
        sink.local_get(*local);
    }
    sink.call(called);
    let returned = number + 1;
    if stretch.returns_a_value {
        sink.local_set(returned);
    }
    for local in stretch.gives.iter().rev() {
        sink.local_set(*local);
    }
    let leave = |sink: &mut InstructionSink| {
        if stretch.returns_a_value {
            sink.local_get(returned);
        }
        sink.return_();
    };
    match stretch.exits[..] {
        [] => _ = sink.unreachable(),
        [Exit::PastItsEnd] => {}
        [Exit::Block(depth)] => _ = sink.br(depth),
        [Exit::Return] => leave(sink),
        [Exit::PastItsEnd, Exit::Block(depth)] => _ = sink.br_if(depth),
        [Exit::PastItsEnd, Exit::Return] => {
            sink.if_(BlockType::Empty);
            leave(sink);
            sink.end();
        }
        _ => {
            // Inside two blocks of its own: behind the inner one it returns, behind the outer one
            // the function goes on.
            sink.local_set(number);
            sink.block(BlockType::Empty).block(BlockType::Empty);
            sink.local_get(number);
            let places = stretch.exits.iter().map(|exit| match exit {
                Exit::PastItsEnd => 1,
                Exit::Block(depth) => depth + 2,
                Exit::Return => 0,
            });
            let places: Vec<u32> = places.collect();
            let last = places[places.len() - 1];
            sink.br_table(places, last);
            sink.end();
            if stretch.exits.contains(&Exit::Return) {
                leave(sink);
            } else {
                sink.unreachable();
            }
            sink.end();
            if !stretch.exits.contains(&Exit::PastItsEnd) {
                sink.unreachable();
            }
        }
    }
}

fn write(function: &mut Function, ops: &[Op]) -> Read<()> {
    for op in ops {
        let instruction = RoundtripReencoder.instruction(op.operator.clone());
        let instruction = instruction.map_err(|error: Error<Infallible>| error.to_string())?;
        function.instruction(&instruction);
    }
    Ok(())
}

impl Reencode for Outlined<'_, '_> {
    type Error = Infallible;

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: wasmparser::TypeSectionReader<'_>,
    ) -> Written {
        RoundtripReencoder.parse_type_section(types, section)?;
        for (parameters, results) in &self.types {
            types
                .ty()
                .function(parameters.iter().copied(), results.iter().copied());
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: wasmparser::FunctionSectionReader<'_>,
    ) -> Written {
        RoundtripReencoder.parse_function_section(functions, section)?;
        for (of_type, ..) in &self.cold {
            functions.function(*of_type);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        _: wasmparser::CodeSectionReader<'_>,
    ) -> Written {
        let cold = self.cold.iter().map(|(_, function, _)| function);
        for function in self.kept.iter().chain(cold) {
            code.function(function);
        }
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        _: &mut Out,
        _: wasmparser::CustomSectionReader<'_>,
    ) -> Written {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasmi::{Engine, Linker, Module as Program, Store};
    use wasmparser::{Validator, WasmFeatures};

    use super::super::read::Module;
    use super::outline;

    const SAMPLE: &str = include_str!("sample.wat");

    /// Everything that the sample answers and notes down, for many calls.
    fn played(bytes: &[u8]) -> Vec<String> {
        let engine = Engine::default();
        let program = Program::new(&engine, bytes).expect("it is valid");
        let mut told = Vec::new();
        for name in ["collatz", "ways", "traps"] {
            for one in 0..8 {
                for other in 0..5 {
                    let mut store = Store::new(&engine, ());
                    let linker = Linker::new(&engine);
                    let instance = linker
                        .instantiate_and_start(&mut store, &program)
                        .expect("it asks for nothing");
                    let function = instance
                        .get_typed_func::<(i32, i32), i32>(&store, name)
                        .expect("it is there");
                    let answer = function.call(&mut store, (one, other));
                    let memory = instance.get_memory(&store, "memory").expect("it is there");
                    let noted = memory.data(&store)[8];
                    let answer = answer.map_err(|_| "trap");
                    told.push(format!("{name} {one} {other}: {answer:?} {noted}"));
                }
            }
        }
        told
    }

    #[test]
    fn whatever_ran_it_is_the_same_program() {
        let whole = wat::parse_str(SAMPLE).expect("the sample is well written");
        let module = Module::read(&whole).expect("it can be read");
        let expected = played(&whole);
        let mut moved = 0;
        for seed in 0..60_u64 {
            // The beginnings of functions ran, the rest by chance.
            let firsts = super::super::instrument::first_runs(&module).expect("it can be read");
            let ran = |run: usize| {
                let chance = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (run % 60);
                firsts.contains(&Some(run)) || chance & 1 == 1
            };
            let outlined = outline(&module, ran).expect("it can be taken apart");
            Validator::new_with_features(WasmFeatures::all())
                .validate_all(&outlined)
                .expect("what is written is valid");
            let functions = Module::read(&outlined).expect("it can be read").functions;
            moved += functions.len() - module.functions.len();
            assert_eq!(played(&outlined), expected, "seed {seed}");
        }
        assert!(moved > 60, "hardly anything was taken out: {moved}");
    }
}
