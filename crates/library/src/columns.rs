//! The columns that lists need, taken out of a record. Records of other apps may hold anything: what cannot be read
//! is empty here and whole in the record.

use crate::folding::{APOSTROPHES, fold, title_key};
use bookhive::{BookRecord, Status};
use std::collections::BTreeMap;

/// Local field that holds a book's tags.
const TAGS: [&str; 2] = ["tags", "shelves"];

/// The narrow half of a book.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Columns {
    pub(crate) title: String,
    pub(crate) title_sort: Option<String>,
    pub(crate) authors: String,
    pub(crate) author_sort: Option<String>,
    pub(crate) status: Option<i64>,
    pub(crate) stars: Option<u8>,
    pub(crate) started: Option<String>,
    pub(crate) finished: Option<String>,
    pub(crate) progress: Option<u8>,
    pub(crate) owned: Option<bool>,
    pub(crate) has_review: bool,
    pub(crate) tags: String,
    pub(crate) hive_id: Option<String>,
    pub(crate) isbn10: Option<String>,
    pub(crate) isbn13: Option<String>,
    pub(crate) goodreads: Option<String>,
    pub(crate) created: Option<i64>,
}

impl Columns {
    pub(crate) fn of(record: &BookRecord, local: &BTreeMap<String, String>) -> Self {
        let authors = record.authors();
        let identifiers = record.identifiers();
        Self {
            title: record.title().to_owned(),
            title_sort: title_key(record.title()),
            author_sort: authors.first().map(|author| fold(author)).filter(|key| !key.is_empty()),
            authors: authors.join("\t"),
            status: record.status().map(status_number),
            stars: record.stars().map(bookhive::Stars::half_stars),
            started: record.started_day().map(|day| day.to_string()),
            finished: record.finished_day().map(|day| day.to_string()),
            progress: record.progress_percent(),
            owned: record.owned(),
            has_review: record.review().is_some(),
            tags: tags(local).join("\n"),
            hive_id: record.hive_id().map(|id| id.as_str().to_owned()),
            isbn10: identifiers.isbn10.map(|isbn| isbn.as_str().to_owned()),
            isbn13: identifiers.isbn13.map(|isbn| isbn.as_str().to_owned()),
            goodreads: identifiers.goodreads_id,
            created: record.created_at().map(jiff::Timestamp::as_microsecond),
        }
    }

    /// Whether search finds both by the same words, local fields apart.
    pub(crate) fn has_words_of(&self, other: &Self) -> bool {
        let words = |columns: &Self| {
            let Self { title, authors, isbn10, isbn13, .. } = columns;
            (title.clone(), authors.clone(), isbn10.clone(), isbn13.clone())
        };
        words(self) == words(other)
    }

    /// What full-text search finds the book by: title, authors, local fields, ISBNs.
    pub(crate) fn words(&self, local: &BTreeMap<String, String>) -> String {
        let identifiers = self.isbn10.iter().chain(&self.isbn13);
        let texts = [&self.title, &self.authors].into_iter().chain(local.values()).chain(identifiers);
        let mut words = String::new();
        for text in texts {
            words.push_str(&fold(text));
            words.push('\n');
            // "L'Étranger" is looked for as "letranger" and as "etranger".
            if text.contains(APOSTROPHES) {
                words.push_str(&fold(&text.replace(APOSTROPHES, " ")));
                words.push('\n');
            }
        }
        words
    }
}

/// The tags of a book, from its local fields, each once.
pub(crate) fn tags(local: &BTreeMap<String, String>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    let listed = TAGS.iter().filter_map(|key| local.get(*key)).flat_map(|list| list.split([',', '\n']));
    for tag in listed.map(str::trim).filter(|tag| !tag.is_empty()) {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// Statuses sort in the order in which the app lists them.
pub(crate) const fn status_number(status: Status) -> i64 {
    match status {
        Status::Finished => 0,
        Status::Reading => 1,
        Status::WantToRead => 2,
        Status::Abandoned => 3,
    }
}

pub(crate) const fn status_of(number: i64) -> Option<Status> {
    match number {
        0 => Some(Status::Finished),
        1 => Some(Status::Reading),
        2 => Some(Status::WantToRead),
        3 => Some(Status::Abandoned),
        _ => None,
    }
}
