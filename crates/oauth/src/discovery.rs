//! From an account's server to the authorization server that may speak for it
//! ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728), [RFC 8414](https://www.rfc-editor.org/rfc/rfc8414)).
//!
//! Two documents, no redirects, capped and timed by the HTTP client. A server without the first document is asked for
//! the second itself: that is what an entryway, or a PDS of its own, looks like.

use atproto::http::{HeaderValue, Http, HttpError, HttpRequest, header};
use url::Url;

use crate::metadata::{Issuer, MetadataFault, ServerMetadata, read_resource};

/// Metadata of a few kilobytes; ten times that is no metadata.
const MAX_BYTES: usize = 256 * 1024;

/// Why no authorization server could be found behind a server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscoveryError {
    /// The server did not answer.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// It sent the request elsewhere, which is not followed.
    #[error("{document} is a redirect")]
    Redirected {
        /// Which of the two documents.
        document: &'static str,
    },
    /// It answered with something other than the document.
    #[error("{document}: status {status}")]
    Status {
        /// Which of the two documents.
        document: &'static str,
        /// The status.
        status: u16,
    },
    /// The reply does not call itself JSON; a captive portal answers like that.
    #[error("{document} is not JSON")]
    NotJson {
        /// Which of the two documents.
        document: &'static str,
    },
    /// Neither document is there: the server does not speak this protocol.
    #[error("the server has no OAuth metadata")]
    NoOauth,
    /// A document breaks a rule.
    #[error("{document}: {fault}")]
    Metadata {
        /// Which of the two documents.
        document: &'static str,
        /// The rule.
        fault: MetadataFault,
    },
}

const RESOURCE: &str = "oauth-protected-resource";
const SERVER: &str = "oauth-authorization-server";

/// The authorization server of the resource server at `pds`, an origin.
///
/// # Errors
/// [`DiscoveryError`]; nothing half-checked is ever returned.
pub async fn server_of(http: &Http, pds: &Url, development: bool) -> Result<ServerMetadata, DiscoveryError> {
    // > GET /.well-known/oauth-protected-resource (RFC 9728 §3.1)
    let well_known = pds.join("/.well-known/oauth-protected-resource");
    let well_known = well_known.map_err(|_| metadata(RESOURCE, MetadataFault::Url("resource")))?;
    let named = match get(http, well_known, RESOURCE).await {
        Ok(body) => Some(read_resource(&body, pds, development).map_err(|fault| metadata(RESOURCE, fault))?),
        Err(DiscoveryError::Status { status: 404, .. }) => None,
        Err(error) => return Err(error),
    };
    match named {
        Some(issuer) => server_metadata(http, &issuer, Some(pds), development).await,
        None => {
            let own = Issuer::parse(&pds.origin().ascii_serialization(), development)
                .map_err(|_| metadata(SERVER, MetadataFault::Issuer))?;
            match server_metadata(http, &own, Some(pds), development).await {
                Err(DiscoveryError::Status { status: 404, .. }) => Err(DiscoveryError::NoOauth),
                other => other,
            }
        }
    }
}

/// The metadata of a known issuer.
///
/// # Errors
/// [`DiscoveryError`].
pub async fn server_metadata(
    http: &Http,
    issuer: &Issuer,
    resource: Option<&Url>,
    development: bool,
) -> Result<ServerMetadata, DiscoveryError> {
    let url = issuer.well_known().map_err(|_| metadata(SERVER, MetadataFault::Issuer))?;
    let body = get(http, url, SERVER).await?;
    ServerMetadata::read(&body, issuer, resource, development).map_err(|fault| metadata(SERVER, fault))
}

fn metadata(document: &'static str, fault: MetadataFault) -> DiscoveryError {
    DiscoveryError::Metadata { document, fault }
}

/// > A successful response MUST use the 200 OK HTTP status code and return a JSON object using the
/// > `application/json` content type (RFC 8414 §3.2, RFC 9728 §3.2)
async fn get(http: &Http, url: Url, document: &'static str) -> Result<Vec<u8>, DiscoveryError> {
    let request = HttpRequest::get(url)
        .header(header::ACCEPT, HeaderValue::from_static("application/json"))
        .max_bytes(MAX_BYTES);
    let response = http.send(request).await?;
    match response.status {
        200 if response.media_type().as_deref() == Some("application/json") => Ok(response.body.to_vec()),
        200 => Err(DiscoveryError::NotJson { document }),
        300..=399 => Err(DiscoveryError::Redirected { document }),
        status => Err(DiscoveryError::Status { document, status }),
    }
}
