//! What is to be fetched: what was asked for last comes first, and a burst of wishes in the order in which it came.

use super::CoverKey;
use atproto::Did;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Pictures fetched at once.
const AT_ONCE: usize = 4;
/// Wishes that are kept: some screens full. The oldest are forgotten; who still wants them asks again.
const MOST_WAITING: usize = 200;
/// Wishes of one screen come together.
const BURST: Duration = Duration::from_millis(400);
/// How often a picture is tried while its server is out of reach, before somebody has to ask for it again.
const TRIES: u32 = 4;
/// The first wait after a failure; it doubles with each in a row.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// A picture that somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) key: CoverKey,
    /// Whose books are on screen: a blob is theirs.
    pub(super) owner: Option<Did>,
}

#[derive(Debug, Default)]
pub(super) struct Queue(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// By burst, the newest first, and place in it.
    waiting: BTreeMap<(Reverse<u64>, u64), Wanted>,
    known: HashSet<CoverKey>,
    /// Books without a picture, as far as this run of the app knows.
    without: HashSet<CoverKey>,
    tries: HashMap<CoverKey, u32>,
    failures: u32,
    workers: usize,
    burst: u64,
    count: u64,
    last: Option<Instant>,
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a wish. `true`: the caller is to start a worker.
    pub(super) fn want(&self, wanted: Wanted) -> bool {
        self.want_at(wanted, Instant::now())
    }

    fn want_at(&self, wanted: Wanted, now: Instant) -> bool {
        let mut state = self.state();
        if state.without.contains(&wanted.key) || !state.known.insert(wanted.key.clone()) {
            return false;
        }
        if state.last.is_none_or(|last| now.duration_since(last) > BURST) {
            state.burst += 1;
        }
        state.last = Some(now);
        state.push(wanted);
        if state.waiting.len() > MOST_WAITING
            && let Some((_, oldest)) = state.waiting.pop_last()
        {
            state.known.remove(&oldest.key);
        }
        let more = state.workers < AT_ONCE;
        state.workers += usize::from(more);
        more
    }

    /// The next to fetch. With none the worker that asked is no more.
    pub(super) fn take(&self) -> Option<Wanted> {
        let mut state = self.state();
        let next = state.waiting.pop_first().map(|(_, wanted)| wanted);
        match &next {
            Some(wanted) => _ = state.known.remove(&wanted.key),
            None => state.workers -= 1,
        }
        next
    }

    pub(super) fn worker_left(&self) {
        self.state().workers -= 1;
    }

    /// A picture came: the way is open.
    pub(super) fn came(&self) {
        let mut state = self.state();
        state.failures = 0;
        state.tries.clear();
    }

    /// There is no such picture.
    pub(super) fn has_none(&self, key: CoverKey) {
        self.state().without.insert(key);
    }

    /// It cannot be had now: it is tried again after the wait that is returned, a few times.
    pub(super) fn later(&self, wanted: Wanted, told: Option<Duration>) -> Duration {
        let mut state = self.state();
        let tries = state.tries.entry(wanted.key.clone()).or_default();
        *tries += 1;
        if *tries >= TRIES {
            state.tries.remove(&wanted.key);
        } else if state.known.insert(wanted.key.clone()) {
            state.push(wanted);
        }
        let wait = FIRST_WAIT.saturating_mul(1 << state.failures.min(8)).min(LONGEST_WAIT);
        state.failures += 1;
        told.unwrap_or_default().max(wait)
    }

    /// Nothing is wanted, and nothing known.
    pub(super) fn clear(&self) {
        let mut state = self.state();
        *state = State { workers: state.workers, ..State::default() };
    }
}

impl State {
    fn push(&mut self, wanted: Wanted) {
        self.count += 1;
        self.waiting.insert((Reverse(self.burst), self.count), wanted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bookhive::HiveId;

    fn wanted(number: usize) -> Wanted {
        Wanted { key: CoverKey::Book(HiveId::compute(&number.to_string(), "A")), owner: None }
    }

    fn taken(queue: &Queue) -> Vec<Wanted> {
        std::iter::from_fn(|| queue.state().waiting.pop_first().map(|(_, wanted)| wanted)).collect()
    }

    #[test]
    fn the_screen_looked_at_last_comes_first_and_in_its_order() {
        let (queue, now) = (Queue::default(), Instant::now());
        for number in [1, 2] {
            queue.want_at(wanted(number), now);
        }
        for number in [3, 4, 1] {
            queue.want_at(wanted(number), now + Duration::from_secs(1));
        }
        assert_eq!(taken(&queue), [wanted(3), wanted(4), wanted(1), wanted(2)]);
    }

    #[test]
    fn wishes_and_workers_are_bounded() {
        let (queue, now) = (Queue::default(), Instant::now());
        let started = (0..10_000).filter(|&number| queue.want_at(wanted(number), now)).count();
        assert_eq!((started, queue.state().waiting.len()), (AT_ONCE, MOST_WAITING));
        assert_eq!(queue.state().known.len(), MOST_WAITING, "what was forgotten can be wished for again");
    }

    #[test]
    fn what_has_no_picture_is_not_wished_for_twice_and_what_failed_is_tried_a_few_times() {
        let queue = Queue::default();
        queue.has_none(wanted(1).key);
        assert!(!queue.want(wanted(1)));
        let waits: Vec<u64> = (0..4).map(|_| queue.later(wanted(2), None).as_secs()).collect();
        assert_eq!(waits, [2, 4, 8, 16]);
        assert_eq!(taken(&queue), [wanted(2)], "once, however often it failed");
        assert_eq!(queue.later(wanted(3), Some(Duration::from_secs(600))).as_secs(), 600);
        queue.came();
        assert_eq!(queue.later(wanted(3), None), FIRST_WAIT);
    }
}
