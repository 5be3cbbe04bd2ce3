//! `$((…))`: C's integer expressions over 64-bit numbers that wrap.

/// Variables, as the expression sees them.
pub(super) trait Numbers {
    fn get(&mut self, name: &str) -> Option<String>;
    fn set(&mut self, name: &str, value: i64);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArithmeticError {
    Syntax,
    DivisionByZero,
}

impl ArithmeticError {
    /// As busybox words it (`math.c`).
    pub(super) fn text(self) -> &'static str {
        match self {
            ArithmeticError::Syntax => "arithmetic syntax error",
            ArithmeticError::DivisionByZero => "divide by zero",
        }
    }
}

const MAX_DEPTH: u32 = 200;

/// Binary operators by spelling and strength; longer spellings first.
const BINARY: [(&str, u8); 19] = [
    ("**", 11),
    ("<<", 8),
    (">>", 8),
    ("<=", 7),
    (">=", 7),
    ("==", 6),
    ("!=", 6),
    ("&&", 2),
    ("||", 1),
    ("*", 10),
    ("/", 10),
    ("%", 10),
    ("+", 9),
    ("-", 9),
    ("<", 7),
    (">", 7),
    ("&", 5),
    ("^", 4),
    ("|", 3),
];

const ASSIGNMENTS: [&str; 11] = [
    "<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "=",
];

pub(super) fn evaluate(text: &str, numbers: &mut dyn Numbers) -> Result<i64, ArithmeticError> {
    let mut evaluator = Evaluator {
        characters: text.chars().collect(),
        position: 0,
        depth: 0,
        is_idle: false,
        numbers,
    };
    evaluator.skip_blanks();
    if evaluator.at(0).is_none() {
        return Ok(0);
    }
    let value = evaluator.expression()?;
    match evaluator.at(0) {
        None => Ok(value),
        Some(_) => Err(ArithmeticError::Syntax),
    }
}

struct Evaluator<'a> {
    characters: Vec<char>,
    position: usize,
    depth: u32,
    /// In the branch not taken of `?:`, `&&`, `||`: read, but change nothing.
    is_idle: bool,
    numbers: &'a mut dyn Numbers,
}

