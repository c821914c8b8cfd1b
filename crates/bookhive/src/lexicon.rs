use crate::{BookRecord, COLLECTION, Field, Status};
use serde_json::Value;
use std::fmt;
use unicode_segmentation::UnicodeSegmentation;

/// The lexicon's limits. Lengths of strings are in UTF-8 bytes unless they say graphemes.
pub mod limit {
    /// Bytes of `title`.
    pub const TITLE_BYTES: usize = 512;
    /// Bytes of `authors`, separators included.
    pub const AUTHORS_BYTES: usize = 2048;
    /// Graphemes (what a reader would call characters) of `review`.
    pub const REVIEW_GRAPHEMES: usize = 15_000;
    /// Entries of `previousReads`.
    pub const PREVIOUS_READS: usize = 50;
    /// Bytes of the `cover` blob.
    pub const COVER_BYTES: u64 = 1_000_000;
}

/// A place where a record breaks the lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconFault {
    /// Where: a field's name, with entry and key for nested ones (`previousReads/3/finishedAt`).
    pub path: String,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words are in Display")]
pub enum Fault {
    Missing,
    WrongType,
    TooLong,
    Empty,
    OutOfRange,
    NoDatetime,
    UnknownToken,
    WrongCollection,
    NoAtUri,
    UnacceptedImage,
}

impl fmt::Display for LexiconFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self.fault {
            Fault::Missing => "is missing",
            Fault::WrongType => "has the wrong type",
            Fault::TooLong => "is too long",
            Fault::Empty => "is empty",
            Fault::OutOfRange => "is out of range",
            Fault::NoDatetime => "is no datetime",
            Fault::UnknownToken => "is no status of the lexicon",
            Fault::WrongCollection => "names another collection",
            Fault::NoAtUri => "is no at:// URI",
            Fault::UnacceptedImage => "is no PNG or JPEG within a megabyte",
        };
        write!(f, "{} {words}", self.path)
    }
}

impl BookRecord {
    /// Everything in which this record departs from the `buzz.bookhive.book` lexicon; empty for a record that may be
    /// written. Fields the lexicon does not name are no fault: they are other apps' data.
    pub fn check(&self) -> Vec<LexiconFault> {
        let mut faults = Vec::new();
        for (path, fault) in self.faults() {
            faults.push(LexiconFault { path, fault });
        }
        faults
    }

    fn faults(&self) -> Vec<(String, Fault)> {
        let mut found = Vec::new();
        if self.as_map().get("$type").is_some_and(|t| t.as_str() != Some(COLLECTION)) {
            found.push(("$type".to_owned(), Fault::WrongCollection));
        }
        for field in Field::ALL {
            match self.get(field) {
                Some(value) => field_faults(field, value, &mut found),
                None if REQUIRED.contains(&field) => found.push((field.to_string(), Fault::Missing)),
                None => {}
            }
        }
        found
    }
}

const REQUIRED: [Field; 4] = [Field::Title, Field::Authors, Field::HiveId, Field::CreatedAt];

fn field_faults(field: Field, value: &Value, found: &mut Vec<(String, Fault)>) {
    let name = field.as_str();
    let fault = match field {
        Field::Title => text_within(value, limit::TITLE_BYTES),
        Field::Authors => text_within(value, limit::AUTHORS_BYTES),
        Field::HiveId => text_within(value, usize::MAX),
        Field::CreatedAt | Field::StartedAt | Field::FinishedAt => datetime(value),
        Field::Status => match value.as_str() {
            Some(token) => Status::from_token(token).is_none().then_some(Fault::UnknownToken),
            None => Some(Fault::WrongType),
        },
        Field::Stars => integer_within(value, 1, 10),
        Field::Review => match value.as_str() {
            Some(text) => exceeds_graphemes(text, limit::REVIEW_GRAPHEMES).then_some(Fault::TooLong),
            None => Some(Fault::WrongType),
        },
        Field::Owned => (!value.is_boolean()).then_some(Fault::WrongType),
        Field::HiveBookUri => match value.as_str() {
            Some(uri) => (!uri.starts_with("at://")).then_some(Fault::NoAtUri),
            None => Some(Fault::WrongType),
        },
        Field::Cover => cover(value),
        Field::BookProgress => return progress_faults(value, found),
        Field::PreviousReads => return reads_faults(value, found),
        Field::Identifiers => return identifiers_faults(value, found),
    };
    found.extend(fault.map(|fault| (name.to_owned(), fault)));
}

