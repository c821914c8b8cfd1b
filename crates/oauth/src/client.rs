//! The client: where everything starts, and what all its parts share.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use atproto::Did;
use atproto::http::Http;
use atproto::identity::Resolver;
use tokio::sync::broadcast;

use crate::client_identity::ClientIdentity;
use crate::clock::{Clock, Offsets, unix};
use crate::error::AccountsError;
use crate::exchange::Signer;
use crate::jwk::ProofKey;
use crate::nonce::Nonces;
use crate::place::Place;
use crate::record::{AccountRow, EndReason, StoredAccount};
use crate::row::Row;
use crate::session::Live;
use crate::store::SessionStore;
use crate::vault::Vault;

/// What a client is made of. Nothing is read or written until it is asked to do something.
pub struct Config {
    /// Who the application is to servers.
    pub client: ClientIdentity,
    /// The one HTTP client.
    pub http: Http,
    /// Handles, DIDs and their servers.
    pub resolver: Resolver,
    /// Where sealed rows lie.
    pub store: Arc<dyn SessionStore>,
    /// Where keys lie.
    pub vault: Arc<dyn Vault>,
    /// A directory for lock files, the same for every process that shares the store.
    pub lock_directory: PathBuf,
    /// Names the network; a session of another one is never used.
    pub network_stamp: String,
    /// Allows http on this machine.
    pub development: bool,
    /// The time.
    pub clock: Clock,
}

/// A session has ended and its account must sign in again. Its data is untouched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Whose session.
    pub did: Did,
    /// Why.
    pub reason: EndReason,
}

/// The OAuth client. Clones share everything.
#[derive(Clone)]
pub struct OAuthClient {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub config: Config,
    pub durable: Place,
    pub memory: Place,
    pub offsets: Offsets,
    lives: Mutex<HashMap<Did, Arc<Live>>>,
    /// Wrong answers per pending row, so that patience has an end.
    pub wrong: Mutex<HashMap<String, u32>>,
    endings: broadcast::Sender<Ended>,
}

impl OAuthClient {
    /// A client over a configuration.
    pub fn new(config: Config) -> OAuthClient {
        let durable = Place::durable(Arc::clone(&config.store), Arc::clone(&config.vault));
        OAuthClient {
            inner: Arc::new(Inner {
                config,
                durable,
                memory: Place::memory(),
                offsets: Offsets::default(),
                lives: Mutex::default(),
                wrong: Mutex::default(),
                endings: broadcast::channel(16).0,
            }),
        }
    }

    /// Who the application is.
    pub fn identity(&self) -> &ClientIdentity {
        &self.inner.config.client
    }

    /// Hears of every session that ends, once each.
    pub fn endings(&self) -> broadcast::Receiver<Ended> {
        self.inner.endings.subscribe()
    }

    /// Every account on this computer and this network, also while the keychain is locked. Rows that cannot be read
    /// are left out; [`restore`](OAuthClient::restore) says what is wrong with them. Blocks on the store.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn accounts(&self) -> Result<Vec<StoredAccount>, AccountsError> {
        let mut found: Vec<StoredAccount> = Vec::new();
        for place in [&self.inner.memory, &self.inner.durable] {
            let store = place.rows();
            for key in store.keys()?.iter().filter(|key| key.starts_with("session:")) {
                let Some(bytes) = store.get(key)? else { continue };
                let Ok(account) = Row::parse(&bytes).and_then(|row| row.readable::<AccountRow>()) else {
                    continue;
                };
                let here = account.network == self.inner.config.network_stamp;
                if here && !found.iter().any(|known| known.did == account.did) {
                    found.push(account.shown(place.is_durable()));
                }
            }
        }
        found.sort_by(|a, b| (a.signed_in_at, a.did.as_str()).cmp(&(b.signed_in_at, b.did.as_str())));
        Ok(found)
    }
}

impl Inner {
    pub(crate) fn now(&self) -> i64 {
        unix((self.config.clock)())
    }

    pub(crate) fn signer<'a>(&'a self, key: &'a ProofKey, nonces: &'a Nonces) -> Signer<'a> {
        let (http, clock) = (&self.config.http, &self.config.clock);
        Signer { http, key, nonces, offsets: &self.offsets, clock }
    }

    pub(crate) fn lives(&self) -> MutexGuard<'_, HashMap<Did, Arc<Live>>> {
        self.lives.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells whoever listens. Nobody listening is fine.
    pub(crate) fn announce(&self, did: &Did, reason: EndReason) {
        tracing::info!(%did, ?reason, "session ended");
        let _ = self.endings.send(Ended { did: did.clone(), reason });
    }
}

impl fmt::Debug for OAuthClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthClient")
            .field("network", &self.inner.config.network_stamp)
            .finish_non_exhaustive()
    }
}
