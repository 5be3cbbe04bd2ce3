//! Signals by number and name, as `kill -l` lists them.

/// The signals a container meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    Hangup,
    Interrupt,
    Quit,
    Abort,
    Kill,
    User1,
    Segmentation,
    User2,
    Pipe,
    Alarm,
    Terminate,
    Child,
    Continue,
    Stop,
    WindowChange,
}

/// Number, name without `SIG`, and what a shell prints when a command dies of it (POSIX `signal.h`
/// on Linux; busybox `get_signame`, libc `strsignal`).
const TABLE: [(Signal, i32, &str, &str); 15] = [
    (Signal::Hangup, 1, "HUP", "Hangup"),
    (Signal::Interrupt, 2, "INT", ""),
    (Signal::Quit, 3, "QUIT", "Quit"),
    (Signal::Abort, 6, "ABRT", "Aborted"),
    (Signal::Kill, 9, "KILL", "Killed"),
    (Signal::User1, 10, "USR1", "User defined signal 1"),
    (Signal::Segmentation, 11, "SEGV", "Segmentation fault"),
    (Signal::User2, 12, "USR2", "User defined signal 2"),
    (Signal::Pipe, 13, "PIPE", ""),
    (Signal::Alarm, 14, "ALRM", "Alarm clock"),
    (Signal::Terminate, 15, "TERM", "Terminated"),
    (Signal::Child, 17, "CHLD", ""),
    (Signal::Continue, 18, "CONT", ""),
    (Signal::Stop, 19, "STOP", ""),
    (Signal::WindowChange, 28, "WINCH", ""),
];

impl Signal {
    fn row(self) -> &'static (Signal, i32, &'static str, &'static str) {
        TABLE
            .iter()
            .find(|row| row.0 == self)
            .expect("every signal has its row")
    }

    pub fn number(self) -> i32 {
        self.row().1
    }

    /// Without `SIG`: `TERM`.
    pub fn name(self) -> &'static str {
        self.row().2
    }

    /// What a shell prints when a foreground command dies of it; empty for the quiet ones.
    pub fn obituary(self) -> &'static str {
        self.row().3
    }

    pub fn from_number(number: i32) -> Option<Signal> {
        TABLE.iter().find(|row| row.1 == number).map(|row| row.0)
    }

    /// `TERM`, `SIGTERM`, `term` or `15`.
    pub fn parse(text: &str) -> Option<Signal> {
        if let Ok(number) = text.parse::<i32>() {
            return Signal::from_number(number);
        }
        let upper = text.to_ascii_uppercase();
        let name = upper.strip_prefix("SIG").unwrap_or(&upper);
        TABLE.iter().find(|row| row.2 == name).map(|row| row.0)
    }

    /// Whether a process without a handler lives on.
    pub fn is_harmless(self) -> bool {
        matches!(
            self,
            Signal::Child | Signal::Continue | Signal::Stop | Signal::WindowChange
        )
    }

    /// All of them, in order of number.
    pub fn all() -> impl Iterator<Item = Signal> {
        TABLE.iter().map(|row| row.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_has_three_spellings() {
        for text in ["TERM", "SIGTERM", "term", "15"] {
            assert_eq!(Signal::parse(text), Some(Signal::Terminate));
        }
        assert_eq!(Signal::parse("0"), None);
        assert_eq!(Signal::parse("NOPE"), None);
    }
}
