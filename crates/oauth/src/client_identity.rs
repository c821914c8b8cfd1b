//! Who this application is to a server: its client metadata document, or the loopback client that needs none
//! ([atproto OAuth, clients](https://atproto.com/specs/oauth#clients),
//! [RFC 8252](https://www.rfc-editor.org/rfc/rfc8252)).

use serde::Deserialize;
use url::{Host, Url, form_urlencoded};

use crate::scope::Scope;

/// Host of the document as shipped; whoever publishes the application replaces it with a host of their own.
pub const PLACEHOLDER_HOST: &str = "bookexplorer.internal";

/// Where the browser brings its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirect {
    /// The application's own URL scheme, which the operating system hands to it.
    CustomScheme,
    /// A listener on 127.0.0.1.
    Loopback {
        /// Its port, chosen when it was opened
        /// ([RFC 8252 §7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)).
        port: u16,
    },
}

/// Where a document came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentSource {
    /// Compiled in. With [`PLACEHOLDER_HOST`] nothing is published, so the loopback client stands in.
    Embedded,
    /// Named by the configuration: published somewhere, whatever its host.
    Configured,
}

/// A checked client metadata document and what follows from it.
#[derive(Debug, Clone)]
pub struct ClientIdentity {
    client_id: String,
    scheme_redirect: String,
    loopback_redirect: Option<Url>,
    scope: Scope,
    source: DocumentSource,
    placeholder: bool,
}

/// What is sent to a server for one sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Registration {
    pub client_id: String,
    pub redirect_uri: String,
}

/// Why a client metadata document cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientIdentityError {
    /// Not a JSON object of the expected form.
    #[error("the client document is malformed")]
    Malformed,
    /// `client_id` is not an https URL with a path, or names a port, a user or a fragment.
    #[error("client_id is not an https URL of a document")]
    ClientId,
    /// Servers refuse documents of this host.
    #[error("servers refuse client documents of this host")]
    Host,
    /// This member must have this value.
    #[error("{0} does not have the value a public native client needs")]
    Member(&'static str),
    /// The first redirect must be the reversed host as scheme, one slash, and a path.
    #[error("the first redirect URI must be the reversed host, a colon and one slash")]
    SchemeRedirect,
    /// The loopback redirect must be http on 127.0.0.1 without a port.
    #[error("the loopback redirect URI must be http://127.0.0.1 without a port")]
    LoopbackRedirect,
}

#[derive(Deserialize)]
struct Raw {
    client_id: String,
    application_type: Option<String>,
    token_endpoint_auth_method: Option<String>,
    dpop_bound_access_tokens: Option<bool>,
    grant_types: Vec<String>,
    response_types: Vec<String>,
    redirect_uris: Vec<String>,
    scope: String,
}

impl ClientIdentity {
    /// Reads and checks a document.
    ///
    /// # Errors
    /// What a server would refuse, by name.
    pub fn from_document(json: &str, source: DocumentSource) -> Result<ClientIdentity, ClientIdentityError> {
        let raw: Raw = serde_json::from_str(json).map_err(|_| ClientIdentityError::Malformed)?;
        let url = Url::parse(&raw.client_id).map_err(|_| ClientIdentityError::ClientId)?;
        // > The client_id … must be an https:// URL, fully-qualified, with no port, and the URL path must not be
        // > a bare slash
        let plain = url.scheme() == "https" && url.port().is_none() && url.username().is_empty();
        if !plain || url.password().is_some() || url.fragment().is_some() || url.path() == "/" {
            return Err(ClientIdentityError::ClientId);
        }
        let Some(Host::Domain(host)) = url.host() else { return Err(ClientIdentityError::Host) };
        check_host(host)?;
        let member = |ok: bool, name| if ok { Ok(()) } else { Err(ClientIdentityError::Member(name)) };
        member(raw.application_type.as_deref() == Some("native"), "application_type")?;
        member(raw.token_endpoint_auth_method.as_deref() == Some("none"), "token_endpoint_auth_method")?;
        member(raw.dpop_bound_access_tokens == Some(true), "dpop_bound_access_tokens")?;
        let has = |list: &[String], value: &str| list.iter().any(|item| item == value);
        member(has(&raw.grant_types, "authorization_code"), "grant_types")?;
        member(has(&raw.grant_types, "refresh_token"), "grant_types")?;
        member(has(&raw.response_types, "code"), "response_types")?;
        let scope = Scope::parse(&raw.scope).map_err(|_| ClientIdentityError::Member("scope"))?;
        member(scope.contains("atproto"), "scope")?;
        let scheme_redirect = raw.redirect_uris.first().ok_or(ClientIdentityError::SchemeRedirect)?;
        check_scheme_redirect(scheme_redirect, host)?;
        let loopback_redirect = match raw.redirect_uris.get(1) {
            None => None,
            Some(text) => Some(loopback_redirect(text)?),
        };
        Ok(ClientIdentity {
            placeholder: host == PLACEHOLDER_HOST,
            client_id: raw.client_id,
            scheme_redirect: scheme_redirect.clone(),
            loopback_redirect,
            scope,
            source,
        })
    }

