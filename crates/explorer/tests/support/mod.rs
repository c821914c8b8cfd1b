//! A reader at the application, over the real network of `e2e/network`.
#![allow(dead_code, reason = "each test program uses its part of it")]

use explorer::views::{
    BookPage, ChangeView, EditView, Event, ImportPhase, KeepKeys, QueryView, SelectionView, SignInRequest,
    Snapshot, StatusView, SyncState,
};
use explorer::{Answer, ErrorCode, Explorer, StartOptions};
use oauth::{MemoryVault, Secret, Vault, VaultError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use testnet::{Account, Decision, Testnet};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// The shipped document's form, with its placeholder host.
const CLIENT: &str = r#"{
  "client_id": "https://bookexplorer.internal/client-metadata.json",
  "client_name": "Book Explorer",
  "redirect_uris": ["internal.bookexplorer:/callback", "http://127.0.0.1/callback"],
  "scope": "atproto repo:buzz.bookhive.book?action=create&action=update&action=delete blob:image/*",
  "grant_types": ["authorization_code", "refresh_token"],
  "response_types": ["code"],
  "application_type": "native",
  "token_endpoint_auth_method": "none",
  "dpop_bound_access_tokens": true
}"#;
const CLIENT_URL: &str = "https://bookexplorer.internal/client-metadata.json";
/// Longer than anything here takes; reached only by a fault.
const PATIENCE: Duration = Duration::from_secs(180);

/// One computer: a data directory and a keychain that outlive the application.
pub(crate) struct Computer {
    directory: tempfile::TempDir,
    keychain: Arc<dyn Vault>,
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

    /// The same, with a keychain that other processes can open too: [`FileVault`] in `keys`.
    pub(crate) async fn with_keys_on_disk(network: &Testnet) -> Self {
        let computer = Self::new(network).await;
        let keys = computer.path().join("keys");
        std::fs::create_dir(&keys).unwrap();
        Self { keychain: Arc::new(FileVault(keys)), ..computer }
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Starts the application. Dropping what is returned is the end of the process, as far as files can tell.
    pub(crate) async fn start(&self) -> Running {
        start(self.path(), self.keychain.clone()).await
    }

    /// The same by another clock.
    pub(crate) async fn start_at(&self, clock: oauth::Clock) -> Running {
        start_at(self.path(), self.keychain.clone(), clock).await
    }
}

/// Starts the application in a directory that a [`Computer`] made.
pub(crate) async fn start(directory: &Path, keychain: Arc<dyn Vault>) -> Running {
    start_at(directory, keychain, Arc::new(SystemTime::now)).await
}

async fn start_at(directory: &Path, keychain: Arc<dyn Vault>, clock: oauth::Clock) -> Running {
    let options = StartOptions {
        data_directory: directory.to_owned(),
        config_path: directory.join("config.toml"),
        config_required: true,
        vault: Box::new(move |_service| keychain.clone()),
        client_metadata: CLIENT,
        register_scheme: Arc::new(|| true),
    };
    let explorer = Explorer::start_at(options, clock).await.unwrap();
    let (sender, events) = unbounded_channel();
    let first = explorer.subscribe(move |event| drop(sender.send(event))).await.unwrap();
    Running { explorer, first, events }
}

/// A keychain that outlives its process: files, in a test's own directory.
pub(crate) struct FileVault(pub(crate) PathBuf);

impl FileVault {
    fn path(&self, item: &str) -> PathBuf {
        self.0.join(item.replace([':', '/'], "+"))
    }
}

impl Vault for FileVault {
    fn get(&self, item: &str) -> Result<Option<Secret>, VaultError> {
        Ok(std::fs::read(self.path(item)).ok().map(Secret::new))
    }

    fn set(&self, item: &str, secret: &Secret) -> Result<(), VaultError> {
        std::fs::write(self.path(item), secret.expose()).map_err(|_| VaultError::Failed)
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        let _ = std::fs::remove_file(self.path(item));
        Ok(())
    }
}

impl Running {
    /// Signs in through the server's own pages and the custom scheme, and waits for the first fill.
    pub(crate) async fn sign_in(&mut self, network: &Testnet, account: &Account) {
        self.begin_filling(network, account).await;
        self.settled().await;
    }

    /// The same, without waiting.
    pub(crate) async fn begin_filling(&mut self, network: &Testnet, account: &Account) {
        let request = SignInRequest {
            who: account.handle.clone(),
            keep: KeepKeys::Keychain,
            create: false,
            read_only: false,
        };
        let page = self.explorer.begin_sign_in(request).await.unwrap().unwrap();
        let answer = network.consent(page.as_str(), account, Decision::Allow).await.unwrap();
        assert_eq!(self.explorer.deep_link(&answer).await, Answer::Ours);
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

    /// How things stand; events from now on are what happens after that.
    pub(crate) async fn watch(&mut self) -> Snapshot {
        let (sender, events) = unbounded_channel();
        let now = self.explorer.subscribe(move |event| drop(sender.send(event))).await.unwrap();
        self.events = events;
        now
    }

    /// The next state of the sync that is told.
    pub(crate) async fn state(&mut self) -> SyncState {
        self.event(|event| match event {
            Event::Sync { sync } => Some(sync.state),
            _ => None,
        })
        .await
    }

    /// Plans this export and writes the plan.
    pub(crate) async fn import(&mut self, export: &Path) {
        let mut revision = self.plan(export).await;
        while let Err(error) = self.explorer.commit_import(revision).await {
            match error.code {
                // What others change meanwhile may change the plan: then it is seen anew.
                ErrorCode::PlanOutdated => revision = self.revision().await,
                // One import at a time: the plan stays, and may change, until the one before is written.
                ErrorCode::ImportUnderWay => revision = self.newer_or_written().await.unwrap_or(revision),
                _ => panic!("{error:?}"),
            }
        }
    }

    /// The plan's next revision, or nothing once the import under way is written.
    async fn newer_or_written(&mut self) -> Option<u32> {
        self.event(|event| match event {
            Event::Plan { plan: Some(plan) } => Some(Some(plan.revision)),
            Event::Progress { progress: Some(progress) } if progress.phase == ImportPhase::Done => Some(None),
            _ => None,
        })
        .await
    }

    /// Plans this export; the plan's revision.
    pub(crate) async fn plan(&mut self, export: &Path) -> u32 {
        self.explorer.preview_import(vec![export.to_owned()]).await;
        self.revision().await
    }

    /// The revision of the plan that is told next.
    async fn revision(&mut self) -> u32 {
        self.event(|event| match event {
            Event::Plan { plan: Some(plan) } => Some(plan.revision),
            Event::PlanFailed { error, .. } => panic!("{error:?}"),
            _ => None,
        })
        .await
    }

    /// Waits until nothing is left to send or to fetch. Events may be from before the last deed, so each only leads to
    /// another look.
    pub(crate) async fn settled(&mut self) {
        loop {
            let now = self.watch().await;
            if now.sync.state == SyncState::UpToDate && now.sync.waiting == 0 {
                return;
            }
            self.event(|event| matches!(event, Event::Sync { .. }).then_some(())).await;
        }
    }

    /// Looks at the server, and waits until the mirror is known to equal it.
    pub(crate) async fn looked(&mut self) {
        self.explorer.sync_now().await.unwrap();
        loop {
            let now = self.watch().await;
            if now.sync.state == SyncState::UpToDate {
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
