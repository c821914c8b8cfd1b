//! The questions, asked one after the other until none waits. What waits stands in SQLite; here is only who is at work.

use crate::catalogue::{CatalogueError, Urgency};
use crate::explorer::{Shared, lock};
use jiff::Timestamp;
use library::{AccountId, BookId, LookUp, SeenFills};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Questions under way at once. Their starts keep to the catalogue's pace; a slow answer holds only one of them up.
const WORKERS: usize = 3;
/// Without a network the next attempt is this far off; the pace of the catalogue makes it longer.
const OFFLINE: Duration = Duration::from_secs(5);
/// After a failure of this computer's own disk.
const LATER: Duration = Duration::from_secs(30);
/// A question that failed so often is taken as one without an answer.
const MOST_FAILURES: u32 = 3;
/// The page is told no more often than this.
const BETWEEN_EVENTS: Duration = Duration::from_millis(300);

/// Who asks, and what the reader was shown.
#[derive(Debug, Default)]
pub(crate) struct Enrichment {
    inner: Mutex<Inner>,
    /// Held while a next book is chosen, so that no two workers choose one. `inner` is not: choosing writes, and a write waits
    /// for a long import's commit, while the page asks for the state and the runtime's threads for who rests.
    taking: Mutex<()>,
    woken: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Inner {
    workers: usize,
    /// Rises when there may be something to ask, so that a worker that is about to leave looks again.
    starts: u64,
    busy: Vec<BookId>,
    /// How often a book's present question failed.
    failures: HashMap<BookId, u32>,
    rest: Option<Rest>,
    /// The reader asked to try again: the app's own pause is not waited for once.
    again: bool,
    told: Option<Instant>,
    seen: Option<(AccountId, SeenFills)>,
}

/// Why nothing is asked just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rest {
    pub(crate) offline: bool,
    pub(crate) until: Timestamp,
}

enum Step {
    Next,
    Idle,
    /// The catalogue or the network needs so long.
    Rest(Duration),
    /// This computer could not keep what there is to keep.
    Later,
}

impl Enrichment {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }

    pub(super) fn rest(&self) -> Option<Rest> {
        self.inner().rest
    }

    /// Wakes who rests. A pause that the catalogue asked for is kept all the same.
    pub(super) fn try_again(&self) {
        self.inner().again = true;
        self.woken.notify_waiters();
    }

    /// Remembers what the reader is shown.
    pub(super) fn show(&self, account: AccountId, seen: SeenFills) {
        self.inner().seen = Some((account, seen));
    }

    /// What was shown under this name, once.
    pub(super) fn seen(&self, account: AccountId, digest: &str) -> Option<SeenFills> {
        let shown = self.inner().seen.take_if(|(of, seen)| *of == account && seen.digest() == digest);
        shown.map(|(_, seen)| seen)
    }

    fn urgency(&self) -> Urgency {
        if std::mem::take(&mut self.inner().again) { Urgency::Asked } else { Urgency::Background }
    }

    /// Whether the question is to be asked again: not when it failed too often.
    fn failed(&self, book: BookId) -> bool {
        let mut inner = self.inner();
        let failures = inner.failures.entry(book).or_default();
        *failures += 1;
        *failures < MOST_FAILURES
    }

    /// What `next` chooses of the books that are not under way, which is then under way itself.
    fn take<E>(
        &self,
        next: impl FnOnce(&[BookId]) -> Result<Option<LookUp>, E>,
    ) -> Result<Option<LookUp>, E> {
        let _one_at_a_time = lock(&self.taking);
        let busy = self.inner().busy.clone();
        let look_up = next(&busy)?;
        self.inner().busy.extend(look_up.as_ref().map(|look_up| look_up.book));
        Ok(look_up)
    }

    fn done_with(&self, book: BookId) {
        self.inner().busy.retain(|busy| *busy != book);
    }

    /// Whether that is news. A rest ends when anybody gets an answer.
    fn set_rest(&self, rest: Option<Rest>) -> bool {
        let before = std::mem::replace(&mut self.inner().rest, rest);
        before != rest
    }
}

impl Shared {
    /// Goes on asking, if something waits.
    pub(crate) fn start_enriching(self: &Arc<Self>) {
        // Without an own runtime there is nobody to wait for the network.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let mut inner = self.enrichment.inner();
        inner.starts += 1;
        while inner.workers < WORKERS {
            inner.workers += 1;
            runtime.spawn(work(Arc::downgrade(self), self.enrichment.woken.clone()));
        }
    }

    /// A book's next question, which is then this worker's; or leaves, with what there was to start at that time.
    async fn take_look_up(self: &Arc<Self>) -> Result<Option<LookUp>, CatalogueError> {
        let taken = self.clone().blocking(|shared| {
            let first = shared.current_account()?;
            shared.enrichment.take(|busy| Ok(shared.library.next_look_up(first, busy, shared.now())?))
        });
        taken.await.map_err(|_| CatalogueError::CutShort)
    }

