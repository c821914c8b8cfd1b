//! Backups of the open library, and going back to one.

use crate::store::{self, Backup, OpenError, RestoreError};
use crate::{Library, StorageFault};
use jiff::ToSpan;

impl Library {
    /// The backups there are, the newest first.
    pub fn backups(&self) -> Vec<Backup> {
        store::backups(self.directory())
    }

    /// Makes a backup now; of all backups the newest two are kept. It holds no tokens: sessions have a file of their
    /// own. Neither readers nor writers wait for it.
    ///
    /// # Errors
    /// [`OpenError::Damaged`] when the library is not sound: then the backups that are there stay.
    pub fn back_up(&self, now: jiff::Timestamp) -> Result<Backup, OpenError> {
        self.check_integrity()?;
        let connection = self.another_connection()?;
        store::back_up(&connection, self.directory(), crate::library::FILE, &store::stamp(now), Some(now))
    }

    /// Makes the day's backup, when the newest one is a day old and there is anything to keep.
    ///
    /// # Errors
    /// As [`back_up`](Self::back_up).
    pub fn back_up_daily(&self, now: jiff::Timestamp) -> Result<Option<Backup>, OpenError> {
        let newest = self.backups().first().map(|backup| backup.at);
        let due = newest.is_none_or(|newest| now >= newest.saturating_add(24.hours()).unwrap_or(now));
        if !due || self.is_bare()? {
            return Ok(None);
        }
        self.back_up(now).map(Some)
    }

    /// Goes back to a backup, for every clone of this value. The present file is set aside, never deleted. What the
    /// server knows better is fetched at the next sync; what stays on this computer is as it was then.
    ///
    /// Numbers of books, accounts and groups from before may mean nothing afterwards.
    ///
    /// # Errors
    /// [`RestoreError`]; the library is then as it was.
    pub fn restore(&self, backup: &str, now: jiff::Timestamp) -> Result<(), RestoreError> {
        self.while_closed(|directory| store::replace(directory, backup, now))
    }

    /// Sets the library's file aside and begins an empty one, for every clone of this value.
    ///
    /// # Errors
    /// [`RestoreError::Files`] when the file cannot be moved.
    pub fn begin_anew(&self, now: jiff::Timestamp) -> Result<(), RestoreError> {
        self.while_closed(|directory| store::recover(directory, None, now))
    }

    /// Neither books nor history: a backup would push a better one out.
    fn is_bare(&self) -> Result<bool, StorageFault> {
        self.read(|connection| {
            let kept = "SELECT EXISTS (SELECT 1 FROM book) OR EXISTS (SELECT 1 FROM change)";
            Ok(!connection.query_row(kept, [], |row| row.get::<_, bool>(0))?)
        })
    }
}
