//! `kubectl version` (kubectl.md §18).

use super::super::context::{Context, Failed};
use super::super::parse::Arguments;
use super::Status;

pub(super) const FLAGS: &str = "client! o:output=";

pub(super) fn run(context: &mut Context<'_>, arguments: &Arguments) -> Result<Status, Failed> {
    let release = context.world.config().release.name();
    context
        .output
        .line(&format!("Client Version: v{release}.0"));
    context.output.line("Kustomize Version: v5.8.1");
    if !arguments.is_set("client", false) {
        context
            .output
            .line(&format!("Server Version: v{release}.0"));
    }
    Ok(Status::Done { exit_code: 0 })
}
