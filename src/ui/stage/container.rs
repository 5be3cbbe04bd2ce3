//! The third layer: the init chain with its gates, sidecars, and the app containers.

use crate::api::status::{ContainerState, Terminated};
use crate::engine::time::SimDuration;
use crate::playback::snapshot::{BackOffKind, BackOffView, ContainerView, PodView, Role, Snapshot};
use crate::playback::timeline::Tone;
use crate::text::{Lang, stage as words, timeline as lengths};
use crate::ui::layout::container::{self, Ahead};
use crate::ui::layout::{clock, scene, tone};
use crate::web::reactive::*;
use crate::web::view::{IntoView, View, view};

use super::{Scene, glyph, keys, probes, wait};

/// All containers of a Pod; init containers come before the rest, sidecars run beside it.
pub fn containers(scene: Scene, pod: &PodView, snapshot: &Snapshot, lang: Lang) -> View {
    let is_init = |view: &&ContainerView| !matches!(view.role, Role::App);
    let chain: Vec<View> = pod
        .containers
        .iter()
        .filter(is_init)
        .map(|view| {
            let is_compact =
                !container::needs_room(view) || matches!(view.role, Role::Sidecar { .. });
            let shown = if is_compact {
                link_of_chain(scene, pod, view, lang)
            } else {
                full_box(scene, pod, view, snapshot, lang)
            };
            let gate = glyph::gate(container::gate_is_open(view));
            view! { <div class="chain-link">{shown} {gate}</div> }
        })
        .collect();
    let beside = |wanted: fn(Role) -> bool| -> Vec<View> {
        pod.containers
            .iter()
            .filter(|view| wanted(view.role))
            .map(|view| full_box(scene, pod, view, snapshot, lang))
            .collect()
    };
    let sidecars = beside(|role| matches!(role, Role::Sidecar { .. }));
    let apps = beside(|role| role == Role::App);
    let has_sidecars = !sidecars.is_empty();
    let has_chain = !chain.is_empty();
    view! {
        <div class="containers">
            {has_chain.then(|| view! { <div class="chain">{chain}</div> })}
            <div class="apps">
                {apps}
                {has_sidecars
                    .then(|| {
                        view! {
                            <div class="sidecars">
                                <span class="sidecars-name">{words::SIDECAR.in_lang(lang)}</span>
                                {sidecars}
                            </div>
                        }
                    })}
            </div>
        </div>
    }
}

/// A step of the chain in one line. A sidecar has its own box, so here it is a sign only.
fn link_of_chain(scene: Scene, pod: &PodView, view: &ContainerView, lang: Lang) -> View {
    let (index, is_sidecar) = match view.role {
        Role::Init { index } => (index, false),
        Role::Sidecar { index } => (index, true),
        Role::App => (0, false),
    };
    let class = format!(
        "link-box {}{}{}",
        tone::class(tone::of_container(view)),
        if container::is_ghost(view) {
            " is-ghost"
        } else {
            ""
        },
        if is_sidecar { " is-sidecar" } else { "" },
    );
    let name = view.spec.name.clone();
    let body = view! {
        <span class="link-number">{index + 1}</span>
        <span class="link-name">{name}</span>
        {glyph::container(container::glyph(view))}
    };
    if is_sidecar {
        return view! { <div class=class aria-hidden="true">{body}</div> };
    }
    let id = scene::container_id(&pod.key, &view.spec.name);
    let note = exit_note(view, lang);
    view! {
        <div
            class=class
            id=id.clone()
            role="group"
            aria-label=sentence(view, lang)
            tabindex=keys::tab_index(scene, id)
            data-part=part(pod, view, "")
            data-testid=format!("container-{}", view.spec.name)
            data-value=state_name(view)
        >
            {body}
            <span class="unseen">{state_name(view)}</span>
        </div>
        {note}
    }
}

/// `exit code 0 · 2 s` below a finished init container.
fn exit_note(view: &ContainerView, lang: Lang) -> Option<View> {
    let ContainerState::Terminated(ended) = &view.status.as_ref()?.state else {
        return None;
    };
    let text = ended_text(ended, lang);
    Some(view! { <span class="link-note">{text}</span> })
}

fn ended_text(ended: &Terminated, lang: Lang) -> String {
    let mut text = format!("exitCode {}", ended.exit_code);
    if let Some(seconds) = container::ran(ended) {
        text.push_str(" · ");
        text.push_str(&lengths::length(lang, SimDuration::from_seconds(seconds)));
    }
    text
}

