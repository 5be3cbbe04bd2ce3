//! The frame of the terminal. What commands print is English, as everywhere.

use super::Words;

pub const TERMINAL: Words = Words::new("터미널", "Terminal");
pub const TOGGLE: Words = Words::new("터미널 펼치기·접기", "Open or fold the terminal");
pub const LINE: Words = Words::new("명령줄", "Command line");
pub const EXAMPLE: Words = Words::new("kubectl get pods", "kubectl get pods");
pub const AT_PLAYHEAD: Words = Words::new(
    "명령은 재생 위치에서 실행된다",
    "Commands act at the playhead",
);
pub const CANDIDATES: Words = Words::new("이어질 말", "The line could go on with");
pub const INTERRUPT: Words = Words::new("명령 멈추기 (Ctrl-C)", "Stop the command (Ctrl-C)");
pub const PRINTED: Words = Words::new("명령과 출력", "Commands and what they printed");
pub const EMPTY: Words = Words::new(
    "재생 위치까지 실행한 명령이 없다. kubectl get pods부터 해 본다.",
    "No command up to the playhead. Begin with kubectl get pods.",
);
pub const KEYS_TERMINAL: Words = Words::new("터미널로 가기", "Go to the terminal");
