//! Values as YAML, as `-o yaml` prints them (sigs.k8s.io/yaml goyaml.v2: encode.go for what is
//! quoted, emitterc.go for how): keys sorted, lists not indented under their key, quotes only
//! where a plain word would mean something else, long texts folded at spaces.

mod scalar;
mod words;

use std::cmp::Ordering;

use crate::api::Value;
use crate::order;

/// Spaces of a level.
const INDENT: usize = 2;
/// Keys longer than this stand on a line of their own, after a `?` (yaml_emitter_check_simple_key).
const SIMPLE_KEY_BYTES_MOST: usize = 128;

/// Writes a value with a line break at its end.
pub fn write(value: &Value) -> String {
    let mut writer = Writer { out: String::new() };
    match value {
        Value::Map(entries) if !entries.is_empty() => writer.map(value, 0),
        Value::List(items) if !items.is_empty() => writer.list(items, 0),
        _ => writer.scalar(value, 0),
    }
    if !writer.out.ends_with('\n') {
        writer.out.push('\n');
    }
    writer.out
}

/// A text as it stands on the line of its key.
pub fn scalar(text: &str) -> String {
    let mut out = String::new();
    scalar::push(&mut out, text, None);
    out
}

struct Writer {
    out: String,
}

impl Writer {
    /// A map whose first key goes where the writer stands and whose others stand at `indent`.
    fn map(&mut self, map: &Value, indent: usize) {
        let mut entries: Vec<&(String, Value)> = map.entries().iter().collect();
        order::sort_by(&mut entries, |a, b| compare_keys(&a.0, &b.0));
        for (index, (key, value)) in entries.into_iter().enumerate() {
            if index > 0 {
                self.new_line(indent);
            }
            if key.len() > SIMPLE_KEY_BYTES_MOST || key.contains('\n') {
                self.out.push_str("? ");
                scalar::push(&mut self.out, key, Some(indent + INDENT));
                self.new_line(indent);
            } else {
                scalar::push(&mut self.out, key, None);
            }
            self.out.push(':');
            self.value_of_key(value, indent);
        }
    }

    fn value_of_key(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Map(entries) if !entries.is_empty() => {
                self.new_line(indent + INDENT);
                self.map(value, indent + INDENT);
            }
            Value::List(items) if !items.is_empty() => {
                self.new_line(indent);
                self.list(items, indent);
            }
            _ => {
                self.out.push(' ');
                self.scalar(value, indent + INDENT);
            }
        }
    }

    /// A list whose first `-` goes where the writer stands and whose others stand at `indent`.
    fn list(&mut self, items: &[Value], indent: usize) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.new_line(indent);
            }
            self.out.push_str("- ");
            match item {
                Value::Map(entries) if !entries.is_empty() => self.map(item, indent + INDENT),
                Value::List(items) if !items.is_empty() => self.list(items, indent + INDENT),
                _ => self.scalar(item, indent + INDENT),
            }
        }
    }

    /// What stands on the line of its key; `indent` is where further lines of it begin.
    fn scalar(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Boolean(boolean) => self.out.push_str(if *boolean { "true" } else { "false" }),
            Value::Whole(number) => self.out.push_str(&number.to_string()),
            Value::Fraction(number) => self.out.push_str(number),
            Value::Text(text) => scalar::push(&mut self.out, text, Some(indent)),
            Value::List(_) => self.out.push_str("[]"),
            Value::Map(_) => self.out.push_str("{}"),
        }
    }

    fn new_line(&mut self, indent: usize) {
        // A text in block form has ended its line already.
        if !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out.extend(std::iter::repeat_n(' ', indent));
    }
}

