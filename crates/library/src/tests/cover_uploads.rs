use super::support::*;
use crate::*;
use bookhive::Day;
use serde_json::{Value, json};

fn cover(letter: char) -> Value {
    let cid = format!("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyk{letter}");
    json!({"$type": "blob", "ref": {"$link": cid}, "mimeType": "image/jpeg", "size": 40_000})
}

fn three() -> (Shelf, Server, Vec<BookId>) {
    let (shelf, server) = Shelf::with(&[book("Emma"), book("Dune"), book("Ulysses")]);
    let books: Vec<BookId> =
        shelf.library.coverless(shelf.account).unwrap().iter().map(|one| one.book).collect();
    assert_eq!(books.len(), 3);
    (shelf, server, books)
}

fn groups(shelf: &Shelf) -> Vec<(GroupId, u32)> {
    let page = shelf.library.history(shelf.account, &HistoryQuery::default(), None, 20).unwrap();
    page.groups
        .into_iter()
        .filter(|group| group.kind == ChangeKind::Edit)
        .map(|group| (group.id, group.updated))
        .collect()
}

#[test]
fn covers_brought_on_two_days_and_over_a_restart_are_one_change_that_can_be_undone() {
    let (mut shelf, mut server, books) = three();
    shelf.library.agree_to_covers(shelf.account, &books).unwrap();
    assert_eq!((shelf.library.coverless(shelf.account).unwrap().len(), groups(&shelf).len()), (0, 0));
    let (first, _) = shelf.library.next_cover(shelf.account).unwrap().unwrap();
    shelf.library.cover_brought(shelf.account, first, cover('a'), at(10)).unwrap();
    shelf.restart();
    assert_eq!(shelf.library.covers_waiting(shelf.account).unwrap(), 2);
    let (second, _) = shelf.library.next_cover(shelf.account).unwrap().unwrap();
    assert_ne!(first, second);
    let day = 86_400;
    shelf.library.cover_brought(shelf.account, second, cover('b'), at(10 + day)).unwrap();
    let brought =
        |second| shelf.library.covers_brought(shelf.account, Day::from_timestamp(at(second))).unwrap();
    assert_eq!((brought(10), brought(10 + day)), (1, 1));
    shelf.send(&mut server);
    assert_eq!(shelf.record(first)["cover"], cover('a'));
    let [(group, 2)] = groups(&shelf)[..] else { panic!("{:?}", groups(&shelf)) };

    // Taking it back takes back what is there, and lets go what is not.
    let undone = shelf.library.undo(shelf.account, group, at(20 + day)).unwrap();
    assert_eq!(undone.restored, 2);
    assert_eq!(shelf.record(first).get("cover"), None);
    assert_eq!(shelf.library.next_cover(shelf.account).unwrap(), None);
    assert_eq!(shelf.library.covers_waiting(shelf.account).unwrap(), 0);
}

#[test]
fn a_book_that_got_a_cover_elsewhere_or_was_deleted_keeps_what_it_has() {
    let (shelf, mut server, books) = three();
    shelf.library.agree_to_covers(shelf.account, &books).unwrap();
    let mut elsewhere = shelf.record(books[0]);
    elsewhere["cover"] = cover('c');
    let rkey = shelf.library.book(shelf.account, books[0]).unwrap().unwrap().rkey;
    server.put(&rkey, elsewhere);
    shelf.sync(&server);
    shelf.library.delete(shelf.account, &Selection::Ids(vec![books[1]]), at(5)).unwrap();
    // The first was already on its way.
    shelf.library.cover_brought(shelf.account, books[0], cover('a'), at(6)).unwrap();
    assert_eq!(shelf.record(books[0])["cover"], cover('c'));
    assert_eq!(shelf.library.next_cover(shelf.account).unwrap().map(|(book, _)| book), Some(books[2]));
    shelf.library.let_covers_go(shelf.account).unwrap();
    assert_eq!(shelf.library.next_cover(shelf.account).unwrap(), None);
}

#[test]
fn a_library_without_a_server_has_nowhere_to_bring_covers() {
    let (shelf, _, books) = three();
    let local = shelf.library.local_account().unwrap();
    assert!(matches!(shelf.library.agree_to_covers(local, &books), Err(EditError::UnknownAccount)));
}
