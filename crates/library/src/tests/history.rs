use super::edits::any_edit;
use super::support::*;
use crate::*;
use bookhive::Status;
use proptest::prelude::*;
use serde_json::json;

fn all(shelf: &Shelf) -> Vec<ChangeGroup> {
    shelf.library.history(shelf.account, &HistoryQuery::default(), None, 100).unwrap().groups
}

fn undo(shelf: &Shelf, group: GroupId) -> UndoOutcome {
    shelf.library.undo(shelf.account, group, at(9)).unwrap()
}

fn kinds(shelf: &Shelf) -> Vec<ChangeKind> {
    all(shelf).iter().map(|group| group.kind).collect()
}

#[test]
fn a_group_says_what_it_did_without_a_look_at_its_books() {
    let (shelf, _) = Shelf::with(&[with(book("One"), json!({"stars": 2})), book("Two"), book("Three")]);
    let ids: Vec<BookId> = shelf.rows().iter().map(|row| row.id).collect();
    shelf.edit(&ids, Edit { status: Change::Set(Status::Finished), ..stars(8) });
    let group = &all(&shelf)[0];
    assert_eq!((group.kind, group.books(), group.updated, group.waiting), (ChangeKind::Edit, 3, 3, 3));
    let sums: Vec<_> = group.fields.iter().map(|sum| (sum.field.as_str(), sum.after.clone())).collect();
    assert_eq!(sums, [("status", Some(json!(Status::Finished.token()))), ("stars", Some(json!(8)))]);
    let page = shelf.library.group_books(shelf.account, group.id, None, 2).unwrap();
    assert_eq!((page.books.len(), page.more), (2, true));
    let rest = shelf.library.group_books(shelf.account, group.id, Some(page.books[1].place), 2).unwrap();
    assert_eq!((rest.books.len(), rest.more), (1, false));
    let one = page.books.iter().chain(&rest.books).find(|change| change.book.title == "One").unwrap();
    let change = one.fields.iter().find(|change| change.field == "stars").unwrap();
    assert_eq!((change.before.clone(), change.after.clone()), (Some(json!(2)), Some(json!(8))));
}

#[test]
fn different_values_are_summed_up_as_mixed() {
    let (shelf, _) = Shelf::with(&[with(book("One"), json!({"stars": 2})), book("Two")]);
    let ids: Vec<BookId> = shelf.rows().iter().map(|row| row.id).collect();
    let group = shelf.edit(&ids, stars(8)).group.unwrap();
    undo(&shelf, group);
    let sum = &all(&shelf)[0].fields[0];
    assert_eq!((sum.field.as_str(), sum.after.clone(), sum.mixed), ("stars", None, true));
}

#[test]
fn pages_are_cut_by_number_and_searched_by_title_author_file_kind_and_day() {
    let shelf = Shelf::new();
    let import = shelf.import(vec![creating("Dune"), creating("L'Étranger")]);
    for half_stars in 1..=5 {
        shelf.edit(&[shelf.titled("Dune")], stars(half_stars));
    }
    let query = HistoryQuery { whose: Whose::Mine, ..HistoryQuery::default() };
    let first = shelf.library.history(shelf.account, &query, None, 4).unwrap();
    assert_eq!((first.groups.len(), first.matching, first.more), (4, 6, true));
    let second = shelf.library.history(shelf.account, &query, Some(first.groups[3].id), 4).unwrap();
    assert_eq!((second.groups.len(), second.more), (2, false));
    assert_eq!(second.groups[1].id, shelf.progress(import).group);
    let found = |text: &str, kinds: &[ChangeKind]| {
        let query = HistoryQuery { text: text.to_owned(), kinds: kinds.to_vec(), ..HistoryQuery::default() };
        shelf.library.history(shelf.account, &query, None, 100).unwrap().matching
    };
    assert_eq!(
        ["dun", "auth ann", "etran", "EXPORT.c", "messiah", "%"].map(|text| found(text, &[])),
        [6, 6, 1, 1, 0, 0]
    );
    assert_eq!((found("imp", &[ChangeKind::Import]), found("", &[ChangeKind::Edit])), (1, 5));
    let query = HistoryQuery { from: Some(at(4)), until: Some(at(5)), ..HistoryQuery::default() };
    assert_eq!(shelf.library.history(shelf.account, &query, None, 9).unwrap().matching, 1);
}

