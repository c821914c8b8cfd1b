//! The library's sealed rows as the place where the OAuth client keeps its sessions.

use library::{SealedRows, StorageFault};
use oauth::{SessionStore, StoreError};
use std::sync::Arc;

/// Blobs of `sessions.sqlite`; what is in them only the OAuth client knows.
#[derive(Debug)]
pub(crate) struct SealedSessions(pub(crate) SealedRows);

impl SessionStore for SealedSessions {
    fn put(&self, key: &str, sealed: &[u8]) -> Result<(), StoreError> {
        self.0.put(key, sealed).map_err(failed)
    }

    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.get(key).map_err(failed)
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.0.delete(key).map_err(failed)
    }

    fn keys(&self) -> Result<Vec<String>, StoreError> {
        self.0.keys().map_err(failed)
    }
}

fn failed(fault: StorageFault) -> StoreError {
    match fault {
        StorageFault::DiskFull => StoreError::Full,
        other => StoreError::Failed(Arc::new(other)),
    }
}
