//! Deciding what lies where. The functions that stay are given; the rest follows from what they
//! refer to.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use wasmparser::{ExternalKind, FunctionBody, Operator};

use super::links::{Links, Mentions, Uses};
use super::read::{Module, Read, told};

/// What lies where; functions and slots by their indices in the whole module.
pub struct Plan {
    /// By function; imports stay.
    pub stays: Vec<bool>,
    /// Moved functions that the first module can reach, with their slots in the table: there it
    /// has a small function of the same type, which fetches the second module when it runs.
    pub stand_ins: BTreeMap<usize, u32>,
    /// What the first module's table holds at the start.
    pub first_slots: Vec<(u32, usize)>,
    /// What the second module puts into it.
    pub later_slots: Vec<(u32, usize)>,
    /// How many slots the table has.
    pub table_size: u32,
    /// Functions of the first module that the second one calls, with the slots where they lie: that
    /// takes fewer bytes than a name for each.
    pub shared: BTreeMap<usize, u32>,
    /// Small functions of the first module that the second one has too: a slot would cost more.
    pub copied: BTreeSet<usize>,
    /// Memory whose bytes come with the second module.
    pub moved_bytes: Vec<Range<u32>>,
}

impl Plan {
    /// `stays` tells by a function's index whether the first module needs it.
    pub fn make(module: &Module, links: &Links, stays: impl Fn(usize) -> bool) -> Read<Plan> {
        let stays: Vec<bool> = module
            .functions
            .iter()
            .enumerate()
            .map(|(index, function)| {
                function.body.is_none() || stays(index) || uses_other_tables(module, index)
            })
            .collect();
        let needed = Needed::by(module, links, &stays)?;

        let mut asked_for = BTreeSet::new();
        let mut shared = BTreeSet::new();
        let mut copied = BTreeSet::new();
        for (caller, caller_stays) in stays.iter().enumerate() {
            for callee in module.callees(caller)? {
                match (caller_stays, stays[callee]) {
                    (true, false) => _ = asked_for.insert(callee),
                    (false, true) => share(module, &stays, callee, (&mut shared, &mut copied))?,
                    _ => {}
                }
            }
        }
        for export in &module.exports {
            if export.kind == ExternalKind::Func && !stays[export.index as usize] {
                asked_for.insert(export.index as usize);
            }
        }

        let mut slot_of = BTreeMap::new();
        let mut first_slots = Vec::new();
        let mut later_slots = Vec::new();
        for (slot, function) in &module.slots {
            let function = *function as usize;
            slot_of.entry(function).or_insert(*slot);
            if stays[function] {
                first_slots.push((*slot, function));
                continue;
            }
            later_slots.push((*slot, function));
            if needed.slots.contains(slot) {
                first_slots.push((*slot, function));
                asked_for.insert(function);
            }
        }

        let table = module.tables.first().ok_or("it has no table")?;
        let mut table_size = table.initial as u32;
        let mut stand_ins = BTreeMap::new();
        for function in asked_for {
            let slot = *slot_of.entry(function).or_insert_with(|| {
                later_slots.push((table_size, function));
                table_size += 1;
                table_size - 1
            });
            stand_ins.insert(function, slot);
        }
        let mut shared_slots = BTreeMap::new();
        for function in shared {
            let slot = *slot_of.entry(function).or_insert_with(|| {
                first_slots.push((table_size, function));
                table_size += 1;
                table_size - 1
            });
            shared_slots.insert(function, slot);
        }
        Ok(Plan {
            stays,
            stand_ins,
            first_slots,
            later_slots,
            table_size,
            shared: shared_slots,
            copied,
            moved_bytes: needed.moved_bytes(links),
        })
    }
}

/// A function of the first module that is copied into the second one has this size at most.
const COPIED_BYTES_MAX: usize = 160;

/// Gives the second module a function of the first one: its slot, or the whole of it, and then what
/// it calls.
fn share(
    module: &Module,
    stays: &[bool],
    function: usize,
    (shared, copied): (&mut BTreeSet<usize>, &mut BTreeSet<usize>),
) -> Read<()> {
    let mut waiting = vec![function];
    while let Some(function) = waiting.pop() {
        let is_small = |body: &FunctionBody| body.as_bytes().len() <= COPIED_BYTES_MAX;
        let is_small = module.functions[function]
            .body
            .as_ref()
            .is_some_and(is_small);
        if !is_small || uses_other_tables(module, function) {
            shared.insert(function);
        } else if copied.insert(function) {
            let callees = module.callees(function)?.into_iter();
            waiting.extend(callees.filter(|callee| stays[*callee]));
        }
    }
    Ok(())
}

/// What the functions that stay refer to, and what that refers to.
struct Needed {
    /// By constant.
    constants: Vec<bool>,
    slots: BTreeSet<u32>,
    /// Whether code that stays may read places in the source.
    may_panic: bool,
}

/// A part of the names of the functions that read places in the source.
const PANICKING: &str = "4core9panicking";

impl Needed {
    fn by(module: &Module, links: &Links, stays: &[bool]) -> Read<Needed> {
        let mut needed = Needed {
            constants: vec![false; links.constants.len()],
            slots: BTreeSet::new(),
            may_panic: module.functions.iter().zip(stays).any(|(function, stays)| {
                *stays && function.body.is_some() && function.name.contains(PANICKING)
            }),
        };
        needed.add(&links.of_the_rest, links);
        for (number, constant) in links.constants.iter().enumerate() {
            if constant.mutable {
                needed.add_constant(number, links);
            }
        }
        for (index, function) in module.functions.iter().enumerate() {
            if !stays[index] || function.body.is_none() {
                continue;
            }
            needed.add(&uses(module, index, stays, links)?, links);
        }
        Ok(needed)
    }

