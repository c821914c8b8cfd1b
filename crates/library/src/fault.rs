//! What SQLite can do to us, told apart as far as a person can act on it.

use rusqlite::ErrorCode;
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
    /// The operating system failed a read or a write.
    #[error("the disk reported an error")]
    Disk(#[source] rusqlite::Error),
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

impl From<rusqlite::Error> for StorageFault {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Self::Disk(error),
            _ => Self::Statement(error),
        }
    }
}
