//! What the simulation assumed or bounded, said openly.

use crate::engine::record::Notice;

use super::sentence::{code, duration, fill, plain, say};
use super::{Lang, Sentence, Words};

/// What was assumed or bounded, and what a person can do about it.
pub fn sentence(notice: &Notice, lang: Lang) -> Sentence {
    match notice {
        Notice::UnknownImage {
            container,
            image,
            ports,
            starts_after,
        } => {
            let words = if ports.is_empty() {
                Words::new(
                    "이미지 {1}{은} 목록에 없습니다. 그래서 컨테이너 {0}{은} 포트를 열지 않고 계속 실행되는 프로그램이라고 가정합니다. `command`를 적으면 그대로 실행합니다.",
                    "Image {1} is not in the catalogue, so container {0} is taken for a program that keeps running and opens no port. Give it a `command` and that is what runs.",
                )
            } else {
                Words::new(
                    "이미지 {1}{은} 목록에 없습니다. 그래서 컨테이너 {0}{은} {3} 뒤에 포트 {2}{을} 여는 서버라고 가정합니다. `command`를 적으면 그대로 실행합니다.",
                    "Image {1} is not in the catalogue, so container {0} is taken for a server that opens port {2} after {3}. Give it a `command` and that is what runs.",
                )
            };
            let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
            let arguments = [
                code(container),
                code(image),
                plain(&ports.join(", ")),
                duration(*starts_after, lang),
            ];
            fill(lang, words, &arguments)
        }
        Notice::BusyLoop { container } => fill(
            lang,
            Words::new(
                "컨테이너 {0}의 프로그램이 쉬지 않고 같은 일을 되풀이해, 시뮬레이션이 그 속도를 제한했습니다. 되풀이하는 곳에 `sleep`을 넣으면 제한 없이 실행됩니다.",
                "A program in container {0} goes round without a pause, so the simulation slowed it down. Put a `sleep` into the loop to run it unbounded.",
            ),
            &[code(container)],
        ),
        Notice::TooManyProcesses { container } => fill(
            lang,
            Words::new(
                "컨테이너 {0}의 프로세스가 시뮬레이션이 다루는 수를 넘었습니다. 그 뒤의 프로세스는 만들어지지 않았습니다.",
                "Container {0} made more processes than the simulation handles. The ones after that were not created.",
            ),
            &[code(container)],
        ),
        Notice::TextTruncated { container } => fill(
            lang,
            Words::new(
                "컨테이너 {0}의 프로그램이 다루는 글이나 호출의 깊이가 한도를 넘어 그 뒤를 잘랐습니다.",
                "A text or a nesting of calls in container {0} grew over its bound, so the rest was cut off.",
            ),
            &[code(container)],
        ),
        Notice::LogTruncated { container } => fill(
            lang,
            Words::new(
                "컨테이너 {0}의 로그가 한도를 넘어 오래된 줄부터 지웠습니다.",
                "The log of container {0} grew over its bound, so its oldest lines were dropped.",
            ),
            &[code(container)],
        ),
        Notice::TooManyEventsAtOnce => say(
            lang,
            Words::new(
                "한순간에 시뮬레이션이 다룰 수 있는 것보다 많은 일이 일어나 여기서 멈췄습니다. 조금 앞으로 돌아가 매니페스트를 바꿔 보십시오.",
                "More happened in this one instant than is simulated, so the run stops here. Go back a little and change the manifest.",
            ),
        ),
    }
}
