//! What was found out a moment ago.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The most entries a cache keeps. One person knows few accounts; the limit only stops growth without end.
const CAPACITY: usize = 256;

/// Values that are good for a fixed time. Failures are never kept.
#[derive(Debug)]
pub(super) struct Cache<K, V> {
    lifetime: Duration,
    entries: Mutex<HashMap<K, (Instant, V)>>,
}

impl<K: Eq + Hash + Clone, V: Clone> Cache<K, V> {
    pub(super) fn new(lifetime: Duration) -> Self {
        Self { lifetime, entries: Mutex::new(HashMap::new()) }
    }

    pub(super) fn get(&self, key: &K, now: Instant) -> Option<V> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let (stored, value) = entries.get(key)?;
        (now.saturating_duration_since(*stored) < self.lifetime).then(|| value.clone())
    }

    pub(super) fn put(&self, key: K, value: V, now: Instant) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= CAPACITY && !entries.contains_key(&key) {
            let oldest = entries.iter().min_by_key(|(_, (stored, _))| *stored).map(|(key, _)| key.clone());
            if let Some(oldest) = oldest {
                entries.remove(&oldest);
            }
        }
        entries.insert(key, (now, value));
    }

    pub(super) fn remove(&self, key: &K) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_after_its_lifetime() {
        let cache = Cache::new(Duration::from_secs(600));
        let start = Instant::now();
        cache.put("alice", 1, start);
        assert_eq!(cache.get(&"alice", start + Duration::from_secs(599)), Some(1));
        assert_eq!(cache.get(&"alice", start + Duration::from_secs(600)), None);
    }

    #[test]
    fn never_grows_past_its_capacity_and_drops_the_oldest() {
        let cache = Cache::new(Duration::from_secs(600));
        let start = Instant::now();
        for number in 0..=CAPACITY {
            cache.put(number, (), start + Duration::from_millis(number as u64));
        }
        assert_eq!(cache.entries.lock().unwrap().len(), CAPACITY);
        assert_eq!(cache.get(&0, start), None);
        assert_eq!(cache.get(&1, start), Some(()));
    }
}
