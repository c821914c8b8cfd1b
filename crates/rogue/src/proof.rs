//! Checking a DPoP proof as a server does ([RFC 9449 §4.3](https://www.rfc-editor.org/rfc/rfc9449#section-4.3)).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::http::Asked;

/// A proof that holds, up to nonce and repetition.
pub(crate) struct Proof {
    pub jti: String,
    pub jkt: String,
    pub nonce: Option<String>,
}

/// Seconds that `iat` may be off.
const TOLERANCE: i64 = 180;

/// `None` for a request without a proof; an error says which check failed.
pub(crate) fn check(
    asked: &Asked,
    origin: &str,
    token: Option<&str>,
    now: i64,
) -> Result<Option<Proof>, &'static str> {
    let Some(jwt) = asked.headers.get("dpop") else { return Ok(None) };
    let parts: Vec<&str> = jwt.split('.').collect();
    let [header, claims, signature] = parts[..] else { return Err("not a JWT") };
    let json = |part: &str| -> Result<Value, &'static str> {
        let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| "not base64url")?;
        serde_json::from_slice(&bytes).map_err(|_| "not JSON")
    };
    let (head, body) = (json(header)?, json(claims)?);
    if head["typ"] != "dpop+jwt" || head["alg"] != "ES256" || head["jwk"].get("d").is_some() {
        return Err("header");
    }
    let coordinate = |name: &str| -> Result<Vec<u8>, &'static str> {
        URL_SAFE_NO_PAD.decode(head["jwk"][name].as_str().unwrap_or_default()).map_err(|_| "jwk")
    };
    let point = [vec![4], coordinate("x")?, coordinate("y")?].concat();
    let key = VerifyingKey::from_sec1_bytes(&point).map_err(|_| "jwk")?;
    let signed = format!("{header}.{claims}");
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| "signature")?;
    let signature = Signature::from_slice(&signature).map_err(|_| "signature")?;
    key.verify(signed.as_bytes(), &signature).map_err(|_| "signature")?;
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    if text("htm").as_deref() != Some(&asked.method) {
        return Err("htm");
    }
    // Stricter than the reference provider, which still cuts a query off.
    if text("htu") != Some(format!("{origin}{}", asked.path)) {
        return Err("htu");
    }
    let iat = body["iat"].as_i64().ok_or("iat")?;
    if (iat - now).abs() > TOLERANCE {
        return Err("iat");
    }
    let ath = token.map(|token| URL_SAFE_NO_PAD.encode(Sha256::digest(token)));
    if text("ath") != ath {
        return Err("ath");
    }
    let jti = text("jti").filter(|jti| jti.len() >= 16).ok_or("jti")?;
    let jwk = &head["jwk"];
    let members = format!(r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#, jwk["x"], jwk["y"]);
    let jkt = URL_SAFE_NO_PAD.encode(Sha256::digest(members));
    Ok(Some(Proof { jti, jkt, nonce: text("nonce") }))
}
