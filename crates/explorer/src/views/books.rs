use super::{BookLink, DraftView, ReadView, ReadingProgress};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A book's reading status (`buzz.bookhive.defs`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StatusView {
    Finished,
    Reading,
    WantToRead,
    Abandoned,
}

/// A book as a row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BookRow {
    /// Stable on this computer; not the record key.
    #[ts(type = "number")]
    pub id: i64,
    pub title: String,
    pub authors: Vec<String>,
    pub status: Option<StatusView>,
    /// Half stars, 1 to 10.
    pub stars: Option<u8>,
    pub started: Option<String>,
    pub finished: Option<String>,
    /// Per cent, 0 to 100.
    pub progress: Option<u8>,
    pub owned: Option<bool>,
    pub has_review: bool,
    pub tags: Vec<String>,
    /// Seed of the drawn cover; `None` while the book has no author.
    pub hive_id: Option<String>,
    /// The record's own picture of the cover, as `cover:` names it.
    pub cover: Option<String>,
    /// The day the record was made, in UTC.
    pub added: Option<String>,
    pub format: Option<String>,
    pub pages: Option<u32>,
    /// Year of publication.
    pub year: Option<u32>,
    /// A change of this book waits for the server.
    pub waiting: bool,
}

/// A window of rows of the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BookPage {
    pub rows: Vec<BookRow>,
    pub offset: u32,
    /// Books that match the query.
    pub matching: u32,
    /// Books in the library.
    pub total: u32,
}

/// Books per status; the parts add up to `all`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CountsView {
    pub all: u32,
    pub finished: u32,
    pub reading: u32,
    pub want_to_read: u32,
    pub abandoned: u32,
    pub none: u32,
}

/// Everything the inspector shows of one book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BookDetail {
    pub row: BookRow,
    pub review: Option<String>,
    pub progress: Option<ReadingProgress>,
    pub previous_reads: Vec<ReadView>,
    pub isbn10: Option<String>,
    pub isbn13: Option<String>,
    pub goodreads_id: Option<String>,
    pub added: String,
    /// Pages about the book that `openBookLink` opens.
    pub links: Vec<BookLink>,
    /// Fields that stay on this computer (format, pace, moods, …), in the file's words.
    pub local: Vec<LocalField>,
    /// What was written here and not saved, where it says something else than the field.
    pub drafts: Vec<DraftView>,
    /// The record as JSON, indented, as it will stand on the server.
    pub record: String,
}

/// A field kept with the book on this computer only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LocalField {
    pub name: String,
    pub value: String,
}
