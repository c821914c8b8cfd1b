//! The whole way, in both directions.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use url::Url;

use super::{
    DidDocument, IdentityError, TxtLookup,
    cache::Cache,
    handle::{by_dns_or_web, by_service},
};
use crate::{
    AtIdentifier, Did, Handle,
    http::{Http, HttpRequest, is_localhost},
};

/// How long an answer is used again. Documents and handles change when an account moves, and the profile of
/// OAuth builds on them, so minutes and not the hours a reading service would allow itself.
const LIFETIME: Duration = Duration::from_secs(600);

/// Directories refuse operations beyond 7.5 kB; this is generous.
const MAX_DOCUMENT_BYTES: usize = 64 * 1024;

/// How long a document may take.
const DEADLINE: Duration = Duration::from_secs(15);

/// Whom to ask.
#[derive(Clone)]
pub struct ResolverConfig {
    /// The directory of `did:plc` documents, `https://plc.directory` on the public network.
    pub plc_directory: Url,
    /// A server that answers `com.atproto.identity.resolveHandle`, asked in place of DNS and the web.
    pub handle_resolver: Option<Url>,
    /// Where TXT records come from.
    pub txt: Arc<dyn TxtLookup>,
}

impl fmt::Debug for ResolverConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResolverConfig")
            .field("plc_directory", &self.plc_directory.as_str())
            .field("handle_resolver", &self.handle_resolver.as_ref().map(Url::as_str))
            .finish_non_exhaustive()
    }
}

/// An account, established.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its permanent name.
    pub did: Did,
    /// Its handle, when handle and document name each other.
    pub handle: Option<Handle>,
    /// The origin of its server.
    pub pds: Url,
}

/// Resolves names, remembering answers for ten minutes. Clones share what they remember.
#[derive(Clone, Debug)]
pub struct Resolver {
    parts: Arc<Parts>,
}

#[derive(Debug)]
struct Parts {
    http: Http,
    config: ResolverConfig,
    handles: Cache<Handle, Did>,
    documents: Cache<Did, DidDocument>,
}

impl Resolver {
    /// A resolver that knows nothing yet.
    #[must_use]
    pub fn new(http: Http, config: ResolverConfig) -> Self {
        let (handles, documents) = (Cache::new(LIFETIME), Cache::new(LIFETIME));
        Self { parts: Arc::new(Parts { http, config, handles, documents }) }
    }

    /// Establishes an account from what a person typed.
    ///
    /// # Errors
    /// [`IdentityError`]; [`IdentityError::NotAnAccount`] for a server.
    pub async fn resolve(&self, who: &AtIdentifier) -> Result<Identity, IdentityError> {
        match who {
            AtIdentifier::Did(did) => self.resolve_did(did).await,
            AtIdentifier::Handle(handle) => self.resolve_handle(handle).await,
            AtIdentifier::Server(_) => Err(IdentityError::NotAnAccount),
        }
    }

    /// Establishes an account from its handle. The document must claim the handle.
    ///
    /// # Errors
    /// [`IdentityError`], among them [`IdentityError::HandleNotClaimed`].
    pub async fn resolve_handle(&self, handle: &Handle) -> Result<Identity, IdentityError> {
        let mut did = self.did_of(handle).await?;
        let mut document = self.document(&did).await?;
        if document.handle() != Some(handle) {
            // Either side may have changed a moment ago: look at both as they are now, once.
            self.forget(&did);
            self.parts.handles.remove(handle);
            did = self.did_of(handle).await?;
            document = self.document(&did).await?;
            if document.handle() != Some(handle) {
                return Err(IdentityError::HandleNotClaimed { handle: handle.clone(), did });
            }
        }
        self.identity(&document, Some(handle.clone()))
    }

    /// Establishes an account from its DID. A handle that does not lead back is left out.
    ///
    /// # Errors
    /// [`IdentityError`] about the DID and its document, never about the handle.
    pub async fn resolve_did(&self, did: &Did) -> Result<Identity, IdentityError> {
        let document = self.document(did).await?;
        let mut handle = document.handle().cloned();
        if let Some(claimed) = &handle {
            let leads_back = self.did_of(claimed).await.is_ok_and(|found| found == *did);
            if !leads_back {
                handle = None;
            }
        }
        self.identity(&document, handle)
    }

    /// Where an account's server is, without a look at its handle.
    ///
    /// # Errors
    /// [`IdentityError`] about the DID and its document.
    pub async fn pds_of(&self, did: &Did) -> Result<Url, IdentityError> {
        let document = self.document(did).await?;
        Ok(self.identity(&document, None)?.pds)
    }

