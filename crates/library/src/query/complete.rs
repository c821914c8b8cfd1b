//! What can be typed next.

use super::error::Expected;
use super::names::{FIELDS, FieldName};
use std::ops::Range;

/// What is being typed at the caret, and what can stand in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The piece that an offer replaces, in bytes of the text.
    pub span: Range<usize>,
    /// What fits, best first.
    pub offers: Vec<Offer>,
}

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What stands in place of the span.
    pub insert: String,
    /// Books that have the value, when it is one.
    pub books: Option<u32>,
}

/// What stands at the caret, as far as completion needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AtCaret {
    /// The beginning of a word, perhaps of a field's name.
    Word { span: Range<usize>, typed: String },
    /// The beginning of a field's value.
    Value { field: FieldName, span: Range<usize>, typed: String, quoted: bool },
}

/// Looks back from the caret (in bytes) to the beginning of what is being typed.
pub(crate) fn at_caret(text: &str, caret: usize) -> Option<AtCaret> {
    let before = text.get(..caret)?;
    let (mut start, mut in_quotes) = (0, false);
    for (at, character) in before.char_indices() {
        match character {
            '"' => in_quotes = !in_quotes,
            '(' | ')' if !in_quotes => start = at + 1,
            c if c.is_whitespace() && !in_quotes => start = at + c.len_utf8(),
            _ => {}
        }
    }
    let piece = before.get(start..)?;
    let dash = piece.len() - piece.trim_start_matches('-').len();
    let (start, piece) = (start + dash, piece.get(dash..)?);
    let letters = piece.bytes().take_while(u8::is_ascii_alphabetic).count();
    let field = piece
        .get(letters..)
        .filter(|rest| rest.starts_with([':', '=', '<', '>']))
        .and_then(|_| FieldName::find(piece.get(..letters)?));
    let Some(field) = field else {
        let typed = piece.to_owned();
        return (!typed.contains('"')).then_some(AtCaret::Word { span: start..caret, typed });
    };
    // The value being typed is what comes after the last comma outside of quotes.
    let (mut from, mut quoted) = (letters + 1, false);
    for (at, character) in piece.char_indices().skip(letters) {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => from = at + 1,
            _ => {}
        }
    }
    let value = piece.get(from..)?;
    let bare = value.trim_start_matches(['=', '<', '>']);
    let from = from + value.len() - bare.len();
    let typed = bare.trim_matches('"').to_owned();
    Some(AtCaret::Value { field, span: start + from..caret, typed, quoted: bare.starts_with('"') })
}

/// Fields whose names begin so, with their colons.
pub(crate) fn fields(typed: &str) -> Vec<Offer> {
    let typed = typed.to_lowercase();
    let begins = FIELDS.iter().filter(|(name, _)| name.starts_with(&typed));
    begins.map(|(name, _)| Offer { insert: format!("{name}:"), books: None }).collect()
}

/// Fixed values of a field that begin so.
pub(crate) fn fixed_values(field: FieldName, typed: &str) -> Vec<Offer> {
    let typed = typed.to_lowercase();
    let names: &[&str] = match field.expected() {
        Expected::OneOf(names) => names,
        Expected::Rating => &["5", "4", "3", "2", "1"],
        Expected::Day | Expected::Number | Expected::Text => &[],
    };
    let begins = names.iter().filter(|name| name.starts_with(&typed));
    begins.map(|name| Offer { insert: (*name).to_owned(), books: None }).collect()
}
