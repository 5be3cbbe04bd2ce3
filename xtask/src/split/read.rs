//! Reading a module: what of it the splitter has to know. Shapes that rustc, its linker and
//! wasm-bindgen do not make are refused rather than guessed.

use std::convert::Infallible;

use wasm_encoder::reencode::Reencode;
use wasmparser::{
    ConstExpr, DataKind, ElementItems, ElementKind, Export, FuncType, FunctionBody, GlobalType,
    KnownCustom, MemoryType, Name, Operator, Parser, Payload, TableType, TypeRef,
};

/// Why a module cannot be read or split, as a sentence.
pub type Refusal = String;
pub type Read<T> = Result<T, Refusal>;

/// A function of a module, imported or defined.
#[derive(Default)]
pub struct Function<'a> {
    pub type_index: u32,
    /// As the compiler wrote it; empty where there is none.
    pub name: &'a str,
    /// The name under which it is imported, if it is.
    pub import: Option<&'a str>,
    pub body: Option<FunctionBody<'a>>,
}

/// Bytes that lie in memory from the start.
pub struct Segment<'a> {
    pub address: u32,
    pub bytes: &'a [u8],
}

/// A module, taken apart; `functions` are in the order of their indices, imports first.
#[derive(Default)]
pub struct Module<'a> {
    pub bytes: &'a [u8],
    pub types: Vec<FuncType>,
    pub functions: Vec<Function<'a>>,
    pub globals: Vec<GlobalType>,
    pub tables: Vec<TableType>,
    pub memory: Option<MemoryType>,
    pub exports: Vec<Export<'a>>,
    /// What the slots of the first table hold, in order of slots.
    pub slots: Vec<(u32, u32)>,
    pub segments: Vec<Segment<'a>>,
    /// Whether it imports functions only, and so has its memory, its table and its globals itself.
    pub is_whole: bool,
}

impl<'a> Module<'a> {
    pub fn read(bytes: &'a [u8]) -> Read<Module<'a>> {
        let mut module = Module {
            bytes,
            is_whole: true,
            ..Module::default()
        };
        let mut next_body = 0;
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.map_err(told)? {
                Payload::TypeSection(types) => {
                    for one in types.into_iter_err_on_gc_types() {
                        module.types.push(one.map_err(told)?);
                    }
                }
                Payload::ImportSection(imports) => {
                    for one in imports.into_imports() {
                        let one = one.map_err(told)?;
                        let TypeRef::Func(type_index) = one.ty else {
                            module.is_whole = false;
                            continue;
                        };
                        module.functions.push(Function {
                            type_index,
                            import: Some(one.name),
                            ..Function::default()
                        });
                    }
                    next_body = module.functions.len();
                }
                Payload::FunctionSection(functions) => {
                    for type_index in functions {
                        module.functions.push(Function {
                            type_index: type_index.map_err(told)?,
                            ..Function::default()
                        });
                    }
                }
                Payload::TableSection(tables) => {
                    for table in tables {
                        module.tables.push(table.map_err(told)?.ty);
                    }
                }
                Payload::MemorySection(memories) => {
                    for memory in memories {
                        module.memory = Some(memory.map_err(told)?);
                    }
                }
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        module.globals.push(global.map_err(told)?.ty);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        module.exports.push(export.map_err(told)?);
                    }
                }
                Payload::StartSection { .. } => return Err("it has a start function".into()),
                Payload::ElementSection(elements) => {
                    for element in elements {
                        module.read_slots(element.map_err(told)?)?;
                    }
                }
                Payload::DataSection(segments) => {
                    for segment in segments {
                        let segment = segment.map_err(told)?;
                        let DataKind::Active { offset_expr, .. } = segment.kind else {
                            return Err("it has data that is copied by hand".into());
                        };
                        module.segments.push(Segment {
                            address: constant(&offset_expr)?,
                            bytes: segment.data,
                        });
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let place = module.functions.get_mut(next_body);
                    place.ok_or("it has more bodies than functions")?.body = Some(body);
                    next_body += 1;
                }
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        module.read_names(names)?;
                    }
                }
                _ => {}
            }
        }
        Ok(module)
    }

    fn read_slots(&mut self, element: wasmparser::Element<'a>) -> Read<()> {
        let ElementKind::Active {
            table_index,
            offset_expr,
        } = element.kind
        else {
            return Ok(()); // declared for `ref.func`, or never placed
        };
        if table_index.unwrap_or(0) != 0 {
            return Err("it fills a second table".into());
        }
        let ElementItems::Functions(functions) = element.items else {
            return Err("it fills its table with expressions".into());
        };
        for (slot, function) in (constant(&offset_expr)?..).zip(functions) {
            self.slots.push((slot, function.map_err(told)?));
        }
        self.slots.sort_unstable();
        Ok(())
    }

    fn read_names(&mut self, names: wasmparser::NameSectionReader<'a>) -> Read<()> {
        for part in names {
            let Name::Function(functions) = part.map_err(told)? else {
                continue;
            };
            for naming in functions {
                let naming = naming.map_err(told)?;
                if let Some(function) = self.functions.get_mut(naming.index as usize) {
                    function.name = naming.name;
                }
            }
        }
        Ok(())
    }

    pub fn function_type(&self, function: usize) -> &FuncType {
        &self.types[self.functions[function].type_index as usize]
    }

    /// The module as `writer` writes it, open for a section more.
    pub fn written_by(
        &self,
        writer: &mut impl Reencode<Error = Infallible>,
    ) -> Read<wasm_encoder::Module> {
        let mut out = wasm_encoder::Module::new();
        let written = writer.parse_core_module(&mut out, Parser::new(0), self.bytes);
        written.map_err(|error| error.to_string())?;
        Ok(out)
    }

    /// What lies in memory at the start.
    pub fn memory(&self, address: u32, length: u32) -> Option<&'a [u8]> {
        self.segments.iter().find_map(|segment| {
            let from = address.checked_sub(segment.address)? as usize;
            segment.bytes.get(from..from + length as usize)
        })
    }

    /// The functions that a function calls or takes a reference of.
    pub fn callees(&self, function: usize) -> Read<Vec<usize>> {
        let Some(body) = &self.functions[function].body else {
            return Ok(Vec::new());
        };
        let mut callees = Vec::new();
        for operator in body.get_operators_reader().map_err(told)? {
            match operator.map_err(told)? {
                Operator::Call { function_index }
                | Operator::ReturnCall { function_index }
                | Operator::RefFunc { function_index } => callees.push(function_index as usize),
                _ => {}
            }
        }
        Ok(callees)
    }
}

/// The number that a constant expression says.
fn constant(expression: &ConstExpr) -> Read<u32> {
    match expression.get_operators_reader().read().map_err(told)? {
        Operator::I32Const { value } => Ok(value as u32),
        other => Err(format!("it places something by {other:?}")),
    }
}

pub fn told(error: wasmparser::BinaryReaderError) -> Refusal {
    error.to_string()
}
