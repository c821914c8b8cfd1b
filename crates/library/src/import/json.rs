//! Exports that are JSON: LibraryThing's, one object whose values are the books, and our own, one object a line.

use super::Format;
use super::columns::Columns;
use super::librarything::{self, LibraryThing};
use super::own::{self, Own};
use super::reader::{Layout, Reader};
use super::table::{Fault, Record, line_after, line_ends};
use serde::de::IgnoredAny;
use serde_json::{Deserializer, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// The reader of a JSON text, when it is one of the two kinds; only the first book is looked at.
pub(super) fn recognise(text: &str) -> Option<Reader> {
    let first = Lines::new(text).next()?;
    if let Ok(value) = serde_json::from_str::<Value>(first.source)
        && own::is_line(&value)
    {
        return Some(Reader {
            format: Format::BookExplorer,
            layout: Layout::JsonLines,
            headerless: false,
            columns: Columns::new([]),
            service: Arc::new(Own),
            order: None,
        });
    }
    let first = Values::new(text).next().filter(|record| record.fault.is_none())?;
    let book: Value = serde_json::from_str(first.source).ok()?;
    librarything::is_book(&book).then(|| {
        let columns = Columns::new(librarything::COLUMNS);
        let service = LibraryThing::shared(&columns);
        Reader {
            format: Format::LibraryThing,
            layout: Layout::JsonObject,
            headerless: false,
            columns,
            service,
            order: None,
        }
    })
}

/// The cells of a book of LibraryThing's JSON, in the order of its table's columns.
pub(super) fn book_cells(source: &str) -> Vec<Cow<'static, str>> {
    match serde_json::from_str(source) {
        Ok(book) => librarything::cells(&book).into_iter().map(Cow::Owned).collect(),
        Err(_) => Vec::new(),
    }
}

/// The lines of a text that are not blank.
pub(super) struct Lines<'a> {
    text: &'a str,
    line: u32,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, line: 1 }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        loop {
            let end = line_after(self.text.as_bytes(), 0).unwrap_or(self.text.len());
            let (source, rest) = self.text.split_at_checked(end).filter(|(source, _)| !source.is_empty())?;
            self.text = rest;
            let line = self.line;
            self.line = line.saturating_add(line_ends(source.as_bytes()));
            if !source.trim().is_empty() {
                return Some(Record { line, source, cells: Vec::new(), fault: None });
            }
        }
    }
}

/// The values of one JSON object, in order. Where the text stops being JSON, one last record holds the rest.
///
/// A row is known by its line, and a whole library may stand on one: a record that begins on the line of the one before it
/// is counted a line further, so that in a file of one line the lines are the books' numbers.
pub(super) struct Values<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    /// The line that the last record was given.
    told: u32,
    begun: bool,
    ended: bool,
}

impl<'a> Values<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1, told: 0, begun: false, ended: false }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn move_by(&mut self, bytes: usize) {
        let passed = self.rest().get(..bytes).unwrap_or_default();
        self.line = self.line.saturating_add(line_ends(passed.as_bytes()));
        self.at += bytes;
    }

    fn tell(&mut self) -> u32 {
        self.told = self.line.max(self.told.saturating_add(1));
        self.told
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.move_by(rest.len() - rest.trim_start().len());
    }

    /// Passes a punctuation mark and the space around it.
    fn pass(&mut self, mark: char) -> bool {
        self.skip_space();
        let there = self.rest().starts_with(mark);
        if there {
            self.move_by(mark.len_utf8());
            self.skip_space();
        }
        there
    }

    /// Passes one JSON value, whatever it is, and gives its text.
    fn pass_value(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let mut values = Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        let source = rest.get(..values.byte_offset())?;
        Some(source)
    }

    /// A member's value, not yet passed; `None` when the text is no member.
    fn member(&mut self) -> Option<&'a str> {
        if !self.rest().starts_with('"') {
            return None;
        }
        let key = self.pass_value()?;
        self.move_by(key.len());
        if self.pass(':') { self.pass_value() } else { None }
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let first = !std::mem::replace(&mut self.begun, true);
        let more = !self.ended && self.pass(if first { '{' } else { ',' });
        let rest = self.rest();
        if self.ended || rest.is_empty() || rest.starts_with('}') {
            self.ended = true;
            return None;
        }
        if let Some(source) = self.member().filter(|_| more) {
            let line = self.tell();
            self.move_by(source.len());
            return Some(Record { line, source, cells: book_cells(source), fault: None });
        }
        self.ended = true;
        let line = self.tell();
        Some(Record { line, source: rest, cells: Vec::new(), fault: Some(Fault::NotJson) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<(u32, &str, bool)> {
        Values::new(text).map(|record| (record.line, record.source, record.fault.is_none())).collect()
    }

    #[test]
    fn the_values_of_an_object_are_found_where_they_stand() {
        assert_eq!(
            values("{\"1\": {\"a\": \"}\"},\n \"2\":\n{\"b\": [1]}}\n"),
            [(1, "{\"a\": \"}\"}", true), (3, "{\"b\": [1]}", true)]
        );
        assert_eq!(values("{}"), []);
    }

    #[test]
    fn a_text_that_breaks_off_leaves_one_last_record() {
        assert_eq!(values("{\"1\":{},\n\"2\":{\"a\""), [(1, "{}", true), (2, "\"2\":{\"a\"", false)]);
        assert_eq!(values("{\"1\":{} \"2\":{}}"), [(1, "{}", true), (2, "\"2\":{}}", false)]);
        assert_eq!(values("{\"1\":{},"), [(1, "{}", true)]);
        assert_eq!(values("{\"1\":{}"), [(1, "{}", true)]);
    }

    #[test]
    fn books_on_one_line_are_told_apart_by_their_numbers() {
        assert_eq!(
            values("{\"1\":{},\"2\":{},\n\"3\":{}}"),
            [(1, "{}", true), (2, "{}", true), (3, "{}", true)]
        );
    }

    #[test]
    fn blank_lines_are_no_records() {
        let lines: Vec<(u32, &str)> =
            Lines::new("a\n\n \r\nb").map(|record| (record.line, record.source)).collect();
        assert_eq!(lines, [(1, "a\n"), (4, "b")]);
    }
}
