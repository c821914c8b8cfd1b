//! The client as it is shipped, `development` off, against the reference PDS over https: names below `localhost`, a private
//! authority, every check on. Requests are counted by what the servers saw.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use atproto::http::{Http, HttpError, Network, SendFault};
use atproto::identity::{Resolver, ResolverConfig, TxtMap};
use atproto::xrpc::Request;
use atproto::{AtIdentifier, Nsid};
use oauth::{
    Ask, AuthorizeError, AuthorizeOptions, CallbackParams, ClientIdentity, Config, DiscoveryError,
    DocumentSource, EndReason, Keep, MemoryStore, MemoryVault, OAuthClient, Redirect, RevocationOutcome,
    SendError, Session, SessionStore, StoredState,
};
use serde_json::{Value, json};
use testnet::{Account, Decision, Testnet, Variant};
use url::Url;

const DOCUMENT_URL: &str = "https://bookexplorer.internal/client-metadata.json";
const SCHEME: &str = "internal.bookexplorer:/callback";

fn document() -> Value {
    json!({
        "client_id": DOCUMENT_URL,
        "application_type": "native",
        "token_endpoint_auth_method": "none",
        "dpop_bound_access_tokens": true,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": [SCHEME, "http://127.0.0.1/callback"],
        "scope": "atproto repo:buzz.bookhive.book?action=create&action=update&action=delete",
    })
}

/// A network and a computer that reaches it.
struct Stage {
    net: Testnet,
    account: Account,
    store: Arc<MemoryStore>,
    vault: Arc<MemoryVault>,
    locks: tempfile::TempDir,
    /// Seconds by which the client's clock is ahead.
    ahead: Arc<AtomicU64>,
}

impl Stage {
    async fn new(newest: bool) -> Stage {
        let net = Testnet::start_as(Variant { https: true, newest, ..Variant::default() }).await.unwrap();
        net.put_client_document(DOCUMENT_URL, &document()).await.unwrap();
        let account = net.create_account("interop.test").await.unwrap();
        assert!(net.pds_url.starts_with("https://pds.localhost:"), "{}", net.pds_url);
        let (store, vault) = (Arc::default(), Arc::default());
        Stage { net, account, store, vault, locks: tempfile::tempdir().unwrap(), ahead: Arc::default() }
    }

    fn process(&self, store: &Arc<MemoryStore>, source: DocumentSource, root: &str) -> OAuthClient {
        let here = |name: &str| (name.to_owned(), SocketAddr::from(([127, 0, 0, 1], 0)));
        let network = Network {
            development: false,
            extra_root: Some(root.as_bytes().to_vec()),
            resolve: vec![here("pds.localhost"), here("plc.localhost")],
            ..Network::default()
        };
        let http = Http::new(&network).unwrap();
        let resolver = Resolver::new(
            http.clone(),
            ResolverConfig {
                plc_directory: Url::parse(&self.net.plc_url).unwrap(),
                handle_resolver: Some(Url::parse(&self.net.pds_url).unwrap()),
                txt: Arc::new(TxtMap::default()),
            },
        );
        let ahead = Arc::clone(&self.ahead);
        OAuthClient::new(Config {
            client: ClientIdentity::from_document(&document().to_string(), source).unwrap(),
            http,
            resolver,
            store: store.clone(),
            vault: self.vault.clone(),
            lock_directory: self.locks.path().to_owned(),
            network_stamp: "interop".into(),
            development: false,
            clock: Arc::new(move || SystemTime::now() + Duration::from_secs(ahead.load(Ordering::SeqCst))),
        })
    }

    fn client(&self) -> OAuthClient {
        self.process(&self.store, DocumentSource::Configured, self.net.authority_pem().unwrap())
    }

    async fn sign_in(&self, client: &OAuthClient, redirect: Redirect, answered_at: &str) -> Session {
        let who = AtIdentifier::parse(&self.account.handle).unwrap();
        let options =
            AuthorizeOptions { redirect, create: false, keep: Keep::Keychain, ask: Ask::Registered };
        let authorization = client.authorize(&who, options, |_| {}).await.unwrap();
        let answer =
            self.net.consent(authorization.url.as_str(), &self.account, Decision::Allow).await.unwrap();
        client.callback(CallbackParams::parse(&answer, answered_at).unwrap()).await.unwrap()
    }

