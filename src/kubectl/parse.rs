//! Arguments to flags and words, the GNU way (kubectl.md §3.1, §3.2).

/// What was typed after the verb.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    flags: Vec<(&'static str, String)>,
    /// What is no flag.
    pub words: Vec<String>,
    /// What came after `--`.
    pub command: Option<Vec<String>>,
}

impl Arguments {
    /// The last value of a flag.
    pub fn value(&self, flag: &str) -> Option<&str> {
        let named = self.flags.iter().rev().find(|(name, _)| *name == flag);
        named.map(|(_, value)| value.as_str())
    }

    /// Every value of a flag that may be repeated.
    pub fn values<'a>(&'a self, flag: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.flags.iter().filter(move |(name, _)| *name == flag);
        named.map(|(_, value)| value.as_str())
    }

    /// Whether a yes-or-no flag is set; `default` if it was not given.
    pub fn is_set(&self, flag: &str, default: bool) -> bool {
        self.value(flag).map_or(default, |value| value == "true")
    }

    pub fn has(&self, flag: &str) -> bool {
        self.value(flag).is_some()
    }
}

/// What is wrong with a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagError {
    pub message: String,
}

/// Flags of every verb. `s:long` has a short form; `=` takes a value, `?` may take one after an
/// equals sign (with the value that it has without), `!` is yes or no.
const GLOBAL_FLAGS: &str = "n:namespace= context= kubeconfig= cluster= user= s:server= \
    request-timeout= v:v= as= token= h:help! warnings-as-errors!";

/// Reads the arguments of a verb whose own flags are `flags`.
pub fn parse(flags: &'static str, arguments: &[String]) -> Result<Arguments, FlagError> {
    let mut parsed = Arguments::default();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--" {
            parsed.command = Some(rest.cloned().collect());
            break;
        }
        if let Some(long) = argument.strip_prefix("--") {
            long_flag(flags, long, &mut rest, &mut parsed)?;
        } else if argument.len() > 1 && argument.starts_with('-') {
            short_flags(flags, &argument[1..], &mut rest, &mut parsed)?;
        } else {
            parsed.words.push(argument.clone());
        }
    }
    Ok(parsed)
}

