//! The order of a module's functions. What compresses a page looks back 32 kB at the most, and
//! functions that the compiler made of one template lie wherever it came to them: here, each is
//! followed by the one that is most like it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{CodeSection, FunctionSection, Module as Out};
use wasmparser::FunctionBody;

use super::read::{Function, Module, Read};

/// How far back what compresses looks.
const WINDOW_BYTES: usize = 32_768;
/// The lengths of the pieces by which functions are compared. Shorter repetitions are hardly worth a
/// reference, and one that is long counts for each of these.
const PIECES_BYTES: [usize; 3] = [4, 6, 8];

/// The module with its functions in an order that compresses well.
pub fn order(module: &Module) -> Read<Vec<u8>> {
    let imported = module.functions.iter().filter(|one| one.body.is_none());
    let imported = imported.count();
    let order = chain(&module.functions[imported..]);
    let mut places: Vec<u32> = (0..module.functions.len() as u32).collect();
    for (place, function) in order.iter().enumerate() {
        places[imported + function] = (imported + place) as u32;
    }
    let mut ordered = Ordered {
        module,
        order: order.into_iter().map(|one| imported + one).collect(),
        places,
    };
    Ok(module.written_by(&mut ordered)?.finish())
}

/// A function's different pieces, by number.
fn marks(functions: &[Function]) -> (Vec<Vec<usize>>, usize) {
    let mut numbers = BTreeMap::new();
    let mut marks = Vec::new();
    for function in functions {
        let body = function
            .body
            .as_ref()
            .map_or(&[][..], FunctionBody::as_bytes);
        let pieces = PIECES_BYTES.iter().flat_map(|bytes| body.windows(*bytes));
        let pieces: BTreeSet<&[u8]> = pieces.collect();
        let number = |piece| {
            let next = numbers.len();
            *numbers.entry(piece).or_insert(next)
        };
        marks.push(pieces.into_iter().map(number).collect());
    }
    let count = numbers.len();
    (marks, count)
}

/// Begins with the first, and goes on with the one of which the greatest part lies within the window.
fn chain(functions: &[Function]) -> Vec<usize> {
    let (marks, count) = marks(functions);
    let mut holders = vec![Vec::new(); count];
    for (function, marks) in marks.iter().enumerate() {
        for mark in marks {
            holders[*mark].push(function);
        }
    }
    let size = |function: usize| {
        functions[function]
            .body
            .as_ref()
            .map_or(0, |body| body.as_bytes().len())
    };
    let mut in_window = vec![0_u32; count];
    let mut known = vec![0_usize; functions.len()];
    let mut left: Vec<usize> = (0..functions.len()).collect();
    let mut chain: Vec<usize> = Vec::new();
    let mut window = VecDeque::new();
    let mut window_bytes = 0;
    while !left.is_empty() {
        let part = |one: &usize| known[*one] * 10_000 / marks[*one].len().max(1);
        let next = (0..left.len()).max_by_key(|at| (part(&left[*at]), Reverse(left[*at])));
        let next = left.swap_remove(next.unwrap_or(0));
        chain.push(next);
        window.push_back(next);
        window_bytes += size(next);
        for mark in &marks[next] {
            in_window[*mark] += 1;
            if in_window[*mark] == 1 {
                holders[*mark].iter().for_each(|one| known[*one] += 1);
            }
        }
        while window_bytes > WINDOW_BYTES && window.len() > 1 {
            let Some(gone) = window.pop_front() else {
                break;
            };
            window_bytes -= size(gone);
            for mark in &marks[gone] {
                in_window[*mark] -= 1;
                if in_window[*mark] == 0 {
                    holders[*mark].iter().for_each(|one| known[*one] -= 1);
                }
            }
        }
    }
    chain
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