    /// What to ask for at sign-in.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The application's own URL scheme: the host of the document, reversed.
    pub fn scheme(&self) -> &str {
        self.scheme_redirect.split(':').next().unwrap_or_default()
    }

    /// The redirect URI of that scheme.
    pub fn scheme_redirect(&self) -> &str {
        &self.scheme_redirect
    }

    /// False while nothing is published under the document's address, so that only the loopback client works.
    pub fn may_use_scheme(&self) -> bool {
        !self.placeholder || self.source == DocumentSource::Configured
    }

    /// The exact redirect URI of a choice; `None` when this identity does not have it.
    pub fn redirect_uri(&self, redirect: Redirect) -> Option<String> {
        self.registration(redirect).map(|registration| registration.redirect_uri)
    }

    /// Whether a sign-in begun as `client_id` may be finished as this client.
    pub(crate) fn still_is(&self, client_id: &str) -> bool {
        let redirects = [Redirect::CustomScheme, Redirect::Loopback { port: 1 }];
        redirects
            .into_iter()
            .filter_map(|redirect| self.registration(redirect))
            .any(|ours| ours.client_id == client_id)
    }

    /// Client id and redirect URI for one sign-in.
    pub(crate) fn registration(&self, redirect: Redirect) -> Option<Registration> {
        match redirect {
            Redirect::CustomScheme if !self.may_use_scheme() => None,
            Redirect::CustomScheme => Some(Registration {
                client_id: self.client_id.clone(),
                redirect_uri: self.scheme_redirect.clone(),
            }),
            Redirect::Loopback { port } => {
                let registered = self.loopback_redirect.as_ref()?;
                let mut at_port = registered.clone();
                at_port.set_port(Some(port)).ok()?;
                let client_id = if self.may_use_scheme() {
                    self.client_id.clone()
                } else {
                    self.loopback_client_id(registered)
                };
                Some(Registration { client_id, redirect_uri: at_port.into() })
            }
        }
    }

    /// The client id that describes itself: redirect and scope are in it, no document is fetched
    /// ([atproto OAuth, localhost](https://atproto.com/specs/oauth#localhost-client-development)).
    fn loopback_client_id(&self, registered: &Url) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("redirect_uri", registered.as_str())
            .append_pair("scope", &self.scope.to_string())
            .finish();
        format!("http://localhost?{query}")
    }
}

