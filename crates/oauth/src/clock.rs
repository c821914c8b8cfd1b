//! Time as an argument, and how far each server's clock is from ours.
//!
//! A proof's `iat` may be wrong by about three minutes; computers are wrong by more than that. What a server says in
//! its `Date` header is therefore remembered per origin and added to our own time when a proof for it is signed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use url::Url;

/// Where the time comes from: `SystemTime::now` in the application, a fixed hand in tests.
pub type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Seconds since the epoch; zero before it.
pub(crate) fn unix(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// The time this many seconds after the epoch; the epoch itself for what lies before or cannot be represented.
pub(crate) fn system_time(seconds: i64) -> SystemTime {
    let since = std::time::Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
    UNIX_EPOCH.checked_add(since).unwrap_or(UNIX_EPOCH)
}

/// A clock further off than this is not a clock to follow.
const MAX_OFFSET: i64 = 24 * 3600;
/// Closer than this, the difference is the network's and not the clock's.
const NOISE: i64 = 5;

/// Offsets learned from `Date`, per origin.
#[derive(Default)]
pub(crate) struct Offsets(Mutex<HashMap<String, i64>>);

impl Offsets {
    pub(crate) fn of(&self, url: &Url) -> i64 {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&origin(url)).copied().unwrap_or(0)
    }

    /// Learns from one reply. True when what was believed before was wrong by enough to matter to a proof.
    pub(crate) fn learn(&self, url: &Url, date: Option<SystemTime>, now: i64) -> bool {
        let Some(said) = date else { return false };
        let mut offset = (unix(said) - now).clamp(-MAX_OFFSET, MAX_OFFSET);
        if offset.abs() < NOISE {
            offset = 0;
        }
        let before = {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(origin(url), offset).unwrap_or(0)
        };
        (offset - before).abs() >= NOISE
    }
}

/// Scheme, host and port as text: the key of everything kept per origin.
pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_an_offset_once_and_clamps_a_far_future() {
        let url = Url::parse("https://pds.example/x").unwrap();
        let offsets = Offsets::default();
        let now = 784_111_777 - 600;
        assert!(offsets.learn(&url, Some(system_time(784_111_777)), now));
        assert_eq!(offsets.of(&url), 600);
        assert!(!offsets.learn(&url, Some(system_time(784_111_777)), now));
        assert!(!offsets.learn(&url, None, now));
        assert!(offsets.learn(&url, Some(system_time(4_097_422_177)), now));
        assert_eq!(offsets.of(&url), MAX_OFFSET);
        assert_eq!(offsets.of(&Url::parse("https://other.example").unwrap()), 0);
    }
}
