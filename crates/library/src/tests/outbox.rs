use super::support::*;
use crate::*;
use atproto::repo::Write;
use bookhive::Status;
use serde_json::json;

#[test]
fn changes_of_one_book_become_one_write_with_the_newest_values() {
    let (shelf, _) = Shelf::with(&[book("Old")]);
    shelf.import(vec![creating("New")]);
    for title in ["New", "Old"] {
        shelf.edit(&[shelf.titled(title)], stars(2));
        shelf.edit(&[shelf.titled(title)], stars(9));
        shelf.edit(&[shelf.titled(title)], status(Status::Reading));
    }
    let writes = shelf.batch().unwrap().writes();
    let wanted = json!({"stars": 9, "status": Status::Reading.token()});
    assert_eq!(writes.len(), 2);
    assert!(matches!(&writes[0], Write::Create { value, .. } if *value == with(book("New"), wanted.clone())));
    assert!(matches!(&writes[1], Write::Update { value, .. } if *value == with(book("Old"), wanted.clone())));
    let waiting = shelf.library.waiting(shelf.account).unwrap();
    assert_eq!((waiting.entries, waiting.creates, waiting.updates), (2, 1, 1));
}

#[test]
fn what_was_created_and_taken_back_before_sending_is_never_sent() {
    let shelf = Shelf::new();
    let import = shelf.import(vec![creating("One")]);
    shelf.library.undo(shelf.account, shelf.progress(import).group, at(9)).unwrap();
    assert_eq!((shelf.rows().len(), shelf.progress(import).left_out), (0, 1));
    assert_eq!(shelf.batch(), None);
    assert_eq!(shelf.library.waiting(shelf.account).unwrap(), Waiting::default());
}

#[test]
fn edits_made_while_a_batch_is_on_its_way_stay_and_apply_to_what_was_sent() {
    let (shelf, mut server) = Shelf::with(&[book("One")]);
    let id = shelf.only().id;
    shelf.edit(&[id], stars(4));
    let batch = shelf.batch().unwrap();
    let cids = server.apply(&batch).unwrap();
    shelf
        .edit(&[id], Edit { stars: Change::Clear, status: Change::Set(Status::Finished), ..Edit::default() });
    shelf.library.acknowledge(shelf.account, &batch, &told(&cids, server.head()), at(5)).unwrap();
    assert_eq!((shelf.only().stars, shelf.only().waiting), (None, true));
    shelf.send(&mut server);
    assert_eq!(*server.value("a"), with(book("One"), json!({"status": Status::Finished.token()})));
    assert!(!shelf.only().waiting);
    assert!(!shelf.sync(&server).changed());
}

#[test]
fn an_edit_taken_back_while_it_is_on_its_way_is_taken_back_at_the_server() {
    let (shelf, mut server) = Shelf::with(&[book("One")]);
    let group = shelf.edit(&[shelf.only().id], stars(4)).group.unwrap();
    let batch = shelf.batch().unwrap();
    let cids = server.apply(&batch).unwrap();
    shelf.library.undo(shelf.account, group, at(9)).unwrap();
    shelf.library.acknowledge(shelf.account, &batch, &told(&cids, server.head()), at(5)).unwrap();
    shelf.send(&mut server);
    assert_eq!(*server.value("a"), book("One"));
}

#[test]
fn a_created_book_is_deleted_by_undo_and_created_again_by_undoing_that() {
    let mut server = Server::default();
    let shelf = Shelf::new();
    let import = shelf.import(vec![creating("One")]);
    shelf.send(&mut server);
    let undone = shelf.library.undo(shelf.account, shelf.progress(import).group, at(9)).unwrap();
    assert_eq!((shelf.rows().len(), server.records.len()), (0, 1));
    assert_eq!(shelf.library.waiting(shelf.account).unwrap().deletes, 1);
    shelf.send(&mut server);
    assert_eq!(server.records.len(), 0);
    shelf.library.undo(shelf.account, undone.group.unwrap(), at(9)).unwrap();
    shelf.send(&mut server);
    assert_eq!((shelf.only().title.as_str(), server.records.len()), ("One", 1));
}

#[test]
fn batches_respect_both_limits_and_take_a_giant_alone() {
    let shelf = Shelf::new();
    let mut works: Vec<_> = (0..5).map(|number| creating(&format!("Book {number}"))).collect();
    let giant = with(book("Giant"), json!({"review": "x".repeat(5_000)}));
    works.push(crate::apply::Work::Create { record: record(giant), local: Default::default() });
    shelf.import(works);
    let count = |writes, bytes| {
        let limits = BatchLimits { writes, bytes, ..BatchLimits::default() };
        shelf.library.next_batch(shelf.account, limits).unwrap().unwrap().items.len()
    };
    let all = shelf.batch().unwrap();
    let without_giant = all.bytes - all.items[5].write.wire_bytes();
    assert_eq!(count(3, 140_000), 3);
    assert_eq!(count(200, without_giant), 5);
    assert_eq!(count(200, without_giant - 1), 4);
    assert_eq!(count(200, 1), 1);
    let body: usize = all.writes().iter().map(Write::wire_bytes).sum();
    assert!(all.bytes >= body && all.bytes < body + 1_000);
}

