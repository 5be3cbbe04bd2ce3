//! The page's own words about lessons. What a lesson itself says stands in its files.

use crate::engine::time::{SimDuration, SimTime};
use crate::lesson::StepKind;

use super::moment;
use super::{Lang, Words};

// Ways through the page.
pub const NAVIGATION: Words = Words::new("주 메뉴", "Main menu");
pub const SANDBOX: Words = Words::new("샌드박스", "Sandbox");
pub const LESSONS: Words = Words::new("레슨", "Lessons");
pub const EXTRA_LESSON: Words = Words::new("덤 레슨", "Extra lesson");
pub const LESSON: Words = Words::new("레슨", "Lesson");
pub const CONTENTS: Words = Words::new("레슨 목록", "All lessons");
pub const STEPS: Words = Words::new("단계 목록", "Steps");
pub const BACK_TO_STEP: Words = Words::new("레슨으로 돌아가기", "Back to the lesson");
pub const SKIP_LESSON: Words = Words::new("레슨으로 바로 가기", "Skip to the lesson");

// Loading.
pub const LOADING: Words = Words::new("레슨을 불러오고 있어요.", "The lesson is being loaded.");
pub const NOT_LOADED: Words = Words::new(
    "파일을 불러오지 못했어요. 연결을 확인하고 다시 시도해 주세요.",
    "The file could not be loaded. Check the connection, then try again.",
);
pub const RETRY: Words = Words::new("다시 시도", "Try again");
pub const NO_SUCH_LESSON: Words = Words::new(
    "이 주소의 레슨은 없어요. 아래에서 골라 주세요.",
    "There is no lesson at this address. Choose one below.",
);
pub const NO_SUCH_STEP: Words = Words::new(
    "이 주소의 단계는 없어요. 아래에서 레슨을 골라 주세요.",
    "This lesson has no step of that name. Choose a lesson below.",
);

// A step.
pub const COMMIT: Words = Words::new("확정하고 재생", "Commit and play");
pub const COMMIT_ONLY: Words = Words::new("확정", "Commit");
pub const CHECK: Words = Words::new("확인", "Check");
pub const NEXT: Words = Words::new("다음", "Next");
pub const NEXT_LESSON: Words = Words::new("다음 레슨", "Next lesson");
pub const SKIP: Words = Words::new("건너뛰기", "Skip");
pub const AGAIN: Words = Words::new("다시 답하기", "Answer again");
pub const TO_THE_END: Words = Words::new("바로 결과 보기", "Straight to the result");
pub const PREVIOUS_STEP: Words = Words::new("이전 단계", "Previous step");
pub const NEXT_STEP: Words = Words::new("다음 단계", "Next step");
pub const DONE: Words = Words::new("마침", "done");
pub const KEYS_STEPS: Words = Words::new("이전 단계, 다음 단계", "Previous and next step");
pub const KEYS_COMMIT: Words = Words::new("레슨에서 확정", "Commit in a lesson");
pub const CHOOSE: Words = Words::new("하나를 고르세요", "Choose one");
pub const FIND: Words = Words::new(
    "무대에서 누르거나 아래에서 고르세요",
    "Click it on the stage, or choose it here",
);
pub const WATCH: Words = Words::new("먼저 재생을 지켜보세요.", "Watch the run first.");
pub const ORDER: Words = Words::new(
    "먼저 일어나는 것을 위로 옮기세요",
    "Move what happens first to the top",
);
pub const EARLIER: Words = Words::new("위로", "Earlier");
pub const LATER: Words = Words::new("아래로", "Later");
pub const SENTENCE: Words = Words::new("내가 만든 문장", "Your sentence");
pub const SENTENCE_EMPTY: Words = Words::new(
    "조각을 누르면 여기에 이어져요.",
    "Press a piece, and it joins here.",
);
pub const PIECES: Words = Words::new("조각", "Pieces");
pub const SECOND_EARLIER: Words = Words::new("앞으로 당기기", "Earlier");
pub const SECOND_LATER: Words = Words::new("뒤로 미루기", "Later");
pub const MY_GUESS: Words = Words::new("내 예측", "Your guess");
pub const MY_ANSWER: Words = Words::new("내 답", "Your answer");
pub const TRUTH: Words = Words::new("실제", "What happened");
pub const RIGHT_ANSWER: Words = Words::new("답", "The answer");
pub const RIGHT: Words = Words::new("맞았어요", "That is right");
pub const WRONG: Words = Words::new("실제는 달랐어요", "It went another way");
pub const NOT_YET: Words = Words::new("답이 아니에요", "That is not it");
pub const WHY_BELIEVED: Words = Words::new("왜 그렇게 생각할까요", "Why people think so");
pub const CAUSE: Words = Words::new("까닭", "Why");
pub const BELIEF: Words = Words::new("흔한 오해", "What many believe");
pub const KEEP: Words = Words::new("기억할 것", "To keep");

