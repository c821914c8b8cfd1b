//! One field at a time.

use super::support::*;
use crate::*;
use bookhive::isbn::{Isbn10, Isbn13};
use bookhive::{Day, Fault, Field, HiveId, LexiconFault, PreviousRead};
use serde_json::{Value, json};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn one(fields: Value) -> (Shelf, BookId) {
    let (shelf, _) = Shelf::with(&[with(book("One"), fields)]);
    let id = shelf.only().id;
    (shelf, id)
}

#[test]
fn a_day_that_is_there_already_keeps_its_hour() {
    let (shelf, id) = one(json!({"finishedAt": "2024-05-01T21:30:00+02:00"}));
    let set = |text| Edit { finished: DayChange::Set(day(text)), ..Edit::default() };
    assert_eq!(shelf.edit(&[id], set("2024-05-01")).unchanged, 1);
    shelf.edit(&[id], set("2024-05-02"));
    assert_eq!(shelf.record(id)["finishedAt"], json!("2024-05-02T12:00:00.000Z"));
}

#[test]
fn days_are_shifted_over_months_and_where_there_is_none_nothing_is_made_up() {
    let (shelf, id) = one(json!({"startedAt": "2024-02-28T00:00:00Z"}));
    let shift = Edit { started: DayChange::Shift(2), finished: DayChange::Shift(2), ..Edit::default() };
    shelf.edit(&[id], shift);
    assert_eq!((shelf.only().started.as_deref(), shelf.only().finished), (Some("2024-03-01"), None));
}

#[test]
fn earlier_reads_are_added_changed_and_removed_and_keep_what_others_wrote_beside_the_days() {
    let (shelf, id) =
        one(json!({"previousReads": [{"finishedAt": "2020-01-01T00:00:00Z", "note": "theirs"}, "odd"]}));
    let read = |finished: &str| PreviousRead { started: None, finished: day(finished) };
    let steps = |steps: Vec<ReadStep>| Edit { previous_reads: ReadsChange::Each(steps), ..Edit::default() };
    shelf.edit(&[id], steps(vec![ReadStep::Add(read("2022-02-02")), ReadStep::Add(read("2010-02-02"))]));
    let is = PreviousRead { started: Some(day("2021-01-01")), finished: day("2023-01-01") };
    shelf.edit(&[id], steps(vec![ReadStep::Replace { was: read("2020-01-01"), is }]));
    shelf
        .edit(&[id], steps(vec![ReadStep::Remove(read("2010-02-02")), ReadStep::Remove(read("1999-01-01"))]));
    assert_eq!(
        shelf.record(id)["previousReads"],
        json!([
            {"finishedAt": "2023-01-01T12:00:00.000Z", "note": "theirs", "startedAt": "2021-01-01T12:00:00.000Z"},
            {"finishedAt": "2022-02-02T12:00:00.000Z"},
            "odd",
        ])
    );
    shelf.edit(&[id], Edit { previous_reads: ReadsChange::Clear, ..Edit::default() });
    assert_eq!(shelf.record(id).get("previousReads"), None);
}

#[test]
fn progress_keeps_pages_and_percent_in_step_and_says_when() {
    let (shelf, id) = one(
        json!({"bookProgress": {"percent": 10, "currentChapter": 2, "updatedAt": "2020-01-01T00:00:00Z"}}),
    );
    let set = |progress| shelf.edit(&[id], Edit { progress: Change::Set(progress), ..Edit::default() });
    set(Progress { page: Some(150), pages: Some(600), percent: None });
    assert_eq!(
        shelf.record(id)["bookProgress"],
        json!({"percent": 25, "currentChapter": 2, "updatedAt": format!("{:.3}", at(3)), "totalPages": 600, "currentPage": 150})
    );
    set(Progress { percent: Some(50), ..Progress::default() });
    assert_eq!(shelf.record(id)["bookProgress"]["currentPage"], json!(300));
    assert_eq!(set(Progress { percent: Some(50), ..Progress::default() }).unchanged, 1);
    shelf.edit(&[id], Edit { progress: Change::Clear, ..Edit::default() });
    assert_eq!(shelf.record(id).get("bookProgress"), None);
}

#[test]
fn identifiers_follow_each_other_and_leave_those_of_other_apps() {
    let (shelf, id) = one(json!({"identifiers": {"openLibrary": "OL1M", "isbn13": "broken"}}));
    let edit = |edit| shelf.edit(&[id], edit);
    edit(Edit { isbn13: Change::Set(Isbn13::parse("9780804429573").unwrap()), ..Edit::default() });
    assert_eq!(
        shelf.record(id)["identifiers"],
        json!({"openLibrary": "OL1M", "isbn13": "9780804429573", "isbn10": "080442957X"})
    );
    edit(Edit { isbn10: Change::Set(Isbn10::parse("0306406152").unwrap()), ..Edit::default() });
    assert_eq!(shelf.record(id)["identifiers"]["isbn13"], json!("9780306406157"));
    edit(Edit { isbn10: Change::Clear, goodreads_id: Change::Set("42".into()), ..Edit::default() });
    assert_eq!(shelf.record(id)["identifiers"], json!({"openLibrary": "OL1M", "goodreadsId": "42"}));
}

