//! The order of a module's functions. What compresses a page looks back 32 kB at the most, and
//! functions that the compiler made of one template lie wherever it came to them: here, each is
//! followed by the one that is most like it.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{CodeSection, FunctionSection, Module as Out};
use wasmparser::Parser;

use super::read::{Module, Read};

/// How many marks of a function are compared.
const MARKS: usize = 48;
/// How many bytes make a mark.
const MARK_BYTES: usize = 5;

/// The module with its functions in an order that compresses well.
pub fn order(module: &Module) -> Read<Vec<u8>> {
    let imported = module.functions.iter().filter(|one| one.body.is_none());
    let imported = imported.count();
    let order = chain(
        &module.functions[imported..]
            .iter()
            .map(marks)
            .collect::<Vec<_>>(),
    );
    let mut places: Vec<u32> = (0..module.functions.len() as u32).collect();
    for (place, function) in order.iter().enumerate() {
        places[imported + function] = (imported + place) as u32;
    }
    let mut ordered = Ordered {
        module,
        order: order.into_iter().map(|one| imported + one).collect(),
        places,
    };
    let mut out = Out::new();
    ordered
        .parse_core_module(&mut out, Parser::new(0), module.bytes)
        .map_err(|error| error.to_string())?;
    Ok(out.finish())
}

type Marks = Vec<u32>;

/// The smallest hashes of a function's pieces: two functions share about as many of them as they
/// share pieces.
fn marks(function: &super::read::Function) -> Marks {
    let Some(body) = &function.body else {
        return Marks::new();
    };
    let pieces = body.as_bytes().windows(MARK_BYTES);
    let mut marks: Marks = pieces.map(hash).collect();
    marks.sort_unstable();
    marks.dedup();
    marks.truncate(MARKS);
    marks
}

fn hash(piece: &[u8]) -> u32 {
    piece.iter().fold(0x811c_9dc5, |hash: u32, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

/// Begins with the first, and goes on with the one that is most like the last.
fn chain(marks: &[Marks]) -> Vec<usize> {
    let mut left: Vec<usize> = (1..marks.len()).collect();
    let mut chain = vec![0];
    while !left.is_empty() {
        let last = &marks[chain[chain.len() - 1]];
        let likeness = |one: &usize| shared(last, &marks[*one]);
        let next =
            (0..left.len()).max_by_key(|at| (likeness(&left[*at]), std::cmp::Reverse(left[*at])));
        chain.push(left.swap_remove(next.unwrap_or(0)));
    }
    chain
}

/// How many marks two functions share, in thousandths of what they could.
fn shared(one: &Marks, other: &Marks) -> usize {
    let (mut at, mut shared) = (0, 0);
    for mark in one {
        while other.get(at).is_some_and(|next| next < mark) {
            at += 1;
        }
        shared += usize::from(other.get(at) == Some(mark));
    }
    shared * 1000 / one.len().max(other.len()).max(1)
}

struct Ordered<'p, 'm> {
    module: &'p Module<'m>,
    /// The functions with bodies, as they are to follow one another.
    order: Vec<usize>,
    /// By function: its new index.
    places: Vec<u32>,
}

type Written = Result<(), Error<Infallible>>;

impl Reencode for Ordered<'_, '_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.places[function as usize])
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: wasmparser::FunctionSectionReader<'_>,
    ) -> Written {
        for function in &self.order {
            functions.function(self.module.functions[*function].type_index);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        _: wasmparser::CodeSectionReader<'_>,
    ) -> Written {
        for function in self.order.clone() {
            if let Some(body) = &self.module.functions[function].body {
                self.parse_function_body(code, body.clone())?;
            }
        }
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        out: &mut Out,
        section: wasmparser::CustomSectionReader<'_>,
    ) -> Written {
        RoundtripReencoder.parse_custom_section(out, section)
    }
}
