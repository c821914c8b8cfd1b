//! Accounts, and the library without one.

use crate::{AccountId, Library, StorageFault, words};
use atproto::repo::Head;
use atproto::{Cid, Did};
use rusqlite::{Connection, OptionalExtension};
use thiserror::Error;

/// An account whose books are on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Its DID; `None` for the library without an account.
    pub did: Option<Did>,
    /// When the mirror was last known to equal the repository.
    pub synced_at: Option<jiff::Timestamp>,
}

/// An account could not be found or forgotten.
#[derive(Debug, Error)]
pub enum AccountError {
    /// No account has this number.
    #[error("the account is not on this computer")]
    Unknown,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for AccountError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Library {
    /// The library without an account, made when it is missing. Its books are sent nowhere.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn local_account(&self) -> Result<AccountId, StorageFault> {
        self.find_or_make(None)
    }

    /// The library of an account, made when it is missing.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn account(&self, did: &Did) -> Result<AccountId, StorageFault> {
        self.find_or_make(Some(did.as_str()))
    }

    fn find_or_make(&self, did: Option<&str>) -> Result<AccountId, StorageFault> {
        let find = |connection: &Connection| {
            connection
                .prepare_cached("SELECT id FROM account WHERE did IS ?1")?
                .query_row([did], |row| row.get(0))
                .optional()
                .map_err(StorageFault::from)
        };
        if let Some(id) = self.read(find)? {
            return Ok(id);
        }
        self.write(|transaction| {
            if let Some(id) = find(transaction)? {
                return Ok(id);
            }
            transaction.execute("INSERT INTO account (did) VALUES (?1)", [did])?;
            Ok(AccountId::new(transaction.last_insert_rowid()))
        })
    }

    /// Every account with books or history on this computer, in the order they came.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn accounts(&self) -> Result<Vec<Account>, StorageFault> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT id, did, synced_at FROM account ORDER BY id")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.map(|row| {
                let (id, did, synced_at): (_, Option<String>, Option<i64>) = row?;
                Ok(Account {
                    id,
                    did: did
                        .map(|did| Did::parse(&did).map_err(|_| StorageFault::Malformed { what: "DID" }))
                        .transpose()?,
                    synced_at: synced_at
                        .map(jiff::Timestamp::from_microsecond)
                        .transpose()
                        .map_err(|_| StorageFault::Malformed { what: "time" })?,
                })
            })
            .collect()
        })
    }

    /// Removes an account's books, history, imports and waiting changes, and all copies of the database, which hold
    /// every account's. What the server has is not touched.
    ///
    /// # Errors
    /// [`AccountError::Unknown`] when there is no such account.
    pub fn forget_account(&self, account: AccountId) -> Result<(), AccountError> {
        self.write(|transaction| {
            words::expect_many(transaction)?;
            transaction.execute(
                "DELETE FROM book_words WHERE rowid IN (SELECT id FROM book WHERE account = ?1)",
                [account],
            )?;
            match transaction.execute("DELETE FROM account WHERE id = ?1", [account])? {
                0 => Err(AccountError::Unknown),
                _ => Ok(()),
            }
        })?;
        self.leave_no_trace();
        Ok(())
    }

    /// The head that the mirror equals, with nothing but the waiting changes on top. `None` until a complete listing
    /// had a stable head: list again before writing.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn head(&self, account: AccountId) -> Result<Option<Head>, StorageFault> {
        self.read(|connection| head(connection, account))
    }

    /// When the mirror was last known to equal the repository; `None` until it was listed to its end once.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn synced_at(&self, account: AccountId) -> Result<Option<jiff::Timestamp>, StorageFault> {
        self.read(|connection| {
            let synced_at: Option<i64> = connection
                .prepare_cached("SELECT synced_at FROM account WHERE id = ?1")?
                .query_row([account], |row| row.get(0))
                .optional()?
                .flatten();
            let read = synced_at.map(jiff::Timestamp::from_microsecond).transpose();
            read.map_err(|_| StorageFault::Malformed { what: "time" })
        })
    }

    /// Notes that the mirror was found to equal the repository.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn mark_synced(&self, account: AccountId, now: jiff::Timestamp) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction.execute(
                "UPDATE account SET synced_at = ?2 WHERE id = ?1",
                (account, now.as_microsecond()),
            )?;
            Ok(())
        })
    }
}

pub(crate) fn head(connection: &Connection, account: AccountId) -> Result<Option<Head>, StorageFault> {
    let stored: Option<(Option<String>, Option<String>)> = connection
        .prepare_cached("SELECT rev, head FROM account WHERE id = ?1")?
        .query_row([account], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((Some(rev), Some(commit))) = stored else { return Ok(None) };
    let cid = Cid::parse(&commit).map_err(|_| StorageFault::Malformed { what: "CID" })?;
    Ok(Some(Head { cid, rev }))
}

/// Whether a complete listing of the account's repository was ever merged.
pub(crate) fn was_synced(connection: &Connection, account: AccountId) -> Result<bool, StorageFault> {
    let synced = connection
        .prepare_cached("SELECT synced_at IS NOT NULL FROM account WHERE id = ?1")?
        .query_row([account], |row| row.get(0))
        .optional()?;
    Ok(synced.unwrap_or_default())
}

pub(crate) fn set_head(
    connection: &Connection,
    account: AccountId,
    head: Option<&Head>,
    now: jiff::Timestamp,
) -> Result<(), StorageFault> {
    connection
        .prepare_cached("UPDATE account SET rev = ?2, head = ?3, synced_at = ?4 WHERE id = ?1")?
        .execute((
            account,
            head.map(|head| head.rev.as_str()),
            head.map(|head| head.cid.as_str()),
            now.as_microsecond(),
        ))?;
    Ok(())
}

/// Whether changes of this account's books go to a server. `None`: there is no such account.
pub(crate) fn publishes(connection: &Connection, account: AccountId) -> Result<Option<bool>, StorageFault> {
    Ok(connection
        .prepare_cached("SELECT did IS NOT NULL FROM account WHERE id = ?1")?
        .query_row([account], |row| row.get(0))
        .optional()?)
}
