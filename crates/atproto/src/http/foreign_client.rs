//! The client for what strangers link to: covers and blobs. It has no credentials to lose.
//!
//! A cover's address comes out of a record that anyone may have written, and the server it names may send the request
//! on. So redirects are followed here, and only here, with every rule of [`Http`] judged anew at each hop: `https`, no
//! user information, and the address that the connection really goes to. A request is an address and nothing else:
//! there is no way to put a header on it, and so nothing that a redirect could carry away.

use std::time::{Duration, Instant};

use http::{HeaderValue, header};
use url::Url;

use super::{
    ClientError, DEFAULT_DEADLINE, Host, Http, HttpError, HttpRequest, HttpResponse, Network, PrivateHosts,
};
#[cfg(test)]
use super::{guard::Lookup, proxy::SystemProxy};
use crate::picture::{Picture, PictureFault};

/// How many redirects are followed.
pub const MAX_REDIRECTS: usize = 3;

/// How large a picture's file may be, in bytes.
pub const MAX_PICTURE_BYTES: usize = 5 * 1024 * 1024;

const PICTURES: HeaderValue = HeaderValue::from_static("image/webp, image/png, image/jpeg");

/// Who gave the address that is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The server of an account on this computer, as its own DID document names it: it may lie in a private network
    /// that the person agreed to. Where it sends the request on to may not.
    AccountServer,
    /// A record, a catalogue, anyone: nothing but the public network is reached.
    Stranger,
}

/// Fetches without credentials. Clones share connections.
#[derive(Clone, Debug)]
pub struct ForeignClient {
    account_server: Http,
    anyone: Http,
}

/// Why nothing was fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// One of the hops failed, or was not allowed.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The last of three redirects was answered with a fourth.
    #[error("{host} sends the request on once too often")]
    TooManyRedirects {
        /// Who sent it on.
        host: Host,
    },
    /// A redirect without an address, or with one that cannot be read.
    #[error("{host} sends the request on to nowhere")]
    BadRedirect {
        /// Who sent it on.
        host: Host,
    },
    /// An answer that is no success.
    #[error("{host} answered with status {status}")]
    Status {
        /// Who answered.
        host: Host,
        /// With what.
        status: u16,
    },
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchPictureError {
    /// Nothing was fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// What was fetched is not to be shown.
    #[error(transparent)]
    Picture(#[from] PictureFault),
}

impl ForeignClient {
    /// A client beside `http`, for the network that `http` was made for.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn new(http: &Http, network: &Network) -> Result<Self, ClientError> {
        let public = Network { allow_private: PrivateHosts::default(), ..network.clone() };
        Ok(Self { account_server: http.clone(), anyone: Http::new(&public)? })
    }

    #[cfg(test)]
    pub(super) fn scripted(http: Http, network: &Network, lookup: Lookup) -> Self {
        let public = Network { allow_private: PrivateHosts::default(), ..network.clone() };
        Self { account_server: http, anyone: Http::build(&public, lookup, SystemProxy::none()).unwrap() }
    }

    /// Fetches an address, following at most [`MAX_REDIRECTS`] redirects, under one deadline of twenty seconds and one
    /// byte cap.
    ///
    /// # Errors
    /// [`FetchError`]; every status that is no success is one.
    pub async fn get(&self, url: Url, source: Source, max_bytes: usize) -> Result<HttpResponse, FetchError> {
        self.follow(url, source, None, max_bytes, DEFAULT_DEADLINE).await
    }

    /// Fetches a picture. What counts is what the bytes are, not what the server calls them.
    ///
    /// # Errors
    /// [`FetchPictureError`].
    pub async fn picture(&self, url: Url, source: Source) -> Result<Picture, FetchPictureError> {
        let accept = Some(PICTURES);
        let answer = self.follow(url, source, accept, MAX_PICTURE_BYTES, DEFAULT_DEADLINE).await?;
        Ok(Picture::read(answer.body)?)
    }

    pub(super) async fn follow(
        &self,
        mut url: Url,
        source: Source,
        accept: Option<HeaderValue>,
        max_bytes: usize,
        deadline: Duration,
    ) -> Result<HttpResponse, FetchError> {
        let started = Instant::now();
        let first = Host::of(&url);
        for _ in 0..=MAX_REDIRECTS {
            let host = Host::of(&url);
            let own = source == Source::AccountServer && host == first;
            let http = if own { &self.account_server } else { &self.anyone };
            let left = deadline.saturating_sub(started.elapsed());
            let mut request = HttpRequest::get(url.clone()).max_bytes(max_bytes).deadline(left);
            if let Some(accept) = &accept {
                request = request.header(header::ACCEPT, accept.clone());
            }
            let answer = http.send(request).await?;
            match answer.status {
                200..=299 => return Ok(answer),
                301..=303 | 307 | 308 => {
                    let onward = answer.header(&header::LOCATION).and_then(|to| url.join(to).ok());
                    url = onward.ok_or(FetchError::BadRedirect { host })?;
                }
                status => return Err(FetchError::Status { host, status }),
            }
        }
        Err(FetchError::TooManyRedirects { host: Host::of(&url) })
    }
}