fn text_within(value: &Value, bytes: usize) -> Option<Fault> {
    match value.as_str() {
        None => Some(Fault::WrongType),
        Some("") => Some(Fault::Empty),
        Some(text) => (text.len() > bytes).then_some(Fault::TooLong),
    }
}

/// Counts only as far as needed: a long review is counted once, a short one by its bytes.
fn exceeds_graphemes(text: &str, count: usize) -> bool {
    text.len() > count && text.graphemes(true).nth(count).is_some()
}

fn integer_within(value: &Value, least: i64, most: i64) -> Option<Fault> {
    match value.as_i64() {
        None => Some(Fault::WrongType),
        Some(n) => (!(least..=most).contains(&n)).then_some(Fault::OutOfRange),
    }
}

/// The protocol wants RFC 3339 with a capital `T`, seconds and an offset: a [datetime](https://atproto.com/specs/lexicon#datetime).
fn datetime(value: &Value) -> Option<Fault> {
    let Some(text) = value.as_str() else { return Some(Fault::WrongType) };
    let bytes = text.as_bytes();
    let shaped = bytes.get(10) == Some(&b'T') && bytes.get(16) == Some(&b':') && !text.ends_with("-00:00");
    (!shaped || text.parse::<jiff::Timestamp>().is_err()).then_some(Fault::NoDatetime)
}

fn cover(value: &Value) -> Option<Fault> {
    if value.get("$type").and_then(Value::as_str) != Some("blob") {
        return Some(Fault::WrongType);
    }
    let accepted = matches!(value.get("mimeType").and_then(Value::as_str), Some("image/png" | "image/jpeg"));
    let small = value.get("size").and_then(Value::as_u64).is_some_and(|size| size <= limit::COVER_BYTES);
    (!(accepted && small)).then_some(Fault::UnacceptedImage)
}

fn progress_faults(value: &Value, found: &mut Vec<(String, Fault)>) {
    let Some(object) = value.as_object() else {
        return found.push(("bookProgress".into(), Fault::WrongType));
    };
    for key in ["percent", "totalPages", "currentPage", "totalChapters", "currentChapter"] {
        let most = if key == "percent" { 100 } else { i64::MAX };
        let least = if key.starts_with("total") { 1 } else { 0 };
        let fault = object.get(key).and_then(|n| integer_within(n, least, most));
        found.extend(fault.map(|fault| (format!("bookProgress/{key}"), fault)));
    }
    let fault = object.get("updatedAt").map_or(Some(Fault::Missing), datetime);
    found.extend(fault.map(|fault| ("bookProgress/updatedAt".to_owned(), fault)));
}

fn reads_faults(value: &Value, found: &mut Vec<(String, Fault)>) {
    let Some(entries) = value.as_array() else {
        return found.push(("previousReads".into(), Fault::WrongType));
    };
    if entries.len() > limit::PREVIOUS_READS {
        found.push(("previousReads".into(), Fault::TooLong));
    }
    for (at, entry) in entries.iter().enumerate() {
        let end = entry.get("finishedAt").map_or(Some(Fault::Missing), datetime);
        let start = entry.get("startedAt").and_then(datetime);
        found.extend(end.map(|fault| (format!("previousReads/{at}/finishedAt"), fault)));
        found.extend(start.map(|fault| (format!("previousReads/{at}/startedAt"), fault)));
    }
}

fn identifiers_faults(value: &Value, found: &mut Vec<(String, Fault)>) {
    let Some(object) = value.as_object() else { return found.push(("identifiers".into(), Fault::WrongType)) };
    for key in ["hiveId", "isbn10", "isbn13", "goodreadsId"] {
        if object.get(key).is_some_and(|id| !id.is_string()) {
            found.push((format!("identifiers/{key}"), Fault::WrongType));
        }
    }
}

#[cfg(test)]
mod tests;
