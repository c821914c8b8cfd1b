use std::sync::{Arc, Mutex};

use oauth::{
    AuthorizeError, EndReason, RestoreError, RevokeError, RowFault, SessionStore, StoredState, Vault,
    VaultError,
};

use crate::support::{call, scene, works};

/// Case 58.
#[tokio::test]
async fn a_keychain_that_does_not_open_is_its_own_error_and_no_end() {
    let scene = scene().await;
    scene.sign_in().await;
    for why in
        [VaultError::Locked, VaultError::TimedOut, VaultError::Denied, VaultError::Absent, VaultError::Failed]
    {
        let started = scene.computer.client(&scene.rogue);
        scene.computer.keychain.refuse(Some(why));
        assert!(
            matches!(started.restore(&scene.did()).await, Err(RestoreError::StorageLocked(it)) if it == why)
        );
        assert!(matches!(started.revoke(&scene.did()).await, Err(RevokeError::StorageLocked(_))));
        let accounts = started.accounts().unwrap();
        assert_eq!((accounts.len(), accounts[0].state), (1, StoredState::SignedIn));
        scene.computer.keychain.refuse(None);
        works(&started.restore(&scene.did()).await.unwrap()).await;
    }
}

/// Case 58: a keychain that cannot keep keys stops a sign-in before the server hears of it.
#[tokio::test]
async fn a_locked_keychain_stops_a_sign_in_before_the_browser_opens() {
    let scene = scene().await;
    scene.computer.keychain.refuse(Some(VaultError::Locked));
    assert!(matches!(scene.authorize().await, Err(AuthorizeError::StorageLocked(VaultError::Locked))));
    assert_eq!(scene.rogue.count(rogue::Endpoint::Par), 0);
}

#[tokio::test]
async fn tokens_that_cannot_be_kept_are_given_back() {
    let scene = scene().await;
    let (_, answer) = scene.answered().await;
    scene.computer.keychain.read_only.store(true, std::sync::atomic::Ordering::SeqCst);
    let error = scene.callback(&answer).await.unwrap_err();
    assert!(matches!(error, oauth::CallbackError::StorageLocked(VaultError::Denied)));
    assert_eq!(scene.rogue.sessions(), 0);
}

/// Case 60.
#[tokio::test]
async fn an_unusable_row_is_set_aside_and_the_others_load() {
    type Damage = fn(&mut Vec<u8>);
    let cases: [(Damage, Option<RowFault>); 4] = [
        (|row| row.truncate(row.len() - 7), Some(RowFault::OtherKey)),
        (|row| row.truncate(3), Some(RowFault::Damaged)),
        (|row| row[0] = 9, Some(RowFault::Newer)),
        (|row| *row.last_mut().unwrap() ^= 1, Some(RowFault::OtherKey)),
    ];
    for (damage, expected) in cases {
        let scene = scene().await;
        scene.sign_in().await;
        let bob = scene.rogue.account("bob.test");
        let who = atproto::AtIdentifier::parse("bob.test").unwrap();
        let authorization = scene.client.authorize(&who, crate::support::OPTIONS, |_| {}).await.unwrap();
        scene.callback(&scene.rogue.consent(&authorization.url, &bob)).await.unwrap();

        let name = format!("session:{}", scene.did);
        let mut row = scene.computer.store.get(&name).unwrap().unwrap();
        damage(&mut row);
        scene.computer.store.put(&name, &row).unwrap();
        let started = scene.computer.client(&scene.rogue);
        let Err(RestoreError::Unreadable(fault)) = started.restore(&scene.did()).await else { panic!() };
        assert_eq!(Some(fault), expected);
        let kept = scene.computer.rows().values().any(|kept| *kept == row);
        assert!(kept, "the row was thrown away");
        let bob = started.restore(&atproto::Did::parse(&bob).unwrap()).await.unwrap();
        works(&bob).await;
        works(&scene.sign_in().await).await;
    }
}

/// Case 60: the key was deleted, or the files came from another computer.
#[tokio::test]
async fn a_row_whose_key_is_gone_says_sign_in_again() {
    let scene = scene().await;
    scene.sign_in().await;
    scene.computer.keychain.delete(&format!("account:{}", scene.did)).unwrap();
    let started = scene.computer.client(&scene.rogue);
    assert!(matches!(started.restore(&scene.did()).await, Err(RestoreError::Unreadable(RowFault::OtherKey))));
    assert_eq!(started.accounts().unwrap()[0].state, StoredState::SignInAgain(EndReason::Unreadable));
    assert!(matches!(
        started.restore(&scene.did()).await,
        Err(RestoreError::SignedOut(EndReason::Unreadable))
    ));
}

