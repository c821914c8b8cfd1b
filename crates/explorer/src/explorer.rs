//! The application: what every command shares, and the picture of it that the page starts from.

use crate::account::Accounts;
use crate::attention::Watch;
use crate::catalogue::Catalogue;
use crate::covers::CoverShelf;
use crate::enrichment::Enrichment;
use crate::events::Events;
use crate::import::OpenPlan;
use crate::mapping::OpenTable;
use crate::network::Network;
use crate::notices::Notices;
use crate::sign_in::SignIn;
use crate::sync::SyncTask;
use crate::views::{CountsView, Event, PreferencesView, SignInRequest, Snapshot};
use crate::{ErrorCode, IpcError, preferences, present};
use atproto::Did;
use atproto::http::{Http, PrivateHosts};
use library::{AccountId, Library};
use oauth::OAuthClient;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Book Explorer. Its methods are the commands; clones share everything.
#[derive(Clone)]
pub struct Explorer {
    pub(crate) shared: Arc<Shared>,
    /// The account whose library the caller looks at, when it said so; inside, `None` is the library without one.
    meant: Option<Option<Did>>,
}

impl std::fmt::Debug for Explorer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Explorer")
    }
}

pub(crate) struct Shared {
    pub(crate) network: Network,
    pub(crate) library: Library,
    /// Number of the library without an account.
    pub(crate) local: AtomicI64,
    pub(crate) http: Http,
    pub(crate) oauth: OAuthClient,
    pub(crate) catalogue: Catalogue,
    pub(crate) covers: CoverShelf,
    pub(crate) enrichment: Enrichment,
    pub(crate) register_scheme: Arc<dyn Fn() -> bool + Send + Sync>,
    pub(crate) clock: oauth::Clock,
    pub(crate) events: Events,
    pub(crate) accounts: Mutex<Accounts>,
    pub(crate) sign_in: Mutex<Option<SignIn>>,
    /// What was asked for when a host in a private network stood in the way.
    pub(crate) asked_private: Mutex<Option<(String, SignInRequest)>>,
    pub(crate) private_hosts: PrivateHosts,
    pub(crate) plan: Mutex<Option<OpenPlan>>,
    /// A table whose columns are being explained.
    pub(crate) table: Mutex<Option<OpenTable>>,
    /// Revisions never come twice, so that a commit means the plan that was seen.
    pub(crate) plan_revisions: AtomicU32,
    /// Held while the plan, or the account it is for, is decided upon: decisions come one after the other.
    pub(crate) deciding: Mutex<()>,
    /// Held while files are taken in: they are read one after the other. Taken before `deciding`.
    pub(crate) turn: Mutex<()>,
    pub(crate) syncs: Mutex<HashMap<Did, SyncTask>>,
    pub(crate) watch: Watch,
    pub(crate) notices: Notices,
}