/// What lessons call a container, or an aspect of it (docs/lessons.md, "Parts").
pub fn part(pod: &PodView, view: &ContainerView, aspect: &str) -> String {
    let (pod, container) = (&pod.key.name, &view.spec.name);
    let part = format!("pod/{pod}/{container} {aspect}");
    part.trim_end().to_owned()
}

/// The API's word for the state; empty before the first status.
fn state_name(view: &ContainerView) -> &'static str {
    view.status
        .as_ref()
        .map_or("", |status| status.state.name())
}

fn sentence(view: &ContainerView, lang: Lang) -> String {
    let (state, restarts) = match &view.status {
        None => (words::NOT_SET.in_lang(lang).to_owned(), 0),
        Some(status) => {
            let reason = status.state.reason();
            let separator = if reason.is_empty() { "" } else { " " };
            let state = format!("{}{separator}{reason}", status.state.name());
            (state, status.restart_count)
        }
    };
    words::container_sentence(lang, &view.spec.name, &state, restarts)
}

/// A container with everything that is known of it.
fn full_box(
    scene: Scene,
    pod: &PodView,
    view: &ContainerView,
    snapshot: &Snapshot,
    lang: Lang,
) -> View {
    let id = scene::container_id(&pod.key, &view.spec.name);
    let class = format!(
        "container {}{}",
        tone::class(tone::of_container(view)),
        if container::is_ghost(view) {
            " is-ghost"
        } else {
            ""
        },
    );
    let number = match view.role {
        Role::App => None,
        Role::Init { index } | Role::Sidecar { index } => Some(index + 1),
    };
    let policy = view
        .spec
        .restart_policy
        .unwrap_or(pod.pod.spec.restart_policy())
        .name();
    let ready = view.status.as_ref().is_some_and(|status| status.ready);
    view! {
        <div
            class=class
            id=id.clone()
            role="group"
            aria-label=sentence(view, lang)
            tabindex=keys::tab_index(scene, id)
            data-part=part(pod, view, "")
            data-testid=format!("container-{}", view.spec.name)
            data-value=state_name(view)
        >
            <div class="container-head">
                {number.map(|number| view! { <span class="link-number">{number}</span> })}
                {glyph::container(container::glyph(view))}
                <span class="container-name">{view.spec.name.clone()}</span>
                <code class="container-image">{view.spec.image.clone()}</code>
                <code class="container-flags">{format!("ready: {ready} · restartPolicy: {policy}")}</code>
            </div>
            {body(scene, pod, view, snapshot, lang)}
        </div>
    }
}

fn body(
    scene: Scene,
    pod: &PodView,
    view: &ContainerView,
    snapshot: &Snapshot,
    lang: Lang,
) -> View {
    let back_off = container::shown_wait(view);
    view! {
        <div class="container-body">
            {back_off.map(|wait| wait::ring(scene, wait, lang))}
            <dl class="facts">
                {state_row(pod, view, snapshot, lang)}
                {last_state_row(view, lang)}
                {back_off.map(|wait| next_rows(wait, lang))}
                {ahead_row(scene, view, snapshot, lang)}
                {memory_row(view, lang)}
            </dl>
        </div>
        {probes::rows(pod, view, lang)}
        {view.pull.as_ref().map(|pull| wait::pull_bar(scene, pull, lang))}
        {back_off.map(|wait| wait::ladder(wait, lang))}
    }
}

fn row(name: impl IntoView, value: View) -> View {
    view! {
        <dt>{name}</dt>
        <dd>{value}</dd>
    }
}

fn code(text: &'static str) -> View {
    view! { <code>{text}</code> }
}

fn state_row(pod: &PodView, view: &ContainerView, snapshot: &Snapshot, lang: Lang) -> View {
    // The derivation arrow begins here if STATUS comes from this container.
    let origin = (pod.status.container.as_deref() == Some(&view.spec.name)).then_some("box");
    let part = part(pod, view, "state");
    let row_from = |name: View, value: View, origin: Option<&'static str>| {
        view! {
            <dt>{name}</dt>
            <dd data-origin=origin data-part=part.clone()>{value}</dd>
        }
    };
    let chip = |tone: Tone, word: String| {
        let class = format!("chip {}", tone::class(tone));
        view! { <span class=class>{word}</span> }
    };
    let Some(status) = &view.status else {
        let none = words::NOT_SET.in_lang(lang);
        let value = view! { <span class="muted">{none}</span> };
        return row_from(code("state"), value, None);
    };
    let tone = tone::of_container(view);
    match &status.state {
        ContainerState::Waiting(waiting) => {
            let word = if waiting.reason.is_empty() {
                "Waiting"
            } else {
                &waiting.reason
            };
            row_from(code("state.waiting"), chip(tone, word.to_owned()), origin)
        }
        ContainerState::Running(running) => {
            let since = running.started_at.map(|at| {
                let moment = clock::clock(clock::moment_of(snapshot.start, at));
                words::since(lang, &format!("T+{moment}"))
            });
            let value = view! {
                {chip(tone, "Running".to_owned())}
                <span class="muted">{since}</span>
            };
            row_from(code("state.running"), value, origin)
        }
        ContainerState::Terminated(ended) => {
            let value = view! {
                {chip(tone, ended.reason.clone())}
                <code>{ended_text(ended, lang)}</code>
            };
            row_from(code("state.terminated"), value, origin)
        }
    }
}

