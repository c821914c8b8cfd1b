//! The client against the reference PDS itself, so that the rules the other tests assume are the real ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use atproto::http::{Http, Network};
use atproto::identity::{Resolver, ResolverConfig, TxtMap};
use atproto::xrpc::Request;
use atproto::{AtIdentifier, Did, Nsid};
use oauth::{
    Ask, AuthorizeOptions, CallbackError, CallbackParams, ClientIdentity, Config, DocumentSource, EndReason,
    Keep, MemoryStore, MemoryVault, OAuthClient, Redirect, RepoAction, RevocationOutcome, SendError, Session,
};
use serde_json::json;
use testnet::{Account, Decision, Testnet};
use url::Url;

const BOOK: &str = "buzz.bookhive.book";

struct Stage {
    net: &'static Testnet,
    account: Account,
    client: OAuthClient,
    _locks: tempfile::TempDir,
    ahead: Arc<AtomicI64>,
}

async fn stage(handle: &str) -> Stage {
    let net = Testnet::shared().await.unwrap();
    let account = net.create_account(handle).await.unwrap();
    let http = Http::new(&Network { development: true, ..Network::default() }).unwrap();
    let resolver = Resolver::new(
        http.clone(),
        ResolverConfig {
            plc_directory: Url::parse(&net.plc_url).unwrap(),
            handle_resolver: Some(Url::parse(&net.pds_url).unwrap()),
            txt: Arc::new(TxtMap::default()),
        },
    );
    let document = json!({
        "client_id": "https://bookexplorer.internal/client-metadata.json",
        "application_type": "native",
        "token_endpoint_auth_method": "none",
        "dpop_bound_access_tokens": true,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": ["internal.bookexplorer:/callback", "http://127.0.0.1/callback"],
        "scope": format!("atproto repo:{BOOK}?action=create&action=update&action=delete"),
    });
    let locks = tempfile::tempdir().unwrap();
    let ahead = Arc::new(AtomicI64::new(0));
    let moved = Arc::clone(&ahead);
    // The reference lives in real time; only how far ahead of it the client believes to be is the test's.
    let clock = move || SystemTime::now() + Duration::from_secs(moved.load(Ordering::SeqCst).unsigned_abs());
    let client = OAuthClient::new(Config {
        // The placeholder as compiled in: the loopback client, which needs no published document.
        client: ClientIdentity::from_document(&document.to_string(), DocumentSource::Embedded).unwrap(),
        http,
        resolver,
        store: Arc::<MemoryStore>::default(),
        vault: Arc::<MemoryVault>::default(),
        lock_directory: locks.path().to_owned(),
        network_stamp: "testnet".into(),
        development: true,
        clock: Arc::new(clock),
    });
    Stage { net, account, client, _locks: locks, ahead }
}

impl Stage {
    async fn answer(&self, decision: Decision) -> CallbackParams {
        let redirect = Redirect::Loopback { port: 45_678 };
        let options =
            AuthorizeOptions { redirect, create: false, keep: Keep::Keychain, ask: Ask::Registered };
        let who = AtIdentifier::parse(&self.account.handle).unwrap();
        let authorization = self.client.authorize(&who, options, |_| {}).await.unwrap();
        let url = self.net.consent(authorization.url.as_str(), &self.account, decision).await.unwrap();
        CallbackParams::parse(&url, "http://127.0.0.1:45678/callback").unwrap()
    }

    async fn sign_in(&self) -> Session {
        self.client.callback(self.answer(Decision::Allow).await).await.unwrap()
    }

    async fn list(&self, session: &Session) -> Result<u16, SendError> {
        let request = Request::query(Nsid::parse("com.atproto.server.getSession").unwrap());
        session.send(request).await.map(|response| response.status)
    }

    async fn create(&self, session: &Session, collection: &str) -> Result<u16, SendError> {
        let request =
            Request::procedure(Nsid::parse("com.atproto.repo.createRecord").unwrap()).json(&json!({
                "repo": self.account.did,
                "collection": collection,
                "record": { "$type": collection, "title": "Dune" },
            }));
        session.send(request).await.map(|response| response.status)
    }
}

#[tokio::test]
async fn signs_in_writes_refreshes_and_signs_out_at_the_reference() {
    let stage = stage("oauth-whole.test").await;
    let session = stage.sign_in().await;
    assert_eq!(session.did().as_str(), stage.account.did);
    for action in [RepoAction::Create, RepoAction::Update, RepoAction::Delete] {
        assert!(session.scope().allows(action, BOOK), "{}", session.scope());
    }
    assert_eq!(stage.create(&session, BOOK).await.unwrap(), 200);
    assert!(matches!(stage.create(&session, "app.bsky.feed.post").await, Err(SendError::ScopeMissing)));
    // Our clock runs an hour ahead now: the token looks old, the proofs are corrected, the refresh works.
    stage.ahead.store(3600, Ordering::SeqCst);
    assert_eq!(stage.create(&session, BOOK).await.unwrap(), 200);
    let did = Did::parse(&stage.account.did).unwrap();
    assert_eq!(stage.client.revoke(&did).await.unwrap(), RevocationOutcome::Revoked);
    assert!(stage.list(&session).await.is_err());
}

#[tokio::test]
async fn a_refusal_at_the_reference_is_a_quiet_end() {
    let stage = stage("oauth-deny.test").await;
    let answer = stage.answer(Decision::Deny).await;
    assert!(matches!(stage.client.callback(answer).await, Err(CallbackError::Cancelled)));
}

/// Ended at the server while the client believes to be signed in: the first call finds out and says why.
#[tokio::test]
async fn a_session_replaced_by_a_new_sign_in_is_revoked_at_the_reference() {
    let stage = stage("oauth-again.test").await;
    let old = stage.sign_in().await;
    let new = stage.sign_in().await;
    assert_eq!(stage.create(&new, BOOK).await.unwrap(), 200);
    assert!(matches!(stage.create(&old, BOOK).await, Err(SendError::SignedOut(EndReason::SignedOut))));
}