// Beside the stage.
pub const TASK: Words = Words::new("목표와 힌트", "Goals and hints");
pub const TOOLS: Words = Words::new("단계의 도구", "Tools of the step");
pub const GOALS: Words = Words::new("목표", "Goals");
pub const REACHED: Words = Words::new("이룸", "reached");
pub const OUT_OF_REACH: Words = Words::new("되돌려야 이룰 수 있음", "out of reach until undone");
pub const HINTS: Words = Words::new("힌트", "Hints");
pub const NO_PENALTY: Words = Words::new("도움을 받아도 괜찮아요", "Help costs nothing");
pub const HINT_1: Words = Words::new("생각할 거리", "A thought");
pub const HINT_2: Words = Words::new("지금 상태로 보는 힌트", "From where you stand");
pub const HINT_3: Words = Words::new("답과 까닭", "The answer, and why");
pub const SHOW: Words = Words::new("보기", "Show");
pub const SOLVE: Words = Words::new("대신 해 주기", "Do it for me");
pub const UNDO: Words = Words::new("되돌리기", "Undo");
pub const RESET: Words = Words::new("단계 처음으로", "Start the step over");
pub const SHOW_ME: Words = Words::new("풀이 보기", "Show me");
pub const TO_SANDBOX: Words = Words::new("샌드박스에서 열기", "Open in the sandbox");
pub const TO_EDITOR: Words = Words::new("편집기에서 열기", "Open in the editor");
pub const FILE: Words = Words::new("파일", "File");
pub const NOTHING_TO_UNDO: Words =
    Words::new("되돌릴 명령이 없어요", "There is no command to undo");
pub const STARTED_OVER: Words = Words::new("단계를 처음부터 시작해요", "The step starts over");
pub const ALL_REACHED: Words = Words::new("목표를 모두 이뤘어요", "All goals are reached");

// The list.
pub const LIST_TITLE: Words = Words::new("파드의 일생, 레슨으로", "The life of a Pod, in lessons");
pub const LIST_INTRO: Words = Words::new(
    "예측하고, 바꾸고, 고쳐 보며 배워요. 무엇도 잠겨 있지 않으니 어디서든 시작하세요.",
    "Learn by predicting, changing and repairing. Nothing is locked; begin anywhere.",
);
pub const BUILDS_ON: Words = Words::new("먼저 보면 좋은 레슨:", "Builds on:");
pub const LATER_LESSONS: Words = Words::new("준비하고 있는 레슨", "Lessons to come");
pub const MISCONCEPTIONS: Words = Words::new("흔한 오해", "What many people believe");
pub const MISCONCEPTIONS_INTRO: Words = Words::new(
    "레슨에서 하나씩 만나 보고, 왜 그렇게 보이는지 확인해요.",
    "You meet each of these in a lesson, and see why it looks that way.",
);
pub const CORRECTIONS: Words = Words::new("문서와 다른 점", "Where well-read notes are dated");
pub const SAID: Words = Words::new("흔히 읽는 설명", "What is said");
pub const TODAY: Words = Words::new("지금은", "Today");
pub const SOURCES: Words = Words::new("출처", "Sources");
pub const MEET_IT: Words = Words::new("레슨에서 보기", "See it in its lesson");
pub const PROGRESS: Words = Words::new("진도", "Progress");
pub const PROGRESS_KEPT: Words = Words::new(
    "진도는 이 브라우저에만 있어요. 파일로 옮길 수 있어요.",
    "Progress stays in this browser. Take it along as a file.",
);
pub const EXPORT: Words = Words::new("파일로 내보내기", "Export");
pub const IMPORT: Words = Words::new("파일에서 가져오기", "Import");
pub const FORGET: Words = Words::new("진도 지우기", "Forget");
pub const FORGET_SURE: Words = Words::new("진도를 모두 지울까요?", "Forget all progress?");
pub const FORGET_YES: Words = Words::new("지우기", "Forget it");
pub const FORGET_NO: Words = Words::new("그대로 두기", "Keep it");
pub const FORGOTTEN: Words = Words::new("진도를 지웠어요", "Progress is forgotten");
pub const IMPORTED: Words = Words::new("진도를 가져왔어요", "Progress is imported");
pub const NOT_IMPORTED: Words = Words::new("진도 파일이 아니에요", "That is no file of progress");

