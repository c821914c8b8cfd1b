//! Records and cells of a delimited text, after [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180), with a way on where a
//! file departs from it.
//!
//! A record is read strictly first. Where that fails, does not end for a long while, or gives a record that runs over
//! several lines and has the wrong number of cells, a stray quotation mark is suspected. Then the next line that makes a
//! whole row by itself is looked for, and what stands before it is one record: read again with the quotation marks inside
//! a quoted cell taken literally, or given up ([`Fault::Unbalanced`]). So one stray mark costs one row, not the file.
//!
//! Reading in vain is bounded by a budget proportional to the file, so that no input takes quadratic time; when it is
//! spent, every line is a record.

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
    /// It may well end, but not within sight.
    out_of_sight: bool,
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
            budget: text.len().saturating_mul(16).saturating_add(1 << 20),
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
        if self.budget == 0 {
            return self.read_line();
        }
        match self.shape(self.at, self.sight(self.at)) {
            Ok(strict) => self.judge(strict),
            Err(broken) => {
                let end = self.sight(self.at);
                let row = self.next_whole_row(end);
                match row {
                    // Out of sight, and no row within: a long cell, perhaps.
                    None if end < self.text.len() && broken.out_of_sight => {
                        match self.shape(self.at, self.text.len()) {
                            Ok(strict) => self.judge(strict),
                            Err(_) => self.read_literally(self.text.len()),
                        }
                    }
                    None => self.read_literally(self.text.len()),
                    Some(row) => self.read_up_to(row),
                }
            }
        }
    }

    fn judge(&mut self, strict: Shape) -> Record<'a> {
        let whole = self.width == 0 || strict.cells.len() == self.width;
        match if whole { None } else { self.next_whole_row(strict.end) } {
            None => self.take(strict, None),
            Some(row) => self.give_up(row),
        }
    }

    /// Unescaped quotation marks inside a quoted cell are common in hand-made files: `"The "Best" Book",…`.
    fn read_literally(&mut self, end: usize) -> Record<'a> {
        let row = self.next_whole_row(end).unwrap_or(self.text.len());
        self.read_up_to(row)
    }

    /// The record in front of a whole row: its quotation marks taken literally if that makes a row of it.
    fn read_up_to(&mut self, row: usize) -> Record<'a> {
        match shape(self.text.as_bytes(), self.at, row, self.delimiter, true) {
            Ok(literal) if literal.end <= row && (self.width == 0 || literal.cells.len() == self.width) => {
                self.take(literal, Some(Fault::InnerQuotes))
            }
            Ok(literal) => {
                self.spend(literal.end.saturating_sub(self.at));
                self.give_up(row)
            }
            Err(broken) => {
                self.spend(broken.read);
                self.give_up(row)
            }
        }
    }

    /// Leaves the record unread up to a line that is a whole row by itself.
    fn give_up(&mut self, row: usize) -> Record<'a> {
        self.take_source(row, Vec::new(), Some(Fault::Unbalanced))
    }

    /// Nothing tells a row from a fragment any more: every line is one.
    fn read_line(&mut self) -> Record<'a> {
        let bytes = self.text.as_bytes();
        let end = line_after(bytes, self.at).unwrap_or(bytes.len());
        let line = bytes.get(..end).unwrap_or_default();
        let read = |literal| shape(line, self.at, end, self.delimiter, literal);
        match read(false) {
            Ok(strict) => self.take(strict, None),
            Err(_) => match read(true) {
                Ok(literal) => self.take(literal, Some(Fault::InnerQuotes)),
                Err(_) => self.give_up(end),
            },
        }
    }

    /// Start of the next line before `end` that reads strictly as a row of the expected width.
    fn next_whole_row(&mut self, end: usize) -> Option<usize> {
        if self.width == 0 {
            return None;
        }
        let mut at = self.at;
        loop {
            at = line_after(self.text.as_bytes(), at).filter(|next| *next < end)?;
            if self.budget == 0 {
                return Some(at);
            }
            match self.shape(at, self.sight(at)) {
                Ok(row) if row.cells.len() == self.width => return Some(at),
                Ok(row) => self.spend(row.end - at),
                Err(_) => {}
            }
        }
    }

    /// Reads strictly; what was looked at in vain is spent.
    fn shape(&mut self, at: usize, end: usize) -> Result<Shape, Broken> {
        let shape = shape(self.text.as_bytes(), at, end, self.delimiter, false);
        if let Err(broken) = &shape {
            self.spend(broken.read);
        }
        shape
    }

    fn spend(&mut self, bytes: usize) {
        // Even a failure at once is one more step.
        self.budget = self.budget.saturating_sub(bytes + 1);
    }

    /// How far a record is read before it is doubted. In a narrow table any line of a long text could pass for a row, so
    /// there the whole text is in sight.
    fn sight(&self, at: usize) -> usize {
        if self.width < NARROW { self.text.len() } else { self.text.len().min(at.saturating_add(SIGHT)) }
    }
}

