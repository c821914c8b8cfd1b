//! Sealing what must lie on disk: XChaCha20-Poly1305 with a random nonce before the ciphertext.
//!
//! The associated data names the format and whose row it is, so a row copied to another account, or its readable
//! part edited, does not open.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::secret::{NoRandomness, random};

const NONCE: usize = 24;

/// A 256-bit key for rows.
#[derive(Clone)]
pub(crate) struct SealingKey(Zeroizing<[u8; 32]>);

/// The row was made with another key, for another owner, or has been damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed row does not open")]
pub(crate) struct DoesNotOpen;

impl SealingKey {
    pub(crate) fn generate() -> Result<SealingKey, NoRandomness> {
        Ok(SealingKey(Zeroizing::new(random()?)))
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<SealingKey> {
        Some(SealingKey(Zeroizing::new(bytes.try_into().ok()?)))
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Nonce and ciphertext, 40 bytes longer than the plaintext.
    pub(crate) fn seal(&self, plain: &[u8], associated: &[u8]) -> Result<Vec<u8>, NoRandomness> {
        let nonce: [u8; NONCE] = random()?;
        let payload = Payload { msg: plain, aad: associated };
        // Encryption fails on plaintexts of 256 GB; ours have a few kilobytes.
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| NoRandomness)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub(crate) fn open(&self, sealed: &[u8], associated: &[u8]) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(DoesNotOpen)?;
        let payload = Payload { msg: sealed, aad: associated };
        self.cipher().decrypt(&XNonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| DoesNotOpen)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.0).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_with_the_same_key_and_owner() {
        let (key, other) = (SealingKey::generate().unwrap(), SealingKey::generate().unwrap());
        let sealed = key.seal(b"tokens", b"did:plc:a").unwrap();
        assert_eq!(key.open(&sealed, b"did:plc:a").unwrap().as_slice(), b"tokens");
        assert_eq!(key.open(&sealed, b"did:plc:b"), Err(DoesNotOpen));
        assert_eq!(other.open(&sealed, b"did:plc:a"), Err(DoesNotOpen));
    }

    #[test]
    fn damage_anywhere_is_noticed() {
        let key = SealingKey::generate().unwrap();
        let sealed = key.seal(b"tokens", b"x").unwrap();
        for end in 0..sealed.len() {
            assert_eq!(key.open(&sealed[..end], b"x"), Err(DoesNotOpen));
        }
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert_eq!(key.open(&damaged, b"x"), Err(DoesNotOpen), "byte {at}");
        }
    }

    #[test]
    fn the_same_plaintext_never_looks_the_same() {
        let key = SealingKey::generate().unwrap();
        assert_ne!(key.seal(b"x", b"").unwrap(), key.seal(b"x", b"").unwrap());
    }
}
