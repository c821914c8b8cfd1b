use super::support::*;
use crate::*;
use bookhive::Field;
use serde_json::json;
use std::collections::BTreeMap;

/// Two books rated and reviewed in bulk, and differently elsewhere: two conflicts a book, one in the second.
fn conflicting() -> (Shelf, Server) {
    let (shelf, mut server) = Shelf::with(&[book("One"), book("Two"), book("Three")]);
    let works = ["One", "Two", "Three"].map(|title| {
        let id = shelf.titled(title);
        let now = record(shelf.record(id));
        let patches = [(Field::Stars, json!(4)), (Field::Review, json!("mine"))]
            .into_iter()
            .filter_map(|(field, value)| Patch::to(&now, field, Some(value)))
            .collect();
        crate::apply::Work::Update { book: id, patches, local: BTreeMap::new() }
    });
    shelf.import(works.into());
    server.change("a", json!({"stars": 9, "review": "theirs"}));
    server.change("b", json!({"stars": 9}));
    assert_eq!(shelf.sync(&server).set_aside, 2);
    (shelf, server)
}

fn decide(shelf: &Shelf, decisions: &[(BookId, BookDecision)]) -> Decided {
    shelf.library.decide(shelf.account, decisions, at(8)).unwrap()
}

fn undo(shelf: &Shelf, group: GroupId) {
    assert_eq!(shelf.library.undo(shelf.account, group, at(9)).unwrap().conflicts, 0);
}

#[test]
fn both_sides_of_a_conflict_are_told_field_by_field() {
    let (shelf, _) = conflicting();
    let items = shelf.library.attention(shelf.account).unwrap();
    assert_eq!(
        items.iter().map(|item| (item.title.as_str(), item.fields.len())).collect::<Vec<_>>(),
        [("One", 2), ("Two", 1)]
    );
    let review = items[0].fields.iter().find(|field| field.field == Field::Review).unwrap();
    assert_eq!(
        (&review.mine, &review.theirs, &review.both),
        (&Some(json!("mine")), &Some(json!("theirs")), &Some(json!("theirs\n\nmine")))
    );
}

#[test]
fn fields_are_decided_one_by_one_and_the_rest_stays() {
    let (shelf, mut server) = conflicting();
    let id = shelf.titled("One");
    let some = BookDecision::Fields(BTreeMap::from([(Field::Review, Side::Both)]));
    let outcome = decide(&shelf, &[(id, some)]);
    assert_eq!((outcome.decided, outcome.group.is_some()), (0, true));
    shelf.send(&mut server);
    assert_eq!(
        (&server.value("a")["review"], &server.value("a")["stars"]),
        (&json!("theirs\n\nmine"), &json!(9))
    );
    let items = shelf.library.attention(shelf.account).unwrap();
    assert_eq!(items[0].fields.iter().map(|field| field.field).collect::<Vec<_>>(), [Field::Stars]);
    let rest = BookDecision::Fields(BTreeMap::from([(Field::Stars, Side::Theirs)]));
    let outcome = decide(&shelf, &[(id, rest)]);
    assert_eq!((outcome.decided, outcome.group), (1, None));
    assert_eq!(shelf.library.attention(shelf.account).unwrap().len(), 1);
}

#[test]
fn all_are_decided_alike_as_one_change_that_can_be_undone() {
    let (shelf, mut server) = conflicting();
    let all = |side| -> Vec<(BookId, BookDecision)> {
        let items = shelf.library.attention(shelf.account).unwrap();
        items.iter().map(|item| (item.book, BookDecision::All(side))).collect()
    };
    let outcome = decide(&shelf, &all(Side::Mine));
    assert_eq!((outcome.decided, shelf.library.attention(shelf.account).unwrap().len()), (2, 0));
    let group = shelf.library.change_group(shelf.account, outcome.group.unwrap()).unwrap().unwrap();
    assert_eq!((group.kind, group.updated), (ChangeKind::Decision, 2));
    shelf.send(&mut server);
    assert_eq!([&server.value("a")["stars"], &server.value("b")["stars"]], [&json!(4), &json!(4)]);
    undo(&shelf, group.id);
    shelf.send(&mut server);
    assert_eq!([&server.value("a")["stars"], &server.value("a")["review"]], [&json!(9), &json!("theirs")]);
    assert!(!shelf.sync(&server).changed());
}

#[test]
fn what_is_let_go_counts_as_set_aside_in_the_import() {
    let (shelf, mut server) = conflicting();
    let id = shelf.titled("Two");
    assert_eq!(shelf.library.let_go(shelf.account, id, at(8)).unwrap(), None);
    shelf.send(&mut server);
    let import = shelf.library.current_import(shelf.account).unwrap().unwrap();
    assert_eq!(shelf.progress(import).set_aside, 2);
    assert_eq!(server.value("b")["stars"], json!(9));
    assert_eq!(server.value("b")["review"], json!("mine"));
}

