//! The second half of a sign-in: the answer is checked, the code spent once, and what comes back believed last.
//!
//! Checks come in the order `state`, `iss`, `error`, `code`, because what stands behind a failed check is a
//! stranger's text. Until all have passed nothing changes, so a wrong answer never costs a right one its turn.

mod params;

use std::sync::{Arc, PoisonError};

use atproto::foreign::one_line;
use atproto::{AtIdentifier, Did};

pub use self::params::{CallbackParams, CallbackRejected, MAX_CALLBACK};
use crate::client::{Inner, OAuthClient};
use crate::discovery;
use crate::error::CallbackError;
use crate::exchange::{ExchangeError, error_body};
use crate::lock::FileLock;
use crate::nonce::Nonces;
use crate::par::MAX_WORDS;
use crate::pending::{self, PendingRow, PendingSecrets};
use crate::place::Place;
use crate::record::{AccountKeys, AccountRow, SessionRecord, SessionSecrets, session_row, vault_item};
use crate::row::Row;
use crate::scope::Scope;
use crate::secret::AuthorizationCode;
use crate::session::{Live, Session};
use crate::stop_point;
use crate::token::{TokenFault, TokenReply};

/// > the lifetime of a public client's session … 2 weeks, refreshed or not
pub(crate) const SESSION_LIFETIME: i64 = 14 * 24 * 3600;

/// A sign-in whose answer has passed every check and whose code nobody else will spend.
struct Claimed {
    place: Place,
    name: String,
    secrets: PendingSecrets,
    code: AuthorizationCode,
    sealed: Vec<u8>,
}

/// Whose tokens they are and where that account lives.
struct Owner {
    did: Did,
    handle: Option<atproto::Handle>,
    pds: url::Url,
}

impl OAuthClient {
    /// Finishes a sign-in. Runs to its end even when the caller goes away.
    ///
    /// # Errors
    /// [`CallbackError`]; ask it whether the sign-in is over.
    pub async fn callback(&self, params: CallbackParams) -> Result<Session, CallbackError> {
        let inner = Arc::clone(&self.inner);
        let work = tokio::spawn(async move {
            let claimed = claim(&inner, params).await?;
            finish(&inner, claimed).await
        });
        work.await.unwrap_or(Err(CallbackError::Internal))
    }
}

/// Everything up to the point of no return, under a lock that other processes honour.
async fn claim(inner: &Inner, params: CallbackParams) -> Result<Claimed, CallbackError> {
    let _lock = FileLock::acquire(&inner.config.lock_directory, "pending")
        .await
        .map_err(|_| CallbackError::Internal)?;
    let name = params.state.row();
    let (place, bytes) = find(inner, &name).await?;
    let row = Row::parse(&bytes)?;
    let readable: PendingRow = row.readable()?;
    if readable.used {
        return Err(CallbackError::AlreadyUsed);
    }
    if inner.now() >= readable.expires_at || readable.network != inner.config.network_stamp {
        place.delete(&name).await?;
        return Err(CallbackError::Expired);
    }
    let key = pending::key(place).await.map_err(CallbackError::StorageLocked)?;
    let key = key.ok_or(CallbackError::Row(crate::RowFault::OtherKey))?;
    let secrets = PendingSecrets::from_row(&row, &key, &name)?;
    if !inner.config.client.still_is(&secrets.client_id) {
        place.delete(&name).await?;
        return Err(CallbackError::Expired);
    }
    match check(&params, &secrets) {
        Ok(code) => {
            place.put(&name, readable.used()?).await?;
            stop_point::reached("callback-claimed");
            Ok(Claimed { place: place.clone(), name, secrets, code, sealed: bytes })
        }
        Err(error) if error.is_unrelated() => {
            if out_of_patience(inner, &name) {
                place.delete(&name).await?;
            }
            Err(error)
        }
        Err(error) => {
            place.put(&name, readable.used()?).await?;
            Err(error)
        }
    }
}

async fn find<'a>(inner: &'a Inner, name: &str) -> Result<(&'a Place, Vec<u8>), CallbackError> {
    for place in [&inner.memory, &inner.durable] {
        if let Some(bytes) = place.get(name).await? {
            return Ok((place, bytes));
        }
    }
    Err(CallbackError::UnknownState)
}

