//! Manifests beside what is said about them: `tests/manifest/**/NAME.yaml` and `NAME.txt`.
//! `UPDATE_GOLDENS=1 cargo test --test manifest` writes the texts anew; review them as prose.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use podarium::api::behaviour::Behaviours;
use podarium::manifest::{Code, Diagnostic, Manifest, Node, Object, Severity, Value, locate, read};
use proptest::prelude::*;

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
    for document in &manifest.documents {
        if let Some(refusal) = &document.refusal {
            let _ = writeln!(out, "\n{}", refusal.printed("FILE", "creating"));
        }
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

fn all_manifests() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manifest");
    let mut found = Vec::new();
    manifests(&folder, &mut found);
    found
}

fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a readable manifest")
}

#[test]
fn goldens() {
    let found = all_manifests();
    assert!(found.len() > 40, "only {} manifests found", found.len());
    let update = std::env::var_os("UPDATE_GOLDENS").is_some();
    let mut different = Vec::new();
    for path in found {
        let text = text_of(&path);
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

/// Every key and every scalar stands in the text where its span says.
fn check_places(node: &Node, text: &str, checked: &mut usize) {
    let written = |span: podarium::manifest::Span| text.get(span.start..span.end).unwrap_or("?");
    match &node.value {
        Value::Text(value) if !written(node.span).starts_with(['|', '>']) => {
            let quotes = ['"', '\''];
            assert_eq!(
                written(node.span).trim_matches(quotes),
                value.trim_matches(quotes)
            );
            *checked += 1;
        }
        Value::Boolean(value) if written(node.span).len() > 3 => {
            assert_eq!(written(node.span), value.to_string());
        }
        Value::Fraction(value) => assert_eq!(written(node.span), value),
        _ => {}
    }
    for item in node.items() {
        check_places(item, text, checked);
    }
    for entry in node.entries() {
        assert_eq!(written(entry.key_span).trim_matches('"'), entry.key);
        *checked += 1;
        check_places(&entry.node, text, checked);
    }
}

#[test]
fn every_key_and_scalar_is_where_it_is_said_to_be() {
    let mut checked = 0;
    for path in all_manifests() {
        let text = text_of(&path);
        for document in read(&text).documents {
            check_places(&document.node, &text, &mut checked);
        }
    }
    assert!(checked > 1_000, "only {checked} places checked");
}

#[test]
fn a_path_leads_to_its_line() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manifest/seeds/readiness.yaml");
    let text = text_of(&path);
    let place = |document, path: &str| {
        locate(&text, document, path).map(|position| (position.line, position.column))
    };
    assert_eq!(place(0, "spec.ports[0].targetPort"), Some((10, 5)));
    assert_eq!(place(1, "metadata.labels[app]"), Some((17, 5)));
    assert_eq!(place(2, "spec.containers[0].readinessProbe"), Some((38, 5)));
    assert_eq!(place(2, "spec.volumes[0]"), Some((48, 5)));
    assert_eq!(place(2, "spec.volumes[0].hostPath.type"), Some((51, 7)));
    // What is not there is looked for as near as possible.
    assert_eq!(
        place(2, "spec.containers[0].livenessProbe.exec"),
        Some((34, 5))
    );
    assert_eq!(place(9, "spec"), None);
}

#[test]
fn a_fix_mends_what_it_belongs_to() {
    let cases = [
        "fields/misspelt",
        "fields/misspelt-inside",
        "headers/misspelt-kind",
        "headers/no-api-version",
        "headers/no-kind",
        "headers/wrong-api-version",
        "seeds/labels-with-tabs",
        "seeds/replicaset-comment",
        "syntax/anchors-and-merge",
        "syntax/reserved-character",
    ];
    for name in cases {
        let file = format!("tests/manifest/{name}.yaml");
        let text = text_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
        let before = read(&text);
        let mended = before
            .diagnostics
            .iter()
            .find(|diagnostic| diagnostic.fix.is_some());
        let mended = mended.unwrap_or_else(|| panic!("{name} has no fix"));
        let fix = mended.fix.as_ref().expect("it was looked for");
        let after = read(&fix.apply(&text));
        let remains = after
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.code == mended.code && diagnostic.path == mended.path);
        assert!(!remains, "{name}: {mended:?}");
    }
}

#[test]
fn a_pod_comes_with_its_defaults_and_its_behaviour() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manifest/behaviour/good.yaml");
    let manifest = read(&text_of(&path));
    let Some(Object::Pod(pod)) = manifest.objects().next() else {
        panic!("{:?}", manifest.diagnostics);
    };
    assert_eq!(pod.spec.grace_period_seconds(), 30);
    assert_eq!(pod.spec.service_account_name, "default");
    let (behaviours, errors) = Behaviours::read(&pod.metadata.annotations);
    assert_eq!(errors, []);
    let web = behaviours.of("web").expect("an annotation speaks of web");
    assert_eq!(web.status("/health", 40_000), Some(500));
    assert!(
        behaviours
            .of("other")
            .is_some_and(|other| other.exit.is_some())
    );
}

