//! `cargo xtask storm`: hostile storms without end, with optimisation (tests/storm.rs).

use crate::step::{Failure, Outcome, command, run, step};

/// How many storms make a release.
const COUNT: &str = "200000";

/// `[COUNT | --minutes N] [--from SEED]`.
pub fn storm(words: &[String]) -> Outcome {
    let mut cargo = command("cargo");
    cargo.args(["test", "--release", "--test", "storm", "--", "--nocapture"]);
    cargo.env("PODARIUM_STORM", COUNT);
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let (setting, text) = match word.as_str() {
            "--minutes" => ("PODARIUM_STORM_MINUTES", rest.next()),
            "--from" => ("PODARIUM_STORM_FROM", rest.next()),
            _ => ("PODARIUM_STORM", Some(word)),
        };
        let number = text.filter(|text| text.parse::<u64>().is_ok());
        let number = number.ok_or_else(|| {
            Failure::new(
                format!("`{word}` is no number of storms, and none follows it."),
                "try `cargo xtask storm 1000` or `cargo xtask storm --minutes 5`.",
            )
        })?;
        cargo.env(setting, number);
    }
    step("storms", || {
        let next = "play the scenario above again with the seed that it names.";
        run(&mut cargo, next)
    })
}
