//! Where Pods stand: nodes with their kubelet as the floor, the scheduler's tray, and above them
//! the control plane with its newest write.

use crate::playback::snapshot::{NodeView, PodView, Snapshot};
use crate::text::{Lang, Words, stage as words};
use crate::ui::layout::scene::{self, Detail, Level, Place};
use crate::ui::layout::{clock, tone};
use crate::web::reactive::*;
use crate::web::view::{View, view};

use super::{Scene, card, glyph, keys, network, probes, small, wires};

/// All boxes of the stage.
pub fn places(scene: Scene, snapshot: &Snapshot, level: Level, lang: Lang) -> View {
    let focus = scene.focus.get();
    let places = scene::places(snapshot, level, focus.as_ref());
    let boxes: Vec<View> = places
        .into_iter()
        .map(|place| place_box(scene, place, snapshot, level, lang))
        .collect();
    let strip = (level == Level::Cluster).then(|| control_plane(snapshot, lang));
    let sheets = wires::sheets(scene, snapshot, level);
    if snapshot.services.is_empty() {
        return view! { {strip} {boxes} {sheets} };
    }
    view! {
        {strip}
        <div class="beside">
            {network::column(scene, snapshot, lang)}
            <div class="places">{boxes}</div>
        </div>
        {sheets}
    }
}

fn control_plane(snapshot: &Snapshot, lang: Lang) -> View {
    let last = snapshot.last_write.as_ref().map(|(time, what)| {
        view! {
            <span class="last-write" data-testid="last-write">
                <span class="muted">
                    {format!("{} · T+{}", words::LAST_WRITE.in_lang(lang), clock::clock_with_tenths(*time))}
                </span>
                <code>{what.clone()}</code>
            </span>
        }
    });
    view! {
        <div class="control-plane">
            <span class="muted">{words::CONTROL_PLANE.in_lang(lang)}</span>
            <span class="plate" data-part="apiserver">"kube-apiserver"</span>
            <span class="plate" data-part="scheduler">"kube-scheduler"</span>
            {last}
        </div>
    }
}

fn place_box(
    scene: Scene,
    (node, pods): Place<'_>,
    snapshot: &Snapshot,
    level: Level,
    lang: Lang,
) -> View {
    let focus = scene.focus.get();
    let focused = scene::focused(snapshot, focus.as_ref()).map(|pod| &pod.key);
    let detail_of = |pod: &PodView| match level {
        Level::Pod => Detail::Full,
        Level::Cluster => scene::cluster_detail(snapshot, focused == Some(&pod.key)),
    };
    let is_full = |pod: &&PodView| detail_of(pod) == Detail::Full;
    let full: Vec<&PodView> = pods.iter().copied().filter(is_full).collect();
    let cards: Vec<View> = pods
        .iter()
        .map(|pod| {
            let is_focused = focused == Some(&pod.key);
            let drawn = match detail_of(pod) {
                Detail::Full => card::full_card(scene, pod, snapshot, level, lang),
                Detail::Small => small::small_card(scene, pod, lang),
                Detail::Tile => small::tile(scene, pod, is_focused, lang),
            };
            match node {
                Some(_) => drawn,
                None => view! { {scheduler_says(pod, lang)} {drawn} },
            }
        })
        .collect();
    let id = scene::node_id(node.map(|node| node.name.as_str()));
    let name = match node {
        Some(node) => words::node_sentence(lang, &node.name, node.ready, cards.len()),
        None => words::tray_sentence(lang, cards.len()),
    };
    let class = match node {
        None => "place is-tray",
        Some(node) if node.ready => "place is-node",
        Some(_) => "place is-node is-not-ready",
    };
    let is_empty = cards.is_empty();
    view! {
        <div
            class=class
            id=id.clone()
            role="group"
            aria-label=name
            tabindex=keys::tab_index(scene, id)
            data-part=node.map_or("scheduler".to_owned(), |node| format!("node/{}", node.name))
            data-testid=node.map_or("tray".to_owned(), |node| format!("node-{}", node.name))
        >
            {head(node, lang)}
            <div class="place-pods" role="group">
                {cards}
                {is_empty.then(|| view! { <span class="place-empty">{words::NO_PODS.in_lang(lang)}</span> })}
            </div>
            {probes::beam_line(scene, &full, lang)}
            {node.map(|node| kubelet(node, lang))}
        </div>
    }
}

fn head(node: Option<&NodeView>, lang: Lang) -> View {
    let Some(node) = node else {
        return view! {
            <div class="place-head">
                <b>"kube-scheduler"</b>
                <span class="muted">{words::TRAY.in_lang(lang)}</span>
            </div>
        };
    };
    let (word, ink) = if node.ready {
        (words::NODE_READY, "node-ready tone-ready")
    } else {
        (words::NODE_NOT_READY, "node-ready tone-unknown")
    };
    view! {
        <div class="place-head">
            <b>{node.name.clone()}</b>
            <span class=ink>{word.in_lang(lang)}</span>
            {node.memory_pressure.then(|| view! { <span class="chip tone-backoff">{words::MEMORY_PRESSURE.in_lang(lang)}</span> })}
            <span class="usages">
                {bar(words::CPU, node.cpu_permille, lang)} {bar(words::MEMORY, node.memory_permille, lang)}
            </span>
        </div>
    }
}

fn bar(name: Words, permille: u32, lang: Lang) -> View {
    let permille = permille.min(1_000);
    let scale = format!("scaleX({}.{:03})", permille / 1_000, permille % 1_000);
    let value = format!("{}: {}%", name.in_lang(lang), permille / 10);
    view! {
        <span class="usage" title=value>
            {name.in_lang(lang)} <span class="usage-track"><i style:transform=scale></i></span>
        </span>
    }
}

/// The floor of a node.
fn kubelet(node: &NodeView, lang: Lang) -> View {
    let next = match &node.next_sync {
        Some((time, pod)) => {
            let moment = format!("T+{}", clock::clock_with_tenths(*time));
            words::next_sync(lang, pod, &moment)
        }
        None => words::KUBELET_IDLE.in_lang(lang).to_owned(),
    };
    view! {
        <div
            class="kubelet"
            id=scene::kubelet_id(&node.name)
            data-part=format!("kubelet/{}", node.name)
        >
            {glyph::kubelet()} <b>"kubelet"</b> <span class="muted">{next}</span>
        </div>
    }
}

/// The scheduler's words about a Pod that it could not place.
fn scheduler_says(pod: &PodView, lang: Lang) -> Option<View> {
    let says = pod.unschedulable.clone()?;
    let ink = tone::class(crate::playback::timeline::Tone::BackOff);
    let line = view! {
        <p class=format!("scheduler-says ink {ink}") lang="en" data-testid="unschedulable">
            <span class="unseen">{words::TRAY.in_lang(lang)}</span>
            {says}
        </p>
    };
    Some(line)
}
