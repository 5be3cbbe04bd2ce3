//! Two modules of one: what a first visit runs, and the rest, which is fetched when it is needed.
//!
//! The compiler makes one module. `instrument` makes it remember which stretches of its code run;
//! with what it remembers, `split` takes the stretches that did not run out of the functions that did
//! (`outline`), and moves every function that did not run, and every constant that only those refer
//! to, into a second module. Where the first one can reach a moved function, it keeps a small one in
//! its place that fetches the second module and goes on there, so that the program is the same
//! program whenever the rest arrives.

mod body;
mod edge;
mod instrument;
mod links;
mod liveness;
mod order;
mod outline;
mod plan;
mod read;
mod stretch;
mod write;

pub use edge::{keep_exports, shorten_imports};
pub use instrument::instrument;
pub use order::order;
pub use read::{Module, Read};

/// Parts of the names of functions that stay as they are: through which of their ways the allocator
/// goes depends on what lies where, which is another thing in each visit.
const ALWAYS_WHOLE: [&str; 2] = ["rlsf", "7___rustc"];

fn is_always_whole(name: &str) -> bool {
    ALWAYS_WHOLE.iter().any(|part| name.contains(part))
}

/// The two modules, and what the plan came to.
pub struct Split {
    pub first: Vec<u8>,
    pub rest: Vec<u8>,
    pub figures: String,
}

/// `linked` is the module as it came from the linker, `module` what wasm-bindgen made of it. `load`
/// is a part of the imported function's name that fetches the rest, and `ran` tells by its number
/// whether a stretch of code belongs to a first visit.
pub fn split(
    linked: &[u8],
    module: &Module,
    load: &str,
    ran: impl Fn(usize) -> bool,
) -> Read<Split> {
    if !module.is_whole {
        return Err("it is a part of another one".into());
    }
    let outlined = outline::outline(module, &ran)?;
    let first_runs = instrument::first_runs(module)?;
    let names: Vec<&str> = module.functions.iter().map(|one| one.name).collect();
    let stays = |function: usize| {
        let runs = |run: &Option<usize>| run.is_some_and(&ran);
        first_runs.get(function).is_some_and(runs)
            || names
                .get(function)
                .is_some_and(|name| is_always_whole(name))
    };
    let linked = Module::read(linked)?;
    let links = links::Links::read(&linked)?;
    let module = Module::read(&outlined)?;
    let load = module
        .functions
        .iter()
        .position(|one| one.import.is_some_and(|name| name.contains(load)))
        .ok_or("it imports nothing to fetch the rest with")?;
    let plan = plan::Plan::make(&module, &links, stays)?;
    let count = |wanted| plan.stays.iter().filter(|stays| **stays == wanted).count();
    let moved: u32 = plan.moved_bytes.iter().map(|one| one.end - one.start).sum();
    let figures = format!(
        "{} functions stay, {} move, {} stand in; {} are shared, {} copied; {moved} bytes of constants \
         move",
        count(true),
        count(false),
        plan.stand_ins.len(),
        plan.shared.len(),
        plan.copied.len(),
    );
    Ok(Split {
        first: write::first(&module, &plan, load)?,
        rest: write::rest(&module, &plan)?,
        figures,
    })
}
