//! Text that a server wrote, made fit to be shown to a person.
//!
//! An error message from elsewhere may be a megabyte long, span lines, or carry marks that turn the reading
//! direction round so that it reads as something else. The page escapes HTML by construction; this module
//! takes care of the rest.

/// `text` on one line, without control characters and invisible direction marks, cut to `max_chars`
/// characters (an ellipsis then takes the last one's place).
///
/// ```
/// use atproto::foreign::one_line;
/// assert_eq!(one_line("try\r\n later\u{202e}", 20), "try later");
/// assert_eq!(one_line("abcdef", 4), "abc…");
/// ```
#[must_use]
pub fn one_line(text: &str, max_chars: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    let mut space_waits = false;
    for character in text.chars() {
        if character.is_whitespace() {
            space_waits = length > 0;
            continue;
        }
        if character.is_control() || is_invisible(character) {
            continue;
        }
        let needed = 1 + usize::from(space_waits);
        if length + needed > max_chars {
            if length == max_chars {
                line.pop();
            }
            if max_chars > 0 {
                line.push('…');
            }
            return line;
        }
        if std::mem::take(&mut space_waits) {
            line.push(' ');
        }
        line.push(character);
        length += needed;
    }
    line
}

/// Whether a character shows nothing itself: zero-width, a direction mark or override, a soft hyphen, a
/// byte-order mark, a variation selector or a tag.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn removes_direction_overrides_and_joins_lines() {
        assert_eq!(one_line("  a\u{202e}b\n\n\tc\u{0007} ", 10), "ab c");
    }

    #[test]
    fn a_long_text_ends_in_an_ellipsis() {
        assert_eq!(one_line(&"x".repeat(1_000_000), 5), "xxxx…");
        assert_eq!(one_line("abc de", 4), "abc…");
        assert_eq!(one_line("abcde", 5), "abcde");
        assert_eq!(one_line("abc", 0), "");
    }

    proptest! {
        #[test]
        fn never_longer_than_asked_and_never_more_than_one_line(text in any::<String>(), max in 0_usize..40) {
            let line = one_line(&text, max);
            prop_assert!(line.chars().count() <= max);
            prop_assert!(!line.chars().any(|c| c.is_control() || is_invisible(c)));
        }
    }
}
