//! What happens around a Service, in one line each: its endpoints, kube-proxy's rules, requests.
//! The story tells it in the past tense, the card's headline in the present and without a stop.

use crate::engine::record::{Change, EndpointState, RequestOutcome};

use super::sentence::{Span, code, fill, number, plain};
use super::{Lang, Sentence, Words};

/// The two forms of one fact.
struct Told {
    past: Words,
    present: Words,
}

/// The line of the story; empty for any other change.
pub(super) fn story(change: &Change, service: &str, lang: Lang) -> Sentence {
    tell(change, service, lang, |told| told.past)
}

/// The card's headline; empty for any other change.
pub(super) fn headline(change: &Change, service: &str, lang: Lang) -> Sentence {
    tell(change, service, lang, |told| told.present)
}

fn tell(change: &Change, service: &str, lang: Lang, form: fn(Told) -> Words) -> Sentence {
    let service = code(service);
    match change {
        Change::Endpoint {
            address, pod, to, ..
        } => {
            let arguments = [service, code(pod), code(address)];
            fill(lang, form(endpoint(*to)), &arguments)
        }
        Change::Routed { addresses } => match addresses.len() {
            0 => fill(lang, form(NO_ROUTE), &[service]),
            count => {
                let list = code(&addresses.join(", "));
                fill(lang, form(ROUTES), &[service, list, number(count as i64)])
            }
        },
        Change::Requested {
            client,
            endpoint,
            outcome,
            ..
        } => {
            let endpoint = endpoint.as_deref().map_or(plain(""), code);
            let arguments = [service, code(client), endpoint, status(*outcome)];
            fill(lang, form(request(*outcome, change)), &arguments)
        }
        _ => Sentence::default(),
    }
}

fn endpoint(to: Option<EndpointState>) -> Told {
    match to {
        None => Told {
            past: Words::new(
                "파드 {1}의 주소 {2}{이} 서비스 {0}의 엔드포인트에서 빠졌습니다.",
                "The address {2} of the Pod {1} left the endpoints of the Service {0}.",
            ),
            present: Words::new(
                "파드 {1}의 주소가 서비스 {0}의 엔드포인트에서 빠집니다",
                "The address of the Pod {1} leaves the endpoints of the Service {0}",
            ),
        },
        Some(EndpointState {
            terminating: true, ..
        }) => Told {
            past: Words::new(
                "파드 {1}의 주소 {2}{은} 삭제 중이라 서비스 {0}의 새 트래픽을 받지 않습니다.",
                "The address {2} of the Pod {1} is terminating; the Service {0} sends it no new traffic.",
            ),
            present: Words::new(
                "삭제 중인 파드 {1}{이} 서비스 {0}의 트래픽에서 빠집니다",
                "The Service {0} stops sending to the Pod {1}, which is terminating",
            ),
        },
        Some(EndpointState { ready: true, .. }) => Told {
            past: Words::new(
                "파드 {1}의 주소 {2}{이} 서비스 {0}의 엔드포인트로 [ready:준비]됐습니다.",
                "The address {2} of the Pod {1} is [ready:ready] in the endpoints of the Service {0}.",
            ),
            present: Words::new(
                "파드 {1}{이} 서비스 {0}의 [ready:준비된] 엔드포인트가 됩니다",
                "The Pod {1} becomes a [ready:ready] endpoint of the Service {0}",
            ),
        },
        Some(_) => Told {
            past: Words::new(
                "파드 {1}의 주소 {2}{은} 서비스 {0}의 엔드포인트에 있지만 아직 준비되지 않았습니다.",
                "The address {2} of the Pod {1} is in the endpoints of the Service {0}, but not ready.",
            ),
            present: Words::new(
                "서비스 {0}의 엔드포인트에서 파드 {1}{은} 준비되지 않은 상태입니다",
                "The Pod {1} is an endpoint of the Service {0} that is not ready",
            ),
        },
    }
}

const ROUTES: Told = Told {
    past: Words::new(
        "kube-proxy가 서비스 {0}의 연결을 {1}{으로} 보내도록 규칙을 고쳤습니다.",
        "kube-proxy changed its rules: connections to the Service {0} go to {1}.",
    ),
    present: Words::new(
        "kube-proxy가 서비스 {0}의 연결을 파드 {2}개로 보냅니다",
        "kube-proxy sends connections to the Service {0} to {2:Pod|Pods}",
    ),
};

