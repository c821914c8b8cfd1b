//! What a person meets while signing in, against a server that does what a test says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

mod rogue_reader;

use explorer::views::{EditView, Event, SelectionView, SignInView};
use explorer::{Answer, ErrorCode, Explorer, IpcError};
use oauth::MemoryVault;
use rogue::{Endpoint, Fault, Rogue};
use rogue_reader::{Reader, reader, request};
use serde_json::json;
use std::sync::Arc;
use tempfile::TempDir;

async fn scene() -> (TempDir, Rogue, Reader, String) {
    let (directory, rogue) = (tempfile::tempdir().unwrap(), Rogue::on_one_origin().await);
    let did = rogue.account("alice.test");
    let reader = reader(directory.path(), &rogue, Arc::<MemoryVault>::default()).await;
    (directory, rogue, reader, did)
}

fn last_sign_in(reader: &Reader) -> Option<SignInView> {
    let told = reader.told.lock().unwrap();
    let mut views = told.iter().rev().filter_map(|event| match event {
        Event::SignIn { sign_in } => Some(sign_in.clone()),
        _ => None,
    });
    views.next().flatten()
}

/// Case 30, on the screen: a page nobody opened in time is dead, and "Open again" does not open it.
#[tokio::test]
async fn opening_again_after_five_minutes_asks_for_a_fresh_page_and_either_answers() {
    for answered in [0, 1] {
        let (_directory, rogue, reader, did) = scene().await;
        let first = reader.explorer.begin_sign_in(request("alice.test")).await.unwrap().unwrap();
        rogue.advance(299);
        assert_eq!(reader.explorer.sign_in_page().await.unwrap().as_ref(), Some(&first));
        rogue.advance(1);
        let second = reader.explorer.sign_in_page().await.unwrap().unwrap();
        assert_ne!(second, first);
        let (answer, other) = match answered {
            0 => (&first, &second),
            _ => (&second, &first),
        };
        assert_eq!(reader.explorer.deep_link(&rogue.consent(answer, &did)).await, Answer::Ours);
        assert_eq!(last_sign_in(&reader), None);
        // The other page is nobody's any more: an answer from it is ignored and its code goes nowhere.
        let codes = rogue.count(Endpoint::Code);
        assert_eq!(reader.explorer.deep_link(&rogue.consent(other, &did)).await, Answer::Ignored);
        assert_eq!(rogue.count(Endpoint::Code), codes);
        assert_eq!(reader.explorer.sign_in_page().await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_fresh_page_that_cannot_be_had_leaves_the_sign_in_waiting() {
    let (_directory, rogue, reader, did) = scene().await;
    let page = reader.explorer.begin_sign_in(request("alice.test")).await.unwrap().unwrap();
    rogue.advance(301);
    rogue.break_next(Endpoint::Par, 1, Fault::html(503));
    let error = reader.explorer.sign_in_page().await.unwrap_err();
    assert_eq!((error.code, error.retryable), (ErrorCode::ServerBusy, true));
    assert_eq!(reader.explorer.deep_link(&rogue.consent(&page, &did)).await, Answer::Ours);
}

/// Case 15, up to the window, which comes forward for `Ours` alone.
#[tokio::test]
async fn a_forged_answer_with_nothing_pending_shows_nothing() {
    let (_directory, rogue, reader, _) = scene().await;
    reader.told.lock().unwrap().clear();
    for forged in [
        "internal.bookexplorer:/callback?state=AAAAAAAAAAAAAAAAAAAAAA&iss=https%3A%2F%2Fx.example&code=c",
        "internal.bookexplorer:/callback?error=access_denied&state=x&iss=y",
        "internal.bookexplorer://callback?state=x",
        "https://example.com/callback",
        "",
    ] {
        assert_eq!(reader.explorer.deep_link(forged).await, Answer::Ignored, "{forged}");
    }
    // What the library tells of itself at its start is another matter.
    let told = reader.told.lock().unwrap();
    let shown = told.iter().find(|event| matches!(event, Event::SignIn { .. } | Event::SignInFailed { .. }));
    assert_eq!(shown, None);
    assert_eq!(rogue.requests(), 0);
}

#[tokio::test]
async fn a_server_without_fine_permissions_can_be_signed_in_to_for_reading() {
    let (_directory, rogue, reader, did) = scene().await;
    let refusal = json!({"error": "invalid_scope", "error_description": "unknown scope"});
    rogue.break_next(Endpoint::Par, 1, Fault::json(400, &refusal));
    let error = reader.explorer.begin_sign_in(request("alice.test")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ScopeUnknown);
    let mut only_read = request("alice.test");
    only_read.read_only = true;
    let page = reader.explorer.begin_sign_in(only_read).await.unwrap().unwrap();
    assert_eq!(rogue.last_pushed()["scope"], "atproto");
    assert!(last_sign_in(&reader).unwrap().read_only);
    assert_eq!(reader.explorer.deep_link(&rogue.consent(&page, &did)).await, Answer::Ours);
    let accounts = reader.explorer.subscribe(|_| ()).await.unwrap().accounts;
    assert!(!accounts[0].granted.create && !accounts[0].granted.update && !accounts[0].granted.delete);
}

/// Case 23, on the screen. The real network's rules, and an address that is judged before anybody is asked.
#[tokio::test]
async fn a_server_at_a_private_address_is_a_question_that_names_it() {
    let directory = tempfile::tempdir().unwrap();
    let config_path = directory.path().join("config.toml");
    std::fs::write(&config_path, "[network]\ndevelopment = false\n").unwrap();
    let explorer = explorer::Explorer::start(explorer::StartOptions {
        data_directory: directory.path().to_owned(),
        config_path,
        config_required: true,
        vault: Box::new(|_service| Arc::new(MemoryVault::default())),
        client_metadata: include_str!("../../../src-tauri/client-metadata.json"),
        register_scheme: Arc::new(|| true),
    })
    .await
    .unwrap();
    let error = explorer.begin_sign_in(request("https://192.168.1.10")).await.unwrap_err();
    assert_eq!((error.code, error.host.as_deref()), (ErrorCode::PrivateAddress, Some("192.168.1.10")));
    let error = explorer.begin_sign_in(request("https://169.254.169.254")).await.unwrap_err();
    assert_eq!((error.code, error.host), (ErrorCode::AddressRefused, None));
}

#[tokio::test]
async fn nobody_is_allowed_without_having_been_asked_about() {
    let (_directory, _rogue, reader, _) = scene().await;
    let error = reader.explorer.allow_private_server().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::BadRequest);
}

#[tokio::test]
async fn a_change_meant_for_one_account_is_not_made_to_another() {
    let (_directory, rogue, reader, alice) = scene().await;
    let bob = rogue.account("bob.test");
    reader.sign_in(&rogue, "alice.test", &alice).await;
    let for_alice = reader.explorer.meaning(&alice).unwrap();
    let change = || (SelectionView::Ids { ids: vec![1] }, EditView::default());
    let (selection, edit) = change();
    for_alice.edit(selection, edit).await.unwrap();
    reader.sign_in(&rogue, "bob.test", &bob).await;
    let (selection, edit) = change();
    let error = for_alice.edit(selection, edit).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::AccountChanged);
    let (selection, edit) = change();
    reader.explorer.meaning(&bob).unwrap().edit(selection, edit).await.unwrap();
    assert_eq!(reader.explorer.meaning("nobody").unwrap_err().code, ErrorCode::BadRequest);
}

fn of<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> T {
    serde_json::from_value(json).unwrap()
}

/// What every command answers that changes something, by its name.
async fn changes(explorer: &Explorer) -> Vec<(&'static str, Option<IpcError>)> {
    let ids = || SelectionView::Ids { ids: vec![1] };
    // Were it written, it would not be: the directory is missing.
    let nowhere = || std::path::PathBuf::from("/nowhere/at/all/books.csv");
    let policies = json!({ "status": "fillEmpty", "rating": "fillEmpty", "review": "fillEmpty", "owned": "fillEmpty",
        "local": "fillEmpty" });
    let work = json!({ "title": "Solaris", "authors": ["Lem"] });
    let view = json!({ "name": "Mine", "query": "", "layout": "table" });
    let mapping = || of(json!({ "fields": ["title"], "scale": "five", "headerless": false }));
    macro_rules! ask {
        ($($name:ident($($argument:expr),*);)*) => {
            vec![$((stringify!($name), explorer.$name($($argument),*).await.err())),*]
        };
    }
    ask! {
        edit(ids(), EditView::default());
        commit_edit(ids(), EditView::default(), "digest".to_owned());
        delete_books(ids());
        add_book(of(work.clone()));
        change_match(1, of(work));
        undo_group(1);
        undo_import(1);
        forget_change(1);
        decide_asides(Vec::new());
        repair_owned_status();
        merge_books(vec![1, 2], Vec::new());
        tell_apart(vec![1, 2], true);
        set_import_policies(of(policies));
        resolve_match(2, of(json!({ "kind": "asFile" })));
        decide_rows(of(json!({ "show": "all", "text": "" })), None, of(json!("accept")));
        undo_decision();
        close_plan();
        next_file();
        forget_waiting_file(1);
        supply_authors(2, vec!["Lem".to_owned()]);
        look_up_plan(false);
        leave_out(vec![2], true);
        answer_date_order(of(json!("dayFirst")));
        answer_shelf("shelf".to_owned(), of(json!("noStatus")));
        publish_local();
        commit_import(1);
        pause_sending();
        resume_sending();
        dismiss_import();
        save_failed_rows(nowhere());
        export(of(json!({ "format": "storyGraph", "selection": null })), nowhere());
        export(of(json!({ "format": "car", "selection": null })), nowhere());
        confirm_mapping(mapping());
        change_mapping();
        close_mapping();
        save_view(None, of(view));
        order_views(Vec::new());
        delete_view(1);
    }
}

#[tokio::test]
async fn every_command_that_changes_something_is_refused_when_another_account_is_on_screen() {
    let (_directory, rogue, reader, alice) = scene().await;
    let bob = rogue.account("bob.test");
    reader.sign_in(&rogue, "alice.test", &alice).await;
    reader.sign_in(&rogue, "bob.test", &bob).await;
    for meant in [alice.as_str(), "none"] {
        for (name, error) in changes(&reader.explorer.meaning(meant).unwrap()).await {
            let code = error.map(|error| error.code);
            assert_eq!(code, Some(ErrorCode::AccountChanged), "{name} meant for {meant}");
        }
    }
    // Meant for the account on screen, none of them is refused for that.
    for (name, error) in changes(&reader.explorer.meaning(&bob).unwrap()).await {
        assert_ne!(error.map(|error| error.code), Some(ErrorCode::AccountChanged), "{name}");
    }
}
