//! What the server has not acknowledged yet.
//!
//! Entries are appended by every deed and taken away by an acknowledgement or a merge, never by sending: a batch is
//! a reading of the outbox, so a crash while it is on its way leaves nothing to clean up. Changes made meanwhile are
//! entries of their own and stay.

mod acknowledge;
mod batch;
mod entry;

use crate::{AccountId, Library, StorageFault};
use thiserror::Error;

pub use acknowledge::Acknowledgement;
pub use batch::{Batch, BatchItem, BatchLimits};
pub(crate) use entry::{Entry, Op, append, entries, put_aside, release, remove_entry, rewrite, stand};

/// What waits for the server, one book counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Books with waiting changes: the sum of the three below.
    pub entries: u32,
    /// Records to be created.
    pub creates: u32,
    /// Records to be updated.
    pub updates: u32,
    /// Records to be deleted.
    pub deletes: u32,
    /// Books with changes that were set aside.
    pub set_aside: u32,
}

impl Waiting {
    /// What sending all of it costs of a server's budget, at what the reference server charges.
    #[must_use]
    pub fn points(&self) -> u64 {
        u64::from(self.creates) * 3 + u64::from(self.updates) * 2 + u64::from(self.deletes)
    }
}

/// The outbox could not be read or settled.
#[derive(Debug, Error)]
pub enum OutboxError {
    /// No such account, or the library without one, whose books go nowhere.
    #[error("the account has no server to send to")]
    NoServer,
    /// The mirror is not known to equal any state of the repository: list it first.
    #[error("the repository has to be listed first")]
    NoHead,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for OutboxError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Library {
    /// Counts what waits and what was set aside.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn waiting(&self, account: AccountId) -> Result<Waiting, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT
                     COUNT(*) FILTER (WHERE waiting AND base IS NULL),
                     COUNT(*) FILTER (WHERE waiting AND base IS NOT NULL AND NOT gone),
                     COUNT(*) FILTER (WHERE waiting AND base IS NOT NULL AND gone),
                     COUNT(*) FILTER (WHERE aside)
                 FROM (SELECT outbox.book, MAX(outbox.aside IS NULL) AS waiting,
                              MAX(outbox.aside IS NOT NULL) AS aside
                       FROM outbox WHERE outbox.account = ?1 GROUP BY outbox.book) AS boxes
                 JOIN book ON book.id = boxes.book
                 JOIN book_record ON book_record.book = boxes.book",
            )?;
            Ok(statement.query_row([account], |row| {
                let (creates, updates, deletes) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(Waiting {
                    entries: creates + updates + deletes,
                    creates,
                    updates,
                    deletes,
                    set_aside: row.get(3)?,
                })
            })?)
        })
    }
}
