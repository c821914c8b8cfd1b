//! Where sealed rows lie: a table of the library's in the application, a map in memory for "only until I quit".

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Rows of bytes by name. What is in them is this crate's business; where they lie is the caller's.
///
/// Calls block; this crate makes them off the async threads.
pub trait SessionStore: Send + Sync {
    /// Writes or replaces a row. It survives a power cut once this has returned: a lost write replays a token.
    ///
    /// # Errors
    /// The row is not durable.
    fn put(&self, key: &str, sealed: &[u8]) -> Result<(), StoreError>;
    /// Reads a row.
    ///
    /// # Errors
    /// The store cannot be read.
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// Removes a row; removing none is no error.
    ///
    /// # Errors
    /// The row is still there.
    fn delete(&self, key: &str) -> Result<(), StoreError>;
    /// The names of all rows.
    ///
    /// # Errors
    /// The store cannot be read.
    fn keys(&self) -> Result<Vec<String>, StoreError>;
}

/// The store did not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// No room left on the disk.
    #[error("no room left for sessions")]
    Full,
    /// Anything else, in the words of the store.
    #[error("the session store failed: {0}")]
    Failed(Arc<dyn std::error::Error + Send + Sync>),
}

/// Rows that end with the process.
#[derive(Default)]
pub struct MemoryStore(Mutex<BTreeMap<String, Vec<u8>>>);

impl MemoryStore {
    fn rows(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SessionStore for MemoryStore {
    fn put(&self, key: &str, sealed: &[u8]) -> Result<(), StoreError> {
        self.rows().insert(key.to_owned(), sealed.to_vec());
        Ok(())
    }

    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.rows().get(key).cloned())
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.rows().remove(key);
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.rows().keys().cloned().collect())
    }
}
