//! One record out of several of the same book, field by field, so that nothing is lost that a record can hold.

mod reads;

use crate::columns;
use crate::rows::Local;
use bookhive::isbn::Isbn13;
use bookhive::{BookRecord, Field, Identifiers, limit};
use reads::{Reading, together};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use unicode_segmentation::UnicodeSegmentation;

/// What each field of the merged record comes to when nobody chooses. `records` begin with the one that is kept. Earlier
/// reads may be more than a record can hold.
pub(crate) fn proposed(field: Field, records: &[&BookRecord]) -> Option<Value> {
    let reading = || -> Reading { together(records) };
    match field {
        Field::Status => reading().status,
        Field::StartedAt => reading().started,
        Field::FinishedAt => reading().finished,
        Field::PreviousReads => reading().previous,
        Field::Review => reviews(records),
        Field::Identifiers => identifiers(records),
        Field::BookProgress => progress(records),
        Field::Owned => owned(records),
        Field::HiveBookUri => first(field, &of_one_work(records)),
        _ => first(field, records),
    }
}

fn first(field: Field, records: &[&BookRecord]) -> Option<Value> {
    records.iter().find_map(|record| record.get(field).filter(|value| !is_empty(value))).cloned()
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}

/// Every different review, one after the other; as many whole ones as the lexicon has room for.
fn reviews(records: &[&BookRecord]) -> Option<Value> {
    let mut texts: Vec<&str> = Vec::new();
    for review in records.iter().filter_map(|record| record.review()).map(str::trim) {
        if texts.iter().any(|known| known.contains(review)) {
            continue;
        }
        texts.retain(|known| !review.contains(*known));
        texts.push(review);
    }
    let mut joined = String::new();
    for text in texts {
        let longer = if joined.is_empty() { text.to_owned() } else { format!("{joined}\n\n{text}") };
        if joined.is_empty() || longer.graphemes(true).count() <= limit::REVIEW_GRAPHEMES {
            joined = longer;
        }
    }
    if joined.is_empty() { first(Field::Review, records) } else { Some(Value::from(joined)) }
}

/// The records that have the hive id of the one that is kept: what names the work of another is not taken over.
fn of_one_work<'a>(records: &[&'a BookRecord]) -> Vec<&'a BookRecord> {
    let Some(kept) = records.first() else { return Vec::new() };
    records.iter().copied().filter(|record| record.hive_id() == kept.hive_id()).collect()
}

/// Every key, of the first record that has it. ISBNs of two editions do not mix: the second form of one is taken over only
/// where both are of the same edition.
fn identifiers(records: &[&BookRecord]) -> Option<Value> {
    let mut joined = Map::new();
    let one_work = of_one_work(records);
    for record in records {
        let object = record.get(Field::Identifiers).and_then(Value::as_object);
        let (known, more) = (isbn(&joined), object.and_then(isbn));
        let other_edition = known.is_some() && known != more;
        for (key, value) in object.into_iter().flatten() {
            let strange = match key.as_str() {
                "isbn10" | "isbn13" => other_edition,
                "hiveId" => !one_work.contains(record),
                _ => false,
            };
            if !strange && !joined.contains_key(key) {
                joined.insert(key.clone(), value.clone());
            }
        }
    }
    if joined.is_empty() { first(Field::Identifiers, records) } else { Some(Value::Object(joined)) }
}

/// The edition's number, in its long form.
fn isbn(identifiers: &Map<String, Value>) -> Option<Isbn13> {
    let known = Identifiers::from_value(Some(&Value::Object(identifiers.clone())));
    known.isbn13.or_else(|| known.isbn10.map(|isbn| isbn.to_isbn13()))
}

/// The mark that was noted last.
fn progress(records: &[&BookRecord]) -> Option<Value> {
    let noted = |value: &Value| value.get("updatedAt")?.as_str()?.parse::<jiff::Timestamp>().ok();
    let marks = records.iter().filter_map(|record| record.get(Field::BookProgress));
    let latest = marks.filter_map(|mark| Some((noted(mark)?, mark))).max_by_key(|(at, _)| *at);
    latest.map(|(_, mark)| mark.clone()).or_else(|| first(Field::BookProgress, records))
}

/// Owned if any says so.
fn owned(records: &[&BookRecord]) -> Option<Value> {
    let says = |record: &&BookRecord| record.get(Field::Owned) == Some(&Value::Bool(true));
    if records.iter().any(says) { Some(Value::Bool(true)) } else { first(Field::Owned, records) }
}

/// Local fields: tags united, of everything else the first.
pub(crate) fn local(fields: &[&Local]) -> Local {
    let mut joined = Local::new();
    let mut tags: Vec<String> = Vec::new();
    for local in fields {
        for (key, value) in *local {
            joined.entry(key.clone()).or_insert_with(|| value.clone());
        }
        tags.extend(columns::tags(local));
    }
    let mut seen = BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    // A list that says it all already stays as it is written.
    if columns::tags(&joined) != tags {
        columns::set_tags(&mut joined, &tags);
    }
    joined
}
