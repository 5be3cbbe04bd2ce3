//! The command line of a container (kuberuntime_container.go, expand.go).

use crate::api::container::Container;
use crate::order::Map;

use super::catalogue;

/// `command` and `args` over the image's own, with `$(NAME)` expanded from the environment.
pub(super) fn command_line(container: &Container, env: &Map<String, String>) -> Vec<String> {
    let image = catalogue::find(&container.image);
    let mut argv: Vec<String> = if !container.command.is_empty() {
        container.command.clone()
    } else {
        match image {
            Some(image) => image
                .entrypoint
                .iter()
                .map(|word| (*word).to_owned())
                .collect(),
            None => vec!["/entrypoint".to_owned()],
        }
    };
    if !container.args.is_empty() {
        // busybox and its like have a default command, no entry point: args replace it.
        if container.command.is_empty()
            && image.is_some_and(|image| image.program.is_none() && image.dialect.is_some())
        {
            argv.clear();
        }
        argv.extend(container.args.iter().cloned());
    } else if container.command.is_empty()
        && let Some(image) = image
    {
        argv.extend(image.default_args.iter().map(|word| (*word).to_owned()));
    }
    argv.iter()
        .map(|word| expand_references(word, env))
        .collect()
}

/// `$(NAME)` becomes the variable's value if it is set; `$$(NAME)` stays as `$(NAME)`
/// (third_party/forked/golang/expansion/expand.go Expand).
pub(in crate::engine) fn expand_references(word: &str, env: &Map<String, String>) -> String {
    let mut expanded = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(dollar) = rest.find('$') {
        expanded.push_str(&rest[..dollar]);
        let after = &rest[dollar + 1..];
        if let Some(after) = after.strip_prefix('$') {
            expanded.push('$');
            rest = after;
        } else if let Some(end) = after.strip_prefix('(').and_then(|inner| inner.find(')')) {
            let name = &after[1..=end];
            match env.get(name) {
                Some(value) => expanded.push_str(value),
                None => expanded.push_str(&rest[dollar..dollar + end + 3]),
            }
            rest = &after[end + 2..];
        } else {
            expanded.push('$');
            rest = after;
        }
    }
    expanded.push_str(rest);
    expanded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_expand_as_kubernetes_does() {
        let env = Map::from([("A".to_owned(), "1".to_owned())]);
        let cases = [
            ("$(A)", "1"),
            ("x$(A)y$(B)", "x1y$(B)"),
            ("$$(A)", "$(A)"),
            ("$A $(", "$A $("),
        ];
        for (word, expected) in cases {
            assert_eq!(expand_references(word, &env), expected, "{word}");
        }
    }
}
