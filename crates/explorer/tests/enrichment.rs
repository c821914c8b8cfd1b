//! Books of the library looked up at the catalogue of `e2e/network` and filled, on the reference PDS.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

mod support;

use explorer::views::{
    ConsentView, EnrichmentOrder, EnrichmentPreview, EnrichmentState, EnrichmentView, Event, GapView,
    WhichBookView,
};
use explorer::{ErrorCode, Explorer};
use serde_json::{Value, json};
use support::{Computer, Running};
use testnet::{Account, Action, Door, Fault, Testnet};

async fn asked(network: &Testnet) -> Vec<String> {
    let log = network.log().await.unwrap();
    let catalogue = log.into_iter().filter(|request| request.door == Door::Catalogue);
    catalogue
        .map(|request| format!("{}{}", request.path.trim_start_matches("/xrpc/"), request.query))
        .collect()
}

fn record(title: &str, author: &str) -> Value {
    json!({ "$type": "buzz.bookhive.book", "title": title, "authors": author,
        "hiveId": bookhive::HiveId::compute(title, author).as_str(), "createdAt": "2024-01-01T12:00:00.000Z" })
}

async fn write(network: &Testnet, account: &Account, records: &[Value]) {
    let creates: Vec<Value> = records
        .iter()
        .map(|value| json!({ "$type": "com.atproto.repo.applyWrites#create", "collection": "buzz.bookhive.book", "value": value }))
        .collect();
    network.write_records(account, &creates).await.unwrap();
}

/// A reader whose server has these books.
async fn reader(network: &Testnet, handle: &str, books: &[(&str, &str)]) -> (Account, Computer, Running) {
    let account = network.create_account(handle).await.unwrap();
    let records: Vec<Value> = books.iter().map(|(title, author)| record(title, author)).collect();
    write(network, &account, &records).await;
    let computer = Computer::new(network).await;
    let mut running = computer.start().await;
    running.sign_in(network, &account).await;
    (account, computer, running)
}

/// Waits for this state of the look-ups, whatever was told of it by now.
async fn until(running: &mut Running, is_there: impl Fn(&EnrichmentView) -> bool) -> EnrichmentView {
    loop {
        if let Some(view) = running.watch().await.enrichment.filter(|view| is_there(view)) {
            return view;
        }
        running.event(|event| matches!(event, Event::Enrichment { .. }).then_some(())).await;
    }
}

async fn done(running: &mut Running) -> EnrichmentView {
    until(running, |view| view.state == EnrichmentState::Done).await
}

async fn begin(explorer: &Explorer) {
    explorer.set_catalogue_consent(ConsentView::Yes).await.unwrap();
    explorer.begin_enrichment().await.unwrap();
}

fn books_with(preview: &EnrichmentPreview, gap: GapView) -> u32 {
    preview.gaps.iter().find(|count| count.gap == gap).map_or(0, |count| count.books)
}

