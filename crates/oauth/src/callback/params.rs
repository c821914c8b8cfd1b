//! Reading the URL that the operating system or the loopback listener hands over. Any program may have made it.

use std::borrow::Cow;
use std::fmt;

use url::form_urlencoded;

use crate::secret::AuthorizationCode;
use crate::state::State;

/// Longest URL looked at, in bytes.
pub const MAX_CALLBACK: usize = 8 * 1024;

/// Why a URL is no answer to a sign-in. It is ignored; nothing changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CallbackRejected {
    /// Longer than [`MAX_CALLBACK`].
    #[error("the callback is too long")]
    TooLong,
    /// Another scheme, host or path, `://` after a custom scheme, or user information.
    #[error("the callback is for another address")]
    OtherAddress,
    /// It has a fragment, which an answer in query mode never has.
    #[error("the callback has a fragment")]
    Fragment,
    /// A parameter is given twice, so that two readers could read two things.
    #[error("the callback gives {0} twice")]
    Duplicate(&'static str),
    /// An answer wrapped into a JWT, which nobody asked for.
    #[error("the callback carries a JWT response")]
    JwtResponse,
    /// `state` is missing or too long to be one of ours.
    #[error("the callback has no state")]
    NoState,
    /// A parameter is longer than any server makes it, or has control characters.
    #[error("the callback's {0} is malformed")]
    Malformed(&'static str),
}

/// The parameters of an answer ([RFC 6749 §4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)), none of
/// them believed yet. `Debug` shows which are there and nothing more.
#[derive(Clone, PartialEq, Eq)]
pub struct CallbackParams {
    /// `None` for what the loopback listener took: it has checked the address, port included.
    pub(crate) redirect_uri: Option<String>,
    pub(crate) state: State,
    pub(crate) iss: Option<String>,
    pub(crate) code: Option<AuthorizationCode>,
    pub(crate) error: Option<String>,
    pub(crate) error_description: Option<String>,
}

impl CallbackParams {
    /// Reads a callback that must be exactly `redirect_uri` followed by a query.
    ///
    /// # Errors
    /// [`CallbackRejected`].
    pub fn parse(url: &str, redirect_uri: &str) -> Result<CallbackParams, CallbackRejected> {
        if url.len() > MAX_CALLBACK {
            return Err(CallbackRejected::TooLong);
        }
        let rest = url.strip_prefix(redirect_uri).ok_or(CallbackRejected::OtherAddress)?;
        if rest.contains('#') {
            return Err(CallbackRejected::Fragment);
        }
        let query = match rest.strip_prefix('?') {
            Some(query) => query,
            None if rest.is_empty() => return Err(CallbackRejected::NoState),
            None => return Err(CallbackRejected::OtherAddress),
        };
        let params = CallbackParams::from_query(query)?;
        Ok(CallbackParams { redirect_uri: Some(redirect_uri.to_owned()), ..params })
    }

    /// Reads the query of a request that the loopback listener has found to be for its own address.
    ///
    /// # Errors
    /// [`CallbackRejected`].
    pub fn from_query(query: &str) -> Result<CallbackParams, CallbackRejected> {
        if query.len() > MAX_CALLBACK {
            return Err(CallbackRejected::TooLong);
        }
        let (mut state, mut iss, mut code, mut error, mut description) = (None, None, None, None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            // > Request and response parameters defined by this specification MUST NOT be included more than once.
            // > (RFC 6749 §3.1, §3.2)
            match &*name {
                "state" => once(&mut state, value, "state")?,
                "iss" => once(&mut iss, value, "iss")?,
                "code" => once(&mut code, value, "code")?,
                "error" => once(&mut error, value, "error")?,
                "error_description" => once(&mut description, value, "error_description")?,
                "response" => return Err(CallbackRejected::JwtResponse),
                // > The client MUST ignore unrecognized response parameters.
                _ => {}
            }
        }
        if code.as_deref().is_some_and(|code| !code.bytes().all(|b| matches!(b, 0x20..=0x7e))) {
            return Err(CallbackRejected::Malformed("code"));
        }
        Ok(CallbackParams {
            redirect_uri: None,
            state: state.and_then(|state| State::received(&state)).ok_or(CallbackRejected::NoState)?,
            iss: iss.map(Cow::into_owned),
            code: code.filter(|code| !code.is_empty()).map(|code| AuthorizationCode::new(code.into_owned())),
            error: error.map(Cow::into_owned),
            error_description: description.map(Cow::into_owned),
        })
    }

    /// Whether this claims to answer that sign-in.
    pub fn is_for(&self, state: &State) -> bool {
        self.state == *state
    }

    /// Whether it came on the redirect that was registered.
    pub(crate) fn came_on(&self, registered: &str) -> bool {
        match &self.redirect_uri {
            Some(used) => used == registered,
            None => registered.starts_with("http://127.0.0.1:"),
        }
    }
}

fn once<'a>(
    slot: &mut Option<Cow<'a, str>>,
    value: Cow<'a, str>,
    name: &'static str,
) -> Result<(), CallbackRejected> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(CallbackRejected::Duplicate(name)),
    }
}

