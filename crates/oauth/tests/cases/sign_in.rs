use std::sync::Mutex;

use atproto::AtIdentifier;
use oauth::{Ask, AuthorizeOptions, DocumentSource, Keep, Redirect, RevocationOutcome, Step, StoredState};
use rogue::{Endpoint, Fault, Rogue};

use crate::support::{Computer, OPTIONS, call, params, scene, works};

#[tokio::test]
async fn signs_in_calls_refreshes_restarts_and_signs_out() {
    let scene = scene().await;
    let session = scene.sign_in().await;
    works(&session).await;
    scene.rogue.advance(3600);
    works(&session).await;
    // One for the nonce, which had grown old, and one that counts.
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 2);

    let restarted = scene.computer.client(&scene.rogue);
    let restored = restarted.restore(&scene.did()).await.unwrap();
    works(&restored).await;
    assert_eq!(restarted.revoke(&scene.did()).await.unwrap(), RevocationOutcome::Revoked);
    assert_eq!(scene.rogue.sessions(), 0);
    assert!(call(&restored).await.is_err());
    assert!(restarted.accounts().unwrap().is_empty());
}

#[tokio::test]
async fn a_sign_in_takes_nine_requests_and_a_call_takes_one() {
    let scene = scene().await;
    let session = scene.sign_in().await;
    // Handle, document, two metadata documents, pushed request twice (nonce), code: seven.
    assert_eq!(scene.rogue.requests(), 7);
    works(&session).await;
    let before = scene.rogue.requests();
    for _ in 0..100 {
        works(&session).await;
    }
    assert_eq!(scene.rogue.requests() - before, 100);
}

#[tokio::test]
async fn a_new_process_makes_its_first_call_in_at_most_two_requests() {
    let scene = scene().await;
    scene.sign_in().await;
    let before = scene.rogue.requests();
    let session = scene.computer.client(&scene.rogue).restore(&scene.did()).await.unwrap();
    works(&session).await;
    assert!(scene.rogue.requests() - before <= 2);
}

#[tokio::test]
async fn tells_each_step_and_what_was_found() {
    let scene = scene().await;
    let steps = Mutex::new(Vec::new());
    let who = AtIdentifier::parse("@Alice.test ").unwrap();
    let authorization =
        scene.client.authorize(&who, OPTIONS, |step| steps.lock().unwrap().push(step)).await.unwrap();
    assert_eq!(*steps.lock().unwrap(), [Step::ResolvingIdentity, Step::Discovering, Step::PushingRequest]);
    assert_eq!(authorization.did.unwrap().as_str(), scene.did);
    assert_eq!(authorization.handle.unwrap().as_str(), "alice.test");
    assert_eq!(scene.rogue.last_pushed()["login_hint"], "alice.test");
    // The endpoint's own query is kept.
    assert!(authorization.url.as_str().contains("theme=dark&client_id="));
}

/// Case 27: a server's URL begins a sign-in without a handle, and `prompt=create` is offered where supported.
#[tokio::test]
async fn a_server_url_starts_a_sign_in_without_a_handle_and_may_create() {
    for one_origin in [true, false] {
        let rogue = if one_origin { Rogue::on_one_origin().await } else { Rogue::on_two_origins().await };
        let (computer, did) = (Computer::new(), rogue.account("bob.test"));
        let client = computer.client(&rogue);
        let who = AtIdentifier::Server(rogue.pds.clone());
        let authorization =
            client.authorize(&who, AuthorizeOptions { create: true, ..OPTIONS }, |_| {}).await.unwrap();
        assert_eq!(rogue.last_pushed()["prompt"], "create");
        assert_eq!(rogue.last_pushed().get("login_hint"), None);
        let session = client.callback(params(&rogue.consent(&authorization.url, &did))).await.unwrap();
        assert_eq!(session.did().as_str(), did);
        works(&session).await;
    }
}

