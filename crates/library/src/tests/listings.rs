use super::support::*;
use crate::apply::Work;
use crate::*;
use bookhive::{Field, Status};
use serde_json::json;

#[test]
fn a_listing_adds_updates_and_deletes() {
    let (shelf, mut server) = Shelf::with(&[book("One"), book("Two")]);
    server.change("a", json!({"title": "Uno", "com.example": [1]}));
    server.delete("b");
    server.put("c", book("Three"));
    let outcome = shelf.sync(&server);
    assert_eq!((outcome.added, outcome.updated, outcome.deleted, outcome.unchanged), (1, 1, 1, 0));
    assert_eq!(shelf.record(shelf.titled("Uno")), *server.value("a"));
    assert_eq!(shelf.sync(&server), MergeOutcome { unchanged: 2, ..MergeOutcome::default() });
}

#[test]
fn part_of_a_listing_deletes_nothing() {
    let (shelf, mut server) = Shelf::with(&[book("One")]);
    server.put("b", book("Two"));
    let page = &server.listing()[1..];
    let outcome = shelf.library.merge_page(shelf.account, page).unwrap();
    assert_eq!((outcome.added, outcome.deleted, shelf.rows().len()), (1, 0, 2));
}

#[test]
fn broken_and_doubled_records_of_other_apps_are_shown() {
    let broken = json!({"$type": "buzz.bookhive.book", "title": 7, "authors": null, "stars": "many"});
    let (shelf, _) = Shelf::with(&[broken.clone(), book("One"), book("One"), json!({})]);
    assert_eq!(shelf.rows().len(), 4);
    let odd = shelf.rows().into_iter().rev().find(|row| row.title.is_empty()).unwrap();
    assert_eq!((odd.authors.len(), odd.stars), (0, None));
    shelf.edit(&[odd.id], stars(3));
    assert_eq!(shelf.record(odd.id)["stars"], json!(3));
}

#[test]
fn a_single_edit_wins_over_a_change_elsewhere_and_keeps_their_other_fields() {
    let (shelf, mut server) = Shelf::with(&[book("One")]);
    shelf.edit(&[shelf.only().id], stars(4));
    server.change("a", json!({"stars": 10, "review": "theirs"}));
    assert_eq!(shelf.sync(&server).set_aside, 0);
    shelf.send(&mut server);
    assert_eq!(*server.value("a"), with(book("One"), json!({"stars": 4, "review": "theirs"})));
}

#[test]
fn a_bulk_edit_of_a_field_changed_elsewhere_is_set_aside_and_can_be_kept() {
    let (shelf, mut server) = Shelf::with(&[book("One"), book("Two")]);
    let ids: Vec<BookId> = shelf.rows().iter().map(|row| row.id).collect();
    shelf.edit(&ids, Edit { status: Change::Set(Status::Reading), ..stars(4) });
    server.change("a", json!({"stars": 10}));
    assert_eq!(shelf.sync(&server).set_aside, 1);
    shelf.send(&mut server);
    let token = Status::Reading.token();
    assert_eq!(*server.value("a"), with(book("One"), json!({"stars": 10, "status": token})));
    assert_eq!(*server.value("b"), with(book("Two"), json!({"stars": 4, "status": token})));

    let asides = shelf.library.set_asides(shelf.account).unwrap();
    assert_eq!(asides[0].reason, SetAsideReason::ChangedElsewhere { fields: vec!["stars".to_owned()] });
    assert_eq!(asides[0].patches[0].field, Field::Stars);
    shelf.library.keep_mine(shelf.account, asides[0].book, at(5)).unwrap();
    shelf.send(&mut server);
    assert_eq!(server.value("a")["stars"], json!(4));
}

#[test]
fn edited_here_and_deleted_there_waits_for_a_decision() {
    let (shelf, mut server) = Shelf::with(&[book("One")]);
    let id = shelf.only().id;
    shelf.edit(&[id], stars(4));
    server.delete("a");
    assert_eq!(shelf.sync(&server).set_aside, 1);
    shelf.edit(&[id], status(Status::Reading));
    shelf.send(&mut server);
    assert_eq!((server.records.len(), shelf.only().set_aside), (0, true));
    assert_eq!(shelf.sync(&server), MergeOutcome::default());
    shelf.library.keep_mine(shelf.account, id, at(5)).unwrap();
    shelf.send(&mut server);
    let kept = json!({"stars": 4, "status": Status::Reading.token()});
    assert_eq!(*server.value("a"), with(book("One"), kept));
}