impl Evaluator<'_> {
    fn at(&self, offset: usize) -> Option<char> {
        self.characters.get(self.position + offset).copied()
    }

    fn skip_blanks(&mut self) {
        while self.at(0).is_some_and(char::is_whitespace) {
            self.position += 1;
        }
    }

    fn looking_at(&self, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(offset, wanted)| self.at(offset) == Some(wanted))
    }

    fn take(&mut self, text: &str) -> bool {
        self.skip_blanks();
        let found = self.looking_at(text);
        if found {
            self.position += text.len();
            self.skip_blanks();
        }
        found
    }

    fn expression(&mut self) -> Result<i64, ArithmeticError> {
        let mut value = self.assignment()?;
        while self.take(",") {
            value = self.assignment()?;
        }
        Ok(value)
    }

    fn assignment(&mut self) -> Result<i64, ArithmeticError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ArithmeticError::Syntax);
        }
        let start = self.position;
        let value = match self.name() {
            Some(name) => match self.assignment_operator() {
                Some(operator) => {
                    let right = self.assignment()?;
                    let value = match operator.strip_suffix('=').filter(|left| !left.is_empty()) {
                        Some(binary) => {
                            let left = self.variable(&name)?;
                            self.apply(binary, left, right)?
                        }
                        None => right,
                    };
                    self.store(&name, value);
                    value
                }
                None => {
                    self.position = start;
                    self.ternary()?
                }
            },
            None => self.ternary()?,
        };
        self.depth -= 1;
        Ok(value)
    }

    fn assignment_operator(&mut self) -> Option<&'static str> {
        self.skip_blanks();
        let operator = ASSIGNMENTS
            .iter()
            .find(|operator| self.looking_at(operator))?;
        if *operator == "=" && self.at(1) == Some('=') {
            return None;
        }
        self.take(operator);
        Some(operator)
    }

    fn ternary(&mut self) -> Result<i64, ArithmeticError> {
        let condition = self.binary(1)?;
        if !self.take("?") {
            return Ok(condition);
        }
        let left = self.idle_if(condition == 0, Evaluator::assignment)?;
        if !self.take(":") {
            return Err(ArithmeticError::Syntax);
        }
        let right = self.idle_if(condition != 0, Evaluator::assignment)?;
        Ok(if condition != 0 { left } else { right })
    }

    fn idle_if<'b>(
        &mut self,
        is_idle: bool,
        read: impl FnOnce(&mut Self) -> Result<i64, ArithmeticError> + 'b,
    ) -> Result<i64, ArithmeticError> {
        let before = self.is_idle;
        self.is_idle = before || is_idle;
        let value = read(self);
        self.is_idle = before;
        value
    }

    fn binary(&mut self, weakest: u8) -> Result<i64, ArithmeticError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ArithmeticError::Syntax);
        }
        let mut left = self.unary()?;
        while let Some((operator, strength)) = self.binary_operator(weakest) {
            self.take(operator);
            let decided = match operator {
                "&&" => left == 0,
                "||" => left != 0,
                _ => false,
            };
            let right = self.idle_if(decided, |evaluator| evaluator.binary(strength + 1))?;
            left = self.apply(operator, left, right)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn binary_operator(&mut self, weakest: u8) -> Option<(&'static str, u8)> {
        self.skip_blanks();
        let (operator, strength) = *BINARY
            .iter()
            .find(|(operator, _)| self.looking_at(operator))?;
        let is_assignment = self.at(operator.len()) == Some('=')
            && !matches!(
                operator,
                "<=" | ">=" | "==" | "!=" | "<" | ">" | "&&" | "||"
            );
        (strength >= weakest && !is_assignment).then_some((operator, strength))
    }

    fn apply(&self, operator: &str, left: i64, right: i64) -> Result<i64, ArithmeticError> {
        let shift = u32::try_from(right & 63).unwrap_or(0);
        Ok(match operator {
            "+" => left.wrapping_add(right),
            "-" => left.wrapping_sub(right),
            "*" => left.wrapping_mul(right),
            "/" | "%" if right == 0 && self.is_idle => 0,
            "/" | "%" if right == 0 => return Err(ArithmeticError::DivisionByZero),
            "/" => left.wrapping_div(right),
            "%" => left.wrapping_rem(right),
            "**" => left.wrapping_pow(u32::try_from(right.clamp(0, 64)).unwrap_or(0)),
            "<<" => left.wrapping_shl(shift),
            ">>" => left.wrapping_shr(shift),
            "<" => i64::from(left < right),
            "<=" => i64::from(left <= right),
            ">" => i64::from(left > right),
            ">=" => i64::from(left >= right),
            "==" => i64::from(left == right),
            "!=" => i64::from(left != right),
            "&&" => i64::from(left != 0 && right != 0),
            "||" => i64::from(left != 0 || right != 0),
            "&" => left & right,
            "^" => left ^ right,
            "|" => left | right,
            _ => return Err(ArithmeticError::Syntax),
        })
    }

    fn unary(&mut self) -> Result<i64, ArithmeticError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ArithmeticError::Syntax);
        }
        let value = if self.take("++") {
            self.step_before(1)?
        } else if self.take("--") {
            self.step_before(-1)?
        } else if self.take("-") {
            self.unary()?.wrapping_neg()
        } else if self.take("+") {
            self.unary()?
        } else if self.take("!") {
            i64::from(self.unary()? == 0)
        } else if self.take("~") {
            !self.unary()?
        } else {
            self.operand()?
        };
        self.depth -= 1;
        Ok(value)
    }

    fn step_before(&mut self, step: i64) -> Result<i64, ArithmeticError> {
        let name = self.name().ok_or(ArithmeticError::Syntax)?;
        let value = self.variable(&name)?.wrapping_add(step);
        self.store(&name, value);
        Ok(value)
    }

    fn operand(&mut self) -> Result<i64, ArithmeticError> {
        if self.take("(") {
            let value = self.expression()?;
            return if self.take(")") {
                Ok(value)
            } else {
                Err(ArithmeticError::Syntax)
            };
        }
        if let Some(name) = self.name() {
            let value = self.variable(&name)?;
            for (operator, step) in [("++", 1), ("--", -1)] {
                if self.take(operator) {
                    self.store(&name, value.wrapping_add(step));
                }
            }
            return Ok(value);
        }
        let mut digits = String::new();
        while let Some(digit) = self.at(0).filter(char::is_ascii_alphanumeric) {
            digits.push(digit);
            self.position += 1;
        }
        self.skip_blanks();
        number(&digits).ok_or(ArithmeticError::Syntax)
    }

    fn name(&mut self) -> Option<String> {
        self.skip_blanks();
        let mut name = String::new();
        while let Some(character) = self.at(0) {
            let fits = character == '_'
                || character.is_ascii_alphabetic()
                || (!name.is_empty() && character.is_ascii_digit());
            if !fits {
                break;
            }
            name.push(character);
            self.position += 1;
        }
        if name.is_empty() {
            return None;
        }
        self.skip_blanks();
        Some(name)
    }

    /// A variable's value is a number, or once more a name (busybox follows such chains; so do we,
    /// a few steps).
    fn variable(&mut self, name: &str) -> Result<i64, ArithmeticError> {
        let mut name = name.to_string();
        for _ in 0..8 {
            let Some(value) = self.numbers.get(&name) else {
                return Ok(0);
            };
            let value = value.trim();
            if value.is_empty() {
                return Ok(0);
            }
            if let Some(number) = number(value) {
                return Ok(number);
            }
            if !super::ast::is_name(value) {
                return Err(ArithmeticError::Syntax);
            }
            name = value.to_string();
        }
        Err(ArithmeticError::Syntax)
    }

    fn store(&mut self, name: &str, value: i64) {
        if !self.is_idle {
            self.numbers.set(name, value);
        }
    }
}