/// Case 60: what nobody can use is cleared away, what a later version may use is not.
#[tokio::test]
async fn dead_entries_are_cleared_away_and_newer_ones_left() {
    let scene = scene().await;
    scene.authorize().await.unwrap();
    let store = &scene.computer.store;
    for (name, row) in [
        ("pending:damaged", &b"\x01garbage"[..]),
        ("pending:empty", b""),
        ("pending:newer", b"\x09what a later version wrote"),
        ("revocation:damaged", b"\x01\0\0\0\x02{}"),
        ("revocation:newer", b"\x09what a later version wrote"),
    ] {
        store.put(name, row).unwrap();
    }
    scene.client.tidy().await.unwrap();
    let left: Vec<String> = scene.computer.rows().into_keys().collect();
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(left.contains(&"pending:newer".to_owned()) && left.contains(&"revocation:newer".to_owned()));
    scene.rogue.advance(600);
    scene.client.tidy().await.unwrap();
    assert_eq!(scene.computer.rows().len(), 2, "a sign-in nobody came back to stays");
}

/// A clock set back must not keep a waiting sign-in for as long as the clock was ahead.
#[tokio::test]
async fn a_sign_in_from_the_future_is_cleared_away() {
    let scene = scene().await;
    scene.authorize().await.unwrap();
    scene.rogue.advance(-86_400);
    scene.client.tidy().await.unwrap();
    assert!(scene.computer.rows().is_empty());
}

#[tokio::test]
async fn what_was_set_aside_goes_with_the_next_sign_in_and_with_the_account() {
    for sign_in_again in [true, false] {
        let scene = scene().await;
        scene.sign_in().await;
        scene.computer.keychain.delete(&format!("account:{}", scene.did)).unwrap();
        let started = scene.computer.client(&scene.rogue);
        assert!(started.restore(&scene.did()).await.is_err());
        assert!(scene.computer.rows().keys().any(|name| name.starts_with("quarantine:")));
        if sign_in_again {
            works(&scene.sign_in().await).await;
        } else {
            started.revoke(&scene.did()).await.unwrap();
        }
        assert!(!scene.computer.rows().keys().any(|name| name.starts_with("quarantine:")));
    }
}

/// For a keychain that stays locked: the account goes, whatever is under way.
#[tokio::test]
async fn an_account_forgotten_during_a_refresh_does_not_come_back() {
    let scene = scene().await;
    let session = scene.sign_in().await;
    let reply = Arc::new(tokio::sync::Notify::new());
    scene.rogue.break_next(rogue::Endpoint::Refresh, 1, rogue::Fault::HoldReply(reply.clone()));
    scene.rogue.kill_access_tokens();
    let waits = tokio::spawn(async move { call(&session).await });
    while scene.rogue.count(rogue::Endpoint::Refresh) == 0 {
        tokio::task::yield_now().await;
    }
    let did = scene.did();
    let (forgotten, ()) = tokio::join!(scene.client.forget(&did), async { reply.notify_one() });
    forgotten.unwrap();
    assert!(waits.await.unwrap().is_err());
    assert!(!scene.computer.rows().keys().any(|name| name.starts_with("session:")));
    assert!(scene.client.accounts().unwrap().is_empty());
}

#[tokio::test]
async fn a_session_of_another_network_is_never_used() {
    let mut scene = scene().await;
    scene.sign_in().await;
    scene.computer.network = "another".into();
    let started = scene.computer.client(&scene.rogue);
    assert!(matches!(started.restore(&scene.did()).await, Err(RestoreError::OtherNetwork)));
    assert!(started.accounts().unwrap().is_empty());
}

/// Case 61, this crate's part: nothing of what the server gave out, nor the verifier, stands in the store, in `Debug`
/// or in an error. The search is shown to work on a planted one.
#[tokio::test]
async fn no_secret_lies_in_the_store_or_is_printed() {
    let printed = Arc::new(Mutex::new(Vec::new()));
    let print = |text: String| printed.lock().unwrap().extend(text.into_bytes());
    // Everything that anything on this thread logs, the HTTP client's own tracing included.
    let lines = Lines(Arc::clone(&printed));
    let log = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE);
    let _logged = tracing::subscriber::set_default(log.with_writer(move || lines.clone()).finish());
    let scene = scene().await;
    let (authorization, answer) = scene.answered().await;
    let during = scene.computer.rows();
    print(format!("{:?} {:?}", authorization.state, crate::support::params(&answer)));
    let session = scene.callback(&answer).await.unwrap();
    print(format!("{session:?} {:?} {:?}", scene.client, scene.client.accounts()));
    print(format!("{:?}", scene.callback(&answer).await));
    scene.rogue.kill_access_tokens();
    works(&session).await;
    scene.rogue.end_sessions();
    print(format!("{:?}", call(&session).await));

    let everything: Vec<Vec<u8>> = during
        .into_values()
        .chain(scene.computer.rows().into_values())
        .chain([printed.lock().unwrap().clone()])
        .collect();
    let mut secrets = scene.rogue.secrets();
    secrets.retain(|secret| !secret.starts_with("req-"));
    assert!(secrets.len() >= 5);
    let holds = |text: &[u8], secret: &str| text.windows(secret.len()).any(|part| part == secret.as_bytes());
    for secret in &secrets {
        assert!(
            !everything.iter().any(|text| holds(text, secret)),
            "a {:?} lies open",
            secret.split('-').next()
        );
    }
    tracing::info!("a planted {}", secrets[0]);
    assert!(holds(&printed.lock().unwrap(), &secrets[0]), "the search finds nothing at all");
}

/// A log in memory.
#[derive(Clone)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
