//! Where a rule can be read up: a page of the Kubernetes documentation, a file of its source and
//! the release.

use crate::engine::config::Release;
use crate::engine::rule::Rule;

use crate::text::{Lang, Words};

/// A reference below the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The page's title in the language; empty for what is no rule of Kubernetes.
    pub title: String,
    /// The page's address; empty likewise.
    pub url: String,
    /// The file in Kubernetes' source: `kuberuntime_manager.go`.
    pub file: &'static str,
    /// The file with its folder and the function.
    pub code: &'static str,
    /// `v1.36`.
    pub release: String,
}

/// The place where this rule comes from.
pub fn source(rule: Rule, release: Release, lang: Lang) -> Source {
    let place = rule.source();
    let path = place.code.split(' ').next().unwrap_or("");
    Source {
        title: title(place.page, lang),
        url: url(place.page, lang),
        file: path.rsplit('/').next().unwrap_or(path),
        code: place.code,
        release: String::from("v") + release.name(),
    }
}

/// The page in the language. The API reference is generated in English only.
fn url(page: &str, lang: Lang) -> String {
    if page.is_empty() {
        return String::new();
    }
    let root = match lang {
        Lang::Ko if !page.starts_with("reference/kubernetes-api/") => {
            "https://kubernetes.io/ko/docs/"
        }
        Lang::Ko | Lang::En => "https://kubernetes.io/docs/",
    };
    root.to_owned() + page
}

/// The page's title, found by the last part of its path.
fn title(page: &str, lang: Lang) -> String {
    let name = page
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(page);
    let words = match name {
        "pod-lifecycle" => Words::new("파드 라이프사이클", "Pod Lifecycle"),
        "init-containers" => Words::new("초기화 컨테이너", "Init Containers"),
        "sidecar-containers" => Words::new("사이드카 컨테이너", "Sidecar Containers"),
        "images" => Words::new("이미지", "Images"),
        "kube-scheduler" => Words::new("쿠버네티스 스케줄러", "Kubernetes Scheduler"),
        "configure-liveness-readiness-startup-probes" => {
            Words::new("프로브 구성", "Configure Probes")
        }
        "working-with-objects" => Words::new("쿠버네티스 오브젝트", "Objects in Kubernetes"),
        "pod-scheduling-readiness" => {
            Words::new("파드 스케줄링 준비성", "Pod Scheduling Readiness")
        }
        "assign-pod-node" => Words::new("노드에 파드 할당하기", "Assigning Pods to Nodes"),
        "scheduling-eviction" => Words::new(
            "스케줄링, 선점, 축출",
            "Scheduling, Preemption and Eviction",
        ),
        "endpoint-slices" => Words::new("엔드포인트슬라이스", "EndpointSlices"),
        "event-v1" => Words::new("Event", "Event"),
        other => return other.to_owned(),
    };
    words.in_lang(lang).to_owned()
}