    async fn note_look_up(
        self: &Arc<Self>,
        look_up: LookUp,
        answer: Vec<bookhive::catalogue::CatalogueBook>,
    ) -> Step {
        let book = look_up.book;
        self.enrichment.inner().failures.remove(&book);
        let noted = self
            .clone()
            .blocking(move |shared| Ok(shared.library.note_look_up(&look_up, &answer, shared.now())?));
        match noted.await {
            Ok(()) => Step::Next,
            Err(error) => {
                tracing::warn!(?error, "what the catalogue answered could not be kept");
                Step::Later
            }
        }
    }

    async fn answer(
        self: &Arc<Self>,
        look_up: &LookUp,
        urgency: Urgency,
    ) -> Result<Vec<bookhive::catalogue::CatalogueBook>, CatalogueError> {
        let mut books = Vec::new();
        for found in self.ask_catalogue(&look_up.question, urgency).await? {
            books.extend(self.catalogue_book(found, urgency).await?);
        }
        Ok(books)
    }

    /// Asks one question and notes what came of it.
    async fn enrich_one(self: &Arc<Self>) -> Step {
        let look_up = match self.take_look_up().await {
            Ok(Some(look_up)) => look_up,
            Ok(None) => return Step::Idle,
            Err(error) => {
                tracing::warn!(%error, "the next book to look up could not be read");
                return Step::Later;
            }
        };
        let book = look_up.book;
        let outcome = self.answer(&look_up, self.enrichment.urgency()).await;
        let step = match outcome {
            Ok(answer) => {
                let step = self.note_look_up(look_up, answer).await;
                self.set_enrichment_rest(None);
                self.tell_enrichment_now_and_then();
                step
            }
            Err(CatalogueError::Status(status)) if status < 500 && status != 429 => {
                self.note_look_up(look_up, Vec::new()).await
            }
            Err(CatalogueError::Status(_) | CatalogueError::Unreadable) => match self.enrichment.failed(book)
            {
                true => Step::Next,
                false => self.note_look_up(look_up, Vec::new()).await,
            },
            Err(CatalogueError::Closed(wait)) => Step::Rest(wait),
            Err(CatalogueError::Offline(_)) => {
                let until = self.now() + OFFLINE;
                self.set_enrichment_rest(Some(Rest { offline: true, until }));
                Step::Rest(OFFLINE)
            }
            Err(CatalogueError::NotAsked | CatalogueError::Off) => Step::Idle,
            Err(error @ (CatalogueError::Storage(_) | CatalogueError::CutShort)) => {
                tracing::warn!(%error, "a book could not be looked up");
                Step::Later
            }
        };
        self.enrichment.done_with(book);
        if let Step::Rest(wait) = step {
            // The pause after a failed connection is one of the network's still.
            let offline = self.enrichment.rest().is_some_and(|rest| rest.offline);
            self.set_enrichment_rest(Some(Rest { offline, until: self.now() + wait }));
        }
        step
    }

    fn set_enrichment_rest(&self, rest: Option<Rest>) {
        if self.enrichment.set_rest(rest) {
            self.tell_enrichment();
        }
    }

    fn tell_enrichment_now_and_then(&self) {
        let now = Instant::now();
        let due = {
            let mut inner = self.enrichment.inner();
            let due = inner.told.is_none_or(|told| now.duration_since(told) >= BETWEEN_EVENTS);
            if due {
                inner.told = Some(now);
            }
            due
        };
        if due {
            self.tell_enrichment();
        }
    }
}

/// One worker: asks until nothing waits, the reader's leave is gone, or the application is.
async fn work(shared: Weak<Shared>, woken: Arc<Notify>) {
    loop {
        let Some(strong) = shared.upgrade() else { return };
        let starts = strong.enrichment.inner().starts;
        match strong.enrich_one().await {
            Step::Next => {}
            step @ (Step::Rest(_) | Step::Later) => {
                let wait = if let Step::Rest(wait) = step { wait } else { LATER };
                drop(strong);
                let _ = tokio::time::timeout(wait, woken.notified()).await;
            }
            Step::Idle => {
                let leaves = {
                    let mut inner = strong.enrichment.inner();
                    let leaves = inner.starts == starts;
                    if leaves {
                        inner.workers -= 1;
                        inner.rest = inner.rest.filter(|_| inner.workers > 0);
                    }
                    leaves
                };
                if leaves {
                    strong.tell_enrichment();
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_a_worker_waits_for_its_book_nobody_waits_for_how_it_stands_and_no_other_chooses() {
        let enrichment = Enrichment::default();
        let taken = enrichment.take(|_| {
            assert!(enrichment.inner.try_lock().is_ok(), "the page is told");
            assert!(enrichment.taking.try_lock().is_err(), "one worker chooses at a time");
            Ok::<_, ()>(None)
        });
        assert_eq!(taken, Ok(None));
    }
}
