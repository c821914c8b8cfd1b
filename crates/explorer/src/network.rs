//! The network the app talks to, and what keeps two networks apart: their own directory, keychain service and stamp.

use crate::config::NetworkConfig;
use crate::views::NetworkView;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
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
            let hex: String = digest.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
            format!("other-{hex}")
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

    /// The service name of this network's keychain items.
    pub fn keychain_service(&self) -> String {
        if self.is_default() {
            KEYCHAIN_SERVICE.to_owned()
        } else {
            format!("{KEYCHAIN_SERVICE} ({})", self.stamp)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_real_network_uses_the_plain_directory_and_service() {
        let network = Network::new(NetworkConfig::default());
        assert_eq!(network.directory(Path::new("/data")), Path::new("/data"));
        assert_eq!(network.keychain_service(), "Book Explorer");
        assert_eq!(network.view(), None);
    }

    #[test]
    fn any_changed_key_separates_directory_service_and_stamp() {
        let development = Network::new(NetworkConfig { development: true, ..NetworkConfig::default() });
        let resolver = Url::parse("https://resolver.example").ok();
        let resolved = Network::new(NetworkConfig { handle_resolver: resolver, ..NetworkConfig::default() });
        for network in [&development, &resolved] {
            assert_ne!(network.directory(Path::new("/data")), Path::new("/data"));
            assert_ne!(network.keychain_service(), "Book Explorer");
        }
        assert_ne!(development.stamp(), resolved.stamp());
        assert_eq!(development.view().unwrap().changed, ["development"]);
    }
}
