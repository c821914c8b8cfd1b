//! Status and reads of several records of one book.

use bookhive::{BookRecord, Day, Field, Status};
use serde_json::{Map, Value};
use std::cmp::Reverse;

/// What the records say together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    pub(super) status: Option<Value>,
    pub(super) started: Option<Value>,
    pub(super) finished: Option<Value>,
    pub(super) previous: Option<Value>,
}

/// A read with an end, as the records hold it.
#[derive(Debug, Clone, PartialEq)]
struct Read {
    end: Day,
    start: Option<Day>,
    entry: Value,
}

/// The furthest status leads: reading, unless it is known to have begun before an end, then finished, reading, abandoned,
/// want to read. The newest read of a finished book gives its dates; every other read of any record is an earlier one.
pub(super) fn together(records: &[&BookRecord]) -> Reading {
    let Some(lead) = lead(records) else {
        return Reading { status: None, started: None, finished: None, previous: None };
    };
    let (started, finished) = (lead.get(Field::StartedAt).cloned(), lead.get(Field::FinishedAt).cloned());
    let of_lead = lead.finished_day();
    let mut reads: Vec<Read> = Vec::new();
    for record in records {
        let earlier = record.get(Field::PreviousReads).and_then(Value::as_array);
        let now = (record.status() == Some(Status::Finished)).then(|| dates(record)).flatten();
        for entry in earlier.into_iter().flatten().cloned().chain(now) {
            add(&mut reads, &entry);
        }
    }
    let mut start = started;
    if let Some(end) = of_lead {
        let same = reads.iter().find(|read| read.end == end);
        if start.is_none() {
            start = same.and_then(|read| read.entry.get("startedAt")).cloned();
        }
        reads.retain(|read| read.end != end);
    }
    reads.sort_by_key(|read| Reverse(read.end));
    let previous: Vec<Value> = reads.into_iter().map(|read| read.entry).collect();
    Reading {
        status: lead.get(Field::Status).cloned(),
        started: start,
        finished,
        previous: (!previous.is_empty()).then_some(Value::Array(previous)),
    }
}

fn lead<'a>(records: &[&'a BookRecord]) -> Option<&'a BookRecord> {
    let last_end = records.iter().filter_map(|record| record.finished_day()).max();
    let rank = |record: &BookRecord| match record.status() {
        Some(Status::Reading) if record.started_day().is_none_or(|day| Some(day) > last_end) => 5,
        Some(Status::Finished) => 4,
        Some(Status::Reading) => 3,
        Some(Status::Abandoned) => 2,
        Some(Status::WantToRead) => 1,
        None => 0,
    };
    // Of equals the one that ended last, then the first.
    let mut records = records.iter();
    let first = *records.next()?;
    Some(records.fold(first, |best, record| {
        let key = |record: &BookRecord| (rank(record), record.finished_day());
        if key(record) > key(best) { record } else { best }
    }))
}

fn dates(record: &BookRecord) -> Option<Value> {
    let finished = record.get(Field::FinishedAt)?.clone();
    let mut entry = Map::new();
    if let Some(started) = record.get(Field::StartedAt) {
        entry.insert("startedAt".to_owned(), started.clone());
    }
    entry.insert("finishedAt".to_owned(), finished);
    Some(Value::Object(entry))
}

/// A read that is known already, by its end, gives at most its start.
fn add(reads: &mut Vec<Read>, entry: &Value) {
    let day = |key: &str| entry.get(key).and_then(Value::as_str).and_then(Day::from_datetime);
    let Some(end) = day("finishedAt") else { return };
    let start = day("startedAt");
    match reads
        .iter_mut()
        .find(|read| read.end == end && (read.start == start || read.start.is_none() || start.is_none()))
    {
        Some(known) if known.start.is_none() && start.is_some() => {
            known.start = start;
            known.entry = entry.clone();
        }
        Some(_) => {}
        None => reads.push(Read { end, start, entry: entry.clone() }),
    }
}
