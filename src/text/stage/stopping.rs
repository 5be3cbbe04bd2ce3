//! Words of a stop: its two tracks, and what happened when.

use crate::text::{Lang, Words};

pub const TRACK_A: Words = Words::new("A. 엔드포인트에서 빠집니다", "A. leaves the endpoints");
pub const TRACK_B: Words = Words::new("B. 컨테이너를 멈춥니다", "B. stops the container");
pub const TRACK_ALONE: Words = Words::new("컨테이너를 멈춥니다", "Stops the container");
pub const STOPPING: Words = Words::new("종료", "termination");
pub const STILL_ROUTED: Words = Words::new(
    "kube-proxy가 아직 새 연결을 보냄",
    "kube-proxy still sends new connections",
);
pub const NO_OTHER: Words = Words::new(
    "ready인 주소가 없어 아직 여기로 보냄",
    "still sent here: no endpoint is ready",
);
pub const NOT_ROUTED: Words = Words::new("새 연결 없음", "no new connections");
pub const PRE_STOP: Words = Words::new("preStop", "preStop");
pub const TURN: Words = Words::new("차례를 기다림", "awaits its turn");
pub const CLEANING_UP: Words = Words::new("앱이 정리하는 중", "the app cleans up");
pub const OVER: Words = Words::new("끝남", "ended");

pub const DELETED: Words = Words::new("삭제 요청", "deletion asked for");
pub const BEGAN: Words = Words::new("종료 시작", "stop began");
pub const LEFT_ENDPOINTS: Words = Words::new("엔드포인트 ready=false", "endpoint ready=false");
pub const PRE_STOP_ENDED: Words = Words::new("preStop 끝", "preStop ended");
pub const PRE_STOP_ABANDONED: Words = Words::new("preStop 중단", "preStop abandoned");
pub const GRACE_ENDS: Words = Words::new("유예 끝", "grace ends");
pub const KILL_DUE: Words = Words::new("SIGKILL 시한", "SIGKILL due");

/// Below the ring.
pub fn of_grace(lang: Lang, length: &str) -> String {
    match lang {
        Lang::Ko => format!("유예 {length} 중"),
        Lang::En => format!("of {length} grace"),
    }
}

/// A container's end.
pub fn exited(lang: Lang, code: i32) -> String {
    match lang {
        Lang::Ko => format!("종료 코드 {code}"),
        Lang::En => format!("exit code {code}"),
    }
}
