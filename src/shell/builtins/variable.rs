//! Builtins about variables, parameters and options.

use std::sync::Arc;

use crate::shell::ast::is_name;
use crate::shell::expand::{Interrupt, set_error_text};
use crate::shell::machine::Context;
use crate::shell::state::{Frame, Shell};
use crate::shell::syntax_error::Voice;
use crate::shell::unwind::fail;
use crate::shell::waiting::expand;

/// `export`, `readonly`, `local`, and bash's `declare`.
pub(super) fn declare(shell: &mut Shell, context: &mut Context, name: &str, arguments: &[String]) {
    shell.status = 0;
    let mut unexports = false;
    let mut exports = name == "export";
    let is_readonly = name == "readonly";
    let mut operands = Vec::new();
    for argument in arguments {
        match argument.as_str() {
            "-p" => {}
            "-n" if name == "export" => unexports = true,
            "-x" => exports = true,
            flag if flag.starts_with('-') && name == "declare" => {}
            _ => operands.push(argument),
        }
    }
    if operands.is_empty() && (exports || is_readonly) {
        list(shell, context, name);
        return;
    }
    let is_local = name == "local" || (name == "declare" && call_frame(shell).is_some());
    if is_local && call_frame(shell).is_none() {
        let text = shell.complaint(Some(name), "not in a function");
        context.process.complain(text);
        fail(shell, context, 2);
        return;
    }
    for operand in operands {
        let (variable, value) = match operand.split_once('=') {
            Some((variable, value)) => (variable, Some(value)),
            None => (operand.as_str(), None),
        };
        if !is_name(variable) {
            let message = match shell.voice {
                Voice::Bash => format!("`{operand}': not a valid identifier"),
                _ => format!("{variable}: bad variable name"),
            };
            let text = shell.complaint(Some(name), &message);
            context.process.complain(text);
            match shell.voice {
                Voice::Bash => shell.status = 1,
                _ => fail(shell, context, 2),
            }
            return;
        }
        if is_local {
            make_local(shell, variable);
        }
        if let Some(value) = value
            && let Err(error) = shell.variables.set(variable, value)
        {
            let text = shell.complaint(Some(name), &set_error_text(error, variable));
            context.process.complain(text);
            fail(shell, context, 2);
            return;
        }
        if unexports {
            shell.variables.unexport(variable);
        } else if exports {
            shell.variables.export(variable);
        } else if is_readonly {
            shell.variables.make_readonly(variable);
        }
    }
}

fn list(shell: &mut Shell, context: &mut Context, name: &str) {
    let is_export = name == "export";
    let mut text = String::new();
    for (variable, state) in shell.variables.iter() {
        if if is_export {
            state.is_exported
        } else {
            state.is_readonly
        } {
            text.push_str(&format!("{name} {variable}"));
            if let Some(value) = &state.value {
                text.push_str(&format!("='{}'", value.replace('\'', "'\\''")));
            }
            text.push('\n');
        }
    }
    context.process.print(text);
}

fn call_frame(
    shell: &mut Shell,
) -> Option<&mut Vec<(String, Option<super::super::variables::Variable>)>> {
    shell.frames.iter_mut().rev().find_map(|frame| match frame {
        Frame::Call { locals, .. } => Some(locals),
        _ => None,
    })
}

/// The value from before comes back when the function ends.
fn make_local(shell: &mut Shell, name: &str) {
    let before = shell.variables.save(name);
    if let Some(locals) = call_frame(shell)
        && !locals.iter().any(|(known, _)| known == name)
    {
        locals.push((name.to_string(), before));
    }
}

pub(super) fn unset(shell: &mut Shell, context: &mut Context, arguments: &[String]) {
    shell.status = 0;
    let mut is_function = false;
    for argument in arguments {
        match argument.as_str() {
            "-f" => is_function = true,
            "-v" => is_function = false,
            name if is_function => {
                Arc::make_mut(&mut shell.functions).remove(name);
            }
            name => {
                if let Err(error) = shell.variables.unset(name) {
                    let text = shell.complaint(Some("unset"), &set_error_text(error, name));
                    context.process.complain(text);
                    shell.status = 1;
                }
            }
        }
    }
}

