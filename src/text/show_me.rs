//! Words of the model solution that is shown beside one's own run.

use super::{Lang, Words};

pub const TITLE: Words = Words::new("풀이 보기", "Show me");
pub const GHOST: Words = Words::new("풀이의 파드", "The solution's Pods");
pub const UNTOUCHED: Words = Words::new(
    "따로 돌리는 시뮬레이션이에요. 내 실행은 그대로 남아 있어요.",
    "This is a run of its own. Yours stays as it is.",
);
pub const COMMANDS: Words = Words::new("차례대로 하는 일", "What is done, in order");
pub const AGAIN: Words = Words::new("처음부터", "From the start");
pub const BACK: Words = Words::new("한 변화 뒤로", "One change back");
pub const FORWARD: Words = Words::new("한 변화 앞으로", "One change on");
pub const POSITION: Words = Words::new("풀이의 재생 위치", "Position in the solution");

/// The spoken position: the time, and how many of the commands are done.
pub fn position(clock: &str, done: usize, all: usize, lang: Lang) -> String {
    match lang {
        Lang::Ko => format!("T+{clock}, 명령 {all}개 가운데 {done}개 실행"),
        Lang::En => format!("T+{clock}, {done} of {all} commands done"),
    }
}
