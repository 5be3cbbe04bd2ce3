//! Korean particles after a name: 은/는, 이/가, 을/를, 과/와, 으로/로 and their kin follow the
//! last sound of what stands before them, so a Latin name or a number must be read as a Korean
//! reads it: `web` is 웹, `node1` is 노드 일, `API` is 에이피아이.

/// How a word ends when it is read aloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Vowel,
    /// With ㄹ: as a consonant, but it takes 로.
    Rieul,
    Consonant,
}

/// Pairs of forms: after a consonant, after a vowel.
const PAIRS: [(&str, &str); 12] = [
    ("은", "는"),
    ("이", "가"),
    ("을", "를"),
    ("과", "와"),
    ("으로", "로"),
    ("이라", "라"),
    ("이나", "나"),
    ("이며", "며"),
    ("이면", "면"),
    ("이고", "고"),
    ("이었", "였"),
    ("이에요", "예요"),
];

/// The form of a particle that fits after the text. The particle is named by either of its
/// forms: `을` and `를` are the same. A word that is no such particle comes back as it is.
pub fn after<'a>(text: &str, particle: &'a str) -> &'a str {
    let Some((consonant, vowel)) = PAIRS
        .iter()
        .find(|(consonant, vowel)| particle == *consonant || particle == *vowel)
    else {
        return particle;
    };
    match ending(text) {
        Ending::Vowel => vowel,
        Ending::Rieul if *consonant == "으로" => vowel,
        Ending::Rieul | Ending::Consonant => consonant,
    }
}

/// How a text ends when it is read aloud; quotes, brackets and stops at its end are not read,
/// and neither is a bracket right after Hangul (단계(phase) is read 단계).
pub fn ending(text: &str) -> Ending {
    let silent = |c: char| !is_read(c) && c != ')' && c != '%';
    let mut text = text.trim_end_matches(silent);
    while let Some(inside) = text.strip_suffix(')') {
        let before = inside.rfind('(').map_or("", |open| &inside[..open]);
        let skipped = before.chars().next_back().is_some_and(is_hangul);
        text = if skipped { before } else { inside }.trim_end_matches(silent);
    }
    match text.chars().next_back() {
        None => Ending::Vowel,
        Some(last) if is_hangul(last) => hangul_ending(last),
        Some(last) if last.is_ascii_digit() => digit_ending(last),
        Some(last) if last.is_ascii_alphabetic() => latin_ending(text),
        // Among others `%`, which is read 퍼센트.
        Some(_) => Ending::Vowel,
    }
}

/// Letters and digits. Of what is not ASCII, only quotes and stops are no letters: that much is
/// enough for a sentence, and needs no table of all scripts.
fn is_read(c: char) -> bool {
    let is_stop =
        matches!(c, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}');
    c.is_ascii_alphanumeric() || !c.is_ascii() && !is_stop
}

fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

/// The final consonant is the remainder by 28 (Unicode, Hangul syllable composition).
fn hangul_ending(syllable: char) -> Ending {
    match (u32::from(syllable) - u32::from('가')) % 28 {
        0 => Ending::Vowel,
        8 => Ending::Rieul,
        _ => Ending::Consonant,
    }
}

/// 영 일 이 삼 사 오 육 칠 팔 구; a number that ends in 0 ends in 영, 십, 백, 천 or 만.
fn digit_ending(digit: char) -> Ending {
    match digit {
        '1' | '7' | '8' => Ending::Rieul,
        '2' | '4' | '5' | '9' => Ending::Vowel,
        _ => Ending::Consonant,
    }
}

/// Words that are not read as their last letters suggest.
const EXCEPTIONS: [(&str, Ending); 15] = [
    ("bit", Ending::Vowel),
    ("boot", Ending::Vowel),
    ("check", Ending::Vowel),
    ("edit", Ending::Vowel),
    ("GET", Ending::Consonant),
    ("help", Ending::Vowel),
    ("hub", Ending::Vowel),
    ("ip", Ending::Vowel),
    ("loop", Ending::Vowel),
    ("ok", Ending::Vowel),
    ("PUT", Ending::Consonant),
    ("reboot", Ending::Vowel),
    ("root", Ending::Vowel),
    ("type", Ending::Consonant),
    ("wait", Ending::Vowel),
];

/// The last word of a text that ends in a Latin letter.
fn latin_ending(text: &str) -> Ending {
    let letters = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let run = &text[letters.len()..];
    // `10s`, `1m20s`, `80ms`, `2h`: a length of time as Kubernetes prints it.
    if letters.ends_with(|c: char| c.is_ascii_digit()) {
        match run {
            "s" | "ms" => return Ending::Vowel,
            "m" | "h" => return Ending::Consonant,
            "d" => return Ending::Rieul,
            _ => {}
        }
    }
    let word = last_hump(run);
    if let Some((_, ending)) = EXCEPTIONS
        .iter()
        .find(|(name, _)| *name == word || *name == word.to_ascii_lowercase())
    {
        return *ending;
    }
    let spelled = word.len() == 1
        || (word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_uppercase()))
        || !word.bytes().any(|byte| is_vowel(byte.to_ascii_lowercase()));
    let bytes = word.as_bytes();
    let last = bytes[bytes.len() - 1].to_ascii_lowercase();
    if spelled {
        return letter_ending(last);
    }
    let before = bytes[bytes.len() - 2].to_ascii_lowercase();
    word_ending(before, last)
}