/// `iss`, `error`, `code`; `state` has found the row.
fn check(params: &CallbackParams, secrets: &PendingSecrets) -> Result<AuthorizationCode, CallbackError> {
    if !params.came_on(&secrets.redirect_uri) {
        return Err(CallbackError::Malformed);
    }
    // > clients MUST … compare the result to the issuer identifier of the authorization server where the
    // > authorization request was sent to. This comparison MUST use simple string comparison (RFC 9207 §2.4)
    match params.iss.as_deref() {
        None => return Err(CallbackError::IssuerMissing),
        Some(iss) if iss != secrets.issuer => return Err(CallbackError::IssuerMismatch),
        Some(_) => {}
    }
    if let Some(error) = &params.error {
        return Err(match error.as_str() {
            "access_denied" => CallbackError::Cancelled,
            _ => CallbackError::ServerError {
                error: one_line(error, 60),
                description: params.error_description.as_deref().map(|text| one_line(text, MAX_WORDS)),
            },
        });
    }
    params.code.clone().ok_or(CallbackError::Malformed)
}

fn out_of_patience(inner: &Inner, name: &str) -> bool {
    let mut wrong = inner.wrong.lock().unwrap_or_else(PoisonError::into_inner);
    let count = wrong.entry(name.to_owned()).or_insert(0);
    *count += 1;
    *count >= pending::MAX_WRONG
}

/// Spends the code, checks whose tokens came back, and keeps them.
async fn finish(inner: &Arc<Inner>, claimed: Claimed) -> Result<Session, CallbackError> {
    let Claimed { place, secrets, .. } = &claimed;
    let nonces = Nonces::from_map(secrets.nonces.clone());
    let reply = exchange(inner, &claimed, &nonces).await?;
    stop_point::reached("callback-received");
    let asked_at = inner.now();
    match owner(inner, &reply, secrets).await {
        Err(error) => {
            let signer = inner.signer(&secrets.key, &nonces);
            let endpoint = secrets.revocation_endpoint.as_ref();
            let refresh = reply.refresh.as_ref();
            crate::revocation::give_back(&signer, endpoint, &secrets.client_id, &reply.access, refresh).await;
            Err(error)
        }
        Ok((owner, scope)) => {
            let Some(refresh) = reply.refresh else { return Err(TokenFault::NoRefreshToken.into()) };
            let account = AccountRow {
                did: owner.did,
                handle: owner.handle,
                pds: owner.pds,
                issuer: secrets.issuer.clone(),
                scope: scope.to_string(),
                client_id: secrets.client_id.clone(),
                network: inner.config.network_stamp.clone(),
                signed_in_at: asked_at,
                ends_at: asked_at + SESSION_LIFETIME,
                ended: None,
            };
            let tokens = SessionSecrets {
                access: reply.access,
                refresh,
                expires_at: asked_at + reply.lifetime,
                lifetime: reply.lifetime,
                generation: 1,
                journal: None,
                token_endpoint: secrets.token_endpoint.clone(),
                revocation_endpoint: secrets.revocation_endpoint.clone(),
                nonces: nonces.to_map(),
            };
            let keys = AccountKeys::for_key(secrets.key.clone()).map_err(|_| CallbackError::Internal)?;
            let record = SessionRecord { account, secrets: tokens };
            let kept = keep(inner, place, keys, record.clone()).await;
            if kept.is_err() {
                // Nobody could ever use them again.
                let SessionSecrets { access, refresh, revocation_endpoint, .. } = &record.secrets;
                let signer = inner.signer(&secrets.key, &nonces);
                let (endpoint, client) = (revocation_endpoint.as_ref(), &record.account.client_id);
                crate::revocation::give_back(&signer, endpoint, client, access, Some(refresh)).await;
            }
            kept
        }
    }
}

