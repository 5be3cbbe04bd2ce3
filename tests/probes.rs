//! Probes and Services as the page gets them: rows of the timeline, views of a moment.

use std::sync::Arc;

use podarium::api::ObjectKey;
use podarium::engine::record::{ProbeKind, RequestOutcome};
use podarium::engine::time::SimTime;
use podarium::playback::history::History;
use podarium::playback::scenario::Scenario;
use podarium::playback::session::Session;
use podarium::playback::snapshot::{ProbeResult, ProbeState, ProbeView};
use podarium::playback::timeline::{Timeline, Tone};

const PROBES: &str = include_str!("traces/probes.scenario");
const TRAFFIC: &str = include_str!("traces/service-traffic.scenario");

fn pod(name: &str) -> ObjectKey {
    ObjectKey::pod("default", name)
}

fn timeline(text: &str, name: &str) -> Timeline {
    let scenario = Arc::new(Scenario::read(text).unwrap());
    let end = scenario.last_time();
    let mut history = History::new(scenario);
    assert!(history.compute(end));
    Timeline::of(&history, Some(&pod(name)), end)
}

#[test]
fn every_run_of_a_probe_is_on_its_row() {
    let timeline = timeline(PROBES, "startup");
    let kinds: Vec<ProbeKind> = timeline.probes.iter().map(|lane| lane.probe).collect();
    assert_eq!(
        kinds,
        [
            ProbeKind::Startup,
            ProbeKind::Readiness,
            ProbeKind::Liveness
        ]
    );
    let [startup, readiness, liveness] = &timeline.probes[..] else {
        panic!("three rows");
    };
    let success: Vec<bool> = startup.runs.iter().map(|run| run.success).collect();
    assert_eq!(success, [false, false, false, false, true]);
    let consecutive: Vec<u32> = startup.runs.iter().map(|run| run.consecutive).collect();
    assert_eq!(consecutive, [1, 2, 3, 4, 1]);
    let labels: Vec<&str> = startup.segments.iter().map(|s| &*s.label).collect();
    assert_eq!(labels, ["Unknown", "Success"]);
    let started = startup.runs[4].time;
    let first = |lane: &podarium::playback::timeline::ProbeLane| lane.runs[0].time;
    assert_eq!(
        first(readiness),
        started,
        "the poke after the startup probe"
    );
    assert!(first(liveness) > started, "its own next tick");
    assert_eq!(readiness.segments[0].tone, Tone::Off);
    assert_eq!(readiness.segments[1].tone, Tone::Ready);
}

#[test]
fn a_service_has_a_row_with_endpoint_and_requests() {
    let timeline = timeline(TRAFFIC, "web-2");
    let [lane] = &timeline.services[..] else {
        panic!("one Service");
    };
    let own = lane.endpoints.iter().find(|row| row.pod == "web-2");
    let segments = own.map(|row| &row.segments[..]).unwrap_or_default();
    let tones: Vec<Tone> = segments.iter().map(|segment| segment.tone).collect();
    assert_eq!(tones, [Tone::Ready, Tone::Terminating]);
    let here = |outcome| {
        let mine = lane.requests.iter().filter(|request| request.is_here);
        mine.filter(|request| request.outcome == outcome).count()
    };
    assert!(here(RequestOutcome::Refused) > 20);
    assert!(here(RequestOutcome::Status(200)) > 10);
}

#[test]
fn a_moment_shows_what_each_probe_waits_for() {
    let mut session = Session::from_scenario(PROBES).unwrap();
    let state = |session: &Session, name: &str, kind: ProbeKind| -> ProbeView {
        let snapshot = session.snapshot();
        let view = snapshot
            .pods
            .iter()
            .find(|view| view.key == pod(name))
            .unwrap();
        let mut probes = view.containers[0].probes.iter();
        probes.find(|probe| probe.kind == kind).unwrap().clone()
    };
    session.seek(SimTime::from_seconds(10));
    let startup = state(&session, "startup", ProbeKind::Startup);
    assert_eq!(startup.action, "tcp-socket :8080");
    assert_eq!((startup.consecutive, startup.threshold), (1, 30));
    let next = SimTime::from_millis(10_030);
    assert_eq!(startup.state, ProbeState::Next { at: next });
    let liveness = state(&session, "startup", ProbeKind::Liveness);
    assert_eq!(liveness.state, ProbeState::Gated);
    let readiness = state(&session, "readiness", ProbeKind::Readiness);
    assert_eq!(readiness.result, Some(ProbeResult::Failure));
    let next = SimTime::from_seconds(11);
    assert_eq!(readiness.state, ProbeState::Next { at: next });
    session.seek(SimTime::from_seconds(30));
    let startup = state(&session, "startup", ProbeKind::Startup);
    assert_eq!(startup.state, ProbeState::OnHold);
    let run = state(&session, "wrong-port", ProbeKind::Readiness)
        .newest
        .unwrap();
    assert!(run.is_error);
}

#[test]
fn a_moment_shows_the_endpoints_of_a_service() {
    let mut session = Session::from_scenario(TRAFFIC).unwrap();
    session.seek(SimTime::from_millis(40_050));
    let snapshot = session.snapshot();
    let rows = &snapshot.services[0].endpoints;
    let row = |name: &str| rows.iter().find(|row| row.pod == name).unwrap();
    assert!(row("web-1").ready && row("web-1").is_routed);
    let leaving = row("web-2");
    assert!(!leaving.ready && leaving.serving && leaving.terminating);
    assert!(
        leaving.is_routed,
        "kube-proxy is a tenth of a second behind"
    );
    assert!(snapshot.services[0].requests.len() >= 15);
    session.seek(SimTime::from_millis(40_200));
    let snapshot = session.snapshot();
    let rows = &snapshot.services[0].endpoints;
    assert!(rows.iter().all(|row| row.is_routed == row.ready));
}
