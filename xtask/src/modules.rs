//! The release page's two modules (`split`): what a first visit runs, and the rest. What it runs is
//! found out by paying first visits in a browser, to a page that remembers where they came through.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::assets;
use crate::browser;
use crate::optimizer;
use crate::page::files_in;
use crate::split::{self, Module};
use crate::static_server::{self, Site};
use crate::step::{Failure, Outcome, root, run};

/// What Trunk calls a module, and what the second one is called beside it.
const FIRST_ENDING: &str = "_bg.wasm";
const REST_ENDING: &str = "_rest.wasm";
/// A part of the name of the imported function that fetches the rest (`src/web/later.rs`).
const WAIT: &str = "waitForRest";

/// Makes two modules of the one in `folder`. Without a browser it stays one.
pub fn halve(folder: &Path) -> Outcome {
    let chromium = browser::ensure_node_packages().and_then(|()| browser::ensure_chromium());
    let chromium = match chromium {
        Ok(chromium) => chromium,
        Err(failure) => {
            println!("{failure}");
            println!("The page stays one module: all of it is loaded at the first visit.");
            return Ok(());
        }
    };
    let path = whole(folder)?;
    let index = folder.join("index.html");
    drop_exports(&index, &path)?;
    let whole = bytes(&path)?;
    let linked = bytes(&linked())?;
    let refused = |refusal: String| unusable(&path, &refusal);
    let module = Module::read(&whole).map_err(refused)?;
    let remembering = split::instrument(&module).map_err(refused)?;
    let ran = pay_visits(folder, &path, &remembering, chromium)?;
    let split = split::split(&linked, &module, WAIT, |run| ran.contains(&run)).map_err(refused)?;
    println!("{}", split.figures);
    write(&path, &split.first)?;
    write(&rest_of(&path), &split.rest)?;
    name_rest(&index)
}

/// Gives the first module's imports short names, here and in the page's script.
pub fn shorten_names(folder: &Path) -> Outcome {
    let index = folder.join("index.html");
    let path = whole(folder)?;
    let first = bytes(&path)?;
    let shortened = Module::read(&first).and_then(|first| split::shorten_imports(&first));
    let (first, renamed) = shortened.map_err(|refusal| unusable(&path, &refusal))?;
    write(&path, &first)?;

    let glue = assets::glue(&index)?;
    let mut text = assets::read(&glue)?;
    let modules: BTreeSet<String> = renamed.iter().map(|one| one.module.clone()).collect();
    if modules.len() != 1 {
        return Err(unusable(&path, "it does not import from one module"));
    }
    let modules = modules.iter();
    let modules = modules.map(|one| (format!("\"{one}\":"), "\"\":".to_owned()));
    let names = renamed.iter();
    let names = names.map(|one| (format!("{}:", one.name), format!("{}:", one.short)));
    for (long, short) in modules.chain(names) {
        if text.matches(&long).count() != 1 {
            return Err(unusable(&glue, &format!("`{long}` is not there once")));
        }
        text = text.replace(&long, &short);
    }
    assets::write(&glue, &text)
}

/// Names modules and script after what is in them now: from one source, another build may split them
/// in another place, and a browser must not put together what it kept of two builds.
pub fn name_by_content(folder: &Path) -> Outcome {
    let index = folder.join("index.html");
    let glue = assets::glue(&index)?;
    let stem = glue.file_stem().unwrap_or_default().to_string_lossy();
    let stem = &*stem;
    let parts = files_in(folder).into_iter();
    let name = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    let parts = parts.filter(|path| name(path).is_some_and(|name| name.starts_with(stem)));
    let parts: Vec<PathBuf> = parts.collect();
    let contents: Result<Vec<Vec<u8>>, Failure> = parts.iter().map(|path| bytes(path)).collect();
    let new = format!("podarium-{:016x}", assets::digest(&contents?.concat()));
    for path in &parts {
        let renamed = name(path).unwrap_or_default().replace(stem, &new);
        fs::rename(path, folder.join(renamed))
            .map_err(|error| unusable(path, &error.to_string()))?;
    }
    for file in [&folder.join(format!("{new}.js")), &index] {
        assets::write(file, &assets::read(file)?.replace(stem, &new))?;
    }
    Ok(())
}

