//! How wide a text is, near enough to decide whether it fits: the page's fonts differ from
//! machine to machine, so the guess leans to the wide side.

/// The width of one line of interface text at that font size.
pub fn text_width(text: &str, font_px: i32) -> i32 {
    let thousandths: i32 = text.chars().map(em_thousandths).sum();
    (thousandths * font_px + 999) / 1_000
}

/// The width of one line of monospaced text at that font size.
pub fn mono_width(text: &str, font_px: i32) -> i32 {
    let cells: i32 = text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum();
    (cells * font_px * 62 + 99) / 100
}

fn em_thousandths(c: char) -> i32 {
    match c {
        _ if is_wide(c) => 1_000,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 300,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '/' | '-' => 400,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 900,
        'A'..='Z' => 700,
        _ => 600,
    }
}

/// Hangul, Han, kana and fullwidth forms take a whole em.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hangul_is_a_whole_em_and_latin_about_half() {
        assert_eq!(text_width("단계", 11), 22);
        assert!((36..=52).contains(&text_width("Running", 12)));
        assert_eq!(mono_width("00:10", 10), 31);
        assert_eq!(text_width("", 11), 0);
    }
}
