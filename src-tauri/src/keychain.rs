//! The operating system's keychain as the vault of the session keys: Secret Service on Linux, Keychain Services on
//! macOS, Credential Manager on Windows.
//!
//! A Secret Service without any collection answers a look-up as if the item had never been made, so "absent" is believed
//! only where a marker item of ours is found, or can be written.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use keyring::{Entry, Error};
use oauth::{Secret, Vault, VaultError};

/// Proves that the keychain behind a "no such item" keeps what it is given.
const MARKER: &str = "marker";

/// One service's items in the keychain. Calls block, and may wait for a person at an unlock prompt.
#[derive(Debug, Clone)]
pub(crate) struct Keychain {
    service: String,
}

impl Keychain {
    /// The items of `service`, which differs per network.
    pub(crate) fn new(service: String) -> Self {
        Self { service }
    }

    /// Fails unless the keychain keeps what it is given.
    fn prove(&self) -> Result<(), VaultError> {
        let kept = match self.with(MARKER, |entry| entry.get_password()) {
            Err(Error::NoEntry) => self.with(MARKER, |entry| entry.set_password(MARKER)),
            found => found.map(drop),
        };
        kept.map_err(|error| trouble(&error))
    }

    /// Runs `action` on an item, once more over a new connection when the service went away under the first.
    fn with<T>(&self, item: &str, action: impl Fn(&Entry) -> keyring::Result<T>) -> keyring::Result<T> {
        let attempt = || action(&self.entry(item)?);
        match attempt() {
            Err(Error::PlatformFailure(_)) if disconnect() => attempt(),
            outcome => outcome,
        }
    }

    #[cfg(target_os = "linux")]
    fn entry(&self, item: &str) -> keyring::Result<Entry> {
        // `keyring` connects once and remembers a failure for ever; a service that starts later is found here.
        if Entry::store_status().is_err() || keyring_core::get_default_store().is_none() {
            keyring_core::set_default_store(zbus_secret_service_keyring_store::Store::new()?);
        }
        Ok(Entry { inner: keyring_core::Entry::new(&self.service, item)? })
    }

    #[cfg(not(target_os = "linux"))]
    fn entry(&self, item: &str) -> keyring::Result<Entry> {
        Entry::new(&self.service, item)
    }
}

impl Vault for Keychain {
    fn get(&self, item: &str) -> Result<Option<Secret>, VaultError> {
        match self.with(item, |entry| entry.get_password()) {
            // Text that we did not write is not a missing item, and must not be replaced as one.
            Ok(text) => {
                BASE64.decode(text).map(|bytes| Some(Secret::new(bytes))).map_err(|_| VaultError::Failed)
            }
            Err(Error::NoEntry) => self.prove().map(|()| None),
            Err(error) => Err(trouble(&error)),
        }
    }

    /// Keeps text, because some keychains (KDE's wallet) hold nothing else.
    fn set(&self, item: &str, secret: &Secret) -> Result<(), VaultError> {
        let text = BASE64.encode(secret.expose());
        self.with(item, |entry| entry.set_password(&text)).map_err(|error| trouble(&error))
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        match self.with(item, |entry| entry.delete_credential()) {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(trouble(&error)),
        }
    }
}

/// Drops the connection to the keychain; `false` where there is none to drop.
fn disconnect() -> bool {
    #[cfg(target_os = "linux")]
    return keyring_core::unset_default_store().is_some();
    #[cfg(not(target_os = "linux"))]
    return false;
}

fn trouble(error: &Error) -> VaultError {
    tracing::debug!(%error, "the keychain refused");
    match error {
        Error::NoStorageAccess(cause) => service_trouble(cause.as_ref()).unwrap_or(VaultError::Denied),
        Error::PlatformFailure(cause) => service_trouble(cause.as_ref()).unwrap_or(VaultError::Failed),
        Error::NoDefaultStore => VaultError::Absent,
        _ => VaultError::Failed,
    }
}

#[cfg(target_os = "linux")]
fn service_trouble(cause: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<VaultError> {
    use secret_service::Error as Service;
    Some(match cause.downcast_ref::<Service>()? {
        // A prompt that nobody could be shown, or that was closed.
        Service::Locked | Service::Prompt => VaultError::Locked,
        // No default collection; no service on the bus; no bus.
        Service::NoResult | Service::Unavailable | Service::Zbus(_) | Service::ZbusFdo(_) => {
            VaultError::Absent
        }
        _ => VaultError::Failed,
    })
}

#[cfg(not(target_os = "linux"))]
fn service_trouble(_cause: &(dyn std::error::Error + Send + Sync + 'static)) -> Option<VaultError> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_locked_service_is_not_an_absent_one() {
        let check = |cause, expected| {
            assert_eq!(trouble(&Error::NoStorageAccess(Box::new(cause))), expected);
        };
        check(secret_service::Error::Prompt, VaultError::Locked);
        check(secret_service::Error::Locked, VaultError::Locked);
        check(secret_service::Error::NoResult, VaultError::Absent);
    }

    #[test]
    fn a_machine_without_a_service_has_no_keychain() {
        let failure = Error::PlatformFailure(Box::new(secret_service::Error::Unavailable));
        assert_eq!(trouble(&failure), VaultError::Absent);
        assert_eq!(trouble(&Error::NoDefaultStore), VaultError::Absent);
    }
}
