//! Taking up a session that lies in the store, and looking after what lies there.

use std::sync::Arc;

use atproto::{AtIdentifier, Did, Handle};

use crate::client::{Inner, OAuthClient};
use crate::discovery::{self, DiscoveryError};
use crate::error::RestoreError;
use crate::lock::FileLock;
use crate::pending::{self, PendingRow};
use crate::place::Place;
use crate::record::{AccountKeys, AccountRow, EndReason, SessionRecord, ended_row, session_row, vault_item};
use crate::refresh::end_session;
use crate::row::{Row, RowFault};
use crate::session::{Live, Session};
use crate::store::StoreError;
use crate::vault::VaultError;

impl OAuthClient {
    /// Takes up the session of an account. No request is made.
    ///
    /// # Errors
    /// [`RestoreError`]; a locked keychain is not the end of a session.
    pub async fn restore(&self, did: &Did) -> Result<Session, RestoreError> {
        let live = load(&self.inner, did).await?;
        Ok(Session::new(Arc::clone(&self.inner), live))
    }

    /// Looks the account up again: a new handle is shown, a new server used, and a new authorization server means to
    /// sign in again, for it must never see the old one's tokens. At start and once a day is often enough.
    ///
    /// # Errors
    /// [`RecheckError`]; the session is as it was, unless it has ended.
    pub async fn recheck(&self, did: &Did) -> Result<Session, RecheckError> {
        let inner = &self.inner;
        let live = load(inner, did).await?;
        inner.config.resolver.forget(did);
        let identity = inner.config.resolver.resolve(&AtIdentifier::Did(did.clone())).await?;
        let moved = identity.pds.origin() != live.record().account.pds.origin();
        if moved {
            let server =
                discovery::server_of(&inner.config.http, &identity.pds, inner.config.development).await?;
            if server.issuer.as_str() != live.record().account.issuer {
                let _turn = live.turn.lock().await;
                let _lock = lock(inner, did).await?;
                let record = live.record();
                end_session(inner, &live, &record, EndReason::Moved).await;
                return Err(RecheckError::Restore(RestoreError::SignedOut(EndReason::Moved)));
            }
        }
        let handle = self.handle_as_known(identity.handle, &live.record().account.handle).await;
        if moved || handle != live.record().account.handle {
            let _turn = live.turn.lock().await;
            let _lock = lock(inner, did).await?;
            let mut record = SessionRecord::clone(&*stored(&live, did).await?);
            record.account.handle = handle;
            record.account.pds = identity.pds;
            let row =
                record.to_row(&live.keys.sealing).map_err(|_| RestoreError::Unreadable(RowFault::Damaged))?;
            live.place.put(&session_row(did), row).await.map_err(RestoreError::Store)?;
            live.adopt(record);
        }
        Ok(Session::new(Arc::clone(inner), live))
    }

    /// The handle just found, or the last verified one while nobody can be asked about it: being offline says nothing
    /// about a name.
    async fn handle_as_known(&self, found: Option<Handle>, last: &Option<Handle>) -> Option<Handle> {
        let (None, Some(last)) = (&found, last) else { return found };
        match self.inner.config.resolver.resolve_handle(last).await {
            Err(error) if error.is_transient() => Some(last.clone()),
            _ => None,
        }
    }

    /// Clears away sign-ins nobody came back to, and delivers revocations that are still owed. For the start.
    ///
    /// # Errors
    /// The store cannot be used.
    pub async fn tidy(&self) -> Result<(), StoreError> {
        let now = self.inner.now();
        for place in [&self.inner.memory, &self.inner.durable] {
            for name in place.keys().await?.into_iter().filter(|name| name.starts_with(pending::PREFIX)) {
                let Some(bytes) = place.get(&name).await? else { continue };
                let row: Result<PendingRow, _> = Row::parse(&bytes).and_then(|row| row.readable());
                let dead = match row {
                    // One from far ahead was written before the clock was set back.
                    Ok(row) => now >= row.expires_at || row.created_at > now + pending::LIFETIME,
                    Err(RowFault::Newer) => false,
                    Err(_) => true,
                };
                if dead {
                    place.delete(&name).await?;
                }
            }
        }
        crate::revocation::deliver_queued(&self.inner).await
    }

    /// Waits for refreshes under way, so that quitting does not leave their outcome unknown, and tries once more to
    /// write down what the store would not take.
    pub async fn settle(&self) {
        let lives: Vec<Arc<Live>> = self.inner.lives().values().cloned().collect();
        for live in lives {
            let flight = crate::session::locked(&live.flight).clone();
            if let Some(mut flight) = flight {
                let _ = flight.wait_for(Option::is_some).await;
            }
            let _turn = live.turn.lock().await;
            let did = live.record().account.did.clone();
            if let Err(error) = crate::refresh::store_late(&live, &did).await {
                tracing::warn!(%did, %error, "new tokens could not be written down");
            }
        }
    }

    /// Removes an account without telling its server, for when its keys are gone. A refresh under way is waited for: it
    /// would write the account down again.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn forget(&self, did: &Did) -> Result<(), StoreError> {
        let live = self.inner.lives().remove(did);
        let _turn = match &live {
            Some(live) => {
                live.end(EndReason::SignedOut);
                Some(live.turn.lock().await)
            }
            None => None,
        };
        for place in [&self.inner.memory, &self.inner.durable] {
            for name in [session_row(did), quarantine_row(did)] {
                place.delete(&name).await?;
            }
            let _ = place.delete_secret(&vault_item(did)).await;
        }
        Ok(())
    }
}

