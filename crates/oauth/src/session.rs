//! A session: the one way to call an account's server.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use atproto::{Did, Handle, xrpc};
use url::Url;

use crate::client::Inner;
use crate::clock::system_time;
use crate::error::SendError;
use crate::exchange::ExchangeError;
use crate::nonce::Nonces;
use crate::place::Place;
use crate::record::{AccountKeys, EndReason, SessionRecord};
use crate::refresh::{self, Flight};
use crate::scope::Scope;

/// A signed-in account. Clones are the same session.
#[derive(Clone)]
pub struct Session {
    inner: Arc<Inner>,
    live: Arc<Live>,
}

/// A session in this process, shared by everything that uses it.
pub(crate) struct Live {
    pub place: Place,
    pub keys: AccountKeys,
    pub nonces: Nonces,
    record: Mutex<Arc<SessionRecord>>,
    ended: Mutex<Option<EndReason>>,
    /// The refresh under way, which everyone who needs one waits for.
    pub flight: Mutex<Option<Flight>>,
    /// Held by whoever changes what is stored: a refresh or a sign-out.
    pub turn: tokio::sync::Mutex<()>,
    pub pause: Mutex<refresh::Pause>,
    /// New tokens that the store would not take. Nobody uses them until it does; without them the session is lost.
    pub unstored: Mutex<Option<SessionRecord>>,
}

impl Live {
    pub(crate) fn new(place: Place, keys: AccountKeys, record: SessionRecord) -> Live {
        Live {
            place,
            keys,
            nonces: Nonces::from_map(record.secrets.nonces.clone()),
            record: Mutex::new(Arc::new(record)),
            ended: Mutex::new(None),
            flight: Mutex::new(None),
            turn: tokio::sync::Mutex::new(()),
            pause: Mutex::default(),
            unstored: Mutex::default(),
        }
    }

    pub(crate) fn record(&self) -> Arc<SessionRecord> {
        Arc::clone(&locked(&self.record))
    }

    pub(crate) fn adopt(&self, record: SessionRecord) {
        *locked(&self.record) = Arc::new(record);
    }

    pub(crate) fn ended(&self) -> Option<EndReason> {
        *locked(&self.ended)
    }

    /// Marks the end; true for whoever does it first.
    pub(crate) fn end(&self, reason: EndReason) -> bool {
        locked(&self.ended).replace(reason).is_none()
    }

    /// A newer session of the same account has taken its place.
    pub(crate) fn supersede(&self) {
        self.end(EndReason::SignedOut);
    }
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    pub(crate) fn new(inner: Arc<Inner>, live: Arc<Live>) -> Session {
        Session { inner, live }
    }

    /// Whose session.
    pub fn did(&self) -> Did {
        self.live.record().account.did.clone()
    }

    /// The account's handle as last verified.
    pub fn handle(&self) -> Option<Handle> {
        self.live.record().account.handle.clone()
    }

    /// What was granted.
    pub fn scope(&self) -> Scope {
        self.live.record().account.scope()
    }

    /// The account's server.
    pub fn pds(&self) -> Url {
        self.live.record().account.pds.clone()
    }

    /// When the server ends the session at the latest.
    pub fn ends_at(&self) -> SystemTime {
        system_time(self.live.record().account.ends_at)
    }

    /// True when the keys are in memory only.
    pub fn is_until_quit(&self) -> bool {
        !self.live.place.is_durable()
    }

    /// Calls the account's server. An answer of any status is an answer, except for what the session itself answers
    /// for: 401, and 403 for want of scope.
    ///
    /// A 401 is retried with the current token when another one was sent; the token is replaced when the current one
    /// was. Both happen once.
    ///
    /// # Errors
    /// [`SendError`], which tells whether the call may have arrived.
    pub async fn send(&self, request: xrpc::Request) -> Result<xrpc::Response, SendError> {
        let Session { inner, live } = self;
        let (mut retried, mut refreshed) = (false, false);
        loop {
            if let Some(reason) = live.ended() {
                return Err(SendError::SignedOut(reason));
            }
            let record = live.record();
            if refresh::is_due(&record.secrets, inner.now()) && !refreshed {
                refreshed = true;
                match refresh::refresh(inner, live, record.secrets.generation, false).await {
                    Ok(()) => continue,
                    // The token may be good for a moment yet.
                    Err(SendError::NotNow { .. }) if inner.now() < record.secrets.expires_at => {}
                    Err(error) => return Err(error),
                }
            }
            let signer = inner.signer(&live.keys.proof, &live.nonces);
            let reply = signer.send(request.to_http(&record.account.pds), Some(&record.secrets.access)).await;
            let reply = reply.map_err(send_error)?;
            match reply.response.status {
                401 => {}
                403 if is_scope_missing(&reply.response) => return Err(SendError::ScopeMissing),
                _ => return Ok(xrpc::Response::from(reply.response)),
            }
            let is_token =
                matches!(reply.error.as_deref(), Some("invalid_token" | "ExpiredToken" | "InvalidToken"));
            if is_token && !retried && live.record().secrets.generation > record.secrets.generation {
                retried = true;
            } else if is_token && !refreshed {
                refreshed = true;
                refresh::refresh(inner, live, record.secrets.generation, true).await?;
            } else {
                return Err(SendError::Unauthorized { error: reply.error });
            }
        }
    }
}

fn send_error(error: ExchangeError) -> SendError {
    match error {
        ExchangeError::Http(error) => SendError::Http(error),
        ExchangeError::NoRandomness(_) | ExchangeError::Header => SendError::Internal,
    }
}

fn is_scope_missing(response: &atproto::http::HttpResponse) -> bool {
    xrpc::XrpcError::read(response.status, &response.body).error.is_some_and(|name| {
        name == "ScopeMissingError" || name == "ScopeMissing" || name == "insufficient_scope"
    })
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("did", &self.did()).finish_non_exhaustive()
    }
}
