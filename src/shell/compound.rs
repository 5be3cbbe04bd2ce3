//! Compound commands: `if`, loops, `case`, and redirections around them.

use std::sync::Arc;

use super::ast::{Command, CommandKind};
use super::expand::Interrupt;
use super::files::FileId;
use super::interpret::{command_frame, fork};
use super::machine::Context;
use super::pattern;
use super::process::Step;
use super::state::{Frame, LoopPhase, Shell};
use super::waiting::{expand, interrupted};

pub(super) fn start_compound(shell: &mut Shell, context: &mut Context, command: &Arc<Command>) {
    shell.line = command.line;
    match &command.kind {
        CommandKind::Simple { .. } => shell.frames.push(command_frame(command)),
        CommandKind::Group(list) => {
            shell.frames.push(Frame::List {
                list: list.clone(),
                next: 0,
            });
        }
        CommandKind::Subshell(list) => {
            let frame = Frame::List {
                list: list.clone(),
                next: 0,
            };
            if let Some(child) = fork(shell, context, frame) {
                shell.frames.push(Frame::AwaitChildren {
                    children: vec![child],
                });
            }
        }
        CommandKind::If { arms, .. } => {
            shell.frames.push(Frame::If {
                command: command.clone(),
                arm: 0,
            });
            if let Some((condition, _)) = arms.first() {
                shell.frames.push(Frame::List {
                    list: condition.clone(),
                    next: 0,
                });
            }
        }
        CommandKind::Loop { .. } => {
            let phase = LoopPhase::Start;
            shell.frames.push(Frame::Loop {
                command: command.clone(),
                phase,
                body_status: 0,
            });
        }
        CommandKind::For { words: None, .. } => {
            let words = shell.positional.clone();
            shell.status = 0;
            shell.frames.push(Frame::For {
                command: command.clone(),
                words,
                next: 0,
            });
        }
        CommandKind::For { .. } => {
            let command = command.clone();
            shell.frames.push(Frame::ForWords {
                command,
                next: 0,
                words: Vec::new(),
            });
        }
        CommandKind::Case { .. } => {
            let command = command.clone();
            shell.frames.push(Frame::Case {
                command,
                subject: None,
                arm: 0,
                pattern: 0,
            });
        }
        CommandKind::Function { name, body } => {
            Arc::make_mut(&mut shell.functions).insert(name.clone(), body.clone());
            shell.status = 0;
        }
    }
}

pub(super) fn step_redirecting(
    shell: &mut Shell,
    context: &mut Context,
    command: Arc<Command>,
    next: usize,
    mut opened: Vec<(u8, Option<FileId>)>,
) -> Step {
    shell.line = command.line;
    let Some(redirect) = command.redirects.get(next) else {
        if !opened.is_empty() {
            shell.frames.push(Frame::Restore(opened));
        }
        start_compound(shell, context, &command);
        return Step::Ran;
    };
    match expand(shell, context, |expander| expander.string(&redirect.target)) {
        Ok(target) => match super::redirect::open(shell, context, redirect, &target, &mut opened) {
            Ok(()) => {
                shell.frames.push(Frame::Redirecting {
                    command,
                    next: next + 1,
                    opened,
                });
            }
            Err(message) => {
                let text = shell.complaint(None, &message);
                context.process.complain(text);
                shell.frames.push(Frame::Restore(opened));
                shell.status = shell.voice.redirect_failure();
            }
        },
        Err(interrupt) => {
            let frame = Frame::Redirecting {
                command,
                next,
                opened,
            };
            return interrupted(shell, context, frame, interrupt);
        }
    }
    Step::Ran
}

/// The condition has run.
pub(super) fn step_if(shell: &mut Shell, command: &Arc<Command>, arm: usize) {
    let CommandKind::If { arms, otherwise } = &command.kind else {
        return;
    };
    if shell.status == 0 {
        if let Some((_, body)) = arms.get(arm) {
            shell.frames.push(Frame::List {
                list: body.clone(),
                next: 0,
            });
        }
        return;
    }
    shell.status = 0;
    match (arms.get(arm + 1), otherwise) {
        (Some((condition, _)), _) => {
            shell.frames.push(Frame::If {
                command: command.clone(),
                arm: arm + 1,
            });
            shell.frames.push(Frame::List {
                list: condition.clone(),
                next: 0,
            });
        }
        (None, Some(body)) => shell.frames.push(Frame::List {
            list: body.clone(),
            next: 0,
        }),
        (None, None) => {}
    }
}

