//! Edits of many books: the preview, and that what is done is what it showed.

use super::support::*;
use crate::*;
use bookhive::Status;
use proptest::prelude::*;
use serde_json::json;

const ALL: fn() -> Selection = || Selection::Matching { query: BookQuery::default(), except: Vec::new() };

fn preview(shelf: &Shelf, edit: &Edit) -> EditPreview {
    shelf.library.preview_edit(shelf.account, &ALL(), edit, at(5)).unwrap()
}

fn commit(shelf: &Shelf, edit: &Edit, digest: &str) -> Result<EditOutcome, EditError> {
    shelf.library.commit_edit(shelf.account, &ALL(), edit, digest, at(7))
}

fn format(text: &str) -> Edit {
    Edit { local: [("format".to_owned(), Change::Set(text.to_owned()))].into(), ..Edit::default() }
}

#[test]
fn a_preview_counts_per_field_and_writes_nothing() {
    let (shelf, _) = Shelf::with(&[
        with(
            book("One"),
            json!({"status": Status::Finished.token(), "finishedAt": "2020-01-01T12:00:00.000Z"}),
        ),
        book("Two"),
        with(book("Three"), json!({"status": Status::Reading.token(), "stars": 8})),
    ]);
    let edit = Edit { stars: Change::Set(bookhive::Stars::new(8).unwrap()), ..status(Status::Reading) };
    let seen = preview(&shelf, &edit);
    assert_eq!((seen.changed, seen.unchanged, seen.conflicts, seen.refused, seen.updates), (2, 1, 0, 0, 2));
    let tally = |field: &str, changed| FieldTally { field: field.to_owned(), changed };
    assert_eq!(
        seen.fields,
        [tally("finishedAt", 1), tally("status", 2), tally("stars", 2), tally("previousReads", 1)]
    );
    assert_eq!((seen.examples.len(), shelf.batch()), (2, None));
    let done = commit(&shelf, &edit, &seen.digest).unwrap();
    assert_eq!((done.changed, done.unchanged), (2, 1));
    let undone = shelf.library.undo(shelf.account, done.group.unwrap(), at(9)).unwrap();
    assert_eq!((undone.restored, undone.conflicts), (2, 0));
}

#[test]
fn fields_of_this_computer_cost_nothing_at_the_server() {
    let (shelf, _) = Shelf::with(&[book("One"), book("Two")]);
    let seen = preview(&shelf, &format("paperback"));
    assert_eq!((seen.changed, seen.updates), (2, 0));
}

#[test]
fn what_was_seen_is_done_or_nothing_is() {
    let (shelf, mut server) = Shelf::with(&[book("One"), book("Two")]);
    let edit = stars(4);
    let seen = preview(&shelf, &edit);
    server.change("a", json!({"stars": 9}));
    shelf.sync(&server);
    assert!(matches!(commit(&shelf, &edit, &seen.digest), Err(EditError::Outdated)));
    assert!(shelf.rows().iter().all(|row| row.stars != Some(4)));
    assert_eq!(shelf.library.undoable(shelf.account).unwrap(), None);
    assert_eq!(commit(&shelf, &edit, &preview(&shelf, &edit).digest).unwrap().changed, 2);
}

#[test]
fn a_change_elsewhere_that_waits_for_a_decision_is_a_conflict_and_left_alone() {
    let (shelf, mut server) = Shelf::with(&[book("One"), book("Two")]);
    let first = preview(&shelf, &stars(4));
    commit(&shelf, &stars(4), &first.digest).unwrap();
    server.change("a", json!({"stars": 9}));
    assert_eq!(shelf.sync(&server).set_aside, 1);
    let seen = preview(&shelf, &stars(6));
    assert_eq!(
        (seen.changed, seen.conflicts, seen.in_conflict[0].1.clone()),
        (1, 1, vec!["stars".to_owned()])
    );
    let other = preview(&shelf, &status(Status::Reading));
    assert_eq!((other.changed, other.conflicts), (2, 0));
    let done = commit(&shelf, &stars(6), &seen.digest).unwrap();
    assert_eq!((done.changed, done.conflicts), (1, 1));
    let kept = shelf.rows().into_iter().find(|row| row.title == "One").unwrap();
    assert_eq!(kept.stars, Some(9));
}

