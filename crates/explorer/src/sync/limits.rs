//! How much one `applyWrites` may carry: halved when the server objects, grown again when it agrees.

use library::BatchLimits;

/// `com.atproto.repo.applyWrites` takes at most 200 writes; the reference PDS 0.4 takes 150 KiB of JSON.
const FULL: BatchLimits = BatchLimits { writes: 200, bytes: 140_000, points: u64::MAX };
/// Conflicts shrink a batch to this and no further: below it the cost of a refusal is small anyway.
const CONFLICT_FLOOR: usize = 25;

/// The present size of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    writes: usize,
    bytes: usize,
    /// What it grows to.
    most: usize,
}

impl Limits {
    pub(crate) fn full() -> Self {
        Self { writes: FULL.writes, bytes: FULL.bytes, most: FULL.writes }
    }

    pub(crate) fn batch(self) -> BatchLimits {
        BatchLimits { writes: self.writes, bytes: self.bytes, ..FULL }
    }

    /// The server takes no batches: a write a call from now on.
    pub(crate) fn one_by_one(&mut self) {
        (self.writes, self.most) = (1, 1);
    }

    pub(crate) fn are_one_by_one(self) -> bool {
        self.most == 1
    }

    /// Somebody else wrote in between.
    pub(crate) fn after_conflict(&mut self, sent: usize) {
        self.writes = (sent / 2).max(CONFLICT_FLOOR).min(self.writes);
    }

    /// The server refused the batch for what is in it; half of it is tried, down to one write.
    pub(crate) fn after_refusal(&mut self, sent: usize) {
        self.writes = (sent / 2).max(1);
    }

    /// The request was too large.
    pub(crate) fn after_too_large(&mut self, sent: usize) {
        self.bytes = (self.bytes / 2).max(1);
        self.writes = (sent / 2).max(1);
    }

    pub(crate) fn after_success(&mut self) {
        self.writes = (self.writes * 2).min(self.most);
        self.bytes = (self.bytes * 2).min(FULL.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_batch_shrinks_to_one_and_grows_back() {
        let mut limits = Limits::full();
        let mut sent = 200;
        while sent > 1 {
            limits.after_refusal(sent);
            sent = limits.batch().writes;
        }
        assert_eq!(sent, 1);
        for _ in 0..8 {
            limits.after_success();
        }
        assert_eq!(limits, Limits::full());
    }

    #[test]
    fn where_batches_are_unknown_success_brings_none() {
        let mut limits = Limits::full();
        assert!(!limits.are_one_by_one());
        limits.one_by_one();
        limits.after_success();
        limits.after_conflict(1);
        assert_eq!((limits.batch().writes, limits.are_one_by_one()), (1, true));
    }

    #[test]
    fn a_conflict_never_shrinks_below_its_floor_nor_grows_a_batch() {
        let mut limits = Limits::full();
        limits.after_conflict(200);
        assert_eq!(limits.batch().writes, 100);
        limits.after_conflict(30);
        assert_eq!(limits.batch().writes, CONFLICT_FLOOR);
        limits.after_refusal(10);
        limits.after_conflict(5);
        assert_eq!(limits.batch().writes, 5);
    }
}