    /// Forgets a DID's document and the handle it claimed, so that the next look is a fresh one. For when an
    /// answer turns out to be out of date: a server that no longer has the account, an issuer that differs.
    pub fn forget(&self, did: &Did) {
        if let Some(handle) =
            self.parts.documents.get(did, Instant::now()).and_then(|document| document.handle().cloned())
        {
            self.parts.handles.remove(&handle);
        }
        self.parts.documents.remove(did);
    }

    fn identity(&self, document: &DidDocument, handle: Option<Handle>) -> Result<Identity, IdentityError> {
        let did = document.did().clone();
        match document.pds() {
            Ok(pds) => Ok(Identity { did, handle, pds: pds.clone() }),
            Err(fault) => Err(IdentityError::Document { did, fault }),
        }
    }

    async fn did_of(&self, handle: &Handle) -> Result<Did, IdentityError> {
        let Parts { http, config, handles, .. } = &*self.parts;
        if let Some(did) = handles.get(handle, Instant::now()) {
            return Ok(did);
        }
        let own_network = http.is_development() || config.handle_resolver.is_some();
        if handle.is_reserved() || (handle.top_level_domain() == "test" && !own_network) {
            return Err(IdentityError::ReservedDomain { handle: handle.clone() });
        }
        let did = match &config.handle_resolver {
            Some(service) => by_service(http, service, handle).await?,
            None => by_dns_or_web(http, &*config.txt, handle, http.is_development()).await?,
        };
        handles.put(handle.clone(), did.clone(), Instant::now());
        Ok(did)
    }

    async fn document(&self, did: &Did) -> Result<DidDocument, IdentityError> {
        let Parts { http, config, documents, .. } = &*self.parts;
        if let Some(document) = documents.get(did, Instant::now()) {
            return Ok(document);
        }
        let unsupported = || IdentityError::UnsupportedDid { did: did.clone() };
        let url = match did.method() {
            "plc" => plc_url(&config.plc_directory, did),
            "web" => web_url(did, http.is_development()),
            _ => None,
        }
        .ok_or_else(unsupported)?;
        let request = HttpRequest::get(url).max_bytes(MAX_DOCUMENT_BYTES).deadline(DEADLINE);
        let response = http
            .send(request)
            .await
            .map_err(|source| IdentityError::DidUnreachable { did: did.clone(), source })?;
        match response.status {
            200 => {}
            // 410: the directory keeps the tombstone of an account that was ended.
            404 | 410 => return Err(IdentityError::DidNotFound { did: did.clone() }),
            status => return Err(IdentityError::LookupFailed { status }),
        }
        let document = DidDocument::read(did, &response.body, http.is_development())
            .map_err(|fault| IdentityError::Document { did: did.clone(), fault })?;
        documents.put(did.clone(), document.clone(), Instant::now());
        Ok(document)
    }
}

/// The document of a `did:plc`: 24 characters of base32, at the directory. <https://web.plc.directory/spec>
pub(super) fn plc_url(directory: &Url, did: &Did) -> Option<Url> {
    let id = did.id();
    let well_formed = id.len() == 24 && id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'));
    let base = directory.as_str().trim_end_matches('/');
    well_formed.then(|| Url::parse(&format!("{base}/{did}")).ok()).flatten()
}

/// The document of a `did:web`, which in this protocol is a host and nothing else: "path-based DIDs are not
/// supported", the domains that handles may not have are refused, and a port is for `localhost` in development.
/// <https://atproto.com/specs/did#blessed-did-methods>
pub(super) fn web_url(did: &Did, development: bool) -> Option<Url> {
    let id = did.id();
    if id.contains(':') {
        return None;
    }
    let (host, port) = match id.split_once("%3A").or_else(|| id.split_once("%3a")) {
        Some((host, port)) => (host, Some(port.parse::<u16>().ok()?)),
        None => (id, None),
    };
    if development && is_localhost(host) {
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        return Url::parse(&format!("http://{host}{port}/.well-known/did.json")).ok();
    }
    let handle = Handle::parse(host).ok()?;
    // Upper case would name the same host with a different DID.
    let plain = port.is_none() && handle.as_str() == host && !handle.is_reserved();
    let scheme = if development { "http" } else { "https" };
    plain.then(|| Url::parse(&format!("{scheme}://{host}/.well-known/did.json")).ok()).flatten()
}
