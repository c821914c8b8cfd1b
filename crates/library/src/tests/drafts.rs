use super::support::*;
use crate::*;
use DraftField::{PrivateNotes, Review};

fn draft(field: DraftField, text: &str, second: i64) -> Draft {
    Draft { field, text: text.to_owned(), begun_from: "as it was".to_owned(), at: at(second) }
}

fn drafts(shelf: &Shelf, book: BookId) -> Vec<Draft> {
    shelf.library.drafts(shelf.account, book).unwrap()
}

/// Publishes the library on the shelf, which is the one without an account, to an account.
fn publish(shelf: &Shelf, account: AccountId) {
    let own = shelf.library.existing_books(shelf.account).unwrap();
    let export = import::of_books(&own);
    let options = import::PlanOptions::new(at(6));
    let there = shelf.library.existing_books(account).unwrap();
    let plan = import::plan(&export, &there, &options);
    let plan = plan.details(&export, &options, |id| there.iter().find(|book| book.id == id).cloned());
    shelf.library.apply_publication(account, &plan, &own, "here", at(7)).unwrap();
}

#[test]
fn the_newest_text_of_each_field_is_there_after_a_restart_and_nothing_is_sent() {
    let (mut shelf, _) = Shelf::with(&[book("Emma"), book("Dune")]);
    let (emma, dune) = (shelf.titled("Emma"), shelf.titled("Dune"));
    let long = "word ".repeat(20_000);
    for kept in [draft(Review, "Half", 5), draft(Review, &long, 6), draft(PrivateNotes, "Lent to", 7)] {
        shelf.library.keep_draft(shelf.account, emma, &kept).unwrap();
    }
    shelf.restart();
    assert_eq!(drafts(&shelf, emma), [draft(PrivateNotes, "Lent to", 7), draft(Review, &long, 6)]);
    assert_eq!(drafts(&shelf, dune), []);
    assert!(shelf.batch().is_none(), "a draft is no change");
    assert!(shelf.record(emma).get("review").is_none());
    shelf.library.drop_draft(shelf.account, emma, Review).unwrap();
    shelf.library.drop_draft(shelf.account, emma, Review).unwrap();
    shelf.restart();
    assert_eq!(drafts(&shelf, emma), [draft(PrivateNotes, "Lent to", 7)]);
}

#[test]
fn a_draft_is_its_account_s_alone() {
    let (shelf, _) = Shelf::with(&[book("Emma")]);
    let emma = shelf.titled("Emma");
    let other = shelf.library.local_account().unwrap();
    let refused = shelf.library.keep_draft(other, emma, &draft(Review, "Not mine", 5));
    assert!(matches!(refused, Err(DraftError::UnknownBook)), "{refused:?}");
    shelf.library.keep_draft(shelf.account, emma, &draft(Review, "Mine", 6)).unwrap();
    shelf.library.drop_draft(other, emma, Review).unwrap();
    assert_eq!(shelf.library.drafts(other, emma).unwrap(), []);
    assert_eq!(drafts(&shelf, emma), [draft(Review, "Mine", 6)]);
}

#[test]
fn a_draft_outlives_the_undo_of_a_deletion_and_what_the_server_says_of_its_book() {
    let (shelf, mut server) = Shelf::with(&[book("Emma")]);
    let emma = shelf.titled("Emma");
    shelf.library.keep_draft(shelf.account, emma, &draft(Review, "Half", 5)).unwrap();
    let deleted = shelf.library.delete(shelf.account, &Selection::Ids(vec![emma]), at(6)).unwrap();
    assert_eq!(drafts(&shelf, emma), []);
    let late = shelf.library.keep_draft(shelf.account, emma, &draft(Review, "Late", 7));
    assert!(matches!(late, Err(DraftError::UnknownBook)), "{late:?}");
    shelf.library.undo(shelf.account, deleted.group.unwrap(), at(8)).unwrap();
    assert_eq!(drafts(&shelf, emma), [draft(Review, "Half", 5)]);
    server.put("a", with(book("Emma"), serde_json::json!({"review": "From the telephone"})));
    shelf.sync(&server);
    assert_eq!(shelf.record(emma)["review"], "From the telephone");
    assert_eq!(drafts(&shelf, emma), [draft(Review, "Half", 5)]);
}

#[test]
fn an_account_that_is_removed_takes_its_drafts_along() {
    let (shelf, _) = Shelf::with(&[book("Emma")]);
    let emma = shelf.titled("Emma");
    shelf.library.keep_draft(shelf.account, emma, &draft(Review, "Half", 5)).unwrap();
    shelf.library.forget_account(shelf.account).unwrap();
    let left = shelf.library.read(|connection| {
        Ok::<_, StorageFault>(
            connection.query_row("SELECT count(*) FROM draft", [], |row| row.get::<_, u32>(0))?,
        )
    });
    assert_eq!(left.unwrap(), 0);
}

