//! Books as files that other programs read: StoryGraph's and Goodreads' columns, and JSON Lines of the records.
//!
//! What our own importer makes of such a file means the same as the books it was made of, as far as the format can say
//! it; JSON Lines say everything. A CSV ends in the column [`OWN_COLUMN`](crate::import::OWN_COLUMN), by which the importer knows its own.

mod cell;
mod file;
mod goodreads;
mod reads;
mod review;
mod storygraph;
#[cfg(test)]
mod tests;

pub use cell::harmless;
pub use file::WholeFile;

use crate::rows::{Local, local_from, record_from};
use crate::selection::Selection;
use crate::{AccountId, Library, StorageFault};
use bookhive::{BookRecord, COLLECTION};
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use std::io::{self, Write};
use std::path::Path;
use thiserror::Error;

/// What an export is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// CSV with StoryGraph's 23 columns.
    StoryGraph,
    /// CSV with Goodreads' 24 columns, and `read_dates`, which holds readings that those have no place for.
    Goodreads,
    /// One JSON object a line: `record` as in the repository, `local` with what stays on this computer, `uri` and `cid`
    /// where the server has the record.
    JsonLines,
}

/// An export was not written; a file that was there before still is.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The file could not be written.
    #[error("the file cannot be written")]
    File(#[from] io::Error),
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> Self {
        Self::File(error.into())
    }
}

impl From<rusqlite::Error> for ExportError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// A book on its way into a file.
struct Exported {
    rkey: String,
    cid: Option<String>,
    record: BookRecord,
    local: Local,
}

impl Exported {
    fn kept(&self, key: &str) -> &str {
        self.local.get(key).map_or("", String::as_str)
    }

    /// The title as the file it came from had it, series and all, while it still is the same title.
    fn title(&self) -> &str {
        let full = self.kept("fileTitle");
        if crate::import::bare_title(full) == self.record.title() { full } else { self.record.title() }
    }

    /// Stars as services write them: "4", "4.5"; the file's own quarter where it rounds to the present rating.
    fn rating(&self) -> String {
        let Some(stars) = self.record.stars().map(bookhive::Stars::half_stars) else { return String::new() };
        let quarter = self.kept("starRating");
        let rounded = quarter.replace(',', ".").parse::<f64>().map(|stars| (stars * 2.0 + 0.5).floor());
        if rounded == Ok(f64::from(stars)) {
            return quarter.to_owned();
        }
        if stars % 2 == 0 { (stars / 2).to_string() } else { format!("{}.5", stars / 2) }
    }

    fn added(&self) -> String {
        self.record.created_at().map(|at| reads::day(bookhive::Day::from_timestamp(at))).unwrap_or_default()
    }

    /// The whole review, where the record holds only its beginning.
    fn review(&self) -> String {
        let written = self.record.review().unwrap_or_default();
        let full = self.kept("fullReview");
        review::as_markup(if full.starts_with(written) && !written.is_empty() { full } else { written })
    }

    fn tags(&self) -> &str {
        if self.kept("tags").is_empty() { self.kept("shelves") } else { self.kept("tags") }
    }
}

impl Library {
    /// Writes the chosen books of an account, or all, to `path`, and says how many. The file is there whole or not at all.
    ///
    /// # Errors
    /// [`ExportError::File`] when it cannot be written.
    pub fn export(
        &self,
        account: AccountId,
        selection: Option<&Selection>,
        format: ExportFormat,
        path: &Path,
    ) -> Result<u32, ExportError> {
        let mut file = WholeFile::create(path)?;
        let books = self.read(|connection| match format {
            ExportFormat::StoryGraph => {
                let mut table = table(&mut file, &storygraph::COLUMNS)?;
                each(connection, account, selection, |book| Ok(table.write_record(storygraph::row(book))?))
            }
            ExportFormat::Goodreads => {
                let mut table = table(&mut file, &goodreads::COLUMNS)?;
                each(connection, account, selection, |book| Ok(table.write_record(goodreads::row(book))?))
            }
            ExportFormat::JsonLines => {
                let did: Option<String> = connection
                    .prepare_cached("SELECT did FROM account WHERE id = ?1")?
                    .query_row([account], |row| row.get(0))
                    .optional()?
                    .flatten();
                each(connection, account, selection, |book| Ok(write_line(&mut file, did.as_deref(), book)?))
            }
        })?;
        file.finish()?;
        Ok(books)
    }
}

/// A table with its header.
fn table<'f>(
    file: &'f mut WholeFile,
    columns: &[&str],
) -> Result<csv::Writer<&'f mut WholeFile>, ExportError> {
    let mut table = csv::WriterBuilder::new().from_writer(file);
    table.write_record(columns)?;
    Ok(table)
}

fn write_line(file: &mut WholeFile, did: Option<&str>, book: &Exported) -> io::Result<()> {
    let mut line = json!({ "record": book.record.to_value(), "local": book.local });
    if let (Some(did), Some(cid), Some(fields)) = (did, &book.cid, line.as_object_mut()) {
        fields.insert("uri".to_owned(), format!("at://{did}/{COLLECTION}/{}", book.rkey).into());
        fields.insert("cid".to_owned(), cid.as_str().into());
    }
    serde_json::to_writer(&mut *file, &line)?;
    file.write_all(b"\n")
}

/// Hands the chosen books to `write`, one by one in the order in which they came, and counts them.
fn each(
    connection: &Connection,
    account: AccountId,
    selection: Option<&Selection>,
    mut write: impl FnMut(&Exported) -> Result<(), ExportError>,
) -> Result<u32, ExportError> {
    let books = match selection {
        Some(selection) => selection.resolve(connection, account)?,
        None => {
            let mut statement = connection
                .prepare_cached("SELECT id FROM book WHERE account = ?1 AND gone = 0 ORDER BY id")?;
            statement.query_map([account], |row| row.get(0))?.collect::<Result<_, _>>()?
        }
    };
    let mut statement = connection.prepare_cached(
        "SELECT book.rkey, half.cid, half.record, half.local
         FROM book JOIN book_record AS half ON half.book = book.id WHERE book.id = ?1",
    )?;
    let mut written = 0;
    for book in books {
        let mut rows = statement.query([book])?;
        let Some(row) = rows.next()? else { continue };
        let (record, local): (String, String) = (row.get(2)?, row.get(3)?);
        write(&Exported {
            rkey: row.get(0)?,
            cid: row.get(1)?,
            record: record_from(&record)?,
            local: local_from(&local)?,
        })?;
        written += 1;
    }
    Ok(written)
}
