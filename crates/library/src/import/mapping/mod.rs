//! Tables of no service that we know: a guess at what each column holds, and a reader of what the person confirmed.

mod guess;
mod mapped;

use super::columns::Columns;
use super::decode::{Encoding, Offsets};
use super::export::{Entry, Place};
use super::reader::{self, Layout, Reader, Service};
use super::table::{Record, Records};
use super::{DateOrder, Format, NotAnExport, ParseOptions, ParsedExport};
pub(super) use guess::is_data;
use mapped::Mapped;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "most names say it")]
pub enum MappedField {
    /// Nothing of interest.
    Ignore,
    /// Kept with the book on this computer, under the column's name.
    Keep,
    Title,
    Authors,
    /// An ISBN of either length, or an ASIN.
    Isbn,
    GoodreadsId,
    /// `goodreads:39077187,isbn:9780756411800`, as calibre writes them.
    Identifiers,
    /// A status or shelf, in words.
    Status,
    Rating,
    Review,
    Started,
    Finished,
    /// Readings as `start-end`, parted by commas.
    Reads,
    Added,
    Owned,
    Tags,
}

impl MappedField {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 16] = [
        Self::Ignore,
        Self::Keep,
        Self::Title,
        Self::Authors,
        Self::Isbn,
        Self::GoodreadsId,
        Self::Identifiers,
        Self::Status,
        Self::Rating,
        Self::Review,
        Self::Started,
        Self::Finished,
        Self::Reads,
        Self::Added,
        Self::Owned,
        Self::Tags,
    ];

    /// Several columns may hold it.
    pub const fn may_repeat(self) -> bool {
        matches!(self, Self::Ignore | Self::Keep | Self::Authors | Self::Isbn | Self::Tags)
    }
}

/// The highest rating of a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum RatingScale {
    #[default]
    Five,
    Ten,
    Hundred,
}

/// What the columns of a table hold, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mapping {
    /// One for each column.
    pub fields: Vec<MappedField>,
    /// What the best rating is.
    pub scale: RatingScale,
    /// The first row is a book already and names no columns.
    #[serde(default)]
    pub headerless: bool,
}

/// Why a mapping cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MappingFault {
    /// A book needs a title.
    #[error("no column holds the titles")]
    NoTitle,
    /// Two columns claim to hold what only one can.
    #[error("two columns hold the same field")]
    Twice(MappedField),
    /// The only row is taken for the names of the columns.
    #[error("no row is left below the first one")]
    NoRows,
    /// The mapping belongs to another table.
    #[error("the mapping has another number of columns than the table")]
    OtherTable,
}

/// A table of books whose columns nobody has explained yet.
///
/// Only its first 200 columns can be explained: each is a question on the screen, and no list of books has more. What
/// stands behind them is left out of the books, and still given back with rows that failed.
#[derive(Debug, Clone)]
pub struct Unmapped {
    text: Arc<str>,
    encoding: Encoding,
    preface: usize,
    offsets: Offsets,
    delimiter: u8,
    columns: Columns,
}

/// Columns that can be explained.
const COLUMNS: usize = 200;
/// Rows looked at for guesses and samples.
const SAMPLE_ROWS: usize = 200;
/// Sample values of a column.
const SAMPLES: usize = 3;
/// Characters of a sample value.
const SAMPLE_CHARS: usize = 80;

impl Unmapped {
    pub(super) fn new(
        text: Cow<'_, str>,
        encoding: Encoding,
        preface: usize,
        offsets: Offsets,
        delimiter: u8,
        columns: Columns,
    ) -> Self {
        Self { text: Arc::from(text), encoding, preface, offsets, delimiter, columns }
    }

    /// The header's cells, as far as they can be explained.
    pub fn header(&self) -> &[String] {
        let names = self.columns.names();
        names.get(..COLUMNS).unwrap_or(names)
    }

    /// Columns behind those, of which nothing is read.
    pub fn left_out(&self) -> usize {
        self.columns.names().len() - self.header().len()
    }

    /// The file's encoding.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Rows below the header that are not blank.
    pub fn rows(&self) -> usize {
        self.records().count()
    }