/// The only error of a text, whatever else is in it.
fn only_error(text: &str) -> Code {
    let manifest = read(text);
    let mut errors = manifest
        .diagnostics
        .into_iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error);
    let error = errors.next().expect("an error").code;
    assert_eq!(errors.next(), None);
    error
}

#[test]
fn every_input_is_bounded() {
    let too_long = "a".repeat(300_000);
    assert!(matches!(
        only_error(&too_long),
        Code::TextTooLong { bytes: 300_000, .. }
    ));
    assert_eq!(only_error(&"[".repeat(100_000)), Code::TooDeep);
    assert_eq!(only_error(&"- ".repeat(100_000)), Code::TooDeep);
    assert!(matches!(
        only_error(&"- a\n".repeat(60_000)),
        Code::NotAnObject
    ));
    let many = format!("[{}]", "a,".repeat(120_000));
    assert_eq!(only_error(&many), Code::TooManyValues { most: 100_000 });
    let documents = "---\nkind: Pod\n".repeat(5_000);
    let manifest = read(&documents);
    assert_eq!(manifest.documents.len(), 200);
    assert!(manifest.diagnostics.len() <= 100);
    let repeated = format!("apiVersion: v1\nkind: Pod\n{}", "a: 1\n".repeat(40_000));
    assert_eq!(read(&repeated).diagnostics.len(), 100);
    let bomb = "*a,".repeat(9);
    assert!(!read(&format!("a: &a [{bomb}]\n")).is_valid());
}

/// Some text that looks like YAML often enough to get far.
fn yamlish() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "apiVersion: v1\n",
        "kind: Pod\n",
        "metadata:\n",
        "  name: web\n",
        "spec:\n",
        "  ",
        "\t",
        "- ",
        ": ",
        "\n",
        "containers:\n",
        "image: ",
        "'",
        "\"",
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "<<: ",
        "|\n",
        ">-\n",
        "---\n",
        "...\n",
        "#",
        "!!str ",
        "!x ",
        "? ",
        "0644",
        "한글",
        "\u{feff}",
        "\r\n",
        "podarium.dev/behaviour: ",
        "listens after 1s",
        "@",
        "%",
        "\u{0}",
        "\u{85}",
        "~",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A manifest of this folder with some of its bytes replaced, removed or repeated.
fn mutated() -> impl Strategy<Value = String> {
    let texts: Vec<String> = all_manifests().iter().map(|path| text_of(path)).collect();
    let edit = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        0..4_u8,
        any::<char>(),
    );
    (
        prop::sample::select(texts),
        prop::collection::vec(edit, 1..6),
    )
        .prop_map(|(text, edits)| {
            let mut characters: Vec<char> = text.chars().collect();
            for (from, to, action, character) in edits {
                if characters.is_empty() {
                    break;
                }
                let from = from.index(characters.len());
                let to = to.index(characters.len());
                match action {
                    0 => characters[from] = character,
                    1 => characters.insert(from, ['\n', ' ', ':', '-', '"'][to % 5]),
                    2 => {
                        characters.drain(from.min(to)..(from.min(to) + 8).min(from.max(to)));
                    }
                    _ => characters.swap(from, to),
                }
            }
            characters.into_iter().collect()
        })
}

/// What holds for every text.
fn check_any(text: &str) -> Result<(), TestCaseError> {
    let manifest = read(text);
    let lines = text.split('\n').count() as u32;
    for diagnostic in &manifest.diagnostics {
        prop_assert!((1..=lines).contains(&diagnostic.position.line));
        prop_assert!(diagnostic.end.is_none_or(|end| end >= diagnostic.position));
        if let Some(fix) = &diagnostic.fix {
            read(&fix.apply(text));
        }
        if let Some(document) = diagnostic.document {
            locate(text, document, &diagnostic.path);
        }
    }
    for document in &manifest.documents {
        prop_assert!(document.object.is_some() != document.refusal.is_some());
        prop_assert!(document.first_line <= document.last_line);
    }
    let refused = manifest
        .documents
        .iter()
        .any(|document| document.refusal.is_some());
    prop_assert!(refused || manifest.is_valid());
    Ok(())
}

proptest! {
    #[test]
    fn no_text_causes_a_panic(text in "\\PC{0,200}") {
        check_any(&text)?;
    }

    #[test]
    fn no_yaml_causes_a_panic(text in yamlish()) {
        check_any(&text)?;
    }

    #[test]
    fn no_mutated_manifest_causes_a_panic(text in mutated()) {
        check_any(&text)?;
    }
}
