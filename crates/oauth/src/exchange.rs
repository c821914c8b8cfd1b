//! One signed request and the two questions that may follow it: "use this nonce", "your clock is off".
//!
//! Both are asked before a server does anything, so both are answered with the same request signed anew, once each.

use std::time::Duration;

use atproto::http::{HeaderName, HeaderValue, Http, HttpError, HttpRequest, HttpResponse, date_of, header};
use serde::Deserialize;
use url::{Url, form_urlencoded};

use crate::challenge;
use crate::clock::{Clock, Offsets, unix};
use crate::dpop::Proof;
use crate::jwk::ProofKey;
use crate::nonce::Nonces;
use crate::secret::{AccessToken, NoRandomness};

/// What every signed request of one session or sign-in needs.
pub(crate) struct Signer<'a> {
    pub http: &'a Http,
    pub key: &'a ProofKey,
    pub nonces: &'a Nonces,
    pub offsets: &'a Offsets,
    pub clock: &'a Clock,
}

/// No reply came, or none could be asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ExchangeError {
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    #[error("a token or proof does not fit into a header")]
    Header,
}

impl ExchangeError {
    /// False proves that nothing of the request reached the server.
    pub(crate) fn may_have_arrived(&self) -> bool {
        matches!(self, ExchangeError::Http(error) if error.may_have_arrived())
    }
}

const DPOP: HeaderName = HeaderName::from_static("dpop");
const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// A reply, and whether it brought the nonce that a well-behaved server sends each time.
pub(crate) struct Reply {
    pub response: HttpResponse,
    pub error: Option<String>,
}

impl Signer<'_> {
    /// Posts a form to an endpoint of an authorization server.
    pub(crate) async fn post_form(&self, url: &Url, form: &[(&str, &str)]) -> Result<Reply, ExchangeError> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = HttpRequest::post(url.clone(), "application/x-www-form-urlencoded", body)
            .header(header::ACCEPT, HeaderValue::from_static("application/json"))
            .max_bytes(64 * 1024);
        self.send(request, None).await
    }

    /// Sends a request with a proof, and with the token when it is one for a resource server.
    pub(crate) async fn send(
        &self,
        request: HttpRequest,
        access: Option<&AccessToken>,
    ) -> Result<Reply, ExchangeError> {
        let (mut nonce_given, mut clock_corrected) = (false, false);
        loop {
            let used = self.nonces.of(&request.url);
            let reply = self.send_once(request.clone(), used.as_deref(), access).await?;
            let now = unix((self.clock)());
            let clock_moved = self.offsets.learn(&request.url, date_of(&reply.response.headers), now);
            let given = reply.response.header(&DPOP_NONCE);
            self.nonces.keep(&request.url, given);
            match reply.error.as_deref() {
                // > the client can … try the request again with the nonce (RFC 9449 §8)
                Some("use_dpop_nonce") if !nonce_given && given.is_some() && given != used.as_deref() => {
                    nonce_given = true;
                }
                // A resource server of the reference kind reports a bad proof as a bad token.
                Some("invalid_dpop_proof" | "invalid_token") if clock_moved && !clock_corrected => {
                    clock_corrected = true;
                }
                _ => return Ok(reply),
            }
        }
    }

    async fn send_once(
        &self,
        request: HttpRequest,
        nonce: Option<&str>,
        access: Option<&AccessToken>,
    ) -> Result<Reply, ExchangeError> {
        let method = if request.method == atproto::http::Method::POST { "POST" } else { "GET" };
        let issued_at = unix((self.clock)()) + self.offsets.of(&request.url);
        let proof = Proof { method, url: &request.url, nonce, access, issued_at }.sign(self.key)?;
        let mut request = request.header(DPOP, sensitive(&proof)?);
        if let Some(access) = access {
            let authorization = zeroize::Zeroizing::new(format!("DPoP {}", access.expose()));
            request = request.header(header::AUTHORIZATION, sensitive(&authorization)?);
        }
        let response = self.http.send(request).await?;
        let error = match access {
            None => body_error(&response),
            Some(_) => challenge_error(&response),
        };
        Ok(Reply { response, error })
    }
}

fn sensitive(text: &str) -> Result<HeaderValue, ExchangeError> {
    let mut value = HeaderValue::from_str(text).map_err(|_| ExchangeError::Header)?;
    value.set_sensitive(true);
    Ok(value)
}

/// An error reply of an authorization server ([RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)).
#[derive(Deserialize)]
pub(crate) struct ErrorBody {
    pub error: String,
    #[serde(default)]
    pub error_description: Option<String>,
}

pub(crate) fn error_body(response: &HttpResponse) -> Option<ErrorBody> {
    let failed = (400..500).contains(&response.status);
    failed.then(|| serde_json::from_slice(&response.body).ok()).flatten()
}

fn body_error(response: &HttpResponse) -> Option<String> {
    error_body(response).map(|body| body.error)
}

/// A resource server says in `WWW-Authenticate` what is wrong
/// ([RFC 9449 §7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)); some say it in the body only.
fn challenge_error(response: &HttpResponse) -> Option<String> {
    if response.status != 401 {
        return None;
    }
    let lines = response.headers.get_all(header::WWW_AUTHENTICATE).iter();
    challenge::error_code(lines.filter_map(|line| line.to_str().ok())).or_else(|| body_error(response))
}

/// `Retry-After` in seconds ([RFC 9110 §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)), as a number
/// or as a date, at most a day.
pub(crate) fn retry_after(response: &HttpResponse, now: i64) -> Option<Duration> {
    let text = response.header(&header::RETRY_AFTER)?.trim();
    let seconds = match text.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => u64::try_from(unix(atproto::http::parse_http_date(text)?) - now).unwrap_or(0),
    };
    Some(Duration::from_secs(seconds.min(86_400)))
}
