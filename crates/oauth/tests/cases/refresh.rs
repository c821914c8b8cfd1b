use std::sync::Arc;

use oauth::{EndReason, NotNow, SendError, StoreError, StoredState};
use rogue::{Endpoint, Fault};
use serde_json::json;
use tokio::sync::Notify;

use crate::support::{Scene, call, rounds, scene, works};

/// Signed in, the token about to end, the nonces still good.
async fn due() -> (Scene, oauth::Session) {
    let scene = scene().await;
    scene.rogue.token_lifetime(100);
    let session = scene.sign_in().await;
    works(&session).await;
    scene.rogue.advance(100);
    (scene, session)
}

/// Case 45.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_calls_with_an_expired_token_make_one_refresh() {
    for _ in 0..rounds(100) {
        let (scene, session) = due().await;
        let calls: Vec<_> = (0..50)
            .map(|_| {
                let session = session.clone();
                tokio::spawn(async move { works(&session).await })
            })
            .collect();
        for call in calls {
            call.await.unwrap();
        }
        assert_eq!(scene.rogue.count(Endpoint::Refresh), 1);
    }
}

/// Case 46, with two clients that share nothing but the disk; the lock is the operating system's.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_make_one_refresh() {
    for _ in 0..rounds(100) {
        let (scene, session) = due().await;
        let other = scene.computer.client(&scene.rogue).restore(&scene.did()).await.unwrap();
        tokio::join!(works(&session), works(&other));
        assert_eq!(scene.rogue.count(Endpoint::Refresh), 1);
        works(&session).await;
        works(&other).await;
    }
}

/// Case 47.
#[tokio::test]
async fn a_refresh_finishes_when_its_caller_goes_away() {
    let (scene, session) = due().await;
    let reply = Arc::new(Notify::new());
    scene.rogue.break_next(Endpoint::Refresh, 1, Fault::HoldReply(reply.clone()));
    let caller = tokio::spawn({
        let session = session.clone();
        async move { call(&session).await }
    });
    while scene.rogue.count(Endpoint::Refresh) == 0 {
        tokio::task::yield_now().await;
    }
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    reply.notify_one();
    scene.client.settle().await;
    let restarted = scene.computer.client(&scene.rogue).restore(&scene.did()).await.unwrap();
    works(&restarted).await;
    works(&session).await;
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 1);
}

/// Case 36, the reply that can be had again never comes: the server has spent the token and ends the session.
#[tokio::test]
async fn a_garbled_reply_is_asked_for_once_more_and_then_the_account_signs_in_again() {
    let (scene, session) = due().await;
    scene.rogue.break_next(Endpoint::Refresh, 1, Fault::Truncate);
    assert!(matches!(call(&session).await, Err(SendError::SignedOut(EndReason::ReplyLost))));
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 2);
    assert!(matches!(call(&session).await, Err(SendError::SignedOut(EndReason::ReplyLost))));
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 2);
    assert_eq!(scene.client.accounts().unwrap()[0].state, StoredState::SignInAgain(EndReason::ReplyLost));
}

/// Case 49: the request never took effect, so the one retry saves the session, after a question that costs nothing.
#[tokio::test]
async fn a_lost_connection_is_retried_once_when_the_first_try_is_over_and_the_server_answers() {
    let (scene, session) = due().await;
    scene.rogue.break_next(Endpoint::Refresh, 1, Fault::CloseBefore);
    assert!(matches!(call(&session).await, Err(SendError::NotNow { .. })));
    // Too early: the first may still be under way.
    scene.rogue.advance(10);
    assert!(matches!(call(&session).await, Err(SendError::NotNow { cause: NotNow::InDoubt, .. })));
    // The server does not answer the harmless question: the token is not risked.
    scene.rogue.advance(25);
    scene.rogue.break_next(Endpoint::ServerMetadata, 1, Fault::html(502));
    assert!(matches!(call(&session).await, Err(SendError::NotNow { cause: NotNow::Status(502), .. })));
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 1);
    scene.rogue.advance(60);
    works(&session).await;
}

/// Case 48, server's side: the refresh was done and its reply lost. At most one retry, then words.
#[tokio::test]
async fn a_lost_reply_after_the_server_acted_ends_in_words_after_one_retry() {
    let (scene, session) = due().await;
    scene.rogue.break_next(Endpoint::Refresh, 1, Fault::CloseAfter);
    assert!(matches!(call(&session).await, Err(SendError::NotNow { .. })));
    scene.rogue.advance(31);
    // A new process finds "sent" in the journal and keeps the same rule.
    let restarted = scene.computer.client(&scene.rogue).restore(&scene.did()).await.unwrap();
    assert!(matches!(call(&restarted).await, Err(SendError::SignedOut(EndReason::ReplyLost))));
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 2);
}