/// Why an account could not be looked up again.
#[derive(Debug, thiserror::Error)]
pub enum RecheckError {
    /// There is no session to look after.
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// The account was not found.
    #[error(transparent)]
    Identity(#[from] atproto::identity::IdentityError),
    /// Its new server does not say who speaks for it.
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    /// Another process is at the account, or the lock file cannot be used.
    #[error("another process is renewing the session")]
    Busy,
}

async fn stored(live: &Live, did: &Did) -> Result<Arc<SessionRecord>, RestoreError> {
    let Some(bytes) = live.place.get(&session_row(did)).await? else { return Err(RestoreError::NoAccount) };
    let row = Row::parse(&bytes).map_err(RestoreError::Unreadable)?;
    SessionRecord::from_row(&row, &live.keys.sealing).map(Arc::new).map_err(RestoreError::Unreadable)
}

/// The session of this process, or the stored one.
pub(crate) async fn load(inner: &Inner, did: &Did) -> Result<Arc<Live>, RestoreError> {
    if let Some(live) = inner.lives().get(did) {
        return Ok(Arc::clone(live));
    }
    let name = session_row(did);
    for place in [&inner.memory, &inner.durable] {
        let Some(bytes) = place.get(&name).await? else { continue };
        let live = open(inner, place, did, &bytes).await?;
        // Whoever came first stays: two of one session would refresh twice.
        return Ok(Arc::clone(inner.lives().entry(did.clone()).or_insert(Arc::new(live))));
    }
    match inner.durable.get(&quarantine_row(did)).await? {
        Some(_) => Err(RestoreError::SignedOut(EndReason::Unreadable)),
        None => Err(RestoreError::NoAccount),
    }
}

async fn open(inner: &Inner, place: &Place, did: &Did, bytes: &[u8]) -> Result<Live, RestoreError> {
    let row = match Row::parse(bytes) {
        Ok(row) => row,
        // What a later version wrote is that version's; what is damaged is set aside.
        Err(RowFault::Newer) => return Err(RestoreError::Unreadable(RowFault::Newer)),
        Err(fault) => return Err(set_aside(place, did, bytes, None, fault).await),
    };
    let account: AccountRow = match row.readable() {
        Ok(account) => account,
        Err(fault) => return Err(set_aside(place, did, bytes, None, fault).await),
    };
    if account.network != inner.config.network_stamp {
        return Err(RestoreError::OtherNetwork);
    }
    if let Some(reason) = account.ended {
        return Err(RestoreError::SignedOut(reason));
    }
    if !row.has_sealed_part() {
        return Err(set_aside(place, did, bytes, Some(&account), RowFault::Damaged).await);
    }
    let secret = place.secret(&vault_item(did)).await.map_err(RestoreError::StorageLocked)?;
    let Some(secret) = secret else {
        // Some keychains answer "no such item" while they are locked. Only one that has our other item is believed.
        return match pending::key(place).await {
            Ok(Some(_)) => Err(set_aside(place, did, bytes, Some(&account), RowFault::OtherKey).await),
            Ok(None) => Err(RestoreError::StorageLocked(VaultError::Absent)),
            Err(error) => Err(RestoreError::StorageLocked(error)),
        };
    };
    let Some(keys) = AccountKeys::from_secret(&secret) else {
        return Err(set_aside(place, did, bytes, Some(&account), RowFault::OtherKey).await);
    };
    match SessionRecord::from_row(&row, &keys.sealing) {
        Ok(record) => Ok(Live::new(place.clone(), keys, record)),
        Err(fault) => Err(set_aside(place, did, bytes, Some(&account), fault).await),
    }
}

async fn lock(inner: &Inner, did: &Did) -> Result<FileLock, RecheckError> {
    FileLock::acquire(&inner.config.lock_directory, did.as_str()).await.map_err(|_| RecheckError::Busy)
}

/// Name of a row that was set aside.
pub(crate) fn quarantine_row(did: &Did) -> String {
    format!("quarantine:{did}")
}

/// Moves an unusable row out of the way. The account stays in the list when its readable part could be read.
async fn set_aside(
    place: &Place,
    did: &Did,
    bytes: &[u8],
    account: Option<&AccountRow>,
    fault: RowFault,
) -> RestoreError {
    tracing::warn!(%did, %fault, "a session is set aside");
    let moved = async {
        place.put(&quarantine_row(did), bytes.to_vec()).await?;
        match account.and_then(|account| ended_row(account, EndReason::Unreadable).ok()) {
            Some(row) => place.put(&session_row(did), row).await,
            None => place.delete(&session_row(did)).await,
        }
    };
    match moved.await {
        Ok(()) => RestoreError::Unreadable(fault),
        Err(error) => RestoreError::Store(error),
    }
}

/// After a sign-in in one place: the other place keeps no session of the same account. While the session lives in
/// memory, the durable row says that it was only to last until the application quits.
pub(crate) async fn leave(
    place: &Place,
    account: &AccountRow,
    is_durable_now: bool,
) -> Result<(), StoreError> {
    let name = session_row(&account.did);
    let had_one = place.get(&name).await?.is_some();
    if is_durable_now {
        place.delete(&name).await?;
    } else if let Ok(row) = ended_row(account, EndReason::Quit) {
        place.put(&name, row).await?;
    }
    if had_one {
        let _ = place.delete_secret(&vault_item(&account.did)).await;
    }
    Ok(())
}
