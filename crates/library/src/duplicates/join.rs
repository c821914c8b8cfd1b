//! One record out of several of the same book, field by field.

use super::reads::{Reading, together};
use crate::rows::Local;
use bookhive::{BookRecord, Field, limit};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use unicode_segmentation::UnicodeSegmentation;

/// Local fields that are lists of names.
const LISTS: [&str; 2] = ["tags", "shelves"];

/// What each field of the merged record comes to when nobody chooses. `records` begin with the one that is kept.
pub(super) fn proposed(field: Field, records: &[&BookRecord]) -> Option<Value> {
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

/// Every key, of the first record that has it.
fn identifiers(records: &[&BookRecord]) -> Option<Value> {
    let mut joined = Map::new();
    let objects = records.iter().filter_map(|record| record.get(Field::Identifiers)?.as_object());
    for (key, value) in objects.flatten() {
        if !joined.contains_key(key) {
            joined.insert(key.clone(), value.clone());
        }
    }
    if joined.is_empty() { first(Field::Identifiers, records) } else { Some(Value::Object(joined)) }
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

/// Local fields: lists united, of everything else the first.
pub(super) fn local(fields: &[&Local]) -> Local {
    let mut joined = Local::new();
    for (key, value) in fields.iter().flat_map(|local| local.iter()) {
        match joined.get_mut(key) {
            None => {
                joined.insert(key.clone(), value.clone());
            }
            Some(known) if LISTS.contains(&key.as_str()) => *known = united(known, value),
            Some(_) => {}
        }
    }
    joined
}

fn united(one: &str, other: &str) -> String {
    let mut seen = BTreeSet::new();
    let names = one.split([',', '\n']).chain(other.split([',', '\n'])).map(str::trim);
    let names: Vec<&str> = names.filter(|name| !name.is_empty() && seen.insert(*name)).collect();
    names.join(", ")
}
