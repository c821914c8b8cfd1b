//! When the catalogue may be asked next. It is other people's server, and looks elsewhere itself.

use std::time::{Duration, Instant};

/// Between the starts of two questions: three a second at most.
const INTERVAL: Duration = Duration::from_millis(334);
/// The first pause after a failure; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// Who waits for the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// A person looks at the screen: a pause after a failure is not waited for.
    Asked,
    /// Nobody does.
    Background,
}

/// The turn of a question, or how long there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Ask after this wait.
    After(Duration),
    /// Not before this.
    Closed(Duration),
}

/// Turns, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    next: Option<Instant>,
    failures: u32,
    paused_until: Option<Instant>,
    /// The server's own word: kept by everybody.
    closed_until: Option<Instant>,
}

impl Pace {
    /// Takes a turn. A turn that was given is used, or lost.
    pub(crate) fn turn(&mut self, now: Instant, urgency: Urgency) -> Turn {
        if let Some(left) = self.closed(now, urgency) {
            return Turn::Closed(left);
        }
        let at = self.next.map_or(now, |next| next.max(now));
        self.next = Some(at + INTERVAL);
        Turn::After(at.saturating_duration_since(now))
    }

    /// How long nothing is asked. To be looked at again when a turn was waited for: much can have happened since.
    pub(crate) fn closed(&self, now: Instant, urgency: Urgency) -> Option<Duration> {
        let paused = self.paused_until.filter(|_| urgency == Urgency::Background);
        let until = self.closed_until.into_iter().chain(paused).max()?;
        Some(until.saturating_duration_since(now)).filter(|left| !left.is_zero())
    }

    /// The server answered as it should.
    pub(crate) fn answered(&mut self) {
        self.failures = 0;
        self.paused_until = None;
    }

    /// It did not, or could not be reached. `told` is what it said of coming back.
    pub(crate) fn failed(&mut self, now: Instant, told: Option<Duration>) {
        let pause = FIRST_PAUSE.saturating_mul(1 << self.failures.min(8)).min(LONGEST_PAUSE);
        self.failures += 1;
        self.paused_until = Some(now + pause);
        if let Some(told) = told {
            self.closed_until = Some(now + told);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn starts(pace: &mut Pace, now: Instant, count: usize) -> Vec<Duration> {
        let turns = (0..count).map(|_| match pace.turn(now, Urgency::Asked) {
            Turn::After(wait) => wait,
            closed @ Turn::Closed(_) => panic!("{closed:?}"),
        });
        turns.collect()
    }

    #[test]
    fn no_second_sees_more_than_three_questions() {
        let starts = starts(&mut Pace::default(), Instant::now(), 100);
        for window in starts.windows(4) {
            assert!(window[3] - window[0] > SECOND, "{window:?}");
        }
    }

    #[test]
    fn a_failure_pauses_the_background_ever_longer_but_not_a_person() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        for expected in [2, 4, 8, 16] {
            pace.failed(now, None);
            assert_eq!(pace.turn(now, Urgency::Background), Turn::Closed(SECOND * expected));
        }
        assert_eq!(pace.turn(now, Urgency::Asked), Turn::After(Duration::ZERO));
        (0..40).for_each(|_| pace.failed(now, None));
        assert_eq!(pace.turn(now, Urgency::Background), Turn::Closed(LONGEST_PAUSE));
        pace.answered();
        assert!(matches!(pace.turn(now, Urgency::Background), Turn::After(_)));
    }

    #[test]
    fn what_the_server_says_holds_for_everybody() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        pace.failed(now, Some(SECOND * 60));
        assert_eq!(pace.turn(now, Urgency::Asked), Turn::Closed(SECOND * 60));
        assert!(matches!(pace.turn(now + SECOND * 61, Urgency::Asked), Turn::After(_)));
    }
}