    /// What the client asked since the last look: not the person's browser.
    async fn asked(&self) -> Vec<String> {
        let log = self.net.log().await.unwrap();
        self.net.clear_log().await.unwrap();
        let ours = log
            .iter()
            .filter(|seen| !seen.path.contains("/@atproto/") && !seen.path.contains("/oauth/authorize"));
        ours.map(|seen| format!("{} {}", seen.method, seen.path)).collect()
    }
}

async fn call(session: &Session) -> Result<u16, SendError> {
    let request = Request::query(Nsid::parse("com.atproto.server.getSession").unwrap());
    session.send(request).await.map(|response| response.status)
}

async fn walk(newest: bool) {
    let stage = Stage::new(newest).await;
    stage.net.token_max_age(Duration::from_secs(120)).await.unwrap();
    stage.asked().await;
    let client = stage.client();

    let session = stage.sign_in(&client, Redirect::CustomScheme, SCHEME).await;
    assert_eq!(session.did().as_str(), stage.account.did);
    let asked = stage.asked().await;
    assert!(asked.len() <= 9, "to sign in: {asked:#?}");
    for _ in 0..20 {
        assert_eq!(call(&session).await.unwrap(), 200);
    }
    let asked = stage.asked().await;
    assert_eq!(asked.len(), 20, "one a call, because the PDS is the authorization server too: {asked:#?}");

    // The token is due by our clock and good by the server's; the proofs are still near enough.
    stage.ahead.store(100, Ordering::SeqCst);
    assert_eq!(call(&session).await.unwrap(), 200);
    let asked = stage.asked().await;
    assert_eq!(asked, ["POST /oauth/token", "GET /xrpc/com.atproto.server.getSession"], "one refresh");
    stage.ahead.store(0, Ordering::SeqCst);

    let next = stage.client();
    let restored = next.restore(&session.did()).await.unwrap();
    assert_eq!(call(&restored).await.unwrap(), 200);
    let asked = stage.asked().await;
    assert!(asked.len() <= 2, "a new process's first call: {asked:#?}");

    // A copy of the files from before the sign-out: what the server says of them shows what the sign-out did there.
    let copy = Arc::new(MemoryStore::default());
    for key in stage.store.keys().unwrap() {
        copy.put(&key, &stage.store.get(&key).unwrap().unwrap()).unwrap();
    }
    let elsewhere = stage.process(&copy, DocumentSource::Configured, stage.net.authority_pem().unwrap());
    let left = elsewhere.restore(&session.did()).await.unwrap();
    assert_eq!(next.revoke(&session.did()).await.unwrap(), RevocationOutcome::Revoked);
    assert_eq!(stage.asked().await, ["POST /oauth/revoke", "POST /oauth/revoke"]);
    assert!(matches!(call(&left).await, Err(SendError::SignedOut(EndReason::Refused))));
    assert_eq!(elsewhere.accounts().unwrap()[0].state, StoredState::SignInAgain(EndReason::Refused));

    // The client that needs nothing hosted, as a fresh build has it.
    let fresh = stage.process(&stage.store, DocumentSource::Embedded, stage.net.authority_pem().unwrap());
    let redirect = Redirect::Loopback { port: 45_679 };
    let session = stage.sign_in(&fresh, redirect, "http://127.0.0.1:45679/callback").await;
    assert_eq!(call(&session).await.unwrap(), 200);
}

/// At the PDS that runs on Node 20, and with the full counts at the newest one too, whose packages are many.
#[tokio::test]
async fn signs_in_calls_refreshes_and_revokes_over_https_with_development_off() {
    walk(false).await;
    if std::env::var_os("BOOK_EXPLORER_SOAK").is_some() {
        walk(true).await;
    }
}

#[tokio::test]
async fn a_server_of_an_unknown_authority_is_refused_before_anything_is_sent() {
    let stage = Stage::new(false).await;
    stage.asked().await;
    let stranger = test_ca::TestCa::new();
    let client = stage.process(&stage.store, DocumentSource::Configured, stranger.pem());
    let options = AuthorizeOptions {
        redirect: Redirect::CustomScheme,
        create: false,
        keep: Keep::Keychain,
        ask: Ask::Registered,
    };
    let who = AtIdentifier::Server(Url::parse(&stage.net.pds_url).unwrap());
    let error = client.authorize(&who, options, |_| {}).await.unwrap_err();
    let AuthorizeError::Discovery(DiscoveryError::Http(error)) = error else { panic!("{error:?}") };
    assert!(matches!(error, HttpError::NotSent { fault: SendFault::Tls, .. }), "{error:?}");
    assert_eq!(stage.asked().await, Vec::<String>::new());
}
