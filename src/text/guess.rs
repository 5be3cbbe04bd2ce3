//! Words of a guess on the timeline and of what is hidden meanwhile.

use crate::engine::time::{SimDuration, SimTime};

use super::timeline::length;
use super::{Lang, Words};

pub const VEILED: Words = Words::new(
    "예측하는 동안 앞일은 가려 둬요",
    "Hidden while you make your guess",
);
pub const SEEN_SEGMENTS: Words = Words::new(
    "가린 곳 앞의 모든 구간",
    "All stretches before what is hidden",
);
/// Where a stretch goes that lasts into what is hidden.
pub const UP_TO_VEIL: Words = Words::new("가린 곳까지", "up to what is hidden");
pub const MINE: Words = Words::new("내 예측", "My guess");
pub const TRUTH: Words = Words::new("실제", "Actual");
const EXACT: Words = Words::new("꼭 맞음", "exact");

/// The moment as people say it; tenths only if there are any.
fn moment(time: SimTime, lang: Lang) -> String {
    let tenths = time.milliseconds % 1_000 / 100;
    let seconds = time.whole_seconds();
    let (minutes, rest) = (seconds / 60, seconds % 60);
    let rest = match tenths {
        0 => rest.to_string(),
        _ => format!("{rest}.{tenths}"),
    };
    match (lang, minutes) {
        (Lang::Ko, 0) => format!("{rest}초"),
        (Lang::Ko, _) => format!("{minutes}분 {rest}초"),
        (Lang::En, 0) => format!("{rest} s"),
        (Lang::En, _) => format!("{minutes} min {rest} s"),
    }
}

/// `±2초`.
pub fn within(within: SimDuration, lang: Lang) -> String {
    format!("±{}", length(lang, within))
}

/// The spoken value of the mark.
pub fn spoken(time: SimTime, tolerance: SimDuration, lang: Lang) -> String {
    let (at, tolerance) = (moment(time, lang), length(lang, tolerance));
    match lang {
        Lang::Ko => format!("{at}, 앞뒤 {tolerance}까지 맞음"),
        Lang::En => format!("{at}, right within {tolerance}"),
    }
}

/// How far off a guess was: `4초 차이`.
pub fn off_by(distance: SimDuration, lang: Lang) -> String {
    let by = length(lang, distance);
    match (lang, distance.milliseconds) {
        (_, 0) => EXACT.in_lang(lang).to_owned(),
        (Lang::Ko, _) => format!("{by} 차이"),
        (Lang::En, _) => format!("{by} off"),
    }
}

/// A guess beside what the run shows, as a sentence.
pub fn compared(guess: SimTime, truth: SimTime, is_right: bool, lang: Lang) -> String {
    let distance = truth.max(guess).since(truth.min(guess));
    let (guess, truth) = (moment(guess, lang), moment(truth, lang));
    let off = off_by(distance, lang);
    match (lang, is_right) {
        (Lang::Ko, true) => format!("예측 {guess}, 실제 {truth}, {off}. 맞았어요."),
        (Lang::Ko, false) => format!("예측 {guess}, 실제 {truth}, {off}. 빗나갔어요."),
        (Lang::En, true) => format!("Guess {guess}, actual {truth}, {off}. Right."),
        (Lang::En, false) => format!("Guess {guess}, actual {truth}, {off}. Not right."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_and_the_truth_are_told_in_both_languages() {
        let (guess, truth) = (SimTime::from_seconds(55), SimTime::from_millis(51_200));
        assert_eq!(
            compared(guess, truth, false, Lang::Ko),
            "예측 55초, 실제 51.2초, 3.8초 차이. 빗나갔어요."
        );
        assert_eq!(
            compared(guess, guess, true, Lang::En),
            "Guess 55 s, actual 55 s, exact. Right."
        );
        let tolerance = SimDuration::from_seconds(2);
        assert_eq!(within(tolerance, Lang::Ko), "±2초");
        assert_eq!(
            spoken(SimTime::from_seconds(75), tolerance, Lang::Ko),
            "1분 15초, 앞뒤 2초까지 맞음"
        );
        assert_eq!(
            spoken(SimTime::from_seconds(75), tolerance, Lang::En),
            "1 min 15 s, right within 2 s"
        );
    }
}
