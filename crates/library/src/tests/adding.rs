//! Adding books, and saying which book a record is.

use super::support::*;
use crate::*;
use bookhive::isbn::Isbn13;
use bookhive::{Fault, HiveId, Identifiers, Status};
use serde_json::json;

fn addition(title: &str, author: &str) -> Addition {
    Addition { title: title.into(), authors: vec![author.into()], ..Addition::default() }
}

#[test]
fn an_added_book_is_sent_and_its_undo_takes_it_back() {
    let (shelf, mut server) = Shelf::with(&[]);
    let dracula = Addition {
        status: Some(Status::WantToRead),
        identifiers: Identifiers { isbn13: Isbn13::parse("9780804429573").ok(), ..Identifiers::default() },
        ..addition("Dracula (Penguin Classics #3)", "Bram Stoker")
    };
    let (book, group) = shelf.library.add(shelf.account, &dracula, at(3)).unwrap();
    assert_eq!(
        shelf.record(book),
        json!({
            "$type": "buzz.bookhive.book", "title": "Dracula", "authors": "Bram Stoker",
            "hiveId": "bk_73LNzIlk0cwq7dpRTO5m", "createdAt": format!("{:.3}", at(3)),
            "status": Status::WantToRead.token(),
            "identifiers": {"hiveId": "bk_73LNzIlk0cwq7dpRTO5m", "isbn10": "080442957X", "isbn13": "9780804429573"},
        })
    );
    shelf.send(&mut server);
    assert_eq!(server.records.len(), 1);
    shelf.library.undo(shelf.account, group, at(9)).unwrap();
    shelf.send(&mut server);
    assert!(server.records.is_empty());
}

#[test]
fn never_a_second_record_of_a_book() {
    let (shelf, _) = Shelf::with(&[book("One")]);
    let one = shelf.only().id;
    let again = shelf.library.add(shelf.account, &addition("ONE", "ann author"), at(3));
    assert!(matches!(again, Err(AddError::Here(book)) if book == one));
    let known = HiveId::parse(&shelf.only().hive_id.unwrap()).unwrap();
    let other_words = Addition { hive_id: Some(known), ..addition("Uno", "A. Author") };
    assert!(matches!(shelf.library.add(shelf.account, &other_words, at(3)), Err(AddError::Here(_))));
    shelf.library.delete(shelf.account, &Selection::Ids(vec![one]), at(4)).unwrap();
    assert!(shelf.library.add(shelf.account, &other_words, at(5)).is_ok());
}

#[test]
fn a_book_without_title_or_author_is_none() {
    let (shelf, _) = Shelf::with(&[]);
    let fault = |addition| match shelf.library.add(shelf.account, &addition, at(3)) {
        Err(AddError::Limit(fault)) => (fault.path, fault.fault),
        other => panic!("{other:?}"),
    };
    assert_eq!(fault(addition(" ", "Ann")), ("title".into(), Fault::Empty));
    assert_eq!(fault(addition("One", " ")), ("authors".into(), Fault::Empty));
}

#[test]
fn books_are_found_by_either_form_of_their_isbn() {
    let (shelf, _) = Shelf::with(&[
        with(book("Ten"), json!({"identifiers": {"isbn10": "080442957X"}})),
        with(book("Thirteen"), json!({"identifiers": {"isbn13": "9780306406157"}})),
    ]);
    let isbns = ["9780804429573", "9780306406157", "9791090636071"].map(|isbn| Isbn13::parse(isbn).unwrap());
    let found = shelf.library.books_of_isbns(shelf.account, &isbns).unwrap();
    assert_eq!(found, [Some(shelf.titled("Ten")), Some(shelf.titled("Thirteen")), None]);
}

fn wanted(title: &str) -> Match {
    Match {
        hive_id: HiveId::compute(title, "Ann Author"),
        title: title.into(),
        authors: vec!["Ann Author".into()],
        identifiers: Identifiers::default(),
    }
}

