//! `lesson.yaml` to a [`Lesson`], every problem at its line.

use std::sync::Arc;

use crate::engine::time::SimTime;
use crate::manifest::Node;
use crate::playback::scenario::{Scenario, Step as Command, parse_time};

use super::Problem;
use super::expression::{Expression, Span};
use super::model::{Find, Goal, Lesson, Question, Step, StepKind, Task};
use super::part::Part;
use super::tree::Source;

/// More steps, scenes or goals than this are refused.
const ITEMS_MAX: usize = 40;

/// Reads a lesson; what is wrong with it stands beside what could be read.
pub fn read(id: &str, text: &str) -> (Lesson, Vec<Problem>) {
    let mut source = Source::new(&format!("{id}/lesson.yaml"), text);
    let mut lesson = Lesson {
        id: id.to_owned(),
        scenes: Vec::new(),
        steps: Vec::new(),
    };
    if let Some(tree) = source.tree() {
        source.only_keys(&tree, &["scenes", "steps"]);
        for entry in tree.get("scenes").map_or(&[][..], Node::entries) {
            let scene = source.read_node(&entry.node, |text| {
                Scenario::read(text)
                    .map_err(|error| format!("line {} of the scene: {}", error.line, error.problem))
            });
            let scene = Arc::new(scene.unwrap_or_default());
            lesson.scenes.push((entry.key.clone(), scene));
        }
        let steps = tree.get("steps").map_or(&[][..], Node::items);
        if steps.is_empty() || steps.len() > ITEMS_MAX {
            source.problem(&tree, format!("a lesson has 1 to {ITEMS_MAX} steps"));
        }
        for node in steps.iter().take(ITEMS_MAX) {
            let step = read_step(&mut source, node, &lesson);
            if lesson.position(&step.id).is_some() {
                source.problem(node, format!("the step {:?} is there twice", step.id));
            }
            lesson.steps.push(step);
        }
    }
    (lesson, source.problems)
}

const STEP_KEYS: [&str; 8] = [
    "id",
    "kind",
    "scene",
    "at",
    "until",
    "focus",
    "point",
    "misconception",
];

fn read_step(source: &mut Source, node: &Node, lesson: &Lesson) -> Step {
    let id = source.text_of(node, "id");
    if !is_name(&id) {
        source.problem(
            node,
            format!("the step's id {id:?} is no name in lower case"),
        );
    }
    let kind_word = source.text_of(node, "kind");
    let own: &[&str] = match kind_word.as_str() {
        "observe" => &["find", "among"],
        "predict" => &["choose", "order", "mark", "within"],
        "do" => &["goals", "solution", "wrong", "file"],
        "diagnose" => &["choose", "goals", "solution", "wrong", "file"],
        "explain" => &["fragments", "decoys"],
        _ => &[],
    };
    source.only_keys(node, &[&STEP_KEYS[..], own].concat());
    let scene = source.read(node, "scene", |name| {
        let found = lesson.scenes.iter().position(|(known, _)| known == name);
        found.ok_or_else(|| format!("there is no scene {name:?}"))
    });
    let before = lesson.steps.last().filter(|_| scene.is_none());
    if scene.is_none() && before.is_none() {
        source.problem(node, "the first step names its scene".to_owned());
    }
    let at = source.read(node, "at", moment);
    let at = at.unwrap_or(before.map_or(SimTime::ZERO, |step| step.until));
    let kind = read_kind(source, node, &kind_word);
    let last_command = match &kind {
        StepKind::Do(task) | StepKind::Diagnose(_, task) => task.solution.last(),
        _ => None,
    };
    let until = source.read(node, "until", moment);
    let until = until.or(last_command.map(|command| command.time));
    let until = until.unwrap_or(at);
    if until < at {
        source.problem(node, "until is earlier than at".to_owned());
    }
    let point = node.get("point").map_or(&[][..], Node::items);
    Step {
        id,
        kind,
        scene,
        at,
        until,
        focus: source.read(node, "focus", part),
        point: point
            .iter()
            .filter_map(|node| source.read_node(node, part))
            .collect(),
        misconception: node.get("misconception").map(|node| source.text(node)),
        line: source.line(node),
    }
}

fn read_kind(source: &mut Source, node: &Node, kind: &str) -> StepKind {
    match kind {
        "read" => StepKind::Read,
        "recap" => StepKind::Recap,
        "observe" => StepKind::Observe(find(source, node)),
        "predict" => StepKind::Predict(question(source, node)),
        "do" => StepKind::Do(task(source, node)),
        "diagnose" => StepKind::Diagnose(question(source, node), task(source, node)),
        "explain" => StepKind::Explain {
            fragments: names(source, node, "fragments"),
            decoys: names(source, node, "decoys"),
        },
        _ => {
            source.problem(
                node,
                format!("{kind:?} is no kind of step; known are read, observe, predict, do, diagnose, explain, recap"),
            );
            StepKind::Read
        }
    }
}

