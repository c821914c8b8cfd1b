//! The network the app talks to, and what keeps two networks apart: their own directory, keychain service and stamp.

use crate::config::NetworkConfig;
use crate::views::NetworkView;
use library::{SealedRows, StorageFault};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use url::Url;

const PLC_DIRECTORY: &str = "https://plc.directory";
const CATALOGUE: &str = "https://bookhive.buzz";
const KEYCHAIN_SERVICE: &str = "Book Explorer";

/// One network, named by its stamp. A session is sealed with the stamp and never used under another.
#[derive(Debug, Clone)]
pub struct Network {
    config: NetworkConfig,
    stamp: String,
}

impl Network {
    /// The network of a configuration: the stamp is `main`, or a digest of the keys that differ.
    pub fn new(config: NetworkConfig) -> Self {
        let changed = config.changed();
        let stamp = if changed.is_empty() {
            "main".to_owned()
        } else {
            let mut digest = Sha256::new();
            for (key, value) in &changed {
                digest.update(format!("{key}={value}\n"));
            }
            format!("other-{}", hex(&digest.finalize()))
        };
        Self { config, stamp }
    }

    /// Names the network in sealed sessions, paths and the keychain.
    pub fn stamp(&self) -> &str {
        &self.stamp
    }

    /// Whether every setting is the real network's.
    pub fn is_default(&self) -> bool {
        self.config.changed().is_empty()
    }

    /// The settings that made this network.
    pub fn config(&self) -> &NetworkConfig {
        &self.config
    }

    /// Where this network's files live under the app's data directory.
    pub fn directory(&self, data_directory: &Path) -> PathBuf {
        if self.is_default() {
            data_directory.to_owned()
        } else {
            data_directory.join("networks").join(&self.stamp)
        }
    }

    /// Base of the PLC directory.
    pub fn plc_directory(&self) -> Option<Url> {
        self.config.plc_directory.clone().or_else(|| Url::parse(PLC_DIRECTORY).ok())
    }

    /// Base of the catalogue's XRPC.
    pub fn catalogue(&self) -> Option<Url> {
        self.config.catalogue.clone().or_else(|| Url::parse(CATALOGUE).ok())
    }

    /// What the banner says; `None` on the real network.
    pub fn view(&self) -> Option<NetworkView> {
        let changed = self.config.changed();
        (!changed.is_empty()).then(|| NetworkView {
            changed: changed.into_iter().map(|(key, _)| key.to_owned()).collect(),
            development: self.config.development,
        })
    }
}

/// The service name of the keychain items that belong to the sessions in `sealed`.
///
/// Made once and kept beside them: two data directories of one computer never touch each other's keys, and one that is
/// moved finds its own.
pub(crate) fn keychain_service(sealed: &SealedRows) -> Result<String, StorageFault> {
    const ROW: &str = "keychain-service";
    if let Some(kept) = sealed.get(ROW)?.and_then(|name| String::from_utf8(name).ok()) {
        return Ok(kept);
    }
    // Nobody guesses it or needs to: it only has to differ from its neighbours.
    let mut digest = Sha256::new();
    digest.update(std::process::id().to_le_bytes());
    digest.update(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_le_bytes());
    let service = format!("{KEYCHAIN_SERVICE} ({})", hex(&digest.finalize()));
    sealed.put(ROW, service.as_bytes())?;
    Ok(service)
}

/// Twelve digits of a digest.
fn hex(digest: &[u8]) -> String {
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_real_network_uses_the_plain_directory() {
        let network = Network::new(NetworkConfig::default());
        assert_eq!(network.directory(Path::new("/data")), Path::new("/data"));
        assert_eq!(network.view(), None);
    }

    #[test]
    fn any_changed_key_separates_directory_and_stamp() {
        let development = Network::new(NetworkConfig { development: true, ..NetworkConfig::default() });
        let resolver = Url::parse("https://resolver.example").ok();
        let resolved = Network::new(NetworkConfig { handle_resolver: resolver, ..NetworkConfig::default() });
        for network in [&development, &resolved] {
            assert_ne!(network.directory(Path::new("/data")), Path::new("/data"));
        }
        assert_ne!(development.stamp(), resolved.stamp());
        assert_eq!(development.view().unwrap().changed, ["development"]);
    }

    #[test]
    fn each_data_directory_has_a_keychain_service_of_its_own_and_keeps_it_when_moved() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let service = |directory: &Path| keychain_service(&SealedRows::open(directory).unwrap()).unwrap();
        let first = service(one.path());
        assert!(first.starts_with("Book Explorer ("));
        assert_ne!(service(other.path()), first);
        let moved = other.path().join("moved");
        std::fs::rename(one.path(), &moved).unwrap();
        assert_eq!(service(&moved), first);
    }
}
