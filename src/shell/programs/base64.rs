//! `base64`, for Secrets looked at from inside.

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// With a line break every 76 characters.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::new();
    for (index, chunk) in text.as_bytes().chunks(3).enumerate() {
        if index > 0 && index % 19 == 0 {
            out.push('\n');
        }
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for position in 0..4 {
            if position > chunk.len() {
                out.push('=');
                continue;
            }
            let letter = usize::try_from(group >> (18 - 6 * position) & 63).unwrap_or(0);
            out.push(char::from(LETTERS[letter]));
        }
    }
    out.push('\n');
    out
}

/// `None` if the text is no base64, or what it says is no text.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let (mut group, mut bits) = (0u32, 0u32);
    for character in text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=')
    {
        let value = LETTERS.iter().position(|letter| *letter == character)?;
        group = (group << 6 | u32::try_from(value).ok()?) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(group >> bits & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (text, encoded) in [("", "\n"), ("a", "YQ==\n"), ("admin\n", "YWRtaW4K\n")] {
            assert_eq!(encode(text), encoded);
            assert_eq!(decode(encoded).as_deref(), Some(text));
        }
        assert_eq!(decode("?"), None);
    }
}
