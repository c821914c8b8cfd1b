//! DID documents, as far as this application needs them: <https://atproto.com/specs/did#did-documents>.

use serde_json::Value;
use url::Url;

use crate::{Did, Handle};

/// The facts of a DID document: which handle it claims and where its server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DidDocument {
    did: Did,
    handle: Option<Handle>,
    pds: Result<Url, DocumentFault>,
}

/// What is wrong with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentFault {
    /// It is not a JSON object.
    #[error("it is not a JSON object")]
    NotJson,
    /// It describes another DID, or none.
    #[error("it describes another account")]
    WrongId,
    /// It names no server for this protocol.
    #[error("it names no server")]
    NoServer,
    /// Its server is not a plain `https` origin.
    #[error("its server's address is not a plain https address")]
    ServerUrl,
}

impl DidDocument {
    /// Reads a document that was fetched for `did`.
    ///
    /// # Errors
    /// When it is no JSON object, or its `id` is not, byte for byte, that DID. A missing or unusable server is
    /// no fault of the document as such: [`pds`](Self::pds) says so.
    pub fn read(did: &Did, body: &[u8], development: bool) -> Result<Self, DocumentFault> {
        let document: Value = serde_json::from_slice(body).map_err(|_| DocumentFault::NotJson)?;
        let document = document.as_object().ok_or(DocumentFault::NotJson)?;
        // "The DID declared in the document (in the `id` field) should always be verified."
        if document.get("id").and_then(Value::as_str) != Some(did.as_str()) {
            return Err(DocumentFault::WrongId);
        }
        Ok(Self {
            did: did.clone(),
            handle: claimed_handle(document.get("alsoKnownAs")),
            pds: server(did, document.get("service"), development),
        })
    }

    /// Whose document it is.
    #[must_use]
    pub fn did(&self) -> &Did {
        &self.did
    }

    /// The handle it claims, unverified: the first well-formed `at://` name.
    #[must_use]
    pub fn handle(&self) -> Option<&Handle> {
        self.handle.as_ref()
    }

    /// The origin of its server.
    ///
    /// # Errors
    /// [`DocumentFault::NoServer`] or [`DocumentFault::ServerUrl`].
    pub fn pds(&self) -> Result<&Url, DocumentFault> {
        self.pds.as_ref().map_err(|fault| *fault)
    }
}

/// Only the first well-formed handle counts; those behind it are ignored.
fn claimed_handle(names: Option<&Value>) -> Option<Handle> {
    names?
        .as_array()?
        .iter()
        .filter_map(|name| name.as_str()?.strip_prefix("at://"))
        .find_map(|name| Handle::parse(name).ok())
}

/// The first service with the id `#atproto_pds`, alone or behind the DID, and the type of a server.
fn server(did: &Did, services: Option<&Value>, development: bool) -> Result<Url, DocumentFault> {
    let is_ours = |service: &&Value| {
        let id = service.get("id").and_then(Value::as_str).unwrap_or_default();
        let kind = service.get("type").and_then(Value::as_str).unwrap_or_default();
        id.strip_prefix(did.as_str()).unwrap_or(id) == "#atproto_pds" && kind == "AtprotoPersonalDataServer"
    };
    let service = services
        .and_then(Value::as_array)
        .and_then(|services| services.iter().find(is_ours))
        .ok_or(DocumentFault::NoServer)?;
    let text = service.get("serviceEndpoint").and_then(Value::as_str).ok_or(DocumentFault::ServerUrl)?;
    origin(text, development).ok_or(DocumentFault::ServerUrl)
}

/// A URL that is an origin and nothing else: no user, path, query or fragment.
pub(super) fn origin(text: &str, development: bool) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let secure = url.scheme() == "https" || (development && url.scheme() == "http");
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.host().is_some();
    (secure && plain).then_some(url)
}
