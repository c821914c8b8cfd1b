//! Where keys lie: the keychain of the operating system, or memory for "only until I quit".
//!
//! A keychain may ask a person, and a person may be at lunch: every call here runs on a blocking thread and is given
//! up after [`PATIENCE`]. An item has 65 bytes at most, well under the 2,560 that Windows allows.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::secret::Secret;

/// A keychain call that takes longer is given up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Small secrets by name. Calls may block for as long as a dialog stays open.
pub trait Vault: Send + Sync {
    /// Reads an item; `None` when the keychain answers that it has none.
    ///
    /// # Errors
    /// The keychain did not answer that question.
    fn get(&self, item: &str) -> Result<Option<Secret>, VaultError>;
    /// Writes or replaces an item.
    ///
    /// # Errors
    /// The item is not stored.
    fn set(&self, item: &str, secret: &Secret) -> Result<(), VaultError>;
    /// Removes an item; removing none is no error.
    ///
    /// # Errors
    /// The item may still be there.
    fn delete(&self, item: &str) -> Result<(), VaultError>;
}

/// Why a keychain gave nothing. Each has its own words and its own way on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// It is locked.
    #[error("the keychain is locked")]
    Locked,
    /// It did not answer in time; perhaps it asks a person something.
    #[error("the keychain did not answer in time")]
    TimedOut,
    /// The person or the system said no.
    #[error("access to the keychain was denied")]
    Denied,
    /// This system has none running.
    #[error("there is no keychain")]
    Absent,
    /// It answered with an error, or with something that is not ours.
    #[error("the keychain failed")]
    Failed,
}

/// Secrets that end with the process.
#[derive(Default)]
pub struct MemoryVault(Mutex<BTreeMap<String, Secret>>);

impl MemoryVault {
    fn items(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Secret>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for MemoryVault {
    fn get(&self, item: &str) -> Result<Option<Secret>, VaultError> {
        Ok(self.items().get(item).cloned())
    }

    fn set(&self, item: &str, secret: &Secret) -> Result<(), VaultError> {
        self.items().insert(item.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        self.items().remove(item);
        Ok(())
    }
}

/// One call to a vault, off the async threads and bounded in time.
pub(crate) async fn ask<T: Send + 'static>(
    vault: &Arc<dyn Vault>,
    patience: Duration,
    call: impl FnOnce(&dyn Vault) -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    let vault = Arc::clone(vault);
    let asked = tokio::task::spawn_blocking(move || call(&*vault));
    match tokio::time::timeout(patience, asked).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_panicked)) => Err(VaultError::Failed),
        Err(_elapsed) => Err(VaultError::TimedOut),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};

    use super::*;

    /// A keychain whose dialog stays open until the test is over.
    struct Dialog(Mutex<Receiver<()>>);

    impl Vault for Dialog {
        fn get(&self, _: &str) -> Result<Option<Secret>, VaultError> {
            let _ = self.0.lock().unwrap().recv();
            Ok(None)
        }

        fn set(&self, _: &str, _: &Secret) -> Result<(), VaultError> {
            Err(VaultError::Failed)
        }

        fn delete(&self, _: &str) -> Result<(), VaultError> {
            panic!("a vault that panics")
        }
    }

    #[tokio::test]
    async fn a_keychain_that_does_not_answer_is_given_up() {
        let (closes, dialog) = channel();
        let vault: Arc<dyn Vault> = Arc::new(Dialog(Mutex::new(dialog)));
        let asked = ask(&vault, Duration::from_millis(10), |vault| vault.get("x")).await;
        assert_eq!(asked.unwrap_err(), VaultError::TimedOut);
        drop(closes);
    }

    #[tokio::test]
    async fn a_keychain_that_panics_counts_as_failed() {
        let (_closes, dialog) = channel();
        let vault: Arc<dyn Vault> = Arc::new(Dialog(Mutex::new(dialog)));
        assert_eq!(ask(&vault, PATIENCE, |vault| vault.delete("x")).await, Err(VaultError::Failed));
    }
}
