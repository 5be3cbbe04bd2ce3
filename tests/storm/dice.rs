//! Seeded choices, and the values that nobody expects.

use podarium::engine::rng::Rng;

/// A generator with the share of hostile values that a scenario has.
pub struct Dice {
    rng: Rng,
    hostile_per_mille: u64,
}

/// Numbers at and over the edges of every type.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1",
    "255",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "-2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "18446744073709551615",
    "99999999999999999999999999",
    "1e308",
    "0.5",
    "-0",
    "0x10",
    "0o17",
    "1_000",
    ".inf",
    ".nan",
];

/// Texts that break what slices, counts or quotes carelessly.
const TEXTS: &[&str] = &[
    "''",
    "\"\"",
    "' '",
    "한글",
    "'🙂🙂'",
    "\"\\u0000\"",
    "\"\\uFEFFa\"",
    "\"a\\nb\"",
    "'e\u{301}\u{202E}x'",
    "'../../etc'",
    "'$(HOME)'",
    "'$('",
    "'%s%n%d'",
    "'-'",
    "'.'",
    "'a b'",
    "'*'",
    "null",
    "~",
    "true",
    "[]",
    "{}",
    "[a, {b: c}]",
    "{a: [1, 2]}",
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
];

const QUANTITIES: &[&str] = &[
    "0",
    "-1Mi",
    "1e30",
    "0.0001m",
    "99999999999999999999Ei",
    "1.5Gi",
    "100m",
    "64",
    "Mi",
    "1MiB",
    "1 Mi",
    "9223372036854775807",
    "9223372036854775808n",
];

impl Dice {
    /// A third of the scenarios is sound, a third has a bad value here and there, a third many.
    pub fn new(seed: u64) -> Dice {
        let mut rng = Rng::new(seed);
        let hostile_per_mille = [0, 15, 120][rng.below(3) as usize];
        Dice {
            rng,
            hostile_per_mille,
        }
    }

    /// A number below `count`.
    pub fn below(&mut self, count: u64) -> u64 {
        self.rng.below(count.max(1))
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u64) as usize]
    }

    fn is_hostile(&mut self) -> bool {
        self.below(1_000) < self.hostile_per_mille
    }

    /// One of the choices or, at times, any text.
    pub fn text(&mut self, choices: &[&str]) -> String {
        let choices = if self.is_hostile() { TEXTS } else { choices };
        self.pick(choices).to_owned()
    }

    /// A number below `count` or, at times, any number or text.
    pub fn number(&mut self, count: u64) -> String {
        match self.is_hostile() {
            true if self.once_in(4) => self.pick(TEXTS).to_owned(),
            true => self.pick(NUMBERS).to_owned(),
            false => self.below(count).to_string(),
        }
    }

    pub fn quantity(&mut self, choices: &[&str]) -> String {
        let choices = if self.is_hostile() {
            QUANTITIES
        } else {
            choices
        };
        self.pick(choices).to_owned()
    }

    /// The text with a place in it spoilt, in hostile scenarios now and then.
    pub fn spoilt(&mut self, text: String) -> String {
        if !(self.is_hostile() || self.is_hostile()) {
            return text;
        }
        let mut letters: Vec<char> = text.chars().collect();
        let at = self.below(letters.len() as u64 + 1) as usize;
        match self.below(6) {
            0 => letters.truncate(at),
            1 => drop(letters.drain(at.saturating_sub(7)..at)),
            2 => letters.insert(at, ['\t', ':', '"', '\u{0}', '한', '}', '&', '#'][at % 8]),
            3 => letters.splice(at..at, "\n  ".chars()).for_each(drop),
            4 => {
                let copy: Vec<char> = letters[at..].iter().take(40).copied().collect();
                letters.splice(at..at, copy).for_each(drop);
            }
            _ => {
                let deep = "[".repeat(1 + self.below(400) as usize);
                letters.splice(at..at, deep.chars()).for_each(drop);
            }
        }
        letters.into_iter().collect()
    }
}