/// Refuses hosts whose documents servers do not fetch: reserved names and examples.
///
/// # Errors
/// [`ClientIdentityError::Host`].
pub fn check_host(host: &str) -> Result<(), ClientIdentityError> {
    let last = host.rsplit('.').next().unwrap_or_default();
    let reserved = ["test", "local", "localhost", "invalid", "example"].contains(&last);
    let example = ["example.com", "example.org", "example.net"]
        .iter()
        .any(|name| host == *name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.')));
    if reserved || example || !host.contains('.') { Err(ClientIdentityError::Host) } else { Ok(()) }
}

/// `com.example.app:/callback`: the reversed host, and a single slash
/// ([RFC 8252 §7.1](https://www.rfc-editor.org/rfc/rfc8252#section-7.1)).
fn check_scheme_redirect(text: &str, host: &str) -> Result<(), ClientIdentityError> {
    let reversed = host.rsplit('.').collect::<Vec<_>>().join(".");
    let path = text.strip_prefix(reversed.as_str()).and_then(|rest| rest.strip_prefix(":/"));
    match path {
        Some(path) if !path.starts_with('/') && !path.contains(['?', '#']) => Ok(()),
        _ => Err(ClientIdentityError::SchemeRedirect),
    }
}

/// > Loopback redirect URIs … are constructed with the loopback IP literal
/// > ([RFC 8252 §7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3))
fn loopback_redirect(text: &str) -> Result<Url, ClientIdentityError> {
    let url = Url::parse(text).map_err(|_| ClientIdentityError::LoopbackRedirect)?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if url.scheme() == "http" && url.host_str() == Some("127.0.0.1") && url.port().is_none() && plain {
        Ok(url)
    } else {
        Err(ClientIdentityError::LoopbackRedirect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(client_id: &str, first: &str) -> String {
        serde_json::json!({
            "client_id": client_id,
            "application_type": "native",
            "token_endpoint_auth_method": "none",
            "dpop_bound_access_tokens": true,
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "redirect_uris": [first, "http://127.0.0.1/callback"],
            "scope": "atproto repo:buzz.bookhive.book?action=create&action=update&action=delete",
        })
        .to_string()
    }

    const PLACEHOLDER: [&str; 2] =
        ["https://bookexplorer.internal/client-metadata.json", "internal.bookexplorer:/callback"];

    fn read(client_id: &str, first: &str) -> Result<ClientIdentity, ClientIdentityError> {
        ClientIdentity::from_document(&document(client_id, first), DocumentSource::Embedded)
    }

    #[test]
    fn placeholder_signs_in_as_the_loopback_client_and_nothing_else() {
        let identity = read(PLACEHOLDER[0], PLACEHOLDER[1]).unwrap();
        assert_eq!(identity.registration(Redirect::CustomScheme), None);
        let registration = identity.registration(Redirect::Loopback { port: 4321 }).unwrap();
        assert_eq!(registration.redirect_uri, "http://127.0.0.1:4321/callback");
        assert_eq!(
            registration.client_id,
            "http://localhost?redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback&scope=atproto+repo%3Abuzz.bookhive.book\
             %3Faction%3Dcreate%26action%3Dupdate%26action%3Ddelete"
        );
    }

    #[test]
    fn a_configured_placeholder_uses_its_own_scheme() {
        let text = document(PLACEHOLDER[0], PLACEHOLDER[1]);
        let identity = ClientIdentity::from_document(&text, DocumentSource::Configured).unwrap();
        let registration = identity.registration(Redirect::CustomScheme).unwrap();
        assert_eq!(registration.client_id, PLACEHOLDER[0]);
        assert_eq!(registration.redirect_uri, PLACEHOLDER[1]);
        assert_eq!(identity.scheme(), "internal.bookexplorer");
    }

    #[test]
    fn a_hosted_document_keeps_its_client_id_on_the_loopback_too() {
        let identity = read("https://books.reader.club/c.json", "club.reader.books:/callback").unwrap();
        let registration = identity.registration(Redirect::Loopback { port: 1 }).unwrap();
        assert_eq!(registration.client_id, "https://books.reader.club/c.json");
        assert_eq!(registration.redirect_uri, "http://127.0.0.1:1/callback");
    }

    #[test]
    fn refuses_what_servers_refuse() {
        use ClientIdentityError as E;
        for (client_id, redirect, expected) in [
            ("http://a.club/c.json", "club.a:/callback", E::ClientId),
            ("https://a.club/", "club.a:/callback", E::ClientId),
            ("https://a.club:8443/c.json", "club.a:/callback", E::ClientId),
            ("https://10.0.0.1/c.json", "1.0.0.10:/callback", E::Host),
            ("https://a.test/c.json", "test.a:/callback", E::Host),
            ("https://a.local/c.json", "local.a:/callback", E::Host),
            ("https://localhost/c.json", "localhost:/callback", E::Host),
            ("https://books.example.com/c.json", "com.example.books:/callback", E::Host),
            ("https://a.club/c.json", "club.a://callback", E::SchemeRedirect),
            ("https://a.club/c.json", "club.b:/callback", E::SchemeRedirect),
            ("https://a.club/c.json", "club.a.b:/callback", E::SchemeRedirect),
            ("https://a.club/c.json", "https://a.club/callback", E::SchemeRedirect),
        ] {
            assert_eq!(read(client_id, redirect).unwrap_err(), expected, "{client_id} {redirect}");
        }
    }
}
