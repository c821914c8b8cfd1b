//! The list of earlier reads, entry by entry: an entry that another app wrote keeps what we do not know.

use super::{ReadStep, ReadsChange};
use bookhive::{BookRecord, Field, PreviousRead};
use serde_json::Value;

pub(super) fn change(record: &mut BookRecord, change: &ReadsChange) {
    match change {
        ReadsChange::Keep => {}
        ReadsChange::Clear => record.set(Field::PreviousReads, None),
        ReadsChange::Each(steps) => {
            for step in steps {
                match *step {
                    ReadStep::Add(read) => add(record, read),
                    ReadStep::Replace { was, is } => replace(record, was, is),
                    ReadStep::Remove(read) => {
                        take(record, read);
                    }
                }
            }
        }
    }
}

/// Puts a read in its place, newest first, unless it is there.
pub(super) fn add(record: &mut BookRecord, read: PreviousRead) {
    if !record.previous_reads().contains(&read) {
        insert(record, read.to_value(), read);
    }
}

fn replace(record: &mut BookRecord, was: PreviousRead, is: PreviousRead) {
    if was == is || record.previous_reads().contains(&is) {
        return;
    }
    let Some(mut entry) = take(record, was) else { return };
    if let (Some(entry), Value::Object(days)) = (entry.as_object_mut(), is.to_value()) {
        entry.shift_remove("startedAt");
        entry.extend(days);
    }
    insert(record, entry, is);
}

fn insert(record: &mut BookRecord, entry: Value, read: PreviousRead) {
    let mut entries = entries(record);
    let older =
        |entry: &Value| PreviousRead::from_value(entry).is_some_and(|other| other.finished < read.finished);
    let at = entries.iter().position(older).unwrap_or(entries.len());
    entries.insert(at, entry);
    record.set(Field::PreviousReads, Some(Value::Array(entries)));
}

fn take(record: &mut BookRecord, read: PreviousRead) -> Option<Value> {
    let mut entries = entries(record);
    let at = entries.iter().position(|entry| PreviousRead::from_value(entry) == Some(read))?;
    let entry = entries.remove(at);
    record.set(Field::PreviousReads, (!entries.is_empty()).then_some(Value::Array(entries)));
    Some(entry)
}

/// What is no list holds no reads.
fn entries(record: &BookRecord) -> Vec<Value> {
    record.get(Field::PreviousReads).and_then(Value::as_array).cloned().unwrap_or_default()
}