/// A disk that is full when the new tokens come must not cost the session: the old ones are spent.
#[tokio::test]
async fn new_tokens_that_find_no_room_are_kept_until_there_is_some() {
    let (scene, session) = due().await;
    *scene.computer.store.room.lock().unwrap() = Some(1);
    for _ in 0..2 {
        assert!(matches!(call(&session).await, Err(SendError::Store(StoreError::Full))));
    }
    *scene.computer.store.room.lock().unwrap() = None;
    works(&session).await;
    works(&scene.computer.client(&scene.rogue).restore(&scene.did()).await.unwrap()).await;
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 1);
}

/// Quitting is the last chance to write them down.
#[tokio::test]
async fn new_tokens_that_found_no_room_are_written_down_at_the_end() {
    let (scene, session) = due().await;
    *scene.computer.store.room.lock().unwrap() = Some(1);
    assert!(matches!(call(&session).await, Err(SendError::Store(StoreError::Full))));
    *scene.computer.store.room.lock().unwrap() = None;
    scene.client.settle().await;
    works(&scene.computer.client(&scene.rogue).restore(&scene.did()).await.unwrap()).await;
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 1);
}

#[tokio::test]
async fn a_disk_that_is_full_before_sending_risks_no_token() {
    let (scene, session) = due().await;
    *scene.computer.store.room.lock().unwrap() = Some(0);
    assert!(matches!(call(&session).await, Err(SendError::Store(StoreError::Full))));
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 0);
}

/// "Wait 30 seconds" is not "wait until the clock is there again".
#[tokio::test]
async fn a_clock_set_back_after_a_lost_reply_does_not_stop_the_retry() {
    let (scene, session) = due().await;
    scene.rogue.break_next(Endpoint::Refresh, 1, Fault::CloseBefore);
    assert!(matches!(call(&session).await, Err(SendError::NotNow { .. })));
    scene.rogue.advance(-7200);
    scene.rogue.kill_access_tokens();
    assert!(matches!(call(&session).await, Err(SendError::NotNow { cause: NotNow::InDoubt, .. })));
    scene.rogue.advance(31);
    works(&session).await;
}

/// Case 50.
#[tokio::test]
async fn invalid_grant_ends_the_session_with_one_event_and_keeps_the_account() {
    let (scene, session) = due().await;
    let mut endings = scene.client.endings();
    scene.rogue.end_sessions();
    let (one, other) = tokio::join!(call(&session), call(&session));
    for outcome in [one, other] {
        assert!(matches!(outcome, Err(SendError::SignedOut(EndReason::Refused))));
    }
    assert_eq!(endings.try_recv().unwrap().reason, EndReason::Refused);
    assert!(endings.try_recv().is_err());
    assert_eq!(scene.client.accounts().unwrap()[0].state, StoredState::SignInAgain(EndReason::Refused));
    // Signing in again is the way on.
    works(&scene.sign_in().await).await;
}

/// Case 51.
#[tokio::test]
async fn a_server_in_trouble_costs_no_session() {
    let busy = Fault::Reply {
        status: 429,
        headers: vec![("Retry-After", "90".into())],
        body: ("text/plain", Vec::new()),
    };
    for (fault, unspent) in [
        (Fault::html(500), false),
        (Fault::html(502), false),
        (busy, true),
        (Fault::CloseBefore, false),
        (Fault::json(400, &json!({"error": "invalid_client"})), true),
    ] {
        let (scene, session) = due().await;
        scene.rogue.break_next(Endpoint::Refresh, 1, fault);
        assert!(matches!(call(&session).await, Err(SendError::NotNow { .. })));
        // Backed off: no further request until then.
        let asked = scene.rogue.requests();
        assert!(matches!(call(&session).await, Err(SendError::NotNow { .. })));
        assert_eq!(scene.rogue.requests(), asked);
        scene.rogue.advance(91);
        let questions = scene.rogue.count(Endpoint::ServerMetadata);
        works(&session).await;
        assert_eq!(scene.rogue.count(Endpoint::ServerMetadata) - questions, usize::from(!unspent));
    }
}

/// Case 51, nothing listens.
#[tokio::test]
async fn an_unreachable_server_costs_no_session_and_nothing_counts_as_sent() {
    let scene = scene().await;
    scene.rogue.token_lifetime(100);
    let session = scene.sign_in().await;
    scene.rogue.advance(100);
    let Scene { rogue, computer, .. } = scene;
    let did = session.did();
    drop(rogue);
    let outcome = loop {
        match call(&session).await {
            Err(SendError::NotNow { cause: NotNow::Unreachable(error), .. }) => break error,
            Err(SendError::NotNow { .. }) => tokio::task::yield_now().await,
            other => panic!("{other:?}"),
        }
    };
    assert!(!outcome.may_have_arrived());
    assert!(computer.rows().contains_key(&format!("session:{did}")));
}

/// Case 52.
#[tokio::test]
async fn a_token_killed_early_is_replaced_whatever_the_local_clock_says() {
    let scene = scene().await;
    let session = scene.sign_in().await;
    works(&session).await;
    scene.rogue.kill_access_tokens();
    works(&session).await;
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 1);
}

