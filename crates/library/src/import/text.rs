use unicode_segmentation::UnicodeSegmentation;

/// The title without the series that services put behind it: one closing parenthesis without inner ones that holds
/// `#` and a number. White space inside the title stands, because the hive id is computed from it.
pub(crate) fn bare_title(full: &str) -> &str {
    let full = full.trim();
    let Some((before, inside)) = full.strip_suffix(')').and_then(|open| open.rsplit_once('(')) else {
        return full;
    };
    if inside.contains(')') || !holds_number(inside) {
        return full;
    }
    match before.trim() {
        "" => full,
        bare => bare,
    }
}

/// A `#` with a number behind it.
fn holds_number(inside: &str) -> bool {
    inside.split('#').skip(1).any(|behind| behind.trim_start().starts_with(|c: char| c.is_numeric()))
}

/// At most `limit` bytes of a text, not splitting what a reader sees as one character unless that alone is longer.
pub(super) fn cut_bytes(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let end = text.grapheme_indices(true).map(|(at, g)| at + g.len()).take_while(|end| *end <= limit).last();
    text.get(..end.unwrap_or_else(|| boundary(text, limit))).unwrap_or_default()
}

/// The last place up to `limit` that lies between two characters.
fn boundary(text: &str, limit: usize) -> usize {
    (0..=limit).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// At most `limit` graphemes of a text; `None` when it is no longer than that.
pub(super) fn cut_graphemes(text: &str, limit: usize) -> Option<&str> {
    if text.len() <= limit {
        return None;
    }
    let (end, _) = text.grapheme_indices(true).nth(limit)?;
    text.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_series_parenthesis_at_the_end_is_dropped() {
        for (full, bare) in [
            ("The Left Hand of Darkness (Hainish Cycle #4)", "The Left Hand of Darkness"),
            ("Dune (Dune, #1)", "Dune"),
            ("Two  Spaces (X, #1.5)", "Two  Spaces"),
            ("A (B) (C, #2)", "A (B)"),
            ("Omnibus (#1-3)  ", "Omnibus"),
            ("Nested (A (B), #1)", "Nested (A (B), #1)"),
            ("Nested (A (B, #1))", "Nested (A (B, #1))"),
            ("No Number (Series #)", "No Number (Series #)"),
            ("No Mark (Book 1)", "No Mark (Book 1)"),
            ("In (X, #1) the Middle", "In (X, #1) the Middle"),
            ("(Series, #1)", "(Series, #1)"),
        ] {
            assert_eq!(bare_title(full), bare, "{full}");
        }
    }

    #[test]
    fn cutting_never_splits_a_grapheme() {
        assert_eq!(cut_bytes("ae\u{301}x", 3), "a");
        assert_eq!(cut_bytes("ae\u{301}x", 4), "ae\u{301}");
        assert_eq!(cut_bytes("e\u{301}\u{301}", 4), "e\u{301}");
        assert_eq!(cut_graphemes("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 1), Some("👨‍👩‍👧‍👦"));
        assert_eq!(cut_graphemes("👨‍👩‍👧‍👦", 1), None);
    }
}
