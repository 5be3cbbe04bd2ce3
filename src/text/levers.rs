//! The levers' names, as what will happen.

use crate::playback::levers::LeverKind;

use super::{Lang, Words};

pub const LEVERS: Words = Words::new("바꿔 보기", "Change it");
pub const MORE: Words = Words::new("더 보기", "More");
pub const NONE: Words = Words::new(
    "지금 이 파드에 해 볼 수 있는 일이 없다.",
    "There is nothing to do to this Pod now.",
);
pub const HELP: Words = Words::new(
    "누르면 아래 명령이 재생 위치에서 실행된다.",
    "Each button runs its command at the playhead.",
);

/// What a lever is called.
pub fn lever(kind: &LeverKind, lang: Lang) -> String {
    let words = match kind {
        LeverKind::FailRequests => Words::new("앱이 500으로 답하기", "App answers 500"),
        LeverKind::AnswerSlowly => Words::new("앱이 3초 걸려 답하기", "App takes 3 s to answer"),
        LeverKind::Hang => Words::new("앱이 답하지 않기", "App never answers"),
        LeverKind::Crash => Words::new("앱이 코드 1로 끝나기", "App exits with 1"),
        LeverKind::LeakMemory => Words::new("앱의 메모리가 새기", "App leaks memory"),
        LeverKind::Heal => Words::new("앱을 원래대로", "App as it was"),
        LeverKind::CreateFile(path) => {
            return match lang {
                Lang::Ko => format!("{path} 만들기"),
                Lang::En => format!("Create {path}"),
            };
        }
        LeverKind::RemoveFile(path) => {
            return match lang {
                Lang::Ko => format!("{path} 지우기"),
                Lang::En => format!("Remove {path}"),
            };
        }
        LeverKind::Gate { condition, to } => {
            let value = if *to { "True" } else { "False" };
            return format!("{condition}={value}");
        }
        LeverKind::Delete => Words::new("파드 삭제", "Delete the Pod"),
        LeverKind::DeleteWithGrace(seconds) => {
            return match lang {
                Lang::Ko => format!("유예 {seconds}초로 삭제"),
                Lang::En => format!("Delete with {seconds} s of grace"),
            };
        }
        LeverKind::DeleteNow => Words::new("바로 삭제 (--now)", "Delete with --now"),
        LeverKind::DeleteByForce => Words::new("강제 삭제", "Force the deletion"),
        LeverKind::StopKubelet => Words::new("kubelet 멈추기", "Stop the kubelet"),
        LeverKind::StartKubelet => Words::new("kubelet 다시 시작하기", "Start the kubelet"),
        LeverKind::CutNetwork => Words::new("노드의 네트워크 끊기", "Cut the node's network"),
        LeverKind::JoinNetwork => Words::new("노드의 네트워크 잇기", "Join the node's network"),
    };
    words.in_lang(lang).to_owned()
}
