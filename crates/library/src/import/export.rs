use super::reader::{Layout, Reader};
use super::table::Fault;
use super::{DateOrder, Encoding, Format, Problem, Row};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::sync::Arc;

/// A file that was understood: every data row is a [`Row`], or has a fatal [`Problem`].
///
/// Only the text and the places of its rows are kept. Rows are read again whenever they are asked for, which takes a few
/// microseconds each and gives the same every time; so an export of 100,000 rows takes little more memory than its file.
#[derive(Debug, Clone)]
pub struct ParsedExport {
    /// The service; `None` for books of this computer ([`of_books`](super::of_books)).
    pub format: Option<Format>,
    /// The file's encoding.
    pub encoding: Encoding,
    /// Columns of the header; 0 in a file that has none.
    pub columns: usize,
    /// Rows that are not wholly blank.
    pub data_rows: usize,
    /// Rows that can be read as a book. The others have a fatal problem each.
    pub usable: usize,
    /// How `A/B/YYYY` was read: by the file's own evidence, or as answered.
    pub date_order: Option<DateOrder>,
    /// Some dates `A/B/YYYY` when the file does not settle their order; ask, and parse again with the answer.
    pub ambiguous_dates: Option<Vec<String>>,
    rows: Rows,
}

#[derive(Debug, Clone)]
enum Rows {
    /// Rows that come from no file.
    Held(Arc<[Row]>),
    InFile {
        text: Arc<str>,
        reader: Arc<Reader>,
        places: Arc<[Place]>,
    },
}

/// One data row: a book, or the reason why it is none, and everything worth saying about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Line on which the row starts, 1-based, the header being line 1 in a file that begins with it.
    pub line: u32,
    /// `None` when one of the problems is fatal, and only then.
    pub row: Option<Row>,
    /// In the order in which they were met.
    pub problems: Vec<Problem>,
}

/// Where a data row stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) line: u32,
    /// Range in the text.
    pub(super) start: u32,
    pub(super) end: u32,
    /// Offset in the file, which may be encoded otherwise than the text.
    pub(super) byte: u32,
    pub(super) fault: Option<Fault>,
    /// Reading it brings problems up.
    pub(super) troubled: bool,
}

impl Place {
    pub(super) fn source<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

impl ParsedExport {
    pub(super) fn of_file(
        text: Arc<str>,
        encoding: Encoding,
        reader: Reader,
        mut places: Vec<Place>,
        ambiguous_dates: Option<Vec<String>>,
    ) -> Self {
        let mut usable = 0;
        for place in &mut places {
            let (is_usable, is_troubled) =
                reader.check(place, &reader.cells(place.source(&text), place.fault));
            place.troubled = is_troubled;
            usable += usize::from(is_usable);
        }
        Self {
            format: Some(reader.format),
            encoding,
            columns: reader.columns.names().len(),
            data_rows: places.len(),
            usable,
            date_order: reader.order,
            ambiguous_dates,
            rows: Rows::InFile { text, reader: Arc::new(reader), places: places.into() },
        }
    }

    pub(super) fn of_rows(rows: Vec<Row>) -> Self {
        Self {
            format: None,
            encoding: Encoding::Utf8,
            columns: 0,
            data_rows: rows.len(),
            usable: rows.len(),
            date_order: None,
            ambiguous_dates: None,
            rows: Rows::Held(rows.into()),
        }
    }

    /// The same file, its dates `A/B/YYYY` read in that order. Only what the file itself leaves open is open to an answer.
    #[must_use]
    pub fn with_date_order(&self, order: DateOrder) -> Self {
        match (&self.rows, &self.ambiguous_dates) {
            (Rows::InFile { text, reader, places }, Some(dates)) => {
                let reader = Reader { order: Some(order), ..Reader::clone(reader) };
                Self::of_file(Arc::clone(text), self.encoding, reader, places.to_vec(), Some(dates.clone()))
            }
            _ => self.clone(),
        }
    }

    /// The header's cells.
    pub fn header(&self) -> &[String] {
        match &self.rows {
            Rows::Held(_) => &[],
            Rows::InFile { reader, .. } => reader.columns.names(),
        }
    }

    /// The data row of that index, in file order.
    pub fn entry(&self, index: usize) -> Option<Entry> {
        match &self.rows {
            Rows::Held(rows) => rows.get(index).map(|row| Entry {
                line: row.line,
                row: Some(row.clone()),
                problems: Vec::new(),
            }),
            Rows::InFile { text, reader, places } => {
                let place = places.get(index)?;
                Some(reader.entry(place, &reader.cells(place.source(text), place.fault)))
            }
        }
    }

    /// The index of the data row that starts on `line`.
    pub fn index_of(&self, line: u32) -> Option<usize> {
        match &self.rows {
            Rows::Held(rows) => rows.binary_search_by_key(&line, |row| row.line).ok(),
            Rows::InFile { places, .. } => places.binary_search_by_key(&line, |place| place.line).ok(),
        }
    }

    /// Every data row, in file order; each is read as the iterator comes to it.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        (0..self.data_rows).filter_map(|index| self.entry(index))
    }

    /// The usable rows, in file order; each is read as the iterator comes to it.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        self.entries().filter_map(|entry| entry.row)
    }

    /// Everything worth saying, in file order; only the rows that have any are read. Usable rows + fatal problems = data
    /// rows.
    pub fn problems(&self) -> impl Iterator<Item = Problem> {
        let troubled = |index: &usize| match &self.rows {
            Rows::Held(_) => false,
            Rows::InFile { places, .. } => places.get(*index).is_some_and(|place| place.troubled),
        };
        (0..self.data_rows)
            .filter(troubled)
            .filter_map(|index| self.entry(index))
            .flat_map(|entry| entry.problems)
    }

    /// The cells of the data row that starts on `line`, as the file has them; one cell with the raw text when its
    /// quoting cannot be read, or when the file is no table.
    pub fn original(&self, line: u32) -> Option<Vec<String>> {
        let Rows::InFile { text, reader, places } = &self.rows else { return None };
        let place = places.get(self.index_of(line)?)?;
        let source = place.source(text);
        let cells = match reader.layout {
            Layout::Delimited(_) | Layout::Unquoted(_) => reader.cells(source, place.fault),
            Layout::JsonObject | Layout::JsonLines => Vec::new(),
        };
        if cells.is_empty() {
            return Some(vec![source.trim_end().to_owned()]);
        }
        Some(cells.into_iter().map(Cow::into_owned).collect())
    }

    /// The report that users attach when something was read wrongly: see the `read_export` example.
    pub fn to_value(&self) -> Value {
        let rows: Vec<Value> = self.rows().map(|row| row.to_value()).collect();
        let problems: Vec<Value> = self.problems().map(|problem| problem.to_value()).collect();
        json!({
            "format": self.format.map(|format| format.to_string()),
            "encoding": self.encoding.to_string(),
            "dataRows": self.data_rows,
            "rows": rows,
            "problems": problems,
        })
    }
}
