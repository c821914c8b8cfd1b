use super::support::*;
use crate::*;
use atproto::RecordKey;
use atproto::repo::mst::EdgeNode;
use bookhive::Status;
use serde_json::json;

fn rkey(text: &str) -> RecordKey {
    RecordKey::parse(text).unwrap()
}

/// What a walk from the mirror's head to the server's finds.
fn changes(shelf: &Shelf, server: &Server) -> RemoteChanges {
    let Mirrored { head, records, .. } = shelf.library.mirrored(shelf.account).unwrap().unwrap();
    let listing = server.listing();
    let known = |remote: &RemoteBook| {
        records.iter().any(|(key, cid)| key.as_str() == remote.rkey && *cid == remote.cid)
    };
    let gone = |key: &RecordKey| !listing.iter().any(|remote| remote.rkey == key.as_str());
    RemoteChanges {
        since: head,
        head: server.head(),
        deleted: records.iter().map(|(key, _)| key.clone()).filter(gone).collect(),
        changed: listing.iter().filter(|remote| !known(remote)).cloned().collect(),
        edges: Vec::new(),
    }
}

#[test]
fn changes_alone_do_what_a_listing_does() {
    let (shelf, mut server) = Shelf::with(&[book("One"), book("Two"), book("Three")]);
    shelf.edit(&[shelf.titled("One")], stars(4));
    shelf.edit(&[shelf.titled("Three")], status(Status::Reading));
    server.change("a", json!({"review": "theirs"}));
    server.delete("b");
    server.delete("c");
    server.put("d", book("Four"));
    let outcome = shelf.library.merge_changes(shelf.account, &changes(&shelf, &server), at(5)).unwrap();
    assert_eq!((outcome.added, outcome.updated, outcome.deleted, outcome.set_aside), (1, 1, 1, 1));
    assert_eq!(shelf.library.head(shelf.account).unwrap(), Some(server.head()));
    assert!(!shelf.sync(&server).changed(), "a listing finds nothing more");
    shelf.send(&mut server);
    assert_eq!(*server.value("a"), with(book("One"), json!({"stars": 4, "review": "theirs"})));
}

#[test]
fn changes_since_another_head_are_refused_whole() {
    let (shelf, mut server) = Shelf::with(&[book("One")]);
    server.delete("a");
    let late = RemoteChanges { since: head(99), ..changes(&shelf, &server) };
    let refused = shelf.library.merge_changes(shelf.account, &late, at(5));
    assert!(matches!(refused, Err(MergeError::Moved)));
    assert_eq!(shelf.rows().len(), 1);
}

#[test]
fn a_version_that_the_server_did_not_tell_asks_for_a_listing() {
    let mut server = Server::default();
    let shelf = Shelf::new();
    shelf.import(vec![creating("One")]);
    let batch = shelf.batch().unwrap();
    server.apply(&batch).unwrap();
    let untold = std::collections::HashMap::new();
    shelf.library.acknowledge(shelf.account, &batch, &told(&untold, server.head()), at(5)).unwrap();
    assert_eq!(shelf.library.mirrored(shelf.account).unwrap(), None);
    shelf.sync(&server);
    assert_eq!(shelf.library.mirrored(shelf.account).unwrap().unwrap().records.len(), 1);
}

#[test]
fn edge_nodes_are_kept_and_forgotten_when_a_write_goes_alone() {
    let (mut shelf, mut server) = Shelf::with(&[book("One"), book("Two")]);
    let edges = vec![
        EdgeNode { cid: cid(50), keys: Some((rkey("a"), rkey("b"))) },
        EdgeNode { cid: cid(51), keys: None },
    ];
    shelf.library.remember_edges(shelf.account, &head(99), &edges).unwrap();
    let remembered = |shelf: &Shelf| shelf.library.mirrored(shelf.account).unwrap().unwrap().edges;
    assert_eq!(remembered(&shelf), [], "of another head");
    shelf.library.remember_edges(shelf.account, &server.head(), &edges).unwrap();
    shelf.library.remember_edges(shelf.account, &server.head(), &edges).unwrap();
    shelf.restart();
    assert_eq!(remembered(&shelf), edges);

    let id = shelf.titled("One");
    shelf.edit(&[id], stars(4));
    let batch = shelf.batch().unwrap();
    assert_eq!(batch.items[0].version, Some(cid(1)));
    let cids = server.apply(&batch).unwrap();
    shelf.library.acknowledge_single(shelf.account, &batch.items[0], cids.get("a")).unwrap();
    assert_eq!(remembered(&shelf), []);
    assert_eq!(shelf.library.waiting(shelf.account).unwrap().entries, 0);
    assert_ne!(
        shelf.library.head(shelf.account).unwrap(),
        Some(server.head()),
        "the walk begins where it was"
    );
    let outcome = shelf.library.merge_changes(shelf.account, &changes(&shelf, &server), at(6)).unwrap();
    assert!(!outcome.changed());
}