fn last_state_row(view: &ContainerView, lang: Lang) -> Option<View> {
    let ended = view.status.as_ref()?.last_state.as_ref()?;
    let tone = if ended.exit_code == 0 {
        Tone::Done
    } else {
        Tone::Failed
    };
    let class = format!("ink {}", tone::class(tone));
    let ran = container::ran(ended).map(|seconds| {
        words::ran_for(
            lang,
            &lengths::length(lang, SimDuration::from_seconds(seconds)),
        )
    });
    let value = view! {
        <code class=class>{ended.reason.clone()}</code>
        <code>{format!("exitCode {}", ended.exit_code)}</code>
        <span class="muted">{ran}</span>
    };
    Some(row(code("lastState"), value))
}

fn next_rows(wait: &BackOffView, lang: Lang) -> View {
    let at = |time| format!("T+{}", clock::clock_with_tenths(time));
    let (name, counted_from) = match wait.kind {
        BackOffKind::Restart => (words::NEXT_START, Some(wait.since)),
        BackOffKind::Pull => (words::NEXT_PULL, None),
    };
    let last = counted_from.map(|since| {
        let value = view! { <code>{at(since)}</code> };
        row(words::LAST_EXIT.in_lang(lang), value)
    });
    let next = match wait.next_attempt {
        Some(next) => view! {
            <code class="strong">{at(next)}</code>
            <span class="muted">
                {format!(
                    "{} {} {}",
                    words::WAIT_ENDS.in_lang(lang),
                    clock::clock_with_tenths(wait.until),
                    words::FIRST_SYNC_AFTER.in_lang(lang),
                )}
            </span>
        },
        None => view! {
            <span class="muted">{words::WAIT_ENDS.in_lang(lang)}</span>
            <code class="strong">{at(wait.until)}</code>
        },
    };
    view! {
        {last}
        {row(name.in_lang(lang), next)}
    }
}

/// What the node knows and the API does not yet, quietly; it counts by tenths of a second.
fn ahead_row(scene: Scene, view: &ContainerView, snapshot: &Snapshot, lang: Lang) -> Option<View> {
    let start = snapshot.start;
    container::ahead(view, start, snapshot.time)?;
    let view = view.clone();
    let text = move || {
        Some(match container::ahead(&view, start, scene.time.get())? {
            Ahead::Started { ago } => words::node_started(lang, &clock::remaining(ago)),
            Ahead::Exited { ago, exit_code } => {
                words::node_exited(lang, &clock::remaining(ago), exit_code)
            }
        })
    };
    let value = view! { <span class="muted is-ahead">{text}</span> };
    let name = words::NODE_SAYS.in_lang(lang);
    Some(row(name, value))
}

/// What the container holds of what it may hold.
fn memory_row(view: &ContainerView, lang: Lang) -> Option<View> {
    let memory = view.memory?;
    let used = memory.used_bytes;
    let limit = container::memory_limit(view);
    let bar = limit.map(|limit| {
        let permille = container::memory_permille(used, limit);
        let class = match permille {
            0..900 => "pull-bar tone-running",
            _ => "pull-bar tone-failed",
        };
        let scale = format!("scaleX({}.{:03})", permille / 1_000, permille % 1_000);
        view! { <span class=class aria-hidden="true"><i style:transform=scale></i></span> }
    });
    let of = match limit {
        Some(limit) => format!("/ {}", container::mebibytes(limit)),
        None => words::NO_LIMIT.in_lang(lang).to_owned(),
    };
    let killed = memory.killed_at.map(|at| {
        let moment = format!("T+{}", clock::clock_with_tenths(at));
        let said = words::memory_killed(lang, &moment);
        view! { <span class="ink tone-failed">{said}</span> }
    });
    let value = view! {
        {bar}
        <code>{container::mebibytes(used)}</code>
        <span class="muted">{of}</span>
        {killed}
    };
    Some(row(
        words::MEMORY_USED.in_lang(lang),
        view! { <span class="memory" data-testid="memory">{value}</span> },
    ))
}