/// Tables of fewer columns are narrow.
const NARROW: usize = 5;
/// Bytes of a record that are read before another look is taken: longer than almost every review.
const SIGHT: usize = 1 << 14;

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
    match shape(source.as_bytes(), 0, source.len(), delimiter, literal) {
        Ok(shape) => shape.cells.iter().map(|cell| cell.text(source)).collect(),
        Err(_) => Vec::new(),
    }
}

/// The lines of a text as records, in files that know no quoting.
pub(super) struct Unquoted<'a> {
    text: &'a str,
    delimiter: u8,
    line: u32,
}

impl<'a> Unquoted<'a> {
    pub(super) fn new(text: &'a str, delimiter: u8) -> Self {
        Self { text, delimiter, line: 1 }
    }
}

impl<'a> Iterator for Unquoted<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        while !self.text.is_empty() {
            let end = line_after(self.text.as_bytes(), 0).unwrap_or(self.text.len());
            let (source, rest) = self.text.split_at_checked(end).unwrap_or((self.text, ""));
            let line = self.line;
            self.line = line.saturating_add(line_ends(source.as_bytes()));
            self.text = rest;
            let cells = unquoted_cells(source, self.delimiter);
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Some(Record { line, source, cells, fault: None });
            }
        }
        None
    }
}

/// The cells of a line in a file that knows no quoting.
pub(super) fn unquoted_cells(source: &str, delimiter: u8) -> Vec<Cow<'_, str>> {
    source.trim_end_matches(['\r', '\n']).split(char::from(delimiter)).map(Cow::Borrowed).collect()
}

/// Reads one record without looking beyond `sight`. With `literal`, a quotation mark that neither doubles nor ends its cell
/// is part of the text.
fn shape(bytes: &[u8], at: usize, sight: usize, delimiter: u8, literal: bool) -> Result<Shape, Broken> {
    let mut shape = Shape { cells: Vec::new(), end: at };
    let broken = |stopped: usize, out_of_sight| Broken { read: stopped.saturating_sub(at), out_of_sight };
    loop {
        let start = shape.end;
        let (cell, stop_at) = if bytes.get(start) == Some(&b'"') {
            quoted(bytes, start + 1, sight, delimiter, literal)
                .map_err(|stopped| broken(stopped, stopped >= sight))?
        } else {
            let stop = find(bytes, start, sight, |b| b == delimiter || b == b'\n' || b == b'\r');
            let stop = match stop {
                None if sight < bytes.len() => return Err(broken(sight, true)),
                stop => stop.unwrap_or(bytes.len()),
            };
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
    sight: usize,
    delimiter: u8,
    literal: bool,
) -> Result<(Cell, usize), usize> {
    let (mut at, mut escaped) = (start, false);
    loop {
        let mark = find(bytes, at, sight, |b| b == b'"').ok_or(sight)?;
        if bytes.get(mark + 1) == Some(&b'"') {
            escaped = true;
            at = mark + 2;
            continue;
        }
        // Some writers put spaces between the closing mark and the delimiter.
        let behind = find(bytes, mark + 1, bytes.len(), |b| b != b' ').unwrap_or(bytes.len());
        match bytes.get(behind) {
            Some(&b) if b != delimiter && b != b'\n' && b != b'\r' => {
                if !literal {
                    return Err(mark);
                }
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

fn find(bytes: &[u8], from: usize, end: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let part = bytes.get(from..end.min(bytes.len()))?;
    let found = part.iter().position(|b| wanted(*b));
    #[cfg(test)]
    tests::looked_at(found.map_or(part.len(), |at| at + 1));
    found.map(|at| from + at)
}

/// Start of the line after the one that `at` is in; `None` on the last line.
pub(super) fn line_after(bytes: &[u8], at: usize) -> Option<usize> {
    let end = find(bytes, at, bytes.len(), |b| b == b'\n' || b == b'\r')?;
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
