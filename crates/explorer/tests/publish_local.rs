//! A library kept without an account meets a repository that already holds some of its books.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

#[path = "support/mod.rs"]
mod support;

use explorer::views::{BookDetail, DraftField, Event, PlanView};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::{Computer, Running};
use testnet::{Account, StoredRecord, Testnet};

/// Two books of the repository (one says the same, one less), a re-read of one of them, and three that it lacks: with
/// quarter stars, tags, a note and the title of a series.
const EXPORT: &str = "Title,Author,My Rating,Exclusive Shelf,Bookshelves,My Review,Private Notes,Date Read,Date Added\n\
    Dracula,Bram Stoker,4,read,,,,2021/03/04,2021/01/01\n\
    Emma,Jane Austen,5,read,\"classics, favourites\",Witty.,Lent to Ada,2022/05/06,2022/01/01\n\
    \"A Wizard of Earthsea (Earthsea Cycle, #1)\",Ursula K. Le Guin,3.75,read,fantasy,,Aunt's copy,2020/02/02,2020/01/01\n\
    Kokoro,Natsume Soseki,0,to-read,,,,,2023/01/01\n\
    Dar,Vladimir Nabokov,4.25,currently-reading,,,,,2023/02/01\n";

fn book(key: &str, hive_id: &str, title: &str, authors: &str, more: &Value) -> Value {
    let mut value = json!({ "$type": "buzz.bookhive.book", "title": title, "authors": authors, "hiveId": hive_id,
        "createdAt": "2021-01-01T12:00:00.000Z" });
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "$type": "com.atproto.repo.applyWrites#create", "collection": "buzz.bookhive.book", "rkey": key,
        "value": value })
}

/// What other apps have written into the account.
async fn theirs(network: &Testnet, account: &Account) {
    let id = |title: &str, author: &str| bookhive::HiveId::compute(title, author).to_string();
    let dracula = json!({ "status": "buzz.bookhive.defs#finished", "stars": 8,
        "finishedAt": "2021-03-04T12:00:00.000Z",
        "identifiers": { "hiveId": id("Dracula", "Bram Stoker") }, "org.example.extra": { "kept": true } });
    let emma = json!({ "org.example.extra": [1, 2] });
    let only = json!({ "status": "buzz.bookhive.defs#wantToRead" });
    let writes = [
        book("3kaaaaaaaaa22", &id("Dracula", "Bram Stoker"), "Dracula", "Bram Stoker", &dracula),
        book("3kaaaaaaaab22", &id("Emma", "Jane Austen"), "Emma", "Jane Austen", &emma),
        book("3kaaaaaaaac22", &id("Only There", "Somebody"), "Only There", "Somebody", &only),
    ];
    network.write_records(account, &writes).await.unwrap();
}

async fn planned(running: &mut Running) -> PlanView {
    running.explorer.publish_local().await.unwrap();
    running
        .event(|event| match event {
            Event::Plan { plan: Some(plan) } => Some(plan),
            _ => None,
        })
        .await
}

async fn detail(running: &Running, title: &str) -> BookDetail {
    let rows = running.books().await.rows;
    let row = rows.iter().find(|row| row.title == title).unwrap_or_else(|| panic!("{title} is gone"));
    running.explorer.book(row.id).await.unwrap().unwrap()
}

fn local(detail: &BookDetail) -> BTreeSet<(String, String)> {
    detail.local.iter().map(|field| (field.name.clone(), field.value.clone())).collect()
}

fn of<'a>(records: &'a [StoredRecord], title: &str) -> &'a StoredRecord {
    let mut found = records.iter().filter(|record| record.value["title"] == title);
    let one = found.next().unwrap_or_else(|| panic!("{title} is not there"));
    assert!(found.next().is_none(), "{title} is there twice");
    one
}

/// Titles of the books that somebody has begun to write about.
async fn begun(running: &Running) -> Vec<String> {
    let mut begun = Vec::new();
    for row in running.books().await.rows {
        if !running.explorer.book(row.id).await.unwrap().unwrap().drafts.is_empty() {
            begun.push(row.title);
        }
    }
    begun.sort();
    begun
}

