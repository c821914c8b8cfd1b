//! A store and a vault that belong together, reached without blocking the async threads.

use std::sync::Arc;

use crate::secret::Secret;
use crate::store::{MemoryStore, SessionStore, StoreError};
use crate::vault::{self, MemoryVault, PATIENCE, Vault, VaultError};

/// Where the keys of a sign-in are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// In the vault and store the client was made with.
    Keychain,
    /// In memory; nothing of it touches the disk, and quitting ends it.
    UntilQuit,
}

/// One of the two places a session can live in.
#[derive(Clone)]
pub(crate) struct Place {
    store: Arc<dyn SessionStore>,
    vault: Arc<dyn Vault>,
    pub keep: Keep,
}

impl Place {
    pub(crate) fn durable(store: Arc<dyn SessionStore>, vault: Arc<dyn Vault>) -> Place {
        Place { store, vault, keep: Keep::Keychain }
    }

    pub(crate) fn memory() -> Place {
        let (store, vault) = (Arc::<MemoryStore>::default(), Arc::<MemoryVault>::default());
        Place { store, vault, keep: Keep::UntilQuit }
    }

    pub(crate) fn is_durable(&self) -> bool {
        self.keep == Keep::Keychain
    }

    /// The store itself, for callers that may block.
    pub(crate) fn rows(&self) -> &dyn SessionStore {
        &*self.store
    }

    pub(crate) async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let key = key.to_owned();
        self.with_store(move |store| store.get(&key)).await
    }

    pub(crate) async fn put(&self, key: &str, row: Vec<u8>) -> Result<(), StoreError> {
        let key = key.to_owned();
        self.with_store(move |store| store.put(&key, &row)).await
    }

    pub(crate) async fn delete(&self, key: &str) -> Result<(), StoreError> {
        let key = key.to_owned();
        self.with_store(move |store| store.delete(&key)).await
    }

    pub(crate) async fn keys(&self) -> Result<Vec<String>, StoreError> {
        self.with_store(|store| store.keys()).await
    }

    pub(crate) async fn secret(&self, item: &str) -> Result<Option<Secret>, VaultError> {
        let item = item.to_owned();
        vault::ask(&self.vault, PATIENCE, move |vault| vault.get(&item)).await
    }

    pub(crate) async fn set_secret(&self, item: &str, secret: Secret) -> Result<(), VaultError> {
        let item = item.to_owned();
        vault::ask(&self.vault, PATIENCE, move |vault| vault.set(&item, &secret)).await
    }

    pub(crate) async fn delete_secret(&self, item: &str) -> Result<(), VaultError> {
        let item = item.to_owned();
        vault::ask(&self.vault, PATIENCE, move |vault| vault.delete(&item)).await
    }

    async fn with_store<T: Send + 'static>(
        &self,
        call: impl FnOnce(&dyn SessionStore) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = Arc::clone(&self.store);
        tokio::task::spawn_blocking(move || call(&*store))
            .await
            .unwrap_or_else(|panicked| Err(StoreError::Failed(Arc::new(panicked))))
    }
}