const NO_ROUTE: Told = Told {
    past: Words::new(
        "서비스 {0}에 보낼 곳이 없어 kube-proxy가 연결을 [failed:거절]합니다.",
        "The Service {0} has nowhere to send to, so kube-proxy [failed:refuses] connections.",
    ),
    present: Words::new(
        "kube-proxy가 서비스 {0}의 연결을 [failed:거절합니다]",
        "kube-proxy [failed:refuses] connections to the Service {0}",
    ),
};

fn status(outcome: RequestOutcome) -> Span {
    match outcome {
        RequestOutcome::Status(status) => number(status),
        RequestOutcome::Refused | RequestOutcome::TimedOut | RequestOutcome::Reset => plain(""),
    }
}

fn request(outcome: RequestOutcome, change: &Change) -> Told {
    let nobody = matches!(change, Change::Requested { endpoint: None, .. });
    match outcome {
        RequestOutcome::Status(..=399) => Told {
            past: Words::new(
                "{1}{이} 서비스 {0}에 보낸 요청에 파드 {2}{이} [ready:{3}]{으로} 답했습니다.",
                "The Pod {2} answered a request of {1} to the Service {0} with [ready:{3}].",
            ),
            present: Words::new(
                "서비스 {0}의 요청에 파드 {2}{이} [ready:{3}]{으로} 답합니다",
                "The Pod {2} answers a request to the Service {0} with [ready:{3}]",
            ),
        },
        RequestOutcome::Status(_) => Told {
            past: Words::new(
                "{1}{이} 서비스 {0}에 보낸 요청에 파드 {2}{이} [failed:{3}]{으로} 답했습니다.",
                "The Pod {2} answered a request of {1} to the Service {0} with [failed:{3}].",
            ),
            present: Words::new(
                "서비스 {0}의 요청에 파드 {2}{이} [failed:{3}]{으로} 답합니다",
                "The Pod {2} answers a request to the Service {0} with [failed:{3}]",
            ),
        },
        RequestOutcome::Refused if nobody => Told {
            past: Words::new(
                "{1}{이} 서비스 {0}에 보낸 요청이 [failed:거절]됐습니다. 보낼 엔드포인트가 없습니다.",
                "A request of {1} to the Service {0} was [failed:refused]: it has no endpoint to send to.",
            ),
            present: Words::new(
                "엔드포인트가 없는 서비스 {0}의 요청이 [failed:거절됩니다]",
                "A request to the Service {0} without endpoints is [failed:refused]",
            ),
        },
        RequestOutcome::Refused => Told {
            past: Words::new(
                "{1}{이} 서비스 {0}에 보낸 요청을 파드 {2}{이} [failed:거절]했습니다. 그 포트에서 듣는 프로그램이 없습니다.",
                "The Pod {2} [failed:refused] a request of {1} to the Service {0}: nothing listens on that port.",
            ),
            present: Words::new(
                "서비스 {0}의 요청을 파드 {2}{이} [failed:거절합니다]",
                "The Pod {2} [failed:refuses] a request to the Service {0}",
            ),
        },
        RequestOutcome::TimedOut => Told {
            past: Words::new(
                "{1}{이} 서비스 {0}에 보낸 요청에 [failed:답이 오지 않았습니다].",
                "A request of {1} to the Service {0} [failed:got no answer].",
            ),
            present: Words::new(
                "서비스 {0}의 요청에 [failed:답이 오지 않습니다]",
                "A request to the Service {0} [failed:gets no answer]",
            ),
        },
        RequestOutcome::Reset => Told {
            past: Words::new(
                "{1}{이} 서비스 {0}에 보낸 요청의 연결이 도중에 [failed:끊겼습니다].",
                "The connection of a request of {1} to the Service {0} [failed:broke].",
            ),
            present: Words::new(
                "서비스 {0}의 요청이 도중에 [failed:끊깁니다]",
                "The connection of a request to the Service {0} [failed:breaks]",
            ),
        },
    }
}
