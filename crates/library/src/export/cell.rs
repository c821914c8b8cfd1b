use std::borrow::Cow;

/// With these a text would be a formula to a spreadsheet.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The text as a cell that no spreadsheet takes for a formula: one `'` before it where it starts with `=`, `+`, `-`, `@`,
/// TAB or CR.
///
/// A text that has such marks already gets one more, so that taking one off is always the way back.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\'').starts_with(FORMULA) { format!("'{text}").into() } else { text.into() }
}

/// A number as Goodreads writes it, so that spreadsheets do not round it.
pub(super) fn as_text(number: &str) -> String {
    format!("=\"{number}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_looks_like_a_formula_gets_one_mark() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-", "'-"),
            ("@home", "'@home"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("'=1", "''=1"),
            ("'tis", "'tis"),
            ("1984", "1984"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), cell);
        }
    }
}
