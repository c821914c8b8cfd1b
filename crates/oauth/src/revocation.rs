//! Giving tokens back ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)).
//!
//! Servers answer 200 whatever happens, and a request without a proof revokes nothing, so both tokens are given back,
//! each with a proof. What cannot be delivered is sealed, kept, and delivered later, until the session would have
//! ended anyway.

use std::collections::BTreeMap;
use std::sync::Arc;

use atproto::Did;
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::{Zeroize as _, Zeroizing};

use crate::base64url;
use crate::client::{Inner, OAuthClient};
use crate::error::{RestoreError, RevokeError};
use crate::exchange::Signer;
use crate::jwk::ProofKey;
use crate::lock::FileLock;
use crate::nonce::Nonces;
use crate::pending;
use crate::place::Place;
use crate::record::{EndReason, SessionRecord, session_row, vault_item};
use crate::restore;
use crate::row::{Row, RowFault, sealed_row};
use crate::secret::{AccessToken, RefreshToken, random};
use crate::session::{Live, locked};
use crate::stop_point;
use crate::store::StoreError;

/// What became of the tokens at a sign-out. The secrets here are gone in every case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevocationOutcome {
    /// The server took both.
    Revoked,
    /// The server could not be reached; it will be told later.
    Queued,
    /// There was nothing to give back: the session had ended, or the server has no place for it.
    NothingToRevoke,
}

const PREFIX: &str = "revocation:";

#[derive(Serialize, Deserialize)]
struct OwedRow {
    network: String,
    until: i64,
}

#[derive(Serialize, Deserialize)]
struct Owed {
    key: String,
    access: String,
    refresh: String,
    client_id: String,
    endpoint: Url,
    nonces: BTreeMap<String, String>,
}

impl Drop for Owed {
    fn drop(&mut self) {
        self.key.zeroize();
        self.access.zeroize();
        self.refresh.zeroize();
    }
}

impl OAuthClient {
    /// Signs an account out: its secrets leave this computer now, its tokens are revoked now or later. Runs to its
    /// end even when the caller goes away.
    ///
    /// # Errors
    /// [`RevokeError`]; the account is still signed in then. With a keychain that stays locked,
    /// [`forget`](OAuthClient::forget) removes it without telling the server.
    pub async fn revoke(&self, did: &Did) -> Result<RevocationOutcome, RevokeError> {
        let (inner, did) = (Arc::clone(&self.inner), did.clone());
        let work = tokio::spawn(async move { revoke(&inner, &did).await });
        work.await.unwrap_or(Err(RevokeError::Internal))
    }
}

async fn revoke(inner: &Inner, did: &Did) -> Result<RevocationOutcome, RevokeError> {
    let live = match restore::load(inner, did).await {
        Ok(live) => live,
        Err(RestoreError::StorageLocked(error)) => return Err(RevokeError::StorageLocked(error)),
        Err(RestoreError::NoAccount | RestoreError::OtherNetwork) => return Err(RevokeError::NoAccount),
        Err(RestoreError::Store(error)) => return Err(error.into()),
        Err(RestoreError::SignedOut(_) | RestoreError::Unreadable(_)) => {
            clear(inner, did).await?;
            return Ok(RevocationOutcome::NothingToRevoke);
        }
    };
    // No refresh may be under way: it would bring tokens back that nobody gives up.
    let _turn = live.turn.lock().await;
    let lock = FileLock::acquire(&inner.config.lock_directory, did.as_str()).await;
    let _lock = lock.map_err(|_| RevokeError::Internal)?;
    let record = match live.place.get(&session_row(did)).await? {
        Some(bytes) => {
            Row::parse(&bytes).ok().and_then(|row| SessionRecord::from_row(&row, &live.keys.sealing).ok())
        }
        None => None,
    };
    // Tokens that could not be written down are newer than what is stored.
    let unstored = locked(&live.unstored).take();
    let record = unstored.or(record).unwrap_or_else(|| SessionRecord::clone(&live.record()));
    let owed = match &record.secrets.revocation_endpoint {
        Some(_) => Some(owe(inner, &live, &record).await?),
        None => None,
    };
    stop_point::reached("revocation-owed");
    live.end(EndReason::SignedOut);
    inner.lives().remove(did);
    clear(inner, did).await?;
    stop_point::reached("revocation-cleared");
    match owed {
        None => Ok(RevocationOutcome::NothingToRevoke),
        Some(name) if pay(inner, &live.place, &name).await? => Ok(RevocationOutcome::Revoked),
        Some(_) => Ok(RevocationOutcome::Queued),
    }
}

/// Rows and keys of the account, wherever they are.
async fn clear(inner: &Inner, did: &Did) -> Result<(), StoreError> {
    for place in [&inner.memory, &inner.durable] {
        place.delete(&session_row(did)).await?;
        place.delete(&restore::quarantine_row(did)).await?;
        if let Err(error) = place.delete_secret(&vault_item(did)).await {
            tracing::warn!(%did, %error, "a key stays in the keychain; nothing is left that it opens");
        }
    }
    Ok(())
}