impl fmt::Debug for CallbackParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackParams")
            .field("iss", &self.iss.is_some())
            .field("code", &self.code.is_some())
            .field("error", &self.error.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SCHEME: &str = "internal.bookexplorer:/callback";
    const LOOPBACK: &str = "http://127.0.0.1:4321/callback";

    fn rejected(url: &str) -> CallbackRejected {
        CallbackParams::parse(url, SCHEME).unwrap_err()
    }

    #[test]
    fn reads_an_answer_on_both_redirects() {
        for redirect in [SCHEME, LOOPBACK] {
            let url = format!("{redirect}?state=s&iss=https%3A%2F%2Fas.example&code=c+d&session_state=x");
            let params = CallbackParams::parse(&url, redirect).unwrap();
            assert_eq!(params.state.expose(), "s");
            assert_eq!(params.iss.as_deref(), Some("https://as.example"));
            assert_eq!(params.code.unwrap().expose(), "c d");
            assert_eq!(params.error, None);
        }
    }

    #[test]
    fn refuses_any_other_address() {
        for url in [
            "internal.bookexplorer://callback?state=s",
            "internal.bookexplorer:///callback?state=s",
            "internal.bookexplorer:/callback/?state=s",
            "internal.bookexplorer:/callbackx?state=s",
            "internal.bookexplorer:/other?state=s",
            "internal.bookexplorer:callback?state=s",
            "internal.bookexplorer2:/callback?state=s",
            "internal.bookexplorer://u:p@host/callback?state=s",
            "http://127.0.0.1:4321/callback?state=s",
            "",
        ] {
            assert_eq!(rejected(url), CallbackRejected::OtherAddress, "{url}");
        }
        for url in ["http://127.0.0.1:4322/callback?state=s", "http://localhost:4321/callback?state=s"] {
            assert_eq!(CallbackParams::parse(url, LOOPBACK), Err(CallbackRejected::OtherAddress), "{url}");
        }
    }

    #[test]
    fn refuses_fragments_and_oversize() {
        assert_eq!(rejected("internal.bookexplorer:/callback?state=s#code=x"), CallbackRejected::Fragment);
        assert_eq!(rejected("internal.bookexplorer:/callback#?state=s"), CallbackRejected::Fragment);
        let long = format!("{SCHEME}?state=s&x={}", "a".repeat(MAX_CALLBACK));
        assert_eq!(rejected(&long), CallbackRejected::TooLong);
    }

    #[test]
    fn refuses_duplicates_and_jwt_answers() {
        for name in ["state", "iss", "code", "error"] {
            let url = format!("{SCHEME}?state=s&{name}=a&{name}=a");
            assert_eq!(rejected(&url), CallbackRejected::Duplicate(name));
        }
        assert_eq!(rejected("internal.bookexplorer:/callback?response=e.y.J"), CallbackRejected::JwtResponse);
    }

    #[test]
    fn refuses_a_missing_state_and_control_characters_in_the_code() {
        for url in [SCHEME.to_owned(), format!("{SCHEME}?code=c"), format!("{SCHEME}?state=&code=c")] {
            assert_eq!(rejected(&url), CallbackRejected::NoState, "{url}");
        }
        assert_eq!(rejected(&format!("{SCHEME}?state={}", "s".repeat(257))), CallbackRejected::NoState);
        assert_eq!(rejected(&format!("{SCHEME}?state=s&code=a%0Ab")), CallbackRejected::Malformed("code"));
    }

    #[test]
    fn debug_shows_no_value() {
        let params =
            CallbackParams::parse(&format!("{SCHEME}?state=hush&code=hush&iss=hush"), SCHEME).unwrap();
        assert!(!format!("{params:?}").contains("hush"));
    }

    proptest! {
        #[test]
        fn never_panics_and_never_reads_another_address(text in ".{0,80}") {
            if CallbackParams::parse(&text, SCHEME).is_ok() {
                prop_assert!(text.starts_with(SCHEME));
            }
            let _ = CallbackParams::parse(&format!("{SCHEME}?{text}"), SCHEME);
        }

        #[test]
        fn encoded_values_come_back(state in "[A-Za-z0-9_-]{1,80}", iss in ".{1,60}") {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("state", &state).append_pair("iss", &iss).finish();
            let params = CallbackParams::parse(&format!("{SCHEME}?{query}"), SCHEME).unwrap();
            prop_assert_eq!(params.state.expose(), state);
            prop_assert_eq!(params.iss.unwrap(), iss);
        }
    }
}
