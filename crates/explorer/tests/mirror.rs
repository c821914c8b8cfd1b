//! The mirror against the reference PDS: what others write is followed by the new blocks alone, whatever they write.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

mod support;

use explorer::views::{Event, SelectionView, SyncState, SyncView};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{Computer, Random, Running, rounds};
use testnet::{Account, Action, Fault, StoredRecord, Testnet};

const BOOKS: &str = "buzz.bookhive.book";
/// Collections before and after ours in the order of keys.
const OTHERS: [&str; 3] = ["app.bsky.feed.post", "buzz.bookhive.list", "zz.example.note"];

fn write(kind: &str, collection: &str, rkey: &str, value: Option<Value>) -> Value {
    let mut write = json!({
        "$type": format!("com.atproto.repo.applyWrites#{kind}"), "collection": collection, "rkey": rkey,
    });
    if let Some(value) = value {
        write["value"] = value;
    }
    write
}

fn note(collection: &str, number: usize) -> Value {
    json!({ "$type": collection, "text": format!("note {number}"), "createdAt": "2026-01-01T00:00:00Z" })
}

/// An account with books among other records, signed in and filled.
async fn reader(handle: &str, books: u32, others: usize) -> (Testnet, Account, Computer, Running) {
    let network = Testnet::start().await.unwrap();
    let account = network.create_account(handle).await.unwrap();
    for collection in OTHERS {
        let notes: Vec<Value> = (0..others)
            .map(|number| {
                write("create", collection, &format!("n{number:04}"), Some(note(collection, number)))
            })
            .collect();
        network.write_records(&account, &notes).await.unwrap();
    }
    network.seed_books(&account, books).await.unwrap();
    let computer = Computer::new(&network).await;
    let mut running = computer.start().await;
    running.sign_in(&network, &account).await;
    (network, account, computer, running)
}

/// What others do to books in different pages of a listing, and one book more.
async fn meddle(network: &Testnet, account: &Account, round: usize) {
    let records = network.list_records(&account.did).await.unwrap();
    let mut value = records[7].value.clone();
    value["stars"] = json!(round % 9 + 1);
    let new = json!({ "$type": BOOKS, "title": format!("New {round}"), "authors": "A",
        "hiveId": format!("bk_new{round}"), "createdAt": "2020-01-01T00:00:00Z" });
    let writes = [
        write("update", BOOKS, records[7].rkey(), Some(value)),
        write("delete", BOOKS, records[20 + round].rkey(), None),
        write("delete", BOOKS, records[records.len() - 5].rkey(), None),
        write("create", BOOKS, &format!("-new{round}"), Some(new)),
    ];
    network.write_records(account, &writes).await.unwrap();
}

/// The next time the sync is told to stand so.
async fn told(running: &mut Running, pick: impl Fn(&SyncView) -> bool) -> SyncView {
    running
        .event(|event| match event {
            Event::Sync { sync } => pick(&sync).then_some(sync),
            _ => None,
        })
        .await
}

/// Title and rating of every book, as the server and as the application has them.
async fn both(
    network: &Testnet,
    account: &Account,
    running: &Running,
) -> (Vec<(String, u64)>, Vec<(String, u64)>) {
    let records = network.list_records(&account.did).await.unwrap();
    let text = |record: &StoredRecord| {
        let stars = record.value["stars"].as_u64().unwrap_or_default();
        (record.value["title"].as_str().unwrap_or_default().to_owned(), stars)
    };
    let mut there: Vec<_> = records.iter().map(text).collect();
    let page = running.books().await;
    let mut here: Vec<_> =
        page.rows.iter().map(|row| (row.title.clone(), row.stars.map_or(0, u64::from))).collect();
    there.sort();
    here.sort();
    (there, here)
}

