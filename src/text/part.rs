//! Parts of the page by name: what a lesson points at, as a person would say it.

use crate::lesson::Part;

use super::{Lang, Words, terminal, timeline};

const SCHEDULER: Words = Words::new("스케줄러", "scheduler");
const API_SERVER: Words = Words::new("API 서버", "API server");
const EVENTS: Words = Words::new("이벤트 목록", "list of Events");
const WHY: Words = Words::new("‘지금’ 카드", "“Now” card");
const RESTARTS: Words = Words::new("재시작 횟수", "restarts");
const MANIFEST: Words = Words::new("YAML 편집기", "YAML editor");

/// What a part is called: `web-b의 STATUS`, `STATUS of web-b`.
pub fn part_name(part: &Part, lang: Lang) -> String {
    match part.names()[..] {
        ["pod", pod] => of_pod(pod, &part.aspect, lang),
        ["pod", pod, container] => of_container(pod, container, &part.aspect, lang),
        ["service", service] => of_service(service, &part.aspect, lang),
        ["node", node] => match lang {
            Lang::Ko => format!("노드 {node}"),
            Lang::En => format!("node {node}"),
        },
        ["kubelet", node] => match lang {
            Lang::Ko => format!("{node}의 kubelet"),
            Lang::En => format!("kubelet of {node}"),
        },
        [whole] => of_page(whole).map_or(whole.to_owned(), |words| words.in_lang(lang).to_owned()),
        _ => part.to_string(),
    }
}

fn of_page(whole: &str) -> Option<Words> {
    Some(match whole {
        "scheduler" => SCHEDULER,
        "apiserver" => API_SERVER,
        "timeline" => timeline::TIMELINE,
        "events" => EVENTS,
        "why" => WHY,
        "terminal" => terminal::TERMINAL,
        "yaml" => MANIFEST,
        "levers" => super::levers::LEVERS,
        _ => return None,
    })
}

fn of_pod(pod: &str, aspect: &str, lang: Lang) -> String {
    let what = match aspect {
        "" => {
            return match lang {
                Lang::Ko => format!("파드 {pod}"),
                Lang::En => format!("Pod {pod}"),
            };
        }
        "phase" => timeline::PHASE.in_lang(lang).to_owned(),
        "status" => "STATUS".to_owned(),
        "ready" => "READY".to_owned(),
        "restarts" => RESTARTS.in_lang(lang).to_owned(),
        condition => match lang {
            Lang::Ko => format!("컨디션 {condition}"),
            Lang::En => format!("condition {condition}"),
        },
    };
    owned(pod, &what, lang)
}

fn of_container(pod: &str, container: &str, aspect: &str, lang: Lang) -> String {
    let what = match aspect {
        "" => Words::new("", ""),
        "state" => Words::new("의 상태", "state"),
        "readiness" => Words::new("의 준비성 프로브", "readiness probe"),
        "liveness" => Words::new("의 활성 프로브", "liveness probe"),
        _ => Words::new("의 스타트업 프로브", "startup probe"),
    };
    let what = what.in_lang(lang);
    match lang {
        Lang::Ko => format!("{pod}의 컨테이너 {container}{what}"),
        Lang::En if what.is_empty() => format!("container {container} of {pod}"),
        Lang::En => format!("{what} of container {container} in {pod}"),
    }
}

fn of_service(service: &str, aspect: &str, lang: Lang) -> String {
    let words = match aspect {
        "endpoints" => Words::new("엔드포인트", "endpoints"),
        "requests" => Words::new("요청", "requests"),
        _ => {
            return match lang {
                Lang::Ko => format!("서비스 {service}"),
                Lang::En => format!("Service {service}"),
            };
        }
    };
    let what = words.in_lang(lang);
    match lang {
        Lang::Ko => format!("서비스 {service}의 {what}"),
        Lang::En if aspect == "requests" => format!("{what} to Service {service}"),
        Lang::En => format!("{what} of Service {service}"),
    }
}

fn owned(owner: &str, what: &str, lang: Lang) -> String {
    match lang {
        Lang::Ko => format!("{owner}의 {what}"),
        Lang::En => format!("{what} of {owner}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_part_has_a_name_in_both_languages() {
        let names = [
            ("pod/web-b", "파드 web-b", "Pod web-b"),
            ("pod/web-b status", "web-b의 STATUS", "STATUS of web-b"),
            ("pod/web-b ready", "web-b의 READY", "READY of web-b"),
            ("pod/web phase", "web의 단계", "phase of web"),
            ("pod/web restarts", "web의 재시작 횟수", "restarts of web"),
            (
                "pod/web Ready",
                "web의 컨디션 Ready",
                "condition Ready of web",
            ),
            ("pod/web/app", "web의 컨테이너 app", "container app of web"),
            (
                "pod/web/app state",
                "web의 컨테이너 app의 상태",
                "state of container app in web",
            ),
            (
                "pod/web/app readiness",
                "web의 컨테이너 app의 준비성 프로브",
                "readiness probe of container app in web",
            ),
            (
                "pod/web/app liveness",
                "web의 컨테이너 app의 활성 프로브",
                "liveness probe of container app in web",
            ),
            (
                "pod/web/app startup",
                "web의 컨테이너 app의 스타트업 프로브",
                "startup probe of container app in web",
            ),
            ("service/web", "서비스 web", "Service web"),
            (
                "service/web endpoints",
                "서비스 web의 엔드포인트",
                "endpoints of Service web",
            ),
            (
                "service/web requests",
                "서비스 web의 요청",
                "requests to Service web",
            ),
            ("node/node1", "노드 node1", "node node1"),
            ("kubelet/node1", "node1의 kubelet", "kubelet of node1"),
            ("scheduler", "스케줄러", "scheduler"),
            ("apiserver", "API 서버", "API server"),
            ("timeline", "타임라인", "Timeline"),
            ("events", "이벤트 목록", "list of Events"),
            ("why", "‘지금’ 카드", "“Now” card"),
            ("yaml", "YAML 편집기", "YAML editor"),
        ];
        for (text, ko, en) in names {
            let part = Part::read(text).expect(text);
            assert_eq!(part_name(&part, Lang::Ko), ko);
            assert_eq!(part_name(&part, Lang::En), en);
        }
    }
}
