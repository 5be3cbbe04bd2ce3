//! Programs of the image that are not this room's: the host tells their course, the machine plays it.

use super::host::{Foreign, Host, Pid, Stream};
use super::machine::Context;
use super::process::{ExitStatus, ForeignBody, StartError, Step};
use crate::order::Map;

pub(super) fn step_foreign(foreign: &mut ForeignBody, context: &mut Context) -> Step {
    let now = context.host.now_ms();
    let age_ms = now.saturating_sub(foreign.started_ms);
    let is_due = foreign
        .output
        .front()
        .is_some_and(|output| output.after_ms <= age_ms);
    if let Some(output) = is_due.then(|| foreign.output.pop_front()).flatten() {
        let descriptor = match output.stream {
            Stream::Stdout => 1,
            Stream::Stderr => 2,
        };
        context.process.send(descriptor, output.text);
        return Step::Ran;
    }
    if let Some((_, exit_code)) = foreign.ends.filter(|(ends_ms, _)| *ends_ms <= now) {
        return Step::Ended(ExitStatus::Code(exit_code));
    }
    let next_output = foreign
        .output
        .front()
        .map(|output| foreign.started_ms + output.after_ms);
    let ends = foreign.ends.map(|(ends_ms, _)| ends_ms);
    Step::Blocked([next_output, ends].into_iter().flatten().min())
}

impl ForeignBody {
    /// What the host said, as a body; an error if there is no such program.
    pub(super) fn start(
        pid: Pid,
        argv: &[String],
        environment: &Map<String, String>,
        host: &mut dyn Host,
    ) -> Result<ForeignBody, StartError> {
        match host.start_foreign(pid, argv, environment) {
            Foreign::NotFound => Err(StartError::NotFound),
            Foreign::NotExecutable => Err(StartError::NotExecutable),
            Foreign::Started(run) => {
                let started_ms = host.now_ms();
                Ok(ForeignBody {
                    started_ms,
                    ends: run
                        .ends
                        .map(|(after_ms, code)| (started_ms + after_ms, code)),
                    output: run.output.into(),
                })
            }
        }
    }
}