/// Calls under way when a refresh lands come back 401 and are sent again with the current token.
#[tokio::test]
async fn a_call_overtaken_by_a_refresh_is_sent_again_without_another_one() {
    let scene = scene().await;
    let session = scene.sign_in().await;
    let other = scene.computer.client(&scene.rogue).restore(&scene.did()).await.unwrap();
    works(&other).await;
    scene.rogue.kill_access_tokens();
    works(&session).await;
    works(&other).await;
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 1);
}

/// Case 53.
#[tokio::test]
async fn a_401_with_a_fresh_token_is_the_answer_and_no_loop() {
    let scene = scene().await;
    let session = scene.sign_in().await;
    works(&session).await;
    let refuses = Fault::Reply {
        status: 401,
        headers: vec![("WWW-Authenticate", r#"DPoP error="invalid_token""#.into())],
        body: ("application/json", b"{}".to_vec()),
    };
    scene.rogue.break_next(Endpoint::Xrpc, 9, refuses);
    assert!(matches!(call(&session).await, Err(SendError::Unauthorized { .. })));
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 1);
    scene.rogue.mend();
    works(&session).await;
}

/// Case 53.
#[tokio::test]
async fn a_403_for_want_of_scope_is_an_answer_and_no_refresh() {
    let scene = scene().await;
    let session = scene.sign_in().await;
    let body = json!({"error": "ScopeMissingError", "message": "Missing required scope"});
    scene.rogue.break_next(Endpoint::Xrpc, 1, Fault::json(403, &body));
    assert!(matches!(call(&session).await, Err(SendError::ScopeMissing)));
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 0);
}

/// Case 35.
#[tokio::test]
async fn a_refresh_without_a_new_refresh_token_keeps_the_old_one() {
    let (scene, session) = due().await;
    scene.rogue.break_next(
        Endpoint::Refresh,
        1,
        Fault::Edit(|reply| {
            reply.as_object_mut().unwrap().remove("refresh_token");
        }),
    );
    works(&session).await;
    // The reference would have rotated; a server that does not is asked with the token that is still good.
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 1);
    assert_eq!(scene.client.accounts().unwrap()[0].state, StoredState::SignedIn);
}

#[tokio::test]
async fn tokens_of_someone_else_at_a_refresh_are_given_back() {
    let (scene, session) = due().await;
    scene.rogue.break_next(
        Endpoint::Refresh,
        1,
        Fault::Edit(|reply| reply["sub"] = "did:plc:eeeeeeeeeeeeeeeeeeeeeeee".into()),
    );
    assert!(matches!(call(&session).await, Err(SendError::SignedOut(EndReason::WrongTokens))));
    assert_eq!(scene.rogue.sessions(), 0);
}

/// Case 57, this crate's part: whoever waits for one server's reply holds nobody else up.
#[tokio::test]
async fn a_server_that_does_not_answer_one_account_does_not_hold_up_another() {
    let (scene, alice) = due().await;
    let silent = Arc::new(Notify::new());
    scene.rogue.break_next(Endpoint::Refresh, 1, Fault::HoldReply(silent.clone()));
    let waits = tokio::spawn(async move { call(&alice).await });
    while scene.rogue.count(Endpoint::Refresh) == 0 {
        tokio::task::yield_now().await;
    }
    let bob = scene.rogue.account("bob.test");
    let who = atproto::AtIdentifier::parse("bob.test").unwrap();
    let authorization = scene.client.authorize(&who, crate::support::OPTIONS, |_| {}).await.unwrap();
    works(&scene.callback(&scene.rogue.consent(&authorization.url, &bob)).await.unwrap()).await;
    assert!(!waits.is_finished());
    silent.notify_one();
    assert_eq!(waits.await.unwrap().unwrap().status, 200);
}

/// A sign-in while the old session is being refreshed: the new one is what stays.
#[tokio::test]
async fn a_refresh_under_way_does_not_write_over_a_new_sign_in() {
    let (scene, old) = due().await;
    let reply = Arc::new(Notify::new());
    scene.rogue.break_next(Endpoint::Refresh, 1, Fault::HoldReply(reply.clone()));
    let waits = tokio::spawn(async move { call(&old).await });
    while scene.rogue.count(Endpoint::Refresh) == 0 {
        tokio::task::yield_now().await;
    }
    let (_, answer) = scene.answered().await;
    let signing_in = scene.callback(&answer);
    let released = async {
        while scene.rogue.count(Endpoint::Code) == 0 {
            tokio::task::yield_now().await;
        }
        reply.notify_one();
    };
    let (session, ()) = tokio::join!(signing_in, released);
    works(&session.unwrap()).await;
    let _ = waits.await.unwrap();
    works(&scene.computer.client(&scene.rogue).restore(&scene.did()).await.unwrap()).await;
}
