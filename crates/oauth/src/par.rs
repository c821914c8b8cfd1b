//! Pushing the authorization request, so that the browser carries nothing but a reference to it
//! ([RFC 9126](https://www.rfc-editor.org/rfc/rfc9126)).

use std::time::Duration;

use atproto::foreign::one_line;
use atproto::http::HttpError;
use serde::Deserialize;
use url::Url;

use crate::client_identity::Registration;
use crate::clock::unix;
use crate::exchange::{ExchangeError, Signer, error_body, retry_after};
use crate::metadata::ServerMetadata;
use crate::scope::Scope;
use crate::secret::NoRandomness;
use crate::state::State;

/// Longest text of a server that is passed on, in characters.
pub(crate) const MAX_WORDS: usize = 200;

/// Why the server did not take the request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParError {
    /// No reply.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The server refused, with a reason
    /// ([RFC 9126 §2.3](https://www.rfc-editor.org/rfc/rfc9126#section-2.3)).
    #[error("the server refused the sign-in: {error}")]
    Refused {
        /// The error code, made fit to be shown.
        error: String,
        /// Its description, made fit to be shown.
        description: Option<String>,
    },
    /// Too many requests.
    #[error("the server asks to wait")]
    Busy {
        /// For how long, if it said so.
        retry_after: Option<Duration>,
    },
    /// 5xx.
    #[error("the server failed with status {0}")]
    ServerFailed(u16),
    /// A status that is no answer to a pushed request; 200 instead of 201 is one.
    #[error("the server answered with status {0}")]
    UnexpectedStatus(u16),
    /// The body is not the one demanded.
    #[error("the server's answer is malformed")]
    Malformed,
    /// No random bytes for the proof.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

impl ParError {
    /// True when the same request may well succeed later. Nothing is lost by asking again: a pushed request that
    /// nobody opens is forgotten by the server.
    pub fn is_retryable(&self) -> bool {
        match self {
            ParError::Http(error) => error.is_transient(),
            ParError::Busy { .. } | ParError::ServerFailed(_) => true,
            _ => false,
        }
    }
}

impl From<ExchangeError> for ParError {
    fn from(error: ExchangeError) -> ParError {
        match error {
            ExchangeError::Http(error) => ParError::Http(error),
            ExchangeError::NoRandomness(error) => ParError::NoRandomness(error),
            ExchangeError::Header => ParError::Malformed,
        }
    }
}

/// What is asked of the server.
pub(crate) struct PushedRequest<'a> {
    pub registration: &'a Registration,
    pub scope: &'a Scope,
    pub state: &'a State,
    pub code_challenge: &'a str,
    pub login_hint: Option<&'a str>,
    pub create: bool,
}

/// What the browser carries instead.
pub(crate) struct Pushed {
    pub request_uri: String,
    /// Seconds.
    pub expires_in: u32,
}

#[derive(Deserialize)]
struct RawPushed {
    request_uri: String,
    expires_in: u32,
}

/// Pushes a request, with a proof whose key the tokens will be bound to
/// ([RFC 9449 §10.1](https://www.rfc-editor.org/rfc/rfc9449#section-10.1)).
pub(crate) async fn push(
    signer: &Signer<'_>,
    server: &ServerMetadata,
    request: &PushedRequest<'_>,
) -> Result<Pushed, ParError> {
    let scope = request.scope.to_string();
    let mut form = vec![
        ("client_id", request.registration.client_id.as_str()),
        ("response_type", "code"),
        ("redirect_uri", request.registration.redirect_uri.as_str()),
        ("scope", scope.as_str()),
        ("state", request.state.expose()),
        ("code_challenge", request.code_challenge),
        ("code_challenge_method", "S256"),
    ];
    form.extend(request.login_hint.map(|hint| ("login_hint", hint)));
    if request.create {
        form.push(("prompt", "create"));
    }
    let reply = signer.post_form(&server.pushed_authorization_request_endpoint, &form).await?.response;
    match reply.status {
        // > the server … responds … with a 201 HTTP status code (RFC 9126 §2.2)
        201 => {
            let raw: RawPushed = serde_json::from_slice(&reply.body).map_err(|_| ParError::Malformed)?;
            let usable = (1..=2048).contains(&raw.request_uri.len()) && raw.expires_in > 0;
            let pushed = Pushed { request_uri: raw.request_uri, expires_in: raw.expires_in };
            if usable { Ok(pushed) } else { Err(ParError::Malformed) }
        }
        429 => Err(ParError::Busy { retry_after: retry_after(&reply, unix((signer.clock)())) }),
        500..=599 => Err(ParError::ServerFailed(reply.status)),
        status => Err(match error_body(&reply) {
            Some(body) => ParError::Refused {
                error: one_line(&body.error, 60),
                description: body.error_description.map(|text| one_line(&text, MAX_WORDS)),
            },
            None => ParError::UnexpectedStatus(status),
        }),
    }
}

/// The address for the browser: the endpoint with its own query kept
/// ([RFC 9126 §4](https://www.rfc-editor.org/rfc/rfc9126#section-4)).
pub(crate) fn authorization_url(server: &ServerMetadata, client_id: &str, request_uri: &str) -> Url {
    let mut url = server.authorization_endpoint.clone();
    url.query_pairs_mut().append_pair("client_id", client_id).append_pair("request_uri", request_uri);
    url
}
