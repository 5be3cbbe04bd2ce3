//! A module that remembers where it came through: each stretch of its code sets a byte of a second
//! memory when it runs.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ExportKind, ExportSection, Function, MemArg, MemArgTarget, MemorySection,
    MemoryType,
};
use wasmparser::{CodeSectionReader, ExportSectionReader, MemorySectionReader, Operator};

use super::read::{self, Read};

/// The name of the exported memory. Its byte `n` is 1 once the `n`th run of code was begun;
/// `tests/e2e/first-visit.js` reads it.
const RAN: &str = "ran";
const PAGE_BYTES: usize = 65_536;

/// The module with marks. A run of code begins with a function, and wherever code may be left out
/// or come to in another way; runs are counted through the whole module.
pub fn instrument(module: &read::Module) -> Read<Vec<u8>> {
    let mut instrument = Instrument {
        // No run is shorter than a byte of code.
        pages: (module.bytes.len() / PAGE_BYTES + 1) as u64,
        next_run: 0,
    };
    Ok(module.written_by(&mut instrument)?.finish())
}

/// For each function with a body the number of its first run.
pub fn first_runs(module: &read::Module) -> Read<Vec<Option<usize>>> {
    let mut next = 0;
    let mut runs = Vec::new();
    for function in &module.functions {
        let Some(body) = &function.body else {
            runs.push(None);
            continue;
        };
        runs.push(Some(next));
        next += 1;
        let mut reader = body.get_operators_reader().map_err(read::told)?;
        while !reader.eof() {
            let operator = reader.read().map_err(read::told)?;
            next += usize::from(ends_a_run(&operator) && !reader.eof());
        }
    }
    Ok(runs)
}

struct Instrument {
    pages: u64,
    next_run: u64,
}

impl Instrument {
    fn mark(&mut self, function: &mut Function) {
        let mark = MemArg {
            offset: self.next_run,
            align: 0,
            target: MemArgTarget::Memory(1),
            ordering: None,
        };
        self.next_run += 1;
        function
            .instructions()
            .i32_const(0)
            .i32_const(1)
            .i32_store8(mark);
    }
}

/// Whether what follows may not run although this did, or run without it.
pub fn ends_a_run(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::Else
            | Operator::End
            | Operator::BrIf { .. }
    )
}

type Written = Result<(), Error<Infallible>>;

impl Reencode for Instrument {
    type Error = Infallible;

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        section: MemorySectionReader<'_>,
    ) -> Written {
        for memory in section {
            memories.memory(self.memory_type(memory?)?);
        }
        memories.memory(MemoryType {
            minimum: self.pages,
            maximum: Some(self.pages),
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Written {
        for export in section {
            self.parse_export(exports, export?)?;
        }
        exports.export(RAN, ExportKind::Memory, 1);
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Written {
        for body in section {
            let body = body?;
            let mut function = self.new_function_with_parsed_locals(&body)?;
            self.mark(&mut function);
            let mut reader = body.get_operators_reader()?;
            while !reader.eof() {
                let ends = ends_a_run(&reader.clone().read()?);
                function.instruction(&self.parse_instruction(&mut reader)?);
                if ends && !reader.eof() {
                    self.mark(&mut function);
                }
            }
            code.function(&function);
        }
        Ok(())
    }
}
