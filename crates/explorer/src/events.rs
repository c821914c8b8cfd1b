//! The way out: what happened, told to whoever subscribed last.

use crate::views::Event;
use std::sync::{Arc, Mutex, PoisonError};

type Sink = Arc<dyn Fn(Event) + Send + Sync>;

/// Holds the one subscriber; a page that reloads subscribes again and replaces the former.
#[derive(Default)]
pub(crate) struct Events {
    sink: Mutex<Option<Sink>>,
    order: Mutex<()>,
    /// Failures from before the page could hear: at a cold start the file or the answer is there first.
    missed: Mutex<Vec<Event>>,
}

/// Most failures that are kept for a page that is not there yet.
const MISSED: usize = 8;

impl Events {
    pub(crate) fn subscribe(&self, sink: Sink) {
        let missed = std::mem::take(&mut *self.missed.lock().unwrap_or_else(PoisonError::into_inner));
        for event in missed {
            sink(event);
        }
        *self.sink.lock().unwrap_or_else(PoisonError::into_inner) = Some(sink);
    }

    /// Makes an event and tells it before any other thread makes one, so that an older picture never arrives after a
    /// newer one. `make` must not tell events itself.
    pub(crate) fn tell_fresh(&self, make: impl FnOnce() -> Option<Event>) {
        let _order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(event) = make() {
            self.tell(event);
        }
    }

    /// Tells the subscriber, outside the lock, so that a sink may subscribe anew.
    pub(crate) fn tell(&self, event: Event) {
        let sink = self.sink.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match sink {
            Some(sink) => sink(event),
            None if matches!(
                event,
                Event::PlanFailed { .. } | Event::SignInFailed { .. } | Event::Damaged { .. }
            ) =>
            {
                let mut missed = self.missed.lock().unwrap_or_else(PoisonError::into_inner);
                if missed.len() < MISSED {
                    missed.push(event);
                }
            }
            None => {}
        }
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Events")
    }
}
