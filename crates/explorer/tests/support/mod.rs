//! A reader at the application, over the real network of `e2e/network`.
#![allow(dead_code, reason = "each test program uses its part of it")]

use explorer::views::{
    BookPage, ChangeView, EditView, Event, KeepKeys, QueryView, SelectionView, SignInRequest, Snapshot,
    StatusView, SyncState,
};
use explorer::{Answer, Explorer, StartOptions};
use oauth::{MemoryVault, Vault};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use testnet::{Account, Decision, Testnet};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// The shipped document's form, with its placeholder host.
const CLIENT: &str = r#"{
  "client_id": "https://bookexplorer.internal/client-metadata.json",
  "client_name": "Book Explorer",
  "redirect_uris": ["internal.bookexplorer:/callback", "http://127.0.0.1/callback"],
  "scope": "atproto repo:buzz.bookhive.book?action=create&action=update&action=delete",
  "grant_types": ["authorization_code", "refresh_token"],
  "response_types": ["code"],
  "application_type": "native",
  "token_endpoint_auth_method": "none",
  "dpop_bound_access_tokens": true
}"#;
const CLIENT_URL: &str = "https://bookexplorer.internal/client-metadata.json";
/// Longer than anything here takes; reached only by a fault.
const PATIENCE: Duration = Duration::from_secs(60);

/// One computer: a data directory and a keychain that outlive the application.
pub(crate) struct Computer {
    directory: tempfile::TempDir,
    keychain: Arc<MemoryVault>,
}

/// The application running, and what it told so far.
pub(crate) struct Running {
    pub(crate) explorer: Explorer,
    pub(crate) first: Snapshot,
    events: UnboundedReceiver<Event>,
}

impl Computer {
    pub(crate) async fn new(network: &Testnet) -> Self {
        network.put_client_document(CLIENT_URL, &serde_json::from_str(CLIENT).unwrap()).await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        let client = directory.path().join("client.json");
        std::fs::write(&client, CLIENT).unwrap();
        std::fs::write(directory.path().join("config.toml"), network.config_toml(&client)).unwrap();
        Self { directory, keychain: Arc::new(MemoryVault::default()) }
    }

    /// The same, without a client document of its own: the embedded placeholder signs in as the loopback client.
    pub(crate) async fn with_embedded_client(network: &Testnet) -> Self {
        let computer = Self::new(network).await;
        let config = std::fs::read_to_string(computer.path().join("config.toml")).unwrap();
        let lines: Vec<&str> = config.lines().filter(|line| !line.starts_with("client_metadata")).collect();
        std::fs::write(computer.path().join("config.toml"), lines.join("\n")).unwrap();
        computer
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Starts the application. Dropping what is returned is the end of the process, as far as files can tell.
    pub(crate) async fn start(&self) -> Running {
        let keychain: Arc<dyn Vault> = self.keychain.clone();
        let explorer = Explorer::start(StartOptions {
            data_directory: self.path().to_owned(),
            config_path: self.path().join("config.toml"),
            config_required: true,
            vault: Box::new(move |_service| keychain.clone()),
            client_metadata: CLIENT,
            register_scheme: Arc::new(|| true),
        })
        .await
        .unwrap();
        let (sender, events) = unbounded_channel();
        let first = explorer.subscribe(move |event| drop(sender.send(event))).await.unwrap();
        Running { explorer, first, events }
    }
}

impl Running {
    /// Signs in through the server's own pages and the custom scheme, and waits for the first fill.
    pub(crate) async fn sign_in(&mut self, network: &Testnet, account: &Account) {
        let request = SignInRequest { who: account.handle.clone(), keep: KeepKeys::Keychain, create: false };
        let page = self.explorer.begin_sign_in(request).await.unwrap().unwrap();
        let answer = network.consent(page.as_str(), account, Decision::Allow).await.unwrap();
        assert_eq!(self.explorer.deep_link(&answer).await, Answer::Ours);
        self.settled().await;
    }

    /// The next event that `pick` takes.
    pub(crate) async fn event<T>(&mut self, mut pick: impl FnMut(Event) -> Option<T>) -> T {
        let next = async {
            loop {
                let event = self.events.recv().await.expect("the application tells no more");
                if let Some(picked) = pick(event) {
                    return picked;
                }
            }
        };
        tokio::time::timeout(PATIENCE, next).await.expect("the event did not come")
    }

    /// Waits until nothing is left to send or to fetch. Events may be from before the last deed, so each only leads to
    /// another look.
    pub(crate) async fn settled(&mut self) {
        loop {
            let (sender, events) = unbounded_channel();
            let now = self.explorer.subscribe(move |event| drop(sender.send(event))).await.unwrap();
            self.events = events;
            if now.sync.state == SyncState::UpToDate && now.sync.waiting == 0 {
                return;
            }
            self.event(|event| matches!(event, Event::Sync { .. }).then_some(())).await;
        }
    }

    /// Looks at the server, and waits until the mirror is known to equal it.
    pub(crate) async fn looked(&mut self) {
        let before = self.explorer.subscribe(|_| ()).await.unwrap().sync.synced_at;
        self.explorer.sync_now().await.unwrap();
        loop {
            let (sender, events) = unbounded_channel();
            let now = self.explorer.subscribe(move |event| drop(sender.send(event))).await.unwrap();
            self.events = events;
            if now.sync.state == SyncState::UpToDate && now.sync.synced_at > before {
                return;
            }
            self.event(|event| matches!(event, Event::Sync { .. }).then_some(())).await;
        }
    }

    pub(crate) async fn books(&self) -> BookPage {
        self.explorer.books(all(), 0, 500).await.unwrap()
    }
}

/// All books, to be marked as finished.
pub(crate) fn finish_all() -> (SelectionView, EditView) {
    let edit =
        EditView { status: Some(ChangeView::Set { value: StatusView::Finished }), ..EditView::default() };
    (SelectionView::Matching { query: all(), except: Vec::new() }, edit)
}

/// Numbers that follow from a seed, so that a failure can be repeated.
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// Says its seed on the test's output.
    pub(crate) fn new(seed: u64) -> Self {
        println!("seed {seed}");
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % end.max(1)
    }
}

/// How often a test that repeats does so: a tenth of the full count, unless the soak asks for all of it.
pub(crate) fn rounds(full: u64) -> u64 {
    if std::env::var_os("BOOK_EXPLORER_SOAK").is_some() { full } else { full.div_ceil(10) }
}

/// Every book, by title.
pub(crate) fn all() -> QueryView {
    QueryView { text: String::new(), sort: Vec::new() }
}
