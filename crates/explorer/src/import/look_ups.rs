//! Looking the plan's rows up in the catalogue, behind the plan's back: it can be used, and committed, meanwhile.
//!
//! A row asks its questions one after the other until one is answered without doubt. All rows ask their first question
//! before any asks its second, and of those that are next the rows on screen go first.

use super::Source;
use crate::catalogue::{CatalogueError, Urgency};
use crate::explorer::Shared;
use crate::views::{LookUpState, LookUpView};
use bookhive::HiveId;
use bookhive::catalogue::Question;
use library::import::matching::{self, Facts, Tier, Work};
use library::import::{CatalogueMatch, ImportPlan, Outcome, Row, Tile};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

/// Questions under way at once. Their starts keep to the catalogue's pace; a slow answer holds only one of them up.
const WORKERS: usize = 3;
/// The plan is made anew with what was found this often, or ten times as rarely as that takes.
const FLUSH: Duration = Duration::from_secs(2);
/// Without a network the next attempt is this far off; the pace of the catalogue makes it longer.
const OFFLINE: Duration = Duration::from_secs(5);

/// The look-ups of one plan.
#[derive(Debug)]
pub(crate) struct LookUps {
    source: Arc<Source>,
    queue: Mutex<Queue>,
}

#[derive(Debug)]
struct Queue {
    state: LookUpState,
    workers: usize,
    /// Rung and place in the export of what is still to be asked.
    waiting: BTreeSet<(u16, u32)>,
    /// Places on screen.
    visible: BTreeSet<u32>,
    /// What was found since the plan was last made.
    found: HashMap<HiveId, CatalogueMatch>,
    /// The best tier so far, by a row's own id.
    best: HashMap<HiveId, Tier>,
    flushed: Instant,
    pause: Duration,
}

impl LookUps {
    pub(super) fn new(source: Arc<Source>) -> Self {
        let queue = Queue {
            state: LookUpState::NotAsked,
            workers: 0,
            waiting: BTreeSet::new(),
            visible: BTreeSet::new(),
            found: HashMap::new(),
            best: HashMap::new(),
            flushed: Instant::now(),
            pause: FLUSH,
        };
        Self { source, queue: Mutex::new(queue) }
    }

    pub(super) fn is_of(&self, source: &Arc<Source>) -> bool {
        Arc::ptr_eq(&self.source, source)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn view(&self) -> LookUpView {
        let queue = self.queue();
        let round = queue.waiting.first().map(|(rung, _)| *rung);
        let in_round = queue.waiting.iter().take_while(|(rung, _)| Some(*rung) == round).count();
        LookUpView {
            state: queue.state,
            waiting: crate::present::count(queue.waiting.len()),
            minutes: crate::present::count(in_round / 180),
        }
    }

    /// The rows on screen, by their places in the export.
    pub(super) fn show(&self, places: impl Iterator<Item = u32>) {
        self.queue().visible = places.collect();
    }

    /// The next row to ask about, and which of its questions.
    fn take(&self) -> Option<(u16, u32)> {
        let mut queue = self.queue();
        let first = *queue.waiting.first()?;
        let seen =
            queue.visible.iter().map(|place| (first.0, *place)).find(|next| queue.waiting.contains(next));
        let next = seen.unwrap_or(first);
        queue.waiting.remove(&next);
        Some(next)
    }

    fn row(&self, place: u32) -> Option<Row> {
        self.source.export.entry(place as usize)?.row
    }

    /// Every row that no book is known for; rows of one id ask once.
    fn fill(&self, plan: &ImportPlan) {
        let unknown = plan.rows.iter().filter(|row| {
            matches!(row.tile, Tile::NoMatch | Tile::Review) && !matches!(row.outcome, Outcome::LeftOut)
        });
        let mut seen = HashSet::new();
        let mut waiting = BTreeSet::new();
        for planned in unknown {
            let id = self.row(planned.place()).and_then(|row| row.hive_id);
            if id.is_some_and(|id| seen.insert(id)) {
                waiting.insert((0, planned.place()));
            }
        }
        self.queue().waiting = waiting;
    }

    /// Notes what a question came to, and what the row asks next.
    fn note(&self, (rung, place): (u16, u32), row: &Row, found: Option<CatalogueMatch>, last: bool) {
        let mut queue = self.queue();
        let Some(id) = row.hive_id.clone() else { return };
        let known = queue.best.get(&id).copied().unwrap_or(Tier::None);
        let tier = found.as_ref().map_or(Tier::None, |found| found.tier);
        if let Some(found) = found.filter(|found| found.tier > known) {
            queue.best.insert(id.clone(), found.tier);
            queue.found.insert(id, found);
        }
        if tier < Tier::Exact && !last {
            queue.waiting.insert((rung + 1, place));
        }
    }

    /// Whether it is time to make the plan anew.
    fn is_due(&self) -> bool {
        let queue = self.queue();
        let idle = queue.waiting.is_empty();
        !queue.found.is_empty() && (idle || queue.flushed.elapsed() >= queue.pause)
    }
}

fn work_of(row: &Row) -> Work {
    Work {
        title: row.title.clone(),
        authors: row.authors.clone(),
        hive_id: row.hive_id.clone(),
        identifiers: row.identifiers.clone(),
        ..Work::default()
    }
}

fn facts_of(row: &Row) -> Facts {
    let number = |key: &str| row.local.get(key).map(String::as_str).unwrap_or_default();
    Facts { pages: number("pages").parse().ok(), year: number("originalPublicationYear").parse().ok() }
}

impl Shared {
    /// Goes on looking the open plan's rows up, if nobody does and the reader agreed.
    pub(super) fn start_look_ups(self: &Arc<Self>) {
        let Some((look_ups, plan)) =
            self.plan().as_ref().map(|open| (open.look_ups.clone(), open.plan.clone()))
        else {
            return;
        };
        {
            let mut queue = look_ups.queue();
            if queue.workers > 0 || queue.state == LookUpState::Done {
                return;
            }
            queue.workers = WORKERS;
            queue.state = LookUpState::Running;
        }
        // Without an own runtime there is nobody to wait for the network.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let shared = Arc::downgrade(self);
        runtime.spawn(async move {
            let filling = look_ups.clone();
            if look_ups.queue().waiting.is_empty() {
                let filled = tokio::task::spawn_blocking(move || filling.fill(&plan)).await;
                if filled.is_err() {
                    return;
                }
            }
            for _ in 0..WORKERS {
                tokio::spawn(work(shared.clone(), look_ups.clone()));
            }
        });
    }

