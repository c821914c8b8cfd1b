//! What SQLite can do to us, told apart as far as a person can act on it.

use rusqlite::{ErrorCode, ffi};
use std::ffi::c_int;
use thiserror::Error;

/// The database could not do what was asked. The transaction was rolled back: nothing is half done.
#[derive(Debug, Error)]
pub enum StorageFault {
    /// No room for the change.
    #[error("the disk is full")]
    DiskFull,
    /// The file or its directory cannot be written.
    #[error("the library's file cannot be written")]
    ReadOnly,
    /// Another process kept its transaction open longer than we wait.
    #[error("another program is using the library")]
    Busy,
    /// The file is not a sound database.
    #[error("the library's file is damaged")]
    Damaged,
    /// The operating system failed to read, or to find, a file.
    #[error("the disk reported an error")]
    Disk(#[source] rusqlite::Error),
    /// The operating system did not take what was written: the user's share of the disk is used up (SQLite does not
    /// tell a quota from other reasons), the file is as large as the file system allows, or the disk is failing.
    #[error("the disk did not take what was written")]
    DiskRefused(#[source] rusqlite::Error),
    /// A value, or all values of one row, are larger than SQLite takes.
    #[error("this is more than the library can hold in one place")]
    TooLarge,
    /// The computer has no memory to spare.
    #[error("the computer is out of memory")]
    OutOfMemory,
    /// A value in the database is not what we write there.
    #[error("the library's file holds a {what} that cannot be read")]
    Malformed {
        /// What it should have been.
        what: &'static str,
    },
    /// A statement failed for a reason that only a fault in this program explains.
    #[error("the library's database refused a statement")]
    Statement(#[source] rusqlite::Error),
}

/// The extended codes of failed writing: <https://www.sqlite.org/rescode.html#extrc>.
const WRITING: [c_int; 7] = [
    ffi::SQLITE_IOERR_WRITE,
    ffi::SQLITE_IOERR_FSYNC,
    ffi::SQLITE_IOERR_DIR_FSYNC,
    ffi::SQLITE_IOERR_TRUNCATE,
    ffi::SQLITE_IOERR_SHMSIZE,
    ffi::SQLITE_IOERR_SHMMAP,
    ffi::SQLITE_IOERR_COMMIT_ATOMIC,
];

impl From<rusqlite::Error> for StorageFault {
    fn from(error: rusqlite::Error) -> Self {
        let extended = error.sqlite_error().map(|error| error.extended_code);
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(
                ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::AuthorizationForStatementDenied,
            ) => Self::ReadOnly,
            Some(
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed,
            ) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(ErrorCode::TooBig) => Self::TooLarge,
            Some(ErrorCode::OutOfMemory) => Self::OutOfMemory,
            Some(ErrorCode::SystemIoFailure) if extended == Some(ffi::SQLITE_IOERR_NOMEM) => {
                Self::OutOfMemory
            }
            Some(ErrorCode::SystemIoFailure) if extended.is_some_and(|code| WRITING.contains(&code)) => {
                Self::DiskRefused(error)
            }
            // Larger than two gigabytes, on a system that has no such files.
            Some(ErrorCode::NoLargeFileSupport) => Self::DiskRefused(error),
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Self::Disk(error),
            _ => Self::Statement(error),
        }
    }
}

impl StorageFault {
    /// The fault that one of SQLite's result codes, primary or extended, becomes: for tests of what a reader is told.
    /// Not there in a build without debug assertions.
    #[cfg(debug_assertions)]
    #[doc(hidden)]
    pub fn of_result_code(code: c_int) -> Self {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), None).into()
    }
}
