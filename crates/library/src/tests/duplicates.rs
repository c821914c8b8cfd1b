use super::support::*;
use crate::*;
use bookhive::{Field, Status};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn find(shelf: &Shelf) -> Vec<DuplicateGroup> {
    shelf.library.find_duplicates(shelf.account).unwrap();
    shelf.library.duplicates(shelf.account, 0, 100).unwrap().groups
}

fn by(title: &str, author: &str, more: Value) -> Value {
    let hive_id = bookhive::HiveId::compute(title, author);
    with(with(book(title), json!({"authors": author, "hiveId": hive_id.as_str()})), more)
}

fn ids(shelf: &Shelf) -> Vec<BookId> {
    let mut ids: Vec<BookId> = shelf.rows().iter().map(|row| row.id).collect();
    ids.sort();
    ids
}

fn undo(shelf: &Shelf, group: GroupId) -> UndoOutcome {
    shelf.library.undo(shelf.account, group, at(9)).unwrap()
}

const NOTHING: MergeOfBooks = MergeOfBooks::new();

#[test]
fn books_are_grouped_by_hive_id_by_number_by_words_and_by_likeness() {
    let (shelf, _) = Shelf::with(&[
        by("Dune", "Frank Herbert", json!({})),
        by("Dune", "Frank Herbert", json!({})),
        by("Dune Messiah", "Frank Herbert", json!({})),
        by("Pride & Prejudice", "Jane Austen", json!({"identifiers": {"isbn10": "0141439513"}})),
        by(
            "Pride and Prejudice (Penguin)",
            "Jane Austen",
            json!({"identifiers": {"isbn13": "9780141439518"}}),
        ),
        by("The Left Hand of Darkness", "Ursula K. Le Guin", json!({})),
        by("Left Hand of Darkness", "Ursula K. Le Guin", json!({})),
        by("Emma", "Jane Austen", json!({"identifiers": {"goodreadsId": "7"}})),
        by("Persuasion", "Jane Austen", json!({"identifiers": {"goodreadsId": "7"}})),
    ]);
    let ids = ids(&shelf);
    let told: Vec<_> =
        find(&shelf).into_iter().map(|group| (group.sure, group.reason, group.books)).collect();
    assert_eq!(
        told,
        [
            (true, DuplicateReason::HiveId, ids[0..2].to_vec()),
            (true, DuplicateReason::Words, ids[5..7].to_vec()),
            (true, DuplicateReason::Isbn, ids[3..5].to_vec()),
            (false, DuplicateReason::Goodreads, ids[7..9].to_vec()),
        ]
    );
    assert_eq!(shelf.library.count_duplicates(shelf.account).unwrap(), (4, 3));
    assert!(!shelf.library.find_duplicates(shelf.account).unwrap());
}

#[test]
fn books_told_apart_stay_apart_when_the_mirror_is_made_anew() {
    let records = [by("Dune", "Frank Herbert", json!({})), by("Dune", "Frank Herbert", json!({}))];
    let (shelf, mut server) = Shelf::with(&records);
    let both = ids(&shelf);
    assert_eq!(find(&shelf).len(), 1);
    shelf.library.tell_apart(shelf.account, &[both[1], both[0], both[0]]).unwrap();
    assert_eq!(find(&shelf), []);
    let was = server.clone();
    server.delete("a");
    server.delete("b");
    shelf.sync(&server);
    shelf.sync(&was);
    assert_ne!(ids(&shelf), both);
    assert_eq!(find(&shelf), []);
    shelf.library.tell_apart_no_more(shelf.account, &ids(&shelf)).unwrap();
    assert_eq!(find(&shelf).len(), 1);
}

