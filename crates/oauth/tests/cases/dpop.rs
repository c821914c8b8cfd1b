use oauth::SendError;
use rogue::{Endpoint, Fault, Rogue};

use crate::support::{Computer, OPTIONS, call, params, scene, works};

/// Case 37.
#[tokio::test]
async fn each_endpoint_may_ask_for_a_nonce_and_gets_one_retry() {
    let scene = scene().await;
    scene.rogue.break_next(Endpoint::Code, 1, Fault::DemandNonce);
    scene.rogue.break_next(Endpoint::Refresh, 1, Fault::DemandNonce);
    let session = scene.sign_in().await;
    assert_eq!((scene.rogue.count(Endpoint::Par), scene.rogue.count(Endpoint::Code)), (2, 2));
    works(&session).await;
    assert_eq!(scene.rogue.count(Endpoint::Xrpc), 2);
    scene.rogue.kill_access_tokens();
    works(&session).await;
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 2);
}

/// Case 37: the newest nonce of every reply is kept, so a server that changes it each time costs nothing.
#[tokio::test]
async fn a_nonce_that_changes_with_every_reply_costs_no_request() {
    let scene = scene().await;
    scene.rogue.rotate_nonce_each_reply();
    let session = scene.sign_in().await;
    works(&session).await;
    let before = scene.rogue.requests();
    for _ in 0..20 {
        works(&session).await;
    }
    assert_eq!(scene.rogue.requests() - before, 20);
}

/// Case 38.
#[tokio::test]
async fn an_endless_demand_for_nonces_stops_and_refreshes_nothing() {
    let scene = scene().await;
    let session = scene.sign_in().await;
    works(&session).await;
    let before = scene.rogue.count(Endpoint::Xrpc);
    scene.rogue.break_next(Endpoint::Xrpc, 99, Fault::DemandNonce);
    let outcome = call(&session).await;
    assert!(
        matches!(outcome, Err(SendError::Unauthorized { error: Some(error) }) if error == "use_dpop_nonce")
    );
    assert_eq!(scene.rogue.count(Endpoint::Xrpc) - before, 2);
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 0);
}

/// Case 40.
#[tokio::test]
async fn nonces_are_kept_per_origin_and_shared_on_one() {
    for (one_origin, expected) in [(true, 1), (false, 2)] {
        let rogue = if one_origin { Rogue::on_one_origin().await } else { Rogue::on_two_origins().await };
        let (computer, did) = (Computer::new(), rogue.account("bob.test"));
        let client = computer.client(&rogue);
        let who = atproto::AtIdentifier::parse("bob.test").unwrap();
        let authorization = client.authorize(&who, OPTIONS, |_| {}).await.unwrap();
        let session = client.callback(params(&rogue.consent(&authorization.url, &did))).await.unwrap();
        works(&session).await;
        assert_eq!(rogue.count(Endpoint::Xrpc), expected);
    }
}

/// Case 41.
#[tokio::test]
async fn a_clock_ten_minutes_off_is_learned_and_corrected_once() {
    for skew in [600, -600] {
        let scene = scene().await;
        scene.rogue.skew(skew);
        let session = scene.sign_in().await;
        // One for the clock, one for the nonce, one that counts.
        assert!(scene.rogue.count(Endpoint::Par) <= 3);
        works(&session).await;
        let before = scene.rogue.requests();
        works(&session).await;
        assert_eq!(scene.rogue.requests() - before, 1);
        assert_eq!(scene.rogue.count(Endpoint::Refresh), 0);
    }
}

/// Case 41: a server that lives in 2099 is followed for a day at most, and the sign-in fails as it should.
#[tokio::test]
async fn a_date_in_2099_is_not_followed() {
    let scene = scene().await;
    scene.rogue.claim_date(Some("Sun, 06 Nov 2099 08:49:37 GMT"));
    assert!(scene.authorize().await.is_err());
    scene.rogue.claim_date(None);
    works(&scene.sign_in().await).await;
}

/// Case 42.
#[tokio::test]
async fn tokens_without_a_nonce_are_stored_all_the_same() {
    let scene = scene().await;
    scene.rogue.break_next(Endpoint::Code, 1, Fault::NoNonce);
    let session = scene.sign_in().await;
    scene.rogue.kill_access_tokens();
    scene.rogue.break_next(Endpoint::Refresh, 1, Fault::NoNonce);
    works(&session).await;
    let restored = scene.computer.client(&scene.rogue).restore(&scene.did()).await.unwrap();
    works(&restored).await;
    assert_eq!(scene.rogue.count(Endpoint::Refresh), 1);
}

/// Case 44, this crate's part: a redirect is an answer, and the token stays here.
#[tokio::test]
async fn a_redirect_of_a_call_is_not_followed() {
    let (scene, elsewhere) = (scene().await, Rogue::on_one_origin().await);
    let session = scene.sign_in().await;
    works(&session).await;
    let to = elsewhere.pds.join("/xrpc/com.atproto.sync.getBlob").unwrap();
    scene.rogue.break_next(Endpoint::Xrpc, 1, Fault::redirect(to.as_str()));
    assert_eq!(call(&session).await.unwrap().status, 302);
    assert_eq!(elsewhere.requests(), 0);
}
