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
        ChapterKind::Exit { number, .. } => {
            return match lang {
                Lang::Ko => format!("종료 {number}"),
                Lang::En => format!("Exit {number}"),
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
        ChapterKind::DeletionRequested => Words::new("삭제 요청", "Delete"),
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
        (
            _,
            ChapterKind::Created
            | ChapterKind::Scheduled
            | ChapterKind::Unschedulable
            | ChapterKind::Initialized
            | ChapterKind::FirstReady
            | ChapterKind::DeletionRequested
            | ChapterKind::Finished { .. }
            | ChapterKind::Gone,
        ) => flag(lang, kind),
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
