//! A client, its parts, and the shortest ways through a sign-in.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use atproto::http::{Http, Network};
use atproto::identity::{Resolver, ResolverConfig, TxtMap};
use atproto::xrpc::{Request, Response};
use atproto::{AtIdentifier, Did, Nsid};
use oauth::{
    Ask, Authorization, AuthorizeError, AuthorizeOptions, CallbackError, CallbackParams, ClientIdentity,
    Config, DocumentSource, Keep, MemoryStore, MemoryVault, OAuthClient, Redirect, Secret, SendError,
    Session, SessionStore, StoreError, Vault, VaultError,
};
use rogue::Rogue;
use url::Url;

pub(crate) const REDIRECT: &str = "internal.bookexplorer:/callback";

pub(crate) fn document() -> String {
    serde_json::json!({
        "client_id": "https://bookexplorer.internal/client-metadata.json",
        "application_type": "native",
        "token_endpoint_auth_method": "none",
        "dpop_bound_access_tokens": true,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": [REDIRECT, "http://127.0.0.1/callback"],
        "scope": "atproto repo:buzz.bookhive.book?action=create&action=update&action=delete",
    })
    .to_string()
}

/// A keychain that can be locked.
#[derive(Default)]
pub(crate) struct Keychain {
    items: MemoryVault,
    refuses: Mutex<Option<VaultError>>,
    pub read_only: AtomicBool,
}

impl Keychain {
    pub(crate) fn refuse(&self, why: Option<VaultError>) {
        *self.refuses.lock().unwrap() = why;
    }

    fn ask(&self) -> Result<&MemoryVault, VaultError> {
        self.refuses.lock().unwrap().map_or(Ok(&self.items), Err)
    }
}

impl Vault for Keychain {
    fn get(&self, item: &str) -> Result<Option<Secret>, VaultError> {
        self.ask()?.get(item)
    }

    fn set(&self, item: &str, secret: &Secret) -> Result<(), VaultError> {
        if self.read_only.load(Ordering::SeqCst) {
            return Err(VaultError::Denied);
        }
        self.ask()?.set(item, secret)
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        self.ask()?.delete(item)
    }
}

/// A disk that can fill up.
#[derive(Default)]
pub(crate) struct Disk {
    rows: MemoryStore,
    /// How many rows it still takes; any number when unset.
    pub room: Mutex<Option<u32>>,
}

impl SessionStore for Disk {
    fn put(&self, key: &str, sealed: &[u8]) -> Result<(), StoreError> {
        if let Some(room) = &mut *self.room.lock().unwrap() {
            *room = room.checked_sub(1).ok_or(StoreError::Full)?;
        }
        self.rows.put(key, sealed)
    }

    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.rows.get(key)
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.rows.delete(key)
    }

    fn keys(&self) -> Result<Vec<String>, StoreError> {
        self.rows.keys()
    }
}

/// One computer: what several processes on it share.
pub(crate) struct Computer {
    pub store: Arc<Disk>,
    pub keychain: Arc<Keychain>,
    pub locks: tempfile::TempDir,
    pub network: String,
    pub source: DocumentSource,
}

impl Computer {
    pub(crate) fn new() -> Computer {
        Computer {
            store: Arc::default(),
            keychain: Arc::default(),
            locks: tempfile::tempdir().unwrap(),
            network: "test".into(),
            source: DocumentSource::Configured,
        }
    }

    /// A process of the application on this computer.
    pub(crate) fn client(&self, rogue: &Rogue) -> OAuthClient {
        let identity = ClientIdentity::from_document(&document(), self.source).unwrap();
        let config = config(&rogue.issuer, &rogue.pds, rogue.clock(), self.locks.path().to_owned());
        OAuthClient::new(Config {
            client: identity,
            store: self.store.clone(),
            vault: self.keychain.clone(),
            network_stamp: self.network.clone(),
            ..config
        })
    }

