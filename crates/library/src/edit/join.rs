//! Two records that turn out to be of one work: what one takes over from the other.

use super::planned::Planned;
use super::{reads, sense};
use crate::columns;
use crate::rows::Stored;
use bookhive::{BookRecord, Field, PreviousRead, Status, limit};
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

/// Nothing is lost that a record can hold: what `kept` lacks it takes from `other`, reads and tags are united, a second
/// review is put below the first. Where both say something else about one field, `kept` stands.
pub(super) fn join(kept: &Stored, other: &Stored) -> Planned {
    let mut record = kept.record.clone();
    join_reading(&mut record, &other.record);
    for field in [Field::Stars, Field::Owned, Field::BookProgress, Field::Cover, Field::HiveBookUri] {
        if record.get(field).is_none() {
            record.set(field, other.record.get(field).cloned());
        }
    }
    join_reviews(&mut record, other.record.review());
    let known = other.record.identifiers();
    let ours = record.identifiers();
    if ours.isbn10.is_none() && ours.isbn13.is_none() || ours.goodreads_id.is_none() {
        let mut more = bookhive::Identifiers { hive_id: None, ..known };
        if ours.isbn10.is_some() || ours.isbn13.is_some() {
            (more.isbn10, more.isbn13) = (None, None);
        }
        let filled = ours.filled_from(&more).over(record.get(Field::Identifiers));
        record.set(Field::Identifiers, Some(filled));
    }
    let mut local = kept.local.clone();
    let mut tags = columns::tags(&kept.local);
    for tag in columns::tags(&other.local) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    for (key, value) in &other.local {
        local.entry(key.clone()).or_insert_with(|| value.clone());
    }
    if tags != columns::tags(&kept.local) {
        columns::set_tags(&mut local, &tags);
    }
    Planned::between((&kept.record, &kept.local), record, &local)
}

/// Of two readings the one that says more is the present one; the other, when it has an end, is an earlier one.
fn join_reading(record: &mut BookRecord, other: &BookRecord) {
    for read in other.previous_reads() {
        reads::add(record, read);
    }
    let present = |record: &BookRecord| {
        record.finished_day().map(|finished| PreviousRead { started: record.started_day(), finished })
    };
    let (ours, theirs) = (present(record), present(other));
    let theirs_say_more =
        (rank(other.status()), other.finished_day()) > (rank(record.status()), record.finished_day());
    if theirs_say_more {
        record.set(Field::Status, other.get(Field::Status).cloned());
        let (started, finished) = (other.started_day().or(record.started_day()), other.finished_day());
        sense::set_day(record, Field::StartedAt, if ours.is_some() { other.started_day() } else { started });
        sense::set_day(record, Field::FinishedAt, finished);
    }
    let (stays, goes) = if theirs_say_more { (theirs, ours) } else { (ours, theirs) };
    if let Some(read) = goes.filter(|read| Some(*read) != stays) {
        reads::add(record, read);
    }
}

/// Being read says more than finished, finished more than given up, given up more than wanted.
const fn rank(status: Option<Status>) -> u8 {
    match status {
        Some(Status::Reading) => 4,
        Some(Status::Finished) => 3,
        Some(Status::Abandoned) => 2,
        Some(Status::WantToRead) => 1,
        None => 0,
    }
}

fn join_reviews(record: &mut BookRecord, other: Option<&str>) {
    let Some(other) = other else { return };
    let joined = match record.review() {
        None => other.to_owned(),
        Some(ours) if ours.contains(other) => return,
        Some(ours) => format!("{ours}\n\n{other}"),
    };
    if joined.graphemes(true).count() <= limit::REVIEW_GRAPHEMES {
        record.set(Field::Review, Some(Value::from(joined)));
    }
}
