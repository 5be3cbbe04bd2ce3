//! The house rules as a test: which room may use which, and what may stand nowhere. Every rule
//! carries a line that breaks it, so a rule that finds nothing is itself a failure.

use std::fs;
use std::path::Path;

use Finds::{Hangul, Words};
use Reads::{Code, Everything, ShippedCode};

/// The room that every other may use.
const BELOW_ALL: &str = "order";

/// Each room and the rooms it may use (ARCHITECTURE.md, "Arrows").
const ARROWS: [(&str, &[&str]); 11] = [
    (BELOW_ALL, &[]),
    ("api", &[]),
    ("shell", &[]),
    ("manifest", &["api"]),
    ("engine", &["api", "shell"]),
    ("kubectl", &["api", "manifest", "engine", "shell"]),
    (
        "playback",
        &["api", "manifest", "engine", "shell", "kubectl"],
    ),
    (
        "lesson",
        &["api", "manifest", "engine", "kubectl", "playback"],
    ),
    (
        "text",
        &[
            "api", "manifest", "engine", "shell", "kubectl", "lesson", "playback",
        ],
    ),
    ("web", &[]),
    (
        "ui",
        &[
            "playback", "api", "text", "web", "engine", "kubectl", "manifest", "lesson",
        ],
    ),
];

/// Something that may not stand in some files, and what to do instead.
struct Rule {
    /// Path prefixes that the rule reads, less those in `except`.
    within: &'static [&'static str],
    except: &'static [&'static str],
    reads: Reads,
    finds: Finds,
    advice: &'static str,
    /// A line that breaks the rule.
    broken_by: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Reads {
    Everything,
    /// Without `//` comments.
    Code,
    /// Code before the tests at a file's foot.
    ShippedCode,
}

enum Finds {
    /// Any of these, not as part of a longer name.
    Words(&'static [&'static str]),
    Hangul,
}

const PURE: &[&str] = &[
    "src/api/",
    "src/engine/",
    "src/kubectl/",
    "src/lesson/",
    "src/manifest/",
    "src/playback/",
    "src/shell/",
    "src/text/",
];

const RULES: [Rule; 13] = [
    Rule {
        within: &["src/"],
        except: &["src/web/", "src/ui/", "src/main.rs"],
        reads: Code,
        finds: Words(&[
            "leptos",
            "web_sys",
            "js_sys",
            "wasm_bindgen",
            "gloo",
            "gloo_timers",
        ]),
        advice: "only `web` and `ui` know the browser: return data, and let them act on it",
        broken_by: "use leptos::prelude::*;",
    },
    Rule {
        within: &["src/ui/"],
        except: &[],
        reads: Code,
        finds: Words(&["leptos::prelude"]),
        advice: "its machinery is compiled for each type: use crate::web::reactive",
        broken_by: "use leptos::prelude::*;",
    },
    Rule {
        within: &["src/", "xtask/", "benches/"],
        except: &[],
        reads: Code,
        finds: Words(&["HashMap", "HashSet"]),
        advice: "order must be fixed: use crate::order Map or Set",
        broken_by: "let pods = HashMap::new();",
    },
    Rule {
        within: PURE,
        except: &[],
        reads: Code,
        finds: Words(&["Instant::now", "SystemTime", "std::time", "js_sys::Date"]),
        advice: "time is simulated: use engine::time",
        broken_by: "let start = Instant::now();",
    },
    Rule {
        within: PURE,
        except: &[],
        reads: ShippedCode,
        finds: Words(&[
            "std::thread",
            "thread::spawn",
            "std::env",
            "std::fs",
            "std::net",
            "std::process",
            "async fn",
        ]),
        advice: "these rooms see no machine: take what they need as an argument",
        broken_by: "thread::spawn(run);",
    },
    Rule {
        within: &["src/engine/", "src/shell/"],
        except: &[],
        reads: Code,
        finds: Words(&["f32", "f64"]),
        advice: "machines differ in floats: use integers in the smallest unit",
        broken_by: "fn delay(seconds: f64) {}",
    },
    Rule {
        within: &["src/"],
        except: &["src/text/", "src/lesson/content/"],
        reads: ShippedCode,
        finds: Hangul,
        advice: "sentences live in `text`, as a pair with their English",
        broken_by: "let title = \"파드\";",
    },
    Rule {
        within: &["src/"],
        except: &["src/order.rs", "src/ui/layout/fixture.rs"],
        reads: ShippedCode,
        finds: Words(&[
            ".sort()",
            ".sort_by(",
            ".sort_by_key(",
            ".sort_by_cached_key(",
            ".sort_unstable(",
            ".sort_unstable_by(",
            ".sort_unstable_by_key(",
        ]),
        advice: "each sorted type costs the page 4 kB: use crate::order",
        broken_by: "names.sort();",
    },
    Rule {
        within: &["src/ui/"],
        except: &[],
        reads: Code,
        finds: Words(&["style=\"", "style=move", "style={", "inner_html"]),
        advice: "the page's content policy blocks it: use a class, or style:--name for a value",
        broken_by: "view! { <div style=\"width: 1px\"/> }",
    },
    Rule {
        within: &["index.html"],
        except: &[],
        reads: Everything,
        finds: Words(&[
            "style=\"", "<style", "<script>", "onload=", "onerror=", "onclick=",
        ]),
        advice: "the page's content policy blocks it: use style/shell.css or public/boot.js",
        broken_by: "<body style=\"margin: 0\">",
    },
    Rule {
        within: &[
            "src/",
            "tests/",
            "benches/",
            "xtask/",
            "style/",
            "public/",
            "index.html",
            ".ci/",
        ],
        except: &[],
        reads: Everything,
        finds: Words(&["TODO", "FIXME", "XXX", "dbg!", "todo!", "unimplemented!"]),
        advice: "finish it, or open an issue and leave no trace here",
        broken_by: "// TODO: later",
    },
    Rule {
        within: &[
            "src/", "tests/", "benches/", "xtask/", "docs/", ".ci/", ".cargo/",
        ],
        except: &[],
        reads: Everything,
        finds: Words(&["/Users/", "/home/"]),
        advice: "name no machine's folders: paths are relative to the repository",
        broken_by: "//! See /home/kim/notes.md",
    },
    Rule {
        within: &["tests/e2e/package-lock.json"],
        except: &[],
        reads: Everything,
        finds: Words(&["\"resolved\""]),
        advice: "keep registry addresses out: run `npm install` in tests/e2e, where .npmrc says so",
        broken_by: "      \"resolved\": \"https://example.org/axe-core.tgz\",",
    },
];

