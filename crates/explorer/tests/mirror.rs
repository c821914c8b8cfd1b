//! The mirror against the reference PDS: what others write is followed by the new blocks alone, whatever they write.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

mod support;

use explorer::views::SelectionView;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use support::{Computer, Random, Running, rounds};
use testnet::{Account, StoredRecord, Testnet};

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