#[test]
fn tags_and_local_fields_stay_here_and_are_found() {
    let (shelf, id) = one(json!({}));
    let tags = |tags| shelf.edit(&[id], Edit { tags, ..Edit::default() });
    tags(TagsChange::Set(vec!["sea, ships".into(), "sea".into(), " ".into()]));
    assert_eq!(shelf.only().tags, ["sea", "ships"]);
    tags(TagsChange::Adjust { add: vec!["gift".into(), "sea".into()], remove: vec!["ships".into()] });
    assert_eq!(shelf.only().tags, ["sea", "gift"]);
    let local = [("format".to_owned(), Change::Set(" paperback ".to_owned()))].into();
    let group = shelf.edit(&[id], Edit { local, ..Edit::default() }).group.unwrap();
    let found = BookQuery::parse("paperback").unwrap();
    assert_eq!(shelf.library.books(shelf.account, &found, 0, 9).unwrap().matching, 1);
    assert_eq!((shelf.batch(), shelf.only().waiting), (None, false));
    shelf.library.undo(shelf.account, group, at(9)).unwrap();
    assert_eq!(shelf.library.books(shelf.account, &found, 0, 9).unwrap().matching, 0);
}

#[test]
fn a_title_may_change_without_the_book_becoming_another() {
    let (shelf, id) = one(json!({}));
    let hive_id = shelf.only().hive_id;
    shelf.edit(&[id], Edit { title: Change::Set(" Uno ".into()), ..Edit::default() });
    assert_eq!((shelf.only().title.as_str(), shelf.only().hive_id), ("Uno", hive_id));
}

#[test]
fn a_book_that_had_no_author_gets_its_hive_id_with_one() {
    let (shelf, _) = Shelf::with(&[json!({"title": "Solo (Duets, #1)"}), book("Other")]);
    let edit = |id, name: &str| {
        let edit = Edit { authors: Change::Set(vec![name.to_owned()]), ..Edit::default() };
        shelf.library.edit(shelf.account, &Selection::Ids(vec![id]), &edit, at(3))
    };
    edit(shelf.titled("Solo (Duets, #1)"), "Ann Author").unwrap();
    let hive_id = HiveId::compute("Solo", "Ann Author");
    assert!(shelf.rows().iter().any(|row| row.hive_id.as_deref() == Some(hive_id.as_str())));
    let (shelf, _) = Shelf::with(&[json!({"title": "Other"}), book("Other")]);
    let nameless = shelf.rows().into_iter().find(|row| row.authors.is_empty()).unwrap().id;
    let edit = Edit { authors: Change::Set(vec!["Ann Author".to_owned()]), ..Edit::default() };
    let refused = shelf.library.edit(shelf.account, &Selection::Ids(vec![nameless]), &edit, at(3));
    assert!(matches!(refused, Err(EditError::SameBook(_))));
}

#[test]
fn the_lexicons_limits_are_kept_and_what_others_broke_is_not_our_fault() {
    let (shelf, id) = one(json!({"stars": 99, "previousReads": [{}]}));
    let refused =
        |edit: Edit| match shelf.library.edit(shelf.account, &Selection::Ids(vec![id]), &edit, at(3)) {
            Err(EditError::Limit(LexiconFault { path, fault })) => (path, fault),
            other => panic!("{other:?}"),
        };
    let title = |text: String| Edit { title: Change::Set(text), ..Edit::default() };
    assert_eq!(refused(title("é".repeat(257))), ("title".into(), Fault::TooLong));
    assert_eq!(refused(title(" ".into())), ("title".into(), Fault::Empty));
    let authors = |names: Vec<String>| Edit { authors: Change::Set(names), ..Edit::default() };
    assert_eq!(refused(authors(vec![])), ("authors".into(), Fault::Empty));
    assert_eq!(refused(authors(vec!["x".repeat(2049)])), ("authors".into(), Fault::TooLong));
    let review = |text: String| Edit { review: Change::Set(text), ..Edit::default() };
    assert_eq!(refused(review("👩‍👩‍👧".repeat(15_001))), ("review".into(), Fault::TooLong));
    assert_eq!(shelf.edit(&[id], review("👩‍👩‍👧".repeat(15_000))).changed, 1);
    let read = ReadStep::Add(PreviousRead { started: None, finished: day("2020-01-01") });
    let reads = Edit { previous_reads: ReadsChange::Each(vec![read]), ..Edit::default() };
    assert_eq!(shelf.edit(&[id], reads).changed, 1);
    assert_eq!(shelf.edit(&[id], review("  \n".into())).changed, 1);
    assert_eq!(shelf.record(id).get(Field::Review.as_str()), None);
}
