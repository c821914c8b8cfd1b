//! What a token endpoint answers, and what of it may be believed
//! ([RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1),
//! [RFC 9449 §5](https://www.rfc-editor.org/rfc/rfc9449#section-5)).

use atproto::Did;
use serde::Deserialize;
use serde_json::Value;
use zeroize::Zeroize as _;

use crate::scope::Scope;
use crate::secret::{AccessToken, RefreshToken};

/// A token's life when the server says none, or nonsense, in seconds. The server decides in the end: a 401 has the
/// token replaced whatever we believe.
const DEFAULT_LIFETIME: i64 = 300;
/// A life longer than this is taken for nonsense.
const MAX_LIFETIME: i64 = 7 * 24 * 3600;

/// Why tokens are thrown away and given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// No JSON object with an access token. There is nothing to give back then.
    #[error("the token reply is malformed")]
    Malformed,
    /// `token_type` is not DPoP: whoever steals such a token can use it.
    #[error("the tokens are not bound to our key")]
    NotDpop,
    /// `sub` is missing or no DID: nobody knows whose tokens these are.
    #[error("the token reply does not name an account")]
    Subject,
    /// `scope` is missing, malformed, or lacks `atproto`.
    #[error("the tokens are not for this protocol")]
    Scope,
    /// There is no refresh token.
    #[error("the server gave no refresh token")]
    NoRefreshToken,
}

/// A reply's tokens with what the server says about them, before anything of it is believed.
#[derive(Debug)]
pub(crate) struct TokenReply {
    pub access: AccessToken,
    pub refresh: Option<RefreshToken>,
    pub lifetime: i64,
    token_type: Option<String>,
    scope: Option<String>,
    sub: Option<String>,
}

#[derive(Deserialize)]
struct Raw {
    access_token: String,
    refresh_token: Option<String>,
    #[serde(default)]
    token_type: Value,
    #[serde(default)]
    expires_in: Value,
    #[serde(default)]
    scope: Value,
    #[serde(default)]
    sub: Value,
}

impl Drop for Raw {
    fn drop(&mut self) {
        self.access_token.zeroize();
        self.refresh_token.zeroize();
    }
}

impl TokenReply {
    /// Reads a 200 reply. Only what must be there to give the tokens back is demanded here.
    pub(crate) fn read(body: &[u8]) -> Result<TokenReply, TokenFault> {
        let mut raw: Raw = serde_json::from_slice(body).map_err(|_| TokenFault::Malformed)?;
        let usable = |token: &str| !token.is_empty() && token.bytes().all(|b| matches!(b, 0x21..=0x7e));
        if !usable(&raw.access_token) || !raw.refresh_token.as_deref().is_none_or(usable) {
            return Err(TokenFault::Malformed);
        }
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Ok(TokenReply {
            access: AccessToken::new(std::mem::take(&mut raw.access_token)),
            refresh: raw.refresh_token.take().map(RefreshToken::new),
            lifetime: lifetime(&raw.expires_in),
            token_type: text(&raw.token_type),
            scope: text(&raw.scope),
            sub: text(&raw.sub),
        })
    }

    /// > If the client receives a … token_type … of "Bearer" … it … MUST … discard the response
    ///
    /// The type is compared without regard to case ([RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)).
    pub(crate) fn check_type(&self) -> Result<(), TokenFault> {
        match self.token_type.as_deref() {
            Some(kind) if kind.eq_ignore_ascii_case("dpop") => Ok(()),
            _ => Err(TokenFault::NotDpop),
        }
    }

    /// Whose tokens these are. `None` when the reply says nothing, which a first reply must not do.
    pub(crate) fn subject(&self) -> Result<Option<Did>, TokenFault> {
        self.sub.as_deref().map(Did::parse).transpose().map_err(|_| TokenFault::Subject)
    }

    /// What was granted. `None` when the reply says nothing, which a first reply must not do.
    pub(crate) fn scope(&self) -> Result<Option<Scope>, TokenFault> {
        let Some(text) = self.scope.as_deref() else { return Ok(None) };
        let scope = Scope::parse(text).map_err(|_| TokenFault::Scope)?;
        if scope.contains("atproto") { Ok(Some(scope)) } else { Err(TokenFault::Scope) }
    }
}

fn lifetime(expires_in: &Value) -> i64 {
    let seconds = expires_in.as_i64().or_else(|| expires_in.as_str().and_then(|text| text.parse().ok()));
    seconds.filter(|seconds| (1..=MAX_LIFETIME).contains(seconds)).unwrap_or(DEFAULT_LIFETIME)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> TokenReply {
        let mut whole = json!({"access_token": "a", "token_type": "DPoP"});
        whole.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
        TokenReply::read(whole.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_nonsense_lifetime_becomes_five_minutes() {
        for (given, expected) in [
            (json!({}), 300),
            (json!({"expires_in": -1}), 300),
            (json!({"expires_in": 0}), 300),
            (json!({"expires_in": 1e18}), 300),
            (json!({"expires_in": 1_000_000_000_000_000_000_i64}), 300),
            (json!({"expires_in": "soon"}), 300),
            (json!({"expires_in": null}), 300),
            (json!({"expires_in": 3600}), 3600),
            (json!({"expires_in": "3600"}), 3600),
        ] {
            assert_eq!(read(given.clone()).lifetime, expected, "{given}");
        }
    }

    #[test]
    fn only_dpop_tokens_are_kept_in_any_case() {
        for (kind, ok) in
            [(json!("DPoP"), true), (json!("dpop"), true), (json!("Bearer"), false), (json!(1), false)]
        {
            assert_eq!(read(json!({ "token_type": kind })).check_type().is_ok(), ok);
        }
    }

    #[test]
    fn scope_must_contain_atproto() {
        assert_eq!(read(json!({})).scope(), Ok(None));
        assert_eq!(read(json!({"scope": "transition:generic"})).scope(), Err(TokenFault::Scope));
        assert_eq!(read(json!({"scope": "atprotos"})).scope(), Err(TokenFault::Scope));
        assert!(read(json!({"scope": "atproto what:ever"})).scope().unwrap().unwrap().contains("what:ever"));
    }

    #[test]
    fn subject_must_be_a_did() {
        assert_eq!(read(json!({})).subject(), Ok(None));
        assert_eq!(read(json!({"sub": "alice"})).subject(), Err(TokenFault::Subject));
        assert!(read(json!({"sub": "did:plc:ewvi7nxzyoun6zhxrhs64oiz"})).subject().unwrap().is_some());
    }

    proptest! {
        #[test]
        fn reading_never_panics(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = TokenReply::read(&body);
        }
    }
}