#[test]
fn a_poison_record_is_set_aside_with_its_reason_and_the_rest_goes_on() {
    let mut server = Server::default();
    let shelf = Shelf::new();
    let import = shelf.import(vec![creating("Good"), creating("Poison")]);
    let batch = shelf.batch().unwrap();
    let poison = batch.items.iter().find(|item| item.book == shelf.titled("Poison")).unwrap();
    let reason = SetAsideReason::Refused { message: "too long".to_owned() };
    shelf.library.set_aside(shelf.account, poison, &reason).unwrap();
    shelf.send(&mut server);
    let progress = shelf.progress(import);
    assert_eq!((progress.created, progress.set_aside, progress.waiting), (1, 1, 0));
    assert_eq!((progress.failed[0].line, &progress.failed[0].reason), (3, &reason));
    assert_eq!(shelf.rows().len(), 2);

    // Changing the book is a new attempt.
    shelf.edit(&[shelf.titled("Poison")], stars(1));
    assert_eq!(shelf.progress(import).waiting, 1);
    shelf.send(&mut server);
    assert_eq!((shelf.progress(import).created, server.records.len()), (2, 2));
}

#[test]
fn a_refused_record_that_is_let_go_stays_in_the_report() {
    let shelf = Shelf::new();
    let import = shelf.import(vec![creating("Poison")]);
    let reason = SetAsideReason::Refused { message: String::new() };
    shelf.library.set_aside(shelf.account, &shelf.batch().unwrap().items[0], &reason).unwrap();
    let id = shelf.only().id;
    shelf.library.let_go(shelf.account, id, at(5)).unwrap();
    assert_eq!((shelf.rows().len(), shelf.progress(import).failed.len()), (0, 1));
    assert!(matches!(shelf.library.let_go(shelf.account, id, at(5)), Err(AsideError::Nothing)));
}

#[test]
fn a_second_record_of_a_hive_id_is_never_sent() {
    let mut server = Server::default();
    let shelf = Shelf::new();
    let import = shelf.import(vec![creating("One")]);
    let again = shelf.import(vec![creating("One")]);
    assert_eq!((shelf.progress(again).set_aside, shelf.rows().len()), (1, 1));
    // Somebody else creates the same book before we send ours.
    server.put("a", book("One"));
    shelf.sync(&server);
    shelf.send(&mut server);
    assert_eq!((server.records.len(), shelf.progress(import).set_aside), (1, 1));
    assert_eq!(shelf.progress(import).failed[0].reason, SetAsideReason::SameBook);
    let ours = shelf.rows().into_iter().find(|row| row.set_aside).unwrap();
    assert!(matches!(shelf.library.keep_mine(shelf.account, ours.id, at(5)), Err(AsideError::SameBook)));
    shelf.library.let_go(shelf.account, ours.id, at(5)).unwrap();
    assert_eq!(shelf.rows().len(), 1);
}

#[test]
fn nothing_is_sent_before_a_listing_with_a_stable_head() {
    let shelf = Shelf::new();
    shelf.import(vec![creating("One")]);
    shelf.library.merge_listing(shelf.account, &[], None, at(5)).unwrap();
    let batch = shelf.library.next_batch(shelf.account, BatchLimits::default());
    assert!(matches!(batch, Err(OutboxError::NoHead)));
}

#[test]
fn a_batch_carries_the_head_that_its_writes_were_made_for() {
    let (shelf, mut server) = Shelf::with(&[book("One")]);
    shelf.edit(&[shelf.only().id], stars(4));
    let batch = shelf.batch().unwrap();
    server.change("a", json!({"owned": true}));
    assert_eq!(server.apply(&batch), Err(InvalidSwap));
    shelf.sync(&server);
    shelf.send(&mut server);
    assert_eq!(*server.value("a"), with(book("One"), json!({"owned": true, "stars": 4})));
}

#[test]
fn the_batch_after_one_on_its_way_leaves_its_books_alone_and_follows_its_head() {
    let (shelf, mut server) = Shelf::with(&[book("One"), book("Two"), book("Three")]);
    let all: Vec<BookId> = shelf.rows().iter().map(|row| row.id).collect();
    shelf.edit(&all, stars(4));
    let limits = BatchLimits { writes: 2, ..BatchLimits::default() };
    let first = shelf.library.next_batch(shelf.account, limits).unwrap().unwrap();
    // Changed again while it is on its way: that is for later.
    shelf.edit(&[first.items[0].book], stars(6));
    let second = shelf.library.batch_after(shelf.account, &first, limits).unwrap().unwrap();
    assert_eq!(second.items.len(), 1);
    assert!(first.items.iter().all(|item| item.book != second.items[0].book));
    assert_eq!(
        shelf
            .library
            .batch_after(
                shelf.account,
                &Batch { items: [first.items.clone(), second.items.clone()].concat(), ..first.clone() },
                limits
            )
            .unwrap(),
        None
    );

    let heard = server.apply(&first).unwrap();
    let after_first = server.head();
    let second = Batch { head: after_first.clone(), ..second };
    let heard_too = server.apply(&second).unwrap();
    shelf.library.acknowledge(shelf.account, &first, &told(&heard, after_first), at(5)).unwrap();
    shelf.library.acknowledge(shelf.account, &second, &told(&heard_too, server.head()), at(6)).unwrap();
    assert_eq!(shelf.library.waiting(shelf.account).unwrap().entries, 1);
    shelf.send(&mut server);
    assert!(!shelf.sync(&server).changed());
}
