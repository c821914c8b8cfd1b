//! What a server says about itself, believed only after every demand of the profile has been checked by name
//! ([RFC 8414](https://www.rfc-editor.org/rfc/rfc8414), [RFC 9728](https://www.rfc-editor.org/rfc/rfc9728),
//! [atproto OAuth](https://atproto.com/specs/oauth#authorization-servers)).

use std::fmt;

use serde::Deserialize;
use url::{Host, Url};

/// An authorization server's name: an origin, compared byte by byte.
///
/// > The authorization server's issuer identifier, which is a URL that uses the "https" scheme and has no query or
/// > fragment components ([RFC 8414 §2](https://www.rfc-editor.org/rfc/rfc8414#section-2))
///
/// The profile adds: no path, no default port, no user information, so that an issuer *is* its origin as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Issuer(String);

impl Issuer {
    /// Takes text that is exactly an https origin; in development also an http one on this machine.
    ///
    /// # Errors
    /// Anything else, a trailing slash or a capital letter included.
    pub fn parse(text: &str, development: bool) -> Result<Issuer, NotAnIssuer> {
        let url = Url::parse(text).map_err(|_| NotAnIssuer)?;
        if !is_secure(&url, development) || url.origin().ascii_serialization() != text {
            return Err(NotAnIssuer);
        }
        Ok(Issuer(text.to_owned()))
    }

    /// The issuer as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its host and port, to be shown to a person.
    pub fn host(&self) -> &str {
        self.0.split_once("://").map_or(&self.0, |(_, host)| host)
    }

    /// Where its metadata lies ([RFC 8414 §3](https://www.rfc-editor.org/rfc/rfc8414#section-3)).
    pub(crate) fn well_known(&self) -> Result<Url, NotAnIssuer> {
        Url::parse(&format!("{}/.well-known/oauth-authorization-server", self.0)).map_err(|_| NotAnIssuer)
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text that is no issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an https origin")]
pub struct NotAnIssuer;

/// https with a host, without user information; in development also http on this machine.
pub(crate) fn is_secure(url: &Url, development: bool) -> bool {
    let scheme = match url.scheme() {
        "https" => true,
        "http" => development && url.host().is_some_and(|host| is_loopback(&host)),
        _ => false,
    };
    scheme && url.has_host() && url.username().is_empty() && url.password().is_none()
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    }
}

/// The parts of an authorization server's metadata that this client uses, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerMetadata {
    /// Its name.
    pub issuer: Issuer,
    /// Where the browser goes.
    pub authorization_endpoint: Url,
    /// Where codes and refresh tokens are spent.
    pub token_endpoint: Url,
    /// Where authorization requests are pushed.
    pub pushed_authorization_request_endpoint: Url,
    /// Where tokens are given back, when the server has such a place.
    pub revocation_endpoint: Option<Url>,
    /// `prompt=create` opens a page for a new account.
    pub offers_create: bool,
}

/// Which demand a server's metadata does not meet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MetadataFault {
    /// The body is no JSON object of the expected form: a wrong type, bad UTF-8, a field given twice.
    #[error("the document is malformed")]
    Malformed,
    /// A URL of this field is missing, not https, or carries a fragment or user information.
    #[error("{0} is not a usable URL")]
    Url(&'static str),
    /// A list lacks a value that the profile demands.
    #[error("{field} lacks {value}")]
    Lacks {
        /// The member of the document.
        field: &'static str,
        /// What it must contain.
        value: &'static str,
    },
    /// `issuer` is not, byte for byte, the server that was asked.
    #[error("issuer is not the server that was asked")]
    Issuer,
    /// `resource` is not the server that was asked.
    #[error("resource is not the server that was asked")]
    Resource,
    /// There must be exactly one authorization server; there were this many.
    #[error("authorization_servers has {0} entries instead of one")]
    AuthorizationServers(usize),
    /// `protected_resources` is there and does not name the account's server.
    #[error("protected_resources does not name the account's server")]
    ProtectedResources,
}

#[derive(Deserialize)]
struct RawServer {
    issuer: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    pushed_authorization_request_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
    #[serde(default)]
    response_types_supported: Vec<String>,
    #[serde(default)]
    grant_types_supported: Vec<String>,
    #[serde(default)]
    code_challenge_methods_supported: Vec<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    token_endpoint_auth_signing_alg_values_supported: Vec<String>,
    #[serde(default)]
    scopes_supported: Vec<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    #[serde(default)]
    require_pushed_authorization_requests: bool,
    #[serde(default)]
    dpop_signing_alg_values_supported: Vec<String>,
    #[serde(default)]
    client_id_metadata_document_supported: bool,
    require_request_uri_registration: Option<bool>,
    protected_resources: Option<Vec<String>>,
    prompt_values_supported: Option<Vec<String>>,
}