/// Which key stands first: letters after other characters, numbers by their value
/// (goyaml.v2/sorter.go keyList.Less).
fn compare_keys(a: &str, b: &str) -> Ordering {
    let mut before_is_digit = false;
    // Whether the digits just before are more than leading zeros.
    let mut in_number = false;
    let mut rests = (a.chars(), b.chars());
    loop {
        let here = (rests.0.as_str(), rests.1.as_str());
        let (x, y) = match (rests.0.next(), rests.1.next()) {
            (Some(x), Some(y)) if x == y => {
                before_is_digit = x.is_ascii_digit();
                in_number = before_is_digit && (in_number || x != '0');
                continue;
            }
            (Some(x), Some(y)) => (x, y),
            (x, y) => return x.is_some().cmp(&y.is_some()),
        };
        return match (x.is_alphabetic(), y.is_alphabetic()) {
            (true, true) => x.cmp(&y),
            // Inside a number, the shorter number stands first.
            (true, false) if before_is_digit => Ordering::Less,
            (false, true) if before_is_digit => Ordering::Greater,
            (x_is_letter, y_is_letter) if x_is_letter != y_is_letter => {
                x_is_letter.cmp(&y_is_letter)
            }
            _ => {
                let start = u64::from(in_number && (x == '0' || y == '0'));
                let numbers = (number(start, here.0), number(start, here.1));
                numbers.0.cmp(&numbers.1).then(x.cmp(&y))
            }
        };
    }
}

/// The value and length of the digits at the beginning, read on from `start`.
fn number(start: u64, text: &str) -> (u64, usize) {
    let digits = text.bytes().take_while(u8::is_ascii_digit);
    digits.fold((start, 0), |(value, length), digit| {
        let value = u64::wrapping_add(u64::wrapping_mul(value, 10), u64::from(digit - b'0'));
        (value, length + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::read;

    /// What `kubectl get -o yaml` and `kubectl create --dry-run=client -o yaml` printed, read and
    /// written again.
    #[test]
    fn writes_what_kubectl_wrote() {
        let cases = [
            "apiVersion: v1\ndata:\n  script.sh: |\n    set -e\n\n    echo hi\n  tail: |-\n    a\n    b\n\
             kind: ConfigMap\nmetadata:\n  name: scripts\n",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  annotations: {}\n  creationTimestamp: \
             \"2026-11-21T17:40:31Z\"\n  name: web\nspec:\n  containers:\n  - command:\n    - sh\n    - -c\n    \
             - |\n      sleep 3600\n    image: busybox:1.28\n    ports: []\nstatus:\n  \
             conditions:\n  - lastProbeTime: null\n    message: 'containers with unready status: [main]'\n    \
             status: \"False\"\n",
        ];
        for text in cases {
            let manifest = read(text);
            assert_eq!(write(&manifest.documents[0].node.to_value()), text);
        }
    }

    #[test]
    fn folds_where_the_real_one_folded() {
        let text = "a:\n  b:\n    c:\n      d:\n        waiting:\n          message: 'Failed to apply \
                    default image tag \"Nginx:UPPER\": couldn''t parse\n            image reference \
                    \"Nginx:UPPER\": invalid reference format: repository name\n            must be \
                    lowercase'\n          reason: InvalidImageName\n";
        let manifest = read(text);
        assert_eq!(write(&manifest.documents[0].node.to_value()), text);
    }

    #[test]
    fn lists_in_lists_and_nothing_at_all() {
        let list = |items: Vec<Value>| Value::List(items);
        let nested = list(vec![
            list(vec![Value::Whole(1), list(vec![Value::Boolean(true)])]),
            Value::Map(vec![("k".to_owned(), list(vec![Value::Null]))]),
        ]);
        assert_eq!(write(&nested), "- - 1\n  - - true\n- k:\n  - null\n");
        assert_eq!(write(&Value::Map(Vec::new())), "{}\n");
        assert_eq!(write(&Value::text("x")), "x\n");
    }

    #[test]
    fn sorts_as_go_yaml_does() {
        let sorted = [
            "1",
            "2",
            "10",
            "A",
            "a",
            "a_b",
            "a2",
            "a15",
            "a100",
            "aB",
            "app",
            "app.kubernetes.io/name",
            "b",
        ];
        let mut keys = sorted;
        keys.reverse();
        order::sort_by(&mut keys, |a, b| compare_keys(a, b));
        assert_eq!(keys, sorted);
    }
}
