//! Pictures of covers, from the catalogue and from the reader's own server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

mod support;

use atproto::Did;
use explorer::views::{ConsentView, CoverOrder, CoverUploadState, CoversView, Event, SyncState};
use explorer::{ErrorCode, Explorer};
use jiff::{SignedDuration, Timestamp};
use library::{BookId, Library};
use serde_json::json;
use std::path::Path;
use support::{Computer, Running};
use testnet::{Account, Action, Door, Fault, Testnet};

const DRACULA: &str = "bk_73LNzIlk0cwq7dpRTO5m";
/// One red pixel, as PNG.
const RED: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

async fn asked(network: &Testnet, part: &str) -> usize {
    let log = network.log().await.unwrap();
    log.iter().filter(|request| request.path.contains(part)).count()
}

async fn with_pictures(network: &Testnet) -> (Computer, Running) {
    let computer = Computer::new(network).await;
    let running = computer.start().await;
    running.explorer.set_catalogue_consent(ConsentView::Yes).await.unwrap();
    running.explorer.set_covers(CoversView::Thumbnails).await.unwrap();
    (computer, running)
}

/// Asks for a picture that is not there, and waits until it has come.
async fn fetched(running: &mut Running, key: &str) {
    assert_eq!(running.explorer.cover(key).await, None, "not there yet");
    came(running, key).await;
}

async fn came(running: &mut Running, key: &str) {
    running
        .event(|event| match event {
            Event::Covers { keys } => keys.contains(&key.to_owned()).then_some(()),
            _ => None,
        })
        .await;
}