/// Longer files hide a second room.
const LINES_LIMIT: usize = 600;

#[test]
fn the_house_is_tidy() {
    let mut problems = Vec::new();
    for (path, text) in sources() {
        for rule in RULES.iter().filter(|rule| rule.covers(&path)) {
            let advice = rule.advice;
            problems.extend(
                rule.broken_lines(&text)
                    .map(|line| format!("{path}:{line}: {advice}")),
            );
        }
        problems.extend(forbidden_arrows(&path, &text));
        problems.extend(too_long(&path, &text));
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn every_rule_can_fail() {
    for rule in &RULES {
        let text = format!("\n{}\n", rule.broken_by);
        let found: Vec<usize> = rule.broken_lines(&text).collect();
        assert_eq!(found, [2], "nothing finds `{}`", rule.broken_by);
    }
}

#[test]
fn names_that_only_look_alike_and_comments_pass() {
    let innocent = "let hash_map_size = xf64; // no HashMap, no f64 here\nlet url = \"a//b\";\n";
    for rule in RULES.iter().filter(|rule| rule.reads != Everything) {
        assert_eq!(rule.broken_lines(innocent).count(), 0, "{}", rule.advice);
    }
}

#[test]
fn an_arrow_in_the_wrong_direction_is_found_however_it_is_written() {
    let problems = |text| forbidden_arrows("src/engine/step.rs", text).len();
    assert_eq!(problems("use crate::playback::Snapshot;"), 1);
    assert_eq!(
        problems("use crate::{\n    api::{Pod, text},\n    playback::{self, ui},\n    text,\n};"),
        2
    );
    assert_eq!(problems("let lang = crate::text::Lang::Ko;"), 1);
    assert_eq!(
        problems("use crate::api::Pod;\nuse crate::engine::time;\n// crate::ui"),
        0
    );
    assert_eq!(forbidden_arrows("src/main.rs", "use crate::ui;").len(), 0);
}

#[test]
fn a_long_file_is_found() {
    let lines = |count| too_long("src/api/pod.rs", &"\n".repeat(count)).is_some();
    assert!(lines(LINES_LIMIT + 1));
    assert!(!lines(LINES_LIMIT));
}

#[test]
fn every_room_has_its_arrows() {
    let rooms = fs::read_dir(root().join("src"))
        .expect("src is there")
        .flatten();
    for room in rooms.filter(|entry| entry.path().is_dir()) {
        let name = room.file_name().to_string_lossy().into_owned();
        assert!(
            ARROWS.iter().any(|(room, _)| *room == name),
            "say in ARROWS what src/{name} may use"
        );
    }
}

#[test]
fn the_page_and_the_package_carry_one_version() {
    let page = fs::read_to_string(root().join("index.html")).expect("index.html is there");
    let line = format!(
        "<meta name=\"version\" content=\"{}\">",
        env!("CARGO_PKG_VERSION")
    );
    assert!(page.contains(&line), "put into index.html: {line}");
}

impl Rule {
    fn covers(&self, path: &str) -> bool {
        let is_in = |prefixes: &[&str]| prefixes.iter().any(|prefix| path.starts_with(prefix));
        is_in(self.within) && !is_in(self.except)
    }

    fn broken_lines(&self, text: &str) -> impl Iterator<Item = usize> {
        let read = match self.reads {
            Everything => text.to_owned(),
            Code => code_of(text),
            ShippedCode => code_of(text.split("#[cfg(test)]").next().unwrap_or_default()),
        };
        let lines: Vec<String> = read.lines().map(str::to_owned).collect();
        let broken = |line: &String| match self.finds {
            Words(words) => words.iter().any(|word| has_word(line, word)),
            Hangul => line.chars().any(is_hangul),
        };
        let numbers: Vec<_> = lines
            .iter()
            .zip(1..)
            .filter(|(line, _)| broken(line))
            .map(|(_, number)| number)
            .collect();
        numbers.into_iter()
    }
}

/// Problems with `crate::room` where the arrows do not lead.
fn forbidden_arrows(path: &str, text: &str) -> Vec<String> {
    let room = path
        .strip_prefix("src/")
        .unwrap_or_default()
        .split(['/', '.'])
        .next();
    let Some((room, allowed)) = ARROWS.iter().find(|(name, _)| Some(*name) == room) else {
        return Vec::new();
    };
    let code = code_of(text);
    let uses = code.match_indices("crate::").flat_map(|(at, prefix)| {
        let line = code[..at].matches('\n').count() + 1;
        names_after(&code[at + prefix.len()..])
            .into_iter()
            .map(move |name| (line, name))
    });
    uses.filter(|(_, name)| name != room && !allowed.contains(&name.as_str()))
        .filter(|(_, name)| name != BELOW_ALL && ARROWS.iter().any(|(known, _)| known == name))
        .map(|(line, name)| {
            format!("{path}:{line}: `{room}` may not use `{name}`: move the shared part below both")
        })
        .collect()
}

/// The first names of a path or, for `{a::x, b}`, of each path in it.
fn names_after(path: &str) -> Vec<String> {
    let name_of = |text: &str| -> String {
        text.trim_start()
            .chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect()
    };
    let Some(group) = path.strip_prefix('{') else {
        return vec![name_of(path)];
    };
    let mut depth = 1;
    let mut names = vec![name_of(group)];
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(name_of(&group[at + 1..])),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

fn too_long(path: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    let is_room = path.starts_with("src/") && path.ends_with(".rs");
    (is_room && lines > LINES_LIMIT)
        .then(|| format!("{path}: {lines} lines: find the second room in it and move that out"))
}

/// The text with `//` comments cut off, line by line; a `//` inside quotes stays.
fn code_of(text: &str) -> String {
    let cut = |line: &str| -> String {
        let comment = line
            .match_indices("//")
            .find(|(at, _)| line[..*at].matches('"').count().is_multiple_of(2));
        line[..comment.map_or(line.len(), |(at, _)| at)].to_owned() + "\n"
    };
    text.lines().map(cut).collect()
}

fn has_word(line: &str, word: &str) -> bool {
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let joins = |left: Option<char>, right: Option<char>| {
        left.is_some_and(is_name) && right.is_some_and(is_name)
    };
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        !joins(before.chars().last(), word.chars().next())
            && !joins(word.chars().last(), after.chars().next())
    })
}

fn is_hangul(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7A3}')
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every text file of ours with its path from the root, but for this one, which quotes what is banned.
fn sources() -> Vec<(String, String)> {
    let mut folders = vec![root().to_path_buf()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder)
            .expect("our folders can be read")
            .flatten();
        for path in entries
            .map(|entry| entry.path())
            .filter(|path| !is_foreign(path))
        {
            let name = path
                .strip_prefix(root())
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name != "tests/tidy.rs"
                && let Ok(text) = fs::read_to_string(&path)
            {
                files.push((name, text));
            }
        }
    }
    files.sort();
    files
}

fn is_foreign(path: &Path) -> bool {
    let foreign = [".git", "target", "dist", "node_modules", "test-results"];
    path.is_symlink() || foreign.iter().any(|name| path.ends_with(name))
}