impl ServerMetadata {
    /// Reads and checks the document that `asked` gave, on behalf of the resource server `resource`.
    ///
    /// # Errors
    /// The first demand that is not met, by name.
    pub fn read(
        body: &[u8],
        asked: &Issuer,
        resource: Option<&Url>,
        development: bool,
    ) -> Result<ServerMetadata, MetadataFault> {
        let raw: RawServer = serde_json::from_slice(body).map_err(|_| MetadataFault::Malformed)?;
        // > The "issuer" value returned MUST be identical to the authorization server's issuer identifier value
        // > into which the well-known URI string was inserted (RFC 8414 §3.3)
        if raw.issuer != asked.as_str() {
            return Err(MetadataFault::Issuer);
        }
        for (list, field, value) in [
            (&raw.response_types_supported, "response_types_supported", "code"),
            (&raw.grant_types_supported, "grant_types_supported", "authorization_code"),
            (&raw.grant_types_supported, "grant_types_supported", "refresh_token"),
            (&raw.code_challenge_methods_supported, "code_challenge_methods_supported", "S256"),
            (&raw.token_endpoint_auth_methods_supported, "token_endpoint_auth_methods_supported", "none"),
            (
                &raw.token_endpoint_auth_methods_supported,
                "token_endpoint_auth_methods_supported",
                "private_key_jwt",
            ),
            (
                &raw.token_endpoint_auth_signing_alg_values_supported,
                "token_endpoint_auth_signing_alg_values_supported",
                "ES256",
            ),
            (&raw.scopes_supported, "scopes_supported", "atproto"),
            (&raw.dpop_signing_alg_values_supported, "dpop_signing_alg_values_supported", "ES256"),
        ] {
            if !list.iter().any(|item| item == value) {
                return Err(MetadataFault::Lacks { field, value });
            }
        }
        for (set, field) in [
            (
                raw.authorization_response_iss_parameter_supported,
                "authorization_response_iss_parameter_supported",
            ),
            (raw.require_pushed_authorization_requests, "require_pushed_authorization_requests"),
            (raw.client_id_metadata_document_supported, "client_id_metadata_document_supported"),
            (raw.require_request_uri_registration.unwrap_or(true), "require_request_uri_registration"),
        ] {
            if !set {
                return Err(MetadataFault::Lacks { field, value: "true" });
            }
        }
        // > this property lists all protected resources … If the property is present it must name the resource
        // (RFC 9728 §4, as the profile reads it)
        if let (Some(listed), Some(resource)) = (&raw.protected_resources, resource)
            && !listed.iter().any(|entry| is_same_origin(entry, resource))
        {
            return Err(MetadataFault::ProtectedResources);
        }
        let url = |text: Option<&str>, field| endpoint(text, field, development);
        let prompts = raw.prompt_values_supported.unwrap_or_default();
        Ok(ServerMetadata {
            issuer: asked.clone(),
            authorization_endpoint: url(raw.authorization_endpoint.as_deref(), "authorization_endpoint")?,
            token_endpoint: url(raw.token_endpoint.as_deref(), "token_endpoint")?,
            pushed_authorization_request_endpoint: url(
                raw.pushed_authorization_request_endpoint.as_deref(),
                "pushed_authorization_request_endpoint",
            )?,
            revocation_endpoint: match raw.revocation_endpoint.as_deref() {
                None => None,
                given => Some(url(given, "revocation_endpoint")?),
            },
            offers_create: prompts.iter().any(|prompt| prompt == "create"),
        })
    }
}

fn endpoint(text: Option<&str>, field: &'static str, development: bool) -> Result<Url, MetadataFault> {
    let url = text.and_then(|text| Url::parse(text).ok()).ok_or(MetadataFault::Url(field))?;
    // > The endpoint URI MUST NOT include a fragment component. (RFC 6749 §3.1, §3.2)
    if !is_secure(&url, development) || url.fragment().is_some() {
        return Err(MetadataFault::Url(field));
    }
    Ok(url)
}

#[derive(Deserialize)]
struct RawResource {
    resource: String,
    authorization_servers: Option<Vec<String>>,
}

/// Reads a PDS's protected-resource document and gives the one authorization server it names.
///
/// # Errors
/// The document is about another resource, or names none or several servers.
pub fn read_resource(body: &[u8], asked: &Url, development: bool) -> Result<Issuer, MetadataFault> {
    let raw: RawResource = serde_json::from_slice(body).map_err(|_| MetadataFault::Malformed)?;
    // > The "resource" value returned MUST be identical to the protected resource's resource identifier value
    // > (RFC 9728 §3.3)
    if !is_same_origin(&raw.resource, asked) {
        return Err(MetadataFault::Resource);
    }
    match raw.authorization_servers.as_deref() {
        Some([one]) => {
            Issuer::parse(one, development).map_err(|_| MetadataFault::Url("authorization_servers"))
        }
        several => Err(MetadataFault::AuthorizationServers(several.map_or(0, <[String]>::len))),
    }
}

/// An entry that is the origin of `url`, with or without the root's slash, and nothing more.
fn is_same_origin(entry: &str, url: &Url) -> bool {
    entry.strip_suffix('/').unwrap_or(entry) == url.origin().ascii_serialization()
}

#[cfg(test)]
mod tests;