/// The last word of `CrashLoopBackOff` is `Off`, that of `podIP` is `IP`.
fn last_hump(run: &str) -> &str {
    let bytes = run.as_bytes();
    let upper = |index: usize| bytes[index].is_ascii_uppercase();
    let mut start = bytes.len() - 1;
    if upper(start) {
        while start > 0 && upper(start - 1) {
            start -= 1;
        }
    } else {
        while start > 0 && !upper(start) {
            start -= 1;
        }
    }
    &run[start..]
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// The names of the letters: 엘 and 알 end in ㄹ, 엠 and 엔 in a consonant.
fn letter_ending(letter: u8) -> Ending {
    match letter {
        b'l' | b'r' => Ending::Rieul,
        b'm' | b'n' => Ending::Consonant,
        _ => Ending::Vowel,
    }
}

/// How the last two letters of a word are mostly taken over: 파일, 볼륨, 웹, 시크릿, 로그, 노드.
fn word_ending(before: u8, last: u8) -> Ending {
    let after_vowel = is_vowel(before);
    match last {
        b'l' => Ending::Rieul,
        b'm' | b'n' => Ending::Consonant,
        b'e' => match before {
            b'l' => Ending::Rieul,
            b'm' | b'n' => Ending::Consonant,
            _ => Ending::Vowel,
        },
        b'g' if before == b'n' => Ending::Consonant,
        b'k' if before == b'c' || after_vowel => Ending::Consonant,
        b'p' if before == b'p' || after_vowel => Ending::Consonant,
        b'b' | b'c' | b't' if after_vowel => Ending::Consonant,
        _ => Ending::Vowel,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name with 은/는, 이/가, 을/를, 과/와 and 으로/로 as a Korean would write them.
    #[test]
    fn particles_after_names() {
        let consonant = "은이을과으로";
        let rieul = "은이을과로";
        let vowel = "는가를와로";
        let cases = [
            ("파드", vowel),
            ("컨테이너", vowel),
            ("볼륨", consonant),
            ("레이블", rieul),
            ("종료 코드 0", consonant),
            ("종료 코드 1", rieul),
            ("종료 코드 2", vowel),
            ("종료 코드 137", rieul),
            ("종료 코드 143", consonant),
            ("4", vowel),
            ("10", consonant),
            ("100%", vowel),
            ("10s", vowel),
            ("1m20s", vowel),
            ("5m", consonant),
            ("128Mi", vowel),
            ("1분 20초", vowel),
            ("5분", consonant),
            ("web", consonant),
            ("app", consonant),
            ("api", vowel),
            ("orders", vowel),
            ("nginx", vowel),
            ("nginx:1.27", rieul),
            ("shop/orders:2.3", consonant),
            ("busybox", vowel),
            ("redis", vowel),
            ("mysql", rieul),
            ("db", vowel),
            ("worker", vowel),
            ("fetch-config", vowel),
            ("migrate", vowel),
            ("setup", consonant),
            ("init", consonant),
            ("log", vowel),
            ("node1", rieul),
            ("node2", vowel),
            ("node3", consonant),
            ("web-0", consonant),
            ("10.244.1.7", rieul),
            ("Pod", vowel),
            ("Ready", vowel),
            ("Running", consonant),
            ("Pending", consonant),
            ("Succeeded", vowel),
            ("Failed", vowel),
            ("Unknown", consonant),
            ("Terminating", consonant),
            ("Completed", vowel),
            ("Error", vowel),
            ("OOMKilled", vowel),
            ("CrashLoopBackOff", vowel),
            ("ErrImagePull", rieul),
            ("Always", vowel),
            ("Never", vowel),
            ("OnFailure", vowel),
            ("kubelet", consonant),
            ("kubectl", rieul),
            ("Service", vowel),
            ("Secret", consonant),
            ("ConfigMap", consonant),
            ("EndpointSlice", vowel),
            ("restartPolicy", vowel),
            ("podIP", vowel),
            ("UID", vowel),
            ("URL", rieul),
            ("API", vowel),
            ("YAML", rieul),
            ("SIGTERM", consonant),
            ("SIGKILL", rieul),
            ("preStop", consonant),
            ("hostname", consonant),
            ("file", rieul),
            ("True", vowel),
            ("False", vowel),
            ("8080", consonant),
            ("spec.containers[0].image", vowel),
            ("`web`", consonant),
            ("단계(phase)", vowel),
            ("Waiting(ContainerCreating)", consonant),
            ("", vowel),
        ];
        for (name, expected) in cases {
            let forms: String = ["은", "이", "을", "과", "으로"]
                .iter()
                .map(|particle| after(name, particle))
                .collect();
            assert_eq!(forms, expected, "after {name:?}");
        }
    }

    #[test]
    fn either_form_names_the_particle() {
        for (consonant, vowel) in PAIRS {
            assert_eq!(after("웹", vowel), consonant);
            assert_eq!(after("파드", consonant), vowel);
        }
        assert_eq!(after("파드", "에"), "에");
    }
}
