//! What can go wrong with a request, sorted by what it means for a second try.

use std::fmt;

use url::Url;

use super::address::AddressClass;

/// Why the client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The extra root is not a list of certificates in PEM form.
    #[error("the extra root certificate cannot be read")]
    ExtraRoot,
    /// TLS could not be set up, for instance because the system has no root certificates at all.
    #[error("the HTTP client could not be set up")]
    Setup(#[source] reqwest::Error),
}

/// The host and port of a URL, as it may be shown and logged: path and query, which may hold secrets, are
/// left out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Host {
    name: String,
    port: Option<u16>,
}

impl Host {
    /// The host of a URL.
    #[must_use]
    pub fn of(url: &Url) -> Self {
        Self { name: url.host_str().unwrap_or_default().to_owned(), port: url.port() }
    }

    /// The name or IP address without the port, as [`PrivateHosts::allow`](super::PrivateHosts::allow) takes it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => write!(f, "{}:{port}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// Why there is no complete answer. [`may_have_arrived`](Self::may_have_arrived) sorts the variants for
/// whoever thinks of asking again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The URL is not `https` (in development: neither `https` nor `http`). Nothing was sent.
    #[error("{host} was not asked: the address is not https")]
    InsecureUrl {
        /// Who was to be asked.
        host: Host,
    },
    /// The URL carries a user name, or has no host. Nothing was sent.
    #[error("the address of {host} cannot be used")]
    UnusableUrl {
        /// Who was to be asked.
        host: Host,
    },
    /// The host is, or its name leads only to, an address that is never allowed. Nothing was sent.
    #[error("{host} leads to {}, which is not allowed", class.describe())]
    AddressRefused {
        /// Who was to be asked.
        host: Host,
        /// Where it leads.
        class: AddressClass,
    },
    /// The host lies in a private network and nobody agreed to that yet. Nothing was sent.
    #[error("{host} is in a private network")]
    PrivateAddress {
        /// Who was to be asked; its [`name`](Host::name) is what
        /// [`PrivateHosts::allow`](super::PrivateHosts::allow) takes.
        host: Host,
    },
    /// No usable connection came about, so nothing of the request left.
    #[error("{host} could not be reached: {fault}")]
    NotSent {
        /// Who was to be asked.
        host: Host,
        /// Where it failed.
        fault: SendFault,
    },
    /// The request may have arrived, and may have been acted on; no complete answer came back.
    #[error("{host} gave no complete answer: {fault}")]
    UnknownOutcome {
        /// Who was asked.
        host: Host,
        /// What was seen.
        fault: WaitFault,
    },
    /// An answer came and was cut off at the cap.
    #[error("the answer of {host} is longer than {limit} bytes")]
    TooLarge {
        /// Who was asked.
        host: Host,
        /// The cap, in bytes after decompression.
        limit: usize,
        /// The status the answer began with.
        status: u16,
    },
}

/// Where a request stopped before it left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SendFault {
    /// The name has no address, or the look-up failed.
    #[error("its name could not be looked up")]
    Dns,
    /// No connection: refused, no route, or the proxy said no.
    #[error("no connection could be made")]
    Connect,
    /// The certificate was not accepted, or the other side does not speak TLS.
    #[error("no secure connection could be made")]
    Tls,
    /// It took too long.
    #[error("connecting took too long")]
    Timeout,
    /// The request itself could not be put on a wire.
    #[error("the request could not be written")]
    Request,
}

/// How an answer failed to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum WaitFault {
    /// The deadline passed.
    #[error("the answer took too long")]
    Timeout,
    /// The connection ended early.
    #[error("the connection was lost")]
    ConnectionLost,
    /// What came is not HTTP, or its encoding is broken.
    #[error("the answer could not be read")]
    Unreadable,
}

impl HttpError {
    /// Whether the server may have received the request, or part of it. `false` proves that it did not.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        matches!(self, Self::UnknownOutcome { .. } | Self::TooLarge { .. })
    }

    /// Whether the failure looks like the network's, not the server's or the request's: the same request may
    /// well succeed later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::NotSent { fault, .. } => {
                matches!(fault, SendFault::Dns | SendFault::Connect | SendFault::Timeout)
            }
            Self::UnknownOutcome { fault, .. } => {
                matches!(fault, WaitFault::Timeout | WaitFault::ConnectionLost)
            }
            _ => false,
        }
    }

    /// Who was to be asked.
    #[must_use]
    pub fn host(&self) -> &Host {
        match self {
            Self::InsecureUrl { host }
            | Self::UnusableUrl { host }
            | Self::AddressRefused { host, .. }
            | Self::PrivateAddress { host }
            | Self::NotSent { host, .. }
            | Self::UnknownOutcome { host, .. }
            | Self::TooLarge { host, .. } => host,
        }
    }
}
