//! Words of the network column: client, Service, EndpointSlice, requests.

use crate::text::{Lang, Words};

pub const NETWORK: Words = Words::new("서비스와 엔드포인트", "Services and endpoints");
pub const CLIENT: Words = Words::new("클라이언트", "Client");
pub const SELECTOR: Words = Words::new("셀렉터", "selector");
pub const NO_SELECTOR: Words = Words::new("셀렉터 없음", "no selector");
pub const READY: Words = Words::new("ready", "ready");
pub const NOT_READY: Words = Words::new("not ready", "not ready");
pub const NO_ENDPOINTS: Words =
    Words::new("셀렉터에 맞는 파드 없음", "no Pod matches the selector");
pub const ROUTED: Words = Words::new("새 연결을 받음", "takes new connections");
pub const NOT_ROUTED: Words = Words::new("새 연결 없음", "takes no new connections");
pub const NOW: Words = Words::new("지금", "now");
pub const OK: Words = Words::new("성공", "ok");
pub const ERRORS: Words = Words::new("4xx·5xx", "4xx, 5xx");
pub const REFUSED: Words = Words::new("거부", "refused");
pub const TIMED_OUT: Words = Words::new("시간 초과", "timed out");
pub const RESET: Words = Words::new("끊김", "reset");
pub const NO_REQUESTS: Words = Words::new("요청 없음", "no requests");

/// How often clients ask: `초당 12건`, `every 2.5 s`.
pub fn rate(lang: Lang, period_ms: u64) -> String {
    let period_ms = period_ms.max(1);
    if period_ms <= 1_000 {
        let count = 1_000 / period_ms;
        return match lang {
            Lang::Ko => format!("초당 {count}건 요청"),
            Lang::En if count == 1 => "1 request a second".to_owned(),
            Lang::En => format!("{count} requests a second"),
        };
    }
    let (whole, tenth) = (period_ms / 1_000, period_ms % 1_000 / 100);
    let seconds = match tenth {
        0 => whole.to_string(),
        tenth => format!("{whole}.{tenth}"),
    };
    match lang {
        Lang::Ko => format!("{seconds}초마다 요청 1건"),
        Lang::En => format!("1 request every {seconds} s"),
    }
}

/// Over the chart.
pub fn window(lang: Lang, seconds: u64) -> String {
    match lang {
        Lang::Ko => format!("지난 {seconds}초의 요청"),
        Lang::En => format!("Requests, last {seconds} s"),
    }
}

/// How many rows a group has, and what they get.
pub fn group(lang: Lang, ready: bool, count: usize) -> String {
    match (lang, ready) {
        (Lang::Ko, true) => format!("{count}개 · 트래픽 받음"),
        (Lang::Ko, false) => format!("{count}개 · 받지 않음"),
        (Lang::En, true) => format!("{count} · receives traffic"),
        (Lang::En, false) => format!("{count} · waiting"),
    }
}

/// A Service as a sentence.
pub fn service_sentence(lang: Lang, name: &str, address: &str, ready: usize, all: usize) -> String {
    match lang {
        Lang::Ko => format!("서비스 {name}, {address}, 준비된 엔드포인트 {all}개 중 {ready}개"),
        Lang::En => format!("Service {name} at {address}, {ready} of {all} endpoints ready"),
    }
}

/// What the sentence of an endpoint says.
#[derive(Clone, Copy, Debug)]
pub struct EndpointFacts<'a> {
    pub address: &'a str,
    pub pod: &'a str,
    /// ready, serving, terminating.
    pub lamps: [bool; 3],
    pub is_routed: bool,
}

/// An endpoint as a sentence.
pub fn endpoint_sentence(lang: Lang, facts: EndpointFacts<'_>) -> String {
    let EndpointFacts { address, pod, .. } = facts;
    let [ready, serving, terminating] = facts.lamps;
    let routed = if facts.is_routed { ROUTED } else { NOT_ROUTED };
    let routed = routed.in_lang(lang);
    let lamps = format!("ready {ready}, serving {serving}, terminating {terminating}");
    match lang {
        Lang::Ko => format!("엔드포인트 {address}, 파드 {pod}, {lamps}, {routed}"),
        Lang::En => format!("Endpoint {address} of Pod {pod}, {lamps}, {routed}"),
    }
}
