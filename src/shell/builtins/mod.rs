//! Commands that run in the shell's own process, because they change it or because a real shell
//! has them built in.

pub(super) mod control;
pub(super) mod job;
pub(super) mod read;
pub(super) mod variable;
pub(super) mod wait;

use super::machine::Context;
use super::process::Step;
use super::programs;
use super::state::Shell;

/// POSIX special builtins: their errors end the shell, and assignments before them stay.
const SPECIAL: [&str; 14] = [
    ".", ":", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set",
    "shift", "trap", "unset",
];
const REGULAR: [&str; 30] = [
    "[", "[[", "alias", "cd", "command", "declare", "echo", "false", "getopts", "hash", "jobs",
    "kill", "let", "local", "printf", "pwd", "read", "source", "test", "times", "true", "type",
    "ulimit", "umask", "unalias", "wait", "builtin", "bg", "fg", "disown",
];

pub(super) fn is_special(name: &str) -> bool {
    SPECIAL.contains(&name)
}

pub(super) fn is_builtin(name: &str) -> bool {
    SPECIAL.contains(&name) || REGULAR.contains(&name)
}

/// Runs a builtin; its words are already expanded.
pub(super) fn run(shell: &mut Shell, context: &mut Context, words: &[String]) -> Step {
    let Some((name, arguments)) = words.split_first() else {
        return Step::Ran;
    };
    match name.as_str() {
        "break" | "continue" => control::leave_loop(shell, context, name, arguments),
        "exit" => control::exit(shell, context, arguments),
        "return" => control::return_from(shell, context, arguments),
        "eval" => control::eval(shell, arguments),
        "." | "source" => control::source(shell, context, name, arguments),
        "exec" => return control::exec(shell, context, arguments),
        "command" | "builtin" => return control::command(shell, context, arguments),
        "type" => control::describe_types(shell, context, arguments),
        "wait" => wait::start(shell, context, arguments),
        "read" => read::start(shell, context, arguments),
        "trap" => job::trap(shell, context, arguments),
        "kill" => shell.status = programs::process::kill(context, arguments, Some(&shell.name)),
        "jobs" => job::list(shell, context),
        "export" | "readonly" | "declare" | "local" => {
            variable::declare(shell, context, name, arguments);
        }
        "unset" => variable::unset(shell, context, arguments),
        "set" => variable::set(shell, context, arguments),
        "shift" => variable::shift(shell, context, arguments),
        "getopts" => variable::getopts(shell, context, arguments),
        "let" => variable::evaluate(shell, context, arguments),
        "cd" => control::change_directory(shell, context, arguments),
        "pwd" => {
            let directory = context.process.directory.clone();
            context.process.print(format!("{directory}\n"));
            shell.status = 0;
        }
        "umask" => {
            if arguments.is_empty() {
                context.process.print("0022\n");
            }
            shell.status = 0;
        }
        "ulimit" => {
            context.process.print("unlimited\n");
            shell.status = 0;
        }
        "echo" => shell.status = programs::text::echo(context, arguments, shell.voice),
        "printf" => {
            shell.status = programs::printf::run(context, arguments, &shell.complaint(None, ""));
        }
        "test" | "[" | "[[" => shell.status = programs::test::run(context, words, shell),
        "false" => shell.status = 1,
        "fg" | "bg" => shell.status = 1,
        // `:`, `true`, and what has no effect here: alias, hash, times, disown.
        _ => shell.status = 0,
    }
    Step::Ran
}