/// `10`, `-3`, `010` (octal), `0x1f`, `2#101`.
fn number(text: &str) -> Option<i64> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = match digits.split_once('#') {
        Some((base, rest)) => (
            base.parse().ok().filter(|base| (2..=36).contains(base))?,
            rest,
        ),
        None => match digits
            .strip_prefix("0x")
            .or_else(|| digits.strip_prefix("0X"))
        {
            Some(rest) => (16, rest),
            None if digits.len() > 1 && digits.starts_with('0') => (8, &digits[1..]),
            None => (10, digits),
        },
    };
    if digits.is_empty() {
        return None;
    }
    let mut value = 0i64;
    for character in digits.chars() {
        let digit = i64::from(character.to_digit(radix)?);
        value = value.wrapping_mul(i64::from(radix)).wrapping_add(digit);
    }
    Some(if is_negative {
        value.wrapping_neg()
    } else {
        value
    })
}

#[cfg(test)]
mod tests {
    use crate::order::Map;

    use super::*;

    impl Numbers for Map<String, String> {
        fn get(&mut self, name: &str) -> Option<String> {
            Map::get(self, name).cloned()
        }
        fn set(&mut self, name: &str, value: i64) {
            self.insert(name.to_string(), value.to_string());
        }
    }

    #[test]
    fn expressions_have_their_value() {
        let mut numbers = Map::from([("i".to_string(), "4".to_string())]);
        for (text, expected) in [
            ("1 + 2 * 3", Ok(7)),
            ("(1 + 2) * 3", Ok(9)),
            ("i++ + ++i", Ok(10)),
            ("i += 2, i", Ok(8)),
            ("i == 8 ? 1 : 2", Ok(1)),
            ("0 && (i = 9)", Ok(0)),
            ("i", Ok(8)),
            ("010 + 0x10", Ok(24)),
            ("2 ** 10", Ok(1024)),
            ("-7 / 2", Ok(-3)),
            ("10 % 3 << 2", Ok(4)),
            ("!0 + ~0", Ok(0)),
            ("unset + 1", Ok(1)),
            ("", Ok(0)),
            ("1 / 0", Err(ArithmeticError::DivisionByZero)),
            ("1 +", Err(ArithmeticError::Syntax)),
            ("1 2", Err(ArithmeticError::Syntax)),
        ] {
            assert_eq!(evaluate(text, &mut numbers), expected, "{text}");
        }
        assert_eq!(
            evaluate(&"(".repeat(10_000), &mut numbers),
            Err(ArithmeticError::Syntax)
        );
    }
}
