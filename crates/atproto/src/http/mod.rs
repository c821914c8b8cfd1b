//! The one HTTP client, and the rules that every request of this application keeps.
//!
//! A sign-in sends requests to hosts that strangers chose: a handle, a DID document and a server's metadata
//! each name the next one. So the rules are here, below everything that could forget them:
//!
//! - **`https` only**, verified against the system's roots and, where the configuration names one, an extra
//!   root. Development mode allows `http`, and then reaches nothing but this machine.
//! - **Addresses are judged, not names** ([`address`]). An IP literal is judged when a URL is looked at,
//!   a name when it is connected to: the connection goes to the very addresses that were judged, so a name
//!   that answers differently the second time gains nothing. Loopback, link-local, cloud metadata and every
//!   form that smuggles one of them are always refused; private ranges until [`PrivateHosts`] names the host.
//! - **No redirect is followed.** A 302 is an answer like any other, and a credential never travels along. The one
//!   exception has no credentials: [`ForeignClient`], for covers and blobs, judges every hop anew.
//! - **Every answer has a byte cap**, counted after decompression, **and every exchange one deadline** from
//!   the look-up of the name to the last byte, so neither a bomb nor a drip holds anything up.
//! - **Every failure says whether the request may have arrived** ([`HttpError::may_have_arrived`]), which is
//!   what a retry is decided on.
//! - The system's proxy is honoured, but never for this machine. Behind a proxy, names are looked up by the
//!   proxy, so only literals can be judged here.
//!
//! No cookies, no `Referer`, no cache.

pub mod address;
mod client;
mod date;
mod download;
mod error;
mod foreign_client;
mod guard;
mod message;
mod network;
mod proxy;
#[cfg(test)]
mod tests;
mod watched;

pub use bytes::Bytes;
pub use client::Http;
pub use date::{date_of, parse_http_date};
pub use download::DownloadError;
pub use error::{ClientError, Host, HttpError, SendFault, WaitFault};
pub use foreign_client::{
    FetchError, FetchPictureError, ForeignClient, MAX_PICTURE_BYTES, MAX_REDIRECTS, Source,
};
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
pub use message::{DEFAULT_DEADLINE, DEFAULT_MAX_BYTES, HttpRequest, HttpResponse};
pub use network::{Network, PrivateHosts, is_localhost};
pub use url::Url;