#[test]
fn a_book_that_the_lexicon_refuses_is_counted_and_the_rest_goes_on() {
    let reads: Vec<_> =
        (10..60).rev().map(|n| json!({"finishedAt": format!("20{n}-01-01T12:00:00.000Z")})).collect();
    let full = json!({"status": Status::Finished.token(), "finishedAt": "2001-01-01T12:00:00.000Z", "previousReads": reads});
    let (shelf, _) = Shelf::with(&[with(book("Full"), full), book("Two")]);
    let seen = preview(&shelf, &status(Status::Reading));
    assert_eq!((seen.changed, seen.refused, seen.refusals[0].book.title.as_str()), (1, 1, "Full"));
    assert_eq!(commit(&shelf, &status(Status::Reading), &seen.digest).unwrap().refused, 1);
}

#[test]
fn shared_values_say_what_is_mixed() {
    let (shelf, _) = Shelf::with(&[
        with(book("One"), json!({"stars": 2, "status": Status::Reading.token(), "review": "x"})),
        with(book("Two"), json!({"stars": 9, "status": Status::Reading.token()})),
        book("Three"),
    ]);
    shelf.edit(&[shelf.titled("One"), shelf.titled("Two")], format("paperback"));
    let tags = Edit { tags: TagsChange::Set(vec!["sea".into()]), ..Edit::default() };
    shelf.edit(&[shelf.titled("One")], tags);
    let shared = shelf.library.shared_values(shelf.account, &ALL()).unwrap();
    assert_eq!((shared.books, shared.reviews, shared.tags), (3, 1, vec![("sea".to_owned(), 1)]));
    assert_eq!(shared.stars, Spread { empty: 1, range: Some((2, 9)) });
    assert_eq!(shared.status, Spread { empty: 1, range: Some((Status::Reading, Status::Reading)) });
    assert_eq!(shared.format.range, Some(("paperback".to_owned(), "paperback".to_owned())));
}

#[test]
fn deleted_books_come_back_with_what_was_kept_here() {
    let (shelf, mut server) = Shelf::with(&[book("One"), book("Two")]);
    shelf.edit(&[shelf.titled("One")], format("paperback"));
    let before = shelf.record(shelf.titled("One"));
    for sent in [false, true] {
        let gone = shelf.library.delete(shelf.account, &ALL(), at(4)).unwrap();
        assert_eq!((gone.changed, shelf.rows().len()), (2, 0));
        if sent {
            shelf.send(&mut server);
            assert!(server.records.is_empty());
        }
        shelf.library.undo(shelf.account, gone.group.unwrap(), at(9)).unwrap();
        let one = shelf.titled("One");
        assert_eq!(shelf.record(one), before);
        assert_eq!(shelf.library.book(shelf.account, one).unwrap().unwrap().local["format"], "paperback");
    }
    shelf.send(&mut server);
    assert_eq!(server.records.len(), 2);
}

proptest! {
    #![proptest_config(cases(24))]
    #[test]
    fn a_preview_says_what_the_edit_then_does(edit in super::edits::any_edit(), earlier in super::edits::any_edit()) {
        let (shelf, _) = Shelf::with(&[book("One"), with(book("Two"), json!({"stars": 5, "owned": true}))]);
        let ids: Vec<BookId> = shelf.rows().iter().map(|row| row.id).collect();
        shelf.edit(&ids[..1], earlier);
        let seen = preview(&shelf, &edit);
        let done = commit(&shelf, &edit, &seen.digest).unwrap();
        prop_assert_eq!((done.changed, done.unchanged, done.conflicts), (seen.changed, seen.unchanged, seen.conflicts));
        for (book, patches, _) in seen.examples {
            let record = record(shelf.record(book.id));
            for patch in patches.iter().filter(|patch| patch.field != bookhive::Field::BookProgress) {
                prop_assert_eq!(record.get(patch.field), patch.after.as_ref());
            }
        }
    }
}
