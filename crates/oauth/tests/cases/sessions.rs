use std::time::Duration;

use oauth::{EndReason, RecheckError, RestoreError, RevocationOutcome, StoredState};
use rogue::{Endpoint, Fault, Rogue};

use crate::support::{call, scene, works};

#[tokio::test]
async fn both_tokens_are_revoked_with_proof_and_the_server_agrees() {
    let scene = scene().await;
    let session = scene.sign_in().await;
    assert_eq!(scene.client.revoke(&scene.did()).await.unwrap(), RevocationOutcome::Revoked);
    assert_eq!(scene.rogue.count(Endpoint::Revoke), 2);
    assert_eq!(scene.rogue.sessions(), 0);
    assert!(call(&session).await.is_err());
    assert!(matches!(scene.client.restore(&scene.did()).await, Err(RestoreError::NoAccount)));
}

/// Case 56.
#[tokio::test]
async fn signing_out_offline_lets_secrets_go_now_and_revokes_later() {
    let scene = scene().await;
    scene.sign_in().await;
    scene.rogue.break_next(Endpoint::Revoke, 1, Fault::CloseBefore);
    assert_eq!(scene.client.revoke(&scene.did()).await.unwrap(), RevocationOutcome::Queued);
    assert!(scene.client.accounts().unwrap().is_empty());
    assert_eq!(scene.rogue.sessions(), 1);
    let next = scene.computer.client(&scene.rogue);
    next.tidy().await.unwrap();
    assert_eq!(scene.rogue.sessions(), 0);
    assert!(scene.computer.rows().keys().all(|key| !key.starts_with("revocation:")));
}

/// Case 56: after the session's end there is nothing left to revoke.
#[tokio::test]
async fn a_queued_revocation_is_dropped_when_the_session_would_have_ended() {
    let scene = scene().await;
    scene.sign_in().await;
    scene.rogue.break_next(Endpoint::Revoke, 1, Fault::CloseBefore);
    scene.client.revoke(&scene.did()).await.unwrap();
    scene.rogue.advance(14 * 24 * 3600);
    let asked = scene.rogue.count(Endpoint::Revoke);
    scene.client.tidy().await.unwrap();
    assert_eq!(scene.rogue.count(Endpoint::Revoke), asked);
    assert!(scene.computer.rows().keys().all(|key| !key.starts_with("revocation:")));
}

#[tokio::test]
async fn a_session_knows_the_day_it_ends() {
    let scene = scene().await;
    let now = (scene.rogue.clock())();
    let session = scene.sign_in().await;
    assert_eq!(session.ends_at().duration_since(now).unwrap(), Duration::from_secs(14 * 24 * 3600));
    scene.rogue.advance(3600);
    works(&session).await;
    assert_eq!(session.ends_at().duration_since(now).unwrap(), Duration::from_secs(14 * 24 * 3600));
}

/// Another process may be in the middle of a refresh, whose tokens must not be written over.
#[tokio::test]
async fn nothing_is_written_about_an_account_without_its_lock() {
    let scene = scene().await;
    let session = scene.sign_in().await;
    let before = scene.computer.rows();
    scene.rogue.change_account(&scene.did, "alice2.test", &scene.rogue.pds);
    std::fs::remove_dir_all(scene.computer.locks.path()).unwrap();
    std::fs::write(scene.computer.locks.path(), "not a directory").unwrap();
    assert!(matches!(scene.client.recheck(&scene.did()).await, Err(RecheckError::Busy)));
    assert_eq!(scene.computer.rows(), before);
    works(&session).await;
}

/// Case 54.
#[tokio::test]
async fn a_moved_account_keeps_its_session_only_under_the_same_issuer() {
    // A second PDS under the same authorization server: the issuer's own origin.
    let scene1 = scene().await;
    let session = scene1.sign_in().await;
    let names_same = Rogue::on_two_origins().await;
    scene1.rogue.change_account(&scene1.did, "alice.test", &names_same.pds);
    let error = scene1.client.recheck(&scene1.did()).await.unwrap_err();
    assert!(matches!(error, RecheckError::Restore(RestoreError::SignedOut(EndReason::Moved))));
    assert!(call(&session).await.is_err());
    assert_eq!(names_same.count(Endpoint::Xrpc) + names_same.count(Endpoint::Refresh), 0);
    assert_eq!(scene1.client.accounts().unwrap()[0].state, StoredState::SignInAgain(EndReason::Moved));

    let scene2 = scene().await;
    scene2.sign_in().await;
    scene2.rogue.change_account(&scene2.did, "alice.test", &scene2.rogue.issuer);
    let moved = scene2.client.recheck(&scene2.did()).await.unwrap();
    assert_eq!(moved.pds().origin(), scene2.rogue.issuer.origin());
}

/// Case 55.
#[tokio::test]
async fn a_new_handle_is_shown_and_the_session_lives() {
    let scene = scene().await;
    scene.sign_in().await;
    scene.rogue.change_account(&scene.did, "alicia.test", &scene.rogue.pds);
    let session = scene.client.recheck(&scene.did()).await.unwrap();
    assert_eq!(session.handle().unwrap().as_str(), "alicia.test");
    works(&session).await;
    assert_eq!(scene.client.accounts().unwrap()[0].handle.as_ref().unwrap().as_str(), "alicia.test");
}

/// Case 55, offline.
#[tokio::test]
async fn a_handle_that_cannot_be_looked_up_stays_as_it_was_verified() {
    let scene = scene().await;
    scene.sign_in().await;
    scene.rogue.break_next(Endpoint::Handle, usize::MAX, Fault::CloseBefore);
    let session = scene.client.recheck(&scene.did()).await.unwrap();
    assert_eq!(session.handle().unwrap().as_str(), "alice.test");
}