    fn add(&mut self, uses: &Uses, links: &Links) {
        self.slots.extend(&uses.slots);
        for constant in &uses.constants {
            self.add_constant(*constant, links);
        }
    }

    fn add_constant(&mut self, constant: usize, links: &Links) {
        let mut waiting = vec![constant];
        while let Some(constant) = waiting.pop() {
            if links.constants[constant].is_source_place && !self.may_panic {
                continue;
            }
            if std::mem::replace(&mut self.constants[constant], true) {
                continue;
            }
            let uses = &links.of_constant[constant];
            self.slots.extend(&uses.slots);
            waiting.extend(&uses.constants);
        }
    }

    /// The bytes that only constants hold which nothing in the first module refers to.
    fn moved_bytes(&self, links: &Links) -> Vec<Range<u32>> {
        let mut moved: Vec<Range<u32>> = Vec::new();
        let mut needed_to = 0;
        for (constant, is_needed) in links.constants.iter().zip(&self.constants) {
            if *is_needed {
                if let Some(last) = moved.last_mut() {
                    last.end = last.end.min(constant.start);
                }
                needed_to = needed_to.max(constant.end);
                continue;
            }
            let start = constant.start.max(needed_to);
            match moved.last_mut() {
                Some(last) if last.end >= start => last.end = last.end.max(constant.end),
                _ => moved.push(start..constant.end),
            }
        }
        moved.retain(|range| range.start < range.end);
        moved
    }
}

/// What the numbers in a function's code refer to, but for those that a call to a moved function is
/// given: when that one runs, the second module's bytes are there. Such are the places in the source
/// that a panic tells of.
fn uses(module: &Module, function: usize, stays: &[bool], links: &Links) -> Read<Uses> {
    let mut uses = Uses::default();
    let Some(body) = &module.functions[function].body else {
        return Ok(uses);
    };
    let meaning = Meaning {
        mentions: links.of_function.get(module.functions[function].name),
        links,
    };
    // The values that were put down since the last operator that takes any, the latest last.
    let mut put_down: Vec<Option<u32>> = Vec::new();
    for operator in body.get_operators_reader().map_err(told)? {
        let operator = operator.map_err(told)?;
        if let Operator::Call { function_index } = &operator
            && !stays[*function_index as usize]
        {
            let given = module.function_type(*function_index as usize).params();
            put_down.truncate(put_down.len().saturating_sub(given.len()));
        }
        let number = number_in(&operator);
        if puts_down(&operator) {
            put_down.push(number);
            continue;
        }
        for number in put_down.drain(..).chain([number]).flatten() {
            meaning.add(number, &mut uses);
        }
    }
    Ok(uses)
}

/// Whether an operator only adds a value to those on the stack.
fn puts_down(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::I32Const { .. }
            | Operator::I64Const { .. }
            | Operator::F32Const { .. }
            | Operator::F64Const { .. }
            | Operator::LocalGet { .. }
            | Operator::GlobalGet { .. }
    )
}

/// What the numbers of one function mean.
struct Meaning<'l> {
    mentions: Option<&'l Mentions>,
    links: &'l Links<'l>,
}

impl Meaning<'_> {
    fn add(&self, number: u32, uses: &mut Uses) {
        match self.mentions {
            Some(mentions) => {
                uses.constants
                    .extend(mentions.constants.get(&number).into_iter().flatten());
                uses.slots.extend(mentions.slots.get(&number));
            }
            // wasm-bindgen's own functions are not in the linker's list: a number in them that
            // could be an address counts as one.
            None => {
                let constants = self.links.constants.iter();
                uses.constants
                    .extend(constants.enumerate().find_map(|(which, one)| {
                        (one.start..one.end).contains(&number).then_some(which)
                    }));
            }
        }
    }
}

/// The number that an operator holds and that could be an address or a slot.
fn number_in(operator: &Operator) -> Option<u32> {
    if let Operator::I32Const { value } = operator {
        return Some(*value as u32);
    }
    macro_rules! offset_of {
        ($($name:ident)*) => {
            match operator {
                $(Operator::$name { memarg } => Some(memarg.offset as u32),)*
                _ => None,
            }
        };
    }
    offset_of! {
        I32Load I64Load F32Load F64Load
        I32Load8S I32Load8U I32Load16S I32Load16U
        I64Load8S I64Load8U I64Load16S I64Load16U I64Load32S I64Load32U
        I32Store I64Store F32Store F64Store
        I32Store8 I32Store16 I64Store8 I64Store16 I64Store32
    }
}

/// The second module is given the first table only.
fn uses_other_tables(module: &Module, function: usize) -> bool {
    let Some(body) = &module.functions[function].body else {
        return false;
    };
    let Ok(operators) = body.get_operators_reader() else {
        return true;
    };
    operators.into_iter().any(|operator| match operator {
        Ok(Operator::CallIndirect { table_index, .. }) => table_index != 0,
        Ok(
            Operator::TableGet { .. }
            | Operator::TableSet { .. }
            | Operator::TableGrow { .. }
            | Operator::TableFill { .. }
            | Operator::TableSize { .. }
            | Operator::MemoryInit { .. }
            | Operator::DataDrop { .. },
        )
        | Err(_) => true,
        Ok(_) => false,
    })
}