/// Takes out of the module what only exports reach that the page's script never asks for.
fn drop_exports(index: &Path, module: &Path) -> Outcome {
    let glue = assets::read(&assets::glue(index)?)?;
    let whole = bytes(module)?;
    let kept = Module::read(&whole)
        .and_then(|whole| split::keep_exports(&whole, |name| glue.contains(name)));
    write(module, &kept.map_err(|refusal| unusable(module, &refusal))?)?;
    optimizer::drop_unreachable(module)
}

/// Tells the start script that there is a second module.
fn name_rest(index: &Path) -> Outcome {
    let text = bytes(index)?;
    let text = String::from_utf8_lossy(&text);
    let (before, after) = text
        .split_once(" data-wasm=\"")
        .ok_or_else(|| unusable(index, "it does not name the module"))?;
    let (first, _) = after.split_once('"').unwrap_or_default();
    let rest = first.replace(FIRST_ENDING, REST_ENDING);
    let named = format!("{before} data-rest=\"{rest}\" data-wasm=\"{after}");
    write(index, named.as_bytes())
}

/// Puts a module's functions into an order that compresses well.
pub fn order(path: &Path) -> Outcome {
    let module = bytes(path)?;
    let ordered = Module::read(&module).and_then(|module| split::order(&module));
    write(path, &ordered.map_err(|refusal| unusable(path, &refusal))?)
}

/// Whether a file is the second module.
pub fn is_rest(name: &Path) -> bool {
    name.to_string_lossy().ends_with(REST_ENDING)
}

/// The stretches of code that first visits come through, by their numbers.
fn pay_visits(
    folder: &Path,
    module: &Path,
    remembering: &[u8],
    chromium: Option<PathBuf>,
) -> Outcome<BTreeSet<usize>> {
    write(module, remembering)?;
    let marks = target().join("first-visit.txt");
    let site = Site {
        folder: folder.to_path_buf(),
        mount: "/",
    };
    let listener = static_server::listen(0)?;
    let mut visits = browser::node_script("first-visit.js");
    visits
        .env("PODARIUM_URL", static_server::address(&listener, &site)?)
        .env("PODARIUM_MARKS", &marks);
    if let Some(chromium) = chromium {
        visits.env("PODARIUM_CHROMIUM", chromium);
    }
    std::thread::spawn(move || static_server::serve(&listener, site));
    println!("Paying first visits, to see which part of the program they run.");
    run(&mut visits, "read what the browser says above.")?;
    let text = bytes(&marks)?;
    let text = String::from_utf8_lossy(&text);
    Ok(text.lines().filter_map(|line| line.parse().ok()).collect())
}

fn whole(folder: &Path) -> Outcome<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths = files.map(|file| file.path());
    let found = paths.find(|path| path.to_string_lossy().ends_with(FIRST_ENDING));
    found.ok_or_else(|| unusable(folder, "there is no module in it"))
}

fn rest_of(first: &Path) -> PathBuf {
    let name = first.to_string_lossy().replace(FIRST_ENDING, REST_ENDING);
    PathBuf::from(name)
}

/// The module as the linker made it.
fn linked() -> PathBuf {
    target().join("wasm32-unknown-unknown/page/podarium.wasm")
}

/// Where cargo builds.
fn target() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    root().join(target.map_or_else(|| PathBuf::from("target"), PathBuf::from))
}

fn bytes(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| unusable(path, &error.to_string()))
}

fn write(path: &Path, bytes: &[u8]) -> Outcome {
    fs::write(path, bytes).map_err(|error| unusable(path, &error.to_string()))
}

fn unusable(path: &Path, why: &str) -> Failure {
    Failure::new(
        format!("{} cannot be used: {why}.", path.display()),
        "build the page again; if it stays, read `xtask/src/split`.",
    )
}
