//! Manifests beside what is said about them: `tests/manifest/**/NAME.yaml` and `NAME.txt`.
//! `UPDATE_GOLDENS=1 cargo test --test manifest` writes the texts anew; review them as prose.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use podarium::manifest::{Diagnostic, Manifest, Object, read};

/// What a person should know about a manifest, as readable text.
fn describe(manifest: &Manifest, text: &str) -> String {
    let mut out = String::new();
    for document in &manifest.documents {
        let object = match &document.object {
            Some(Object::Known { .. }) => "not simulated",
            Some(_) => "object",
            None => "no object",
        };
        let _ = writeln!(
            out,
            "lines {}-{}: {} {:?}: {object}",
            document.first_line,
            document.last_line,
            if document.kind.is_empty() {
                "?"
            } else {
                &document.kind
            },
            document.name,
        );
    }
    for diagnostic in &manifest.diagnostics {
        describe_diagnostic(&mut out, diagnostic, text);
    }
    if out.is_empty() {
        out.push_str("no documents\n");
    }
    out
}

fn describe_diagnostic(out: &mut String, diagnostic: &Diagnostic, text: &str) {
    let start = diagnostic.position;
    let end = diagnostic.end.unwrap_or(start);
    let severity = format!("{:?}", diagnostic.severity).to_lowercase();
    let _ = writeln!(
        out,
        "\n{}:{}-{}:{} {severity}: {}",
        start.line, start.column, end.line, end.column, diagnostic.message
    );
    let line = text
        .lines()
        .nth(start.line as usize - 1)
        .unwrap_or_default();
    let _ = writeln!(
        out,
        "  | {}",
        line.chars().take(100).collect::<String>().trim_end()
    );
    let _ = writeln!(out, "  {:?}", diagnostic.code);
    if let Some(fix) = &diagnostic.fix {
        let _ = writeln!(
            out,
            "  fix {}:{}-{}:{} -> {:?}",
            fix.start.line, fix.start.column, fix.end.line, fix.end.column, fix.text
        );
    }
}

fn manifests(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("the folder of goldens exists");
    for entry in entries {
        let path = entry.expect("a readable folder entry").path();
        if path.is_dir() {
            manifests(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            found.push(path);
        }
    }
    found.sort();
}

#[test]
fn goldens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manifest");
    let mut found = Vec::new();
    manifests(&folder, &mut found);
    assert!(found.len() > 40, "only {} manifests found", found.len());
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut different = Vec::new();
    for path in found {
        let text = std::fs::read_to_string(&path).expect("a readable manifest");
        let described = describe(&read(&text), &text);
        let golden = path.with_extension("txt");
        if update {
            std::fs::write(&golden, &described).expect("a writable golden");
            continue;
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        if expected != described {
            different.push(format!("{}\n{described}", golden.display()));
        }
    }
    assert!(
        different.is_empty(),
        "different from the goldens:\n{}",
        different.join("\n\n")
    );
}