async fn cover_files(explorer: &Explorer) -> u32 {
    explorer.settings().await.unwrap().cover_files
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_fetched_only_when_chosen_and_once_and_stay() {
    let network = Testnet::start().await.unwrap();
    let computer = Computer::new(&network).await;
    let mut running = computer.start().await;
    running.explorer.set_catalogue_consent(ConsentView::Yes).await.unwrap();
    assert_eq!(running.explorer.cover(DRACULA).await, None, "off until chosen");
    running.explorer.set_covers(CoversView::Thumbnails).await.unwrap();
    fetched(&mut running, DRACULA).await;
    for size in ["", "/small"] {
        let picture = running.explorer.cover(&format!("{DRACULA}{size}")).await.expect("a picture");
        assert_eq!(picture.media_type, "image/jpeg");
    }
    assert_eq!(running.explorer.cover("../../library.sqlite").await, None);
    assert_eq!(asked(&network, "covers").await, 1);

    // Offline, and after a restart.
    network.down(Door::Catalogue).await.unwrap();
    drop(running);
    let running = computer.start().await;
    assert!(running.explorer.cover(DRACULA).await.is_some());
    running.explorer.set_covers(CoversView::Off).await.unwrap();
    assert_eq!(running.explorer.cover(DRACULA).await, None, "off hides what is there");
    running.explorer.erase_everything().await.unwrap();
    assert_eq!(cover_files(&running.explorer).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_cannot_be_had_now_comes_by_itself_and_one_that_is_none_is_not_asked_for_again() {
    let network = Testnet::start().await.unwrap();
    let (_computer, mut running) = with_pictures(&network).await;
    let busy = Action::Reply { status: 503, headers: Vec::new(), body: json!({}) };
    network.fault(&Fault::on("covers", busy).at(Door::Catalogue).times(1)).await.unwrap();
    fetched(&mut running, DRACULA).await;
    assert_eq!(asked(&network, "covers").await, 2);

    let page = Action::Reply { status: 200, headers: Vec::new(), body: json!({"captive": "portal"}) };
    network.fault(&Fault::on("covers", page).at(Door::Catalogue)).await.unwrap();
    let dune = bookhive::HiveId::compute("Dune", "Frank Herbert");
    let gone = bookhive::HiveId::compute("No Such Book", "Nobody");
    assert_eq!(running.explorer.cover(dune.as_str()).await, None);
    assert_eq!(running.explorer.cover(gone.as_str()).await, None);
    // The large picture and the small one; then nothing, however often it is wanted.
    while asked(&network, "covers").await < 4 {
        tokio::task::yield_now().await;
    }
    network.clear_faults().await.unwrap();
    for _ in 0..20 {
        assert_eq!(running.explorer.cover(gone.as_str()).await, None);
    }
    assert_eq!(asked(&network, "covers").await, 4);
}

async fn with_own_cover(network: &Testnet, account: &Account) -> String {
    let blob = network.upload_blob(account, RED).await.unwrap();
    let value = json!({
        "$type": "buzz.bookhive.book", "title": "Dracula", "authors": "Bram Stoker", "hiveId": DRACULA,
        "createdAt": "2024-01-01T12:00:00.000Z", "cover": blob,
    });
    let create = json!({ "$type": "com.atproto.repo.applyWrites#create", "collection": "buzz.bookhive.book", "value": value });
    network.write_records(account, &[create]).await.unwrap();
    blob["ref"]["$link"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_records_own_picture_comes_from_its_own_server_without_the_catalogue_and_goes_with_the_account() {
    let network = Testnet::start().await.unwrap();
    let account = network.create_account("painted.test").await.unwrap();
    let cid = with_own_cover(&network, &account).await;
    let (_computer, mut running) = with_pictures(&network).await;
    running.explorer.set_catalogue_consent(ConsentView::No).await.unwrap();
    running.sign_in(&network, &account).await;
    let row = running.books().await.rows.remove(0);
    assert_eq!(row.cover.as_ref(), Some(&cid));
    fetched(&mut running, &cid).await;
    assert!(running.explorer.cover(&format!("{cid}/small")).await.is_some());
    assert_eq!((asked(&network, "getBlob").await, asked(&network, "searchBooks").await), (1, 0));

    let shared = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";
    assert_eq!(running.explorer.cover(shared).await, None, "no blob of this account");
    running.explorer.sign_out(account.did.clone(), true).await.unwrap();
    assert_eq!(cover_files(&running.explorer).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_an_account_keeps_the_pictures_that_another_library_shows() {
    let network = Testnet::start().await.unwrap();
    let account = network.create_account("shares.test").await.unwrap();
    let cid = with_own_cover(&network, &account).await;
    let (computer, mut running) = with_pictures(&network).await;
    let path = computer.path().join("in.csv");
    std::fs::write(&path, "Title,Authors,Read Status\nDracula,Bram Stoker,read\n").unwrap();
    running.import(&path).await;
    running.sign_in(&network, &account).await;
    fetched(&mut running, DRACULA).await;
    fetched(&mut running, &cid).await;
    assert_eq!(cover_files(&running.explorer).await, 4, "two pictures in two sizes");
    running.explorer.sign_out(account.did.clone(), true).await.unwrap();
    assert_eq!(cover_files(&running.explorer).await, 2);
    assert!(running.explorer.cover(DRACULA).await.is_some());
}

/// An account with one book of the catalogue, on a computer where its picture is.
async fn with_a_book(network: &Testnet, handle: &str) -> (Account, Computer, Running) {
    let account = network.create_account(handle).await.unwrap();
    let value = json!({
        "$type": "buzz.bookhive.book", "title": "Dracula", "authors": "Bram Stoker", "hiveId": DRACULA,
        "createdAt": "2024-01-01T12:00:00.000Z",
    });
    let create = json!({ "$type": "com.atproto.repo.applyWrites#create", "collection": "buzz.bookhive.book", "value": value });
    network.write_records(&account, &[create]).await.unwrap();
    let (computer, mut running) = with_pictures(network).await;
    running.sign_in(network, &account).await;
    fetched(&mut running, DRACULA).await;
    (account, computer, running)
}

async fn server_cover(network: &Testnet, account: &Account) -> Option<String> {
    let records = network.list_records(&account.did).await.unwrap();
    records[0].value.pointer("/cover/ref/$link").and_then(|link| link.as_str()).map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn covers_go_to_the_server_only_when_asked_seen_and_allowed_and_come_back_with_an_undo() {
    let network = Testnet::start().await.unwrap();
    let (account, _computer, mut running) = with_a_book(&network, "publishes.test").await;
    let preview = running.explorer.preview_covers().await.unwrap();
    let refused = running.explorer.publish_covers(preview.digest.clone()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::BadRequest, "covers are shown, not published");
    running.explorer.set_covers(CoversView::Publish).await.unwrap();
    let refused = running.explorer.publish_covers("other".into()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::EditOutdated);
    assert_eq!((preview.covers, preview.days, preview.without), (1, 1, 0));
    assert_eq!((preview.books[0].hive_id.as_str(), preview.books[0].title.as_str()), (DRACULA, "Dracula"));
    running.explorer.publish_covers(preview.digest).await.unwrap();

    // The session may not: nothing is brought, and the page is told why.
    running.looked().await;
    let uploads = running.explorer.cover_uploads().await.unwrap();
    assert_eq!((uploads.state, uploads.waiting), (CoverUploadState::NotGranted, 1));
    assert_eq!(asked(&network, "uploadBlob").await, 0);

    // A new sign-in asks for it, and it goes on by itself.
    running.sign_in(&network, &account).await;
    running.settled().await;
    let brought = |event| match event {
        Event::CoverUploads { uploads } => (uploads.waiting == 0).then_some(uploads),
        _ => None,
    };
    let uploads = match running.explorer.cover_uploads().await.unwrap() {
        uploads if uploads.waiting == 0 => uploads,
        _ => running.event(brought).await,
    };
    assert_eq!((uploads.state, uploads.today), (CoverUploadState::Going, 1));
    running.looked().await;
    let cid = running.books().await.rows[0].cover.clone().expect("the record names it");
    assert_eq!(server_cover(&network, &account).await, Some(cid.clone()));
    assert!(running.explorer.cover(&cid).await.is_some(), "the page finds it under its new name");
    assert_eq!((asked(&network, "uploadBlob").await, asked(&network, "getBlob").await), (1, 0));
    assert_eq!(running.explorer.preview_covers().await.unwrap().covers, 0);

    let group = running.explorer.next_undo().await.unwrap().undo.expect("one change of the history").id;
    running.explorer.undo_group(group).await.unwrap();
    running.looked().await;
    running.settled().await;
    assert_eq!(server_cover(&network, &account).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_the_server_lost_is_brought_there_again() {
    let network = Testnet::start().await.unwrap();
    let (account, _computer, mut running) = with_a_book(&network, "loses.test").await;
    running.explorer.set_covers(CoversView::Publish).await.unwrap();
    running.sign_in(&network, &account).await;
    let lost = json!({"error": "BlobNotFound", "message": "Could not find blob"});
    let lost = Action::Reply { status: 400, headers: Vec::new(), body: lost };
    network.fault(&Fault::on("applyWrites", lost).at(Door::Pds).times(1)).await.unwrap();
    let digest = running.explorer.preview_covers().await.unwrap().digest;
    running.explorer.steer_covers(CoverOrder::Pause).await.unwrap();
    running.explorer.publish_covers(digest).await.unwrap();
    while server_cover(&network, &account).await.is_none() {
        tokio::task::yield_now().await;
    }
    assert_eq!(asked(&network, "uploadBlob").await, 2);
    running.settled().await;
    assert_eq!(running.watch().await.sync.set_aside, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn covers_wait_while_the_reader_holds_them_and_are_let_go_when_they_say_so() {
    let network = Testnet::start().await.unwrap();
    let (account, computer, mut running) = with_a_book(&network, "holds.test").await;
    running.explorer.set_covers(CoversView::Publish).await.unwrap();
    running.sign_in(&network, &account).await;
    let limit = vec![("ratelimit-reset", "3600".to_owned())];
    let busy = Action::Reply { status: 429, headers: limit, body: json!({"error": "RateLimitExceeded"}) };
    network.fault(&Fault::on("uploadBlob", busy).at(Door::Pds)).await.unwrap();
    let digest = running.explorer.preview_covers().await.unwrap().digest;
    running.explorer.publish_covers(digest).await.unwrap();
    while running.state().await != SyncState::Resting {}
    assert_eq!(asked(&network, "uploadBlob").await, 1, "a server that asks for a rest is not asked again");
    running.explorer.steer_covers(CoverOrder::Pause).await.unwrap();
    network.clear_faults().await.unwrap();

    drop(running);
    let mut running = computer.start().await;
    running.settled().await;
    let uploads = running.explorer.cover_uploads().await.unwrap();
    assert_eq!((uploads.state, uploads.waiting), (CoverUploadState::Paused, 1), "over a restart");
    running.explorer.steer_covers(CoverOrder::Stop).await.unwrap();
    assert_eq!(running.explorer.cover_uploads().await.unwrap().waiting, 0);
    running.looked().await;
    assert_eq!(server_cover(&network, &account).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_of_a_candidate_comes_from_where_the_answer_that_named_it_says() {
    let network = Testnet::start().await.unwrap();
    let (_computer, mut running) = with_pictures(&network).await;
    let found = running.explorer.catalogue_search("Dracula".into()).await.unwrap();
    let questions = asked(&network, "searchBooks").await;
    assert_eq!((found[0].hive_id.as_str(), found[0].has_cover, questions), (DRACULA, true, 1));
    fetched(&mut running, DRACULA).await;
    assert_eq!(asked(&network, "searchBooks").await, questions, "the catalogue is not asked about it again");
}

/// As if the account had brought a thousand covers on each of these days.
fn bring_a_thousand(directory: &Path, account: &Account, days: [Timestamp; 2]) {
    let library = Library::open(directory).unwrap();
    let account = library.account(&Did::parse(&account.did).unwrap()).unwrap();
    for day in days.into_iter().flat_map(|day| [day; 1_000]) {
        library.cover_brought(account, BookId::new(i64::MAX), json!({}), day).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_took_its_thousand_holds_the_next_cover_over_a_restart_and_the_next_day_takes_it() {
    let network = Testnet::start().await.unwrap();
    let (today, day) = (Timestamp::now(), SignedDuration::from_hours(24));
    // Midnight may pass while this runs: the days after and before are as full.
    for (handle, full, goes) in
        [("full.test", [today, today + day], false), ("rested.test", [today - day, today - day * 2], true)]
    {
        let (account, computer, mut running) = with_a_book(&network, handle).await;
        running.explorer.set_covers(CoversView::Publish).await.unwrap();
        running.sign_in(&network, &account).await;
        running.settled().await;
        let directory = running.explorer.library_directory();
        drop(running);
        bring_a_thousand(&directory, &account, full);
        let mut running = computer.start().await;
        let digest = running.explorer.preview_covers().await.unwrap().digest;
        running.explorer.publish_covers(digest).await.unwrap();
        if goes {
            while server_cover(&network, &account).await.is_none() {
                tokio::task::yield_now().await;
            }
            continue;
        }
        for _start in 0..2 {
            running.looked().await;
            let uploads = running.explorer.cover_uploads().await.unwrap();
            assert_eq!(
                (uploads.state, uploads.waiting, uploads.today),
                (CoverUploadState::Tomorrow, 1, 1_000)
            );
            assert_eq!(asked(&network, "uploadBlob").await, 0);
            drop(running);
            running = computer.start().await;
        }
    }
}
