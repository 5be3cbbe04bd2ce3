//! Words of the timeline: lanes, chapters, folds, the slider's spoken value.

use crate::engine::time::{SimDuration, SimTime};
use crate::playback::timeline::ChapterKind;

use super::{Lang, Words};

pub const TIMELINE: Words = Words::new("타임라인", "Timeline");
pub const POSITION: Words = Words::new("재생 위치", "Playhead");
pub const ALL_SEGMENTS: Words = Words::new("타임라인의 모든 구간", "All stretches of the timeline");
pub const EMPTY: Words = Words::new(
    "파드를 적용하면 여기에 시간이 펼쳐집니다.",
    "Apply a Pod and its time unfolds here.",
);

pub const PHASE: Words = Words::new("단계", "phase");
pub const CONDITIONS: Words = Words::new("컨디션", "conditions");
pub const CONTAINERS: Words = Words::new("컨테이너", "containers");
pub const WAITS: Words = Words::new("대기", "waits");
pub const WAITS_OF_KUBELET: Words =
    Words::new("kubelet이 재시작을 미룸", "kubelet holds the restart");
pub const STATUS: Words = Words::new("STATUS", "STATUS");
pub const STATUS_OF_KUBECTL: Words = Words::new("kubectl이 찍는 낱말", "the word kubectl prints");
pub const EVENTS: Words = Words::new("이벤트", "events");
pub const PROBES: Words = Words::new("프로브", "probes");
pub const ENDPOINTS: Words = Words::new("엔드포인트", "endpoints");
pub const TRAFFIC: Words = Words::new("요청", "requests");
pub const STOP: Words = Words::new("종료", "stop");
pub const AWAITS_TURN: Words = Words::new("차례를 기다림", "awaits its turn");
pub const KILL_DUE: Words = Words::new("SIGKILL 시한", "SIGKILL due");
pub const COMMAND: Words = Words::new("명령", "Command");

pub const COLUMN_LANE: Words = Words::new("레인", "Lane");
pub const COLUMN_FROM: Words = Words::new("시작", "From");
pub const COLUMN_TO: Words = Words::new("끝", "To");
pub const COLUMN_LENGTH: Words = Words::new("길이", "Length");
pub const COLUMN_VALUE: Words = Words::new("값", "Value");
pub const STILL_GOING: Words = Words::new("계산한 끝까지", "to the end of the run");

/// A length in words of the language: `2분 40초`, `2 m 40 s`.
pub fn length(lang: Lang, length: SimDuration) -> String {
    let seconds = length.whole_seconds();
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let (h, m, s) = match lang {
        Lang::Ko => ("시간", "분", "초"),
        Lang::En => (" h", " m", " s"),
    };
    match (hours, minutes, seconds) {
        (0, 0, _) if length.milliseconds < 10_000 && !length.milliseconds.is_multiple_of(1_000) => {
            let tenths = length.milliseconds / 100;
            format!("{}.{}{s}", tenths / 10, tenths % 10)
        }
        (0, 0, _) => format!("{seconds}{s}"),
        (0, _, 0) => format!("{minutes}{m}"),
        (0, _, _) => format!("{minutes}{m} {seconds}{s}"),
        (_, 0, _) => format!("{hours}{h}"),
        _ => format!("{hours}{h} {minutes}{m}"),
    }
}

