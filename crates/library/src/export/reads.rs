//! The readings of a book, as export files list them.

use super::Exported;
use bookhive::{Day, Status};

/// One reading; either side may be missing.
pub(super) struct Reading {
    pub(super) started: Option<Day>,
    pub(super) ended: Option<Day>,
}

/// Every reading of a book, newest first: the one that finished it, was given up, or goes on, then the earlier ones.
/// A finished book without a last day has none of its own here: a line of dates cannot say "some day".
pub(super) fn of(book: &Exported) -> Vec<Reading> {
    let record = &book.record;
    let ended = match record.status() {
        Some(Status::Abandoned) => Day::parse(book.kept("stoppedAt")).ok().or(record.finished_day()),
        _ => record.finished_day(),
    };
    let newest = Reading { started: record.started_day(), ended };
    let mut readings = Vec::new();
    if newest.started.is_some() || newest.ended.is_some() {
        readings.push(newest);
    }
    let earlier = record.previous_reads().into_iter();
    readings.extend(earlier.map(|read| Reading { started: read.started, ended: Some(read.finished) }));
    readings
}

/// The last day of the newest reading that ended.
pub(super) fn last(readings: &[Reading]) -> String {
    readings.iter().filter_map(|reading| reading.ended).max().map(day).unwrap_or_default()
}

/// A day as StoryGraph and Goodreads write it.
pub(super) fn day(day: Day) -> String {
    day.to_string().replace('-', "/")
}

/// How often the book was read: as the file it came from said, else the readings that ended.
pub(super) fn count(book: &Exported, readings: &[Reading]) -> String {
    if !book.kept("readCount").is_empty() {
        return book.kept("readCount").to_owned();
    }
    let ended = readings.iter().filter(|reading| reading.ended.is_some()).count();
    let undated = book.record.status() == Some(Status::Finished) && book.record.finished_day().is_none();
    (ended + usize::from(undated)).to_string()
}