async fn requests(network: &Testnet) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for request in network.log().await.unwrap() {
        let name = request.path.rsplit('/').next().unwrap_or_default().to_owned();
        *counts.entry(name).or_default() += 1;
    }
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_repository_costs_one_request_and_a_few_changes_two() {
    let (network, account, _computer, mut running) = reader("costs.test", 450, 40).await;
    network.clear_log().await.unwrap();
    running.looked().await;
    assert_eq!(requests(&network).await, [("com.atproto.sync.getLatestCommit".to_owned(), 1)].into());

    let records = network.list_records(&account.did).await.unwrap();
    let changes: Vec<Value> = [3, 200, 449]
        .map(|index: usize| {
            let mut value = records[index].value.clone();
            value["stars"] = json!(9);
            write("update", BOOKS, records[index].rkey(), Some(value))
        })
        .to_vec();
    network.write_records(&account, &changes).await.unwrap();
    network.write_records(&account, &[write("delete", BOOKS, records[100].rkey(), None)]).await.unwrap();
    network.clear_log().await.unwrap();
    running.looked().await;
    let expected = [("com.atproto.sync.getLatestCommit", 1), ("com.atproto.sync.getRepo", 1)];
    assert_eq!(requests(&network).await, expected.map(|(name, count)| (name.to_owned(), count)).into());
    let (there, here) = both(&network, &account, &running).await;
    assert_eq!(there, here);

    // Our own writes, few or many, move the edges of the collection. That costs nothing more.
    let all = running.books().await;
    let first = SelectionView::Ids { ids: vec![all.rows[0].id] };
    let (every, edit) = support::finish_all();
    for (round, selection) in [first, every].into_iter().enumerate() {
        running.explorer.edit(selection, edit.clone()).await.unwrap();
        running.settled().await;
        let gone = records[101 + round].rkey();
        network.write_records(&account, &[write("delete", BOOKS, gone, None)]).await.unwrap();
        network.clear_log().await.unwrap();
        running.looked().await;
        assert_eq!(requests(&network).await, expected.map(|(name, count)| (name.to_owned(), count)).into());
        let (there, here) = both(&network, &account, &running).await;
        assert_eq!(there, here);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_others_write_the_mirror_is_the_listing() {
    let (network, account, _computer, mut running) = reader("stranger.test", 120, 30).await;
    let mut random = Random::new(std::process::id().into());
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    for (number, record) in network.list_records(&account.did).await.unwrap().iter().enumerate() {
        keys.insert(record.rkey().to_owned(), number);
    }
    network.clear_log().await.unwrap();
    for round in 0..rounds(400) {
        for batch in 0..=random.below(2) {
            let mut writes = Vec::new();
            let mut touched = std::collections::BTreeSet::new();
            for number in 0..=random.below(8) {
                let nth = keys.keys().nth(random.below(keys.len())).cloned();
                let (kind, rkey) = match (random.below(4), nth) {
                    (0, Some(rkey)) => ("delete", rkey),
                    (1 | 2, Some(rkey)) => ("update", rkey),
                    _ => (
                        "create",
                        format!("{}x{round}-{batch}-{number}", ["-", "3k", "m", "~"][random.below(4)]),
                    ),
                };
                if !touched.insert(rkey.clone()) {
                    continue;
                }
                // Some books are equal to the last bit: they share a block.
                let value = json!({ "$type": BOOKS, "title": format!("Book {}", random.below(30)), "authors": "A",
                    "hiveId": format!("bk_{rkey}"), "createdAt": "2020-01-01T00:00:00Z", "stars": random.below(10) + 1 });
                match kind {
                    "delete" => drop(keys.remove(&rkey)),
                    _ => drop(keys.insert(rkey.clone(), 0)),
                }
                writes.push(write(kind, BOOKS, &rkey, (kind != "delete").then_some(value)));
            }
            if random.below(3) == 0 {
                let collection = OTHERS[random.below(3)];
                let rkey = format!("r{round}-{batch}");
                writes.push(write("create", collection, &rkey, Some(note(collection, 7))));
            }
            network.write_records(&account, &writes).await.unwrap();
        }
        running.looked().await;
        let (there, here) = both(&network, &account, &running).await;
        assert_eq!(there, here, "round {round}");
    }
    let counts = requests(&network).await;
    println!("{counts:?}");
    assert_eq!(counts.get("com.atproto.repo.listRecords"), None, "{counts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_fill_that_is_cut_off_restarted_and_written_into_ends_as_the_listing() {
    let network = Testnet::start().await.unwrap();
    let account = network.create_account("cut.test").await.unwrap();
    network.seed_books(&account, 450).await.unwrap();
    let computer = Computer::new(&network).await;

    // The connection ends after two pages: what came is shown, and called partial.
    network.fault(&Fault::on("listRecords", Action::Drop).skip(2).times(50)).await.unwrap();
    let mut running = computer.start().await;
    running.begin_filling(&network, &account).await;
    let cut = told(&mut running, |sync| sync.state == SyncState::Offline).await;
    assert!(cut.partial && cut.synced_at.is_none(), "{cut:?}");
    assert_eq!(running.books().await.total, 200);

    // Others write meanwhile. The process ends, and the next one is cut off as well, elsewhere.
    drop(running);
    meddle(&network, &account, 0).await;
    network.clear_faults().await.unwrap();
    network.fault(&Fault::on("listRecords", Action::DropAfter).skip(3).times(50)).await.unwrap();
    let mut running = computer.start().await;
    assert!(running.first.sync.partial);
    assert_eq!(running.first.counts.all, 200, "nothing that was shown is gone");
    let cut = told(&mut running, |sync| sync.state == SyncState::Offline).await;
    assert!(cut.partial);
    // A book that others deleted stays until a listing has reached its end.
    assert!(running.books().await.total > 300);

    // The third listing waits at its fourth page while others write: its head has moved under it.
    network.clear_faults().await.unwrap();
    network.fault(&Fault::on("listRecords", Action::Hold).skip(3)).await.unwrap();
    running.explorer.sync_now().await.unwrap();
    told(&mut running, |sync| sync.filled == Some(300)).await;
    meddle(&network, &account, 1).await;
    network.clear_faults().await.unwrap();
    running.settled().await;
    let (there, here) = both(&network, &account, &running).await;
    assert_eq!(there, here);
    assert_eq!(here.len(), 450 + 2 - 4);
    assert!(!running.watch().await.sync.partial);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_whose_cursor_stands_still_has_not_reached_its_end() {
    let network = Testnet::start().await.unwrap();
    let account = network.create_account("still.test").await.unwrap();
    network.seed_books(&account, 30).await.unwrap();
    let first = &network.list_records(&account.did).await.unwrap()[0];
    let page = json!({ "cursor": "still",
        "records": [{ "uri": first.uri, "cid": first.cid, "value": first.value }] });
    let page = Action::Reply { status: 200, headers: Vec::new(), body: page };
    network.fault(&Fault::on("listRecords", page).times(u32::MAX)).await.unwrap();
    let computer = Computer::new(&network).await;
    let mut running = computer.start().await;
    running.begin_filling(&network, &account).await;
    let ended = |sync: &SyncView| matches!(sync.state, SyncState::Offline | SyncState::UpToDate);
    let now = told(&mut running, ended).await;
    assert_eq!((now.state, now.partial), (SyncState::Offline, true));
    network.clear_faults().await.unwrap();
    running.looked().await;
    assert_eq!(running.books().await.total, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_batch_can_carry_goes_alone_and_over_nobodys_version() {
    let (network, account, _computer, mut running) = reader("alone.test", 30, 5).await;
    // Somebody else always got there first: updates and deletions are tried one by one, each against its own version.
    let refusal = Action::Reply {
        status: 400,
        headers: Vec::new(),
        body: json!({ "error": "InvalidSwap", "message": "Commit was at another CID" }),
    };
    network.fault(&Fault::on("applyWrites", refusal).times(3)).await.unwrap();
    // And one of them is changed elsewhere after we read it.
    network.fault(&Fault::on("putRecord", Action::Hold).skip(4)).await.unwrap();
    let gone = running.books().await.rows[0].id;
    running.explorer.delete_books(SelectionView::Ids { ids: vec![gone] }).await.unwrap();
    let (selection, edit) = support::finish_all();
    network.clear_log().await.unwrap();
    running.explorer.edit(selection, edit).await.unwrap();
    while requests(&network).await.get("com.atproto.repo.putRecord").is_none_or(|puts| *puts < 5) {}
    let records = network.list_records(&account.did).await.unwrap();
    let theirs: Vec<Value> = records
        .iter()
        .map(|record| {
            let mut value = record.value.clone();
            value["review"] = json!("theirs");
            write("update", BOOKS, record.rkey(), Some(value))
        })
        .collect();
    network.write_records(&account, &theirs).await.unwrap();
    network.clear_faults().await.unwrap();
    running.settled().await;

    let records = network.list_records(&account.did).await.unwrap();
    assert_eq!(records.len(), 29);
    for record in &records {
        assert_eq!(record.value["review"], "theirs");
        assert_eq!(record.value["status"], "buzz.bookhive.defs#finished");
    }
    let counts = requests(&network).await;
    assert!(
        counts["com.atproto.repo.putRecord"] >= 5 && counts["com.atproto.repo.deleteRecord"] == 1,
        "{counts:?}"
    );
    let (there, here) = both(&network, &account, &running).await;
    assert_eq!(there, here);
}