/// The few letters on a chapter's flag.
pub fn flag(lang: Lang, kind: &ChapterKind) -> String {
    let words = match kind {
        ChapterKind::Exit { exit_code: 0, .. } => Words::new("완료", "Completed"),
        // A bare number would be taken for the exit code.
        ChapterKind::Exit { number, .. } => {
            return match lang {
                Lang::Ko => format!("종료 #{number}"),
                Lang::En => format!("Exit #{number}"),
            };
        }
        ChapterKind::BackOff { delay, .. } => {
            return match lang {
                Lang::Ko => format!("{delay} 대기"),
                Lang::En => format!("wait {delay}"),
            };
        }
        ChapterKind::Created => Words::new("생성", "Created"),
        ChapterKind::Scheduled => Words::new("배정", "Scheduled"),
        ChapterKind::Unschedulable => Words::new("배정 불가", "Unschedulable"),
        ChapterKind::Pulled { .. } => Words::new("이미지", "Pulled"),
        ChapterKind::PullFailed { .. } => Words::new("이미지 실패", "Pull failed"),
        ChapterKind::InitStarted { .. } => Words::new("초기화", "Init"),
        ChapterKind::Initialized => Words::new("초기화 끝", "Initialized"),
        ChapterKind::Started { .. } => Words::new("시작", "Started"),
        ChapterKind::FirstReady => Words::new("첫 Ready", "First Ready"),
        ChapterKind::ProbeKill { .. } => Words::new("프로브 실패", "Probe failed"),
        ChapterKind::OutOfMemory { .. } => Words::new("OOM", "OOM"),
        ChapterKind::Signal { signal, .. } => return signal.clone(),
        ChapterKind::DeletionRequested => Words::new("삭제 요청", "Delete"),
        ChapterKind::DeadlineExceeded => Words::new("기한 초과", "Deadline"),
        ChapterKind::Evicted => Words::new("축출", "Evicted"),
        ChapterKind::Finished { succeeded: true } => Words::new("성공", "Succeeded"),
        ChapterKind::Finished { succeeded: false } => Words::new("실패", "Failed"),
        ChapterKind::Gone => Words::new("사라짐", "Gone"),
    };
    words.in_lang(lang).to_owned()
}

/// A chapter as a sentence of its own: the flag's tooltip and part of the spoken value.
pub fn chapter(lang: Lang, kind: &ChapterKind) -> String {
    match (lang, kind) {
        (Lang::Ko, ChapterKind::Pulled { image }) => format!("이미지 {image} 받음"),
        (Lang::En, ChapterKind::Pulled { image }) => format!("image {image} pulled"),
        (Lang::Ko, ChapterKind::PullFailed { image }) => format!("이미지 {image} 받기 실패"),
        (Lang::En, ChapterKind::PullFailed { image }) => format!("pull of {image} failed"),
        (Lang::Ko, ChapterKind::InitStarted { container }) => {
            format!("초기화 컨테이너 {container} 시작")
        }
        (Lang::En, ChapterKind::InitStarted { container }) => {
            format!("init container {container} started")
        }
        (Lang::Ko, ChapterKind::Started { container }) => format!("컨테이너 {container} 시작"),
        (Lang::En, ChapterKind::Started { container }) => format!("container {container} started"),
        (
            Lang::Ko,
            ChapterKind::Exit {
                container,
                number,
                exit_code,
            },
        ) => format!("{container} {number}번째 종료, 종료 코드 {exit_code}"),
        (
            Lang::En,
            ChapterKind::Exit {
                container,
                number,
                exit_code,
            },
        ) => format!("exit {number} of {container} with code {exit_code}"),
        (Lang::Ko, ChapterKind::BackOff { container, delay }) => {
            format!("{container} 재시작 {delay} 대기")
        }
        (Lang::En, ChapterKind::BackOff { container, delay }) => {
            format!("restart of {container} waits {delay}")
        }
        (Lang::Ko, ChapterKind::ProbeKill { container, probe }) => {
            format!("{} 프로브 실패로 {container} 종료 결정", probe.name())
        }
        (Lang::En, ChapterKind::ProbeKill { container, probe }) => {
            format!(
                "{container} is stopped for its failed {} probe",
                probe.name()
            )
        }
        (Lang::Ko, ChapterKind::OutOfMemory { container }) => {
            format!("{container} 메모리 한도 초과(OOM)")
        }
        (Lang::En, ChapterKind::OutOfMemory { container }) => {
            format!("{container} is out of memory")
        }
        (_, ChapterKind::Signal { container, signal }) => format!("{signal} → {container}"),
        (
            _,
            ChapterKind::Created
            | ChapterKind::Scheduled
            | ChapterKind::Unschedulable
            | ChapterKind::Initialized
            | ChapterKind::FirstReady
            | ChapterKind::DeletionRequested
            | ChapterKind::DeadlineExceeded
            | ChapterKind::Evicted
            | ChapterKind::Finished { .. }
            | ChapterKind::Gone,
        ) => flag(lang, kind),
    }
}

/// One run of a probe: `성공 2/3`, and once its threshold is reached `성공 57회 연속`.
pub fn probe_run(lang: Lang, success: bool, consecutive: u32, threshold: u32) -> String {
    let word = match success {
        true => Words::new("성공", "success"),
        false => Words::new("실패", "failure"),
    };
    let word = word.in_lang(lang);
    if consecutive == 0 {
        let words = Words::new("실행하지 못함", "could not run");
        return words.in_lang(lang).to_owned();
    }
    if consecutive <= threshold {
        return format!("{word} {consecutive}/{threshold}");
    }
    match lang {
        Lang::Ko => format!("{word} {consecutive}회 연속"),
        Lang::En => format!("{word}, {consecutive} in a row"),
    }
}

