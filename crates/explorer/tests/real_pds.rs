//! The main job against the reference PDS: sign in, fill, edit, import, be killed, go on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

mod support;

use atproto::repo::{Car, mst::Mirror};
use atproto::{Did, Nsid};
use explorer::views::{
    Event, ExportFormatView, ExportRequest, ImportPhase, KeepKeys, SignInRequest, SyncState,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::{Computer, Running, finish_all};
use testnet::{Account, Action, Decision, Door, Fault, Testnet};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const EXPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../e2e/fixtures/storygraph.csv");

async fn reader(handle: &str, books: u32) -> (Testnet, Account, Computer) {
    let network = Testnet::start().await.unwrap();
    let account = network.create_account(handle).await.unwrap();
    if books > 0 {
        network.seed_books(&account, books).await.unwrap();
    }
    let computer = Computer::new(&network).await;
    (network, account, computer)
}

async fn plan(running: &mut Running) -> u32 {
    running.explorer.preview_import(vec![EXPORT.into()]).await;
    running
        .event(|event| match event {
            Event::Plan { plan: Some(plan) } => Some(plan.revision),
            Event::PlanFailed { error, .. } => panic!("{error:?}"),
            _ => None,
        })
        .await
}

fn hive_ids(records: &[testnet::StoredRecord]) -> Vec<String> {
    records.iter().map(|record| record.value["hiveId"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_takes_nine_requests_at_most_and_fills_the_library() {
    let (network, account, computer) = reader("fill.test", 250).await;
    let mut running = computer.start().await;
    assert_eq!(running.first.sync.state, SyncState::LocalOnly);
    network.clear_log().await.unwrap();
    running.sign_in(&network, &account).await;
    assert_eq!(running.books().await.total, 250);
    let log = network.log().await.unwrap();
    let ours = log
        .iter()
        .filter(|request| !request.path.contains("/@atproto/") && !request.path.contains("/oauth/authorize"));
    let sign_in = ours.filter(|request| {
        !request.path.starts_with("/xrpc/com.atproto.repo")
            && !request.path.starts_with("/xrpc/com.atproto.sync")
    });
    let sign_in: Vec<String> =
        sign_in.map(|request| format!("{} {}", request.method, request.path)).collect();
    assert!(sign_in.len() <= 9, "{sign_in:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_placeholder_identity_signs_in_over_the_loopback_redirect() {
    let network = Testnet::start().await.unwrap();
    let account = network.create_account("loopback.test").await.unwrap();
    network.seed_books(&account, 3).await.unwrap();
    let computer = Computer::with_embedded_client(&network).await;
    let mut running = computer.start().await;
    let request = SignInRequest {
        who: account.handle.clone(),
        keep: KeepKeys::UntilQuit,
        create: false,
        read_only: false,
    };
    let page = running.explorer.begin_sign_in(request).await.unwrap().unwrap();
    let answer = network.consent(page.as_str(), &account, Decision::Allow).await.unwrap();
    let authority = answer.strip_prefix("http://").and_then(|rest| rest.split('/').next()).unwrap();
    let wrong = get(authority, "/callback?state=x&code=y").await;
    assert!(wrong.starts_with("HTTP/1.1 200"), "{wrong}");
    let right = get(authority, answer.split_once(authority).unwrap().1).await;
    assert!(right.starts_with("HTTP/1.1 200") && !right.contains("code="), "{right}");
    running.settled().await;
    assert_eq!(running.books().await.total, 3);
    assert!(tokio::net::TcpStream::connect(authority).await.is_err(), "the port is still open");
}

async fn get(authority: &str, target: &str) -> String {
    let mut stream = tokio::net::TcpStream::connect(authority).await.unwrap();
    let request = format!("GET {target} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.unwrap();
    reply
}

#[tokio::test(flavor = "multi_thread")]
async fn the_library_is_there_without_the_server_and_syncs_when_it_is_back() {
    let (network, account, computer) = reader("offline.test", 40).await;
    let mut running = computer.start().await;
    running.sign_in(&network, &account).await;
    drop(running);
    network.down(Door::Pds).await.unwrap();
    let mut running = computer.start().await;
    assert_eq!(running.first.counts.all, 40);
    assert_eq!(running.first.accounts.len(), 1);
    let (selection, edit) = finish_all();
    running.explorer.edit(selection, edit).await.unwrap();
    running
        .event(|event| match event {
            Event::Sync { sync } => (sync.state == SyncState::Offline && sync.waiting > 0).then_some(()),
            _ => None,
        })
        .await;
    network.up(Door::Pds).await.unwrap();
    running.explorer.sync_now().await.unwrap();
    running.settled().await;
    let records = network.list_records(&account.did).await.unwrap();
    assert!(records.iter().all(|record| record.value["status"] == "buzz.bookhive.defs#finished"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_edit_goes_out_in_batches() {
    let (network, account, computer) = reader("bulk.test", 300).await;
    let mut running = computer.start().await;
    running.sign_in(&network, &account).await;
    network.clear_log().await.unwrap();
    let (selection, edit) = finish_all();
    let outcome = running.explorer.edit(selection, edit).await.unwrap();
    assert_eq!(outcome.changed + outcome.unchanged, 300);
    running.settled().await;
    let log = network.log().await.unwrap();
    let of = |name: &str| log.iter().filter(|request| request.path.ends_with(name)).count();
    assert_eq!(of("applyWrites") as u32, outcome.changed.div_ceil(200), "{log:#?}");
    assert_eq!(of("putRecord") + of("createRecord"), 0);
    let records = network.list_records(&account.did).await.unwrap();
    assert!(records.iter().all(|record| record.value["status"] == "buzz.bookhive.defs#finished"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_survives_a_lost_reply_and_a_restart_with_every_row_once() {
    let (network, account, computer) = reader("import.test", 0).await;
    let mut running = computer.start().await;
    running.sign_in(&network, &account).await;
    network.fault(&Fault::on("applyWrites", Action::DropAfter)).await.unwrap();
    let revision = plan(&mut running).await;
    running.explorer.commit_import(revision).await.unwrap();
    running
        .event(|event| match event {
            Event::Sync { sync } => (sync.state == SyncState::Offline).then_some(()),
            _ => None,
        })
        .await;
    drop(running);

    let mut running = computer.start().await;
    let progress = running.first.progress.clone();
    running.settled().await;
    let after = running.explorer.subscribe(|_| ()).await.unwrap().progress.unwrap();
    let sum =
        after.created + after.updated + after.unchanged + after.joined + after.left_out + after.set_aside;
    assert_eq!(
        (after.phase, sum, after.waiting),
        (ImportPhase::Done, after.rows, 0),
        "began as {progress:?}"
    );
    let ids = hive_ids(&network.list_records(&account.did).await.unwrap());
    assert_eq!(ids.len() as u32, after.created);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());

    let mut running = computer.start().await;
    running.explorer.preview_import(vec![EXPORT.into()]).await;
    let sums = running
        .event(|event| match event {
            Event::Plan { plan: Some(plan) } => Some(plan.sums),
            _ => None,
        })
        .await;
    assert_eq!((sums.new, sums.changed), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_writers_changes_survive_a_bulk_edit() {
    let (network, account, computer) = reader("second.test", 30).await;
    let mut running = computer.start().await;
    running.sign_in(&network, &account).await;
    let before = network.list_records(&account.did).await.unwrap();
    let mut theirs = before[0].value.clone();
    theirs["review"] = json!("written elsewhere");
    theirs["org.example.extra"] = json!({ "kept": true });
    let update = json!({
        "$type": "com.atproto.repo.applyWrites#update", "collection": "buzz.bookhive.book",
        "rkey": before[0].rkey(), "value": theirs,
    });
    network.write_records(&account, &[update]).await.unwrap();
    let (selection, edit) = finish_all();
    running.explorer.edit(selection, edit).await.unwrap();
    running.settled().await;
    let records = network.list_records(&account.did).await.unwrap();
    let mine: &Value = &records.iter().find(|record| record.rkey() == before[0].rkey()).unwrap().value;
    assert_eq!(mine["review"], "written elsewhere");
    assert_eq!(mine["org.example.extra"], json!({ "kept": true }));
    assert_eq!(mine["status"], "buzz.bookhive.defs#finished");
}

#[tokio::test(flavor = "multi_thread")]
async fn books_imported_without_an_account_are_published_after_signing_in() {
    let (network, account, computer) = reader("later.test", 0).await;
    let mut running = computer.start().await;
    let revision = plan(&mut running).await;
    running.explorer.commit_import(revision).await.unwrap();
    let local = running.books().await.total;
    assert!(local > 40);
    running.sign_in(&network, &account).await;
    assert_eq!(running.books().await.total, 0);
    running.explorer.publish_local().await.unwrap();
    let revision = running
        .event(|event| match event {
            Event::Plan { plan: Some(plan) } => Some(plan.revision),
            _ => None,
        })
        .await;
    running.explorer.commit_import(revision).await.unwrap();
    running.settled().await;
    let ids = hive_ids(&network.list_records(&account.did).await.unwrap());
    assert_eq!(ids.len() as u32, running.books().await.total);
    running.explorer.switch_account(None).await.unwrap();
    assert_eq!(running.books().await.total, local - ids.len() as u32, "published books have moved");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session_at_the_server_and_keeps_or_removes_the_books() {
    let (network, account, computer) = reader("leave.test", 5).await;
    let mut running = computer.start().await;
    running.sign_in(&network, &account).await;
    network.clear_log().await.unwrap();
    running.explorer.sign_out(account.did.clone(), false).await.unwrap();
    let log = network.log().await.unwrap();
    assert!(log.iter().any(|request| request.path == "/oauth/revoke"), "{log:#?}");
    assert_eq!(running.books().await.total, 5);
    running.sign_in(&network, &account).await;
    running.explorer.sign_out(account.did.clone(), true).await.unwrap();
    let snapshot = running.explorer.subscribe(|_| ()).await.unwrap();
    assert_eq!((snapshot.accounts.len(), snapshot.current, snapshot.counts.all), (0, None, 0));
}

/// Keys and versions of the books in a CAR file, as a mirror that knows nothing reads them.
fn books_in(file: Vec<u8>, did: &str) -> BTreeSet<(String, String)> {
    let car = Car::read(&file.into()).unwrap();
    let books = Nsid::parse("buzz.bookhive.book").unwrap();
    let nothing = Mirror::new(&books, [], []).unwrap();
    let difference = nothing.compare(&Did::parse(did).unwrap(), &car.root, &car.blocks).unwrap();
    assert!(
        difference.changed.iter().all(|(_, cid)| car.blocks.record(cid).is_some()),
        "a record is missing"
    );
    difference.changed.iter().map(|(rkey, cid)| (rkey.to_string(), cid.to_string())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_repository_that_is_exported_holds_every_record_of_the_listing() {
    let (network, account, computer) = reader("keeper.test", 130).await;
    let note = json!({ "$type": "com.atproto.repo.applyWrites#create", "collection": "app.bsky.feed.post", "rkey": "one",
        "value": { "$type": "app.bsky.feed.post", "text": "Hello", "createdAt": "2026-01-01T00:00:00Z" } });
    network.write_records(&account, &[note]).await.unwrap();
    let mut running = computer.start().await;
    running.sign_in(&network, &account).await;
    let path = computer.path().join("repository.car");
    let request = ExportRequest { format: ExportFormatView::Car, selection: None };
    let done = running.explorer.export(request, path.clone()).await.unwrap();
    let file = std::fs::read(&path).unwrap();
    assert_eq!((done.books, done.bytes), (None, file.len() as u64));
    let listed = network.list_records(&account.did).await.unwrap();
    let listed: BTreeSet<(String, String)> =
        listed.iter().map(|record| (record.rkey().to_owned(), record.cid.clone())).collect();
    assert_eq!(listed.len(), 130);
    assert_eq!(books_in(file, &account.did), listed);
}