#[test]
fn undo_and_redo_take_the_right_group_in_turn() {
    let (shelf, _) = Shelf::with(&[book("One")]);
    let id = shelf.only().id;
    let first = shelf.edit(&[id], stars(2)).group.unwrap();
    let second = shelf.edit(&[id], stars(4)).group.unwrap();
    let next = |shelf: &Shelf| {
        let undoable = shelf.library.undoable(shelf.account).unwrap().map(|group| group.id);
        (undoable, shelf.library.redoable(shelf.account).unwrap().map(|group| group.id))
    };
    assert_eq!(next(&shelf), (Some(second), None));
    let undo_second = undo(&shelf, second).group.unwrap();
    let undo_first = undo(&shelf, first).group.unwrap();
    assert_eq!((shelf.only().stars, next(&shelf)), (None, (None, Some(undo_first))));
    undo(&shelf, undo_first);
    assert_eq!((shelf.only().stars, next(&shelf)), (Some(2), (Some(first), Some(undo_second))));
    undo(&shelf, undo_second);
    assert_eq!((shelf.only().stars, next(&shelf)), (Some(4), (Some(second), None)));
    undo(&shelf, second);
    shelf.edit(&[id], stars(9));
    assert_eq!(next(&shelf).1, None);
    let group = shelf.library.change_group(shelf.account, first).unwrap().unwrap();
    assert_eq!(group.undone, None);
    let redo = all(&shelf).into_iter().find(|group| group.redo).unwrap();
    assert_eq!(redo.of.unwrap().kind, ChangeKind::Edit);
    let second = shelf.library.change_group(shelf.account, second).unwrap().unwrap();
    assert!(second.undone.is_some());
}

#[test]
fn a_deleted_book_comes_back_under_its_number_and_a_new_key_once_the_server_has_deleted_it() {
    let (shelf, mut server) = Shelf::with(&[]);
    let import = shelf.import(vec![creating("Dune")]);
    let id = shelf.only().id;
    shelf.send(&mut server);
    let before = shelf.library.book(shelf.account, id).unwrap().unwrap();
    let deleted = undo(&shelf, shelf.progress(import).group).group.unwrap();
    shelf.send(&mut server);
    assert!(server.records.is_empty() && shelf.rows().is_empty());
    assert_eq!(undo(&shelf, deleted).restored, 1);
    shelf.send(&mut server);
    let after = shelf.library.book(shelf.account, id).unwrap().unwrap();
    assert_eq!((&after.record, after.local), (&before.record, before.local));
    assert_ne!(after.rkey, before.rkey);
    assert_eq!(server.value(&after.rkey), &before.record.to_value());
}

#[test]
fn a_deletion_on_its_way_that_is_undone_leaves_one_record_whether_it_arrived_or_not() {
    for arrives in [true, false] {
        let (shelf, mut server) = Shelf::with(&[]);
        let import = shelf.import(vec![creating("Dune")]);
        shelf.send(&mut server);
        let deleted = undo(&shelf, shelf.progress(import).group).group.unwrap();
        let batch = shelf.batch().unwrap();
        if arrives {
            server.apply(&batch).unwrap();
        }
        assert_eq!(undo(&shelf, deleted).restored, 1);
        shelf.sync(&server);
        shelf.send(&mut server);
        assert_eq!((server.records.len(), shelf.rows().len()), (1, 1));
        assert!(!shelf.sync(&server).changed());
    }
}

#[test]
fn an_undo_says_per_book_what_it_left_and_why() {
    let shelf = Shelf::new();
    let import = shelf.import(vec![creating("One"), creating("Two"), creating("Three")]);
    let group = shelf.progress(import).group;
    shelf.edit(&[shelf.titled("One")], stars(8));
    let preview = shelf.library.preview_undo(shelf.account, group, at(9)).unwrap();
    assert_eq!((preview.restored, preview.conflicts, shelf.rows().len()), (2, 1, 3));
    let outcome = undo(&shelf, group);
    assert_eq!(outcome.left, preview.left);
    assert_eq!(outcome.left[0].title, "One");
    assert_eq!(outcome.left[0].reason, LeftReason::EditedSince { fields: vec!["stars".to_owned()] });
    assert_eq!(shelf.only().stars, Some(8));
}