pub(super) fn step_loop(
    shell: &mut Shell,
    command: Arc<Command>,
    phase: LoopPhase,
    body_status: i32,
) {
    let node = command.clone();
    let CommandKind::Loop {
        is_until,
        condition,
        body,
    } = &node.kind
    else {
        return;
    };
    match phase {
        LoopPhase::Start | LoopPhase::Body => {
            let body_status = if phase == LoopPhase::Body {
                shell.status
            } else {
                body_status
            };
            let phase = LoopPhase::Condition;
            shell.frames.push(Frame::Loop {
                command,
                phase,
                body_status,
            });
            shell.frames.push(Frame::List {
                list: condition.clone(),
                next: 0,
            });
        }
        LoopPhase::Condition if (shell.status == 0) != *is_until => {
            shell.frames.push(Frame::Loop {
                command,
                phase: LoopPhase::Body,
                body_status,
            });
            shell.frames.push(Frame::List {
                list: body.clone(),
                next: 0,
            });
        }
        LoopPhase::Condition => shell.status = body_status,
    }
}

pub(super) fn step_for_words(
    shell: &mut Shell,
    context: &mut Context,
    command: Arc<Command>,
    next: usize,
    mut words: Vec<String>,
) -> Step {
    let node = command.clone();
    let CommandKind::For {
        words: Some(sources),
        ..
    } = &node.kind
    else {
        return Step::Ran;
    };
    let Some(source) = sources.get(next) else {
        shell.status = 0;
        shell.frames.push(Frame::For {
            command,
            words: Arc::new(words),
            next: 0,
        });
        return Step::Ran;
    };
    match expand(shell, context, |expander| expander.fields(source)) {
        Ok(fields) => {
            words.extend(fields);
            shell.frames.push(Frame::ForWords {
                command,
                next: next + 1,
                words,
            });
            Step::Ran
        }
        Err(interrupt) => interrupted(
            shell,
            context,
            Frame::ForWords {
                command,
                next,
                words,
            },
            interrupt,
        ),
    }
}

pub(super) fn step_for(
    shell: &mut Shell,
    context: &mut Context,
    command: Arc<Command>,
    words: Arc<Vec<String>>,
    next: usize,
) -> Step {
    let node = command.clone();
    let (CommandKind::For { name, body, .. }, Some(word)) = (&node.kind, words.get(next)) else {
        return Step::Ran;
    };
    if let Err(error) = shell.variables.set(name, word) {
        let message = super::expand::set_error_text(error, name);
        let interrupt = Interrupt::Failure { message, status: 2 };
        return interrupted(
            shell,
            context,
            Frame::For {
                command,
                words,
                next,
            },
            interrupt,
        );
    }
    shell.frames.push(Frame::For {
        command,
        words,
        next: next + 1,
    });
    shell.frames.push(Frame::List {
        list: body.clone(),
        next: 0,
    });
    Step::Ran
}

pub(super) fn step_case(
    shell: &mut Shell,
    context: &mut Context,
    command: Arc<Command>,
    subject: Option<String>,
    arm: usize,
    index: usize,
) -> Step {
    let node = command.clone();
    let CommandKind::Case {
        subject: source,
        arms,
    } = &node.kind
    else {
        return Step::Ran;
    };
    let Some(subject) = subject else {
        let subject = match expand(shell, context, |expander| expander.string(source)) {
            Ok(subject) => subject,
            Err(interrupt) => {
                let frame = Frame::Case {
                    command,
                    subject: None,
                    arm,
                    pattern: index,
                };
                return interrupted(shell, context, frame, interrupt);
            }
        };
        let subject = Some(subject);
        shell.frames.push(Frame::Case {
            command,
            subject,
            arm,
            pattern: index,
        });
        return Step::Ran;
    };
    let Some(candidate) = arms.get(arm) else {
        shell.status = 0;
        return Step::Ran;
    };
    let Some(word) = candidate.patterns.get(index) else {
        let subject = Some(subject);
        shell.frames.push(Frame::Case {
            command,
            subject,
            arm: arm + 1,
            pattern: 0,
        });
        return Step::Ran;
    };
    match expand(shell, context, |expander| expander.pattern(word)) {
        Ok(text) if pattern::matches(&text, &subject) => {
            shell.status = 0;
            shell.frames.push(Frame::List {
                list: candidate.body.clone(),
                next: 0,
            });
            Step::Ran
        }
        Ok(_) => {
            let subject = Some(subject);
            shell.frames.push(Frame::Case {
                command,
                subject,
                arm,
                pattern: index + 1,
            });
            Step::Ran
        }
        Err(interrupt) => {
            let frame = Frame::Case {
                command,
                subject: Some(subject),
                arm,
                pattern: index,
            };
            interrupted(shell, context, frame, interrupt)
        }
    }
}
