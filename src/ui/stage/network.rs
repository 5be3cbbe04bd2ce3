//! The way of a request: client, Service, EndpointSlice, and what became of the newest requests.

use crate::api::behaviour::{TRAFFIC_ANNOTATION, Traffic};
use crate::api::status::ConditionStatus;
use crate::engine::time::SimTime;
use crate::playback::snapshot::{EndpointView, RequestView, ServiceView, Snapshot};
use crate::text::{Lang, Words, stage::network as words};
use crate::ui::layout::{scene, traffic};
use crate::web::view::{View, view};

use super::{Scene, glyph, keys};

/// The column left of the nodes; on phones a row above the Pod.
pub fn column(scene: Scene, snapshot: &Snapshot, lang: Lang) -> View {
    let now = snapshot.time;
    let services = snapshot.services.iter();
    let groups: Vec<View> = services
        .map(|service| service_group(scene, service, now, lang))
        .collect();
    view! {
        <div class="network" role="group" aria-label=words::NETWORK.in_lang(lang) data-testid="network">
            {groups}
        </div>
    }
}

fn service_group(scene: Scene, service: &ServiceView, now: SimTime, lang: Lang) -> View {
    let rate = rate(service, lang);
    let has_clients = rate.is_some();
    view! {
        <div class="service-group">
            {rate.map(|rate| client(rate, lang))}
            {service_card(scene, service, lang)}
            {slice_card(scene, service, lang)}
            {has_clients.then(|| requests_card(service, now, lang))}
        </div>
    }
}

/// What the annotation says, or what was counted; nothing if nobody asks.
fn rate(service: &ServiceView, lang: Lang) -> Option<String> {
    let annotations = &service.service.metadata.annotations;
    let said = annotations.get(TRAFFIC_ANNOTATION);
    let period = said
        .and_then(|text| Traffic::parse(text).ok())
        .map(|traffic| traffic.period_ms);
    let counted = (traffic::SECONDS * 1_000).checked_div(service.requests.len() as u64);
    period.or(counted).map(|period| words::rate(lang, period))
}

fn client(rate: String, lang: Lang) -> View {
    view! {
        <div class="net-card is-client">
            {glyph::client()}
            <span>
                <b>{words::CLIENT.in_lang(lang)}</b>
                <span class="muted">{rate}</span>
            </span>
        </div>
    }
}

fn service_card(scene: Scene, service: &ServiceView, lang: Lang) -> View {
    let id = scene::service_id(&service.key);
    let spec = &service.service.spec;
    let port = spec.ports.first().map_or(0, |port| port.port);
    let address = format!("{}:{port}", spec.cluster_ip);
    let ready = service.endpoints.iter().filter(|row| row.ready).count();
    let name = &service.key.name;
    let sentence = words::service_sentence(lang, name, &address, ready, service.endpoints.len());
    let chips: Vec<View> = spec
        .selector
        .iter()
        .map(|(key, value)| view! { <code class="selector">{format!("{key}={value}")}</code> })
        .collect();
    let label = match chips.is_empty() {
        true => words::NO_SELECTOR,
        false => words::SELECTOR,
    };
    view! {
        <div
            class="net-card is-service"
            id=id.clone()
            role="group"
            aria-label=sentence
            tabindex=keys::tab_index(scene, id)
            data-part=format!("service/{name}")
            data-testid=format!("service-{name}")
        >
            {glyph::service()}
            <span>
                <span><span class="muted">"Service"</span> " " <b>{name.clone()}</b></span>
                <code>{address}</code>
                <span class="selectors">{chips} <span class="muted">{label.in_lang(lang)}</span></span>
            </span>
        </div>
    }
}

