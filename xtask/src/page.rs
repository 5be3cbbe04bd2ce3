//! Building the page: as Trunk makes it to look at, or small and in two modules to publish.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use crate::assets;
use crate::lesson;
use crate::modules;
use crate::optimizer;
use crate::step::{Failure, Outcome, command, root, run, step};
use crate::tools;
use crate::weight;

/// How the page is built: quickly to look at, or small to publish.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Preview,
    Release,
}

impl Kind {
    pub fn folder(self) -> PathBuf {
        root().join(match self {
            Kind::Preview => "target/preview-dist",
            Kind::Release => "dist",
        })
    }

    /// `trunk build` or `trunk watch`.
    pub fn trunk(self, verb: &str) -> std::process::Command {
        let mut trunk = command("trunk");
        // Trunk reads only true and false in NO_COLOR, where the custom allows any value.
        trunk
            .arg(verb)
            .env_remove("NO_COLOR")
            .env("TRUNK_SKIP_VERSION_CHECK", "true");
        trunk.arg("--dist").arg(self.folder());
        if self == Kind::Release {
            trunk.arg("--release").env(RUST_FLAGS, RELEASE_FLAGS);
        }
        trunk
    }
}

/// Only the page of two modules needs what the linker knows (`split::links`).
const RUST_FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";
const RELEASE_FLAGS: &str = "-Clink-arg=--emit-relocs";

/// Installs what is missing and builds the page into `kind.folder()`.
pub fn build(kind: Kind) -> Outcome {
    step("tools for the page", tools::ensure_page_tools)?;
    step("the page", || {
        // Trunk sweeps its folder only when a build succeeds; an old page must not outlive a failure.
        let _ = fs::remove_dir_all(kind.folder());
        let next = "fix what the compiler says above.";
        run(&mut kind.trunk("build"), next)?;
        match kind {
            Kind::Preview => Ok(()),
            Kind::Release => shrink(&kind.folder()),
        }
    })
}

/// The release page, small and within its budget.
pub fn build_and_weigh() -> Outcome {
    lesson::check(None)?;
    build(Kind::Release)?;
    step("the page's size", || weight::weigh(&Kind::Release.folder()))
}

/// Rewrites what lies in the folder.
fn shrink(folder: &Path) -> Outcome {
    assets::shrink(folder)?;
    modules::halve(folder)?;
    let modules = files_in(folder);
    let modules = modules.iter().filter(|path| has_extension(path, "wasm"));
    // Each takes its time, and they have nothing to do with each other.
    thread::scope(|scope| {
        let at_work: Vec<_> = modules
            .map(|module| scope.spawn(|| optimizer::shrink(module)))
            .collect();
        at_work
            .into_iter()
            .try_for_each(|one| one.join().expect("shrinking a module does not panic"))
    })?;
    modules::shorten_names(folder)?;
    modules::name_by_content(folder)
}

/// Every file below a folder, in a fixed order.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .flat_map(|path| {
            if path.is_dir() {
                files_in(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

pub fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

pub fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        format!("{} cannot be used: {error}.", path.display()),
        "build the page again.",
    )
}
