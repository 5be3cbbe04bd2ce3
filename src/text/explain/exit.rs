//! What an exit code tells (kubelet.md §4.7).

use crate::text::Words;

/// The meaning of an exit code with its reason; `None` if the number alone says nothing.
pub(super) fn meaning(exit_code: i32, reason: &str) -> Option<Words> {
    let words = match (reason, exit_code) {
        ("OOMKilled", _) => Words::new(
            "메모리 한도를 넘어 커널이 SIGKILL로 끝냈습니다(137 = 128 + 9).",
            "It went over its memory limit and the kernel killed it with SIGKILL (137 = 128 + 9).",
        ),
        ("StartError" | "ContainerCannotRun", _) => Words::new(
            "런타임이 프로세스를 시작하지 못했습니다. 실행 파일이나 작업 디렉터리가 없는 경우가 많습니다.",
            "The runtime could not start the process. Most often the program or the working directory does not exist.",
        ),
        ("ContainerStatusUnknown", _) => Words::new(
            "kubelet이 이 컨테이너를 더 찾지 못해 정한 값입니다.",
            "The kubelet could not find the container any more and put this value.",
        ),
        (_, 0) => Words::new(
            "종료 코드 0은 문제없이 끝났다는 뜻입니다.",
            "Exit code 0 means that it ended without a problem.",
        ),
        (_, 1) => Words::new(
            "종료 코드 1은 프로그램이 스스로 알린 일반 오류입니다.",
            "Exit code 1 is a general error that the program itself reported.",
        ),
        (_, 126) => Words::new(
            "종료 코드 126은 찾은 파일을 실행할 수 없다는 뜻입니다.",
            "Exit code 126 means that the file was found but cannot be run.",
        ),
        (_, 127) => Words::new(
            "종료 코드 127은 셸이 명령을 찾지 못했다는 뜻입니다.",
            "Exit code 127 means that the shell did not find the command.",
        ),
        (_, 130) => Words::new(
            "종료 코드 130은 SIGINT로 끝났다는 뜻입니다(128 + 2).",
            "Exit code 130 means that SIGINT ended it (128 + 2).",
        ),
        (_, 134) => Words::new(
            "종료 코드 134는 프로그램이 스스로 중단했다는 뜻입니다(SIGABRT, 128 + 6).",
            "Exit code 134 means that the program aborted (SIGABRT, 128 + 6).",
        ),
        (_, 137) => Words::new(
            "종료 코드 137은 SIGKILL로 끝났다는 뜻입니다(128 + 9).",
            "Exit code 137 means that SIGKILL ended it (128 + 9).",
        ),
        (_, 139) => Words::new(
            "종료 코드 139는 잘못된 메모리에 접근했다는 뜻입니다(SIGSEGV, 128 + 11).",
            "Exit code 139 means that it touched memory it must not (SIGSEGV, 128 + 11).",
        ),
        (_, 143) => Words::new(
            "종료 코드 143은 SIGTERM으로 끝났다는 뜻입니다(128 + 15).",
            "Exit code 143 means that SIGTERM ended it (128 + 15).",
        ),
        _ => return None,
    };
    Some(words)
}
