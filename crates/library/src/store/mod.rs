//! Files, connections and migrations: what must be right before the first query.

mod copies;
mod files;
mod migrate;

use crate::StorageFault;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

pub use copies::{Backup, RestoreError, backups, recover};
pub(crate) use copies::{back_up, remove_copies, replace, set_aside, stamp};
pub(crate) use files::{private_directory, private_file};
pub(crate) use migrate::MIGRATIONS;

/// The library could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// A later version of the app made the file; this one would lose what it does not know.
    #[error("the library was made by a later version of the app (schema {found}, this one knows {known})")]
    Newer {
        /// Schema number in the file.
        found: u32,
        /// Highest schema number this version knows.
        known: u32,
    },
    /// The file is not a sound database. It was left as it is.
    #[error("the library's file is damaged")]
    Damaged,
    /// The directory or a file in it could not be made or made private.
    #[error("the library's directory cannot be used")]
    Directory(#[source] std::io::Error),
    /// SQLite failed.
    #[error(transparent)]
    Storage(StorageFault),
}

impl From<StorageFault> for OpenError {
    fn from(fault: StorageFault) -> Self {
        match fault {
            StorageFault::Damaged => Self::Damaged,
            fault => Self::Storage(fault),
        }
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        StorageFault::from(error).into()
    }
}

/// How long a statement waits for another process before it fails as busy.
const PATIENCE: Duration = Duration::from_secs(5);

/// Ending of the note that asks for a check.
const DISTRUSTED: &str = ".check";

/// A migration: what `user_version` becomes, and the SQL that takes it there.
pub(crate) struct Migration {
    pub(crate) version: u32,
    pub(crate) sql: &'static str,
}

/// Opens (or makes) `directory/name`, private to this user, and brings its schema up to date.
///
/// A write-ahead log left behind means that the last process did not close the file; only then, or when it was
/// [distrusted](distrust), is the whole file checked, because the check reads all of it.
pub(crate) fn open(directory: &Path, name: &str, migrations: &[Migration]) -> Result<Connection, OpenError> {
    private_directory(directory).map_err(OpenError::Directory)?;
    copies::finish_restoring(directory, name).map_err(OpenError::Directory)?;
    let path = directory.join(name);
    let unclean = beside(&path, "-wal").metadata().is_ok_and(|log| log.len() > 0);
    let distrusted = beside(&path, DISTRUSTED).exists();
    private_file(&path).map_err(OpenError::Directory)?;

    let mut connection = connect(&path)?;
    // The mode is answered as a row; anything but "wal" (a network drive, say) still works, only slower.
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;",
    )?;
    if unclean || distrusted {
        check_integrity(&connection)?;
        let _ = std::fs::remove_file(beside(&path, DISTRUSTED));
    }
    migrate::migrate(&mut connection, directory, name, migrations)?;
    Ok(connection)
}

/// A second connection to an open database, which cannot write.
pub(crate) fn open_reader(directory: &Path, name: &str) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(directory.join(name), flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch("PRAGMA query_only = ON;")?;
    Ok(connection)
}

/// Reads the whole file and says whether it is sound: structure and foreign keys.
pub(crate) fn check_integrity(connection: &Connection) -> Result<(), StorageFault> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        tracing::error!(%verdict, "the database failed its integrity check");
        return Err(StorageFault::Damaged);
    }
    let dangling = connection.query_row("PRAGMA foreign_key_check", [], |_| Ok(())).optional()?;
    if dangling.is_some() {
        tracing::error!("the database refers to rows that are not there");
        return Err(StorageFault::Damaged);
    }
    Ok(())
}

/// Leaves a note that the database is to be checked when it is next opened.
pub(crate) fn distrust(directory: &Path, name: &str) -> std::io::Result<()> {
    private_file(&beside(&directory.join(name), DISTRUSTED))
}

/// A connection that reads and writes.
pub(crate) fn connect(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch("PRAGMA secure_delete = ON;")?;
    Ok(connection)
}

/// The path with `ending` behind its name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
