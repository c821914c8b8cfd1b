//! The session's P-256 key and its public face: a JWK of four fields and its thumbprint
//! ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517), [RFC 7638](https://www.rfc-editor.org/rfc/rfc7638)).

use std::fmt;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::base64url;
use crate::secret::{NoRandomness, random};

/// The key a session's tokens are bound to. One per sign-in, never shared between accounts.
#[derive(Clone)]
pub struct ProofKey {
    signing: SigningKey,
    x: String,
    y: String,
}

impl ProofKey {
    /// A fresh key.
    ///
    /// # Errors
    /// The operating system gave no random bytes.
    pub fn generate() -> Result<ProofKey, NoRandomness> {
        // A scalar out of range turns up once in 2^32 draws; three draws are as good as any number.
        for _ in 0..3 {
            if let Some(key) = ProofKey::from_scalar(&*Zeroizing::new(random::<32>()?)) {
                return Ok(key);
            }
        }
        Err(NoRandomness)
    }

    /// The key with this private scalar; `None` when it is not one.
    pub(crate) fn from_scalar(scalar: &[u8]) -> Option<ProofKey> {
        // A shorter slice would be padded in silence.
        let scalar: &[u8; 32] = scalar.try_into().ok()?;
        let signing = SigningKey::from_slice(scalar).ok()?;
        let point = signing.verifying_key().to_sec1_point(false);
        let (x, y) = (base64url::encode(point.x()?), base64url::encode(point.y()?));
        Some(ProofKey { signing, x, y })
    }

    /// The private scalar: 32 bytes for the vault.
    pub(crate) fn scalar(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.signing.to_bytes().into())
    }

    /// The public key as JSON, in the order a thumbprint wants.
    pub(crate) fn public_jwk(&self) -> String {
        format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, self.x, self.y)
    }

    /// SHA-256 over the required members in lexicographic order
    /// ([RFC 7638 §3](https://www.rfc-editor.org/rfc/rfc7638#section-3)).
    pub(crate) fn thumbprint(&self) -> String {
        base64url::encode(Sha256::digest(self.public_jwk()))
    }

    /// ES256: 64 bytes, r then s ([RFC 7518 §3.4](https://www.rfc-editor.org/rfc/rfc7518#section-3.4)).
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        let signature: Signature = self.signing.sign(message);
        signature.to_bytes().into()
    }
}

impl fmt::Debug for ProofKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProofKey({})", self.thumbprint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The public key of RFC 9449 §4.1 and §6.1, whose thumbprint the RFC gives as `jkt`.
    #[test]
    fn thumbprint_agrees_with_rfc_9449() {
        let jwk = r#"{"crv":"P-256","kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}"#;
        assert_eq!(base64url::encode(Sha256::digest(jwk)), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    }

    #[test]
    fn a_key_comes_back_from_its_scalar() {
        let key = ProofKey::generate().unwrap();
        let again = ProofKey::from_scalar(key.scalar().as_slice()).unwrap();
        assert_eq!(again.thumbprint(), key.thumbprint());
    }

    #[test]
    fn refuses_what_is_no_scalar() {
        for bytes in [&[0u8; 32][..], &[0xff; 32], &[1; 31], &[]] {
            assert!(ProofKey::from_scalar(bytes).is_none());
        }
    }
}
