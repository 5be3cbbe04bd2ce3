//! The line at the prompt: walking through earlier lines, and what completing it gives.

/// Where somebody is among the earlier lines; the line that was being typed is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recall {
    /// How many lines back; 0 is the line being typed.
    back: usize,
    typed: String,
}

impl Recall {
    /// The line before or after the one shown, or `None` at either end. `earlier` has the oldest
    /// first.
    pub fn walk(&mut self, earlier: &[String], shown: &str, further_back: bool) -> Option<String> {
        if self.back == 0 {
            self.typed = shown.to_owned();
        }
        let back = match further_back {
            true => self.back + 1,
            false => self.back.checked_sub(1)?,
        };
        let line = match back {
            0 => self.typed.clone(),
            back => earlier.get(earlier.len().checked_sub(back)?)?.clone(),
        };
        self.back = back;
        Some(line)
    }
}

/// A line with its last word completed, as far as all candidates agree.
pub fn completed(line: &str, candidates: &[String]) -> Option<String> {
    let (first, others) = candidates.split_first()?;
    let mut common = first.as_str();
    for other in others {
        let same = common.char_indices().zip(other.chars());
        let end = same
            .take_while(|((_, one), another)| one == another)
            .last()
            .map_or(0, |((index, one), _)| index + one.len_utf8());
        common = &common[..end];
    }
    let word = last_word(line);
    if !common.starts_with(word) {
        return None;
    }
    let mut completed = line[..line.len() - word.len()].to_owned();
    completed.push_str(common);
    if others.is_empty() && !common.ends_with(['=', '/']) {
        completed.push(' ');
    }
    Some(completed)
}

fn last_word(line: &str) -> &str {
    let start = line.rfind([' ', '|', ';', '&', '=']).map_or(0, |at| at + 1);
    &line[start..]
}

/// What is printed beside a folded prompt: the last line that is not empty.
pub fn last_line(output: &str) -> &str {
    output
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn earlier_lines_are_walked_and_the_typed_one_comes_back() {
        let earlier = lines(&["kubectl get pods", "kubectl logs web"]);
        let mut recall = Recall::default();
        assert_eq!(recall.walk(&earlier, "kub", false), None);
        let shown = recall.walk(&earlier, "kub", true);
        assert_eq!(shown.as_deref(), Some("kubectl logs web"));
        let shown = recall.walk(&earlier, "kubectl logs web", true);
        assert_eq!(shown.as_deref(), Some("kubectl get pods"));
        assert_eq!(recall.walk(&earlier, "kubectl get pods", true), None);
        let shown = recall.walk(&earlier, "kubectl get pods", false);
        assert_eq!(shown.as_deref(), Some("kubectl logs web"));
        let shown = recall.walk(&earlier, "kubectl logs web", false);
        assert_eq!(shown.as_deref(), Some("kub"));
    }

    #[test]
    fn a_word_is_completed_as_far_as_candidates_agree() {
        let cases: &[(&str, &[&str], Option<&str>)] = &[
            ("kubectl ge", &["get"], Some("kubectl get ")),
            (
                "kubectl get pod w",
                &["web-a", "web-b"],
                Some("kubectl get pod web-"),
            ),
            (
                "kubectl get pod ",
                &["api", "web"],
                Some("kubectl get pod "),
            ),
            (
                "kubectl get pods -o",
                &["-o="],
                Some("kubectl get pods -o="),
            ),
            ("kubectl get 파", &["파드"], Some("kubectl get 파드 ")),
            ("kubectl x", &["get"], None),
            ("kubectl x", &[], None),
        ];
        for (line, candidates, expected) in cases {
            let found = completed(line, &lines(candidates));
            assert_eq!(found.as_deref(), *expected, "{line}");
        }
    }

    #[test]
    fn the_last_line_that_says_something_is_shown() {
        assert_eq!(last_line("NAME\nweb   1/1\n\n"), "web   1/1");
        assert_eq!(last_line(""), "");
    }
}