/// Case 27: where no account can be opened, the person is told, and nothing else is asked for in its place.
#[tokio::test]
async fn a_server_that_opens_no_accounts_says_so() {
    let scene = scene().await;
    scene.rogue.break_next(
        Endpoint::ServerMetadata,
        1,
        Fault::Edit(|metadata| {
            metadata.as_object_mut().unwrap().remove("prompt_values_supported");
        }),
    );
    let who = AtIdentifier::Server(scene.rogue.pds.clone());
    let options = AuthorizeOptions { create: true, ..OPTIONS };
    let authorization = scene.client.authorize(&who, options, |_| {}).await.unwrap();
    assert!(!authorization.creates);
    assert_eq!(scene.rogue.last_pushed().get("prompt"), None);
}

/// For a server that knows no finer permissions: the account and nothing of its data.
#[tokio::test]
async fn the_account_alone_can_be_asked_for() {
    let scene = scene().await;
    let who = AtIdentifier::parse("alice.test").unwrap();
    let options = AuthorizeOptions { ask: Ask::AccountOnly, ..OPTIONS };
    let authorization = scene.client.authorize(&who, options, |_| {}).await.unwrap();
    assert_eq!(scene.rogue.last_pushed()["scope"], "atproto");
    let session = scene.callback(&scene.rogue.consent(&authorization.url, &scene.did)).await.unwrap();
    assert_eq!(session.scope().to_string(), "atproto");
    works(&session).await;
}

#[tokio::test]
async fn the_placeholder_identity_signs_in_on_the_loopback() {
    let rogue = Rogue::on_one_origin().await;
    let computer = Computer { source: DocumentSource::Embedded, ..Computer::new() };
    let (client, did) = (computer.client(&rogue), rogue.account("bob.test"));
    let redirect = Redirect::Loopback { port: 45_678 };
    let options = AuthorizeOptions { redirect, create: false, keep: Keep::Keychain, ask: Ask::Registered };
    let authorization = client.authorize(&AtIdentifier::parse(&did).unwrap(), options, |_| {}).await.unwrap();
    let answer = rogue.consent(&authorization.url, &did);
    let query = answer.strip_prefix("http://127.0.0.1:45678/callback?").unwrap();
    let session = client.callback(oauth::CallbackParams::from_query(query).unwrap()).await.unwrap();
    works(&session).await;
    assert!(client.accounts().unwrap()[0].client_id.starts_with("http://localhost?redirect_uri="));
}

#[tokio::test]
async fn two_accounts_live_side_by_side() {
    let scene = scene().await;
    let alice = scene.sign_in().await;
    let bob_did = scene.rogue.account("bob.test");
    let who = AtIdentifier::parse("bob.test").unwrap();
    let authorization = scene.client.authorize(&who, OPTIONS, |_| {}).await.unwrap();
    let bob = scene.callback(&scene.rogue.consent(&authorization.url, &bob_did)).await.unwrap();
    works(&bob).await;
    scene.client.revoke(&bob.did()).await.unwrap();
    works(&alice).await;
    assert_eq!(scene.client.accounts().unwrap().len(), 1);
}

#[tokio::test]
async fn signing_in_again_revokes_the_old_session_after_the_new_one_stands() {
    let scene = scene().await;
    let old = scene.sign_in().await;
    let new = scene.sign_in().await;
    works(&new).await;
    assert!(call(&old).await.is_err());
    while scene.rogue.sessions() != 1 {
        tokio::task::yield_now().await;
    }
    works(&new).await;
}

#[tokio::test]
async fn until_quit_touches_neither_store_nor_keychain_with_secrets() {
    let scene = scene().await;
    let who = AtIdentifier::parse("alice.test").unwrap();
    let options = AuthorizeOptions { keep: Keep::UntilQuit, ..OPTIONS };
    scene.computer.keychain.refuse(Some(oauth::VaultError::Absent));
    let authorization = scene.client.authorize(&who, options, |_| {}).await.unwrap();
    assert!(scene.computer.rows().is_empty());
    let session = scene.callback(&scene.rogue.consent(&authorization.url, &scene.did)).await.unwrap();
    assert!(session.is_until_quit());
    works(&session).await;
    assert_eq!(scene.client.accounts().unwrap()[0].state, StoredState::UntilQuit);
    let shown = scene.computer.client(&scene.rogue).accounts().unwrap();
    assert_eq!(shown[0].state, StoredState::SignInAgain(oauth::EndReason::Quit));
}