/// Writes down what is owed before anything is let go.
async fn owe(inner: &Inner, live: &Live, record: &SessionRecord) -> Result<String, RevokeError> {
    let key = pending::make_key(&live.place).await.map_err(|error| match error {
        pending::PendingKeyError::Vault(error) => RevokeError::StorageLocked(error),
        pending::PendingKeyError::NoRandomness(_) => RevokeError::Internal,
    })?;
    let name = format!("{PREFIX}{}", base64url::encode(random::<16>().map_err(|_| RevokeError::Internal)?));
    let Some(endpoint) = record.secrets.revocation_endpoint.clone() else {
        return Err(RevokeError::Internal);
    };
    let owed = Owed {
        key: base64url::encode(live.keys.proof.scalar().as_slice()),
        access: record.secrets.access.expose().to_owned(),
        refresh: record.secrets.refresh.expose().to_owned(),
        client_id: record.account.client_id.clone(),
        endpoint,
        nonces: live.nonces.to_map(),
    };
    let readable = OwedRow { network: inner.config.network_stamp.clone(), until: record.account.ends_at };
    let row = sealed_row(&readable, &owed, &key, &name).map_err(|_| RevokeError::Internal)?;
    live.place.put(&name, row).await?;
    Ok(name)
}

/// Delivers one; true when nothing is owed any more.
async fn pay(inner: &Inner, place: &Place, name: &str) -> Result<bool, StoreError> {
    let Some(bytes) = place.get(name).await? else { return Ok(true) };
    let parsed = Row::parse(&bytes).and_then(|row| Ok((row.readable::<OwedRow>()?, row)));
    let (readable, row) = match parsed {
        Ok(parsed) => parsed,
        Err(RowFault::Newer) => return Ok(false),
        // Nobody can deliver it, and its session ends by itself.
        Err(_) => {
            place.delete(name).await?;
            return Ok(true);
        }
    };
    if readable.network != inner.config.network_stamp {
        return Ok(false);
    }
    if inner.now() < readable.until {
        let Ok(Some(key)) = pending::key(place).await else { return Ok(false) };
        // Sealed by a key that is gone: nobody can deliver it, and its session ends by itself.
        if let Ok(owed) = row.open::<Owed>(&key, name) {
            let scalar = Zeroizing::new(base64url::decode(&owed.key).unwrap_or_default());
            if let Some(proof) = ProofKey::from_scalar(&scalar) {
                let nonces = Nonces::from_map(owed.nonces.clone());
                let signer = inner.signer(&proof, &nonces);
                let refresh = RefreshToken::new(owed.refresh.clone());
                let access = AccessToken::new(owed.access.clone());
                if !give_back(&signer, Some(&owed.endpoint), &owed.client_id, &access, Some(&refresh)).await {
                    return Ok(false);
                }
            }
        }
    }
    place.delete(name).await?;
    Ok(true)
}

/// Delivers all that is owed, as far as it can be delivered.
pub(crate) async fn deliver_queued(inner: &Inner) -> Result<(), StoreError> {
    for place in [&inner.memory, &inner.durable] {
        for name in place.keys().await?.into_iter().filter(|name| name.starts_with(PREFIX)) {
            pay(inner, place, &name).await?;
        }
    }
    Ok(())
}

/// The refresh token first: with it goes the whole session. True when the server took what it was given.
pub(crate) async fn give_back(
    signer: &Signer<'_>,
    endpoint: Option<&Url>,
    client_id: &str,
    access: &AccessToken,
    refresh: Option<&RefreshToken>,
) -> bool {
    let Some(endpoint) = endpoint else { return true };
    let refresh = refresh.map(|token| (token.expose(), "refresh_token"));
    let mut taken = true;
    for (token, hint) in refresh.into_iter().chain([(access.expose(), "access_token")]) {
        let form = [("token", token), ("token_type_hint", hint), ("client_id", client_id)];
        taken &= match signer.post_form(endpoint, &form).await {
            Ok(reply) => reply.response.status == 200,
            Err(error) => {
                tracing::info!(may_have_arrived = error.may_have_arrived(), "a revocation was not delivered");
                return false;
            }
        };
    }
    taken
}

/// Gives a session back that a newer one has replaced; what fails is kept and tried again.
pub(crate) async fn give_back_session(inner: &Inner, live: &Live) {
    let _turn = live.turn.lock().await;
    let record = live.record();
    if record.secrets.revocation_endpoint.is_none() {
        return;
    }
    let outcome = async {
        let name = owe(inner, live, &record).await?;
        pay(inner, &live.place, &name).await.map_err(RevokeError::Store)
    };
    if let Err(error) = outcome.await {
        tracing::warn!(%error, "an old session could not be given back");
    }
}
