//! Proofs of possession: each request signed anew with the session's key
//! ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).

use sha2::{Digest as _, Sha256};
use url::Url;

use crate::base64url;
use crate::jwk::ProofKey;
use crate::secret::{AccessToken, NoRandomness, random};

/// What one proof speaks about.
#[derive(Debug)]
pub struct Proof<'a> {
    /// The method as sent, upper case.
    pub method: &'static str,
    /// Where it is sent; query and fragment are left out of the proof.
    pub url: &'a Url,
    /// The newest nonce of this origin, if it ever gave one.
    pub nonce: Option<&'a str>,
    /// The token of a resource request; none at the token and PAR endpoints.
    pub access: Option<&'a AccessToken>,
    /// Seconds since the epoch, by the server's clock as far as it is known.
    pub issued_at: i64,
}

impl Proof<'_> {
    /// The compact JWT for the `DPoP` header, with a `jti` of its own
    /// ([§4.2](https://www.rfc-editor.org/rfc/rfc9449#section-4.2)).
    ///
    /// > The value MUST be assigned such that there is a negligible probability that the same value will be
    /// > assigned to any other DPoP proof
    ///
    /// # Errors
    /// The operating system gave no random bytes.
    pub fn sign(&self, key: &ProofKey) -> Result<String, NoRandomness> {
        let header = format!(r#"{{"typ":"dpop+jwt","alg":"ES256","jwk":{}}}"#, key.public_jwk());
        let mut claims = serde_json::json!({
            "jti": base64url::encode(random::<16>()?),
            "htm": self.method,
            "htu": htu(self.url),
            "iat": self.issued_at,
        });
        if let Some(claims) = claims.as_object_mut() {
            if let Some(nonce) = self.nonce {
                claims.insert("nonce".into(), nonce.into());
            }
            if let Some(access) = self.access {
                claims.insert("ath".into(), ath(access).into());
            }
        }
        let signed = format!("{}.{}", base64url::encode(header), base64url::encode(claims.to_string()));
        let signature = key.sign(signed.as_bytes());
        Ok(format!("{signed}.{}", base64url::encode(signature)))
    }
}

/// > The HTTP target URI (Section 7.1 of RFC 9110) of the request to which the JWT is attached, without query and
/// > fragment parts ([§4.2](https://www.rfc-editor.org/rfc/rfc9449#section-4.2))
///
/// `Url` has lower-cased the host and dropped the default port already.
pub(crate) fn htu(url: &Url) -> String {
    let mut bare = url.clone();
    bare.set_query(None);
    bare.set_fragment(None);
    // Neither can fail on a URL that has a host; a proof must carry no user information.
    let _ = bare.set_username("");
    let _ = bare.set_password(None);
    bare.into()
}

/// > hash of the access token … base64url encoding of the SHA-256 hash of the ASCII encoding
pub(crate) fn ath(access: &AccessToken) -> String {
    base64url::encode(Sha256::digest(access.expose()))
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::signature::Verifier as _;
    use p256::ecdsa::{Signature, VerifyingKey};

    use super::*;

    #[test]
    fn htu_is_origin_and_path() {
        let check = |url: &str, expected: &str| assert_eq!(htu(&Url::parse(url).unwrap()), expected);
        check("https://PDS.Example/xrpc/a.b.c?limit=2#top", "https://pds.example/xrpc/a.b.c");
        check("https://pds.example:443/oauth/token", "https://pds.example/oauth/token");
        check("http://127.0.0.1:2583/oauth/par", "http://127.0.0.1:2583/oauth/par");
        check("http://pds.example:80", "http://pds.example/");
        check("https://u:p@pds.example/x", "https://pds.example/x");
    }

    /// The token of RFC 9449 §7.1 and the `ath` its proof carries.
    #[test]
    fn ath_agrees_with_rfc_9449() {
        let token = AccessToken::new("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU".into());
        assert_eq!(ath(&token), "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
    }

    /// The proof of RFC 9449 §4.1 verifies under the key it carries, so this is the signature the RFC means.
    #[test]
    fn signature_format_agrees_with_rfc_9449() {
        let proof = concat!(
            "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpD",
            "a0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6",
            "IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGU",
            "uY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-",
            "FNyJK70nfbV37xRZT3Lg",
        );
        let (signed, signature) = proof.rsplit_once('.').unwrap();
        let header: serde_json::Value =
            serde_json::from_slice(&base64url::decode(signed.split_once('.').unwrap().0).unwrap()).unwrap();
        let coordinate = |name: &str| base64url::decode(header["jwk"][name].as_str().unwrap()).unwrap();
        let point = [vec![4], coordinate("x"), coordinate("y")].concat();
        let key = VerifyingKey::from_sec1_bytes(&point).unwrap();
        let signature = Signature::from_slice(&base64url::decode(signature).unwrap()).unwrap();
        key.verify(signed.as_bytes(), &signature).unwrap();
    }

    #[test]
    fn every_proof_has_its_own_jti_and_the_claims_it_was_given() {
        let key = ProofKey::generate().unwrap();
        let url = Url::parse("https://pds.example/xrpc/x.y.z?q=1").unwrap();
        let token = AccessToken::new("t".into());
        let proof = Proof {
            method: "GET",
            url: &url,
            nonce: Some("n"),
            access: Some(&token),
            issued_at: 1_700_000_000,
        };
        let claims = |jwt: String| -> serde_json::Value {
            serde_json::from_slice(&base64url::decode(jwt.split('.').nth(1).unwrap()).unwrap()).unwrap()
        };
        let (one, other) = (claims(proof.sign(&key).unwrap()), claims(proof.sign(&key).unwrap()));
        assert_ne!(one["jti"], other["jti"]);
        assert_eq!(one["htu"], "https://pds.example/xrpc/x.y.z");
        assert_eq!(
            (&one["htm"], &one["nonce"], &one["iat"]),
            (&"GET".into(), &"n".into(), &1_700_000_000.into())
        );
        assert_eq!(one["ath"], ath(&token));
    }
}