#[test]
fn a_draft_goes_with_a_book_that_is_published_also_into_one_that_was_there() {
    let mut shelf = Shelf::new();
    let account = shelf.account;
    shelf.import(vec![creating("There")]);
    shelf.account = shelf.library.local_account().unwrap();
    shelf.import(vec![creating("New"), creating("There")]);
    for title in ["New", "There"] {
        shelf.library.keep_draft(shelf.account, shelf.titled(title), &draft(Review, title, 5)).unwrap();
    }
    publish(&shelf, account);
    assert_eq!(shelf.rows(), []);
    shelf.account = account;
    for title in ["New", "There"] {
        assert_eq!(drafts(&shelf, shelf.titled(title)), [draft(Review, title, 5)], "{title}");
    }
}

#[test]
fn a_draft_that_finds_another_where_its_book_is_published_keeps_its_book_here() {
    let mut shelf = Shelf::new();
    let account = shelf.account;
    shelf.import(vec![creating("Emma")]);
    let there = shelf.only().id;
    shelf.library.keep_draft(account, there, &draft(Review, "Begun there", 5)).unwrap();
    shelf.account = shelf.library.local_account().unwrap();
    shelf.import(vec![creating("Emma")]);
    let here = shelf.only().id;
    for kept in [draft(Review, "Begun here", 6), draft(PrivateNotes, "Lent to", 7)] {
        shelf.library.keep_draft(shelf.account, here, &kept).unwrap();
    }
    publish(&shelf, account);
    assert_eq!(drafts(&shelf, shelf.only().id), [draft(Review, "Begun here", 6)]);
    shelf.library.drop_draft(shelf.account, here, Review).unwrap();
    publish(&shelf, account);
    assert_eq!(shelf.rows(), [], "nothing holds it here any more");
    shelf.account = account;
    assert_eq!(drafts(&shelf, there), [draft(PrivateNotes, "Lent to", 7), draft(Review, "Begun there", 5)]);
}

#[test]
fn a_draft_handed_over_by_a_merge_stays_with_what_is_kept_when_that_is_undone_and_sent() {
    for sent in [false, true] {
        let (mut shelf, mut server) = Shelf::with(&[book("Emma"), book("Emma, a Novel")]);
        let both = [shelf.titled("Emma"), shelf.titled("Emma, a Novel")];
        for (id, kept) in [(both[0], draft(Review, "One", 5)), (both[1], draft(PrivateNotes, "Two", 6))] {
            shelf.library.keep_draft(shelf.account, id, &kept).unwrap();
        }
        let group = shelf.library.merge_books(shelf.account, &both, &MergeOfBooks::new(), at(7)).unwrap();
        let left = shelf.only().id;
        let all = [draft(PrivateNotes, "Two", 6), draft(Review, "One", 5)];
        assert_eq!(drafts(&shelf, left), all);
        if sent {
            shelf.send(&mut server);
        }
        shelf.restart();
        shelf.library.undo(shelf.account, group, at(8)).unwrap();
        assert_eq!(shelf.rows().len(), 2);
        assert_eq!(drafts(&shelf, left), all, "sent: {sent}");
    }
}

#[test]
fn a_draft_comes_back_with_its_book_also_when_the_server_has_deleted_it() {
    let (shelf, mut server) = Shelf::with(&[book("Emma")]);
    let emma = shelf.titled("Emma");
    shelf.library.keep_draft(shelf.account, emma, &draft(Review, "Half", 5)).unwrap();
    let deleted = shelf.library.delete(shelf.account, &Selection::Ids(vec![emma]), at(6)).unwrap();
    shelf.send(&mut server);
    assert!(server.records.is_empty());
    shelf.library.undo(shelf.account, deleted.group.unwrap(), at(8)).unwrap();
    assert_eq!(drafts(&shelf, emma), [draft(Review, "Half", 5)]);
}

#[test]
fn a_draft_of_a_book_that_the_history_has_forgotten_goes() {
    let (shelf, mut server) = Shelf::with(&[book("Emma")]);
    let emma = shelf.titled("Emma");
    shelf.library.keep_draft(shelf.account, emma, &draft(Review, "Half", 5)).unwrap();
    let deleted = shelf.library.delete(shelf.account, &Selection::Ids(vec![emma]), at(6)).unwrap();
    shelf.send(&mut server);
    shelf.library.forget_group(shelf.account, deleted.group.unwrap()).unwrap();
    let left: u32 = shelf
        .library
        .read(|connection| {
            Ok::<_, StorageFault>(connection.query_row("SELECT COUNT(*) FROM draft", [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn a_draft_goes_into_the_book_that_its_own_becomes_unless_one_was_begun_there() {
    for begun_there in [false, true] {
        let (shelf, _) = Shelf::with(&[book("Emma"), book("Emma, a Novel")]);
        let (kept, other) = (shelf.titled("Emma"), shelf.titled("Emma, a Novel"));
        shelf.library.keep_draft(shelf.account, other, &draft(Review, "Of the other", 5)).unwrap();
        if begun_there {
            shelf.library.keep_draft(shelf.account, kept, &draft(Review, "Its own", 6)).unwrap();
        }
        let both = [kept, other];
        shelf.library.merge_books(shelf.account, &both, &MergeOfBooks::new(), at(7)).unwrap();
        let left = shelf.only().id;
        let found = drafts(&shelf, left);
        assert_eq!(found.len(), 1);
        let expected = if begun_there && left == kept { "Its own" } else { "Of the other" };
        assert_eq!(found[0].text, expected);
    }
}
