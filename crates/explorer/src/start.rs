//! From a directory and a configuration to a running application.

use crate::Explorer;
use crate::account::Accounts;
use crate::attention::Watch;
use crate::catalogue::Catalogue;
use crate::config::{self, ConfigError};
use crate::covers::CoverShelf;
use crate::enrichment::Enrichment;
use crate::events::Events;
use crate::explorer::Shared;
use crate::network::{self, Network};
use crate::notices::Notices;
use crate::private_hosts;
use crate::session_store::SealedSessions;
use atproto::http::{ClientError, ForeignClient, Http, PrivateHosts};
use atproto::identity::{Resolver, ResolverConfig, SystemDns};
use library::{Library, OpenError, SealedRows, StorageFault};
use oauth::{ClientIdentity, ClientIdentityError, Config, DocumentSource, OAuthClient, Vault};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU32};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

/// What the shell provides.
pub struct StartOptions {
    /// Where this computer's files of the app live.
    pub data_directory: PathBuf,
    /// The configuration file.
    pub config_path: PathBuf,
    /// Whether that file must exist, because someone named it.
    pub config_required: bool,
    /// The OS keychain under a service name.
    pub vault: Box<dyn Fn(String) -> Arc<dyn Vault> + Send>,
    /// The OAuth client document as published.
    pub client_metadata: &'static str,
    /// Makes the system hand the app's URL scheme to us; blocking. `false` where it cannot.
    pub register_scheme: Arc<dyn Fn() -> bool + Send + Sync>,
}

/// Why the app cannot start, in words for people.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong; nothing falls back to the real network in silence.
    #[error("The configuration file {} is not right: {source}. Mend or remove it, then start again.", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: ConfigError,
    },
    /// A file that the configuration names cannot be used.
    #[error("{} cannot be used: {reason}.", path.display())]
    NamedFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The library cannot be opened. It was not touched.
    #[error("Your library in {} cannot be opened: {source}.", path.display())]
    Library {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: OpenError,
    },
    /// No HTTP client could be made.
    #[error("The network cannot be set up: {0}.")]
    Network(String),
}

impl Explorer {
    /// Opens the library and everything around it. Nothing is asked of the network or the keychain before this returns.
    pub async fn start(options: StartOptions) -> Result<Self, StartError> {
        Self::start_at(options, Arc::new(SystemTime::now)).await
    }

    /// The same by another clock.
    ///
    /// # Errors
    /// As [`start`](Explorer::start).
    pub async fn start_at(options: StartOptions, clock: oauth::Clock) -> Result<Self, StartError> {
        let network = config::read(&options.config_path, options.config_required)
            .map(Network::new)
            .map_err(|source| StartError::Config { path: options.config_path.clone(), source })?;
        let directory = network.directory(&options.data_directory);
        let opened = |source| StartError::Library { path: directory.clone(), source };
        let library = Library::open(&directory).map_err(opened)?;
        let sealed = sessions(&directory, &clock).map_err(opened)?;
        let stored = |fault: StorageFault| opened(fault.into());
        let local = library.local_account().map_err(stored)?;
        let keychain = network::keychain_service(&sealed).map_err(stored)?;
        let private_hosts = private_hosts::read(&library).map_err(stored)?;
        let (http, foreign) = http(&network, private_hosts.clone())?;
        let covers = CoverShelf::new(foreign, directory.join("covers"));
        let catalogue = network.catalogue().ok_or_else(|| StartError::Network("no catalogue".to_owned()))?;
        let catalogue = Catalogue::new(http.clone(), catalogue);
        let oauth = OAuthClient::new(Config {
            client: client_identity(&network, options.client_metadata)?,
            http: http.clone(),
            resolver: resolver(&network, http.clone())?,
            vault: (options.vault)(keychain),
            store: Arc::new(SealedSessions(sealed)),
            lock_directory: directory.clone(),
            network_stamp: network.stamp().to_owned(),
            development: network.config().development,
            clock: clock.clone(),
        });
        let accounts = Accounts::read(&library, &oauth).map_err(|fault| opened(fault.into()))?;
        let shared = Arc::new(Shared {
            accounts: Mutex::new(accounts),
            network,
            library,
            local: AtomicI64::new(local.get()),
            http,
            oauth,
            catalogue,
            covers,
            enrichment: Enrichment::default(),
            register_scheme: options.register_scheme,
            clock,
            events: Events::default(),
            sign_in: Mutex::default(),
            asked_private: Mutex::default(),
            private_hosts,
            plan: Mutex::default(),
            table: Mutex::default(),
            plan_revisions: AtomicU32::new(0),
            deciding: Mutex::default(),
            turn: Mutex::default(),
            syncs: Mutex::default(),
            watch: Watch::default(),
            notices: Notices::default(),
        });
        shared.start_syncing();
        shared.start_upkeep();
        let reopening = shared.clone();
        tokio::task::spawn_blocking(move || reopening.reopen_plan());
        shared.start_watching();
        shared.start_enriching();
        let oauth = shared.oauth.clone();
        tokio::spawn(async move {
            if let Err(error) = oauth.tidy().await {
                tracing::warn!(%error, "sign-ins left over could not be cleared away");
            }
        });
        Ok(Self::new(shared))
    }
}