#[test]
fn a_new_match_renames_the_record_and_can_be_undone() {
    let odd = json!({"identifiers": {"isbn13": "9780804429573", "openLibrary": "OL1M"}, "hiveBookUri": "at://x/y/z", "stars": 4});
    let (shelf, _) = Shelf::with(&[with(book("One"), odd)]);
    let (id, before) = (shelf.only().id, shelf.record(shelf.only().id));
    let plan = shelf.library.plan_match(shelf.account, id, &wanted("Other")).unwrap();
    assert!(matches!(plan, MatchPlan::Change(patches) if patches.len() == 4));
    let done = shelf.library.change_match(shelf.account, id, &wanted("Other"), at(3)).unwrap();
    let hive_id = HiveId::compute("Other", "Ann Author");
    let expected = json!({"isbn13": "9780804429573", "openLibrary": "OL1M", "hiveId": hive_id});
    assert_eq!((&shelf.record(id)["identifiers"], shelf.record(id).get("hiveBookUri")), (&expected, None));
    assert_eq!(shelf.record(id)["stars"], json!(4));
    let again = shelf.library.plan_match(shelf.account, id, &wanted("Other")).unwrap();
    assert_eq!(again, MatchPlan::Same);
    shelf.library.undo(shelf.account, done.group.unwrap(), at(9)).unwrap();
    assert_eq!(shelf.record(id), before);
}

#[test]
fn a_match_with_a_book_that_is_there_makes_one_of_two_and_undo_makes_two_again() {
    let (shelf, _) = Shelf::with(&[
        with(
            book("Uno"),
            json!({"status": Status::Finished.token(), "finishedAt": "2024-01-01T12:00:00.000Z",
            "review": "Mine.", "previousReads": [{"finishedAt": "2019-01-01T12:00:00.000Z"}], "stars": 9}),
        ),
        with(
            book("One"),
            json!({"status": Status::Finished.token(), "finishedAt": "2021-01-01T12:00:00.000Z",
            "startedAt": "2020-12-01T12:00:00.000Z", "review": "Old.", "stars": 7}),
        ),
    ]);
    let (uno, one) = (shelf.titled("Uno"), shelf.titled("One"));
    let before = [shelf.record(uno), shelf.record(one)];
    let done = shelf.library.change_match(shelf.account, uno, &wanted("One"), at(3)).unwrap();
    assert_eq!(shelf.only().id, one);
    let merged = shelf.record(one);
    assert_eq!((&merged["stars"], &merged["review"]), (&json!(7), &json!("Old.\n\nMine.")));
    assert_eq!((&merged["finishedAt"], merged.get("startedAt")), (&json!("2024-01-01T12:00:00.000Z"), None));
    assert_eq!(
        merged["previousReads"],
        json!([
            {"startedAt": "2020-12-01T12:00:00.000Z", "finishedAt": "2021-01-01T12:00:00.000Z"},
            {"finishedAt": "2019-01-01T12:00:00.000Z"},
        ])
    );
    shelf.library.undo(shelf.account, done.group.unwrap(), at(9)).unwrap();
    assert_eq!([shelf.record(uno), shelf.record(one)], before);
}

#[test]
fn a_match_that_makes_one_of_two_mixes_no_editions_and_no_works() {
    let (shelf, _) = Shelf::with(&[
        with(
            book("Uno"),
            json!({"identifiers": {"hiveId": "bk_other0000000000000", "isbn13": "9780441478125", "goodreadsId": "7"},
                "hiveBookUri": "at://x/y/z", "status": Status::Finished.token(),
                "finishedAt": "2021-01-01T12:00:00.000Z"}),
        ),
        with(
            book("One"),
            json!({"identifiers": {"isbn10": "080442957X"}, "status": Status::Reading.token(), "owned": false}),
        ),
    ]);
    let (uno, one) = (shelf.titled("Uno"), shelf.titled("One"));
    shelf.library.change_match(shelf.account, uno, &wanted("One"), at(3)).unwrap();
    let merged = shelf.record(one);
    assert_eq!(merged["identifiers"], json!({"isbn10": "080442957X", "goodreadsId": "7"}));
    assert_eq!(merged.get("hiveBookUri"), None);
    // It is being read again, and was read before.
    assert_eq!(merged["status"], json!(Status::Reading.token()));
    assert_eq!(merged["previousReads"], json!([{"finishedAt": "2021-01-01T12:00:00.000Z"}]));
}