    /// The same for every table with this header, whatever its rows: the key under which a mapping is remembered.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for name in self.columns.names() {
            hash.update(name.to_lowercase().as_bytes());
            hash.update([0x1F]);
        }
        let mut hex = String::with_capacity(32);
        for byte in hash.finalize().iter().take(16) {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        hex
    }

    /// Up to three different values of every column, each cut to 80 characters.
    pub fn samples(&self) -> Vec<Vec<String>> {
        let mut samples: Vec<Vec<String>> = vec![Vec::new(); self.header().len()];
        for cells in self.sample_rows() {
            for (seen, cell) in samples.iter_mut().zip(cells) {
                let shown: String = cell.trim().chars().take(SAMPLE_CHARS).collect();
                if seen.len() < SAMPLES && !shown.is_empty() && !seen.contains(&shown) {
                    seen.push(shown);
                }
            }
        }
        samples
    }

    /// What the columns seem to hold, by their names first and by their cells where the names do not tell; and whether the
    /// first row is a book already.
    pub fn guess(&self) -> Mapping {
        let rows = self.sample_rows();
        if guess::is_data(&self.columns) {
            guess::by_cells(self.header(), rows)
        } else {
            guess::by_names(self.header(), &rows)
        }
    }

    /// The first rows as they would be read under a mapping; fewer when the table ends before.
    ///
    /// # Errors
    /// When the mapping cannot be used.
    pub fn preview(&self, mapping: &Mapping, rows: usize) -> Result<Vec<Entry>, MappingFault> {
        let mut reader = self.reader(mapping)?;
        let body = self.text.get(self.preface..).unwrap_or_default();
        reader.order = reader::order_of(&reader, reader.records(body).take(SAMPLE_ROWS));
        let entry = |record: Record<'_>| {
            let place = Place {
                line: record.line.saturating_add(u32::from(self.preface > 0)),
                start: 0,
                end: 0,
                byte: 0,
                fault: record.fault,
                troubled: false,
            };
            reader.entry(&place, &record.cells)
        };
        Ok(reader.records(body).take(rows).map(entry).collect())
    }

    /// Reads the table under a mapping.
    ///
    /// # Errors
    /// When the mapping cannot be used.
    pub fn read(&self, mapping: &Mapping, options: &ParseOptions) -> Result<ParsedExport, MappingFault> {
        let reader = self.reader(mapping)?;
        let (text, offsets) = (Arc::clone(&self.text), self.offsets.clone());
        reader::read(text, self.encoding, self.preface, offsets, reader, options.date_order)
            .map_err(|_: NotAnExport| MappingFault::OtherTable)
    }

    fn reader(&self, mapping: &Mapping) -> Result<Reader, MappingFault> {
        if mapping.fields.len() != self.header().len() {
            return Err(MappingFault::OtherTable);
        }
        if !mapping.fields.contains(&MappedField::Title) {
            return Err(MappingFault::NoTitle);
        }
        for field in MappedField::ALL {
            if !field.may_repeat() && mapping.fields.iter().filter(|one| **one == field).count() > 1 {
                return Err(MappingFault::Twice(field));
            }
        }
        if !mapping.headerless && self.records().next().is_none() {
            return Err(MappingFault::NoRows);
        }
        let columns = match mapping.headerless {
            true => Columns::numbered(self.columns.names().len()),
            false => self.columns.clone(),
        };
        let order: Option<DateOrder> = None;
        Ok(Reader {
            format: Format::OtherTable,
            layout: Layout::Delimited(self.delimiter),
            headerless: mapping.headerless,
            service: Mapped::shared(mapping, &columns),
            columns,
            order,
        })
    }

    fn sample_rows(&self) -> Vec<Vec<Cow<'_, str>>> {
        let sampled = self.records().take(SAMPLE_ROWS);
        sampled.map(|record| record.cells.into_iter().take(COLUMNS).collect()).collect()
    }

    fn records(&self) -> impl Iterator<Item = Record<'_>> {
        let body = self.text.get(self.preface..).unwrap_or_default();
        let mut records = Records::new(body, self.delimiter);
        let _header = records.next();
        records.expect_width(self.columns.names().len());
        records
    }
}

/// The reader of tables whose mapping we bring along: calibre's catalogue and Open Library's reading log.
pub(super) fn ready_made(columns: &Columns) -> Option<(Format, Arc<dyn Service>)> {
    let all = |names: &[&str]| names.iter().all(|name| columns.has(name));
    let (format, meanings): (Format, &[(&str, MappedField)]) = if all(&["title", "author_sort", "uuid"]) {
        let meanings = &[
            ("title", MappedField::Title),
            ("authors", MappedField::Authors),
            ("rating", MappedField::Rating),
            ("timestamp", MappedField::Added),
            ("isbn", MappedField::Isbn),
            ("identifiers", MappedField::Identifiers),
            ("tags", MappedField::Tags),
            ("author_sort", MappedField::Ignore),
            ("title_sort", MappedField::Ignore),
            ("cover", MappedField::Ignore),
            ("size", MappedField::Ignore),
        ];
        (Format::Calibre, meanings)
    } else if all(&["Work Id", "Bookshelf"]) {
        let meanings = &[
            ("Title", MappedField::Title),
            ("Authors", MappedField::Authors),
            ("Bookshelf", MappedField::Status),
            ("My Ratings", MappedField::Rating),
            ("Ratings Average", MappedField::Ignore),
            ("Ratings Count", MappedField::Ignore),
            ("Has Review", MappedField::Ignore),
            // Of the rows that we gave back.
            ("Line", MappedField::Ignore),
            ("Reason", MappedField::Ignore),
        ];
        (Format::OpenLibrary, meanings)
    } else {
        return None;
    };
    let mut fields = vec![MappedField::Keep; columns.names().len()];
    for (name, field) in meanings {
        if let Some(place) = columns.find(&[name]).and_then(|at| fields.get_mut(at)) {
            *place = *field;
        }
    }
    Some((format, Mapped::shared(&Mapping { fields, scale: RatingScale::Five, headerless: false }, columns)))
}

#[cfg(test)]
mod tests;