fn slice_card(scene: Scene, service: &ServiceView, lang: Lang) -> View {
    let [ready, others] = traffic::groups(service);
    let is_empty = service.endpoints.is_empty();
    let group = |rows: Vec<&EndpointView>, is_ready: bool| {
        let lamp = match is_ready {
            true => (ConditionStatus::True, words::READY),
            false => (ConditionStatus::False, words::NOT_READY),
        };
        let note = words::group(lang, is_ready, rows.len());
        let rows: Vec<View> = rows
            .into_iter()
            .map(|row| endpoint_row(scene, service, row, lang))
            .collect();
        view! {
            <div class="slice-group">
                <span class="slice-head">
                    {glyph::lamp(Some(lamp.0))} <b>{lamp.1.in_lang(lang)}</b>
                    <span class="muted">{note}</span>
                </span>
                {rows}
            </div>
        }
    };
    let rows = if is_empty {
        view! { <p class="place-empty">{words::NO_ENDPOINTS.in_lang(lang)}</p> }
    } else {
        view! {
            {group(ready, true)}
            {group(others, false)}
        }
    };
    view! {
        <div class="net-card is-slice" data-part=format!("service/{} endpoints", service.key.name)>
            <b class="slice-name">"EndpointSlice"</b>
            {rows}
        </div>
    }
}

fn endpoint_row(scene: Scene, service: &ServiceView, row: &EndpointView, lang: Lang) -> View {
    let id = scene::endpoint_id(&service.key, &row.address);
    let class = match (row.ready, row.terminating) {
        (true, _) => "endpoint is-ready tone-ready",
        (false, true) => "endpoint tone-term",
        (false, false) => "endpoint",
    };
    let sentence = words::endpoint_sentence(
        lang,
        words::EndpointFacts {
            address: &row.address,
            pod: &row.pod,
            lamps: [row.ready, row.serving, row.terminating],
            is_routed: row.is_routed,
        },
    );
    let lamp = |is_lit: bool, name: &'static str| {
        let (class, status) = match is_lit {
            true => ("row-lamp", ConditionStatus::True),
            false => ("row-lamp muted", ConditionStatus::False),
        };
        view! { <span class=class>{glyph::lamp(Some(status))} {name}</span> }
    };
    let (focus, pod) = (scene.focus, scene::pod_of(service, row));
    view! {
        <div
            class=class
            id=id.clone()
            role="group"
            aria-label=sentence
            tabindex=keys::tab_index(scene, id)
            data-testid=format!("endpoint-{}", row.pod)
            data-routed=row.is_routed.to_string()
            on:click=move |_| focus.set(Some(pod.clone()))
        >
            <code>{row.address.clone()}</code>
            <b>{row.pod.clone()}</b>
            <span class="row-lamps">
                {lamp(row.ready, "ready")}
                {lamp(row.serving, "serving")}
                {lamp(row.terminating, "terminating")}
            </span>
        </div>
    }
}

fn requests_card(service: &ServiceView, now: SimTime, lang: Lang) -> View {
    let requests: &[RequestView] = &service.requests;
    let totals = traffic::totals(requests);
    let bars: Vec<View> = traffic::bars(requests, now)
        .into_iter()
        .map(|(ok, bad)| {
            let height = |share: usize| format!("{share}%");
            view! { <i><i style=("--height", height(bad))></i><i style=("--height", height(ok))></i></i> }
        })
        .collect();
    let counter = |name: Words, count: usize, ink: &'static str| {
        (count > 0).then(|| {
            view! { <b class=format!("ink tone-{ink}")>{format!("{} {count}", name.in_lang(lang))}</b> }
        })
    };
    let none = (totals.all() == 0).then(|| words::NO_REQUESTS.in_lang(lang));
    view! {
        <div
            class="net-card is-requests"
            data-part=format!("service/{} requests", service.key.name)
            data-testid="requests"
        >
            <span class="muted">{words::window(lang, traffic::SECONDS)}</span>
            <span class="request-bars" aria-hidden="true">{bars}</span>
            <span class="request-counts">
                {counter(words::OK, totals.ok, "ready")}
                {counter(words::ERRORS, totals.errors, "failed")}
                {counter(words::REFUSED, totals.refused, "failed")}
                {counter(words::TIMED_OUT, totals.timed_out, "failed")}
                {counter(words::RESET, totals.reset, "failed")}
                <span class="muted">{none}</span>
            </span>
        </div>
    }
}
