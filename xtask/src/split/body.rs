//! The bodies of a module's functions, operator by operator, with what the outliner asks of each.

use std::ops::Range;

use wasm_encoder::ValType;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasmparser::{
    BlockType, FrameKind, FuncValidatorAllocations, ModuleArity, Operator, Parser, ValidPayload,
    Validator, WasmFeatures,
};

use super::instrument::ends_a_run;
use super::read::{Module, Read, told};

/// A function with a body.
pub struct Body<'a> {
    pub function: usize,
    /// How many of the locals are parameters.
    pub parameters: usize,
    pub locals: Vec<ValType>,
    pub results: Vec<ValType>,
    /// The last one is the function's own `end`.
    pub ops: Vec<Op<'a>>,
}

/// An operator in its place.
pub struct Op<'a> {
    pub operator: Operator<'a>,
    /// Whether a visit came through here.
    pub ran: bool,
    /// How many blocks are around it.
    pub nesting: u32,
    /// How many values lie on the stack before it.
    pub height: u32,
    /// How many of them it leaves untouched.
    pub untouched: u32,
    pub is_reachable: bool,
    /// How many bytes it takes.
    pub size: u32,
    /// Whether it goes to a block and hands it values.
    pub carries_values: bool,
    /// For what opens a block, where that ends.
    pub end: usize,
    /// For an `if`, where its other arm begins.
    pub otherwise: Option<usize>,
}

/// Every body of the module; `ran` tells by the number of a stretch of code (`instrument`) whether
/// a visit came through it.
pub fn bodies<'a>(module: &Module<'a>, ran: impl Fn(usize) -> bool) -> Read<Vec<Body<'a>>> {
    let imported = module.functions.iter().filter(|one| one.body.is_none());
    let mut function = imported.count();
    let mut run = 0;
    let mut bodies = Vec::new();
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    let mut allocations = FuncValidatorAllocations::default();
    for payload in Parser::new(0).parse_all(module.bytes) {
        let payload = payload.map_err(told)?;
        let ValidPayload::Func(to_validate, code) = validator.payload(&payload).map_err(told)?
        else {
            continue;
        };
        let of_type = module.function_type(function);
        let mut locals = values(of_type.params())?;
        let parameters = locals.len();
        for pair in code.get_locals_reader().map_err(told)? {
            let (count, of_type) = pair.map_err(told)?;
            let of_type = values(&[of_type])?[0];
            locals.extend(std::iter::repeat_n(of_type, count as usize));
        }
        let mut validator = to_validate.into_validator(allocations);
        validator
            .read_locals(&mut code.get_binary_reader())
            .map_err(told)?;
        let mut ops: Vec<Op> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut reader = code.get_operators_reader().map_err(told)?;
        while !reader.eof() {
            let at = reader.original_position();
            let operator = reader.read().map_err(told)?;
            let height = validator.operand_stack_height();
            let is_reachable = validator
                .get_control_frame(0)
                .is_some_and(|one| !one.unreachable);
            let pops = operator
                .operator_arity(&validator)
                .map_or(height, |(pops, _)| pops);
            let index = ops.len();
            let mut nesting = open.len() as u32;
            match operator {
                Operator::End => {
                    if let Some(opened) = open.pop() {
                        ops[opened].end = index;
                        nesting -= 1;
                    }
                }
                Operator::Else => {
                    if let Some(opened) = open.last() {
                        ops[*opened].otherwise = Some(index);
                        nesting -= 1;
                    }
                }
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                    open.push(index);
                }
                _ => {}
            }
            let carries_values = carries_values(&operator, &validator, module)?;
            let starts_a_run = ends_a_run(&operator);
            validator.op(at, &operator).map_err(told)?;
            ops.push(Op {
                ran: ran(run),
                nesting,
                height,
                untouched: height.saturating_sub(pops),
                is_reachable,
                size: (reader.original_position() - at) as u32,
                carries_values,
                end: index,
                otherwise: None,
                operator,
            });
            if starts_a_run && !reader.eof() {
                run += 1;
            }
        }
        run += 1;
        allocations = validator.into_allocations();
        bodies.push(Body {
            function,
            parameters,
            locals,
            results: values(of_type.results())?,
            ops,
        });
        function += 1;
    }
    Ok(bodies)
}

fn values(types: &[wasmparser::ValType]) -> Read<Vec<ValType>> {
    let converted = types.iter().map(|one| RoundtripReencoder.val_type(*one));
    let converted: Result<Vec<ValType>, _> = converted.collect();
    converted.map_err(|error| error.to_string())
}

/// Whether a branch hands values to a block. Out of the function it may, if it always goes there.
fn carries_values(operator: &Operator, at: &impl ModuleArity, module: &Module) -> Read<bool> {
    let function = at.control_stack_height().saturating_sub(1);
    let carries = |depth: u32| match at.label_block(depth) {
        Some((_, FrameKind::Loop)) | Some((BlockType::Empty, _)) => false,
        Some((BlockType::Type(_), _)) | None => true,
        Some((BlockType::FuncType(of_type), _)) => {
            !module.types[of_type as usize].results().is_empty()
        }
    };
    Ok(match operator {
        Operator::Br { relative_depth } => *relative_depth != function && carries(*relative_depth),
        Operator::BrIf { relative_depth } => carries(*relative_depth),
        Operator::BrTable { targets } => {
            let inner: Result<Vec<u32>, _> = targets.targets().collect();
            carries(targets.default()) || inner.map_err(told)?.into_iter().any(carries)
        }
        _ => false,
    })
}

impl Op<'_> {
    /// Whether it opens a block.
    pub fn opens(&self) -> bool {
        matches!(
            self.operator,
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. }
        )
    }

    /// The local that it reads or sets.
    pub fn local(&self) -> Option<u32> {
        match self.operator {
            Operator::LocalGet { local_index }
            | Operator::LocalSet { local_index }
            | Operator::LocalTee { local_index } => Some(local_index),
            _ => None,
        }
    }

    /// The local that it sets.
    pub fn sets(&self) -> Option<u32> {
        self.local()
            .filter(|_| !matches!(self.operator, Operator::LocalGet { .. }))
    }

    /// The blocks it may go to, by their depth.
    pub fn targets(&self) -> Vec<u32> {
        match &self.operator {
            Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => {
                vec![*relative_depth]
            }
            Operator::BrTable { targets } => {
                let inner = targets.targets().filter_map(Result::ok);
                inner.chain([targets.default()]).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Body<'_> {
    /// The one value that the function returns, if it does.
    pub fn result(&self) -> Option<ValType> {
        self.results.first().copied()
    }

    /// The bodies of the block that an operator opens: an `if` may have two.
    pub fn inside(&self, opened: usize) -> impl Iterator<Item = Range<usize>> {
        let op = &self.ops[opened];
        let first = opened + 1..op.otherwise.unwrap_or(op.end);
        let second = op.otherwise.map(|otherwise| otherwise + 1..op.end);
        std::iter::once(first).chain(second)
    }
}