/// Runs of a probe that stand together: `1,800회 중 3회 실패`.
pub fn probe_runs(lang: Lang, runs: usize, failed: usize) -> String {
    let count = grouped(runs);
    match (lang, failed) {
        (Lang::Ko, 0) => format!("{count}회"),
        (Lang::Ko, _) => format!("{count}회 중 {}회 실패", grouped(failed)),
        (Lang::En, 0) if runs == 1 => "1 run".to_owned(),
        (Lang::En, 0) => format!("{count} runs"),
        (Lang::En, _) => format!("{count} runs, {} failed", grouped(failed)),
    }
}

/// Requests that stand together: `성공 155 · 실패 49`.
pub fn requests(lang: Lang, ok: usize, failed: usize) -> String {
    let (ok, failed) = (grouped(ok), grouped(failed));
    match lang {
        Lang::Ko => format!("성공 {ok} · 실패 {failed}"),
        Lang::En => format!("ok {ok} · failed {failed}"),
    }
}

/// 12,345.
fn grouped(count: usize) -> String {
    match count / 1_000 {
        0 => count.to_string(),
        thousands => format!("{},{:03}", grouped(thousands), count % 1_000),
    }
}

/// The slider's value as spoken: `4분 12초, 배정, STATUS Running`.
pub fn spoken_position(
    lang: Lang,
    time: SimTime,
    kind: Option<&ChapterKind>,
    status: Option<&str>,
) -> String {
    let mut spoken = length(lang, SimDuration::from_seconds(time.whole_seconds()));
    if let Some(kind) = kind {
        spoken.push_str(", ");
        spoken.push_str(&chapter(lang, kind));
    }
    if let Some(status) = status {
        spoken.push_str(", STATUS ");
        spoken.push_str(status);
    }
    spoken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_in_both_languages() {
        let ms = SimDuration::from_millis;
        assert_eq!(length(Lang::Ko, ms(159_400)), "2분 39초");
        assert_eq!(length(Lang::En, ms(159_400)), "2 m 39 s");
        assert_eq!(length(Lang::Ko, ms(2_500)), "2.5초");
        assert_eq!(length(Lang::En, ms(3_660_000)), "1 h 1 m");
        assert_eq!(length(Lang::Ko, ms(60_000)), "1분");
    }

    #[test]
    fn probes_and_requests_are_counted_in_words() {
        assert_eq!(probe_run(Lang::Ko, true, 2, 3), "성공 2/3");
        assert_eq!(probe_run(Lang::En, false, 57, 3), "failure, 57 in a row");
        assert_eq!(probe_run(Lang::En, false, 0, 3), "could not run");
        assert_eq!(probe_runs(Lang::Ko, 1_800, 3), "1,800회 중 3회 실패");
        assert_eq!(probe_runs(Lang::En, 1_234_567, 0), "1,234,567 runs");
        assert_eq!(requests(Lang::En, 155, 49), "ok 155 · failed 49");
    }

    #[test]
    fn a_flag_tells_a_good_end_from_a_failure() {
        let exit = |number, exit_code| ChapterKind::Exit {
            container: "migrate".to_owned(),
            number,
            exit_code,
        };
        assert_eq!(flag(Lang::Ko, &exit(1, 0)), "완료");
        assert_eq!(flag(Lang::En, &exit(1, 0)), "Completed");
        assert_eq!(flag(Lang::Ko, &exit(2, 1)), "종료 #2");
        assert_eq!(flag(Lang::En, &exit(2, 137)), "Exit #2");
    }

    #[test]
    fn the_slider_speaks_of_the_chapter() {
        let exit = ChapterKind::Exit {
            container: "orders".to_owned(),
            number: 5,
            exit_code: 1,
        };
        assert_eq!(
            spoken_position(
                Lang::Ko,
                SimTime::from_seconds(151),
                Some(&exit),
                Some("Error")
            ),
            "2분 31초, orders 5번째 종료, 종료 코드 1, STATUS Error"
        );
        assert_eq!(spoken_position(Lang::En, SimTime::ZERO, None, None), "0 s");
    }
}
