//! Writing the two modules of a plan.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::ops::Range;

use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection,
    MemorySection, Module as Out, NameMap, NameSection, TableSection, TableType, TypeSection,
    ValType,
};

use super::plan::Plan;
use super::read::{Module, Read};

/// The exported flag of the first module that says whether the second one is there.
const LATER_IS_HERE: &str = "laterIsHere";
/// What the second module calls the first one. Every import repeats it.
const FIRST: &str = "";
const MEMORY: &str = "memory";
const TABLE: &str = "table";

/// The new indices of functions and globals in a module that is written.
struct Renumber {
    functions: BTreeMap<usize, u32>,
    globals: Vec<u32>,
}

impl Reencode for Renumber {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        // The plan has a place for everything that is called; a number that no function has would
        // be refused by every reader.
        Ok(*self
            .functions
            .get(&(function as usize))
            .unwrap_or(&u32::MAX))
    }

    fn global_index(&mut self, global: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.globals[global as usize])
    }
}

/// The module that is there first. `load` is the index of the imported function which fetches the
/// second one and returns when it is there.
pub fn first(module: &Module, plan: &Plan, load: usize) -> Read<Vec<u8>> {
    let imported = module.functions.iter().filter(|one| one.body.is_none());
    let imported = imported.count();
    let fetch = imported as u32;
    let mut functions: BTreeMap<usize, u32> = (0..imported).zip(0..).collect();
    let defined = (imported..module.functions.len())
        .filter(|index| plan.stays[*index] || plan.stand_ins.contains_key(index));
    functions.extend(defined.zip(fetch + 1..));
    let mut renumber = Renumber {
        functions,
        globals: (0..module.globals.len() as u32).collect(),
    };
    let flag = module.globals.len() as u32;

    let mut writer = First {
        module,
        plan,
        fetch,
        fetch_type: module.types.len() as u32,
        load: load as u32,
        flag,
        renumber: &mut renumber,
    };
    let mut out = module.written_by(&mut writer)?;
    out.section(&names(module, &renumber, |index| !plan.stays[index]));
    Ok(out.finish())
}

struct First<'p, 'm> {
    module: &'p Module<'m>,
    plan: &'p Plan,
    /// `(slot) -> slot`, after making sure that the second module is there.
    fetch: u32,
    fetch_type: u32,
    load: u32,
    flag: u32,
    renumber: &'p mut Renumber,
}

type Written = Result<(), Error<Infallible>>;

