//! One at a time across processes: a lock the operating system gives back when its holder dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::base64url;

/// Held until dropped.
pub(crate) struct FileLock(#[allow(dead_code, reason = "the lock lives as long as the open file")] File);

/// The lock could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LockError {
    #[error("another process holds the lock")]
    Busy,
    #[error("the lock file cannot be used")]
    Unusable,
}

/// How often to look again, and for how long: longer than any request another process may be waiting for.
const PAUSE: Duration = Duration::from_millis(20);
const LOOKS: u32 = 3000;

impl FileLock {
    /// Waits for the lock named after `what` (a DID), which is hashed because it may not fit a file name.
    pub(crate) async fn acquire(directory: &Path, what: &str) -> Result<FileLock, LockError> {
        let name = format!("{}.lock", base64url::encode(Sha256::digest(what)));
        let path = directory.join(name);
        let open = || {
            std::fs::create_dir_all(directory)?;
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)
        };
        let file = open().map_err(|_| LockError::Unusable)?;
        for _ in 0..LOOKS {
            match file.try_lock() {
                Ok(()) => return Ok(FileLock(file)),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
                Err(TryLockError::Error(_)) => return Err(LockError::Unusable),
            }
        }
        Err(LockError::Busy)
    }
}