#[test]
fn records_of_the_same_version_stand_in_for_each_other() {
    let (shelf, server) = Shelf::with(&[book("One")]);
    let found = shelf.library.records_of(shelf.account, &[cid(1), cid(77)]).unwrap();
    assert_eq!(found, [(cid(1), server.value("a").clone())].into());
}

#[test]
fn a_batch_keeps_within_the_points_that_are_left() {
    let (shelf, _) = Shelf::with(&[book("Old"), book("Older")]);
    shelf.edit(&[shelf.titled("Old")], stars(1));
    shelf.edit(&[shelf.titled("Older")], stars(1));
    shelf.import(vec![creating("New")]);
    let of = |points| {
        let limits = BatchLimits { points, ..BatchLimits::default() };
        let batch = shelf.library.next_batch(shelf.account, limits).unwrap().unwrap();
        (batch.items.len(), batch.points)
    };
    assert_eq!([of(7), of(6), of(4), of(1)], [(3, 7), (2, 4), (2, 4), (1, 2)]);
    assert_eq!(shelf.library.waiting(shelf.account).unwrap().points(), 7);
}

#[test]
fn budgets_outlive_a_restart_and_are_whole_again_after_their_window() {
    let mut shelf = Shelf::new();
    let hour = Budget { seconds: 3_600, points: 5_000, remaining: 7, resets_at: at(100) };
    let day = Budget { seconds: 86_400, points: 35_000, remaining: 30_000, resets_at: at(9_000) };
    shelf.library.note_budget(shelf.account, &Budget { remaining: 500, ..hour }).unwrap();
    shelf.library.note_budget(shelf.account, &day).unwrap();
    shelf.library.note_budget(shelf.account, &hour).unwrap();
    shelf.restart();
    assert_eq!(shelf.library.budgets(shelf.account).unwrap(), [hour, day]);
    assert_eq!([hour.left(at(99)), hour.left(at(100))], [7, 5_000]);
}

#[test]
fn a_walk_after_a_few_writes_of_our_own_begins_before_them() {
    let (mut shelf, mut server) = Shelf::with(&[book("One"), book("Two"), book("Three")]);
    let learnt = server.head();
    let over = |first, last| Some((rkey(first), rkey(last)));
    let edges = vec![
        EdgeNode { cid: cid(50), keys: over("a", "b") },
        EdgeNode { cid: cid(51), keys: over("b", "c") },
        EdgeNode { cid: cid(52), keys: None },
    ];
    assert_eq!(shelf.library.head_without_edges(shelf.account).unwrap(), Some(learnt.clone()));
    shelf.library.remember_edges(shelf.account, &learnt, &edges).unwrap();
    assert_eq!(shelf.library.head_without_edges(shelf.account).unwrap(), None);

    shelf.edit(&[shelf.titled("One")], stars(4));
    shelf.send(&mut server);
    shelf.restart();
    let mirrored = shelf.library.mirrored(shelf.account).unwrap().unwrap();
    assert_eq!((mirrored.since, mirrored.head), (learnt.rev, server.head()));
    assert_eq!(mirrored.edges, edges[1..], "a node over what we wrote is not known any more");

    // Too much to fetch again: the edges have to be learnt anew.
    for number in 0..201 {
        shelf.edit(&[shelf.titled("Two")], stars(number % 9 + 1));
        shelf.send(&mut server);
    }
    let mirrored = shelf.library.mirrored(shelf.account).unwrap().unwrap();
    assert_eq!(mirrored.since, server.head().rev);
    assert_eq!(shelf.library.head_without_edges(shelf.account).unwrap(), Some(server.head()));
}