    fn looks_up(&self, look_ups: &Arc<LookUps>) -> bool {
        self.plan().as_ref().is_some_and(|open| Arc::ptr_eq(&open.look_ups, look_ups))
    }

    /// Makes the plan anew with what was found.
    async fn flush(self: &Arc<Self>, look_ups: &Arc<LookUps>) {
        let look_ups = look_ups.clone();
        let done = self.clone().blocking(move |shared| {
            let _turn = shared.deciding();
            if !shared.looks_up(&look_ups) {
                return Ok(());
            }
            let began = Instant::now();
            let found = std::mem::take(&mut look_ups.queue().found);
            let (source, mut options) = shared.open_source()?;
            options.found.extend(found);
            shared.replan(source, options)?;
            let mut queue = look_ups.queue();
            queue.flushed = Instant::now();
            queue.pause = FLUSH.max(began.elapsed() * 10);
            Ok(())
        });
        if let Err(error) = done.await {
            tracing::warn!(?error, "what the catalogue said could not be planned");
        }
    }

    /// Asks one question about a row; what is found is held against the row.
    async fn look_up(
        self: &Arc<Self>,
        row: &Row,
        question: &Question,
    ) -> Result<Option<CatalogueMatch>, CatalogueError> {
        let mut books = Vec::new();
        for found in self.ask_catalogue(question, Urgency::Background).await? {
            books.extend(self.catalogue_book(found, Urgency::Background).await?);
        }
        let best = matching::judge(&work_of(row), question, &books, facts_of(row));
        Ok(best.and_then(|(at, tier)| Some(CatalogueMatch { book: Arc::new(books.get(at)?.clone()), tier })))
    }

    fn set_look_ups(self: &Arc<Self>, look_ups: &LookUps, state: LookUpState) {
        let changed = std::mem::replace(&mut look_ups.queue().state, state) != state;
        if changed {
            self.tell_plan();
        }
    }
}

/// One worker: asks until nothing is left, the plan is gone, or the reader's leave is.
async fn work(shared: Weak<Shared>, look_ups: Arc<LookUps>) {
    let end = loop {
        let Some(strong) = shared.upgrade().filter(|shared| shared.looks_up(&look_ups)) else { break None };
        if look_ups.is_due() {
            strong.flush(&look_ups).await;
        }
        let Some(next) = look_ups.take() else { break Some(LookUpState::Done) };
        let Some(row) = look_ups.row(next.1) else { continue };
        let questions = matching::questions(&work_of(&row), row.local.get("fileTitle").map(String::as_str));
        let Some(question) = questions.get(usize::from(next.0)) else { continue };
        let last = usize::from(next.0) + 1 >= questions.len();
        let outcome = strong.look_up(&row, question).await;
        let wait = match outcome {
            Ok(found) => {
                look_ups.note(next, &row, found, last);
                strong.set_look_ups(&look_ups, LookUpState::Running);
                continue;
            }
            Err(CatalogueError::Status(_) | CatalogueError::Unreadable) => {
                look_ups.note(next, &row, None, last);
                continue;
            }
            Err(CatalogueError::Closed(wait)) => wait,
            Err(CatalogueError::Offline(_)) => OFFLINE,
            Err(other) => {
                look_ups.queue().waiting.insert(next);
                break Some(match other {
                    CatalogueError::Off => LookUpState::Off,
                    _ => LookUpState::NotAsked,
                });
            }
        };
        look_ups.queue().waiting.insert(next);
        strong.set_look_ups(&look_ups, LookUpState::Waiting);
        drop(strong);
        tokio::time::sleep(wait).await;
    };
    let left = {
        let mut queue = look_ups.queue();
        queue.workers -= 1;
        queue.workers
    };
    if let (0, Some(state), Some(shared)) = (left, end, shared.upgrade()) {
        if look_ups.is_due() {
            shared.flush(&look_ups).await;
        }
        shared.set_look_ups(&look_ups, state);
    }
}
