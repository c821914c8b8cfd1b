//! Opaque sealed rows in a file of their own, so that copies of the library never hold a token.

use crate::StorageFault;
use crate::store::{self, Migration, OpenError};
use rusqlite::{Connection, OptionalExtension};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const FILE: &str = "sessions.sqlite";

const MIGRATIONS: &[Migration] = &[Migration { version: 1, sql: include_str!("schema/0001_sessions.sql") }];

/// Blobs by key in `sessions.sqlite`. What is inside them is for the caller to know; they should be sealed.
///
/// Several processes may use the file at once. A write is on the disk when the call returns: a token lost after it
/// was used cannot be had again.
#[derive(Clone)]
pub struct SealedRows(Arc<Mutex<Connection>>);

impl std::fmt::Debug for SealedRows {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SealedRows([redacted])")
    }
}

impl SealedRows {
    /// Opens `directory/sessions.sqlite`, making it when it is missing.
    ///
    /// # Errors
    /// As [`Library::open`](crate::Library::open).
    pub fn open(directory: &Path) -> Result<Self, OpenError> {
        Ok(Self(Arc::new(Mutex::new(store::open(directory, FILE, MIGRATIONS)?))))
    }

    /// Moves a file that cannot be opened out of the way; the next opening makes an empty one.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn set_aside(directory: &Path, now: jiff::Timestamp) -> Result<(), OpenError> {
        store::set_aside(directory, FILE, now).map_err(OpenError::Directory)
    }

    /// Keeps `sealed` under `key`, replacing what was there.
    ///
    /// # Errors
    /// When SQLite fails; what was there then still is.
    pub fn put(&self, key: &str, sealed: &[u8]) -> Result<(), StorageFault> {
        self.connection().execute(
            "INSERT INTO sealed (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, sealed),
        )?;
        Ok(())
    }

    /// What is kept under `key`.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StorageFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached("SELECT value FROM sealed WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }

    /// Forgets `key`; that it was not there is no error.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn delete(&self, key: &str) -> Result<(), StorageFault> {
        let connection = self.connection();
        connection.execute("DELETE FROM sealed WHERE key = ?1", [key])?;
        // The log still holds the blob until it is written back over; secrets should not outlive their deletion.
        // Another reader may keep the log busy: then the next checkpoint does it.
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// All keys, in order.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn keys(&self) -> Result<Vec<String>, StorageFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached("SELECT key FROM sealed ORDER BY key")?;
        let keys = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(keys)
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
