//! The server's budgets: learned from its answers, kept within, and turned into when the rest goes on.

use super::task::Cycle;
use super::{Stop, server};
use crate::views::RestReason;
use atproto::xrpc::RateLimit;
use jiff::{SignedDuration, Timestamp};
use library::{Budget, Waiting};
use std::time::{Duration, Instant};

const HOUR: u64 = 3_600;

/// Where a server asks to slow down without saying for how long.
const UNTOLD: Duration = Duration::from_secs(60);
/// A reset is told in whole seconds, cut off: the window ends within the next one.
const WHOLE_SECOND: Duration = Duration::from_secs(1);

/// Until when to send nothing, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rest {
    pub(crate) until: Timestamp,
    pub(crate) reason: RestReason,
}

/// A rest that was asked for, and how long it lasts by a clock that nobody sets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pause {
    rest: Rest,
    ends: Instant,
}

impl Pause {
    pub(super) fn begin(rest: Rest, now: Timestamp) -> Self {
        let length = Duration::try_from(rest.until.duration_since(now)).unwrap_or_default();
        Self { rest, ends: Instant::now() + length }
    }

    /// The rest, until it is over by either clock: one may be set, the other may stand still while the computer sleeps.
    pub(super) fn left(self, now: Timestamp) -> Option<Rest> {
        (now < self.rest.until && Instant::now() < self.ends).then_some(self.rest)
    }
}

/// What a server says of its budget, when it says all of it.
pub(super) fn budget(limit: &RateLimit, now: Timestamp) -> Option<Budget> {
    // With `Retry-After` too, the reset is still the window's.
    let reset = RateLimit { retry_after: None, ..limit.clone() };
    Some(Budget {
        seconds: limit.window?,
        points: limit.limit?,
        remaining: limit.remaining?,
        resets_at: Timestamp::try_from(reset.retry_at(now.into())?).ok()? + WHOLE_SECOND,
    })
}

/// Keeps what an answer to a write told of the budget.
pub(super) async fn learn(cycle: &Cycle, limit: &RateLimit) -> Result<(), Stop> {
    note(cycle, budget(limit, cycle.shared.now())).await
}

pub(super) async fn note(cycle: &Cycle, budget: Option<Budget>) -> Result<(), Stop> {
    let Some(budget) = budget else { return Ok(()) };
    let account = cycle.account;
    server::local(cycle, move |shared| shared.library.note_budget(account, &budget)).await
}

/// The rest that a refusal for want of budget asks for.
pub(super) fn asked(limit: &RateLimit, now: Timestamp) -> Rest {
    let told = limit.retry_at(now.into()).and_then(|at| Timestamp::try_from(at).ok());
    Rest {
        until: told.map_or(now + UNTOLD, |at| at + WHOLE_SECOND),
        reason: limit.window.map_or(RestReason::Server, reason),
    }
}

fn reason(seconds: u64) -> RestReason {
    if seconds <= HOUR { RestReason::HourlyLimit } else { RestReason::DailyLimit }
}

/// How many points may be spent now; `u64::MAX` where no budget is known.
pub(super) fn points(budgets: &[Budget], now: Timestamp) -> u64 {
    budgets.iter().map(|budget| budget.left(now)).min().unwrap_or(u64::MAX)
}

/// The rest that is due before `cost` points are spent: until every window that lacks them has ended. A window that
/// holds less than that when it is full says nothing.
pub(super) fn due(budgets: &[Budget], cost: u64, now: Timestamp) -> Option<Rest> {
    let lacking = budgets.iter().filter(|budget| {
        let left = budget.left(now);
        left < cost && left < budget.points
    });
    lacking
        .map(|budget| Rest { until: budget.resets_at, reason: reason(budget.seconds) })
        .max_by_key(|rest| rest.until)
}

/// When the last of what waits can be sent, as far as the budgets decide that; `None` when they do not.
pub(crate) fn finishes_at(waiting: Waiting, budgets: &[Budget], now: Timestamp) -> Option<Timestamp> {
    let cost = waiting.points();
    let of = |budget: &Budget| {
        let missing = cost.checked_sub(budget.left(now)).filter(|missing| *missing > 0)?;
        let windows = missing.div_ceil(budget.points.max(1)) - 1;
        let first = if budget.is_over(now) {
            now + SignedDuration::from_secs(i64::try_from(budget.seconds).ok()?)
        } else {
            budget.resets_at
        };
        let rest = i64::try_from(windows.checked_mul(budget.seconds)?).ok()?;
        first.checked_add(SignedDuration::from_secs(rest)).ok()
    };
    budgets.iter().filter_map(of).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + seconds).unwrap()
    }

    fn window(seconds: u64, points: u64, remaining: u64, resets: i64) -> Budget {
        Budget { seconds, points, remaining, resets_at: at(resets) }
    }

    fn creates(creates: u32) -> Waiting {
        Waiting { entries: creates, creates, ..Waiting::default() }
    }

    #[test]
    fn the_tightest_budget_decides_how_much_is_sent_and_the_latest_how_long_to_rest() {
        let budgets = [window(HOUR, 5_000, 2, 600), window(86_400, 35_000, 1, 7_000)];
        assert_eq!(points(&budgets, at(0)), 1);
        let rest = due(&budgets, 3, at(0)).unwrap();
        assert_eq!((rest.until, rest.reason), (at(7_000), RestReason::DailyLimit));
        assert_eq!(due(&budgets, 1, at(0)), None);
        assert_eq!(due(&budgets, 3, at(7_000)), None, "both windows have ended");
        assert_eq!(points(&[], at(0)), u64::MAX);
    }

    #[test]
    fn a_full_window_is_tried_however_small() {
        assert_eq!(due(&[window(HOUR, 1, 1, 600)], 3, at(0)), None);
    }

    #[test]
    fn a_clock_that_was_set_back_makes_no_rest_of_days() {
        let budgets = [window(HOUR, 5_000, 0, 600), window(86_400, 35_000, 0, 50_000)];
        let day_before = at(-86_400);
        assert_eq!(due(&budgets[..1], 3, day_before), None, "the hour's window is a day away");
        assert_eq!(due(&budgets, 3, day_before).unwrap().until, at(50_000), "the day's may be right");
        assert_eq!(due(&budgets, 3, at(-10 * 86_400)), None);
        assert_eq!(finishes_at(creates(1_700), &budgets[..1], day_before), Some(at(-86_400 + 3_600)));
        let asked = Rest { until: at(60), reason: RestReason::Server };
        assert_eq!(Pause::begin(asked, at(0)).left(at(59)), Some(asked));
        assert_eq!(Pause::begin(asked, at(0)).left(at(60)), None);
        assert_eq!(Pause::begin(asked, at(60)).left(day_before), None, "it is over by the other clock");
    }

    #[test]
    fn the_end_is_counted_in_windows() {
        let hour = window(HOUR, 5_000, 2_000, 600);
        assert_eq!(finishes_at(creates(600), &[hour], at(0)), None);
        assert_eq!(finishes_at(creates(1_000), &[hour], at(0)), Some(at(600)));
        assert_eq!(finishes_at(creates(3_200), &[hour], at(0)), Some(at(600 + 3_600)));
        let day = window(86_400, 35_000, 100, 50_000);
        assert_eq!(finishes_at(creates(1_000), &[hour, day], at(0)), Some(at(50_000)));
    }

    #[test]
    fn a_refusal_without_headers_is_waited_out_all_the_same() {
        let rest = asked(&RateLimit::default(), at(0));
        assert_eq!((rest.until, rest.reason), (at(60), RestReason::Server));
    }
}
