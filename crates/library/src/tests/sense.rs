//! What a change of status carries with it, as a table.

use super::support::*;
use crate::*;
use bookhive::{Day, Status};
use serde_json::{Value, json};

const TODAY: &str = "2026-05-28";

fn noon(day: &str) -> String {
    format!("{day}T12:00:00.000Z")
}

/// `dates` are start, end and earlier reads, days or "".
type Dates<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

fn check(from: Option<Status>, was: Dates<'_>, to: Status, now: bool, is: Dates<'_>) {
    let mut fields = json!({});
    let read = |(start, end): &(&str, &str)| match *start {
        "" => json!({"finishedAt": noon(end)}),
        start => json!({"startedAt": noon(start), "finishedAt": noon(end)}),
    };
    let lay = |(start, end, reads): Dates<'_>, fields: &mut Value| {
        for (name, day) in [("startedAt", start), ("finishedAt", end)] {
            if !day.is_empty() {
                fields[name] = json!(noon(day));
            }
        }
        if !reads.is_empty() {
            fields["previousReads"] = Value::Array(reads.iter().map(read).collect());
        }
    };
    lay(was, &mut fields);
    if let Some(status) = from {
        fields["status"] = json!(status.token());
    }
    let (shelf, _) = Shelf::with(&[with(book("One"), fields)]);
    let today = now.then(|| Day::parse(TODAY).unwrap());
    let id = shelf.only().id;
    shelf.edit(&[id], Edit { today, ..status(to) });
    let mut expected = with(book("One"), json!({"status": to.token()}));
    lay(is, &mut expected);
    assert_eq!(shelf.record(id), expected, "{from:?} {was:?} to {to:?}, now: {now}");
}

#[test]
fn a_status_carries_what_a_reader_means_by_it() {
    use Status::{Abandoned, Finished, Reading, WantToRead};
    const OLDER: &[(&str, &str)] = &[("", "2020-01-01")];
    const BOTH: &[(&str, &str)] = &[("2025-01-01", "2025-02-01"), ("", "2020-01-01")];
    let read: Dates<'_> = ("2025-01-01", "2025-02-01", OLDER);
    let cases: &[(Option<Status>, Dates<'_>, Status, bool, Dates<'_>)] = &[
        // Finishing is dated only when it is done now, and never again.
        (Some(Reading), ("2026-05-01", "", &[]), Finished, true, ("2026-05-01", TODAY, &[])),
        (Some(Reading), ("2026-05-01", "", &[]), Finished, false, ("2026-05-01", "", &[])),
        (Some(WantToRead), ("", "", &[]), Finished, true, ("", TODAY, &[])),
        (None, ("", "2024-01-01", &[]), Finished, true, ("", "2024-01-01", &[])),
        (Some(Abandoned), ("2024-01-01", "", OLDER), Finished, true, ("2024-01-01", TODAY, OLDER)),
        // A start after today, from a clock ahead of ours, does not turn the read round.
        (Some(Reading), ("2026-05-29", "", &[]), Finished, true, ("2026-05-29", "2026-05-29", &[])),
        // Reading again puts the last read behind.
        (Some(Finished), read, Reading, true, (TODAY, "", BOTH)),
        (Some(Finished), read, Reading, false, ("", "", BOTH)),
        (None, read, Reading, true, (TODAY, "", BOTH)),
        (Some(Finished), ("2025-01-01", "", &[]), Reading, true, (TODAY, "", &[])),
        (Some(Finished), ("2025-01-01", "", &[]), Reading, false, ("2025-01-01", "", &[])),
        // Going on with a book goes on.
        (Some(Abandoned), ("2024-01-01", "2024-02-01", &[]), Reading, true, ("2024-01-01", "", &[])),
        (Some(WantToRead), ("", "", OLDER), Reading, true, (TODAY, "", OLDER)),
        (Some(WantToRead), ("", "", OLDER), Reading, false, ("", "", OLDER)),
        // Giving up keeps the start, wanting to read keeps what was read.
        (Some(Reading), ("2026-05-01", "", OLDER), Abandoned, true, ("2026-05-01", "", OLDER)),
        (Some(Finished), read, Abandoned, true, read),
        (Some(Finished), read, WantToRead, true, ("", "", BOTH)),
        (Some(Reading), ("2026-05-01", "", &[]), WantToRead, true, ("2026-05-01", "", &[])),
        // Nothing changes, nothing follows.
        (Some(Finished), ("", "", &[]), Finished, true, ("", "", &[])),
    ];
    for &(from, was, to, now, is) in cases {
        check(from, was, to, now, is);
    }
}

#[test]
fn progress_is_completed_started_again_or_kept() {
    let progress =
        json!({"percent": 40, "currentPage": 120, "totalPages": 300, "updatedAt": "2026-01-01T00:00:00Z"});
    let (shelf, _) = Shelf::with(&[with(
        book("One"),
        json!({"status": Status::Reading.token(), "startedAt": noon("2026-01-01"), "bookProgress": progress}),
    )]);
    let id = shelf.only().id;
    let progress = || {
        let record = shelf.record(id);
        let at = |key: &str| record["bookProgress"][key].as_i64();
        (at("percent"), at("currentPage"), at("totalPages"))
    };
    shelf.edit(&[id], status(Status::Abandoned));
    assert_eq!(progress(), (Some(40), Some(120), Some(300)));
    shelf.edit(&[id], status(Status::Reading));
    assert_eq!(progress(), (Some(40), Some(120), Some(300)));
    shelf.edit(&[id], status(Status::Finished));
    assert_eq!(progress(), (Some(100), Some(300), Some(300)));
    shelf.edit(&[id], status(Status::Reading));
    assert_eq!(progress(), (Some(0), Some(0), Some(300)));
}

#[test]
fn what_is_set_by_name_stands_against_what_would_follow() {
    let (shelf, _) = Shelf::with(&[book("One")]);
    let day = Day::parse("2024-07-01").unwrap();
    let edit =
        Edit { finished: DayChange::Set(day), today: Day::parse(TODAY).ok(), ..status(Status::Finished) };
    shelf.edit(&[shelf.only().id], edit);
    assert_eq!(shelf.only().finished.as_deref(), Some("2024-07-01"));
}

#[test]
fn a_fifty_first_earlier_read_is_refused_not_dropped() {
    let reads: Vec<Value> =
        (1..=50).rev().map(|n| json!({"finishedAt": noon(&format!("19{:02}-01-01", n + 40))})).collect();
    let full =
        json!({"status": Status::Finished.token(), "finishedAt": noon("2020-01-01"), "previousReads": reads});
    let (shelf, _) = Shelf::with(&[with(book("One"), full)]);
    let ids = Selection::Ids(vec![shelf.only().id]);
    let refused = shelf.library.edit(shelf.account, &ids, &status(Status::Reading), at(9));
    assert!(matches!(refused, Err(EditError::Limit(fault)) if fault.path == "previousReads"));
    assert_eq!(shelf.only().status, Some(Status::Finished));
}