/// The sealed sessions. A file that is no database holds none that could be used: it is set aside, and every account
/// signs in again.
fn sessions(directory: &Path, clock: &oauth::Clock) -> Result<SealedRows, OpenError> {
    match SealedRows::open(directory) {
        Err(OpenError::Damaged) => {
            tracing::error!("the sessions' file is damaged and was set aside");
            let now = jiff::Timestamp::try_from(clock()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
            SealedRows::set_aside(directory, now)?;
            SealedRows::open(directory)
        }
        outcome => outcome,
    }
}

/// The client of the app, and the one for what strangers link to.
fn http(network: &Network, allow_private: PrivateHosts) -> Result<(Http, ForeignClient), StartError> {
    let extra_root = match &network.config().extra_root_certificate {
        Some(path) => Some(read(path)?),
        None => None,
    };
    let settings = atproto::http::Network {
        development: network.config().development,
        extra_root,
        allow_private,
        ..atproto::http::Network::default()
    };
    let refused = |error: ClientError| StartError::Network(error.to_string());
    let http = Http::new(&settings).map_err(refused)?;
    let foreign = ForeignClient::new(&http, &settings).map_err(refused)?;
    Ok((http, foreign))
}

fn resolver(network: &Network, http: Http) -> Result<Resolver, StartError> {
    let plc_directory =
        network.plc_directory().ok_or_else(|| StartError::Network("no PLC directory".to_owned()))?;
    let handle_resolver = network.config().handle_resolver.clone();
    Ok(Resolver::new(http, ResolverConfig { plc_directory, handle_resolver, txt: Arc::new(SystemDns) }))
}

fn client_identity(network: &Network, embedded: &str) -> Result<ClientIdentity, StartError> {
    let named = |path: &PathBuf, error: ClientIdentityError| StartError::NamedFile {
        path: path.clone(),
        reason: error.to_string(),
    };
    match &network.config().client_metadata {
        Some(path) => {
            let text = String::from_utf8_lossy(&read(path)?).into_owned();
            ClientIdentity::from_document(&text, DocumentSource::Configured)
                .map_err(|error| named(path, error))
        }
        None => ClientIdentity::from_document(embedded, DocumentSource::Embedded)
            .map_err(|error| named(&PathBuf::from("the embedded client document"), error)),
    }
}

fn read(path: &PathBuf) -> Result<Vec<u8>, StartError> {
    std::fs::read(path)
        .map_err(|error| StartError::NamedFile { path: path.clone(), reason: error.to_string() })
}
