//! `kubectl config`: the current namespace (kubectl.md §18). There is one cluster and one context.

use super::super::context::{Context, Failed};
use super::super::parse::Arguments;
use super::super::print::tabs::TabWriter;
use super::Status;

pub(super) const FLAGS: &str = "current! minify! flatten! raw! merge! no-headers! o:output=";

const CONTEXT: &str = "kubernetes-admin@kubernetes";

pub(super) fn run(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    let words: Vec<&str> = arguments.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["current-context"] => context.output.line(CONTEXT),
        ["get-contexts"] => get_contexts(context),
        ["set-context", rest @ ..] => set_context(context, arguments, rest)?,
        ["use-context", name] if *name == CONTEXT => {
            context
                .output
                .line(&format!("Switched to context \"{name}\"."));
        }
        ["use-context", name] => {
            let message = format!("no context exists with the name: {name:?}");
            return Err(context.fail(&message));
        }
        _ => {
            let message = format!("kubectl config {} is not simulated", words.join(" "));
            return Err(context.fail(&message));
        }
    }
    Ok(Status::Done { exit_code: 0 })
}

fn get_contexts(context: &mut Context<'_>) {
    let namespace = match context.terminal.namespace.as_str() {
        "default" => "",
        namespace => namespace,
    };
    let text = format!(
        "CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n\
         *\t{CONTEXT}\tkubernetes\tkubernetes-admin\t{namespace}\n"
    );
    let text = TabWriter::for_tables().align(&text);
    context.output.out(&text);
}

fn set_context(
    context: &mut Context<'_>,
    arguments: &Arguments,
    rest: &[&str],
) -> Result<(), Failed> {
    if !arguments.is_set("current", false) && rest != [CONTEXT] {
        return Err(context.fail("only the current context is simulated; use --current"));
    }
    if let Some(namespace) = arguments.value("namespace") {
        namespace.clone_into(&mut context.terminal.namespace);
    }
    let line = format!("Context {CONTEXT:?} modified.");
    context.output.line(&line);
    Ok(())
}
