use super::support::*;
use crate::*;
use bookhive::Status;
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

pub(super) fn any_edit() -> impl Strategy<Value = Edit> {
    let field = |values: usize| prop::sample::select((0..values + 2).collect::<Vec<_>>());
    (field(4), field(10), field(2)).prop_map(|(status, stars, owned)| {
        fn change<T>(number: usize, set: impl FnOnce(usize) -> T) -> Change<T> {
            match number {
                0 => Change::Keep,
                1 => Change::Clear,
                number => Change::Set(set(number - 2)),
            }
        }
        Edit {
            status: change(status, |number| Status::ALL[number]),
            stars: change(stars, |number| bookhive::Stars::new(number as u8 + 1).unwrap()),
            owned: change(owned, |number| number == 1),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn an_edit_and_its_undo_come_to_nothing(first in any_edit(), second in any_edit()) {
        let (shelf, server) = Shelf::with(&[book("One"), with(book("Two"), json!({"stars": 5, "owned": true})),
            with(book("Three"), json!({"status": "buzz.bookhive.defs#owned", "stars": 99}))]);
        let ids: Vec<BookId> = shelf.rows().iter().map(|row| row.id).collect();
        let before: Vec<_> = ids.iter().map(|&id| shelf.record(id)).collect();
        let groups = [first, second].map(|edit| shelf.edit(&ids, edit).group);
        for group in groups.into_iter().rev().flatten() {
            let undone = shelf.library.undo(shelf.account, group, at(9)).unwrap();
            prop_assert_eq!(undone.conflicts, 0);
        }
        let after: Vec<_> = ids.iter().map(|&id| shelf.record(id)).collect();
        prop_assert_eq!(before, after);
        prop_assert_eq!(shelf.batch(), None);
        prop_assert_eq!(shelf.library.waiting(shelf.account).unwrap(), Waiting::default());
        prop_assert!(!shelf.sync(&server).changed());
    }
}