impl Reencode for First<'_, '_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        self.renumber.function_index(function)
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: wasmparser::TypeSectionReader<'_>,
    ) -> Written {
        RoundtripReencoder.parse_type_section(types, section)?;
        types.ty().function([ValType::I32], [ValType::I32]);
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: wasmparser::FunctionSectionReader<'_>,
    ) -> Written {
        functions.function(self.fetch_type);
        for (index, function) in self.module.functions.iter().enumerate() {
            let is_here = self.renumber.functions.contains_key(&index);
            if function.body.is_some() && is_here {
                functions.function(function.type_index);
            }
        }
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut TableSection,
        section: wasmparser::TableSectionReader<'_>,
    ) -> Written {
        for (index, table) in section.into_iter().enumerate() {
            let mut table: TableType = self.table_type(table?.ty)?;
            if index == 0 {
                table.minimum = u64::from(self.plan.table_size);
                table.maximum = table.maximum.map(|most| most.max(table.minimum));
            }
            tables.table(table);
        }
        Ok(())
    }

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        section: wasmparser::MemorySectionReader<'_>,
    ) -> Written {
        RoundtripReencoder.parse_memory_section(memories, section)
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: wasmparser::GlobalSectionReader<'_>,
    ) -> Written {
        RoundtripReencoder.parse_global_section(globals, section)?;
        let flag = GlobalType {
            val_type: ValType::I32,
            mutable: true,
            shared: false,
        };
        globals.global(flag, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Written {
        for export in section {
            let export = export?;
            // The second module asks for these by names of our own.
            if [MEMORY, TABLE].contains(&export.name)
                && export.kind != wasmparser::ExternalKind::Memory
            {
                continue;
            }
            self.parse_export(exports, export)?;
        }
        let has_memory = self.module.exports.iter().any(|one| one.name == MEMORY);
        if !has_memory {
            exports.export(MEMORY, ExportKind::Memory, 0);
        }
        exports.export(TABLE, ExportKind::Table, 0);
        exports.export(LATER_IS_HERE, ExportKind::Global, self.flag);
        for global in 0..self.module.globals.len() as u32 {
            exports.export(&global_name(global), ExportKind::Global, global);
        }
        Ok(())
    }

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        _: wasmparser::ElementSectionReader<'_>,
    ) -> Written {
        write_slots(elements, &self.plan.first_slots, self.renumber);
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: wasmparser::CodeSectionReader<'_>,
    ) -> Written {
        code.function(&self.fetch_function());
        let imported = self.module.functions.len() - section.count() as usize;
        for (index, body) in (imported..).zip(section) {
            let body = body?;
            if let Some(slot) = self.plan.stand_ins.get(&index) {
                code.function(&self.stand_in(index, *slot));
            } else if self.plan.stays[index] {
                self.parse_function_body(code, body)?;
            }
        }
        Ok(())
    }

    fn parse_data_section(
        &mut self,
        data: &mut DataSection,
        _: wasmparser::DataSectionReader<'_>,
    ) -> Written {
        for segment in &self.module.segments {
            let mut bytes = segment.bytes.to_vec();
            for moved in &self.plan.moved_bytes {
                let inside = inside(moved, segment.address, bytes.len());
                bytes[inside].fill(0);
            }
            data.active(0, &ConstExpr::i32_const(segment.address as i32), bytes);
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

impl First<'_, '_> {
    fn fetch_function(&self) -> Function {
        let mut function = Function::new([]);
        function
            .instructions()
            .global_get(self.flag)
            .i32_eqz()
            .if_(wasm_encoder::BlockType::Empty)
            .call(self.load)
            .end()
            .local_get(0)
            .end();
        function
    }

    /// Calls the function that the second module puts into `slot`.
    fn stand_in(&self, index: usize, slot: u32) -> Function {
        let mut function = Function::new([]);
        let mut body = function.instructions();
        for parameter in 0..self.module.function_type(index).params().len() {
            body.local_get(parameter as u32);
        }
        body.i32_const(slot as i32)
            .call(self.fetch)
            .call_indirect(0, self.module.functions[index].type_index)
            .end();
        function
    }
}

/// The module that is fetched when it is needed.
pub fn rest(module: &Module, plan: &Plan) -> Read<Vec<u8>> {
    let is_here = |index: &usize| !plan.stays[*index] || plan.copied.contains(index);
    let here = || (0..plan.stays.len()).filter(is_here);
    let shared = plan.shared.len() as u32;
    let mut functions: BTreeMap<usize, u32> = plan.shared.keys().copied().zip(0..).collect();
    functions.extend(here().zip(shared..));
    let mut renumber = Renumber {
        functions,
        globals: (0..module.globals.len() as u32).collect(),
    };
    let wrong = |error: Error<Infallible>| error.to_string();

    let mut out = Out::new();
    let mut types = TypeSection::new();
    for one in &module.types {
        let convert = |types: &[wasmparser::ValType]| {
            let converted = types.iter().map(|one| RoundtripReencoder.val_type(*one));
            converted.collect::<Result<Vec<_>, _>>()
        };
        let parameters = convert(one.params()).map_err(wrong)?;
        let results = convert(one.results()).map_err(wrong)?;
        types.ty().function(parameters, results);
    }
    out.section(&types);

    let mut imports = ImportSection::new();
    let memory = module.memory.ok_or("it has no memory")?;
    let memory = RoundtripReencoder.memory_type(memory).map_err(wrong)?;
    imports.import(FIRST, MEMORY, memory);
    let mut table = RoundtripReencoder
        .table_type(module.tables[0])
        .map_err(wrong)?;
    table.minimum = u64::from(plan.table_size);
    table.maximum = table.maximum.map(|most| most.max(table.minimum));
    imports.import(FIRST, TABLE, table);
    for (global, of_type) in module.globals.iter().enumerate() {
        let of_type = RoundtripReencoder.global_type(*of_type).map_err(wrong)?;
        imports.import(FIRST, &global_name(global as u32), of_type);
    }
    // The start script takes them from the table, by the slots that they are named after.
    for (function, slot) in &plan.shared {
        let of_type = EntityType::Function(module.functions[*function].type_index);
        imports.import(FIRST, &slot.to_string(), of_type);
    }
    out.section(&imports);

    let mut section = FunctionSection::new();
    for index in here() {
        section.function(module.functions[index].type_index);
    }
    out.section(&section);
    let mut elements = ElementSection::new();
    write_slots(&mut elements, &plan.later_slots, &renumber);
    out.section(&elements);
    let mut code = CodeSection::new();
    for index in here() {
        if let Some(body) = &module.functions[index].body {
            renumber
                .parse_function_body(&mut code, body.clone())
                .map_err(wrong)?;
        }
    }
    out.section(&code);
    let mut data = DataSection::new();
    for segment in &module.segments {
        for moved in &plan.moved_bytes {
            let inside = inside(moved, segment.address, segment.bytes.len());
            if !inside.is_empty() {
                let address = segment.address + inside.start as u32;
                let place = ConstExpr::i32_const(address as i32);
                data.active(0, &place, segment.bytes[inside].iter().copied());
            }
        }
    }
    out.section(&data);
    out.section(&names(module, &renumber, |_| false));
    Ok(out.finish())
}

/// Slots that follow one another become one run.
fn write_slots(elements: &mut ElementSection, slots: &[(u32, usize)], renumber: &Renumber) {
    let mut slots = slots.to_vec();
    slots.sort_unstable();
    for run in slots.chunk_by(|one, next| one.0 + 1 == next.0) {
        let functions: Vec<u32> = run.iter().map(|(_, of)| renumber.functions[of]).collect();
        elements.active(
            None,
            &ConstExpr::i32_const(run[0].0 as i32),
            Elements::Functions(functions.into()),
        );
    }
}

/// The part of a segment that a range of memory covers, counted within it.
fn inside(range: &Range<u32>, address: u32, length: usize) -> Range<usize> {
    let within = |at: u32| (at.saturating_sub(address) as usize).min(length);
    within(range.start)..within(range.end)
}

/// Names for the eyes of whoever debugs; the optimizer drops them.
fn names(module: &Module, renumber: &Renumber, stands_in: impl Fn(usize) -> bool) -> NameSection {
    let mut map = NameMap::new();
    let mut in_order: Vec<(u32, usize)> = renumber
        .functions
        .iter()
        .map(|(old, new)| (*new, *old))
        .collect();
    in_order.sort_unstable();
    for (new, old) in in_order {
        let name = module.functions[old].name;
        let mark = if stands_in(old) { "later " } else { "" };
        map.append(new, &format!("{mark}{name}"));
    }
    let mut names = NameSection::new();
    names.functions(&map);
    names
}

/// Short, and none that wasm-bindgen gives: `g0`, `g1`, …
fn global_name(global: u32) -> String {
    format!("g{global}")
}
