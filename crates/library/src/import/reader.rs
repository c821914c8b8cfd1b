use super::columns::{Cells, Column, Columns};
use super::dates::{DateOrder, Evidence};
use super::decode::Offsets;
use super::draft::{Draft, NoBook};
use super::export::{Entry, Place};
use super::json;
use super::table::{self, Fault, Record, Records, Unquoted};
use super::{Encoding, Format, NotAnExport, ParsedExport};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// One file per service knows its columns; this is what they have in common.
pub(super) trait Service: fmt::Debug + Send + Sync {
    /// The columns that hold dates.
    fn dates(&self) -> Vec<Column>;
    /// Reads a row.
    fn read(&self, cells: Cells<'_>, draft: &mut Draft<'_>) -> Result<(), NoBook>;
}

/// How records stand in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// A header and rows, cells apart by this byte.
    Delimited(u8),
    /// The same, but a quotation mark is a letter: each line is a row, whatever stands in it.
    Unquoted(u8),
    /// One JSON object whose values are the books, as LibraryThing writes it.
    JsonObject,
    /// A JSON object a line, as we write it.
    JsonLines,
}

/// Everything that is needed to read a record of a file, and to read it again.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    pub(super) format: Format,
    pub(super) layout: Layout,
    /// A table whose first record is a data row already.
    pub(super) headerless: bool,
    pub(super) columns: Columns,
    pub(super) service: Arc<dyn Service>,
    pub(super) order: Option<DateOrder>,
}

impl Reader {
    /// The records of a body, its header included where the layout has one.
    pub(super) fn records<'a>(&self, body: &'a str) -> Box<dyn Iterator<Item = Record<'a>> + 'a> {
        match self.layout {
            Layout::Delimited(delimiter) => {
                let mut records = Records::new(body, delimiter);
                // The first one made the columns, so it is no row that lacks cells.
                let first = records.next().filter(|_| self.headerless);
                records.expect_width(self.columns.names().len());
                Box::new(first.into_iter().chain(records))
            }
            Layout::Unquoted(delimiter) => Box::new(Unquoted::new(body, delimiter).skip(1)),
            Layout::JsonObject => Box::new(json::Values::new(body)),
            Layout::JsonLines => Box::new(json::Lines::new(body)),
        }
    }

    /// The cells of a record that was found before, from its own text.
    pub(super) fn cells<'a>(&self, source: &'a str, fault: Option<Fault>) -> Vec<Cow<'a, str>> {
        match self.layout {
            Layout::Delimited(delimiter) => table::cells(source, delimiter, fault),
            Layout::Unquoted(delimiter) => table::unquoted_cells(source, delimiter),
            Layout::JsonObject => json::book_cells(source),
            Layout::JsonLines => vec![Cow::Borrowed(source.trim())],
        }
    }

    /// Reads one record.
    pub(super) fn entry(&self, place: &Place, cells: &[Cow<'_, str>]) -> Entry {
        self.read_entry(place, cells, false)
    }

    /// Whether a record is usable as a book, and whether anything is to be said about it: what [`entry`](Self::entry) would
    /// find, for a fraction of the work.
    pub(super) fn check(&self, place: &Place, cells: &[Cow<'_, str>]) -> (bool, bool) {
        let entry = self.read_entry(place, cells, true);
        (entry.row.is_some(), !entry.problems.is_empty())
    }

    fn read_entry(&self, place: &Place, cells: &[Cow<'_, str>], checking: bool) -> Entry {
        let mut draft = Draft::new(place, &self.columns, self.order, checking);
        let read = self.read(place.fault, Cells::new(cells, self.columns.ours()), &mut draft);
        draft.end(read)
    }

    fn read(&self, fault: Option<Fault>, cells: Cells<'_>, draft: &mut Draft<'_>) -> Result<(), NoBook> {
        draft.quoting(fault)?;
        if matches!(self.layout, Layout::Delimited(_) | Layout::Unquoted(_)) {
            draft.header_again(cells)?;
            draft.ragged(cells);
        }
        self.service.read(cells, draft)
    }
}

/// Reads all rows of a text behind its `preface`. Only their places are kept; a row is read again when it is wanted.
pub(super) fn read(
    text: Arc<str>,
    encoding: Encoding,
    preface: usize,
    mut offsets: Offsets,
    mut reader: Reader,
    order: Option<DateOrder>,
) -> Result<ParsedExport, NotAnExport> {
    let body = text.get(preface..).unwrap_or_default();
    let preface_lines = u32::from(preface > 0);
    let mut evidence = Evidence::default();
    let dates = reader.service.dates();
    let mut places = Vec::new();
    for record in reader.records(body) {
        let cells = Cells::new(&record.cells, false);
        dates.iter().for_each(|column| evidence.look(cells.get(*column)));
        // A record's place in the text follows from its slice's place in the same text.
        let start = (record.source.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let line = record.line.saturating_add(preface_lines);
        places.push(Place {
            line,
            start: narrow(start),
            end: narrow(start + record.source.len()),
            byte: offsets.of(line, narrow(start)),
            fault: record.fault,
            troubled: false,
        });
    }
    reader.order = evidence.order().or(order);
    if places.is_empty() {
        return Err(NotAnExport::NoRows);
    }
    places.shrink_to_fit();
    Ok(ParsedExport::of_file(text, encoding, reader, places, evidence.question()))
}

/// The order of day and month that the dates of these records settle.
pub(super) fn order_of<'a>(reader: &Reader, records: impl Iterator<Item = Record<'a>>) -> Option<DateOrder> {
    let mut evidence = Evidence::default();
    let dates = reader.service.dates();
    for record in records {
        let cells = Cells::new(&record.cells, false);
        dates.iter().for_each(|column| evidence.look(cells.get(*column)));
    }
    evidence.order()
}

fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
