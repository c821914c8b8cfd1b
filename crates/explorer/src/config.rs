//! `config.toml`: which network the app talks to.
//!
//! The file is optional; without it the app uses the real network. A file that exists is read strictly: an unknown key
//! or a value that cannot be right is refused with its line and key, because a mistyped `plc_directory` must never fall
//! back to the real network in silence. `docs/CONFIGURATION.md` documents the keys for people.

use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use url::Url;

/// The settings of `[network]`. `None` is the real network's value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkConfig {
    /// Base URL of the PLC directory, instead of `https://plc.directory`.
    pub plc_directory: Option<Url>,
    /// Base URL of the book catalogue's XRPC, instead of `https://bookhive.buzz`.
    pub catalogue: Option<Url>,
    /// XRPC base whose `com.atproto.identity.resolveHandle` replaces DNS and well-known look-ups.
    pub handle_resolver: Option<Url>,
    /// PEM file with a root certificate trusted besides the system's.
    pub extra_root_certificate: Option<PathBuf>,
    /// JSON file with the OAuth client document, instead of the embedded one.
    pub client_metadata: Option<PathBuf>,
    /// Plain http is allowed, and every host must then be on this machine.
    pub development: bool,
}

impl NetworkConfig {
    /// The keys that are set, with their values, in a fixed order. Empty on the real network.
    pub fn changed(&self) -> Vec<(&'static str, String)> {
        let url = |value: &Option<Url>| value.as_ref().map(Url::to_string);
        let path = |value: &Option<PathBuf>| value.as_ref().map(|path| path.display().to_string());
        [
            (PLC_DIRECTORY, url(&self.plc_directory)),
            (CATALOGUE, url(&self.catalogue)),
            (HANDLE_RESOLVER, url(&self.handle_resolver)),
            (EXTRA_ROOT_CERTIFICATE, path(&self.extra_root_certificate)),
            (CLIENT_METADATA, path(&self.client_metadata)),
            (DEVELOPMENT, self.development.then(|| "true".to_owned())),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
    }
}

const PLC_DIRECTORY: &str = "plc_directory";
const CATALOGUE: &str = "catalogue";
const HANDLE_RESOLVER: &str = "handle_resolver";
const EXTRA_ROOT_CERTIFICATE: &str = "extra_root_certificate";
const CLIENT_METADATA: &str = "client_metadata";
const DEVELOPMENT: &str = "development";
const KEYS: [&str; 6] =
    [PLC_DIRECTORY, CATALOGUE, HANDLE_RESOLVER, EXTRA_ROOT_CERTIFICATE, CLIENT_METADATA, DEVELOPMENT];

/// Why the configuration was refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is there but cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The configuration file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML.
    #[error("line {line}: {reason}")]
    Syntax {
        /// 1-based line.
        line: usize,
        /// The parser's words.
        reason: String,
    },
    /// A table or key nobody reads.
    #[error("line {line}: {key} is not a known key; known are [network] with {}", KEYS.join(", "))]
    UnknownKey {
        /// 1-based line.
        line: usize,
        /// The key as it stands in the file.
        key: String,
    },
    /// A value that cannot be right.
    #[error("line {line}: {key} {reason}")]
    BadValue {
        /// 1-based line.
        line: usize,
        /// The key as it stands in the file.
        key: String,
        /// What the value must be.
        reason: &'static str,
    },
}

/// Reads the file at `path`; a missing file is the real network unless `required`.
///
/// Relative paths inside the file are taken from the file's own directory.
pub fn read(path: &Path, required: bool) -> Result<NetworkConfig, ConfigError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !required => {
            return Ok(NetworkConfig::default());
        }
        Err(source) => return Err(ConfigError::Unreadable { path: path.to_owned(), source }),
    };
    parse(&text, path.parent().unwrap_or(Path::new(".")))
}

/// Parses the file's text; `base` is where relative paths start.
pub fn parse(text: &str, base: &Path) -> Result<NetworkConfig, ConfigError> {
    let line_of = |offset: usize| text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1;
    let table = DeTable::parse(text).map_err(|error| ConfigError::Syntax {
        line: line_of(error.span().map_or(0, |span| span.start)),
        reason: error.message().to_owned(),
    })?;
    let mut network = NetworkConfig::default();
    for (name, value) in table.get_ref() {
        let section_line = line_of(name.span().start);
        let DeValue::Table(section) = value.get_ref() else {
            return Err(ConfigError::UnknownKey { line: section_line, key: name.get_ref().to_string() });
        };
        if name.get_ref() != "network" {
            return Err(ConfigError::UnknownKey { line: section_line, key: format!("[{}]", name.get_ref()) });
        }
        for (key, value) in section {
            let entry = Entry { key: key.get_ref(), value, line: line_of(key.span().start), base };
            match entry.key {
                PLC_DIRECTORY => network.plc_directory = Some(entry.url()?),
                CATALOGUE => network.catalogue = Some(entry.url()?),
                HANDLE_RESOLVER => network.handle_resolver = Some(entry.url()?),
                EXTRA_ROOT_CERTIFICATE => network.extra_root_certificate = Some(entry.file()?),
                CLIENT_METADATA => network.client_metadata = Some(entry.file()?),
                DEVELOPMENT => network.development = entry.boolean()?,
                unknown => {
                    return Err(ConfigError::UnknownKey { line: entry.line, key: unknown.to_owned() });
                }
            }
        }
        check_hosts(&network, section, &line_of)?;
    }
    Ok(network)
}

/// http is for development only, and development stays on this machine.
fn check_hosts(
    network: &NetworkConfig,
    section: &DeTable<'_>,
    line_of: &dyn Fn(usize) -> usize,
) -> Result<(), ConfigError> {
    let urls = [
        (PLC_DIRECTORY, &network.plc_directory),
        (CATALOGUE, &network.catalogue),
        (HANDLE_RESOLVER, &network.handle_resolver),
    ];
    for (key, url) in urls {
        let Some(url) = url else { continue };
        let reason = if network.development && !is_loopback(url) {
            "must name this machine (localhost or 127.0.0.1) while development is true"
        } else if !network.development && url.scheme() != "https" {
            "must be an https URL unless development is true"
        } else {
            continue;
        };
        let line = section
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map_or(1, |(name, _)| line_of(name.span().start));
        return Err(ConfigError::BadValue { line, key: key.to_owned(), reason });
    }
    Ok(())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

struct Entry<'a> {
    key: &'a str,
    value: &'a Spanned<DeValue<'a>>,
    line: usize,
    base: &'a Path,
}

impl Entry<'_> {
    fn bad(&self, reason: &'static str) -> ConfigError {
        ConfigError::BadValue { line: self.line, key: self.key.to_owned(), reason }
    }

    fn boolean(&self) -> Result<bool, ConfigError> {
        self.value.get_ref().as_bool().ok_or_else(|| self.bad("must be true or false"))
    }

    fn text(&self) -> Result<&str, ConfigError> {
        self.value.get_ref().as_str().ok_or_else(|| self.bad("must be text in quotation marks"))
    }

    fn url(&self) -> Result<Url, ConfigError> {
        let url = Url::parse(self.text()?).map_err(|_| self.bad("must be a URL"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(self.bad("must be an http or https URL"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(self.bad("must not hold a user name or password"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(self.bad("must end with its path: no ? and no #"));
        }
        Ok(url)
    }

    fn file(&self) -> Result<PathBuf, ConfigError> {
        let path = self.base.join(self.text()?);
        if path.is_file() { Ok(path) } else { Err(self.bad("must name a file that exists")) }
    }
}

#[cfg(test)]
mod tests;