#[test]
fn what_was_set_aside_is_not_wanted_any_more_once_its_edit_is_undone() {
    let (shelf, mut server) = Shelf::with(&[book("One"), book("Two")]);
    let ids: Vec<BookId> = shelf.rows().iter().map(|row| row.id).collect();
    let group = shelf.edit(&ids, stars(2)).group.unwrap();
    server.change("a", json!({"stars": 7}));
    assert_eq!(shelf.sync(&server).set_aside, 1);
    assert_eq!(undo(&shelf, group).restored, 2);
    assert_eq!(shelf.library.set_asides(shelf.account).unwrap(), []);
    shelf.send(&mut server);
    assert_eq!((server.value("a").get("stars"), server.value("b").get("stars")), (Some(&json!(7)), None));
}

#[test]
fn the_first_fill_is_one_entry_and_later_changes_of_other_apps_are_noted_and_can_be_undone() {
    let (shelf, mut server) = Shelf::with(&[book("One"), book("Two")]);
    // The tests' shelf is listed empty once, then with two books of another app.
    assert_eq!(kinds(&shelf), [ChangeKind::Remote, ChangeKind::Fill]);
    server.change("a", json!({"stars": 7}));
    server.delete("b");
    server.put("c", book("Three"));
    shelf.sync(&server);
    let group = all(&shelf).remove(0);
    assert_eq!((group.kind, group.created, group.updated, group.deleted), (ChangeKind::Remote, 1, 1, 1));
    assert_eq!(shelf.library.undoable(shelf.account).unwrap(), None);
    assert_eq!(undo(&shelf, group.id).restored, 3);
    shelf.send(&mut server);
    let mut titles: Vec<_> = server.records.values().map(|(_, value)| value["title"].clone()).collect();
    titles.sort_by_key(ToString::to_string);
    assert_eq!((titles, server.value("a").get("stars")), (vec![json!("One"), json!("Two")], None));
}

#[test]
fn a_write_of_our_own_that_arrived_unheard_of_is_nobody_elses_change() {
    let (shelf, mut server) = Shelf::with(&[book("One")]);
    shelf.edit(&[shelf.only().id], stars(4));
    shelf.import(vec![creating("Two")]);
    server.apply(&shelf.batch().unwrap()).unwrap();
    assert!(shelf.sync(&server).changed());
    assert_eq!(kinds(&shelf)[..2], [ChangeKind::Import, ChangeKind::Edit]);
}

#[test]
fn a_book_tells_its_own_history_also_when_it_is_gone() {
    let (shelf, mut server) = Shelf::with(&[book("One"), book("Two")]);
    let id = shelf.titled("One");
    shelf.edit(&[id, shelf.titled("Two")], stars(4));
    shelf.edit(&[id], stars(6));
    shelf.send(&mut server);
    server.delete("a");
    shelf.sync(&server);
    let events = shelf.library.history_of(shelf.account, id, 10).unwrap();
    let deeds: Vec<_> = events.iter().map(|event| (event.group.kind, event.change.deed)).collect();
    assert_eq!(
        deeds,
        [
            (ChangeKind::Remote, BookDeed::Deleted),
            (ChangeKind::Edit, BookDeed::Updated),
            (ChangeKind::Edit, BookDeed::Updated),
            (ChangeKind::Remote, BookDeed::Created),
        ]
    );
    assert_eq!((events[0].change.book.title.as_str(), events[0].change.book.here), ("One", false));
    let other = shelf.library.local_account().unwrap();
    assert_eq!(shelf.library.history_of(other, id, 10).unwrap(), []);
}

#[test]
fn history_survives_the_migration_that_made_its_tables_anew() {
    let directory = tempfile::TempDir::new().unwrap();
    let connection = rusqlite::Connection::open(directory.path().join("library.sqlite")).unwrap();
    connection.execute_batch(include_str!("../schema/0001_library.sql")).unwrap();
    connection
        .execute_batch(
            r#"INSERT INTO account (did) VALUES (NULL);
               INSERT INTO change_group (account, kind, at) VALUES (1, 'edit', 5), (1, 'edit', 6), (1, 'edit', 7);
               DELETE FROM change_group WHERE id = 3;
               INSERT INTO book (account, rkey, title, authors) VALUES (1, 'a', 'Dune', 'Frank Herbert');
               INSERT INTO book_record (book, record) VALUES (1, '{"title":"Dune"}');
               INSERT INTO change (grp, book, kind, payload) VALUES
                   (2, 1, 'update', '[{"field":"stars","after":3}]');
               PRAGMA user_version = 1;"#,
        )
        .unwrap();
    drop(connection);
    let library = Library::open(directory.path()).unwrap();
    let account = library.local_account().unwrap();
    let groups = library.history(account, &HistoryQuery::default(), None, 9).unwrap().groups;
    assert_eq!(
        groups.iter().map(|group| (group.id.get(), group.books())).collect::<Vec<_>>(),
        [(2, 1), (1, 0)]
    );
    assert_eq!(groups[0].book.as_ref().unwrap().book.title, "Dune");
    let edit = library.edit(account, &Selection::Ids(vec![BookId::new(1)]), &stars(9), at(1)).unwrap();
    assert_eq!(edit.group, Some(GroupId::new(4)));
    library.check_integrity().unwrap();
    assert_eq!(library.undo(account, GroupId::new(2), at(1)).unwrap().conflicts, 1);
}

