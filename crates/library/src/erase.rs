//! Taking things off this computer for good: old history, one change, everything.
//!
//! SQLite overwrites what it deletes (`secure_delete`, and the same for the full-text index); after each deed the
//! write-ahead log is emptied, and where the reader asked for something to be forgotten, the copies of the database go
//! too.

use crate::{AccountId, GroupId, Library, StorageFault, drafts, words};
use jiff::ToSpan;
use rusqlite::{Connection, Transaction};
use thiserror::Error;

/// Days for which the rows of an imported file are kept.
const IMPORT_ROWS_DAYS: u32 = 30;

/// What a purge took away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Groups of changes that can no longer be undone.
    pub groups: u32,
    /// Imports whose rows are gone.
    pub imports: u32,
}

/// A change was not forgotten.
#[derive(Debug, Error)]
pub enum ForgetError {
    /// The account's history has no such group.
    #[error("this change is no longer in the history")]
    UnknownGroup,
    /// The server has not heard of all of it, and what is to be sent would still hold the words.
    #[error("a part of this change has not been sent yet")]
    Waiting,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for ForgetError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Library {
    /// Removes what is past its time: groups of changes older than the [limit](Library::history_limit), with what
    /// things were before, and the rows of files imported more than 30 days ago. What still waits for the server stays.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn purge(&self, now: jiff::Timestamp) -> Result<Purged, StorageFault> {
        let limit = self.history_limit()?.days();
        let before = |days: u32| {
            let hours = i64::from(days) * 24;
            now.checked_sub(hours.hours()).unwrap_or(jiff::Timestamp::MIN).as_microsecond()
        };
        let purged = self.write(|transaction| {
            let mut purged = Purged::default();
            let imports = transaction.execute(
                "DELETE FROM import_row WHERE import IN (
                     SELECT id FROM import
                     WHERE at < ?1 AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.grp = import.grp))",
                [before(IMPORT_ROWS_DAYS)],
            )?;
            if imports > 0 {
                let ended = transaction.execute(
                    "UPDATE import SET dismissed = 1
                     WHERE at < ?1 AND NOT EXISTS (SELECT 1 FROM import_row WHERE import_row.import = import.id)",
                    [before(IMPORT_ROWS_DAYS)],
                )?;
                purged.imports = u32::try_from(ended).unwrap_or(u32::MAX);
            }
            if let Some(limit) = limit {
                let groups = transaction.execute(
                    "DELETE FROM change_group
                     WHERE at < ?1 AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.grp = change_group.id)",
                    [before(limit)],
                )?;
                purged.groups = u32::try_from(groups).unwrap_or(u32::MAX);
                drop_imports_without_history(transaction)?;
                drafts::drop_without_book(transaction)?;
            }
            Ok::<_, StorageFault>(purged)
        })?;
        if purged != Purged::default() {
            self.empty_log();
        }
        Ok(purged)
    }

    /// Forgets a group of changes: what things were before it, and the file's rows if it was an import. The books stay
    /// as they are. Backups still hold it, so they go; make a new one.
    ///
    /// # Errors
    /// [`ForgetError::Waiting`] while a part of it has not been sent.
    pub fn forget_group(&self, account: AccountId, group: GroupId) -> Result<(), ForgetError> {
        self.write(|transaction| {
            if transaction.prepare_cached("SELECT 1 FROM outbox WHERE grp = ?1")?.exists([group])? {
                return Err(ForgetError::Waiting);
            }
            let gone = transaction
                .execute("DELETE FROM change_group WHERE id = ?1 AND account = ?2", (group, account))?;
            if gone == 0 {
                return Err(ForgetError::UnknownGroup);
            }
            drop_imports_without_history(transaction)?;
            Ok(drafts::drop_without_book(transaction)?)
        })?;
        self.leave_no_trace();
        Ok(())
    }

    /// Removes everything of everybody: books, history, imports, waiting changes, settings, backups, files set aside.
    /// What is left is an empty library without an account. Sessions are not kept here: end them first.
    ///
    /// # Errors
    /// When SQLite fails; then nothing was removed.
    pub fn erase(&self) -> Result<(), StorageFault> {
        self.write(|transaction| {
            // Tables that refer to each other are emptied in any order; the sums are checked at the end.
            transaction.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            words::expect_many(transaction)?;
            for table in tables(transaction)? {
                // The library without an account keeps its number: it is known by it.
                let rest = if table == "account" { " WHERE did IS NOT NULL" } else { "" };
                transaction.execute(&format!("DELETE FROM \"{table}\"{rest}"), [])?;
            }
            transaction.execute("UPDATE account SET rev = NULL, head = NULL, synced_at = NULL", [])?;
            Ok::<_, StorageFault>(())
        })?;
        self.leave_no_trace();
        // Gives the pages back; they are empty already, so that failing to changes nothing.
        if let Err(error) =
            self.another_connection().and_then(|connection| Ok(connection.execute_batch("VACUUM")?))
        {
            tracing::warn!(%error, "the emptied library could not be made small");
        }
        self.empty_log();
        Ok(())
    }

    /// What was deleted is neither in the log nor in a copy of the database.
    pub(crate) fn leave_no_trace(&self) {
        crate::store::remove_copies(self.directory());
        self.empty_log();
    }
}

/// Every table with rows of its own, whoever made it: a later migration's is not forgotten here.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(
        "SELECT name FROM pragma_table_list
         WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )?;
    let names = statement.query_map([], |row| row.get(0))?;
    names.collect()
}

fn drop_imports_without_history(transaction: &Transaction<'_>) -> Result<(), StorageFault> {
    transaction.execute(
        "DELETE FROM import WHERE NOT EXISTS (SELECT 1 FROM change_group WHERE change_group.id = import.grp)
             AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.grp = import.grp)",
        [],
    )?;
    Ok(())
}
