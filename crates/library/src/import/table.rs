//! Records and cells of a delimited text, after [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180), with a way on where a
//! file departs from it.
//!
//! A record is read strictly first. Where that fails, or gives a record that runs over several lines and has the wrong
//! number of cells, a stray quotation mark is suspected: the record is read again taking quotation marks inside a quoted
//! cell literally, and if that swallows what looks like another row, the record is given up ([`Fault::Unbalanced`]) and
//! reading goes on at the next line that makes a whole row by itself. So one stray mark costs one row, not the file.
//!
//! Reading again is bounded by a budget proportional to the file, so that no input takes quadratic time.

use std::borrow::Cow;

/// What was wrong with a record's quoting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Quotation marks stand unescaped inside a quoted cell; they were taken literally.
    InnerQuotes,
    /// A quotation mark has no partner: the record's cells cannot be told apart.
    Unbalanced,
    /// The record should be JSON and is none.
    NotJson,
}

/// One record that is not wholly blank.
#[derive(Debug)]
pub(super) struct Record<'a> {
    /// Line on which it starts, 1-based, counting the line ends inside quoted cells too.
    pub(super) line: u32,
    /// The record as it stands in the text.
    pub(super) source: &'a str,
    /// The cells without their quotation marks; empty when they cannot be told apart.
    pub(super) cells: Vec<Cow<'a, str>>,
    /// What was wrong, if anything.
    pub(super) fault: Option<Fault>,
}

/// The records of a text, one after another.
#[derive(Debug, Clone)]
pub(super) struct Records<'a> {
    text: &'a str,
    delimiter: u8,
    /// Cells a whole row has; 0 before the header is known.
    width: usize,
    at: usize,
    line: u32,
    /// Bytes that may still be read in vain.
    budget: usize,
}

/// A record as strict or literal reading sees it.
struct Shape {
    cells: Vec<Cell>,
    /// Behind the record's line end.
    end: usize,
    literal_quotes: bool,
}

#[derive(Clone, Copy)]
struct Cell {
    start: usize,
    end: usize,
    /// Doubled quotation marks inside stand for single ones.
    escaped: bool,
}

impl Cell {
    fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let text = text.get(self.start..self.end).unwrap_or_default();
        if self.escaped { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) }
    }
}

enum Stop {
    Delimiter,
    RecordEnd,
}

/// A quoted cell does not end where it should.
struct Broken {
    /// Bytes looked at before it showed.
    read: usize,
}

impl<'a> Records<'a> {
    /// The records of `text`, line numbers starting at 1.
    pub(super) fn new(text: &'a str, delimiter: u8) -> Self {
        Self {
            text,
            delimiter,
            width: 0,
            at: 0,
            line: 1,
            budget: text.len().saturating_mul(8).saturating_add(1 << 16),
        }
    }

    /// Tells how many cells a whole row has; recovery depends on it.
    pub(super) fn expect_width(&mut self, cells: usize) {
        self.width = cells;
    }

    fn take(&mut self, shape: Shape, fault: Option<Fault>) -> Record<'a> {
        let cells = shape.cells.iter().map(|cell| cell.text(self.text)).collect();
        self.take_source(shape.end, cells, fault)
    }

    fn take_source(&mut self, end: usize, cells: Vec<Cow<'a, str>>, fault: Option<Fault>) -> Record<'a> {
        let source = self.text.get(self.at..end).unwrap_or_default();
        let record = Record { line: self.line, source, cells, fault };
        self.line = self.line.saturating_add(line_ends(source.as_bytes()));
        self.at = end;
        record
    }

    fn read(&mut self) -> Record<'a> {
        match shape(self.text.as_bytes(), self.at, self.delimiter, false) {
            Ok(strict) => {
                let whole = self.width == 0 || strict.cells.len() == self.width;
                if whole || !self.swallows_a_row(strict.end) {
                    self.take(strict, None)
                } else {
                    self.give_up()
                }
            }
            Err(broken) => {
                self.budget = self.budget.saturating_sub(broken.read);
                self.read_literally()
            }
        }
    }

    /// Unescaped quotation marks inside a quoted cell are common in hand-made files: `"The "Best" Book",…`.
    fn read_literally(&mut self) -> Record<'a> {
        match shape(self.text.as_bytes(), self.at, self.delimiter, true) {
            Ok(literal)
                if (self.width == 0 || literal.cells.len() == self.width)
                    && !self.swallows_a_row(literal.end) =>
            {
                self.take(literal, Some(Fault::InnerQuotes))
            }
            _ => self.give_up(),
        }
    }

    /// Leaves the record unread up to the next line that is a whole row by itself.
    fn give_up(&mut self) -> Record<'a> {
        let end = self.next_whole_row(self.text.len()).unwrap_or(self.text.len());
        self.take_source(end, Vec::new(), Some(Fault::Unbalanced))
    }

    /// A line inside the current record, which would end at `end`, is a whole row by itself.
    fn swallows_a_row(&mut self, end: usize) -> bool {
        self.next_whole_row(end).is_some()
    }

    /// Start of the next line before `end` that reads strictly as a row of the expected width.
    fn next_whole_row(&mut self, end: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        loop {
            at = line_after(bytes, at).filter(|next| *next < end)?;
            if self.width == 0 || self.budget == 0 {
                // Nothing tells a row from a fragment any more: every line is one.
                return (self.budget == 0).then_some(at);
            }
            let read = match shape(bytes, at, self.delimiter, false) {
                Ok(row) if row.cells.len() == self.width => return Some(at),
                Ok(row) => row.end - at,
                Err(broken) => broken.read,
            };
            self.budget = self.budget.saturating_sub(read);
        }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        while self.at < self.text.len() {
            let record = self.read();
            let blank = record.cells.iter().all(|cell| cell.trim().is_empty());
            if !blank || record.fault == Some(Fault::Unbalanced) {
                return Some(record);
            }
        }
        None
    }
}