#[test]
fn a_book_changed_here_and_deleted_there_is_kept_or_goes_and_comes_back_by_undo() {
    for keep in [true, false] {
        let (shelf, mut server) = Shelf::with(&[book("One")]);
        let id = shelf.only().id;
        shelf.edit(&[id], stars(4));
        server.delete("a");
        shelf.sync(&server);
        let item = shelf.library.attention(shelf.account).unwrap().remove(0);
        assert_eq!((item.whole, item.reason), (Some(WholeRecord::Create), SetAsideReason::DeletedElsewhere));
        let side = if keep { Side::Mine } else { Side::Theirs };
        let outcome = decide(&shelf, &[(id, BookDecision::All(side))]);
        assert_eq!((outcome.decided, outcome.group.is_none()), (1, keep));
        if let Some(group) = outcome.group {
            assert_eq!(shelf.rows().len(), 0);
            undo(&shelf, group);
        }
        shelf.send(&mut server);
        assert_eq!((server.records.len(), shelf.only().stars), (1, Some(4)));
    }
}

#[test]
fn a_book_deleted_here_and_changed_there_goes_or_stays() {
    for keep in [true, false] {
        let (shelf, mut server) = Shelf::with(&[]);
        let import = shelf.import(vec![creating("One")]);
        shelf.send(&mut server);
        let key = server.records.keys().next().unwrap().clone();
        shelf.library.undo(shelf.account, shelf.progress(import).group, at(5)).unwrap();
        server.change(&key, json!({"stars": 3}));
        shelf.sync(&server);
        let item = shelf.library.attention(shelf.account).unwrap().remove(0);
        assert_eq!((item.whole, item.reason), (Some(WholeRecord::Delete), SetAsideReason::EditedElsewhere));
        let side = if keep { Side::Theirs } else { Side::Mine };
        let outcome = decide(&shelf, &[(item.book, BookDecision::All(side))]);
        assert_eq!(outcome.group.is_some(), !keep);
        shelf.send(&mut server);
        assert_eq!((server.records.len(), shelf.rows().len()), (usize::from(keep), usize::from(keep)));
    }
}

#[test]
fn a_second_record_of_a_book_can_only_go_or_be_merged() {
    let (shelf, mut server) = Shelf::with(&[]);
    shelf.import(vec![creating("One")]);
    server.put("elsewhere", with(book("One"), json!({"review": "theirs"})));
    shelf.sync(&server);
    assert_eq!(shelf.batch(), None);
    let item = shelf.library.attention(shelf.account).unwrap().remove(0);
    assert_eq!(item.reason, SetAsideReason::SameBook);
    let outcome = decide(&shelf, &[(item.book, BookDecision::All(Side::Mine))]);
    assert!(matches!(outcome.left.as_slice(), [(_, AsideError::SameBook)]));
    let twin = item.twin.unwrap();
    shelf.library.merge_books(shelf.account, &[item.book, twin], &MergeOfBooks::new(), at(8)).unwrap();
    shelf.send(&mut server);
    assert_eq!((shelf.only().id, server.records.len()), (twin, 1));
    assert_eq!(shelf.library.attention(shelf.account).unwrap(), []);
}

#[test]
fn the_old_owned_status_is_repaired_as_one_change_and_odd_records_are_told() {
    let (shelf, mut server) = Shelf::with(&[
        with(book("One"), json!({"status": "buzz.bookhive.defs#owned"})),
        with(book("Two"), json!({"status": "buzz.bookhive.defs#owned", "owned": false})),
        with(book("Three"), json!({"finishedAt": "2024-05-01T00:00:00.000Z"})),
        with(book("Four"), json!({"stars": 99})),
        with(book("Five"), json!({"review": "buzz.bookhive.defs#owned"})),
    ]);
    let odd = shelf.library.oddities(shelf.account).unwrap();
    let titles = |books: &[OddBook]| books.iter().map(|book| book.title.clone()).collect::<Vec<_>>();
    assert_eq!(
        (titles(&odd.owned_status), titles(&odd.midnight)),
        (vec!["One".into(), "Two".into()], vec!["Three".into()])
    );
    assert_eq!(
        odd.broken.iter().map(|(book, faults)| (book.title.as_str(), faults.len())).collect::<Vec<_>>(),
        [("Four", 1)]
    );
    assert_eq!(shelf.library.count_owned_status(shelf.account).unwrap(), 2);
    let repaired = shelf.library.repair_owned_status(shelf.account, at(8)).unwrap();
    assert_eq!((repaired.changed, shelf.library.count_owned_status(shelf.account).unwrap()), (2, 0));
    shelf.send(&mut server);
    assert_eq!((server.value("a").get("status"), &server.value("a")["owned"]), (None, &json!(true)));
    assert_eq!(server.value("b")["owned"], json!(false));
    undo(&shelf, repaired.group.unwrap());
    assert_eq!(shelf.library.count_owned_status(shelf.account).unwrap(), 2);
    assert_eq!(shelf.library.repair_owned_status(shelf.account, at(8)).unwrap().changed, 2);
    assert_eq!(shelf.library.repair_owned_status(shelf.account, at(8)).unwrap().group, None);
}
