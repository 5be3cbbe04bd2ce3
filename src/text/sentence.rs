//! A sentence as spans, so that the page can colour a word or set a name in code, and the small
//! templates that sentences are written in. No HTML and no language decision lives here.
//!
//! A template is plain text with four marks:
//!
//! * `` `restartPolicy` ``: code, a word of the API or of the manifest.
//! * `{0}`: the argument of that number, in its own kind; `{0:time|times}` is a number with the
//!   English noun for one and for many: `3 times`.
//! * `{을}`: the Korean particle that fits what stands before it (see [`super::particle`]).
//! * `[failed:exit code {0}]`: strong, in the ink of that tone (names in `tone_named`).
//!
//! An argument may be empty: it takes the blank before it along, and a colon that is left at the
//! end becomes a full stop.

use crate::playback::timeline::Tone;

use super::moment;
use super::{Lang, Words, particle};

/// Text in pieces that are shown differently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence(pub Vec<Span>);

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub kind: SpanKind,
}

/// How a piece is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanKind {
    Plain,
    /// A name, a field or a message of Kubernetes: set in mono, not translated.
    Code,
    /// The word that matters, in the ink of its state.
    Strong(Tone),
    /// A moment of the run: `T+02:31.000`.
    Time,
}

impl Span {
    pub fn new(text: &str, kind: SpanKind) -> Span {
        let text = text.to_owned();
        Span { text, kind }
    }
}

impl Sentence {
    /// The text without its kinds: for titles, labels and the live region.
    pub fn plain_text(&self) -> String {
        let mut text = String::new();
        for span in &self.0 {
            text.push_str(&span.text);
        }
        text
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|span| span.text.is_empty())
    }

    /// Goes on after a blank; nothing changes if there is nothing to add.
    pub fn and(mut self, more: Sentence) -> Sentence {
        if self.is_empty() {
            return more;
        }
        if !more.is_empty() {
            self.push(" ", SpanKind::Plain);
            for span in &more.0 {
                self.push(&span.text, span.kind);
            }
        }
        self
    }

    /// With a full stop, for a headline that becomes part of a text.
    pub fn stopped(mut self) -> Sentence {
        if !self.is_empty() && !self.plain_text().ends_with(['.', '?', '!']) {
            self.push(".", SpanKind::Plain);
        }
        self
    }

    /// Takes the blanks at the end away.
    fn trim_end(&mut self) {
        if let Some(last) = self.0.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
    }

    /// Adds text; pieces of one kind in a row become one, code stays apart.
    fn push(&mut self, text: &str, kind: SpanKind) {
        if text.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.kind == kind && kind != SpanKind::Code => last.text.push_str(text),
            _ => self.0.push(Span::new(text, kind)),
        }
    }
}

/// Plain text.
pub fn plain(text: &str) -> Span {
    Span::new(text, SpanKind::Plain)
}

/// A name or a field.
pub fn code(text: &str) -> Span {
    Span::new(text, SpanKind::Code)
}

/// A whole number.
pub fn number(value: impl Into<i64>) -> Span {
    let value: i64 = value.into();
    plain(&value.to_string())
}

/// `3번째` or `3rd`.
pub fn nth(number: i32, lang: Lang) -> Span {
    plain(&moment::ordinal(u32::try_from(number).unwrap_or(0), lang))
}

/// A word in the ink of a state.
pub fn strong(tone: Tone, text: &str) -> Span {
    Span::new(text, SpanKind::Strong(tone))
}

/// A message that Kubernetes or a program wrote, on one line and at most 160 characters long.
pub fn quote(text: &str) -> Span {
    const CHARACTERS_MAX: usize = 160;
    // A kilobyte holds more characters than are kept, and bounds the work for long messages.
    let mut end = text.len().min(1_024);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut line = String::new();
    for word in text[..end].split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if let Some((cut, _)) = line.char_indices().nth(CHARACTERS_MAX) {
        line.truncate(cut);
        line.push('…');
    }
    code(&line)
}

/// A sentence without arguments.
pub fn say(lang: Lang, words: Words) -> Sentence {
    fill(lang, words, &[])
}

