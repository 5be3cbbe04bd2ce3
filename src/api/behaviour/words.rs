//! One line of a behaviour annotation as words: split at spaces, commas apart, texts in quotes
//! whole, comments gone.

use std::collections::VecDeque;

/// A word and the 1-based column of its first character. The end of a line is an empty word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub column: usize,
    pub quoted: bool,
}

/// The words that are not read yet.
pub struct Line {
    words: VecDeque<Word>,
    end_column: usize,
}

impl Line {
    /// Splits a line.
    pub fn new(line: &str) -> Line {
        let mut words: VecDeque<Word> = VecDeque::new();
        let mut open: Option<Word> = None;
        let mut end_column = 1;
        for (index, character) in line.chars().enumerate() {
            let column = index + 1;
            let in_quotes = open.as_ref().is_some_and(|word| word.quoted);
            if in_quotes && character != '"' {
                if let Some(word) = &mut open {
                    word.text.push(character);
                }
            } else if in_quotes || character.is_whitespace() || "#,\"".contains(character) {
                words.extend(open.take());
                match character {
                    '#' => break,
                    ',' => words.push_back(Word {
                        text: ",".to_owned(),
                        column,
                        quoted: false,
                    }),
                    '"' if !in_quotes => {
                        open = Some(Word {
                            text: String::new(),
                            column,
                            quoted: true,
                        });
                    }
                    _ => {}
                }
            } else {
                open.get_or_insert_with(|| Word {
                    text: String::new(),
                    column,
                    quoted: false,
                })
                .text
                .push(character);
            }
            if !character.is_whitespace() {
                end_column = column + 1;
            }
        }
        words.extend(open);
        Line { words, end_column }
    }

    /// Whether every word is read.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Where the next word begins.
    pub fn column(&self) -> usize {
        self.words
            .front()
            .map_or(self.end_column, |word| word.column)
    }

    /// The next word; an empty one at the end.
    pub fn next(&mut self) -> Word {
        let end = Word {
            text: String::new(),
            column: self.end_column,
            quoted: false,
        };
        self.words.pop_front().unwrap_or(end)
    }

    /// Whether the next word is this one.
    pub fn starts_with(&self, wanted: &str) -> bool {
        self.words
            .front()
            .is_some_and(|word| !word.quoted && word.text == wanted)
    }

    /// Reads the next word if it is this one.
    pub fn accept(&mut self, wanted: &str) -> bool {
        let found = self.starts_with(wanted);
        if found {
            self.words.pop_front();
        }
        found
    }

    /// Reads the next word if it fits; texts in quotes never do.
    pub fn next_if(&mut self, fits: impl Fn(&str) -> bool) -> Option<Word> {
        let front = self.words.front()?;
        let found = !front.quoted && fits(&front.text);
        if found { self.words.pop_front() } else { None }
    }

    /// Reads the next word if it is a text in quotes.
    pub fn next_quoted(&mut self) -> Option<String> {
        if !self.words.front()?.quoted {
            return None;
        }
        self.words.pop_front().map(|word| word.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_words() {
        let mut line = Line::new("a  b,c \"d # e\" # f");
        let mut words = Vec::new();
        while !line.is_empty() {
            let word = line.next();
            words.push((word.text, word.column));
        }
        let expected = [("a", 1), ("b", 4), (",", 5), ("c", 6), ("d # e", 8)];
        let expected = expected.map(|(text, column)| (text.to_owned(), column));
        assert_eq!(words, expected);
        assert!(Line::new("  # only a comment").is_empty());
    }
}
