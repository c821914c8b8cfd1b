use super::fill::follow;
use super::send::{Sending, send_all};
use super::{Stop, covers, rest};
use crate::IpcError;
use crate::explorer::Shared;
use crate::views::{Event, SyncState, SyncView};
use atproto::Did;
use backon::BackoffBuilder;
use jiff::Timestamp;
use library::AccountId;
use oauth::{RestoreError, Session};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Between two looks at the server when nothing happens.
const QUIET: Duration = Duration::from_secs(300);

/// Coming back to the window this soon after a look leads to no other.
const FRESH: jiff::SignedDuration = jiff::SignedDuration::from_secs(20);

/// The account's identity is looked up again this often, and at the start.
const RECHECK: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

/// Keeps one account in sync until dropped.
#[derive(Debug)]
pub(crate) struct SyncTask {
    pub(crate) state: Arc<TaskState>,
    task: JoinHandle<()>,
}

impl Drop for SyncTask {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What a running task lets others see and do.
#[derive(Debug)]
pub(crate) struct TaskState {
    /// Changes whenever somebody asks for a look at the server.
    asked: watch::Sender<()>,
    now: Mutex<Now>,
    sending: Mutex<Sending>,
    /// The page is about to be told of changed books.
    telling: AtomicBool,
}

/// How the account stands with its server.
#[derive(Debug, Clone, Default)]
pub(crate) struct Now {
    pub(crate) busy: bool,
    pub(crate) filled: Option<u32>,
    pub(crate) stop: Option<Stop>,
    /// When the server was last found or made equal.
    pub(crate) looked_at: Option<Timestamp>,
}

impl TaskState {
    /// Busy from the first moment: nothing is known to be up to date before the server was asked.
    fn begin() -> Self {
        Self {
            asked: watch::Sender::new(()),
            now: Mutex::new(Now { busy: true, ..Now::default() }),
            sending: Mutex::default(),
            telling: AtomicBool::new(false),
        }
    }