impl Explorer {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, meant: None }
    }

    /// The same application, for a caller that looks at this account's library, by its DID or as `none` for the one without
    /// an account. What it asks is refused with [`ErrorCode::AccountChanged`] once another library is on screen, so that
    /// a change meant for one account never happens to another.
    ///
    /// # Errors
    /// `shown` names no account.
    pub fn meaning(&self, shown: &str) -> Result<Self, IpcError> {
        let meant = match shown {
            "none" => None,
            did => Some(
                Did::parse(did).map_err(|error| IpcError::new(ErrorCode::BadRequest, error.to_string()))?,
            ),
        };
        Ok(Self { shared: self.shared.clone(), meant: Some(meant) })
    }

    /// Tells `sink` of everything from now on, in place of the former subscriber, and says how things stand.
    pub async fn subscribe(
        &self,
        sink: impl Fn(Event) + Send + Sync + 'static,
    ) -> Result<Snapshot, IpcError> {
        let shared = self.shared.clone();
        shared.events.subscribe(Arc::new(sink));
        let snapshot = self.blocking(|shared| {
            let account = shared.current_account()?;
            Ok(Snapshot {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                accounts: shared.account_views(),
                current: shared.current_did().map(|did| did.to_string()),
                local_books: shared.local_books()?,
                counts: present::counts(shared.library.counts(account)?),
                sync: shared.sync_view()?,
                sign_in: shared.sign_in_view(),
                plan: shared.plan_view(),
                mapping: shared.mapping_view(),
                waiting_files: shared.waiting_files_view()?,
                progress: shared.progress_view()?,
                enrichment: shared.enrichment_view()?,
                network: shared.network.view(),
                preferences: preferences::read(&shared.library),
            })
        });
        snapshot.await
    }

    /// Keeps the choices for the next start.
    pub async fn set_preferences(&self, preferences: PreferencesView) -> Result<(), IpcError> {
        self.blocking(move |shared| Ok(preferences::write(&shared.library, &preferences)?)).await
    }

    /// Sets something of the library's writing connection: how tests make a disk full, or a library read-only. Not there
    /// in a build without debug assertions.
    ///
    /// # Errors
    /// When SQLite refuses.
    #[cfg(debug_assertions)]
    #[doc(hidden)]
    pub fn pragma(&self, text: &str) -> Result<(), IpcError> {
        Ok(self.shared.library.pragma(text)?)
    }

    /// For the end of the process: waits for tokens on their way to be stored, and leaves the database tidy, so that the
    /// next start is quick.
    pub async fn close(&self) {
        self.shared.oauth.settle().await;
        let closed = self.blocking(|shared| {
            shared.library.empty_log();
            Ok(())
        });
        if let Err(error) = closed.await {
            tracing::warn!(?error, "the library was not closed tidily");
        }
    }

    /// Files are held over the window; empty when they were let go or taken away.
    pub fn drop_hover(&self, names: Vec<String>) {
        self.shared.events.tell(Event::DropHover { names });
    }

    /// The native menu asks for a book to be added; the page has the sheet for it.
    pub fn begin_adding(&self) {
        self.shared.events.tell(Event::AddBook);
    }

    /// Runs `work` off the asynchronous threads: SQLite blocks.
    pub(crate) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Arc<Shared>) -> Result<T, IpcError> + Send + 'static,
    ) -> Result<T, IpcError> {
        let meant = self.meant.clone();
        let guarded = move |shared: &Arc<Shared>| {
            if meant.is_some_and(|meant| meant != shared.current_did()) {
                return Err(IpcError::new(ErrorCode::AccountChanged, "another account is on screen"));
            }
            work(shared)
        };
        self.shared.clone().blocking(guarded).await
    }
}

impl Shared {
    pub(crate) async fn blocking<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Arc<Self>) -> Result<T, IpcError> + Send + 'static,
    ) -> Result<T, IpcError> {
        tokio::task::spawn_blocking(move || work(&self))
            .await
            .map_err(|_| IpcError::new(ErrorCode::Internal, "the work was cut short"))?
    }

    pub(crate) fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::try_from((self.clock)()).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    pub(crate) fn accounts(&self) -> MutexGuard<'_, Accounts> {
        lock(&self.accounts)
    }

    pub(crate) fn sign_in(&self) -> MutexGuard<'_, Option<SignIn>> {
        lock(&self.sign_in)
    }

    pub(crate) fn plan(&self) -> MutexGuard<'_, Option<OpenPlan>> {
        lock(&self.plan)
    }

    pub(crate) fn table(&self) -> MutexGuard<'_, Option<OpenTable>> {
        lock(&self.table)
    }

    /// Waits for its turn to change the plan or the account on screen. Not to be taken twice by one thread.
    pub(crate) fn deciding(&self) -> MutexGuard<'_, ()> {
        lock(&self.deciding)
    }

    pub(crate) fn syncs(&self) -> MutexGuard<'_, HashMap<Did, SyncTask>> {
        lock(&self.syncs)
    }

    /// The library without an account.
    pub(crate) fn local(&self) -> AccountId {
        AccountId::new(self.local.load(Ordering::Relaxed))
    }

    /// Books in the library without an account while another one is shown.
    pub(crate) fn local_books(&self) -> Result<u32, IpcError> {
        Ok(self.library.counts(self.local())?.all)
    }

    pub(crate) fn counts_view(&self) -> Result<CountsView, IpcError> {
        Ok(present::counts(self.library.counts(self.current_account()?)?))
    }

    /// Tells the page that books on screen are stale, with the new counts and the new state of sync and import.
    pub(crate) fn tell_books(&self) {
        self.events.tell_fresh(|| match self.counts_view() {
            Ok(counts) => Some(Event::Books { counts }),
            Err(error) => {
                tracing::warn!(?error, "the books could not be counted");
                None
            }
        });
        self.tell_progress();
        self.tell_sync();
        self.tell_enrichment();
        self.watch.look_again();
    }
}

/// What the locks guard is replaced whole, never left half done, so a panic elsewhere does not spoil it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
