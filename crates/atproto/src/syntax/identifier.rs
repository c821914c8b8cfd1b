//! What a person types to say who they are.

use url::{Host, Url};

use super::{Did, Handle, SyntaxError};
use crate::foreign::is_invisible;

/// An account or a server, as typed or pasted, brought into one form.
///
/// Forgiven: spaces around it, capitals, a leading `@`, an `at://` in front, a dot behind, invisible marks
/// that came along from a web page, letters of other scripts (turned into their `xn--` form), and the address
/// of a profile page. Nothing is guessed: `alice` alone stays an error, for the missing part could be anyone's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtIdentifier {
    /// An account by its permanent name.
    Did(Did),
    /// An account by its handle.
    Handle(Handle),
    /// A server (a PDS or an entryway) to sign in at; only the origin of the URL that was typed. It is
    /// `https`, or `http` on this machine, which the HTTP client then accepts in development only.
    Server(Url),
}

/// Why what was typed names neither an account nor a server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AtIdentifierError {
    /// Nothing but spaces and invisible marks.
    #[error("nothing was entered")]
    Empty,
    /// More than 2048 bytes.
    #[error("the text is too long for a handle, a DID or an address")]
    TooLong,
    /// It has an `@` in the middle.
    #[error("this looks like an e-mail address")]
    Email,
    /// A single word: the handle's domain is missing.
    #[error("a handle has a domain, as in alice.example.com")]
    NoDomain,
    /// It begins like a DID.
    #[error(transparent)]
    Did(SyntaxError),
    /// It could only be a handle.
    #[error(transparent)]
    Handle(SyntaxError),
    /// It begins like a URL, and cannot be used as one.
    #[error("the server's address cannot be used")]
    Server,
    /// An `http` address of another machine.
    #[error("the server's address does not begin with https")]
    InsecureServer,
}

impl AtIdentifier {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// [`AtIdentifierError`], one variant per piece of advice that can be given.
    pub fn parse(typed: &str) -> Result<Self, AtIdentifierError> {
        if typed.len() > 2 * Did::MAX_LENGTH {
            return Err(AtIdentifierError::TooLong);
        }
        let visible: String = typed.chars().filter(|c| !is_invisible(*c) && !c.is_control()).collect();
        let text = visible.trim();
        let text = strip_prefix_ignoring_case(text, "at://").unwrap_or(text);
        let text = text.trim_start_matches(['@', '＠']).trim();
        if text.is_empty() {
            return Err(AtIdentifierError::Empty);
        }
        if text.len() > Did::MAX_LENGTH {
            return Err(AtIdentifierError::TooLong);
        }
        if strip_prefix_ignoring_case(text, "did:").is_some() {
            let did = text.split('/').next().unwrap_or(text);
            return Did::parse(did).map(Self::Did).map_err(AtIdentifierError::Did);
        }
        if strip_prefix_ignoring_case(text, "https://").is_some()
            || strip_prefix_ignoring_case(text, "http://").is_some()
        {
            return from_url(text);
        }
        if text.contains(['@', '＠']) {
            return Err(AtIdentifierError::Email);
        }
        let name = text.split('/').next().unwrap_or(text);
        if name.contains(':') || name.starts_with('[') || name.eq_ignore_ascii_case("localhost") {
            return from_host_and_port(name);
        }
        from_name(name)
    }

    /// The text to put back into a field or to show: the DID, the handle, or the server's origin.
    #[must_use]
    pub fn display_text(&self) -> String {
        match self {
            Self::Did(did) => did.to_string(),
            Self::Handle(handle) => handle.to_string(),
            Self::Server(url) => url.origin().ascii_serialization(),
        }
    }
}

impl From<Did> for AtIdentifier {
    fn from(did: Did) -> Self {
        Self::Did(did)
    }
}

impl From<Handle> for AtIdentifier {
    fn from(handle: Handle) -> Self {
        Self::Handle(handle)
    }
}

fn from_name(name: &str) -> Result<AtIdentifier, AtIdentifierError> {
    let ascii = if name.is_ascii() {
        name.to_owned()
    } else {
        match Host::parse(name) {
            Ok(Host::Domain(domain)) => domain,
            _ => name.to_owned(),
        }
    };
    let ascii = ascii.strip_suffix('.').unwrap_or(&ascii);
    if !ascii.is_empty() && !ascii.contains('.') {
        return Err(AtIdentifierError::NoDomain);
    }
    Handle::parse(ascii).map(AtIdentifier::Handle).map_err(AtIdentifierError::Handle)
}

/// A URL is a server, unless its path is that of a profile page, which names an account.
fn from_url(text: &str) -> Result<AtIdentifier, AtIdentifierError> {
    let url = Url::parse(text).map_err(|_| AtIdentifierError::Server)?;
    if let Some(account) = profile_of(&url) {
        return Ok(account);
    }
    server(url)
}

fn from_host_and_port(text: &str) -> Result<AtIdentifier, AtIdentifierError> {
    let url = Url::parse(&format!("https://{text}")).map_err(|_| AtIdentifierError::Server)?;
    if is_this_machine(&url) {
        return server(Url::parse(&format!("http://{text}")).map_err(|_| AtIdentifierError::Server)?);
    }
    server(url)
}

fn server(url: Url) -> Result<AtIdentifier, AtIdentifierError> {
    if !url.username().is_empty() || url.password().is_some() || url.host().is_none() {
        return Err(AtIdentifierError::Server);
    }
    if url.scheme() != "https" && !is_this_machine(&url) {
        return Err(AtIdentifierError::InsecureServer);
    }
    let origin = url.origin().ascii_serialization();
    Url::parse(&origin).map(AtIdentifier::Server).map_err(|_| AtIdentifierError::Server)
}

fn profile_of(url: &Url) -> Option<AtIdentifier> {
    let mut path = url.path_segments()?;
    let name = path.find(|part| *part == "profile").and_then(|_| path.next())?;
    Did::parse(name).map(AtIdentifier::Did).or_else(|_| Handle::parse(name).map(AtIdentifier::Handle)).ok()
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => crate::http::is_localhost(name),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}
