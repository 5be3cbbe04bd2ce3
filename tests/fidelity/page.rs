//! `public/fidelity.html`: the rows as a page of their own, without a script.

use std::fmt::Write;

use super::rows::Row;
use super::{area_title, meaning, recording_counts, unsimulated_fields};

/// The statuses that have a section of their own, before the areas.
const FIRST: [(&str, &str, &str); 2] = [
    (
        "deliberate difference",
        "differences",
        "What is otherwise on purpose",
    ),
    ("not simulated", "not-simulated", "What is not simulated"),
];

const HEAD: &str = r#"<!doctype html>
<!-- Made by tests/fidelity.rs: UPDATE_GOLDENS=1 cargo test --test fidelity -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>How true Podarium is</title>
<link rel="icon" href="icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="fidelity.css">
</head>
<body>
<main>
<p><a href="./">Podarium</a></p>
<h1>How true it is</h1>
<div lang="ko">
<p>Podarium이 보여 주는 동작마다 근거를 적은 표입니다. 한 줄은 주장 하나입니다. 쿠버네티스 소스의 어느 파일과 함수에서 왔는지, 어느 버전에서 그런지, 어떤 시험이나 실제 클러스터의 기록이 그것을 보여 주는지 함께 적었습니다. 표는 영어로 되어 있습니다.</p>
<p>일부러 다르게 한 것과 시뮬레이션하지 않는 것을 맨 앞에 두었습니다. YAML에 시뮬레이션하지 않는 필드를 쓰면 편집기의 그 줄 옆에 표시합니다.</p>
</div>
<p>Each row claims one thing, and says where it comes from (a file and function of Kubernetes, or a KEP), for which release it holds, and which test or recording of a real cluster shows it. A recording is compared with the simulation line by line. What differs comes first. A field that is not simulated is also marked beside its line in the editor.</p>
"#;

/// The whole page.
pub fn page(rows: &[Row]) -> String {
    let mut page = HEAD.to_owned();
    let sections = sections(rows);
    page += "<nav aria-label=\"Sections\">\n<ul>\n";
    let links = sections.iter().map(|section| (&section.id, &section.title));
    let recordings = ("recordings".to_owned(), "Recordings".to_owned());
    for (id, title) in links.chain([(&recordings.0, &recordings.1)]) {
        let _ = writeln!(page, "<li><a href=\"#{id}\">{}</a></li>", escaped(title));
    }
    page += "</ul>\n</nav>\n";
    for section in &sections {
        page += &section.print();
    }
    page += &recordings_section();
    page + "</main>\n</body>\n</html>\n"
}

struct Section<'a> {
    id: String,
    title: String,
    introduction: &'static str,
    rows: Vec<&'a Row>,
}

/// What differs, what is missing, and then the rest by area.
fn sections(rows: &[Row]) -> Vec<Section<'_>> {
    let mut sections: Vec<Section> = FIRST
        .iter()
        .map(|(status, id, title)| Section {
            id: (*id).to_owned(),
            title: (*title).to_owned(),
            introduction: meaning(status),
            rows: rows
                .iter()
                .filter(|row| row.get("status") == *status)
                .collect(),
        })
        .collect();
    let comes_first = |row: &Row| {
        FIRST
            .iter()
            .any(|(status, ..)| row.get("status") == *status)
    };
    for row in rows.iter().filter(|row| !comes_first(row)) {
        if sections.last().is_none_or(|section| section.id != row.area) {
            sections.push(Section {
                id: row.area.clone(),
                title: area_title(&row.area),
                introduction: "",
                rows: Vec::new(),
            });
        }
        if let Some(section) = sections.last_mut() {
            section.rows.push(row);
        }
    }
    sections
}

impl Section<'_> {
    fn print(&self) -> String {
        let mut text = opened(&self.id, &self.title);
        if !self.introduction.is_empty() {
            let _ = writeln!(text, "<p>{}.</p>", escaped(&capitalized(self.introduction)));
        }
        text += &table(
            &self.title,
            "table claims",
            &["What", "Releases", "Source", "Shown by"],
        );
        for row in &self.rows {
            text += &printed(row);
        }
        text += "</div>\n";
        if self.id == "not-simulated" {
            text += &fields();
        }
        text + "</section>\n"
    }
}

fn printed(row: &Row) -> String {
    let mut what = format!("<p>{}</p>", marked(row.get("claim")));
    if !row.get("text").is_empty() {
        let (old, new) = (escaped(row.get("recorded-text")), escaped(row.get("text")));
        let _ = write!(what, "<p><code>{old}</code> → <code>{new}</code></p>");
    }
    if !row.get("note").is_empty() {
        let _ = write!(what, "<p class=\"note\">{}</p>", marked(row.get("note")));
    }
    if !matches!(
        row.get("status"),
        "same" | "deliberate difference" | "not simulated"
    ) {
        let told = capitalized(meaning(row.get("status")));
        let _ = write!(what, "<p class=\"status\">{}.</p>", escaped(&told));
    }
    let joined = |key: &str| escaped(&row.list(key).collect::<Vec<_>>().join(", "));
    let source = marked(row.get("source"));
    cells(
        row.id(),
        &[what, joined("releases"), source, joined("shown-by")],
    )
}

fn fields() -> String {
    let title = "Fields that do nothing";
    let mut text = format!("<h3>{title}</h3>\n");
    text += &table(title, "table few", &["In", "How many", "Fields"]);
    for (owner, fields) in unsimulated_fields() {
        let columns = [
            format!("<code>{owner}</code>"),
            fields.len().to_string(),
            escaped(&fields.join(", ")),
        ];
        text += &cells(&format!("fields-{owner}"), &columns);
    }
    text + "</div>\n"
}

fn recordings_section() -> String {
    let mut text = opened("recordings", "Recordings");
    text += "<p>What a real cluster did, line by line: lines that are the same, lines that only the recording has, and lines that only the simulation has. The last two are explained by a row.</p>\n";
    text += &table(
        "Recordings",
        "table",
        &["Recording", "Same", "Recorded only", "Simulation only"],
    );
    for (name, [same, recorded, engine]) in recording_counts() {
        let columns = [
            name.clone(),
            same.to_string(),
            recorded.to_string(),
            engine.to_string(),
        ];
        text += &cells(&format!("recording-{name}"), &columns);
    }
    text + "</div>\n</section>\n"
}

fn opened(id: &str, title: &str) -> String {
    let title = escaped(title);
    format!("<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n")
}

/// The head of a table. It has roles because a narrow screen stacks its cells.
fn table(name: &str, class: &str, columns: &[&str]) -> String {
    let name = escaped(name);
    let mut text = format!(
        "<div class=\"{class}\" role=\"table\" aria-label=\"{name}\">\n<div class=\"row head\" role=\"row\">"
    );
    for column in columns {
        let _ = write!(text, "<span role=\"columnheader\">{column}</span>");
    }
    text + "</div>\n"
}

fn cells(id: &str, cells: &[String]) -> String {
    let mut text = format!("<div class=\"row\" id=\"row-{id}\" role=\"row\">");
    for cell in cells {
        let _ = write!(text, "<div role=\"cell\">{cell}</div>");
    }
    text + "</div>\n"
}

/// A text in which backquotes set code.
fn marked(text: &str) -> String {
    let parts = text
        .split('`')
        .enumerate()
        .map(|(index, part)| match index % 2 {
            0 => escaped(part),
            _ => format!("<code>{}</code>", escaped(part)),
        });
    parts.collect()
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    first + letters.as_str()
}