fn find(source: &mut Source, node: &Node) -> Find {
    let among = node.get("among").map_or(&[][..], Node::items);
    let among: Vec<Part> = among
        .iter()
        .filter_map(|node| source.read_node(node, part))
        .collect();
    let found = source.read(node, "find", part);
    let part = found.or(among.first().cloned());
    if among.len() < 3 || !part.as_ref().is_some_and(|part| among.contains(part)) {
        source.problem(
            node,
            "observe needs find: PART, and among: three parts or more with that one among them"
                .to_owned(),
        );
    }
    Find {
        part: part.unwrap_or_else(|| Part {
            subject: "timeline".to_owned(),
            aspect: String::new(),
        }),
        among,
    }
}

fn question(source: &mut Source, node: &Node) -> Question {
    if let Some(choose) = node.get("choose") {
        let options = choose.entries().iter().filter_map(|entry| {
            let holds = source.read_node(&entry.node, Expression::read)?;
            Some((entry.key.clone(), holds))
        });
        let options: Vec<_> = options.collect();
        if options.len() < 2 {
            source.problem(node, "choose needs two options at least".to_owned());
        }
        return Question::Choose(options);
    }
    if let Some(order) = node.get("order") {
        let items = order.entries().iter().filter_map(|entry| {
            let span = source.read_node(&entry.node, Span::read)?;
            Some((entry.key.clone(), span))
        });
        let items: Vec<_> = items.collect();
        if items.len() < 3 {
            source.problem(node, "order needs three items at least".to_owned());
        }
        return Question::Order(items);
    }
    let span = source.read(node, "mark", Span::read);
    let within = source.read(node, "within", |text| {
        parse_time(text).ok_or_else(|| format!("{text:?} is no time; write 2s"))
    });
    if span.is_none() || within.is_none() {
        source.problem(
            node,
            "predict needs choose, order, or mark: FACT with within: TIME".to_owned(),
        );
    }
    Question::Mark {
        span: span.unwrap_or(Span(Vec::new())),
        within: within.unwrap_or_default(),
    }
}

fn task(source: &mut Source, node: &Node) -> Task {
    let goals = node.get("goals").map_or(&[][..], Node::items);
    if goals.is_empty() {
        source.problem(node, "do and diagnose need goals".to_owned());
    }
    let goals = goals
        .iter()
        .take(ITEMS_MAX)
        .filter_map(|node| goal(source, node))
        .collect();
    let solution = source.read(node, "solution", commands).unwrap_or_default();
    if solution.is_empty() {
        source.problem(node, "do and diagnose need a solution".to_owned());
    }
    let wrong = node.get("wrong").map_or(&[][..], Node::items);
    Task {
        goals,
        solution,
        wrong: wrong
            .iter()
            .filter_map(|node| source.read_node(node, commands))
            .collect(),
        file: node.get("file").map(|node| source.text(node)),
    }
}

/// Lines of a scenario.
fn commands(text: &str) -> Result<Vec<Command>, String> {
    match Scenario::read(text) {
        Ok(scenario) => Ok(scenario.steps),
        Err(error) => Err(format!(
            "line {} of the commands: {}",
            error.line, error.problem
        )),
    }
}

fn goal(source: &mut Source, node: &Node) -> Option<Goal> {
    source.only_keys(node, &["id", "when", "broke", "states"]);
    let id = source.text_of(node, "id");
    if !is_name(&id) {
        source.problem(
            node,
            format!("the goal's id {id:?} is no name in lower case"),
        );
    }
    let states = node.get("states").map_or(&[][..], Node::entries);
    let states: Vec<_> = states
        .iter()
        .filter_map(|entry| {
            let holds = source.read_node(&entry.node, Expression::read)?;
            Some((entry.key.clone(), holds))
        })
        .collect();
    if states.len() < 2 {
        source.problem(
            node,
            "a goal needs two states at least, for its hints".to_owned(),
        );
    }
    if node.get("when").is_none() {
        source.problem(node, "a goal needs when: EXPRESSION".to_owned());
    }
    Some(Goal {
        when: source.read(node, "when", Expression::read)?,
        broke: source.read(node, "broke", Expression::read),
        states,
        line: source.line(node),
        id,
    })
}

fn names(source: &mut Source, node: &Node, key: &str) -> Vec<String> {
    let items = node.get(key).map_or(&[][..], Node::items);
    items.iter().map(|node| source.text(node)).collect()
}

fn part(text: &str) -> Result<Part, String> {
    Part::read(text)
        .ok_or_else(|| format!("{text:?} is no part of the page; docs/lessons.md lists them"))
}

fn moment(text: &str) -> Result<SimTime, String> {
    let time = parse_time(text).map(|length| SimTime::ZERO + length);
    time.ok_or_else(|| format!("{text:?} is no time; write 40s or 1m30s"))
}

/// Lower case letters, digits and dashes.
pub(super) fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.len() <= 60 && text.chars().all(fits)
}