#[tokio::test(flavor = "multi_thread")]
async fn the_union_is_seen_then_published_once_and_nothing_of_either_side_is_lost() {
    let network = Testnet::start().await.unwrap();
    let account = network.create_account("union.test").await.unwrap();
    theirs(&network, &account).await;
    let before = network.list_records(&account.did).await.unwrap();
    let computer = Computer::new(&network).await;
    let export = computer.path().join("export.csv");
    std::fs::write(&export, EXPORT).unwrap();
    let mut running = computer.start().await;
    running.import(&export).await;
    assert_eq!(running.books().await.total, 5);
    let mut kept = Vec::new();
    for title in ["Emma", "A Wizard of Earthsea", "Dar"] {
        kept.push((title, local(&detail(&running, title).await), detail(&running, title).await.row.tags));
    }
    assert!(kept.iter().all(|(title, local, _)| !local.is_empty() || *title == "Emma"), "{kept:?}");
    // One is published anew, of the other the repository says the same.
    for title in ["Dar", "Dracula"] {
        let id = detail(&running, title).await.row.id;
        let kept =
            running.explorer.keep_draft(id, DraftField::Review, "Half-written".to_owned(), String::new());
        kept.await.unwrap();
    }

    // Signing in writes nothing and mixes nothing.
    running.sign_in(&network, &account).await;
    assert_eq!(running.books().await.total, 3);
    let plan = planned(&mut running).await;
    // Dracula gains nothing but what is kept here.
    assert_eq!((plan.sums.new, plan.sums.changed, plan.rows), (3, 2, 5), "{:?}", plan.sums);
    assert_eq!(network.list_records(&account.did).await.unwrap(), before, "written before it was agreed to");

    running.explorer.commit_import(plan.revision).await.unwrap();
    running.settled().await;
    let after = network.list_records(&account.did).await.unwrap();
    assert_eq!(after.len(), 6);
    assert_eq!(of(&after, "Dracula"), of(&before, "Dracula"), "an equal book was written");
    assert_eq!(of(&after, "Only There"), of(&before, "Only There"));
    let emma = &of(&after, "Emma").value;
    assert_eq!((&emma["org.example.extra"], &emma["stars"]), (&json!([1, 2]), &json!(10)));
    assert_eq!((&emma["review"], &emma["status"]), (&json!("Witty."), &json!("buzz.bookhive.defs#finished")));
    assert_eq!(of(&after, "A Wizard of Earthsea").value["stars"], 8);
    let text = serde_json::to_string(&after.iter().map(|record| &record.value).collect::<Vec<_>>()).unwrap();
    assert!(
        !["Ada", "Aunt", "favourites", "Earthsea Cycle"].iter().any(|word| text.contains(word)),
        "{text}"
    );
    for (title, local_before, tags) in &kept {
        let now = detail(&running, title).await;
        assert_eq!((&local(&now), &now.row.tags), (local_before, tags), "{title}");
    }

    // What was begun and not saved went with its book, and nowhere else.
    assert_eq!(begun(&running).await, ["Dar", "Dracula"]);
    assert!(!text.contains("Half-written"), "{text}");

    // Nothing is left on this computer's own shelf, so that nothing can be published again.
    running.explorer.switch_account(None).await.unwrap();
    assert_eq!(running.books().await.total, 0);

    // Signed out and in again, with the books kept: there is nothing to do.
    running.explorer.switch_account(Some(account.did.clone())).await.unwrap();
    running.explorer.sign_out(account.did.clone(), false).await.unwrap();
    assert_eq!(running.books().await.total, 6);
    network.clear_log().await.unwrap();
    running.sign_in(&network, &account).await;
    assert_eq!(planned(&mut running).await.sums.new, 0);
    running.explorer.close_plan().await.unwrap();
    assert_eq!(local(&detail(&running, "Dar").await), kept[2].1, "what is kept here only");
    assert_eq!(begun(&running).await, ["Dar", "Dracula"]);

    // With the books removed: the server's come back, and nothing is written.
    running.explorer.sign_out(account.did.clone(), true).await.unwrap();
    assert_eq!(running.books().await.total, 0);
    running.sign_in(&network, &account).await;
    assert_eq!(running.books().await.total, 6);
    assert_eq!(begun(&running).await, [""; 0]);
    let log = network.log().await.unwrap();
    assert!(!log.iter().any(|request| request.path.ends_with("applyWrites")), "{log:#?}");
    assert_eq!(network.list_records(&account.did).await.unwrap(), after);
}
