//! Books per status.

use crate::columns::status_of;
use crate::{AccountId, Library, StorageFault};
use bookhive::Status;

/// Books per status; the parts add up to `all`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All books.
    pub all: u32,
    /// Read.
    pub finished: u32,
    /// Being read.
    pub reading: u32,
    /// To be read.
    pub want_to_read: u32,
    /// Given up.
    pub abandoned: u32,
    /// Without a status, or with one that this app does not know.
    pub none: u32,
}

impl Library {
    /// Counts the account's books per status.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn counts(&self, account: AccountId) -> Result<Counts, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT status, COUNT(*) FROM book WHERE account = ?1 AND gone = 0 GROUP BY status",
            )?;
            let mut counts = Counts::default();
            let mut rows = statement.query([account])?;
            while let Some(row) = rows.next()? {
                let (status, number): (Option<i64>, u32) = (row.get(0)?, row.get(1)?);
                counts.all += number;
                *match status.and_then(status_of) {
                    Some(Status::Finished) => &mut counts.finished,
                    Some(Status::Reading) => &mut counts.reading,
                    Some(Status::WantToRead) => &mut counts.want_to_read,
                    Some(Status::Abandoned) => &mut counts.abandoned,
                    None => &mut counts.none,
                } += number;
            }
            Ok(counts)
        })
    }
}
