//! Words of the page's frame: bars, editor, transport, lists, legend, shortcuts, reports.

use crate::engine::time::SimDuration;

use super::moment;
use super::{Lang, Words};

// The page.
pub const TITLE: Words = Words::new("Podarium: 파드 하나의 일생", "Podarium: the life of a Pod");
pub const FIRST_LINE: Words = Words::new(
    "파드 하나의 일생입니다. 내 YAML을 붙여넣을 수 있습니다.",
    "This is one Pod’s whole life. Paste your own YAML.",
);
pub const SKIP: Words = Words::new("바로 가기", "Skip to");
pub const SKIP_STAGE: Words = Words::new("무대로 바로 가기", "Skip to the stage");
pub const SKIP_EDITOR: Words = Words::new("편집기로 바로 가기", "Skip to the editor");
pub const SKIP_TIMELINE: Words = Words::new("타임라인으로 바로 가기", "Skip to the timeline");
pub const STAGE: Words = Words::new("무대", "Stage");
pub const EDITOR: Words = Words::new("편집기", "Editor");
pub const EXPLANATION: Words = Words::new("설명", "Explanation");
pub const TIMELINE: Words = Words::new("재생과 타임라인", "Playback and timeline");
pub const DETAILS: Words = Words::new("이벤트와 이야기", "Events and story");
pub const PANELS: Words = Words::new("화면", "Views");
pub const PANEL_NOW: Words = Words::new("지금", "Now");
pub const PANEL_STORY: Words = Words::new("이야기", "Story");
pub const CLOSE: Words = Words::new("닫기", "Close");
pub const ON: Words = Words::new("켬", "on");
pub const OFF: Words = Words::new("끔", "off");

// Top bar and settings.
pub const LANGUAGE: Words = Words::new("언어", "Language");
pub const BRANCH: Words = Words::new("갈래", "Branch");
pub const THEME: Words = Words::new("화면 밝기", "Theme");
pub const THEME_SYSTEM: Words = Words::new("시스템", "System");
pub const THEME_LIGHT: Words = Words::new("밝게", "Light");
pub const THEME_DARK: Words = Words::new("어둡게", "Dark");
pub const SETTINGS: Words = Words::new("설정", "Settings");
pub const MOTION: Words = Words::new("움직임", "Motion");
pub const MOTION_SYSTEM: Words = Words::new("시스템", "System");
pub const MOTION_FULL: Words = Words::new("모두", "Full");
pub const MOTION_REDUCED: Words = Words::new("줄임", "Reduced");
pub const SETTINGS_RUN: Words = Words::new("실행", "The run");
pub const SETTINGS_PAGE: Words = Words::new("화면", "The page");
pub const RELEASE: Words = Words::new("쿠버네티스 버전", "Kubernetes release");
pub const WAITING: Words = Words::new("대기 사유", "Waiting reason");
pub const WAITING_PROMPT: Words = Words::new("곧바로", "At once");
pub const WAITING_FAITHFUL: Words = Words::new("실제 kubelet처럼", "As the kubelet does");
pub const JITTER: Words = Words::new("kubelet의 무작위 지연", "The kubelet’s random delays");
pub const IMAGES_PRESENT: Words = Words::new(
    "이미지가 노드에 이미 있음",
    "Images are on the nodes already",
);
pub const SINGLE_KEYS: Words = Words::new("한 글자 단축키 사용", "Single-key shortcuts");

// Editor.
pub const EDITOR_TABS: Words = Words::new("편집기 보기", "Editor views");
pub const TAB_YAML: Words = Words::new("YAML", "YAML");
pub const TAB_SCENARIO: Words = Words::new("시나리오", "Scenario");
pub const YAML_TEXT: Words = Words::new("매니페스트 YAML", "Manifest YAML");
pub const YAML_HELP: Words = Words::new(
    "글자를 입력한 뒤에는 Tab이 들여쓰기입니다. Esc를 누르고 Tab을 누르면 편집기를 벗어납니다.",
    "After you have typed, Tab indents. Press Esc, then Tab, to leave the editor.",
);
pub const SCENARIO_HELP: Words = Words::new(
    "지금까지의 실행을 그대로 재현하는 글입니다.",
    "This text replays the run exactly.",
);
pub const DOCUMENTS: Words = Words::new("문서 목록", "Documents");
pub const SAMPLES: Words = Words::new("예제", "Samples");
pub const UNDO: Words = Words::new("실행 취소", "Undo");
pub const REDO: Words = Words::new("다시 실행", "Redo");
pub const FOLD_EDITOR: Words = Words::new("편집기 접기", "Fold the editor");
pub const UNFOLD_EDITOR: Words = Words::new("편집기 펼치기", "Unfold the editor");
pub const APPLY: Words = Words::new("적용", "Apply");
pub const COPY: Words = Words::new("복사", "Copy");
pub const COPIED: Words = Words::new("복사했습니다", "Copied");
pub const DOWNLOAD: Words = Words::new("파일로 저장", "Download");
pub const STATUS_SAVED: Words = Words::new("저장됨", "Saved");
pub const STATUS_CHANGED: Words = Words::new("아직 적용 안 함", "Not applied yet");
pub const STATUS_ERRORS: Words = Words::new("문제 있음", "Has problems");
pub const STATUS_NOT_SAVED: Words =
    Words::new("이 브라우저에 저장되지 않음", "Not saved in this browser");