/// The template in that language with its arguments.
pub fn fill(lang: Lang, words: Words, arguments: &[Span]) -> Sentence {
    let mut sentence = Sentence::default();
    let mut tone = None;
    let mut rest = words.in_lang(lang);
    while let Some(at) = rest.find(['{', '[', ']', '`']) {
        let kind = tone.map_or(SpanKind::Plain, SpanKind::Strong);
        sentence.push(&rest[..at], kind);
        let mark = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match mark {
            b'`' => {
                let (name, after) = rest.split_once('`').unwrap_or((rest, ""));
                sentence.push(name, tone.map_or(SpanKind::Code, SpanKind::Strong));
                rest = after;
            }
            b'{' => {
                let (slot, after) = rest.split_once('}').unwrap_or((rest, ""));
                fill_slot(&mut sentence, slot, arguments, tone);
                rest = after;
            }
            b'[' => {
                let (name, after) = rest.split_once(':').unwrap_or((rest, ""));
                tone = Some(tone_named(name));
                rest = after;
            }
            _ => tone = None,
        }
    }
    sentence.push(rest, SpanKind::Plain);
    if let Some(last) = sentence.0.last_mut()
        && last.text.ends_with(':')
        && arguments.iter().any(|argument| argument.text.is_empty())
    {
        last.text.pop();
        last.text.push('.');
    }
    sentence
}

fn fill_slot(sentence: &mut Sentence, slot: &str, arguments: &[Span], tone: Option<Tone>) {
    let plain = tone.map_or(SpanKind::Plain, SpanKind::Strong);
    let (index, forms) = slot.split_once(':').unwrap_or((slot, ""));
    let Ok(index) = index.parse::<usize>() else {
        let particle = particle::after(&sentence.plain_text(), slot);
        // A particle is read on from the word before it, but is no part of the name.
        sentence.push(particle, SpanKind::Plain);
        return;
    };
    let Some(argument) = arguments.get(index) else {
        debug_assert!(false, "the template has a slot {slot} without an argument");
        return;
    };
    if argument.text.is_empty() {
        sentence.trim_end();
        return;
    }
    sentence.push(&argument.text, tone.map_or(argument.kind, SpanKind::Strong));
    if let Some((one, many)) = forms.split_once('|') {
        sentence.push(" ", plain);
        sentence.push(if argument.text == "1" { one } else { many }, plain);
    }
}

/// The tone that a template names.
fn tone_named(name: &str) -> Tone {
    match name {
        "pending" => Tone::Pending,
        "running" => Tone::Running,
        "ready" => Tone::Ready,
        "done" => Tone::Done,
        "backoff" => Tone::BackOff,
        "failed" => Tone::Failed,
        "terminating" => Tone::Terminating,
        "off" => Tone::Off,
        _ => Tone::Unknown,
    }
}

/// A length of simulated time as an argument.
pub fn duration(duration: crate::engine::time::SimDuration, lang: Lang) -> Span {
    plain(&moment::duration(duration, lang))
}

/// A moment as an argument: `T+02:31`.
pub fn time(time: crate::engine::time::SimTime) -> Span {
    Span::new(&moment::short_clock(time), SpanKind::Time)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESTARTS: Words = Words::new(
        "컨테이너 {0}{이} [failed:종료 코드 {1}]{으로} 끝났습니다.",
        "Container {0} ended with [failed:exit code {1}].",
    );

    #[test]
    fn arguments_keep_their_kind_and_particles_fit_what_they_follow() {
        let sentence = fill(Lang::Ko, RESTARTS, &[code("web"), number(1)]);
        let expected = [
            ("컨테이너 ", SpanKind::Plain),
            ("web", SpanKind::Code),
            ("이 ", SpanKind::Plain),
            ("종료 코드 1", SpanKind::Strong(Tone::Failed)),
            ("로 끝났습니다.", SpanKind::Plain),
        ];
        let spans: Vec<_> = sentence
            .0
            .iter()
            .map(|s| (s.text.as_str(), s.kind))
            .collect();
        assert_eq!(spans, expected);
    }

    #[test]
    fn an_empty_argument_leaves_no_gap() {
        let words = Words::new(
            "컨테이너 {0}{이} 끝났습니다: {1}",
            "Container {0} ended: {1}",
        );
        let arguments = [code(""), quote(" ")];
        let text = |lang| fill(lang, words, &arguments).plain_text();
        assert_eq!(text(Lang::Ko), "컨테이너가 끝났습니다.");
        assert_eq!(text(Lang::En), "Container ended.");
    }

    #[test]
    fn english_nouns_have_two_forms() {
        let words = Words::new("{0}번", "{0:time|times}");
        for (count, expected) in [(0, "0 times"), (1, "1 time"), (2, "2 times")] {
            let text = fill(Lang::En, words, &[number(count)]).plain_text();
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn quotes_are_one_bounded_line() {
        assert_eq!(quote("a\n  b\tc\n").text, "a b c");
        let long = quote(&"가".repeat(5_000));
        assert_eq!(long.text.chars().count(), 161);
        assert!(long.text.ends_with('…'));
    }

    #[test]
    fn parts_join_with_one_blank() {
        let stop = |text: &str| Sentence(vec![plain(text)]).stopped();
        assert_eq!(stop("One").and(stop("Two.")).plain_text(), "One. Two.");
        assert_eq!(Sentence::default().and(stop("Two")).plain_text(), "Two.");
    }
}
