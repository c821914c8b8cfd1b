//! Proof Key for Code Exchange: who redeems the code must be who asked for it
//! ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)). Only `S256`, as the profile demands.

use sha2::{Digest as _, Sha256};

use crate::base64url;
use crate::secret::{CodeVerifier, NoRandomness, random};

/// A fresh verifier of 256 random bits, 43 characters long.
///
/// > the output of a suitable random number generator be used to create a 32-octet sequence
/// > ([§4.1](https://www.rfc-editor.org/rfc/rfc7636#section-4.1))
pub(crate) fn verifier() -> Result<CodeVerifier, NoRandomness> {
    Ok(CodeVerifier::new(base64url::encode(random::<32>()?)))
}

/// The public half: `BASE64URL(SHA256(verifier))`
/// ([§4.2](https://www.rfc-editor.org/rfc/rfc7636#section-4.2)).
pub(crate) fn challenge(verifier: &CodeVerifier) -> String {
    base64url::encode(Sha256::digest(verifier.expose().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_vector_of_rfc_7636_appendix_b() {
        let verifier = CodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn verifiers_are_43_characters_and_differ() {
        let (one, other) = (verifier().unwrap(), verifier().unwrap());
        assert_eq!(one.expose().len(), 43);
        assert_ne!(one, other);
    }
}