/// The flags of a verb in their long form: `--output`.
pub fn long_names(flags: &'static str) -> Vec<String> {
    known_flags(flags)
        .map(|flag| format!("--{}", flag.long))
        .collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Value,
    /// A value after `=`; else this one.
    Default(&'static str),
    YesOrNo,
}

#[derive(Clone, Copy)]
struct Flag {
    short: Option<char>,
    long: &'static str,
    takes: Takes,
}

fn known_flags(flags: &'static str) -> impl Iterator<Item = Flag> {
    flags
        .split_whitespace()
        .chain(GLOBAL_FLAGS.split_whitespace())
        .map(|text| {
            let (short, text) = match text.split_once(':') {
                Some((short, text)) => (short.chars().next(), text),
                None => (None, text),
            };
            let (long, takes) = match text.find(['=', '?', '!']) {
                Some(end) if text[end..].starts_with('?') => {
                    (&text[..end], Takes::Default(&text[end + 1..]))
                }
                Some(end) if text[end..].starts_with('!') => (&text[..end], Takes::YesOrNo),
                Some(end) => (&text[..end], Takes::Value),
                None => (text, Takes::Value),
            };
            Flag { short, long, takes }
        })
}

fn long_flag(
    flags: &'static str,
    text: &str,
    rest: &mut std::slice::Iter<'_, String>,
    parsed: &mut Arguments,
) -> Result<(), FlagError> {
    let (name, given) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    let Some(flag) = known_flags(flags).find(|flag| flag.long == name) else {
        return Err(error(format!("unknown flag: --{name}")));
    };
    let value = match (given, flag.takes) {
        (Some(value), Takes::YesOrNo) => yes_or_no(value, &format!("--{name}"))?,
        (Some(value), _) => value.to_owned(),
        (None, Takes::YesOrNo) => "true".to_owned(),
        (None, Takes::Default(value)) => value.to_owned(),
        (None, Takes::Value) => match rest.next() {
            Some(value) => value.clone(),
            None => return Err(error(format!("flag needs an argument: --{name}"))),
        },
    };
    parsed.flags.push((flag.long, value));
    Ok(())
}

/// `-it`, `-oyaml`, `-o=yaml`, `-o yaml`.
fn short_flags(
    flags: &'static str,
    text: &str,
    rest: &mut std::slice::Iter<'_, String>,
    parsed: &mut Arguments,
) -> Result<(), FlagError> {
    for (index, letter) in text.char_indices() {
        let after = &text[index + letter.len_utf8()..];
        let Some(flag) = known_flags(flags).find(|flag| flag.short == Some(letter)) else {
            let message = format!("unknown shorthand flag: '{letter}' in -{text}");
            return Err(error(message));
        };
        let given = after.strip_prefix('=');
        if flag.takes != Takes::Value {
            let value = match given {
                Some(value) => yes_or_no(value, &format!("-{letter}, --{}", flag.long))?,
                None => "true".to_owned(),
            };
            parsed.flags.push((flag.long, value));
            if given.is_some() {
                return Ok(());
            }
            continue;
        }
        let value = match given.or(Some(after).filter(|after| !after.is_empty())) {
            Some(value) => value.to_owned(),
            None => match rest.next() {
                Some(value) => value.clone(),
                None => {
                    let message = format!("flag needs an argument: '{letter}' in -{text}");
                    return Err(error(message));
                }
            },
        };
        parsed.flags.push((flag.long, value));
        return Ok(());
    }
    Ok(())
}

fn yes_or_no(value: &str, name: &str) -> Result<String, FlagError> {
    let yes = ["1", "t", "T", "true", "TRUE", "True"];
    let no = ["0", "f", "F", "false", "FALSE", "False"];
    if yes.contains(&value) {
        Ok("true".to_owned())
    } else if no.contains(&value) {
        Ok("false".to_owned())
    } else {
        Err(bad_value(name, value, "ParseBool"))
    }
}

/// Go's words for a value that does not read: `strconv.ParseInt: parsing "abc": invalid syntax`.
pub fn bad_value(flag: &str, value: &str, function: &str) -> FlagError {
    error(format!(
        "invalid argument {value:?} for {flag:?} flag: strconv.{function}: parsing {value:?}: invalid syntax"
    ))
}

fn error(message: String) -> FlagError {
    FlagError { message }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAGS: &str = "A:all-namespaces! o:output= dry-run?unchanged i:stdin! t:tty! overwrite!";

    fn read(line: &str) -> Result<Arguments, FlagError> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(FLAGS, &words)
    }

    #[test]
    fn flags_have_many_spellings() {
        for line in [
            "-o yaml",
            "-oyaml",
            "-o=yaml",
            "--output yaml",
            "--output=yaml",
        ] {
            let arguments = read(line).unwrap();
            assert_eq!(arguments.value("output"), Some("yaml"), "{line}");
            assert_eq!(arguments.words.len(), 0, "{line}");
        }
        let arguments = read("pod x -it -n=kube-system --dry-run -- sh -c ls").unwrap();
        assert_eq!(arguments.words, ["pod", "x"]);
        assert!(arguments.is_set("stdin", false) && arguments.is_set("tty", false));
        assert_eq!(arguments.value("namespace"), Some("kube-system"));
        assert_eq!(arguments.value("dry-run"), Some("unchanged"));
        assert_eq!(arguments.command.as_deref().map(<[String]>::len), Some(3));
    }

    #[test]
    fn errors_are_worded_as_kubectl_words_them() {
        let cases = [
            ("--foo", "unknown flag: --foo"),
            ("--outptu=wide", "unknown flag: --outptu"),
            ("-Z", "unknown shorthand flag: 'Z' in -Z"),
            (
                "-grace-period=0",
                "unknown shorthand flag: 'g' in -grace-period=0",
            ),
            ("--namespace", "flag needs an argument: --namespace"),
            ("-o", "flag needs an argument: 'o' in -o"),
            ("-A -o", "flag needs an argument: 'o' in -o"),
            (
                "--overwrite=maybe",
                "invalid argument \"maybe\" for \"--overwrite\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax",
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(read(line).unwrap_err().message, expected, "{line}");
        }
    }
}
