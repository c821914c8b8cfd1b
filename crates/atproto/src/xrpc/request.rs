//! Requests and responses.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::de::DeserializeOwned;
use url::Url;

use super::{RateLimit, XrpcError};
use crate::{
    Nsid,
    http::{Bytes, DEFAULT_DEADLINE, DEFAULT_MAX_BYTES, HttpRequest, HttpResponse},
};

/// The two kinds of method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Reads; sent as GET, and safe to send again.
    Query,
    /// Acts; sent as POST.
    Procedure,
}

/// The body of a procedure. Its `Debug` shows type and length only.
#[derive(Clone, PartialEq, Eq)]
pub struct Body {
    /// The media type, such as `application/json`.
    pub content_type: String,
    /// The bytes.
    pub bytes: Bytes,
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({}, {} bytes)", self.content_type, self.bytes.len())
    }
}

/// One call of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Query or procedure.
    pub kind: Kind,
    /// The method.
    pub nsid: Nsid,
    /// Parameters, in order; a name may stand several times.
    pub params: Vec<(&'static str, String)>,
    /// The body of a procedure.
    pub body: Option<Body>,
    /// How many bytes the answer may have.
    pub max_bytes: usize,
}

impl Request {
    /// A query without parameters, and the default cap on its answer.
    #[must_use]
    pub fn query(nsid: Nsid) -> Self {
        Self { kind: Kind::Query, nsid, params: Vec::new(), body: None, max_bytes: DEFAULT_MAX_BYTES }
    }

    /// A procedure without body, and the default cap on its answer.
    #[must_use]
    pub fn procedure(nsid: Nsid) -> Self {
        Self { kind: Kind::Procedure, ..Self::query(nsid) }
    }

    /// With one more parameter.
    #[must_use]
    pub fn param(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.push((name, value.into()));
        self
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(mut self, value: &serde_json::Value) -> Self {
        let bytes = Bytes::from(value.to_string());
        self.body = Some(Body { content_type: "application/json".to_owned(), bytes });
        self
    }

    /// With another cap on the answer, in bytes.
    #[must_use]
    pub fn max_bytes(mut self, max_bytes: usize) -> Self {
        self.max_bytes = max_bytes;
        self
    }

    /// The address of this call at a service. Only the service's origin counts.
    #[must_use]
    pub fn url(&self, service: &Url) -> Url {
        let mut url = service.clone();
        url.set_path(&format!("/xrpc/{}", self.nsid));
        url.set_query(None);
        url.set_fragment(None);
        if !self.params.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.params);
        }
        url
    }

    /// This call as an HTTP request to a service, without credentials, with the default deadline.
    #[must_use]
    pub fn to_http(&self, service: &Url) -> HttpRequest {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        if let Some(value) = self.body.as_ref().and_then(|b| HeaderValue::from_str(&b.content_type).ok()) {
            headers.insert(header::CONTENT_TYPE, value);
        }
        HttpRequest {
            method: match self.kind {
                Kind::Query => Method::GET,
                Kind::Procedure => Method::POST,
            },
            url: self.url(service),
            headers,
            body: self.body.as_ref().map(|body| body.bytes.clone()),
            max_bytes: self.max_bytes,
            deadline: DEFAULT_DEADLINE,
        }
    }
}

/// What came back, whatever its status.
#[derive(Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Response {
    /// Whether the status is one of 200 to 299.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The response when it is a success.
    ///
    /// # Errors
    /// The error it carries otherwise.
    pub fn success(self) -> Result<Self, XrpcError> {
        if self.is_success() { Ok(self) } else { Err(self.error()) }
    }

    /// The error it carries. A success read this way has neither name nor message.
    #[must_use]
    pub fn error(&self) -> XrpcError {
        XrpcError::read(self.status, &self.body)
    }

    /// What it says about budgets.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::from_headers(&self.headers)
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When the body is not JSON of that shape. A field that stands twice is refused by derived types.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }

    /// A header's text, when the header is there once and is visible ASCII.
    #[must_use]
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?.to_str().ok()?;
        values.next().is_none().then_some(value)
    }
}

impl From<HttpResponse> for Response {
    fn from(response: HttpResponse) -> Self {
        Self { status: response.status, headers: response.headers, body: response.body }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({}, {} bytes)", self.status, self.body.len())
    }
}
