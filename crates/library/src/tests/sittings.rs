//! Writing a review: many saves, one change.

use super::support::*;
use crate::*;
use proptest::prelude::*;
use serde_json::json;

fn review(text: &str) -> Edit {
    Edit { review: Change::Set(text.to_owned()), ..Edit::default() }
}

fn go_on(shelf: &Shelf, book: BookId, group: GroupId, edit: &Edit) -> EditOutcome {
    shelf.library.continue_edit(shelf.account, (book, group), edit, at(5)).unwrap()
}

#[test]
fn a_sitting_is_one_change_and_one_entry_of_the_outbox() {
    let (shelf, mut server) = Shelf::with(&[with(book("One"), json!({"review": "before"}))]);
    let id = shelf.only().id;
    let group = shelf.edit(&[id], review("a")).group.unwrap();
    for text in ["ab", "abc", "abcd"] {
        assert_eq!(go_on(&shelf, id, group, &review(text)).group, Some(group));
    }
    assert_eq!(shelf.batch().unwrap().items[0].entries.len(), 1);
    shelf.send(&mut server);
    assert_eq!(server.value("a")["review"], json!("abcd"));
    shelf.library.undo(shelf.account, group, at(9)).unwrap();
    assert_eq!(shelf.record(id)["review"], json!("before"));
}

#[test]
fn a_sitting_goes_on_while_its_first_half_is_on_its_way() {
    let (shelf, mut server) = Shelf::with(&[book("One")]);
    let id = shelf.only().id;
    let group = shelf.edit(&[id], review("a")).group.unwrap();
    let batch = shelf.batch().unwrap();
    let cids = server.apply(&batch).unwrap();
    go_on(&shelf, id, group, &review("ab"));
    shelf.library.acknowledge(shelf.account, &batch, &told(&cids, server.head()), at(6)).unwrap();
    assert_eq!(shelf.record(id)["review"], json!("ab"));
    shelf.send(&mut server);
    assert_eq!(server.value("a")["review"], json!("ab"));
}

#[test]
fn another_change_of_the_book_ends_the_sitting() {
    let (shelf, _) = Shelf::with(&[book("One")]);
    let id = shelf.only().id;
    let group = shelf.edit(&[id], review("a")).group.unwrap();
    shelf.edit(&[id], stars(3));
    let other = go_on(&shelf, id, group, &review("ab")).group.unwrap();
    assert_ne!(other, group);
    shelf.library.undo(shelf.account, other, at(9)).unwrap();
    assert_eq!(shelf.record(id)["review"], json!("a"));
}

#[test]
fn a_sitting_that_came_to_nothing_leaves_nothing() {
    let (shelf, server) = Shelf::with(&[with(book("One"), json!({"review": "before"}))]);
    let id = shelf.only().id;
    let group = shelf.edit(&[id], review("after")).group.unwrap();
    assert_eq!(go_on(&shelf, id, group, &review("before")).group, None);
    assert_eq!(shelf.library.undoable(shelf.account).unwrap(), None);
    assert_eq!(shelf.batch(), None);
    assert!(!shelf.sync(&server).changed());
}

proptest! {
    #![proptest_config(cases(32))]
    /// Whatever is heard of what was sent, the text at the end is the text written last.
    #[test]
    fn the_last_text_stands(saves in prop::collection::vec(("[ab]{0,2}", 0..4_u8), 1..8)) {
        let (shelf, mut server) = Shelf::with(&[with(book("One"), json!({"review": "a"}))]);
        let id = shelf.only().id;
        let mut group = None;
        for (text, then) in &saves {
            let outcome = match group {
                Some(group) => go_on(&shelf, id, group, &review(text)),
                None => shelf.edit(&[id], review(text)),
            };
            group = outcome.group;
            if let (Some(batch), true) = (shelf.batch(), *then > 0) {
                let cids = server.apply(&batch).unwrap();
                match then {
                    1 => shelf.library.acknowledge(shelf.account, &batch, &told(&cids, server.head()), at(6)).unwrap(),
                    // Not heard of, noticed by the next listing, perhaps after more was written.
                    2 => { shelf.sync(&server); }
                    _ => {
                        let more = format!("{text}c");
                        group = match group {
                            Some(group) => go_on(&shelf, id, group, &review(&more)).group,
                            None => shelf.edit(&[id], review(&more)).group,
                        };
                        shelf.sync(&server);
                        let back = match group {
                            Some(group) => go_on(&shelf, id, group, &review(text)),
                            None => shelf.edit(&[id], review(text)),
                        };
                        group = back.group;
                    }
                }
            }
        }
        shelf.sync(&server);
        shelf.send(&mut server);
        let last = &saves.last().unwrap().0;
        let expected = (!last.is_empty()).then(|| json!(last));
        prop_assert_eq!(server.value("a").get("review"), expected.as_ref());
        let here = shelf.record(id);
        prop_assert_eq!(here.get("review"), expected.as_ref());
    }
}
