//! What the page loads beside its modules, made small: one style sheet in place of many, and scripts
//! without what only readers need. The page's own names for them change with what is in them.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::browser;
use crate::step::{Failure, Outcome, cannot_start, command};

const START: &str = "boot.js";
/// How the page names a style sheet that it loads at the start.
const STYLE_BEGINS: &str = "<link rel=\"stylesheet\" href=\"./";
const SCRIPT_BEGINS: &str = "data-js=\"./";

/// Rewrites what lies in `folder`. Without Node.js it stays as it is.
pub fn shrink(folder: &Path) -> Outcome {
    if browser::ensure_node_packages().is_err() {
        println!("Styles and scripts stay as they are written: some 14 kB more at a first visit.");
        return Ok(());
    }
    let index = folder.join("index.html");
    let page = read(&index)?;
    write(&index, &one_style(folder, &page)?)?;
    let start = folder.join(START);
    write(&start, &esbuild(folder, &read(&start)?, &["--loader=js"])?)?;
    let glue = glue(&index)?;
    write(&glue, &bundled_glue(folder, &glue)?)
}

/// The file between the page and its module: the one that the page names.
pub fn glue(index: &Path) -> Outcome<PathBuf> {
    let page = read(index)?;
    let named = page.split_once(SCRIPT_BEGINS);
    let name = named.and_then(|(_, after)| Some(after.split_once('"')?.0));
    let name = name.ok_or_else(|| unusable(index, "it names no script"))?;
    Ok(index.with_file_name(name))
}

/// wasm-bindgen's file without what the page never uses: another way to start, and classes of a
/// crate that only servers need.
fn bundled_glue(folder: &Path, glue: &Path) -> Outcome<String> {
    let name = glue.file_name().unwrap_or_default().to_string_lossy();
    let entry = format!("export {{ default }} from \"./{name}\";");
    let words = [
        "--bundle",
        "--format=esm",
        "--define:Symbol.dispose=undefined",
        "--pure:FinalizationRegistry",
    ];
    esbuild(folder, &entry, &words)
}

/// Makes one style sheet of those that the page loads, in their order; the page with it.
fn one_style(folder: &Path, page: &str) -> Outcome<String> {
    let style = |line: &str| {
        let name = line.trim_start().strip_prefix(STYLE_BEGINS)?;
        Some(name.split_once('"')?.0.to_owned())
    };
    let names: Vec<String> = page.lines().filter_map(style).collect();
    let imports = names.iter().map(|name| format!("@import \"./{name}\";"));
    let imports: String = imports.collect();
    let text = esbuild(folder, &imports, &["--bundle", "--loader=css"])?;
    for name in &names {
        let _ = fs::remove_file(folder.join(name));
    }
    let name = format!("style-{:016x}.css", digest(text.as_bytes()));
    write(&folder.join(&name), &text)?;
    let mut link = Some(format!("    {STYLE_BEGINS}{name}\">\n"));
    let lines = page.lines().filter_map(|line| match style(line) {
        Some(_) => link.take(),
        None => Some(format!("{line}\n")),
    });
    Ok(lines.collect())
}

fn esbuild(folder: &Path, text: &str, words: &[&str]) -> Outcome<String> {
    let mut esbuild = command(&browser::node_program("esbuild").to_string_lossy());
    esbuild.args(["--minify", "--charset=utf8", "--log-level=warning"]);
    esbuild.args(words).current_dir(folder);
    esbuild.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = esbuild
        .spawn()
        .map_err(|error| cannot_start(&esbuild, &error))?;
    if let Some(mut input) = running.stdin.take() {
        // If it has ended by then, its status tells more.
        let _ = input.write_all(text.as_bytes());
    }
    let output = running
        .wait_with_output()
        .map_err(|error| cannot_start(&esbuild, &error))?;
    let small = String::from_utf8(output.stdout).ok();
    small.filter(|_| output.status.success()).ok_or_else(|| {
        Failure::new(
            "A style or a script could not be read.",
            "fix what is said above.",
        )
    })
}

/// Enough to tell one file's content from the next (FNV-1a).
pub fn digest(content: &[u8]) -> u64 {
    content.iter().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

pub fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| unusable(path, &error.to_string()))
}

pub fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| unusable(path, &error.to_string()))
}

fn unusable(path: &Path, why: &str) -> Failure {
    Failure::new(
        format!("{} cannot be used: {why}.", path.display()),
        "build the page again.",
    )
}