pub const APPLIED: Words = Words::new("처음부터 다시 실행합니다", "Running from the start");
pub const APPLIED_IN_PLACE: Words = Words::new(
    "여기까지는 달라진 것이 없어 이어서 실행합니다",
    "Nothing changed up to here; the run goes on",
);
pub const FILE_APPLIED: Words = Words::new(
    "파일을 재생 위치에서 적용했습니다",
    "The file is applied at the playhead",
);
pub const NOT_APPLIED: Words = Words::new(
    "문제를 고친 뒤 적용할 수 있습니다",
    "Fix the problems first, then apply",
);
pub const PROBLEMS: Words = Words::new("문제", "Problems");
pub const NEXT_PROBLEM: Words = Words::new("다음 문제", "Next problem");
pub const NO_PROBLEMS: Words = Words::new("문제가 없습니다", "There are no problems");
pub const FIX: Words = Words::new("고치기", "Fix");

// Samples.
pub const SAMPLE_INIT: Words =
    Words::new("초기화 컨테이너는 차례로", "Init containers, one by one");
pub const SAMPLE_WEB: Words = Words::new("웹 서버 하나", "One web server");
pub const SAMPLE_CRASH: Words = Words::new("죽고 또 죽는 앱", "An app that keeps crashing");
pub const SAMPLE_NEVER: Words = Words::new("재시작하지 않는 파드", "A Pod that never restarts");
pub const SAMPLE_ON_FAILURE: Words =
    Words::new("실패했을 때만 재시작", "Restarted only after a failure");
pub const SAMPLE_FAILING_INIT: Words =
    Words::new("실패하는 초기화 컨테이너", "An init container that fails");
pub const SAMPLE_IMAGE: Words = Words::new("받을 수 없는 이미지", "An image that cannot be pulled");
pub const SAMPLE_TWO: Words = Words::new("컨테이너 두 개", "Two containers");
pub const SAMPLE_READINESS: Words =
    Words::new("준비된 뒤에 받는 요청", "Requests only once it is ready");
pub const SAMPLE_STARTUP: Words = Words::new(
    "천천히 뜨는 앱과 스타트업 프로브",
    "A slow app with a startup probe",
);
pub const SAMPLE_LIVENESS: Words = Words::new(
    "막힌 앱을 되살리는 활성 프로브",
    "A stuck app that a liveness probe revives",
);
pub const SAMPLE_GRACEFUL: Words =
    Words::new("우아한 종료와 preStop", "Graceful stop with preStop");
pub const SAMPLE_OOM: Words =
    Words::new("메모리 한도를 넘는 앱", "An app that outgrows its memory");

// Transport.
pub const TRANSPORT: Words = Words::new("재생", "Transport");
pub const TO_START: Words = Words::new("처음", "To the start");
pub const PREVIOUS_EVENT: Words = Words::new("이전 사건", "Previous event");
pub const BACK_SECOND: Words = Words::new("1초 뒤로", "Back 1 s");
pub const PLAY: Words = Words::new("재생", "Play");
pub const PAUSE: Words = Words::new("일시 정지", "Pause");
pub const FORWARD_SECOND: Words = Words::new("1초 앞으로", "Forward 1 s");
pub const NEXT_EVENT: Words = Words::new("다음 사건", "Next event");
pub const TO_END: Words = Words::new("끝", "To the end");
pub const PLAYING: Words = Words::new("재생 중", "playing");
pub const PAUSED: Words = Words::new("일시 정지", "paused");
pub const SPEED: Words = Words::new("속도", "Speed");
pub const SPEED_SMART: Words = Words::new("스마트 속도", "Smart speed");
pub const FOLD_GAPS: Words = Words::new("빈 시간 접기", "Fold gaps");
pub const AS_TABLE: Words = Words::new("표로 보기", "As a table");
pub const ZOOM_OUT: Words = Words::new("축소", "Zoom out");
pub const ZOOM_IN: Words = Words::new("확대", "Zoom in");
pub const ZOOM_FIT: Words = Words::new("전체 보기", "Fit");

