use super::Note;
use bookhive::{BookRecord, Day, HiveId, Identifiers, PreviousRead, Stars, Status};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;

/// What is kept with a book on this computer and never published: tags, format, the file's own title, ….
pub type LocalFields = BTreeMap<String, String>;

/// The service a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the services' own names")]
pub enum Format {
    StoryGraph,
    Goodreads,
    Hardcover,
    LibraryThing,
    Openreads,
    BookWyrm,
    OpenLibrary,
    Calibre,
    /// Books as this app writes them, one JSON object a line.
    BookExplorer,
    /// Any other table, its columns given their meaning by the reader.
    OtherTable,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StoryGraph => "StoryGraph",
            Self::Goodreads => "Goodreads",
            Self::Hardcover => "Hardcover",
            Self::LibraryThing => "LibraryThing",
            Self::Openreads => "Openreads",
            Self::BookWyrm => "BookWyrm",
            Self::OpenLibrary => "Open Library",
            Self::Calibre => "calibre",
            Self::BookExplorer => "Book Explorer",
            Self::OtherTable => "other table",
        })
    }
}

/// One data row of an export, read as a book. Values are those that the record will hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Line on which the row starts, 1-based, the header being line 1 in a file that begins with it.
    pub line: u32,
    /// Bare title; the file's own is `local["fileTitle"]`.
    pub title: String,
    /// The primary author first. Empty when the file has none: such a row cannot be published.
    pub authors: Vec<String>,
    /// `None` also for a row on a custom [`shelf`](Self::shelf).
    pub status: Option<Status>,
    /// The reader's own shelf, in the file's words, awaiting an answer.
    pub shelf: Option<String>,
    /// The rating, rounded to half stars.
    pub stars: Option<Stars>,
    /// The file's rating when it is no multiple of half a star.
    pub stars_in_file: Option<String>,
    /// First day of the newest reading.
    pub started: Option<Day>,
    /// Last day of the newest reading of a finished book.
    pub finished: Option<Day>,
    /// Other readings, newest first, at most 50.
    pub previous_reads: Vec<PreviousRead>,
    /// `None` when the file does not say.
    pub owned: Option<bool>,
    /// ISBNs and Goodreads' number. The hive id is [`hive_id`](Self::hive_id).
    pub identifiers: Identifiers,
    /// Plain text, at most 15,000 graphemes.
    pub review: Option<String>,
    /// When the book was added at the service.
    pub created: Option<Day>,
    /// Computed from bare title and primary author; `None` without an author.
    pub hive_id: Option<HiveId>,
    /// `at://` address of the catalogue's record, when the row was matched to it.
    pub hive_book_uri: Option<String>,
    /// What stays on this computer.
    pub local: LocalFields,
    /// What is worth reading about the row.
    pub notes: Vec<Note>,
    /// The record that the row was made of, when it was one: a new record keeps what a row cannot say.
    pub(super) source: Option<Box<BookRecord>>,
    /// Every reading of the row, newest first, whatever became of it.
    pub(super) reads: Vec<PreviousRead>,
    /// First day of a reading that has not ended.
    pub(super) open: Option<Day>,
}

impl Row {
    /// The row as the report shows it, values as they would stand in the record.
    pub fn to_value(&self) -> Value {
        let noon = |day: Option<Day>| day.map(Day::to_noon_utc);
        let previous: Vec<Value> = self.previous_reads.iter().map(|read| read.to_value()).collect();
        json!({
            "line": self.line,
            "title": self.title,
            "authors": self.authors,
            "status": self.status.map(Status::token),
            "shelf": self.shelf,
            "stars": self.stars.map(Stars::half_stars),
            "startedAt": noon(self.started),
            "finishedAt": noon(self.finished),
            "previousReads": previous,
            "owned": self.owned,
            "isbn10": self.identifiers.isbn10.as_ref().map(|isbn| isbn.as_str()),
            "isbn13": self.identifiers.isbn13.as_ref().map(|isbn| isbn.as_str()),
            "goodreadsId": self.identifiers.goodreads_id,
            "review": self.review,
            "createdAt": noon(self.created),
            "hiveId": self.hive_id.as_ref().map(HiveId::as_str),
            "local": self.local,
        })
    }
}
