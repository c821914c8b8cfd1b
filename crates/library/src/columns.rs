//! The columns that lists need, taken out of a record. Records of other apps may hold anything: what cannot be read
//! is empty here and whole in the record.

use crate::enrichment::Gaps;
use crate::folding::{APOSTROPHES, fold, title_key};
use bookhive::{BookRecord, Day, Field, Status};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

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
    pub(crate) has_cover: bool,
    /// CID of the record's own picture.
    pub(crate) cover: Option<String>,
    pub(crate) format: Option<String>,
    pub(crate) pages: Option<u32>,
    pub(crate) published: Option<u32>,
    /// The day it was given up, where the file told it.
    pub(crate) stopped: Option<String>,
    /// The format as it is shown.
    pub(crate) binding: Option<String>,
    /// Earlier readings, one a line: first day (or nothing), a stroke, last day.
    pub(crate) earlier: String,
    /// What the catalogue could fill.
    pub(crate) lacks: Gaps,
}

/// What full-text search finds a book by, a column each.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Words {
    pub(crate) title: String,
    pub(crate) authors: String,
    pub(crate) tags: String,
    pub(crate) review: String,
    /// Local fields and ISBNs.
    pub(crate) rest: String,
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
            has_cover: record.get(Field::Cover).is_some(),
            cover: record.cover_link().map(|cid| cid.to_string()),
            format: local.get("format").map(|format| fold(format)).filter(|format| !format.is_empty()),
            pages: pages(record, local),
            published: number(local, &["originalPublicationYear", "yearPublished"]),
            stopped: local.get("stoppedAt").and_then(|day| Day::parse(day).ok()).map(|day| day.to_string()),
            binding: local
                .get("format")
                .map(|format| format.trim().to_ascii_lowercase())
                .filter(|format| !format.is_empty()),
            earlier: earlier(record),
            lacks: Gaps::of(record, local),
        }
    }
}

impl Words {
    pub(crate) fn of(record: &BookRecord, local: &BTreeMap<String, String>) -> Self {
        let identifiers = record.identifiers();
        let (isbn10, isbn13) = (identifiers.isbn10.as_ref(), identifiers.isbn13.as_ref());
        let isbns = [isbn10.map(|isbn| isbn.as_str()), isbn13.map(|isbn| isbn.as_str())];
        let mut rest = String::new();
        for (_, value) in local.iter().filter(|(key, _)| !TAGS.contains(&key.as_str())) {
            add_words(&mut rest, value);
        }
        for isbn in isbns.into_iter().flatten() {
            add_words(&mut rest, isbn);
        }
        Self {
            title: words_of([record.title()]),
            authors: words_of(record.authors()),
            tags: words_of(tags(local).iter().map(String::as_str)),
            review: words_of(record.review()),
            rest,
        }
    }
}

fn words_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut words = String::new();
    for text in texts {
        add_words(&mut words, text);
    }
    words
}

fn add_words(words: &mut String, text: &str) {
    words.push_str(&fold(text));
    words.push('\n');
    // "L'Étranger" is looked for as "letranger" and as "etranger".
    if text.contains(APOSTROPHES) {
        words.push_str(&fold(&text.replace(APOSTROPHES, " ")));
        words.push('\n');
    }
}

/// More pages than a book has are a mistake.
const PAGES: RangeInclusive<u64> = 1..=20_000;

/// The book's pages: as the record's progress counts them, else as the file told.
fn pages(record: &BookRecord, local: &BTreeMap<String, String>) -> Option<u32> {
    let in_record =
        record.get(Field::BookProgress).and_then(|progress| match progress.get("totalPages")? {
            Value::String(text) => leading_number(text),
            number => number.as_u64().or_else(|| leading_number(&number.to_string())),
        });
    let in_file = local.get("pages").and_then(|text| leading_number(text));
    let sound = |pages: &u64| PAGES.contains(pages);
    in_record.filter(sound).or(in_file.filter(sound)).and_then(|pages| u32::try_from(pages).ok())
}

/// The whole number that a text begins with.
fn leading_number(text: &str) -> Option<u64> {
    let text = text.trim_start();
    let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    text.get(..digits)?.parse().ok()
}

fn earlier(record: &BookRecord) -> String {
    let line = |read: bookhive::PreviousRead| {
        let started = read.started.map(|day| day.to_string()).unwrap_or_default();
        format!("{started}/{}", read.finished)
    };
    record.previous_reads().into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A whole number that a local field holds.
fn number(local: &BTreeMap<String, String>, keys: &[&str]) -> Option<u32> {
    keys.iter().find_map(|key| local.get(*key)?.trim().parse().ok())
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

/// Makes these the book's tags, under one key whatever key they came under.
pub(crate) fn set_tags(local: &mut BTreeMap<String, String>, tags: &[String]) {
    for key in TAGS {
        local.remove(key);
    }
    if !tags.is_empty() {
        local.insert(TAGS[0].to_owned(), tags.join(", "));
    }
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