/// The kind of a step, in one or two words.
pub fn kind(kind: &StepKind) -> Words {
    match kind {
        StepKind::Read => Words::new("읽기", "Read"),
        StepKind::Observe(_) => Words::new("관찰", "Observe"),
        StepKind::Predict(_) => Words::new("예측", "Predict"),
        StepKind::Do(_) => Words::new("해 보기", "Do"),
        StepKind::Diagnose(..) => Words::new("진단", "Diagnose"),
        StepKind::Explain { .. } => Words::new("설명", "Explain"),
        StepKind::Recap => Words::new("정리", "Recap"),
    }
}

/// `3단계 · 예측` or `Step 3 · Predict`.
pub fn step_kind(number: usize, kind: Words, lang: Lang) -> String {
    let kind = kind.in_lang(lang);
    match lang {
        Lang::Ko => format!("{number}단계 · {kind}"),
        Lang::En => format!("Step {number} · {kind}"),
    }
}

/// `레슨 9` or `Lesson 9`; a lesson outside the course has no number.
pub fn lesson_number(number: u32, lang: Lang) -> String {
    match number {
        0 => EXTRA_LESSON.in_lang(lang).to_owned(),
        number => format!("{} {number}", LESSON.in_lang(lang)),
    }
}

/// `약 8분` or `about 8 minutes`.
pub fn minutes(minutes: u32, lang: Lang) -> String {
    match lang {
        Lang::Ko => format!("약 {minutes}분"),
        Lang::En => format!("about {minutes} minutes"),
    }
}

/// `2 / 4 단계` or `2 of 4 steps`.
pub fn steps_done(done: usize, all: Option<usize>, lang: Lang) -> String {
    match (lang, all) {
        (Lang::Ko, Some(all)) => format!("{all}단계 중 {done}단계 마침"),
        (Lang::Ko, None) => format!("{done}단계 마침"),
        (Lang::En, Some(all)) => format!("{done} of {all} steps done"),
        (Lang::En, None) => format!("{done} steps done"),
    }
}

/// What a goal's moment is called: `T+00:40`.
pub fn reached_at(time: SimTime) -> String {
    moment::short_clock(time)
}

/// `허용 오차 ±2초` or `right within ±2 s`.
pub fn tolerance(within: SimDuration, lang: Lang) -> String {
    let within = moment::duration(within, lang);
    match lang {
        Lang::Ko => format!("허용 오차 ±{within}"),
        Lang::En => format!("right within ±{within}"),
    }
}

/// How far a guessed moment is off: `4초 일러요`.
pub fn distance(guess: SimTime, truth: SimTime, lang: Lang) -> String {
    let (early, late) = (truth > guess, guess > truth);
    let length = guess.max(truth).since(guess.min(truth));
    let length = moment::duration(length, lang);
    match (lang, early, late) {
        (Lang::Ko, true, _) => format!("{length} 일러요"),
        (Lang::Ko, _, true) => format!("{length} 늦어요"),
        (Lang::Ko, ..) => "정확해요".to_owned(),
        (Lang::En, true, _) => format!("{length} too early"),
        (Lang::En, _, true) => format!("{length} too late"),
        (Lang::En, ..) => "exactly".to_owned(),
    }
}

/// What a screen reader hears when a goal is reached.
pub fn goal_reached(goal: &str, met: &str, lang: Lang) -> String {
    match lang {
        Lang::Ko => format!("목표를 이뤘어요: {goal}. {met}"),
        Lang::En => format!("Goal reached: {goal}. {met}"),
    }
}

/// The name of a button that moves an item of a list.
pub fn move_item(item: &str, down: bool, lang: Lang) -> String {
    let word = if down { LATER } else { EARLIER }.in_lang(lang);
    format!("{item}: {word}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_in_both_languages() {
        let time = |seconds: u64| SimTime::from_millis(seconds * 1_000);
        assert_eq!(distance(time(55), time(51), Lang::Ko), "4초 늦어요");
        assert_eq!(distance(time(50), time(51), Lang::En), "1 s too early");
        assert_eq!(distance(time(51), time(51), Lang::En), "exactly");
        let within = SimDuration::from_millis(2_000);
        assert_eq!(tolerance(within, Lang::Ko), "허용 오차 ±2초");
        assert_eq!(steps_done(2, Some(7), Lang::Ko), "7단계 중 2단계 마침");
        assert_eq!(steps_done(2, None, Lang::En), "2 steps done");
    }
}
