//! The digits of π, for the documentation's Job that computes them.

/// The most digits that are computed.
const DIGITS_MAX: usize = 5_000;

/// `3.14159…` with so many digits behind the point (Rabinowitz and Wagon's spigot).
pub fn pi_digits(count: usize) -> String {
    let count = count.min(DIGITS_MAX);
    let length = (count + 2) * 10 / 3 + 2;
    let mut cells = vec![2_u64; length];
    let mut digits: Vec<u8> = Vec::with_capacity(count + 2);
    let mut nines = 0;
    let mut held = 0_u8;
    for _ in 0..count + 3 {
        let mut carry = 0;
        for index in (0..length).rev() {
            let value = cells[index] * 10 + carry * (index as u64 + 1);
            let divisor = 2 * index as u64 + 1;
            let divisor = if index == 0 { 10 } else { divisor };
            cells[index] = value % divisor;
            carry = value / divisor;
        }
        let next = carry as u8;
        if next == 9 {
            nines += 1;
            continue;
        }
        let overflow = u8::from(next == 10);
        digits.push(held + overflow);
        digits.extend(std::iter::repeat_n(
            if overflow == 1 { 0 } else { 9 },
            nines,
        ));
        nines = 0;
        held = if overflow == 1 { 0 } else { next };
    }
    digits.push(held);
    digits.extend(std::iter::repeat_n(9, nines));
    let text: String = digits
        .iter()
        .skip(1)
        .map(|digit| char::from(b'0' + digit))
        .collect();
    let (whole, fraction) = text.split_at(1);
    format!("{whole}.{}", &fraction[..count.min(fraction.len())])
}

#[cfg(test)]
mod tests {
    use super::pi_digits;

    #[test]
    fn the_first_fifty_digits_are_right() {
        assert_eq!(
            pi_digits(50),
            "3.14159265358979323846264338327950288419716939937510"
        );
        assert_eq!(pi_digits(1_000).len(), 1_002);
    }
}
