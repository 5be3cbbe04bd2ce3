//! Words of a container's probes: counts, what each waits for, the beam.

use crate::text::{Lang, Words};

/// Behind the closed shutter of a probe.
pub const GATED: Words = Words::new(
    "스타트업 프로브가 성공해야 열립니다",
    "closed until the startup probe succeeds",
);
pub const ON_HOLD: Words = Words::new("새 컨테이너까지 멈춤", "on hold until a new container");
pub const STARTED: Words = Words::new("성공해서 더 묻지 않음", "succeeded, asks no more");
pub const ENDED: Words = Words::new("더는 묻지 않음", "no longer runs");
pub const NO_CONTAINER: Words = Words::new("컨테이너가 없어 쉼", "no running container");
pub const RUNNING: Words = Words::new("응답 기다리는 중", "awaiting the reply");
pub const PROBES: Words = Words::new("프로브", "Probes");

/// `성공 2/3`, `0/3 failures`.
pub fn count(lang: Lang, of_successes: bool, filled: u32, all: u32) -> String {
    match (lang, of_successes) {
        (Lang::Ko, true) => format!("성공 {filled}/{all}"),
        (Lang::Ko, false) => format!("실패 {filled}/{all}"),
        (Lang::En, true) if all == 1 => format!("{filled}/1 success"),
        (Lang::En, false) if all == 1 => format!("{filled}/1 failure"),
        (Lang::En, true) => format!("{filled}/{all} successes"),
        (Lang::En, false) => format!("{filled}/{all} failures"),
    }
}

/// When the next run comes.
pub fn next(lang: Lang, moment: &str) -> String {
    match lang {
        Lang::Ko => format!("다음 {moment}"),
        Lang::En => format!("next {moment}"),
    }
}

/// The answer of a run: `200, 2 ms 만에`.
pub fn answer(lang: Lang, answer: &str, milliseconds: u64) -> String {
    match lang {
        Lang::Ko => format!("{answer} · {milliseconds} ms"),
        Lang::En => format!("{answer} in {milliseconds} ms"),
    }
}

/// How long an answer has been awaited.
pub fn awaiting(lang: Lang, length: &str) -> String {
    match lang {
        Lang::Ko => format!("{length}째 응답 대기"),
        Lang::En => format!("awaiting the reply for {length}"),
    }
}

/// A command that ended with that code.
pub fn exit_code(lang: Lang, code: i32) -> String {
    match lang {
        Lang::Ko => format!("종료 코드 {code}"),
        Lang::En => format!("exit code {code}"),
    }
}

/// A success that has no number.
pub fn accepted(success: bool) -> Words {
    match success {
        true => Words::new("성공", "accepted"),
        false => Words::new("실패", "failed"),
    }
}
