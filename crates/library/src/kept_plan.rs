//! Files of imports: the one whose plan is open, so that a killed app opens it again, and those that were imported lately,
//! so that rows that failed can be given back as they stood. They are another service's whole export: nothing keeps them
//! longer than a month, and forgetting an account forgets them.

use crate::{AccountId, ImportId, Library, StorageFault};
use jiff::{SignedDuration, Timestamp};
use rusqlite::OptionalExtension;

/// How long the file of an import is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The file of the open plan, and what was decided about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPlan {
    /// The account it was planned for.
    pub account: AccountId,
    /// Name of the file, without its directory.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Decisions, in the caller's own form.
    pub decisions: String,
}

impl Library {
    /// Keeps the file of the plan that is opened, in place of any other.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn keep_plan(&self, account: AccountId, file_name: &str, bytes: &[u8]) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM open_plan", [])?;
            transaction.execute(
                "INSERT INTO open_plan (one, account, file_name, bytes) VALUES (1, ?1, ?2, ?3)",
                (account, file_name, bytes),
            )?;
            Ok(())
        })
    }

    /// Keeps what was decided about the open plan. Nothing happens when none is kept.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn keep_decisions(&self, decisions: &str) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction.execute("UPDATE open_plan SET decisions = ?1", [decisions])?;
            Ok(())
        })
    }

    /// The kept plan.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn kept_plan(&self) -> Result<Option<KeptPlan>, StorageFault> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT account, file_name, bytes, decisions FROM open_plan")?;
            let plan = statement.query_row([], |row| {
                Ok(KeptPlan {
                    account: row.get(0)?,
                    file_name: row.get(1)?,
                    bytes: row.get(2)?,
                    decisions: row.get(3)?,
                })
            });
            Ok(plan.optional()?)
        })
    }

    /// Forgets the kept plan: it was closed.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn forget_plan(&self) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM open_plan", [])?;
            Ok(())
        })
    }

    /// The kept plan has become an import: its file goes with that.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn keep_file_of(&self, import: ImportId, now: Timestamp) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT OR REPLACE INTO import_file (import, bytes, decisions, at)
                 SELECT ?1, bytes, decisions, ?2 FROM open_plan",
                (import, now.as_microsecond()),
            )?;
            transaction.execute("DELETE FROM open_plan", [])?;
            Ok(())
        })
    }

    /// The file of an import and what was decided about it, while it is kept.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn file_of(&self, import: ImportId) -> Result<Option<(Vec<u8>, String)>, StorageFault> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT bytes, decisions FROM import_file WHERE import = ?1")?;
            Ok(statement.query_row([import], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
        })
    }

    /// Forgets files of imports that are a month old.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn tidy_import_files(&self, now: Timestamp) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM import_file WHERE at < ?1", [(now - KEPT).as_microsecond()])?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_plan_is_kept_and_survives_a_restart() {
        let directory = tempfile::tempdir().unwrap();
        let library = Library::open(directory.path()).unwrap();
        let account = library.local_account().unwrap();
        library.keep_plan(account, "old.csv", b"old").unwrap();
        library.keep_plan(account, "new.csv", b"Title\n").unwrap();
        library.keep_decisions("{\"leftOut\":[2]}").unwrap();
        drop(library);
        let library = Library::open(directory.path()).unwrap();
        let kept = library.kept_plan().unwrap().unwrap();
        assert_eq!((kept.file_name.as_str(), &*kept.bytes), ("new.csv", &b"Title\n"[..]));
        assert_eq!(kept.decisions, "{\"leftOut\":[2]}");
        library.forget_plan().unwrap();
        assert_eq!(library.kept_plan().unwrap(), None);
    }
}
