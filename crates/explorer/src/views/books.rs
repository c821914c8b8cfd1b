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
    pub previous_reads: Vec<ReadView>,
    pub isbn10: Option<String>,
    pub isbn13: Option<String>,
    pub goodreads_id: Option<String>,
    pub added: String,
    /// Fields that stay on this computer (format, pace, moods, …), in the file's words.
    pub local: Vec<LocalField>,
    /// The record as JSON, indented, as it will stand on the server.
    pub record: String,
}

/// An earlier read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadView {
    pub started: Option<String>,
    pub finished: String,
}

/// A field kept with the book on this computer only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LocalField {
    pub name: String,
    pub value: String,
}

/// A change to the chosen books; a field that is absent is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EditView {
    #[serde(default)]
    #[ts(optional)]
    pub status: Option<ChangeView<StatusView>>,
    /// Half stars, 1 to 10.
    #[serde(default)]
    #[ts(optional)]
    pub stars: Option<ChangeView<u8>>,
    #[serde(default)]
    #[ts(optional)]
    pub owned: Option<ChangeView<bool>>,
}

/// What becomes of one field.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ChangeView<T> {
    Set { value: T },
    Clear,
}

/// What an edit or an undo did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EditOutcome {
    /// Names the edit for undo; `None` when nothing changed.
    #[ts(type = "number | null")]
    pub group: Option<i64>,
    pub changed: u32,
    pub unchanged: u32,
    /// Books that could not be restored by an undo, because they changed since.
    pub conflicts: u32,
}
