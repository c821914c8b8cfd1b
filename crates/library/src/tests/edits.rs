use super::support::*;
use crate::*;
use bookhive::isbn::Isbn13;
use bookhive::{Day, PreviousRead, Status};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn an_edit_changes_its_field_and_nothing_else_and_says_what_it_did() {
    let odd = with(book("One"), json!({"com.example.note": {"z": 1, "a": [null]}}));
    let (shelf, _) = Shelf::with(&[odd.clone(), with(book("Two"), json!({"stars": 8}))]);
    let outcome = shelf.edit(&[shelf.titled("One"), shelf.titled("Two"), BookId::new(99)], stars(8));
    assert_eq!((outcome.changed, outcome.unchanged), (1, 1));
    assert_eq!(shelf.record(shelf.titled("One")), with(odd, json!({"stars": 8})));
    assert_eq!(shelf.edit(&[shelf.titled("One")], stars(8)).group, None);
}

#[test]
fn all_that_match_are_edited_but_for_the_exceptions() {
    let reading = json!({"status": Status::Reading.token()});
    let (shelf, _) =
        Shelf::with(&[with(book("One"), reading.clone()), with(book("Two"), reading), book("Three")]);
    let query = BookQuery::parse("status:reading").unwrap();
    let selection = Selection::Matching { query, except: vec![shelf.titled("Two")] };
    let edit = status(Status::Finished);
    let outcome = shelf.library.edit(shelf.account, &selection, &edit, at(9)).unwrap();
    assert_eq!(outcome.changed, 1);
    let counts = shelf.library.counts(shelf.account).unwrap();
    assert_eq!((counts.all, counts.finished, counts.reading, counts.none), (3, 1, 1, 1));
}

#[test]
fn the_old_owned_status_turns_into_the_owned_field_when_a_status_replaces_it() {
    let (shelf, _) = Shelf::with(&[with(book("One"), json!({"status": "buzz.bookhive.defs#owned"}))]);
    let id = shelf.only().id;
    shelf.edit(&[id], status(Status::Reading));
    assert_eq!((shelf.only().owned, shelf.only().status), (Some(true), Some(Status::Reading)));
    assert_eq!(shelf.record(id)["owned"], json!(true));
}

#[test]
fn undo_leaves_what_changed_since_and_says_so() {
    let (shelf, _) = Shelf::with(&[book("One"), book("Two"), book("Three")]);
    let ids: Vec<BookId> = shelf.rows().iter().map(|row| row.id).collect();
    let both = Edit { status: Change::Set(Status::Reading), ..stars(4) };
    let group = shelf.edit(&ids, both).group.unwrap();
    shelf.edit(&ids[..1], stars(10));
    shelf.edit(&ids[1..2], Edit { stars: Change::Clear, status: Change::Clear, ..Edit::default() });
    let undone = shelf.library.undo(shelf.account, group, at(9)).unwrap();
    assert_eq!((undone.restored, undone.unchanged, undone.conflicts), (1, 1, 1));
    let first = shelf.rows().into_iter().find(|row| row.id == ids[0]).unwrap();
    assert_eq!((first.stars, first.status), (Some(10), None));
    assert!(matches!(
        shelf.library.undo(shelf.account, GroupId::new(999), at(9)),
        Err(UndoError::UnknownGroup)
    ));
}

#[test]
fn an_undo_can_be_undone() {
    let (shelf, _) = Shelf::with(&[book("One")]);
    let group = shelf.edit(&[shelf.only().id], stars(4)).group.unwrap();
    let undo = shelf.library.undo(shelf.account, group, at(9)).unwrap().group.unwrap();
    assert_eq!(shelf.only().stars, None);
    shelf.library.undo(shelf.account, undo, at(9)).unwrap();
    assert_eq!(shelf.only().stars, Some(4));
}

#[test]
fn the_library_without_an_account_is_edited_and_undone_without_an_outbox() {
    let mut shelf = Shelf::new();
    shelf.account = shelf.library.local_account().unwrap();
    let import = shelf.import(vec![creating("One"), creating("Two")]);
    assert_eq!(shelf.progress(import).created, 2);
    let group = shelf.edit(&[shelf.titled("One")], stars(3)).group.unwrap();
    assert_eq!(shelf.library.waiting(shelf.account).unwrap(), Waiting::default());
    shelf.library.undo(shelf.account, group, at(9)).unwrap();
    let undone = shelf.library.undo(shelf.account, shelf.progress(import).group, at(9)).unwrap();
    assert_eq!((undone.restored, shelf.rows().len()), (2, 0));
    shelf.library.undo(shelf.account, undone.group.unwrap(), at(9)).unwrap();
    assert_eq!(shelf.rows().len(), 2);
    let batch = shelf.library.next_batch(shelf.account, BatchLimits::default());
    assert!(matches!(batch, Err(OutboxError::NoServer)));
}

fn any_day() -> impl Strategy<Value = Day> {
    (2018_i16..2026, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Day::new(year, month, day).unwrap())
}

fn any_read() -> impl Strategy<Value = PreviousRead> {
    (prop::option::of(any_day()), any_day())
        .prop_map(|(started, finished)| PreviousRead { started, finished })
}

fn any_change<T: std::fmt::Debug + Clone>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Change<T>> {
    prop_oneof![3 => Just(Change::Keep), 1 => Just(Change::Clear), 3 => value.prop_map(Change::Set)]
}

fn any_day_change() -> impl Strategy<Value = DayChange> {
    prop_oneof![
        4 => Just(DayChange::Keep),
        1 => Just(DayChange::Clear),
        2 => any_day().prop_map(DayChange::Set),
        1 => (-400..400).prop_map(DayChange::Shift),
    ]
}