    /// Asks for a look that begins after this. An account that was up to date no longer is, until that look has ended.
    pub(crate) fn wake(&self) {
        let mut now = self.now();
        now.busy |= now.stop.is_none();
        self.asked.send_replace(());
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One cycle's view of its account.
pub(crate) struct Cycle {
    pub(crate) shared: Arc<Shared>,
    pub(crate) did: Did,
    pub(crate) account: AccountId,
    pub(crate) session: Session,
    state: Arc<TaskState>,
}

impl Cycle {
    /// Changes what is seen of the task, and tells the page when the account is on screen.
    pub(crate) fn note(&self, change: impl FnOnce(&mut Now)) {
        change(&mut self.state.now());
        self.shared.tell_sync_of(&self.did);
    }

    pub(super) fn sending(&self) -> Sending {
        *self.state.sending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn keep(&self, sending: Sending) {
        *self.state.sending.lock().unwrap_or_else(PoisonError::into_inner) = sending;
    }

    /// Books changed: tells the page when they are on screen. Counting them takes a while, so it happens beside the
    /// cycle, and what changes before it has begun is told along with it.
    pub(crate) fn books_changed(&self) {
        let on_screen = self.shared.current_did().as_ref() == Some(&self.did);
        if !on_screen || self.state.telling.swap(true, Ordering::SeqCst) {
            return;
        }
        let (shared, state) = (self.shared.clone(), self.state.clone());
        tokio::task::spawn_blocking(move || {
            state.telling.store(false, Ordering::SeqCst);
            shared.tell_books();
        });
    }
}

impl Shared {
    /// A task for every account that has none yet.
    pub(crate) fn start_syncing(self: &Arc<Self>) {
        let mut syncs = self.syncs();
        for did in self.known_dids() {
            let shared = Arc::downgrade(self);
            syncs.entry(did.clone()).or_insert_with(|| {
                let state = Arc::new(TaskState::begin());
                let task = tokio::spawn(run(shared, did, state.clone()));
                SyncTask { state, task }
            });
        }
    }

    pub(crate) fn stop_syncing(&self, did: &Did) {
        self.syncs().remove(did);
    }

    /// The account on screen has something to send, or the user asked.
    pub(crate) fn wake_sync(&self) {
        let current = self.current_did();
        if let Some(task) = current.and_then(|did| self.syncs().get(&did).map(|task| task.state.clone())) {
            task.wake();
        }
    }

    /// The user asked: every account looks at its server.
    pub(crate) fn wake_all(&self) {
        for task in self.syncs().values() {
            task.state.wake();
        }
    }

    /// The user came back: accounts that have not been looked at for a while are.
    pub(crate) fn wake_stale(&self) {
        let now = self.now();
        let is_fresh = |state: &TaskState| {
            let Now { busy, looked_at, .. } = *state.now();
            busy || looked_at.is_some_and(|at| now.duration_since(at) < FRESH)
        };
        for task in self.syncs().values().filter(|task| !is_fresh(&task.state)) {
            task.state.wake();
        }
    }

    pub(crate) fn tell_sync(&self) {
        self.events.tell_fresh(|| match self.sync_view() {
            Ok(sync) => Some(Event::Sync { sync }),
            Err(error) => {
                tracing::warn!(?error, "the outbox could not be counted");
                None
            }
        });
    }

    fn tell_sync_of(&self, did: &Did) {
        if self.current_did().as_ref() == Some(did) {
            self.tell_sync();
            self.tell_progress();
        }
    }

    pub(crate) fn sync_now_state(&self) -> Option<Now> {
        let did = self.current_did()?;
        let state = self.syncs().get(&did).map(|task| task.state.clone())?;
        let now = state.now().clone();
        Some(now)
    }

    pub(crate) fn sync_view(&self) -> Result<SyncView, IpcError> {
        let Some(did) = self.current_did() else {
            return Ok(SyncView {
                state: SyncState::LocalOnly,
                waiting: 0,
                set_aside: 0,
                filled: None,
                partial: false,
                synced_at: None,
                resumes_at: None,
                rest_reason: None,
                finishes_at: None,
            });
        };
        let account = self.library.account(&did)?;
        let waiting = self.library.waiting(account)?;
        let synced_at = self.library.synced_at(account)?;
        let budgets = self.library.budgets(account)?;
        // Without a task the account was signed out here.
        let signed_out = || Now { stop: Some(Stop::SignedOut), ..Now::default() };
        let now = self.sync_now_state().unwrap_or_else(signed_out);
        let state = match &now.stop {
            _ if now.busy && now.filled.is_some() => SyncState::Filling,
            _ if now.busy => SyncState::Syncing,
            Some(Stop::SignedOut) => SyncState::SignInAgain,
            Some(Stop::StorageLocked(_)) => SyncState::StorageLocked,
            Some(Stop::Resting(_)) => SyncState::Resting,
            Some(Stop::Offline | Stop::Unavailable) => SyncState::Offline,
            Some(Stop::Storage(_)) => SyncState::StorageFailed,
            Some(Stop::Paused) => SyncState::Paused,
            Some(Stop::NotGranted) => SyncState::NotGranted,
            None => SyncState::UpToDate,
        };
        let rest = match now.stop {
            Some(Stop::Resting(rest)) => Some(rest),
            _ => None,
        };
        Ok(SyncView {
            state,
            waiting: waiting.entries,
            set_aside: waiting.set_aside,
            filled: now.filled,
            partial: synced_at.is_none(),
            synced_at: synced_at.map(|at| at.to_string()),
            resumes_at: rest.map(|rest| rest.until.to_string()),
            rest_reason: rest.map(|rest| rest.reason),
            finishes_at: rest::finishes_at(waiting, &budgets, self.now()).map(|at| at.to_string()),
        })
    }
}

async fn run(shared: std::sync::Weak<Shared>, did: Did, state: Arc<TaskState>) {
    let backoff = || {
        backon::ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(Duration::from_secs(2))
            .with_max_delay(QUIET)
            .without_max_times()
            .build()
    };
    let mut delays = backoff();
    let mut asked = state.asked.subscribe();
    let mut rechecked: Option<Timestamp> = None;
    loop {
        let Some(strong) = shared.upgrade() else { return };
        if rechecked.is_none_or(|at| strong.now().duration_since(at) >= RECHECK) {
            rechecked = strong.recheck(&did).await.then(|| strong.now());
        }
        asked.mark_unchanged();
        let outcome = once(&strong, &did, &state).await;
        let wait = match &outcome {
            Ok(()) => {
                delays = backoff();
                Some(QUIET)
            }
            Err(Stop::Offline | Stop::Storage(_)) => delays.next(),
            Err(Stop::Unavailable) => {
                // It may have moved: where to is looked up before the next try.
                rechecked = None;
                delays.next()
            }
            Err(Stop::Resting(rest)) => {
                Some(rest.until.duration_since(strong.now()).try_into().unwrap_or_default())
            }
            // A keychain is unlocked without telling us.
            Err(Stop::StorageLocked(_)) => Some(QUIET),
            // A change of these comes with a wake-up.
            Err(Stop::Paused | Stop::SignedOut | Stop::NotGranted) => None,
        };
        let keychain = match &outcome {
            Err(Stop::StorageLocked(error)) => Some(*error),
            _ => None,
        };
        strong.set_locked(&did, keychain);
        if let Ok(account) = strong.library.account(&did) {
            strong.heed_import(account, outcome.as_ref().err());
        }
        if let Err(stop) = &outcome {
            tracing::info!(%did, ?stop, "the sync stops");
        }
        {
            let mut now = state.now();
            // Who asked meanwhile is owed a look of their own: nothing is up to date before it.
            now.busy = outcome.is_ok() && asked.has_changed().unwrap_or(false);
            now.filled = None;
            if outcome.is_ok() {
                now.looked_at = Some(strong.now());
            }
            now.stop = outcome.err();
        }
        if matches!(state.now().stop, Some(Stop::SignedOut)) {
            strong.tell_accounts();
        }
        strong.tell_sync_of(&did);
        drop(strong);
        match wait {
            Some(wait) => {
                let _ = tokio::time::timeout(wait, asked.changed()).await;
            }
            None => drop(asked.changed().await),
        }
    }
}

async fn once(shared: &Arc<Shared>, did: &Did, state: &Arc<TaskState>) -> Result<(), Stop> {
    let session = shared.oauth.restore(did).await.map_err(|error| match error {
        RestoreError::StorageLocked(error) => Stop::StorageLocked(error),
        RestoreError::Store(error) => Stop::Storage(error.to_string()),
        _ => Stop::SignedOut,
    })?;
    let account = shared.library.account(did).map_err(|fault| Stop::Storage(fault.to_string()))?;
    shared.heed_import(account, None);
    let cycle = Cycle { shared: shared.clone(), did: did.clone(), account, session, state: state.clone() };
    cycle.note(|now| {
        now.busy = true;
    });
    follow(&cycle).await?;
    send_all(&cycle).await?;
    covers::bring_all(&cycle).await
}