#[tokio::test(flavor = "multi_thread")]
async fn books_are_looked_up_when_asked_filled_when_seen_and_as_they_were_after_one_undo() {
    let network = Testnet::start().await.unwrap();
    let books = [("Dracula", "Bram Stoker"), ("Dune", "Frank Herbert"), ("Salt and Letters", "Nobody Known")];
    let (account, _computer, mut running) = reader(&network, "lacks.test", &books).await;
    let before = network.list_records(&account.did).await.unwrap();
    let explorer = running.explorer.clone();
    let offer = explorer.enrichment_offer().await.unwrap();
    assert_eq!((offer.books, offer.host.as_str(), offer.consent), (3, "localhost", ConsentView::NotAsked));
    assert_eq!(explorer.begin_enrichment().await.unwrap_err().code, ErrorCode::CatalogueNotAsked);
    assert_eq!(asked(&network).await, [""; 0]);

    begin(&explorer).await;
    let view = done(&mut running).await;
    assert_eq!((view.books, view.found, view.doubtful, view.unknown), (3, 2, 0, 1), "{view:?}");
    assert_eq!(
        network.list_records(&account.did).await.unwrap(),
        before,
        "nothing is written before it was seen"
    );
    let preview = explorer.preview_enrichment().await.unwrap();
    assert_eq!(
        (preview.books, books_with(&preview, GapView::Isbn), books_with(&preview, GapView::Pages)),
        (2, 2, 2)
    );
    assert_eq!(explorer.fill_books("other".into()).await.unwrap_err().code, ErrorCode::EditOutdated);
    let filled = explorer.fill_books(preview.digest.clone()).await.unwrap();
    assert_eq!((filled.filled, filled.settled, filled.gone), (2, 0, 0));
    assert_eq!(explorer.fill_books(preview.digest).await.unwrap_err().code, ErrorCode::EditOutdated, "once");
    running.settled().await;
    let on_server = network.list_records(&account.did).await.unwrap();
    let dracula = on_server.iter().find(|record| record.value["title"] == "Dracula").unwrap();
    assert_eq!(dracula.value["identifiers"]["isbn13"], "9780141439846");
    assert_eq!(dracula.value.get("pages"), None, "pages stay on this computer");
    let row = running.books().await.rows.into_iter().find(|row| row.title == "Dracula").unwrap();
    assert_eq!(row.pages, Some(418));
    assert_eq!(explorer.enrichment_offer().await.unwrap().books, 0, "not again for weeks");

    explorer.undo_group(filled.group.unwrap()).await.unwrap();
    running.settled().await;
    let values = |records: Vec<testnet::StoredRecord>| {
        records.into_iter().map(|record| record.value).collect::<Vec<_>>()
    };
    assert_eq!(values(network.list_records(&account.did).await.unwrap()), values(before));
    assert!(running.books().await.rows.iter().all(|row| row.pages.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalogue_that_asks_for_a_pause_is_left_alone_over_a_restart_and_nothing_is_asked_twice() {
    let network = Testnet::start().await.unwrap();
    let books = [("Dracula", "Bram Stoker"), ("Dune", "Frank Herbert")];
    let (_account, computer, mut running) = reader(&network, "waits.test", &books).await;
    let headers = vec![("retry-after", "3600".to_owned())];
    let busy = Action::Reply { status: 429, headers, body: json!({}) };
    network.fault(&Fault::on("searchBooks", busy).at(Door::Catalogue).skip(1)).await.unwrap();
    begin(&running.explorer).await;
    let rests = |view: &EnrichmentView| view.state == EnrichmentState::Resting && view.waiting == 1;
    let view = until(&mut running, rests).await;
    assert!(view.continues_at.is_some() && view.found == 1, "{view:?}");
    assert_eq!(asked(&network).await.len(), 2);
    for _ in 0..5 {
        running.explorer.steer_enrichment(EnrichmentOrder::TryAgain).await.unwrap();
        running.event(|event| matches!(event, Event::Enrichment { .. }).then_some(())).await;
    }
    assert_eq!(asked(&network).await.len(), 2, "not before the hour is over");

    network.clear_faults().await.unwrap();
    drop(running);
    let mut running = computer.start().await;
    let view = done(&mut running).await;
    assert_eq!((view.found, view.waiting), (2, 0));
    let questions = asked(&network).await;
    assert_eq!(questions.len(), 3, "only what had no answer is asked again: {questions:?}");
    assert_ne!(questions[0], questions[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_and_a_network_that_goes_away_lose_no_book() {
    let network = Testnet::start().await.unwrap();
    let books = [("Dracula", "Bram Stoker"), ("Dune", "Frank Herbert")];
    let (_account, _computer, mut running) = reader(&network, "tunnel.test", &books).await;
    network.down(Door::Catalogue).await.unwrap();
    begin(&running.explorer).await;
    until(&mut running, |view| view.state == EnrichmentState::Offline && view.waiting == 2).await;
    let broken = Action::Reply { status: 500, headers: Vec::new(), body: json!({}) };
    network.fault(&Fault::on("searchBooks", broken).at(Door::Catalogue).times(1)).await.unwrap();
    network.up(Door::Catalogue).await.unwrap();
    running.explorer.steer_enrichment(EnrichmentOrder::TryAgain).await.unwrap();
    let view = done(&mut running).await;
    assert_eq!((view.books, view.found), (2, 2), "{view:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pausing_holds_and_a_doubtful_book_is_filled_by_the_readers_word_alone() {
    let network = Testnet::start().await.unwrap();
    let (_account, computer, mut running) =
        reader(&network, "doubts.test", &[("Middlemarch", "G. Eliot")]).await;
    network.down(Door::Catalogue).await.unwrap();
    begin(&running.explorer).await;
    until(&mut running, |view| view.state == EnrichmentState::Offline).await;
    running.explorer.steer_enrichment(EnrichmentOrder::Pause).await.unwrap();
    drop(running);
    let mut running = computer.start().await;
    network.up(Door::Catalogue).await.unwrap();
    let paused = until(&mut running, |view| view.state == EnrichmentState::Paused).await;
    assert_eq!(paused.waiting, 1, "over a restart");
    assert_eq!(asked(&network).await, [""; 0]);
    running.explorer.steer_enrichment(EnrichmentOrder::GoOn).await.unwrap();
    let view = done(&mut running).await;
    assert_eq!((view.doubtful, view.found), (1, 0), "{view:?}");
    assert_eq!(running.explorer.preview_enrichment().await.unwrap().books, 0);
    let page = running.explorer.doubtful_books(0, 100).await.unwrap();
    let (book, candidate) = (page.books[0].book.id, &page.books[0].candidates[0]);
    assert_eq!((page.total, candidate.same_title, candidate.same_author), (1, true, false));
    // One that was searched for is as good as one that was found.
    let searched = running.explorer.catalogue_search("Dracula".into()).await.unwrap();
    let which = WhichBookView::This { hive_id: searched[0].hive_id.clone() };
    running.explorer.say_which_book(book, which).await.unwrap();
    let which = WhichBookView::This { hive_id: candidate.book.hive_id.clone() };
    running.explorer.say_which_book(book, which.clone()).await.unwrap();
    let again = running.explorer.say_which_book(999, which).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::BookGone);
    assert_eq!(running.explorer.preview_enrichment().await.unwrap().books, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_client_set_or_deleted_meanwhile_stands() {
    let network = Testnet::start().await.unwrap();
    let books = [("Dracula", "Bram Stoker"), ("Dune", "Frank Herbert")];
    let (account, _computer, mut running) = reader(&network, "elsewhere.test", &books).await;
    begin(&running.explorer).await;
    done(&mut running).await;
    let preview = running.explorer.preview_enrichment().await.unwrap();
    let records = network.list_records(&account.did).await.unwrap();
    let of = |title: &str| records.iter().find(|record| record.value["title"] == title).unwrap();
    let mut dune = of("Dune").value.clone();
    dune["identifiers"] = json!({"isbn13": "9780593099322", "goodreadsId": "1"});
    let write = |kind: &str, rkey: &str, value: Option<Value>| {
        let mut write = json!({"$type": format!("com.atproto.repo.applyWrites#{kind}"), "collection": "buzz.bookhive.book", "rkey": rkey});
        if let Some(value) = value {
            write["value"] = value;
        }
        write
    };
    let writes =
        [write("update", of("Dune").rkey(), Some(dune)), write("delete", of("Dracula").rkey(), None)];
    network.write_records(&account, &writes).await.unwrap();
    running.looked().await;
    let filled = running.explorer.fill_books(preview.digest).await.unwrap();
    assert_eq!((filled.filled, filled.partly, filled.gone), (1, 1, 1), "{filled:?}");
    running.settled().await;
    let records = network.list_records(&account.did).await.unwrap();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].value["identifiers"]["isbn13"], "9780593099322");
    assert_eq!(records[0].value["identifiers"]["goodreadsId"], "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_never_mixed() {
    let network = Testnet::start().await.unwrap();
    let (account, _computer, mut running) = reader(&network, "one.test", &[("Dracula", "Bram Stoker")]).await;
    begin(&running.explorer).await;
    done(&mut running).await;
    let preview = running.explorer.preview_enrichment().await.unwrap();
    running.explorer.switch_account(None).await.unwrap();
    assert_eq!(running.watch().await.enrichment, None);
    let error = running.explorer.fill_books(preview.digest.clone()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::EditOutdated);
    assert_eq!(running.explorer.preview_enrichment().await.unwrap().books, 0);
    running.explorer.switch_account(Some(account.did)).await.unwrap();
    let preview = running.explorer.preview_enrichment().await.unwrap();
    assert_eq!(running.explorer.fill_books(preview.digest).await.unwrap().filled, 1);
}