/// > An authorization code … MUST NOT be used more than once (RFC 6749 §4.1.2)
///
/// Only what proves that nothing left, or that the server did nothing, lets it be sent again.
async fn exchange(inner: &Inner, claimed: &Claimed, nonces: &Nonces) -> Result<TokenReply, CallbackError> {
    let Claimed { place, name, secrets, code, sealed, .. } = claimed;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.expose()),
        ("code_verifier", secrets.verifier.expose()),
        ("redirect_uri", secrets.redirect_uri.as_str()),
        ("client_id", secrets.client_id.as_str()),
    ];
    let sent = inner.signer(&secrets.key, nonces).post_form(&secrets.token_endpoint, &form).await;
    let reply = match sent {
        Ok(reply) => reply.response,
        Err(ExchangeError::Http(error)) if error.may_have_arrived() => {
            return Err(CallbackError::ReplyLost(error));
        }
        Err(ExchangeError::Http(error)) => {
            place.put(name, sealed.clone()).await?;
            return Err(CallbackError::NotSent(error));
        }
        Err(_) => return Err(CallbackError::Internal),
    };
    match reply.status {
        200 => Ok(TokenReply::read(&reply.body)?),
        status => Err(match error_body(&reply) {
            Some(body) => CallbackError::CodeRefused { error: one_line(&body.error, 60) },
            None => CallbackError::ServerFailed(status),
        }),
    }
}

/// Who the tokens belong to, checked against the account's own server.
///
/// > clients MUST verify that the account identifier (DID) returned in the `sub` field … is consistent with the
/// > authorization server ([atproto OAuth](https://atproto.com/specs/oauth#identity-authentication))
async fn owner(
    inner: &Inner,
    reply: &TokenReply,
    secrets: &PendingSecrets,
) -> Result<(Owner, Scope), CallbackError> {
    reply.check_type()?;
    let did = reply.subject()?.ok_or(TokenFault::Subject)?;
    let scope = reply.scope()?.ok_or(TokenFault::Scope)?;
    if reply.refresh.is_none() {
        return Err(TokenFault::NoRefreshToken.into());
    }
    // The chain from an account that was asked for to this issuer was walked before the browser opened.
    if let (Some(asked), Some(pds)) = (&secrets.did, &secrets.pds) {
        return if *asked == did {
            Ok((Owner { did, handle: secrets.handle.clone(), pds: pds.clone() }, scope))
        } else {
            Err(CallbackError::AnotherAccount { asked: asked.clone(), signed_in: did })
        };
    }
    let identity = inner.config.resolver.resolve(&AtIdentifier::Did(did.clone())).await?;
    let server = discovery::server_of(&inner.config.http, &identity.pds, inner.config.development).await?;
    if server.issuer.as_str() != secrets.issuer {
        return Err(CallbackError::NoAuthority(did));
    }
    Ok((Owner { did, handle: identity.handle, pds: identity.pds }, scope))
}

/// Keys first, then the row that needs them. The session that was there before is given back once the new one stands.
async fn keep(
    inner: &Arc<Inner>,
    place: &Place,
    keys: AccountKeys,
    record: SessionRecord,
) -> Result<Session, CallbackError> {
    let did = record.account.did.clone();
    let before = crate::restore::load(inner, &did).await.ok();
    let row = record.to_row(&keys.sealing).map_err(|_| CallbackError::Internal)?;
    // A refresh of the old session that is under way must not write over the new one.
    let turn = match &before {
        Some(before) => Some(before.turn.lock().await),
        None => None,
    };
    let lock = FileLock::acquire(&inner.config.lock_directory, did.as_str()).await;
    let _lock = lock.map_err(|_| CallbackError::Internal)?;
    place.set_secret(&vault_item(&did), keys.to_secret()).await.map_err(CallbackError::StorageLocked)?;
    stop_point::reached("callback-keys-kept");
    place.put(&session_row(&did), row).await?;
    stop_point::reached("callback-stored");
    let elsewhere = if place.is_durable() { &inner.memory } else { &inner.durable };
    let left = async {
        crate::restore::leave(elsewhere, &record.account, place.is_durable()).await?;
        inner.durable.delete(&crate::restore::quarantine_row(&did)).await
    };
    // The session stands: what is left of an older one must not end it.
    if let Err(error) = left.await {
        tracing::warn!(%did, %error, "an older session's row stays");
    }
    let live = Arc::new(Live::new(place.clone(), keys, record));
    if let Some(before) = &before {
        before.supersede();
    }
    inner.lives().insert(did, Arc::clone(&live));
    drop(turn);
    if let Some(before) = before {
        let inner = Arc::clone(inner);
        tokio::spawn(async move { crate::revocation::give_back_session(&inner, &before).await });
    }
    Ok(Session::new(Arc::clone(inner), live))
}
