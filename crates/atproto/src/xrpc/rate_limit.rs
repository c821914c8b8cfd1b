//! Budgets, as servers announce them.
//!
//! `RateLimit-Limit`, `-Remaining`, `-Reset` and `-Policy` are an early draft of
//! [RateLimit header fields](https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/); the
//! reference server's `-Reset` is seconds since 1970, others send seconds from now. `Retry-After` is
//! [RFC 9110 section 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, header};

use crate::http::parse_http_date;

/// A `RateLimit-Reset` below this is a number of seconds from now: as a date it would be in 2001.
const FIRST_DATE: u64 = 1_000_000_000;

/// The longest wait that is believed.
const MAX_WAIT: Duration = Duration::from_secs(48 * 3600);

/// What an answer says about the caller's budget. Every field may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RateLimit {
    /// The budget's size, in the server's points.
    pub limit: Option<u64>,
    /// What is left of it.
    pub remaining: Option<u64>,
    /// `RateLimit-Reset` as sent: seconds since 1970, or from now. [`retry_at`](Self::retry_at) reads it.
    pub reset: Option<u64>,
    /// The budget's window in seconds, from `RateLimit-Policy`.
    pub window: Option<u64>,
    /// `Retry-After`.
    pub retry_after: Option<RetryAfter>,
}

/// When to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// After so long.
    Delay(Duration),
    /// At a date by the server's clock.
    Date(SystemTime),
}

impl RateLimit {
    /// Reads the headers. What is missing or malformed is `None`.
    #[must_use]
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let number = |name: &str| {
            // The draft allows a list after the first number.
            text(name)?.split([',', ';']).next()?.trim().parse().ok()
        };
        let window = text("ratelimit-policy").and_then(|policy| {
            policy.split(';').find_map(|part| part.trim().strip_prefix("w=")?.trim().parse().ok())
        });
        let retry_after = text(header::RETRY_AFTER.as_str()).and_then(|value| match value.parse() {
            Ok(seconds) => Some(RetryAfter::Delay(Duration::from_secs(seconds))),
            Err(_) => parse_http_date(value).map(RetryAfter::Date),
        });
        Self {
            limit: number("ratelimit-limit"),
            remaining: number("ratelimit-remaining"),
            reset: number("ratelimit-reset"),
            window,
            retry_after,
        }
    }

    /// When to ask again, for an answer that arrived at `now`: by `Retry-After`, else by the reset of the
    /// budget. Never before `now` and never more than two days after it, whatever was sent.
    #[must_use]
    pub fn retry_at(&self, now: SystemTime) -> Option<SystemTime> {
        let at = match (self.retry_after, self.reset) {
            (Some(RetryAfter::Delay(delay)), _) => now.checked_add(delay.min(MAX_WAIT)),
            (Some(RetryAfter::Date(date)), _) => Some(date),
            (None, Some(reset)) if reset < FIRST_DATE => {
                now.checked_add(Duration::from_secs(reset).min(MAX_WAIT))
            }
            (None, Some(reset)) => {
                Some(UNIX_EPOCH.checked_add(Duration::from_secs(reset)).unwrap_or(now + MAX_WAIT))
            }
            (None, None) => None,
        }?;
        Some(at.clamp(now, now + MAX_WAIT))
    }
}