// Now card and lists.
pub const NOW: Words = Words::new("지금", "Now");
pub const WHY: Words = Words::new("왜", "Why");
pub const RULE: Words = Words::new("규칙", "Rule");
pub const NEXT: Words = Words::new("다음", "Next");
pub const NOTE: Words = Words::new("참고", "Note");
pub const SOURCE: Words = Words::new("출처", "Source");
pub const LAYER_PHASE: Words = Words::new("단계", "phase");
pub const LAYER_CONDITIONS: Words = Words::new("컨디션", "conditions");
pub const LAYER_CONTAINER: Words = Words::new("컨테이너", "container");
pub const TAB_EVENTS: Words = Words::new("이벤트", "Events");
pub const TAB_STORY: Words = Words::new("이야기", "Story");
pub const NO_EVENTS: Words = Words::new("아직 이벤트가 없습니다.", "No Events yet.");
pub const STORY_CAPTION: Words = Words::new(
    "지금까지 일어난 일, 최근 것부터",
    "What has happened so far, newest first",
);
pub const STORY_TIME: Words = Words::new("시각", "Time");
pub const STORY_WHERE: Words = Words::new("어디", "Where");
pub const STORY_CHAPTER: Words = Words::new("장면", "Chapter");
pub const STORY_RESTART: Words = Words::new("재시작 횟수", "Restart count");
pub const STORY_EXIT: Words = Words::new("종료 코드", "Exit code");
pub const STORY_WHAT: Words = Words::new("무엇", "What");

// Legend.
pub const LEGEND: Words = Words::new("범례", "Legend");
pub const SIGN_PENDING: Words = Words::new("대기: Pending, Waiting", "Waiting: Pending, Waiting");
pub const SIGN_RUNNING: Words = Words::new("실행 중, 아직 준비 안 됨", "Running, not ready yet");
pub const SIGN_READY: Words = Words::new("실행 중이고 준비됨", "Running and ready");
pub const SIGN_DONE: Words = Words::new("종료 코드 0으로 끝남", "Ended with exit code 0");
pub const SIGN_BACK_OFF: Words =
    Words::new("다시 시도하기 전의 대기", "Waiting before the next try");
pub const SIGN_FAILED: Words = Words::new("실패", "Failed");
pub const SIGN_TERMINATING: Words = Words::new("삭제하는 중", "Being deleted");
pub const SIGN_UNKNOWN: Words = Words::new("알 수 없음", "Unknown");
pub const SIGN_TRUE: Words = Words::new("컨디션 True", "Condition is True");
pub const SIGN_FALSE: Words = Words::new("컨디션 False", "Condition is False");
pub const SIGN_GATE_OPEN: Words = Words::new(
    "열린 문: 다음 컨테이너 차례",
    "Open gate: the next container may start",
);
pub const SIGN_GATE_CLOSED: Words = Words::new(
    "닫힌 문: 앞의 것을 기다림",
    "Closed gate: waits for the one before",
);
pub const SIGN_PAST: Words = Words::new("타임라인: 지난 일", "Timeline: it has happened");
pub const SIGN_FUTURE: Words = Words::new(
    "타임라인: 그대로 두면 일어날 일",
    "Timeline: what comes if nothing is done",
);
pub const SIGN_WARNING: Words = Words::new("Warning 이벤트", "Warning Event");
pub const SIGN_PROBE_UP: Words = Words::new(
    "프로브 성공, 크면 결과가 바뀐 때",
    "probe succeeded; larger: the result changed",
);
pub const SIGN_PROBE_DOWN: Words = Words::new("프로브 실패", "probe failed");
pub const SIGN_FOLD: Words = Words::new(
    "접은 시간, 실제 길이는 위에",
    "Folded time; its real length stands above",
);