pub(super) fn set(shell: &mut Shell, context: &mut Context, arguments: &[String]) {
    shell.status = 0;
    if arguments.is_empty() {
        let mut text = String::new();
        for (name, variable) in shell.variables.iter() {
            if let Some(value) = &variable.value {
                text.push_str(&format!("{name}='{}'\n", value.replace('\'', "'\\''")));
            }
        }
        context.process.print(text);
        return;
    }
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word == "--" {
            shell.positional = Arc::new(words.cloned().collect());
            return;
        }
        let is_on = word.starts_with('-');
        let Some(letters) = word
            .strip_prefix(['-', '+'])
            .filter(|rest| !rest.is_empty())
        else {
            let rest = std::iter::once(word).chain(words).cloned().collect();
            shell.positional = Arc::new(rest);
            return;
        };
        for letter in letters.chars() {
            let is_known = match letter {
                'o' => match words.next() {
                    Some(name) => shell.options.set_long(name, is_on),
                    None => true,
                },
                _ => shell.options.set_letter(letter, is_on),
            };
            if !is_known {
                let text = shell.complaint(Some("set"), &format!("illegal option -{letter}"));
                context.process.complain(text);
                fail(shell, context, 2);
                return;
            }
        }
    }
}

pub(super) fn shift(shell: &mut Shell, context: &mut Context, arguments: &[String]) {
    let count = arguments
        .first()
        .map_or(Some(1), |text| text.parse::<usize>().ok());
    match count.filter(|count| *count <= shell.positional.len()) {
        Some(count) => {
            shell.positional = Arc::new(shell.positional[count..].to_vec());
            shell.status = 0;
        }
        None if shell.voice == Voice::Dash => {
            let text = shell.complaint(Some("shift"), "can't shift that many");
            context.process.complain(text);
            fail(shell, context, 2);
        }
        None => shell.status = 1,
    }
}

/// bash's and ash's `let`: each operand is an expression; zero is failure.
pub(super) fn evaluate(shell: &mut Shell, context: &mut Context, arguments: &[String]) {
    let mut value = String::from("0");
    for argument in arguments {
        match expand(shell, context, |expander| expander.arithmetic(argument)) {
            Ok(result) => value = result,
            Err(Interrupt::Failure { message, .. }) => {
                let text = shell.complaint(Some("let"), &message);
                context.process.complain(text);
                shell.status = 1;
                return;
            }
            Err(Interrupt::Substitution(_)) => {}
        }
    }
    shell.status = i32::from(value == "0");
}

/// One option per call, with `OPTIND` and, inside a group of letters, a hidden place.
pub(super) fn getopts(shell: &mut Shell, context: &mut Context, arguments: &[String]) {
    const PLACE: &str = "_OPTPLACE";
    let [wanted, name, rest @ ..] = arguments else {
        let text = shell.complaint(Some("getopts"), "usage: getopts optstring var [arg...]");
        context.process.complain(text);
        shell.status = 2;
        return;
    };
    let words = if rest.is_empty() {
        shell.positional.to_vec()
    } else {
        rest.to_vec()
    };
    let number = |shell: &Shell, name: &str, default: usize| {
        shell
            .variables
            .get(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let mut index: usize = number(shell, "OPTIND", 1).max(1);
    let mut place: usize = number(shell, PLACE, 1).max(1);
    let letters: Vec<char> = words
        .get(index - 1)
        .map(|w| w.chars().collect())
        .unwrap_or_default();
    let is_option = letters.len() > 1 && letters[0] == '-';
    if !is_option || letters == ['-', '-'] {
        let _ = shell.variables.set(name, "?");
        let _ = shell.variables.unset(PLACE);
        if is_option {
            let _ = shell.variables.set("OPTIND", &(index + 1).to_string());
        }
        shell.status = 1;
        return;
    }
    let letter = letters.get(place).copied().unwrap_or('?');
    let position = wanted.chars().position(|c| c == letter && c != ':');
    let takes_value =
        position.is_some_and(|position| wanted.chars().nth(position + 1) == Some(':'));
    place += 1;
    let mut result = if position.is_some() { letter } else { '?' };
    let mut value = None;
    if takes_value {
        let inline: String = letters.iter().skip(place).collect();
        if inline.is_empty() {
            index += 1;
            value = words.get(index - 1).cloned();
            if value.is_none() {
                result = if wanted.starts_with(':') { ':' } else { '?' };
            }
        } else {
            value = Some(inline);
        }
        place = letters.len();
    }
    if result == '?' && !wanted.starts_with(':') {
        let text = shell.complaint(None, &format!("Illegal option -{letter}"));
        context.process.complain(text);
    }
    if place >= letters.len() {
        index += 1;
        place = 1;
    }
    // None of these names can be read-only in a sane script; if one is, the loop ends by itself.
    let _ = shell.variables.set(name, &result.to_string());
    let _ = shell.variables.set("OPTIND", &index.to_string());
    let _ = shell.variables.set(PLACE, &place.to_string());
    let _ = match value {
        Some(value) => shell.variables.set("OPTARG", &value),
        None => shell.variables.unset("OPTARG"),
    };
    shell.status = 0;
}
