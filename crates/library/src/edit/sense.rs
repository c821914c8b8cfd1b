//! What a reader means by a change of status.
//!
//! | from | to | what follows |
//! |---|---|---|
//! | any | finished | `finishedAt` is today when it is done now and there is none; progress is completed |
//! | read to the end | reading | its days become an earlier read; it starts today; progress starts again |
//! | given up | reading | the day it was given up goes, its start and progress stay |
//! | wanted | reading | it starts today when it is done now and no start is known |
//! | read to the end | want to read | its days become an earlier read |
//! | any | abandoned, none | start, end and progress stay |

use super::reads;
use bookhive::{BookRecord, Day, Field, PreviousRead, Status};
use serde_json::{Map, Value};

/// Does what follows from `record` getting the status `to`. The status itself is the caller's.
pub(super) fn follow(record: &mut BookRecord, to: Status, today: Option<Day>, now: jiff::Timestamp) {
    let from = record.status();
    if from == Some(to) {
        return;
    }
    match to {
        Status::Finished => finish(record, today, now),
        Status::Reading => {
            match from {
                Some(Status::Abandoned) => record.set(Field::FinishedAt, None),
                _ => {
                    let again = put_behind(record) || from == Some(Status::Finished);
                    if again {
                        restart_progress(record, now);
                    }
                    if again && today.is_some() {
                        record.set(Field::StartedAt, None);
                    }
                }
            }
            if record.started_day().is_none()
                && let Some(today) = today
            {
                set_day(record, Field::StartedAt, Some(today));
            }
        }
        Status::WantToRead => {
            put_behind(record);
        }
        Status::Abandoned => {}
    }
}

/// Writes a day, unless the field holds that day already at whatever hour.
pub(super) fn set_day(record: &mut BookRecord, field: Field, day: Option<Day>) {
    let is = record.get(field).and_then(Value::as_str).and_then(Day::from_datetime);
    if day.is_none() || is != day {
        record.set(field, day.map(|day| Value::from(day.to_noon_utc())));
    }
}

fn finish(record: &mut BookRecord, today: Option<Day>, now: jiff::Timestamp) {
    if record.finished_day().is_none()
        && let Some(today) = today
    {
        // A clock behind the one that wrote the start must not turn the read round.
        set_day(
            record,
            Field::FinishedAt,
            Some(record.started_day().map_or(today, |start| start.max(today))),
        );
    }
    progress(record, now, |progress| {
        for (total, current) in [("totalPages", "currentPage"), ("totalChapters", "currentChapter")] {
            if let Some(total) = progress.get(total).cloned() {
                progress.insert(current.to_owned(), total);
            }
        }
        progress.insert("percent".to_owned(), Value::from(100));
    });
}

/// Makes the present read an earlier one. Without an end it is none, and stays.
fn put_behind(record: &mut BookRecord) -> bool {
    let Some(finished) = record.finished_day() else { return false };
    let started = record.started_day();
    reads::add(record, PreviousRead { started, finished });
    record.set(Field::StartedAt, None);
    record.set(Field::FinishedAt, None);
    true
}

fn restart_progress(record: &mut BookRecord, now: jiff::Timestamp) {
    progress(record, now, |progress| {
        for current in ["percent", "currentPage", "currentChapter"] {
            if let Some(value) = progress.get_mut(current) {
                *value = Value::from(0);
            }
        }
    });
}

/// Changes the progress, if there is any, and notes the time if that made a difference.
pub(super) fn progress(
    record: &mut BookRecord,
    now: jiff::Timestamp,
    change: impl FnOnce(&mut Map<String, Value>),
) {
    let Some(Value::Object(was)) = record.get(Field::BookProgress) else { return };
    let mut is = was.clone();
    change(&mut is);
    if is != *was {
        is.insert("updatedAt".to_owned(), Value::from(format!("{now:.3}")));
        record.set(Field::BookProgress, Some(Value::Object(is)));
    }
}
