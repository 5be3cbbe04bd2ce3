//! The words of waiting: before a restart (crash back-off) and before the next pull.

use crate::engine::record::Change;
use crate::engine::time::SimDuration;
use crate::playback::snapshot::Facts;

use super::Scene;
use crate::text::sentence::{Span, code, duration, fill, nth, number, plain};
use crate::text::{Lang, Sentence, Words, term};

/// The wait before a restart as a headline; numbers that are not known are left out.
pub(super) fn restart_headline(
    container: &str,
    delay: Option<SimDuration>,
    facts: Option<&Facts>,
    lang: Lang,
) -> Sentence {
    let exits = facts.map_or(0, |facts| facts.exits);
    let words = match (delay, exits) {
        (Some(_), 1..) => Words::new(
            "{2} 종료 뒤 {1}{을} 기다립니다",
            "Container {0} waits {1} after its {2} exit",
        ),
        (Some(_), 0) => Words::new(
            "컨테이너 {0}{을} 다시 시작하기 전에 {1}{을} 기다립니다",
            "Container {0} waits {1} before it starts again",
        ),
        (None, _) => Words::new(
            "컨테이너 {0}{이} 다시 시작하기 전에 기다립니다",
            "Container {0} waits before it starts again",
        ),
    };
    let exits = nth(i32::try_from(exits).unwrap_or(i32::MAX), lang);
    fill(lang, words, &[code(container), length(delay, lang), exits])
}

/// The wait before the next pull as a headline.
pub(super) fn pull_headline(delay: Option<SimDuration>, lang: Lang) -> Sentence {
    let words = match delay {
        Some(_) => Words::new(
            "이미지를 다시 받기 전에 {0}{을} 기다립니다",
            "The next pull waits for {0}",
        ),
        None => Words::new(
            "이미지를 다시 받기 전에 기다립니다",
            "The next pull has to wait",
        ),
    };
    fill(lang, words, &[length(delay, lang)])
}

/// Why a restart waits: how the container ended, the policy, and that the wait comes first.
pub(super) fn restart_why(scene: &Scene) -> Sentence {
    let policy = restart_policy(scene);
    let waits = match policy {
        "" => scene.tell(
            "다시 시작하지만 [backoff:먼저 기다립니다].",
            "It will start again, but [backoff:it waits first].",
            &[],
        ),
        _ => scene.tell(
            "`restartPolicy`가 {0}{이라} 다시 시작하지만 [backoff:먼저 기다립니다].",
            "`restartPolicy` is {0}, so it will start again, but [backoff:it waits first].",
            &[code(policy)],
        ),
    };
    ended(scene).and(waits)
}

/// Why a pull waits.
pub(super) fn pull_why(scene: &Scene) -> Sentence {
    let image = image(scene);
    let failed = scene.tell(
        "이미지 {0}{을} [failed:받지 못했습니다].",
        "The image {0} [failed:could not be pulled].",
        &[code(image)],
    );
    failed.and(scene.tell(
        "컨테이너는 시작한 적이 없고, kubelet은 [backoff:기다렸다가] 다시 받습니다.",
        "The container never started, and the kubelet pulls again [backoff:after a wait].",
        &[],
    ))
}

/// How the newest run of the container ended, as far as it is known.
pub(super) fn ended(scene: &Scene) -> Sentence {
    let (exit_code, ran) = last_exit(scene);
    let words = match (exit_code, ran) {
        (Some(0), Some(_)) => Words::new(
            "컨테이너 {0}{이} 시작하고 {2} 뒤에 [done:종료 코드 0]으로 끝났습니다.",
            "Container {0} ended with [done:exit code 0], {2} after its start.",
        ),
        (Some(_), Some(_)) => Words::new(
            "컨테이너 {0}{이} 시작하고 {2} 뒤에 [failed:종료 코드 {1}]{으로} 끝났습니다.",
            "Container {0} ended with [failed:exit code {1}], {2} after its start.",
        ),
        (Some(0), None) => Words::new(
            "컨테이너 {0}{이} [done:종료 코드 0]으로 끝났습니다.",
            "Container {0} ended with [done:exit code 0].",
        ),
        (Some(_), None) => Words::new(
            "컨테이너 {0}{이} [failed:종료 코드 {1}]{으로} 끝났습니다.",
            "Container {0} ended with [failed:exit code {1}].",
        ),
        (None, _) => Words::new("컨테이너 {0}{이} 끝났습니다.", "Container {0} has ended."),
    };
    let arguments = [
        code(scene.container()),
        number(exit_code.unwrap_or(0)),
        length(ran, scene.lang),
    ];
    fill(scene.lang, words, &arguments)
}

/// Exit code and length of the newest run: from the exit among the causes, else from the facts.
pub(super) fn last_exit(scene: &Scene) -> (Option<i32>, Option<SimDuration>) {
    let about = scene.container();
    let exit = scene
        .explanation
        .chain
        .iter()
        .find_map(|record| match &record.change {
            Change::ContainerExited {
                container,
                exit_code,
                ran,
                ..
            } if container == about => Some((Some(*exit_code), Some(*ran))),
            _ => None,
        });
    exit.unwrap_or((scene.facts().exit_code, scene.facts().ran))
}

/// The policy that decides for this container; empty if nothing tells it.
pub(super) fn restart_policy<'a>(scene: &'a Scene) -> &'a str {
    let facts = &scene.facts().restart_policy;
    if !facts.is_empty() {
        return facts;
    }
    scene
        .pod
        .map_or("", |view| view.pod.spec.restart_policy().name())
}

/// That the policy lets it start again; empty if the policy is not known.
pub(super) fn allowed(scene: &Scene) -> Sentence {
    match restart_policy(scene) {
        "" => Sentence::default(),
        policy => scene.tell(
            "`restartPolicy`가 {0}{이라} 다시 시작합니다.",
            "`restartPolicy` is {0}, so it starts again.",
            &[code(policy)],
        ),
    }
}

/// The image that is talked about.
pub(super) fn image<'a>(scene: &'a Scene) -> &'a str {
    match scene.view() {
        Some(view) if scene.facts().image.is_empty() => &view.spec.image,
        _ => &scene.facts().image,
    }
}

fn length(length: Option<SimDuration>, lang: Lang) -> Span {
    length.map_or_else(|| plain(""), |length| duration(length, lang))
}

/// Whether a word of the API or of kubectl (`Init:CrashLoopBackOff`) tells of a crash back-off.
pub(super) fn is_crash_back_off(word: &str) -> bool {
    term::last_part(word) == "CrashLoopBackOff"
}

/// Whether it tells of an image that cannot be pulled.
pub(super) fn is_pull_problem(word: &str) -> bool {
    matches!(
        term::last_part(word),
        "ErrImagePull" | "ImagePullBackOff" | "RegistryUnavailable" | "ImageInspectError"
    )
}