#[test]
fn deleted_here_and_edited_there_waits_for_a_decision() {
    let mut server = Server::default();
    let shelf = Shelf::new();
    let import = shelf.import(vec![creating("One")]);
    shelf.send(&mut server);
    shelf.library.undo(shelf.account, shelf.progress(import).group, at(9)).unwrap();
    let key = server.records.keys().next().unwrap().clone();
    server.change(&key, json!({"review": "theirs"}));
    assert_eq!(shelf.sync(&server).set_aside, 1);
    assert!(shelf.only().has_review);
    shelf.send(&mut server);
    assert_eq!(server.records.len(), 1);
    shelf.library.keep_mine(shelf.account, shelf.only().id, at(5)).unwrap();
    shelf.send(&mut server);
    assert_eq!((server.records.len(), shelf.rows().len()), (0, 0));
}

#[test]
fn what_got_through_unheard_is_recognised() {
    let (mut shelf, mut server) = Shelf::with(&[book("Old"), book("Gone")]);
    let import = shelf.import(vec![creating("New")]);
    shelf.edit(&[shelf.titled("Old")], stars(4));
    shelf.edit(&[shelf.titled("New")], stars(6));
    server.apply(&shelf.batch().unwrap()).unwrap();
    // Killed before the answer; edited again after the restart.
    shelf.restart();
    shelf.edit(&[shelf.titled("Old")], status(Status::Reading));
    assert_eq!(shelf.sync(&server).set_aside, 0);
    assert_eq!(shelf.progress(import).created, 1);
    let writes = shelf.batch().unwrap().writes();
    assert_eq!(writes.len(), 1);
    shelf.send(&mut server);
    assert_eq!(server.records.len(), 3);
    assert_eq!(*server.value("a"), with(book("Old"), json!({"stars": 4, "status": Status::Reading.token()})));
}

#[test]
fn a_create_that_got_through_before_the_book_was_taken_back_is_still_ours() {
    let (shelf, mut server) = Shelf::with(&[]);
    let import = shelf.import(vec![creating("New")]);
    let group = shelf.progress(import).group;
    let undo = |group| shelf.library.undo(shelf.account, group, at(5)).unwrap();
    let away = undo(group).group.unwrap();
    let again = undo(away).group.unwrap();
    let edit = shelf.edit(&[shelf.titled("New")], stars(6)).group.unwrap();
    server.apply(&shelf.batch().unwrap()).unwrap();
    // The answer is lost, and everything is taken back, the newest first.
    for group in [edit, again, away, group] {
        assert_eq!(undo(group).left, []);
    }
    assert_eq!(shelf.sync(&server).set_aside, 0);
    assert_eq!(shelf.rows(), []);
    shelf.send(&mut server);
    assert_eq!(server.records.len(), 0);
}

#[test]
fn a_book_brought_back_as_it_was_does_not_keep_what_an_unheard_write_said() {
    let (shelf, mut server) = Shelf::with(&[]);
    shelf.import(vec![creating("New")]);
    let new = shelf.titled("New");
    let edit = shelf.edit(&[new], stars(6)).group.unwrap();
    server.apply(&shelf.batch().unwrap()).unwrap();
    shelf.library.undo(shelf.account, edit, at(5)).unwrap();
    let gone = shelf.library.delete(shelf.account, &Selection::Ids(vec![new]), at(6)).unwrap();
    shelf.library.undo(shelf.account, gone.group.unwrap(), at(7)).unwrap();
    assert_eq!(shelf.sync(&server).set_aside, 0);
    assert_eq!(shelf.record(new).get("stars"), None);
    shelf.send(&mut server);
    assert!(server.records.values().all(|(_, value)| *value == book("New")));
    assert_eq!(server.records.len(), 1);
}

#[test]
fn an_import_fills_fields_unless_they_were_changed_elsewhere() {
    let (shelf, mut server) = Shelf::with(&[book("One")]);
    let id = shelf.only().id;
    let patches = vec![
        Patch { field: Field::Stars, before: None, after: Some(json!(7)) },
        Patch { field: Field::Owned, before: None, after: Some(json!(true)) },
    ];
    let local = [("tags".to_owned(), "calm".to_owned())].into();
    let import = shelf.import(vec![Work::Update { book: id, patches, local }]);
    server.change("a", json!({"stars": 2}));
    shelf.sync(&server);
    assert_eq!(shelf.progress(import).waiting, 1);
    shelf.send(&mut server);
    let progress = shelf.progress(import);
    assert_eq!((progress.updated, progress.set_aside), (0, 1));
    assert_eq!(*server.value("a"), with(book("One"), json!({"stars": 2, "owned": true})));
    assert_eq!(shelf.only().tags, ["calm"]);
}
