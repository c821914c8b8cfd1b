//! What is kept of one account: a part anyone may read, the secrets sealed beside it, and the keys in the vault.

use std::collections::BTreeMap;
use std::time::SystemTime;

use atproto::{Did, Handle};
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroize as _;

use crate::clock::system_time;
use crate::jwk::ProofKey;
use crate::metadata::Issuer;
use crate::row::{Row, RowFault, SealRowError, readable_row, sealed_row};
use crate::scope::Scope;
use crate::seal::SealingKey;
use crate::secret::{AccessToken, NoRandomness, RefreshToken, Secret};

/// Why an account has to sign in again. Its books and waiting edits are not touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The server says the session is over: fourteen days are up, or it was ended elsewhere.
    Refused,
    /// The reply that carried the new tokens was lost and could not be had again.
    ReplyLost,
    /// The account has moved to a server with another authorization server.
    Moved,
    /// The server answered a refresh with tokens that are not for this account.
    WrongTokens,
    /// Signed out here, or by another window of this application.
    SignedOut,
    /// The session was only to last until the application quit.
    Quit,
    /// The sealed entry cannot be opened.
    Unreadable,
}

/// The readable part of a session's row: no secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccountRow {
    pub did: Did,
    pub handle: Option<Handle>,
    pub pds: Url,
    pub issuer: String,
    pub scope: String,
    pub client_id: String,
    /// The network the session belongs to; it is never used on another.
    pub network: String,
    pub signed_in_at: i64,
    pub ends_at: i64,
    pub ended: Option<EndReason>,
}

/// An account on this computer as far as it can be told without the keychain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccount {
    /// Its permanent name.
    pub did: Did,
    /// Its handle as last verified.
    pub handle: Option<Handle>,
    /// Its server.
    pub pds: Url,
    /// The authorization server that opened the session.
    pub issuer: String,
    /// What was granted.
    pub scope: Scope,
    /// When it signed in.
    pub signed_in_at: SystemTime,
    /// When the server ends the session at the latest, refreshed or not.
    pub ends_at: SystemTime,
    /// The client that opened the session, with which it is refreshed.
    pub client_id: String,
    /// Whether there is a session.
    pub state: StoredState,
}

/// Whether an account has a session, as far as its row tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredState {
    /// A session with its keys in the vault.
    SignedIn,
    /// A session in memory only.
    UntilQuit,
    /// None any more.
    SignInAgain(EndReason),
}

impl AccountRow {
    pub(crate) fn shown(&self, durable: bool) -> StoredAccount {
        let live = if durable { StoredState::SignedIn } else { StoredState::UntilQuit };
        StoredAccount {
            did: self.did.clone(),
            handle: self.handle.clone(),
            pds: self.pds.clone(),
            issuer: self.issuer.clone(),
            scope: self.scope(),
            signed_in_at: system_time(self.signed_in_at),
            ends_at: system_time(self.ends_at),
            client_id: self.client_id.clone(),
            state: self.ended.map_or(live, StoredState::SignInAgain),
        }
    }

    pub(crate) fn scope(&self) -> Scope {
        Scope::parse(&self.scope).unwrap_or_default()
    }
}

/// A refresh that was sent and whose outcome is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sent {
    /// How often this refresh token has been presented without a reply that proves it unspent: 1 or 2.
    pub attempts: u8,
    /// When, in seconds since the epoch.
    pub at: i64,
}

/// The sealed part.
#[derive(Debug, Clone)]
pub(crate) struct SessionSecrets {
    pub access: AccessToken,
    pub refresh: RefreshToken,
    pub expires_at: i64,
    /// How long the access token was good for when it came, in seconds.
    pub lifetime: i64,
    /// Grows by one with every refresh; tells two tokens apart without comparing them.
    pub generation: u64,
    pub journal: Option<Sent>,
    pub token_endpoint: Url,
    pub revocation_endpoint: Option<Url>,
    pub nonces: BTreeMap<String, String>,
}

/// How the secrets are written inside the seal; nothing else may serialise them.
#[derive(Serialize, Deserialize)]
struct Wire {
    access: String,
    refresh: String,
    expires_at: i64,
    lifetime: i64,
    generation: u64,
    journal: Option<Sent>,
    token_endpoint: Url,
    revocation_endpoint: Option<Url>,
    nonces: BTreeMap<String, String>,
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.access.zeroize();
        self.refresh.zeroize();
    }
}

/// A session as it is at one moment. Never changed in place: a refresh makes a new one.
#[derive(Debug, Clone)]
pub(crate) struct SessionRecord {
    pub account: AccountRow,
    pub secrets: SessionSecrets,
}