pub const NOT_SIMULATED: Words = Words::new(
    "시뮬레이션하지 않는 것은 편집기의 그 줄 옆에 표시합니다.",
    "What is not simulated is marked beside its line in the editor.",
);
pub const FIDELITY: Words = Words::new(
    "실제 쿠버네티스와 무엇이 같고 다른지 (새 탭)",
    "What is as in a real Kubernetes, and what is not (new tab)",
);

// Shortcuts.
pub const SHORTCUTS: Words = Words::new("단축키", "Keyboard shortcuts");
pub const SINGLE_KEYS_ON: Words = Words::new(
    "글자를 입력하는 동안에는 한 글자 단축키가 쉽니다. 설정에서 끌 수 있습니다.",
    "Single keys rest while you type. You can switch them off in the settings.",
);
pub const SINGLE_KEYS_OFF: Words = Words::new(
    "한 글자 단축키가 꺼져 있습니다. 설정에서 켤 수 있습니다.",
    "Single keys are off. You can switch them on in the settings.",
);
pub const KEYS_PLAY: Words = Words::new("재생과 일시 정지", "Play and pause");
pub const KEYS_STEP_EVENT: Words = Words::new("이전 사건, 다음 사건", "Previous and next event");
pub const KEYS_STEP_SECOND: Words = Words::new("1초 뒤로, 앞으로", "1 second back and forward");
pub const KEYS_STEP_TEN: Words = Words::new("10초 뒤로, 앞으로", "10 seconds back and forward");
pub const KEYS_STEP_FINE: Words = Words::new("0.1초 뒤로, 앞으로", "0.1 seconds back and forward");
pub const KEYS_ENDS: Words = Words::new("처음, 끝", "Start and end");
pub const KEYS_TENTHS: Words = Words::new("전체의 0%에서 90%까지", "0 % to 90 % of the run");
pub const KEYS_SPEED: Words = Words::new("느리게, 빠르게", "Slower and faster");
pub const KEYS_ZOOM: Words = Words::new("타임라인 확대, 축소", "Zoom the timeline in and out");
pub const KEYS_PAN: Words = Words::new(
    "타임라인을 왼쪽, 오른쪽으로",
    "Move the timeline left and right",
);
pub const KEYS_FIT: Words = Words::new("타임라인 전체 보기", "Show the whole timeline");
pub const KEYS_FOLD: Words = Words::new("빈 시간 접기", "Fold gaps");
pub const KEYS_EDITOR: Words = Words::new("편집기", "Editor");
pub const KEYS_DETAILS: Words = Words::new("설명", "Explanation");
pub const KEYS_STORY: Words = Words::new("이야기 표", "Story table");
pub const KEYS_SHEET: Words = Words::new("이 목록", "This list");
pub const KEYS_APPLY: Words = Words::new("YAML 적용", "Apply the YAML");
pub const KEYS_PROBLEM: Words = Words::new("다음 문제, 이전 문제", "Next and previous problem");
pub const KEYS_REGION: Words = Words::new("다음 영역, 이전 영역", "Next and previous region");

// The report after a panic.
pub const REPORT_TITLE: Words = Words::new("Podarium이 멈췄습니다", "Podarium has stopped");
pub const REPORT_HELP: Words = Words::new(
    "프로그램의 잘못입니다. 입력한 글은 이 브라우저에 남아 있습니다. 아래 보고서를 보내 주면 똑같이 재현할 수 있습니다.",
    "This is a fault of the program. Your text is kept in this browser. With the report below the fault can be repeated exactly.",
);
pub const REPORT_COPY: Words = Words::new("보고서 복사", "Copy the report");
pub const REPORT_RELOAD: Words = Words::new("페이지 새로 고침", "Reload the page");

/// A language in its own words: short, and whole.
pub fn language_name(language: Lang) -> (&'static str, &'static str) {
    match language {
        Lang::Ko => ("한", "한국어"),
        Lang::En => ("EN", "English"),
    }
}

