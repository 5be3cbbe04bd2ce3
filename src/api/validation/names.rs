//! The grammars of names, labels and ports (apimachinery/pkg/util/validation/validation.go).

use super::Rule;

/// A grammar that a text must follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    /// RFC 1123 subdomain, at most 253 bytes: most object names.
    Subdomain,
    /// RFC 1123 label, at most 63 bytes: containers, volumes, namespaces.
    Label,
    /// RFC 1035 label, at most 63 bytes: Services.
    Label1035,
    /// The name part of a label or annotation key, at most 63 bytes.
    QualifiedName,
    LabelValue,
    /// The name of a container's port, at most 15 bytes.
    PortName,
    PortNameLetter,
    PortNameHyphens,
    PortNameEnds,
    /// A key of a ConfigMap or Secret, at most 253 bytes.
    ConfigKey,
    /// The name of an environment variable: printable ASCII without `=`.
    EnvironmentName,
}

impl Grammar {
    /// The API server's sentence.
    pub fn message(self) -> &'static str {
        match self {
            Grammar::Subdomain => {
                r"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
            }
            Grammar::Label => {
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
            }
            Grammar::Label1035 => {
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
            }
            Grammar::QualifiedName => {
                "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
            }
            Grammar::LabelValue => {
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
            }
            Grammar::PortName => {
                "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"
            }
            Grammar::PortNameLetter => "must contain at least one letter (a-z)",
            Grammar::PortNameHyphens => "must not contain consecutive hyphens",
            Grammar::PortNameEnds => "must not begin or end with a hyphen",
            Grammar::ConfigKey => {
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
            }
            Grammar::EnvironmentName => {
                "a valid environment variable name must consist only of printable ASCII characters other than '='"
            }
        }
    }

    /// What is wrong with a text; nothing if it follows the grammar.
    pub fn broken_rules(self, text: &str) -> Vec<Rule> {
        let mut rules = Vec::new();
        let most = self.bytes_most();
        if text.len() > most {
            rules.push(Rule::BytesMost(most));
        }
        if self == Grammar::PortName {
            rules.extend(port_name_rules(text));
        } else if !self.matches(text) {
            rules.push(Rule::Grammar(self));
        }
        rules
    }

    fn bytes_most(self) -> usize {
        match self {
            Grammar::Subdomain | Grammar::ConfigKey => 253,
            Grammar::PortName => 15,
            Grammar::EnvironmentName => usize::MAX,
            _ => 63,
        }
    }

    fn matches(self, text: &str) -> bool {
        let wide = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        match self {
            Grammar::Subdomain => text.split('.').all(is_label),
            Grammar::Label => is_label(text),
            Grammar::Label1035 => {
                is_label(text) && text.starts_with(|first: char| first.is_ascii_lowercase())
            }
            Grammar::QualifiedName => {
                let (Some(first), Some(last)) = (text.bytes().next(), text.bytes().last()) else {
                    return false;
                };
                text.bytes().all(wide)
                    && first.is_ascii_alphanumeric()
                    && last.is_ascii_alphanumeric()
            }
            Grammar::LabelValue => text.is_empty() || Grammar::QualifiedName.matches(text),
            Grammar::ConfigKey => !text.is_empty() && text.bytes().all(wide),
            Grammar::EnvironmentName => text
                .bytes()
                .all(|byte| (b' '..=b'~').contains(&byte) && byte != b'='),
            Grammar::PortName
            | Grammar::PortNameLetter
            | Grammar::PortNameHyphens
            | Grammar::PortNameEnds => port_name_rules(text).is_empty(),
        }
    }
}

/// `[a-z0-9]([-a-z0-9]*[a-z0-9])?`
fn is_label(text: &str) -> bool {
    let alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    alphanumeric(*first)
        && alphanumeric(*last)
        && bytes
            .iter()
            .all(|byte| alphanumeric(*byte) || *byte == b'-')
}

/// IANA service names (validation.go IsValidPortName).
fn port_name_rules(text: &str) -> Vec<Rule> {
    let mut rules = Vec::new();
    let letters = text.bytes().any(|byte| byte.is_ascii_lowercase());
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !text.bytes().all(allowed) {
        rules.push(Rule::Grammar(Grammar::PortName));
    }
    if !letters {
        rules.push(Rule::Grammar(Grammar::PortNameLetter));
    }
    if text.contains("--") {
        rules.push(Rule::Grammar(Grammar::PortNameHyphens));
    }
    if text.starts_with('-') || text.ends_with('-') {
        rules.push(Rule::Grammar(Grammar::PortNameEnds));
    }
    rules
}

/// What is wrong with a label or annotation key: `[prefix/]name`
/// (validation.go IsQualifiedName).
pub fn key_rules(key: &str) -> Vec<Rule> {
    let mut parts = key.split('/');
    let (first, second, third) = (parts.next().unwrap_or(""), parts.next(), parts.next());
    if third.is_some() {
        return vec![Rule::Says(
            "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
        )];
    }
    let (prefix, name) = match second {
        Some(name) => (Some(first), name),
        None => (None, first),
    };
    let mut rules = Vec::new();
    match prefix {
        Some("") => rules.push(Rule::Says("prefix part must be non-empty")),
        Some(prefix) if !Grammar::Subdomain.matches(prefix) => rules.push(Rule::Says(
            r"prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        )),
        _ => {}
    }
    if name.is_empty() {
        rules.push(Rule::Says("name part must be non-empty"));
    } else if name.len() > 63 {
        rules.push(Rule::Says("name part must be no more than 63 bytes"));
    }
    if !Grammar::QualifiedName.matches(name) {
        rules.push(Rule::Grammar(Grammar::QualifiedName));
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammars_accept_and_refuse() {
        let cases = [
            (Grammar::Subdomain, "a.b-c.1", true),
            (Grammar::Subdomain, "Http_Go", false),
            (Grammar::Subdomain, "", false),
            (Grammar::Subdomain, "a..b", false),
            (Grammar::Label, "my-name", true),
            (Grammar::Label, "a.b", false),
            (Grammar::Label, "-a", false),
            (Grammar::Label1035, "1a", false),
            (Grammar::LabelValue, "", true),
            (Grammar::LabelValue, "My_Value.1", true),
            (Grammar::LabelValue, "a b", false),
            (Grammar::PortName, "http-1", true),
            (Grammar::PortName, "80", false),
            (Grammar::PortName, "a-very-long-port-name", false),
            (Grammar::ConfigKey, "app.properties", true),
            (Grammar::ConfigKey, "a/b", false),
            (Grammar::EnvironmentName, "A=B", false),
        ];
        for (grammar, text, accepted) in cases {
            let rules = grammar.broken_rules(text);
            assert_eq!(rules.is_empty(), accepted, "{grammar:?} {text:?}");
        }
    }

    #[test]
    fn keys_have_an_optional_prefix() {
        for key in ["app", "example.com/app", "kubernetes.io/metadata.name"] {
            assert!(key_rules(key).is_empty(), "{key}");
        }
        for key in ["", "a b", "/a", "a/", "A_B/c", "a/b/c"] {
            assert!(!key_rules(key).is_empty(), "{key}");
        }
    }
}
