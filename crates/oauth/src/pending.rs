//! A sign-in that waits for its answer: everything needed to check and to finish it, sealed and kept, because the
//! answer may start the application anew.

use std::collections::BTreeMap;

use atproto::{Did, Handle};
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::{Zeroize as _, Zeroizing};

use crate::base64url;
use crate::jwk::ProofKey;
use crate::place::Place;
use crate::row::{Row, RowFault, SealRowError, readable_row, sealed_row};
use crate::seal::SealingKey;
use crate::secret::{CodeVerifier, NoRandomness, Secret};
use crate::vault::VaultError;

/// How long an answer is waited for, in seconds.
pub(crate) const LIFETIME: i64 = 600;
/// Wrong answers with the right state that one process puts up with before it gives the sign-in up.
pub(crate) const MAX_WRONG: u32 = 100;
/// The vault item that seals waiting sign-ins and queued revocations.
const ITEM: &str = "pending";
/// First characters of every pending row's name.
pub(crate) const PREFIX: &str = "pending:";

/// The readable part of the row.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PendingRow {
    pub network: String,
    pub created_at: i64,
    pub expires_at: i64,
    /// The code has been, or is being, sent. What remains is here to recognise a second delivery.
    pub used: bool,
}

/// The sealed part.
pub(crate) struct PendingSecrets {
    pub issuer: String,
    pub did: Option<Did>,
    pub handle: Option<Handle>,
    pub pds: Option<Url>,
    pub verifier: CodeVerifier,
    pub key: ProofKey,
    pub client_id: String,
    pub redirect_uri: String,
    pub token_endpoint: Url,
    pub revocation_endpoint: Option<Url>,
    pub nonces: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    issuer: String,
    did: Option<Did>,
    handle: Option<Handle>,
    pds: Option<Url>,
    verifier: String,
    key: String,
    client_id: String,
    redirect_uri: String,
    token_endpoint: Url,
    revocation_endpoint: Option<Url>,
    nonces: BTreeMap<String, String>,
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.verifier.zeroize();
        self.key.zeroize();
    }
}

impl PendingRow {
    /// What is left of the row once the code has been sent.
    pub(crate) fn used(&self) -> Result<Vec<u8>, RowFault> {
        readable_row(&PendingRow { used: true, ..self.clone() })
    }
}

impl PendingSecrets {
    pub(crate) fn to_row(
        &self,
        readable: &PendingRow,
        key: &SealingKey,
        name: &str,
    ) -> Result<Vec<u8>, SealRowError> {
        let wire = Wire {
            issuer: self.issuer.clone(),
            did: self.did.clone(),
            handle: self.handle.clone(),
            pds: self.pds.clone(),
            verifier: self.verifier.expose().to_owned(),
            key: base64url::encode(self.key.scalar().as_slice()),
            client_id: self.client_id.clone(),
            redirect_uri: self.redirect_uri.clone(),
            token_endpoint: self.token_endpoint.clone(),
            revocation_endpoint: self.revocation_endpoint.clone(),
            nonces: self.nonces.clone(),
        };
        sealed_row(readable, &wire, key, name)
    }

    pub(crate) fn from_row(row: &Row<'_>, key: &SealingKey, name: &str) -> Result<PendingSecrets, RowFault> {
        let mut wire: Wire = row.open(key, name)?;
        let scalar = Zeroizing::new(base64url::decode(&wire.key).ok_or(RowFault::Damaged)?);
        Ok(PendingSecrets {
            issuer: wire.issuer.clone(),
            did: wire.did.clone(),
            handle: wire.handle.clone(),
            pds: wire.pds.clone(),
            verifier: CodeVerifier::new(std::mem::take(&mut wire.verifier)),
            key: ProofKey::from_scalar(&scalar).ok_or(RowFault::Damaged)?,
            client_id: wire.client_id.clone(),
            redirect_uri: wire.redirect_uri.clone(),
            token_endpoint: wire.token_endpoint.clone(),
            revocation_endpoint: wire.revocation_endpoint.clone(),
            nonces: std::mem::take(&mut wire.nonces),
        })
    }
}

/// The key that seals pending rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PendingKeyError {
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// The key, made when there is none. Writing it proves that the keychain works before a browser opens.
///
/// A keychain that answers "no such item" may only be unable to find its collection, so a new key is read back.
pub(crate) async fn make_key(place: &Place) -> Result<SealingKey, PendingKeyError> {
    if let Some(key) = key(place).await? {
        return Ok(key);
    }
    let key = SealingKey::generate()?;
    place.set_secret(ITEM, Secret::new([&[1][..], key.expose()].concat())).await?;
    match self::key(place).await? {
        Some(kept) => Ok(kept),
        None => Err(PendingKeyError::Vault(VaultError::Absent)),
    }
}

/// The key, if there is one.
pub(crate) async fn key(place: &Place) -> Result<Option<SealingKey>, VaultError> {
    let Some(secret) = place.secret(ITEM).await? else { return Ok(None) };
    let key = secret.expose().split_first().filter(|(version, _)| **version == 1);
    Ok(key.and_then(|(_, key)| SealingKey::from_bytes(key)))
}
