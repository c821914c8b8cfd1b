//! Books as they are shown: a row, a page of rows, one book with everything.

use crate::aside::asides_of;
use crate::columns::status_of;
use crate::query::BookQuery;
use crate::rows;
use crate::{AccountId, BookId, Library, SetAside, StorageFault};
use bookhive::{BookRecord, Status};
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::{BTreeMap, HashSet};

/// A book as a row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookSummary {
    /// Its number on this computer.
    pub id: BookId,
    /// The title; empty for a record that has none.
    pub title: String,
    /// The authors, the primary one first.
    pub authors: Vec<String>,
    /// The status, when it is one we know.
    pub status: Option<Status>,
    /// Half stars, 1 to 10.
    pub stars: Option<u8>,
    /// The day reading began, `YYYY-MM-DD`.
    pub started: Option<String>,
    /// The day reading ended, `YYYY-MM-DD`.
    pub finished: Option<String>,
    /// Per cent, 0 to 100.
    pub progress: Option<u8>,
    /// Whether a copy is owned; `None` when the record does not say.
    pub owned: Option<bool>,
    /// Whether there is a review.
    pub has_review: bool,
    /// Tags, which stay on this computer.
    pub tags: Vec<String>,
    /// The hive id, when the record has one of the right shape.
    pub hive_id: Option<String>,
    /// CID of the picture that the record names as its cover.
    pub cover: Option<String>,
    /// When the record says it was made, in microseconds since 1970.
    pub created: Option<i64>,
    /// Format, as the import file put it, folded.
    pub format: Option<String>,
    /// Pages, where the record or the import file tells them.
    pub pages: Option<u32>,
    /// Year of publication, where the import file told it.
    pub published: Option<u32>,
    /// A change of this book waits for the server.
    pub waiting: bool,
    /// A change of this book was set aside and wants a look.
    pub set_aside: bool,
}

/// A window of the books that match a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookPage {
    /// The window's books, in the query's order.
    pub rows: Vec<BookSummary>,
    /// Books that match the query.
    pub matching: u32,
    /// Books in the library.
    pub total: u32,
}

/// One book with everything there is about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// The book as a row.
    pub summary: BookSummary,
    /// Key of its record.
    pub rkey: String,
    /// CID of the server's record; `None` while the server has none or did not tell.
    pub cid: Option<String>,
    /// The record as it stands here, waiting changes included.
    pub record: BookRecord,
    /// The record as the server was last seen to have it.
    pub base: Option<BookRecord>,
    /// Fields that stay on this computer.
    pub local: BTreeMap<String, String>,
    /// What was set aside, oldest first.
    pub set_aside: Vec<SetAside>,
}

/// Columns of [`BookSummary`], in the order in which [`summary`] reads them.
pub(crate) const SUMMARY_COLUMNS: &str = "
    book.id, book.title, book.authors, book.status, book.stars, book.started, book.finished, book.progress,
    book.owned, book.has_review, book.tags, book.hive_id, book.created, book.format, book.pages, book.published,
    book.cover,
    EXISTS (SELECT 1 FROM outbox WHERE outbox.book = book.id AND outbox.aside IS NULL),
    EXISTS (SELECT 1 FROM outbox WHERE outbox.book = book.id AND outbox.aside IS NOT NULL)";

pub(crate) fn summary(row: &Row<'_>) -> rusqlite::Result<BookSummary> {
    let list = |text: String, separator: char| -> Vec<String> {
        text.split(separator).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    Ok(BookSummary {
        id: row.get(0)?,
        title: row.get(1)?,
        authors: list(row.get(2)?, '\t'),
        status: row.get::<_, Option<i64>>(3)?.and_then(status_of),
        stars: row.get(4)?,
        started: row.get(5)?,
        finished: row.get(6)?,
        progress: row.get(7)?,
        owned: row.get(8)?,
        has_review: row.get(9)?,
        tags: list(row.get(10)?, '\n'),
        hive_id: row.get(11)?,
        created: row.get(12)?,
        format: row.get(13)?,
        pages: row.get(14)?,
        published: row.get(15)?,
        cover: row.get(16)?,
        waiting: row.get(17)?,
        set_aside: row.get(18)?,
    })
}

impl Library {
    /// The books of a window of a query: at most `limit` of them, after the first `offset`.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn books(
        &self,
        account: AccountId,
        query: &BookQuery,
        offset: u32,
        limit: u32,
    ) -> Result<BookPage, StorageFault> {
        self.read_remembering(|connection, remembered| {
            let found = remembered.found(connection, account, query)?;
            let window = found.iter().skip(offset as usize).take(limit as usize);
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {SUMMARY_COLUMNS} FROM book WHERE id = ?1 AND account = ?2 AND gone = 0"
            ))?;
            let rows = window
                .map(|book| statement.query_row((book, account), summary).optional())
                .filter_map(Result::transpose)
                .collect::<Result<_, _>>()?;
            let total = remembered.in_order(connection, account, query)?.len();
            Ok(BookPage { rows, matching: number(found.len()), total: number(total) })
        })
    }

    /// The names of the pictures that books of any account may be shown with: hive ids, and CIDs of their own covers.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn cover_names(&self) -> Result<HashSet<String>, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT hive_id FROM book WHERE hive_id IS NOT NULL
                 UNION SELECT cover FROM book WHERE cover IS NOT NULL",
            )?;
            let names = statement.query_map([], |row| row.get(0))?;
            Ok(names.collect::<Result<_, _>>()?)
        })
    }

    /// Where a book stands among those that match, counted from nought; `None` when it does not match.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn place_of(
        &self,
        account: AccountId,
        query: &BookQuery,
        book: BookId,
    ) -> Result<Option<u32>, StorageFault> {
        self.read_remembering(|connection, remembered| {
            let found = remembered.found(connection, account, query)?;
            Ok(found.iter().position(|&id| id == book.get()).map(number))
        })
    }

    /// These books as rows, in the order asked for. Books that are not there are left out.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn summaries(&self, account: AccountId, books: &[BookId]) -> Result<Vec<BookSummary>, StorageFault> {
        self.read(|connection| {
            books.iter().filter_map(|&book| one_summary(connection, account, book).transpose()).collect()
        })
    }

    /// One book; `None` when the account has no such book.
    ///
    /// # Errors
    /// When SQLite fails or a record in the database cannot be read.
    pub fn book(&self, account: AccountId, book: BookId) -> Result<Option<Book>, StorageFault> {
        self.read(|connection| {
            let Some(summary) = one_summary(connection, account, book)? else { return Ok(None) };
            let Some(stored) = rows::load(connection, book)? else { return Ok(None) };
            Ok(Some(Book {
                summary,
                rkey: stored.rkey,
                cid: stored.cid,
                record: stored.record,
                base: stored.base,
                local: stored.local,
                set_aside: asides_of(connection, account, Some(book))?,
            }))
        })
    }
}

pub(crate) fn one_summary(
    connection: &Connection,
    account: AccountId,
    book: BookId,
) -> Result<Option<BookSummary>, StorageFault> {
    let sql = format!("SELECT {SUMMARY_COLUMNS} FROM book WHERE id = ?1 AND account = ?2 AND gone = 0");
    Ok(connection.prepare_cached(&sql)?.query_row((book, account), summary).optional()?)
}

/// Lists of books are far shorter than this counts.
fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
