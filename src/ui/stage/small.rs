//! Pods that are not in focus: small cards, and tiles when there are many.

use crate::playback::snapshot::{ContainerView, PodView};
use crate::text::Lang;
use crate::ui::layout::scene::{self, Level};
use crate::ui::layout::{container, lamps, tone};
use crate::web::view::{View, view};

use super::container::part as container_part;
use super::{Scene, card, glyph, keys, wait};

/// Name, READY, STATUS, lamps and a row of containers.
pub fn small_card(scene: Scene, pod: &PodView, lang: Lang) -> View {
    let waiting = pod.containers.iter().find_map(container::shown_wait);
    let lamps: Vec<View> = lamps::lamps(&pod.pod)
        .iter()
        .map(|lamp| {
            let name = format!("condition-{}", lamp.condition_type);
            let value = lamp.status.map_or("", |status| status.name());
            view! {
                <span class="small-lamp" data-part=card::part(pod, &lamp.condition_type) data-testid=name data-value=value>
                    {glyph::lamp(lamp.status)}
                    <span class="unseen">{format!("{}={value}", lamp.condition_type)}</span>
                </span>
            }
        })
        .collect();
    let containers: Vec<View> = pod
        .containers
        .iter()
        .map(|view| {
            let class = format!("container-chip {}", tone::class(tone::of_container(view)));
            view! {
                <span class=class data-part=container_part(pod, view, "")>
                    {glyph::container(container::glyph(view))} <span>{view.spec.name.clone()}</span>
                </span>
            }
        })
        .collect();
    let content = view! {
        <div class="small-head">
            <span class="pod-name">{pod.key.name.clone()}</span>
            <code>{pod.pod.status.pod_ip.clone()}</code>
            {card::verdict(pod)}
        </div>
        <div class="small-body">
            <div>
                <div class="small-lamps">{lamps}</div>
                <div class="container-chips">{containers}</div>
            </div>
            {waiting.map(|wait| wait::ring(scene, wait, lang))}
        </div>
        <span class="unseen" data-testid="restarts">{pod.restarts.clone()}</span>
    };
    shell(scene, pod, "is-small", false, lang, content)
}

/// Name, containers as glyphs, STATUS.
pub fn tile(scene: Scene, pod: &PodView, is_focused: bool, lang: Lang) -> View {
    let mark = |view: &ContainerView| {
        let class = format!("ink {}", tone::class(tone::of_container(view)));
        view! { <span class=class>{glyph::container(container::glyph(view))}</span> }
    };
    let marks: Vec<View> = pod.containers.iter().map(mark).collect();
    let status = format!(
        "tile-status ink {}",
        tone::class(tone::of_status(&pod.status))
    );
    let content = view! {
        <span class="pod-name">{scene::tile_name(&pod.key.name)}</span>
        <span class="tile-row">
            <span class="tile-marks">{marks}</span>
            <code class=status data-part=card::part(pod, "status") data-testid="status-word">{pod.status.word.clone()}</code>
        </span>
    };
    shell(scene, pod, "is-tile", is_focused, lang, content)
}

/// The border, which wears the phase, and what makes the card a place on the stage.
fn shell(
    scene: Scene,
    pod: &PodView,
    kind: &str,
    is_focused: bool,
    lang: Lang,
    content: View,
) -> View {
    let id = scene::pod_id(&pod.key);
    let phase = pod.pod.status.phase;
    let ink = tone::class(tone::of_phase(phase));
    let deleting = if pod.deletion.is_some() {
        " is-deleting"
    } else {
        ""
    };
    let for_click = pod.key.clone();
    let selected = if is_focused { "true" } else { "false" };
    let (chosen, focus) = (scene.chosen, scene.focus);
    let for_open = pod.key.clone();
    view! {
        <div
            class=format!("pod-card {kind} {ink}{deleting}")
            id=id.clone()
            role="group"
            aria-current=selected
            aria-label=card::sentence(pod, lang)
            title=pod.key.name.clone()
            tabindex=keys::tab_index(scene, id)
            data-part=card::part(pod, "")
            data-testid=format!("pod-{}", pod.key.name)
            data-phase=phase.name()
            on:click=move |_| focus.set(Some(for_click.clone()))
            on:dblclick=move |_| {
                focus.set(Some(for_open.clone()));
                chosen.set(Some(Level::Pod));
            }
        >
            <div class="pod-frame">{content}</div>
        </div>
    }
}