    /// Everything that lies in the store.
    pub(crate) fn rows(&self) -> BTreeMap<String, Vec<u8>> {
        let keys = self.store.keys().unwrap();
        keys.into_iter().map(|key| (key.clone(), self.store.get(&key).unwrap().unwrap())).collect()
    }
}

/// How often a test that races repeats: in full where the environment asks for it, else a tenth of that.
pub(crate) fn rounds(full: usize) -> usize {
    if std::env::var_os("BOOK_EXPLORER_SOAK").is_some() { full } else { full / 10 }
}

/// A configuration for servers at these origins, with memory for store and vault.
pub(crate) fn config(issuer: &Url, pds: &Url, clock: oauth::Clock, lock_directory: PathBuf) -> Config {
    config_on(&Network { development: true, ..Network::default() }, issuer, pds, clock, lock_directory)
}

/// The same on any network.
pub(crate) fn config_on(
    network: &Network,
    issuer: &Url,
    pds: &Url,
    clock: oauth::Clock,
    lock_directory: PathBuf,
) -> Config {
    let http = Http::new(network).unwrap();
    let resolver = Resolver::new(
        http.clone(),
        ResolverConfig {
            plc_directory: issuer.clone(),
            handle_resolver: Some(pds.clone()),
            txt: Arc::new(TxtMap::default()),
        },
    );
    Config {
        client: ClientIdentity::from_document(&document(), DocumentSource::Configured).unwrap(),
        http,
        resolver,
        store: Arc::<MemoryStore>::default(),
        vault: Arc::<MemoryVault>::default(),
        lock_directory,
        network_stamp: "test".into(),
        development: network.development,
        clock,
    }
}

/// A server, a computer, a process and an account.
pub(crate) struct Scene {
    pub rogue: Rogue,
    pub computer: Computer,
    pub client: OAuthClient,
    pub did: String,
}

pub(crate) async fn scene() -> Scene {
    let rogue = Rogue::on_two_origins().await;
    let (computer, did) = (Computer::new(), rogue.account("alice.test"));
    let client = computer.client(&rogue);
    Scene { rogue, computer, client, did }
}

pub(crate) const OPTIONS: AuthorizeOptions = AuthorizeOptions {
    redirect: Redirect::CustomScheme,
    create: false,
    keep: Keep::Keychain,
    ask: Ask::Registered,
};

impl Scene {
    pub(crate) fn did(&self) -> Did {
        Did::parse(&self.did).unwrap()
    }

    pub(crate) async fn authorize(&self) -> Result<Authorization, AuthorizeError> {
        let who = AtIdentifier::parse("alice.test").unwrap();
        self.client.authorize(&who, OPTIONS, |_| {}).await
    }

    /// An authorization under way and the answer that completes it.
    pub(crate) async fn answered(&self) -> (Authorization, String) {
        let authorization = self.authorize().await.unwrap();
        let answer = self.rogue.consent(&authorization.url, &self.did);
        (authorization, answer)
    }

    pub(crate) async fn callback(&self, answer: &str) -> Result<Session, CallbackError> {
        self.client.callback(params(answer)).await
    }

    pub(crate) async fn sign_in(&self) -> Session {
        let (_, answer) = self.answered().await;
        self.callback(&answer).await.unwrap()
    }
}

pub(crate) fn params(answer: &str) -> CallbackParams {
    CallbackParams::parse(answer, REDIRECT).unwrap()
}

pub(crate) fn request() -> Request {
    Request::query(Nsid::parse("com.atproto.repo.listRecords").unwrap()).param("limit", "1")
}

pub(crate) async fn call(session: &Session) -> Result<Response, SendError> {
    session.send(request()).await
}

/// A call that must work.
pub(crate) async fn works(session: &Session) {
    let response = call(session).await.unwrap();
    assert_eq!(response.status, 200, "{:?}", response.error());
}