#[test]
fn the_oldest_record_is_kept_and_gains_what_the_others_hold() {
    let read = |day: &str| json!(format!("{day}T12:00:00.000Z"));
    let (shelf, mut server) = Shelf::with(&[
        by(
            "Dune",
            "Frank Herbert",
            json!({
                "createdAt": "2022-01-01T00:00:00Z", "status": Status::Finished.token(), "finishedAt": read("2022-03-03"),
                "startedAt": read("2022-03-01"), "review": "Sand.", "identifiers": {"isbn13": "9780441172719", "x": 1}, "x.y": 2,
            }),
        ),
        by(
            "Dune",
            "Frank Herbert",
            json!({
                "createdAt": "2019-01-01T00:00:00Z", "status": Status::WantToRead.token(), "stars": 7, "review": "Spice.",
                "previousReads": [{"finishedAt": read("2018-05-05")}], "identifiers": {"goodreadsId": "44767458"}, "owned": true,
            }),
        ),
        by(
            "Dune",
            "Frank Herbert",
            json!({
                "createdAt": "2023-01-01T00:00:00Z", "status": Status::Finished.token(), "finishedAt": read("2020-02-02"), "stars": 9,
                "review": "Sand.",
            }),
        ),
    ]);
    let ids = ids(&shelf);
    let before: Vec<Value> = ids.iter().map(|&id| shelf.record(id)).collect();
    let preview = shelf.library.preview_merge(shelf.account, &ids, &NOTHING).unwrap();
    assert_eq!(
        (preview.kept, preview.books[1].id, preview.lost.clone()),
        (ids[1], ids[0], vec!["x.y".to_owned()])
    );
    let rule = |name: &str| preview.fields.iter().find(|field| field.field == name).unwrap().rule;
    assert_eq!(
        [rule("stars"), rule("review"), rule("status")],
        [MergeRule::Of(ids[1]), MergeRule::Joined, MergeRule::Of(ids[0])]
    );
    let group = shelf.library.merge_books(shelf.account, &ids, &NOTHING, at(5)).unwrap();
    let merged = shelf.record(shelf.only().id);
    assert_eq!(shelf.only().id, ids[1]);
    for (field, value) in [
        ("createdAt", json!("2019-01-01T00:00:00Z")),
        ("status", json!(Status::Finished.token())),
        ("startedAt", read("2022-03-01")),
        ("finishedAt", read("2022-03-03")),
        ("previousReads", json!([{"finishedAt": read("2020-02-02")}, {"finishedAt": read("2018-05-05")}])),
        ("review", json!("Spice.\n\nSand.")),
        ("stars", json!(7)),
        ("owned", json!(true)),
        ("identifiers", json!({"goodreadsId": "44767458", "isbn13": "9780441172719", "x": 1})),
    ] {
        assert_eq!(merged[field], value, "{field}");
    }
    // Before the server has heard of it, the undo brings all of them back.
    assert_eq!(undo(&shelf, group).conflicts, 0);
    let after: Vec<Value> = ids.iter().map(|&id| shelf.record(id)).collect();
    assert_eq!(after, before);
    shelf.send(&mut server);
    assert!(!shelf.sync(&server).changed());
    assert_eq!(server.records.len(), 3);
}

#[test]
fn a_choice_takes_one_books_value_and_no_strangers() {
    let (shelf, _) = Shelf::with(&[
        by("Dune", "Frank Herbert", json!({"stars": 2})),
        by("Dune", "Frank Herbert", json!({"stars": 8})),
        book("Other"),
    ]);
    let ids = ids(&shelf);
    let choice = |book| BTreeMap::from([(Field::Stars, book)]);
    let refused = shelf.library.merge_books(shelf.account, &ids[..2], &choice(ids[2]), at(5));
    assert!(matches!(refused, Err(MergeBooksError::StrangeChoice)));
    let refused = shelf.library.merge_books(shelf.account, &ids[..1], &NOTHING, at(5));
    assert!(matches!(refused, Err(MergeBooksError::TooFew)));
    shelf.library.merge_books(shelf.account, &ids[..2], &choice(ids[1]), at(5)).unwrap();
    assert_eq!(shelf.record(ids[0])["stars"], json!(8));
}