impl SessionRecord {
    pub(crate) fn to_row(&self, key: &SealingKey) -> Result<Vec<u8>, SealRowError> {
        let secrets = &self.secrets;
        let wire = Wire {
            access: secrets.access.expose().to_owned(),
            refresh: secrets.refresh.expose().to_owned(),
            expires_at: secrets.expires_at,
            lifetime: secrets.lifetime,
            generation: secrets.generation,
            journal: secrets.journal,
            token_endpoint: secrets.token_endpoint.clone(),
            revocation_endpoint: secrets.revocation_endpoint.clone(),
            nonces: secrets.nonces.clone(),
        };
        sealed_row(&self.account, &wire, key, self.account.did.as_str())
    }

    pub(crate) fn from_row(row: &Row<'_>, key: &SealingKey) -> Result<SessionRecord, RowFault> {
        let account: AccountRow = row.readable()?;
        let mut wire: Wire = row.open(key, account.did.as_str())?;
        let secrets = SessionSecrets {
            access: AccessToken::new(std::mem::take(&mut wire.access)),
            refresh: RefreshToken::new(std::mem::take(&mut wire.refresh)),
            expires_at: wire.expires_at,
            lifetime: wire.lifetime,
            generation: wire.generation,
            journal: wire.journal,
            token_endpoint: wire.token_endpoint.clone(),
            revocation_endpoint: wire.revocation_endpoint.clone(),
            nonces: std::mem::take(&mut wire.nonces),
        };
        Ok(SessionRecord { account, secrets })
    }

    /// The issuer the session was opened with; refreshes go nowhere else.
    pub(crate) fn issuer(&self, development: bool) -> Option<Issuer> {
        Issuer::parse(&self.account.issuer, development).ok()
    }
}

/// The row of an account whose session is over: everything but the secrets.
pub(crate) fn ended_row(account: &AccountRow, reason: EndReason) -> Result<Vec<u8>, RowFault> {
    readable_row(&AccountRow { ended: Some(reason), ..account.clone() })
}

/// Name of an account's row.
pub(crate) fn session_row(did: &Did) -> String {
    format!("session:{did}")
}

/// Name of an account's item in the vault.
pub(crate) fn vault_item(did: &Did) -> String {
    format!("account:{did}")
}

/// The two keys of an account, together one item of the vault.
#[derive(Clone)]
pub(crate) struct AccountKeys {
    pub proof: ProofKey,
    pub sealing: SealingKey,
}

/// Version of the vault item: one byte, then the private scalar, then the sealing key.
const ITEM_VERSION: u8 = 1;
/// Length of the vault item in bytes.
pub(crate) const ITEM_LENGTH: usize = 1 + 32 + 32;

impl AccountKeys {
    pub(crate) fn for_key(proof: ProofKey) -> Result<AccountKeys, NoRandomness> {
        Ok(AccountKeys { proof, sealing: SealingKey::generate()? })
    }

    pub(crate) fn to_secret(&self) -> Secret {
        let mut item = Vec::with_capacity(ITEM_LENGTH);
        item.push(ITEM_VERSION);
        item.extend_from_slice(self.proof.scalar().as_slice());
        item.extend_from_slice(self.sealing.expose());
        Secret::new(item)
    }

    pub(crate) fn from_secret(secret: &Secret) -> Option<AccountKeys> {
        let (version, rest) = secret.expose().split_first()?;
        if *version != ITEM_VERSION || rest.len() != ITEM_LENGTH - 1 {
            return None;
        }
        let (scalar, sealing) = rest.split_at_checked(32)?;
        Some(AccountKeys { proof: ProofKey::from_scalar(scalar)?, sealing: SealingKey::from_bytes(sealing)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Windows keeps at most 2,560 bytes in an item.
    #[test]
    fn a_vault_item_has_65_bytes_and_comes_back() {
        let keys = AccountKeys::for_key(ProofKey::generate().unwrap()).unwrap();
        let secret = keys.to_secret();
        assert_eq!(secret.expose().len(), ITEM_LENGTH);
        assert_eq!(ITEM_LENGTH, 65);
        let again = AccountKeys::from_secret(&secret).unwrap();
        assert_eq!(again.proof.thumbprint(), keys.proof.thumbprint());
        assert_eq!(again.sealing.expose(), keys.sealing.expose());
    }

    #[test]
    fn a_foreign_vault_item_is_not_ours() {
        for bytes in [vec![], vec![1; 64], vec![2; 65], vec![1; 66], [vec![1], vec![0; 64]].concat()] {
            assert!(AccountKeys::from_secret(&Secret::new(bytes)).is_none());
        }
    }
}