/// The cells of a record that was found before, read again from its own text.
pub(super) fn cells(source: &str, delimiter: u8, fault: Option<Fault>) -> Vec<Cow<'_, str>> {
    let literal = match fault {
        None => false,
        Some(Fault::InnerQuotes) => true,
        Some(Fault::Unbalanced | Fault::NotJson) => return Vec::new(),
    };
    match shape(source.as_bytes(), 0, delimiter, literal) {
        Ok(shape) => shape.cells.iter().map(|cell| cell.text(source)).collect(),
        Err(_) => Vec::new(),
    }
}

/// Reads one record. With `literal`, a quotation mark that neither doubles nor ends its cell is part of the text.
fn shape(bytes: &[u8], at: usize, delimiter: u8, literal: bool) -> Result<Shape, Broken> {
    let mut shape = Shape { cells: Vec::new(), end: at, literal_quotes: false };
    loop {
        let start = shape.end;
        let (cell, stop_at) = if bytes.get(start) == Some(&b'"') {
            quoted(bytes, start + 1, delimiter, literal, &mut shape.literal_quotes)
                .map_err(|stopped| Broken { read: stopped.saturating_sub(at) })?
        } else {
            let stop =
                find(bytes, start, |b| b == delimiter || b == b'\n' || b == b'\r').unwrap_or(bytes.len());
            (Cell { start, end: stop, escaped: false }, stop)
        };
        shape.cells.push(cell);
        let (stop, next) = after(bytes, stop_at, delimiter);
        shape.end = next;
        if matches!(stop, Stop::RecordEnd) {
            return Ok(shape);
        }
    }
}

/// Reads a cell from behind its opening quotation mark; gives the cell and the place of what ends it, or the place
/// where it turned out not to be one.
fn quoted(
    bytes: &[u8],
    start: usize,
    delimiter: u8,
    literal: bool,
    used: &mut bool,
) -> Result<(Cell, usize), usize> {
    let (mut at, mut escaped) = (start, false);
    loop {
        let mark = find(bytes, at, |b| b == b'"').ok_or(bytes.len())?;
        if bytes.get(mark + 1) == Some(&b'"') {
            escaped = true;
            at = mark + 2;
            continue;
        }
        // Some writers put spaces between the closing mark and the delimiter.
        let behind = find(bytes, mark + 1, |b| b != b' ').unwrap_or(bytes.len());
        match bytes.get(behind) {
            Some(&b) if b != delimiter && b != b'\n' && b != b'\r' => {
                if !literal {
                    return Err(mark);
                }
                *used = true;
                at = mark + 1;
            }
            _ => return Ok((Cell { start, end: mark, escaped }, behind)),
        }
    }
}

/// What ends a cell at `at`, and where the next one starts.
fn after(bytes: &[u8], at: usize, delimiter: u8) -> (Stop, usize) {
    match bytes.get(at) {
        None => (Stop::RecordEnd, bytes.len()),
        Some(&b) if b == delimiter => (Stop::Delimiter, at + 1),
        Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => (Stop::RecordEnd, at + 2),
        Some(_) => (Stop::RecordEnd, at + 1),
    }
}

fn find(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    bytes.get(from..)?.iter().position(|b| wanted(*b)).map(|at| from + at)
}

/// Start of the line after the one that `at` is in; `None` on the last line.
fn line_after(bytes: &[u8], at: usize) -> Option<usize> {
    let end = find(bytes, at, |b| b == b'\n' || b == b'\r')?;
    let next =
        if bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n') { end + 2 } else { end + 1 };
    (next < bytes.len()).then_some(next)
}

/// Line ends in a text: LF, CR, and CRLF as one.
pub(super) fn line_ends(bytes: &[u8]) -> u32 {
    let mut count = 0u32;
    let mut before = 0u8;
    for &byte in bytes {
        if byte == b'\r' || (byte == b'\n' && before != b'\r') {
            count = count.saturating_add(1);
        }
        before = byte;
    }
    count
}

#[cfg(test)]
mod tests;
