//! Plays a scenario without a page:
//! `cargo run --release --example replay -- [--watch KINDS] [--trace] [--seed N] [--release R] [FILE]`.

use std::io::{BufWriter, Read, Write};
use std::process::ExitCode;

use podarium::engine::config::Release;
use podarium::kubectl::resource::Resource;
use podarium::playback::replay::{ReplayError, ReplayOptions, replay};
use podarium::playback::scenario::TEXT_MAX;

const USAGE: &str =
    "usage: replay [--watch KINDS] [--trace] [--seed N] [--release 1.34|1.36] [FILE]";

fn main() -> ExitCode {
    let (options, file) = match read_arguments(std::env::args().skip(1)) {
        Ok(read) => read,
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let name = file.as_deref().unwrap_or("<stdin>");
    let text = match read_text(file.as_deref()) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{name}:1: {error}");
            return ExitCode::from(2);
        }
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    // A reader that has gone away, such as `head`, is no reason to complain.
    let result = replay(&text, &options, &mut |line| drop(writeln!(out, "{line}")));
    drop(out.flush());
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(ReplayError::Scenario(error)) => {
            eprintln!("{name}:{error}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// A little more than a scenario may have is read: enough to refuse it.
fn read_text(file: Option<&str>) -> std::io::Result<String> {
    let source: Box<dyn Read> = match file {
        Some(path) => Box::new(std::fs::File::open(path)?),
        None => Box::new(std::io::stdin()),
    };
    let mut bytes = Vec::new();
    source.take(TEXT_MAX as u64 + 1).read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes);
    text.map_err(|_| std::io::Error::other("the scenario is not UTF-8 text"))
}

fn read_arguments(
    mut arguments: impl Iterator<Item = String>,
) -> Result<(ReplayOptions, Option<String>), String> {
    let mut options = ReplayOptions::default();
    let mut file = None;
    while let Some(argument) = arguments.next() {
        let (flag, inline) = match argument.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => (flag, Some(value.to_owned())),
            _ => (argument.as_str(), None),
        };
        let mut value = || {
            let next = inline.clone().or_else(|| arguments.next());
            next.ok_or_else(|| format!("{flag} needs a value"))
        };
        match flag {
            "--trace" => options.trace = true,
            "--watch" => {
                for name in value()?.split(',').filter(|name| !name.is_empty()) {
                    let kind = Resource::find(name).and_then(|resource| resource.kind);
                    options
                        .watch
                        .push(kind.ok_or_else(|| format!("no kind {name:?} to watch"))?);
                }
            }
            "--seed" => {
                let seed = value()?;
                options.seed = Some(seed.parse().map_err(|_| format!("no seed: {seed:?}"))?);
            }
            "--release" => {
                let release = value()?;
                let known = Release::parse(&release);
                options.release = Some(known.ok_or_else(|| format!("no release: {release:?}"))?);
            }
            other if other.starts_with("--") => return Err(format!("no flag {other}")),
            _ if file.is_none() => file = Some(argument.clone()),
            other => return Err(format!("one file only, and not {other:?}")),
        }
    }
    Ok((options, file))
}