#[test]
fn a_forgotten_change_takes_the_name_of_its_book_along() {
    let shelf = Shelf::new();
    shelf.import(vec![creating("Dune")]);
    let connection = rusqlite::Connection::open(shelf.directory.path().join("library.sqlite")).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = ON; DELETE FROM change_group;").unwrap();
    let names: u32 = connection.query_row("SELECT COUNT(*) FROM journal_book", [], |row| row.get(0)).unwrap();
    assert_eq!(names, 0);
}

proptest! {
    #![proptest_config(cases(24))]
    #[test]
    fn a_redo_is_the_edit_to_the_letter(first in any_edit(), second in any_edit(), sent in any::<bool>()) {
        let (shelf, mut server) = Shelf::with(&[book("One"), with(book("Two"), json!({"stars": 5, "owned": true})),
            with(book("Three"), json!({"status": "buzz.bookhive.defs#owned", "stars": 99}))]);
        let ids: Vec<BookId> = shelf.rows().iter().map(|row| row.id).collect();
        shelf.edit(&ids, first);
        let Some(group) = shelf.edit(&ids, second).group else { return Ok(()) };
        let edited: Vec<_> = ids.iter().map(|&id| shelf.record(id).to_string()).collect();
        if sent { shelf.send(&mut server); }
        let undo_of = undo(&shelf, group).group.unwrap();
        if sent { shelf.send(&mut server); }
        let redone = undo(&shelf, undo_of);
        prop_assert_eq!(redone.conflicts, 0);
        for (&id, edited) in ids.iter().zip(&edited) {
            let now = shelf.record(id);
            prop_assert_eq!(&now, &serde_json::from_str::<serde_json::Value>(edited).unwrap());
        }
        shelf.send(&mut server);
        prop_assert!(!shelf.sync(&server).changed());
    }

    /// Whatever others did between an edit and its undo stands, field by field.
    #[test]
    fn an_undo_after_merges_takes_nothing_of_others(
        edit in any_edit(), review in 0..99_u8, rate in prop::option::of(1..11_u8), delete in any::<bool>(), sent in any::<bool>(),
    ) {
        let (shelf, mut server) = Shelf::with(&[with(book("One"), json!({"stars": 5})), book("Two"), book("Three")]);
        let ids: Vec<BookId> = shelf.rows().iter().map(|row| row.id).collect();
        let Some(group) = shelf.edit(&ids, edit.clone()).group else { return Ok(()) };
        if sent { shelf.send(&mut server); }
        server.change("a", json!({"review": format!("review {review}"), "x.y": {"z": [1]}}));
        if let Some(rate) = rate { server.change("a", json!({"stars": rate})); }
        if delete { server.delete("b"); }
        shelf.sync(&server);
        let left = undo(&shelf, group).left;
        shelf.send(&mut server);
        prop_assert!(!shelf.sync(&server).changed());
        let theirs = server.value("a");
        prop_assert_eq!(&theirs["review"], &json!(format!("review {review}")));
        prop_assert_eq!(&theirs["x.y"], &json!({"z": [1]}));
        if let (Some(rate), true) = (rate, sent) {
            let ours = match edit.stars { Change::Set(stars) => Some(stars.half_stars()), _ => None };
            let stood = if ours == Some(rate) { json!(5) } else { json!(rate) };
            prop_assert_eq!(&theirs["stars"], &stood);
        }
        if delete && sent {
            prop_assert!(!server.records.contains_key("b"));
            prop_assert!(left.iter().any(|left| left.reason == LeftReason::DeletedSince));
        }
        prop_assert!(theirs.get("status").is_none());
    }
}