fn any_reads_change() -> impl Strategy<Value = ReadsChange> {
    let step = prop_oneof![
        3 => any_read().prop_map(ReadStep::Add),
        1 => (any_read(), any_read()).prop_map(|(was, is)| ReadStep::Replace { was, is }),
        1 => any_read().prop_map(ReadStep::Remove),
    ];
    prop_oneof![
        4 => Just(ReadsChange::Keep),
        1 => Just(ReadsChange::Clear),
        2 => prop::collection::vec(step, 1..4).prop_map(ReadsChange::Each),
    ]
}

fn any_tags_change() -> impl Strategy<Value = TagsChange> {
    let tags = || prop::collection::vec("[a-c]{1,2}", 0..3);
    prop_oneof![
        4 => Just(TagsChange::Keep),
        1 => Just(TagsChange::Clear),
        1 => tags().prop_map(TagsChange::Set),
        2 => (tags(), tags()).prop_map(|(add, remove)| TagsChange::Adjust { add, remove }),
    ]
}

fn any_progress() -> impl Strategy<Value = Progress> {
    (prop::option::of(0..=100_u8), prop::option::of(0..500_u32), prop::option::of(1..500_u32))
        .prop_map(|(percent, page, pages)| Progress { percent, page, pages })
}

/// Every kind of edit there is.
pub(crate) fn any_edit() -> impl Strategy<Value = Edit> {
    let marks = (
        any_change(prop::sample::select(&Status::ALL[..])),
        any_change((1..=10_u8).prop_map(|number| bookhive::Stars::new(number).unwrap())),
        any_change(any::<bool>()),
        prop::option::of(any_day()),
    );
    let reading = (any_day_change(), any_day_change(), any_reads_change(), any_change(any_progress()));
    let local = prop::collection::btree_map("format|pages|privateNotes", any_change("[a-z]{0,3}"), 0..2);
    let texts = (any_change("[a-z ]{0,6}"), any_change("[A-Z]{1,3}"), any_tags_change(), local);
    let isbns = ["9780804429573", "9780306406157", "9791090636071"];
    let isbn = || prop::sample::select(isbns.map(|text| Isbn13::parse(text).unwrap()).to_vec());
    let numbers = (any_change(isbn()), any_change("[0-9]{1,6}"));
    (marks, reading, texts, numbers).prop_map(|(marks, reading, texts, numbers)| Edit {
        status: marks.0,
        stars: marks.1,
        owned: marks.2,
        today: marks.3,
        started: reading.0,
        finished: reading.1,
        previous_reads: reading.2,
        progress: reading.3,
        // Reviews are what the model's other client writes.
        review: Change::Keep,
        title: match texts.1 {
            Change::Set(title) => Change::Set(title),
            _ => Change::Keep,
        },
        authors: Change::Keep,
        isbn10: Change::Keep,
        isbn13: numbers.0,
        goodreads_id: numbers.1,
        tags: texts.2,
        local: texts.3.into_iter().chain([("otherReview".to_owned(), texts.0)]).collect(),
    })
}

/// Those too that the model leaves to others.
fn any_whole_edit() -> impl Strategy<Value = Edit> {
    let authors = prop_oneof![
        3 => Just(Change::Keep),
        1 => prop::collection::vec("[A-Z]{1,2}", 1..3).prop_map(Change::Set),
    ];
    (any_edit(), any_change("[a-z ]{0,4}"), authors).prop_map(|(edit, review, authors)| Edit {
        review,
        authors,
        ..edit
    })
}

proptest! {
    #![proptest_config(cases(24))]
    #[test]
    fn an_edit_and_its_undo_come_to_nothing(first in any_whole_edit(), second in any_whole_edit()) {
        let (shelf, server) = Shelf::with(&[book("One"), with(book("Two"), json!({"stars": 5, "owned": true})),
            with(book("Three"), json!({"status": "buzz.bookhive.defs#owned", "stars": 99})),
            with(book("Four"), json!({"status": Status::Finished.token(), "startedAt": "2019-01-01T08:00:00Z",
                "finishedAt": "2019-02-01T12:00:00.000Z", "previousReads": [{"finishedAt": "2018-01-01", "by": "them"}, {}],
                "bookProgress": {"percent": 100, "totalPages": 321, "updatedAt": "2019-02-01T12:00:00.000Z"}}))]);
        let ids: Vec<BookId> = shelf.rows().iter().map(|row| row.id).collect();
        let before: Vec<_> = ids.iter().map(|&id| shelf.record(id)).collect();
        let local = |id: BookId| shelf.library.book(shelf.account, id).unwrap().unwrap().local;
        let kept: Vec<_> = ids.iter().map(|&id| local(id)).collect();
        let groups = [first, second].map(|edit| shelf.edit(&ids, edit).group);
        for group in groups.into_iter().rev().flatten() {
            let undone = shelf.library.undo(shelf.account, group, at(9)).unwrap();
            prop_assert_eq!(undone.conflicts, 0);
        }
        let after: Vec<_> = ids.iter().map(|&id| shelf.record(id)).collect();
        prop_assert_eq!(before, after);
        prop_assert_eq!(kept, ids.iter().map(|&id| local(id)).collect::<Vec<_>>());
        prop_assert_eq!(shelf.batch(), None);
        prop_assert_eq!(shelf.library.waiting(shelf.account).unwrap(), Waiting::default());
        prop_assert!(!shelf.sync(&server).changed());
    }
}