/// How fast a linear speed is: its factor, and what that means for a second.
pub fn speed(per_mille: u32, lang: Lang) -> String {
    let meaning = match per_mille {
        250 => Words::new("4초에 1초", "a second in 4 seconds"),
        500 => Words::new("2초에 1초", "a second in 2 seconds"),
        1_000 => Words::new("실제 시간", "real time"),
        2_000 => Words::new("1초에 2초", "2 seconds a second"),
        5_000 => Words::new("1초에 5초", "5 seconds a second"),
        10_000 => Words::new("1초에 10초", "10 seconds a second"),
        30_000 => Words::new("1초에 30초", "half a minute a second"),
        60_000 => Words::new("1초에 1분", "1 minute per second"),
        600_000 => Words::new("1초에 10분", "10 minutes per second"),
        _ => Words::new("", ""),
    };
    let hundredths = per_mille % 1_000 / 10;
    let factor = match hundredths {
        0 => format!("{}×", per_mille / 1_000),
        _ if hundredths.is_multiple_of(10) => format!("{}.{}×", per_mille / 1_000, hundredths / 10),
        _ => format!("{}.{hundredths:02}×", per_mille / 1_000),
    };
    match meaning.in_lang(lang) {
        "" => factor,
        meaning => format!("{factor} – {meaning}"),
    }
}

/// A quiet gap that is being folded.
pub fn folding(gap: SimDuration, lang: Lang) -> String {
    let gap = moment::duration(gap, lang);
    match lang {
        Lang::Ko => format!("기다리는 시간 {gap} 건너뜀"),
        Lang::En => format!("{gap} of waiting skipped"),
    }
}

/// The Pod's age as kubectl prints it; nothing without a Pod.
pub fn age(age: &str, lang: Lang) -> String {
    match (age, lang) {
        ("", _) => String::new(),
        (age, Lang::Ko) => format!("나이 {age} · "),
        (age, Lang::En) => format!("age {age} · "),
    }
}

/// kubectl's RESTARTS behind its name: `restarts 4 (64s ago)`.
pub fn restarts(restarts: &str, lang: Lang) -> String {
    match lang {
        Lang::Ko => format!("재시작 {restarts}"),
        Lang::En => format!("restarts {restarts}"),
    }
}

/// `line 12`.
pub fn line_number(line: usize, lang: Lang) -> String {
    match lang {
        Lang::Ko => format!("{line}행"),
        Lang::En => format!("line {line}"),
    }
}

/// How many problems there are, by kind; kinds without any are left out but for errors.
pub fn problem_count(errors: usize, warnings: usize, advice: usize, lang: Lang) -> String {
    let mut parts = vec![counted(errors, Words::new("오류", "error"), lang)];
    if warnings > 0 {
        parts.push(counted(warnings, Words::new("경고", "warning"), lang));
    }
    if advice > 0 {
        parts.push(match lang {
            Lang::Ko => format!("조언 {advice}건"),
            Lang::En => format!("{advice} advice"),
        });
    }
    parts.join(" · ")
}

/// The stage shows an older run because the text cannot run.
pub fn stale_banner(problems: usize, lang: Lang) -> String {
    let count = counted(problems, Words::new("문제", "problem"), lang);
    match lang {
        Lang::Ko => format!("{count}: 마지막으로 올바른 실행을 보여 주고 있습니다"),
        Lang::En => format!("{count}: showing the last valid run"),
    }
}

/// A branch of history by the command that made it.
pub fn branch_name(index: usize, command: &str, lang: Lang) -> String {
    let number = index + 1;
    match (command, lang) {
        ("", Lang::Ko) => "처음 갈래".to_owned(),
        ("", Lang::En) => "first branch".to_owned(),
        (command, _) => format!("{number} · {command}"),
    }
}

/// A count with its noun; English adds an s.
fn counted(count: usize, noun: Words, lang: Lang) -> String {
    let noun = noun.in_lang(lang);
    match (lang, count) {
        (Lang::Ko, _) => format!("{noun} {count}건"),
        (Lang::En, 1) => format!("1 {noun}"),
        (Lang::En, _) => format!("{count} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_speed_says_what_it_means() {
        assert_eq!(speed(250, Lang::Ko), "0.25× – 4초에 1초");
        assert_eq!(speed(500, Lang::En), "0.5× – a second in 2 seconds");
        assert_eq!(speed(60_000, Lang::En), "60× – 1 minute per second");
        for per_mille in crate::playback::session::Speed::LINEAR {
            assert!(speed(per_mille, Lang::Ko).contains(" – "), "{per_mille}");
        }
    }

    #[test]
    fn counts_have_their_nouns() {
        assert_eq!(problem_count(1, 0, 2, Lang::En), "1 error · 2 advice");
        assert_eq!(problem_count(0, 2, 0, Lang::Ko), "오류 0건 · 경고 2건");
        assert_eq!(
            stale_banner(3, Lang::En),
            "3 problems: showing the last valid run"
        );
    }
}