#[test]
fn a_merge_that_the_server_has_carried_out_is_undone_only_where_no_second_record_comes_of_it() {
    let (shelf, mut server) = Shelf::with(&[
        by("Dune", "Frank Herbert", json!({"stars": 2})),
        by("Dune", "Frank Herbert", json!({"review": "x"})),
    ]);
    let group = shelf.library.merge_books(shelf.account, &ids(&shelf), &NOTHING, at(5)).unwrap();
    shelf.send(&mut server);
    let merged = shelf.record(shelf.only().id);
    let outcome = undo(&shelf, group);
    assert_eq!((outcome.group, outcome.conflicts), (None, 2));
    assert!(outcome.left.iter().all(|left| left.reason == LeftReason::MergedForGood));
    assert_eq!(shelf.record(shelf.only().id), merged);

    let (shelf, mut server) = Shelf::with(&[
        by("The Left Hand of Darkness", "Ursula K. Le Guin", json!({"stars": 2})),
        by("Left Hand of Darkness", "Ursula Le Guin", json!({"review": "x"})),
    ]);
    let group = shelf.library.merge_books(shelf.account, &ids(&shelf), &NOTHING, at(5)).unwrap();
    shelf.send(&mut server);
    assert_eq!(undo(&shelf, group).restored, 2);
    shelf.send(&mut server);
    assert_eq!((server.records.len(), shelf.rows().len()), (2, 2));
}

#[test]
fn a_record_that_only_waits_is_never_kept_before_one_that_is_there() {
    let (shelf, mut server) =
        Shelf::with(&[by("Dune", "Frank Herbert", json!({"createdAt": "2024-01-01T00:00:00Z"}))]);
    shelf.import(vec![crate::apply::Work::Create {
        record: record(by("Dune!", "Frank Herbert", json!({"createdAt": "2001-01-01T00:00:00Z"}))),
        local: BTreeMap::from([("tags".to_owned(), "desert, spice".to_owned())]),
    }]);
    let ids = ids(&shelf);
    let group = shelf.library.merge_books(shelf.account, &ids, &NOTHING, at(5)).unwrap();
    let kept = shelf.only();
    assert_eq!((kept.id, kept.tags), (ids[0], vec!["desert".to_owned(), "spice".to_owned()]));
    shelf.send(&mut server);
    assert_eq!(server.records.len(), 1);
    assert_eq!(undo(&shelf, group).restored, 2);
    assert_eq!(shelf.rows().len(), 2);
}

fn any_record() -> impl Strategy<Value = Value> {
    let day = || prop::option::of(1..28_u8);
    (
        prop::option::of(0..4_usize),
        prop::option::of(1..11_u8),
        prop::option::of("[a-c]{1,3}"),
        day(),
        day(),
        prop::option::of(any::<bool>()),
    )
        .prop_map(|(status, stars, review, finished, previous, owned)| {
            let at = |day: u8| json!(format!("2024-01-{day:02}T12:00:00.000Z"));
            let mut fields = json!({});
            if let Some(status) = status {
                fields["status"] = json!(Status::ALL[status].token());
            }
            if let Some(stars) = stars {
                fields["stars"] = json!(stars);
            }
            if let Some(review) = review {
                fields["review"] = json!(review);
            }
            if let Some(day) = finished {
                fields["finishedAt"] = at(day);
            }
            if let Some(day) = previous {
                fields["previousReads"] = json!([{"finishedAt": at(day)}]);
            }
            if let Some(owned) = owned {
                fields["owned"] = json!(owned);
            }
            by("Dune", "Frank Herbert", fields)
        })
}

proptest! {
    #![proptest_config(cases(32))]
    #[test]
    fn a_merge_loses_no_review_and_no_read_and_its_undo_comes_to_nothing(records in prop::collection::vec(any_record(), 2..5)) {
        let (shelf, mut server) = Shelf::with(&records);
        let ids = ids(&shelf);
        let group = shelf.library.merge_books(shelf.account, &ids, &NOTHING, at(5)).unwrap();
        let merged = shelf.library.book(shelf.account, shelf.only().id).unwrap().unwrap().record;
        let mut ends: Vec<_> = merged.previous_reads().iter().map(|read| read.finished).collect();
        ends.extend(merged.finished_day());
        for one in &records {
            let one = record(one.clone());
            if let Some(review) = one.review() {
                prop_assert!(merged.review().unwrap().contains(review));
            }
            for read in one.previous_reads() {
                prop_assert!(ends.contains(&read.finished));
            }
            if one.status() == Some(Status::Finished) && let Some(day) = one.finished_day() {
                prop_assert!(ends.contains(&day));
            }
        }
        prop_assert_eq!(undo(&shelf, group).conflicts, 0);
        for (&id, one) in ids.iter().zip(&records) {
            prop_assert_eq!(&shelf.record(id), one);
        }
        shelf.send(&mut server);
        prop_assert!(!shelf.sync(&server).changed());
    }
}
