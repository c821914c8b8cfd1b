//! The client itself.

use std::{error::Error, fmt, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Method, header};
use url::Url;

use super::{
    ClientError, Host, HttpError, HttpRequest, HttpResponse, Network, PrivateHosts, SendFault, WaitFault,
    guard::{Guard, Lookup, Refused},
    network::Rules,
    proxy::{ProxyName, PublicProxy, SystemProxy},
    watched::{Taken, Watched},
};

/// How long one attempt to connect may take, look-up and TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long an idle connection is kept.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// How many headers an HTTP/1 answer may have, and how long an HTTP/2 one's list may be, in bytes.
const MAX_HEADERS: usize = 128;
const MAX_HEADER_LIST: u32 = 64 * 1024;

const USER_AGENT: &str = concat!("BookExplorer/", env!("CARGO_PKG_VERSION"));

/// The HTTP client. Clones share connections, rules and settings.
#[derive(Clone)]
pub struct Http {
    parts: Arc<Parts>,
}

struct Parts {
    rules: Arc<Rules>,
    direct: reqwest::Client,
    proxied: Option<Proxied>,
}

struct Proxied {
    client: reqwest::Client,
    settings: SystemProxy,
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("rules", &self.parts.rules).finish_non_exhaustive()
    }
}

impl Http {
    /// A client for a network. It reads the system's proxy settings and root certificates once, here.
    ///
    /// # Errors
    /// When the extra root is no certificate, or TLS cannot be set up.
    pub fn new(network: &Network) -> Result<Self, ClientError> {
        Self::build(network, Lookup::System, SystemProxy::read())
    }

    pub(super) fn build(
        network: &Network,
        lookup: Lookup,
        settings: SystemProxy,
    ) -> Result<Self, ClientError> {
        // Whoever was first chose the provider; this process only ever has the one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let rules = Arc::new(Rules::new(network));
        let direct = builder(network)?
            .no_proxy()
            .dns_resolver(Guard::new(rules.clone(), lookup))
            .build()
            .map_err(ClientError::Setup)?;
        let proxied = match settings.public().map_err(ClientError::Setup)? {
            Some(PublicProxy { host, proxy }) => {
                let client = builder(network)?.proxy(proxy).dns_resolver(ProxyName(host)).build();
                Some(Proxied { client: client.map_err(ClientError::Setup)?, settings })
            }
            None => None,
        };
        Ok(Self { parts: Arc::new(Parts { rules, direct, proxied }) })
    }

    /// What can be said of a URL without sending anything: its scheme, user information, and its host where
    /// that is an IP address or this machine. [`send`](Self::send) does the same first.
    ///
    /// # Errors
    /// [`HttpError::InsecureUrl`], [`UnusableUrl`](HttpError::UnusableUrl),
    /// [`AddressRefused`](HttpError::AddressRefused) or [`PrivateAddress`](HttpError::PrivateAddress).
    pub fn check(&self, url: &Url) -> Result<(), HttpError> {
        self.parts.rules.check_url(url)
    }

    /// Whether this is development mode: `http` allowed, and nothing but this machine reached.
    #[must_use]
    pub fn is_development(&self) -> bool {
        self.parts.rules.development()
    }

    /// The hosts in private networks that may be reached; shared with the [`Network`] it was made from.
    #[must_use]
    pub fn private_hosts(&self) -> &PrivateHosts {
        self.parts.rules.private_hosts()
    }

    /// Sends a request and reads the whole answer, whatever its status. Nothing is followed or tried again,
    /// except that a kept connection which turns out closed before anything was written is replaced.
    ///
    /// # Errors
    /// [`HttpError`]; [`HttpError::may_have_arrived`] tells whether the request may have been acted on.
    pub async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        self.check(&request.url)?;
        let host = Host::of(&request.url);
        let client = self.client_for(&request.url);
        let taken = Taken::default();
        if request.body.as_ref().is_none_or(Bytes::is_empty) {
            // There is no body whose reading could be watched, so the careful answer is the only one.
            taken.set();
        }
        let deadline = request.deadline;
        let exchange = self.exchange(client, request, &host, &taken);
        match tokio::time::timeout(deadline, exchange).await {
            Ok(outcome) => outcome,
            Err(_) if taken.is_set() => Err(HttpError::UnknownOutcome { host, fault: WaitFault::Timeout }),
            Err(_) => Err(HttpError::NotSent { host, fault: SendFault::Timeout }),
        }
    }

    async fn exchange(
        &self,
        client: &reqwest::Client,
        request: HttpRequest,
        host: &Host,
        taken: &Taken,
    ) -> Result<HttpResponse, HttpError> {
        let limit = request.max_bytes;
        let mut outgoing = reqwest::Request::new(request.method, request.url);
        *outgoing.headers_mut() = request.headers;
        if *outgoing.method() == Method::POST && request.body.as_ref().is_none_or(Bytes::is_empty) {
            // RFC 9110 section 8.6: a method that expects content says so when there is none. The transport
            // leaves it out, and some servers answer 411.
            outgoing.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *outgoing.body_mut() = request.body.map(|bytes| {
            if bytes.is_empty() {
                reqwest::Body::from(bytes)
            } else {
                reqwest::Body::wrap(Watched::new(bytes, taken.clone()))
            }
        });
        let mut answer =
            client.execute(outgoing).await.map_err(|error| self.sending_failed(&error, host, taken))?;
        let status = answer.status().as_u16();
        let headers = std::mem::take(answer.headers_mut());
        let mut body = BytesMut::new();
        loop {
            match answer.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > limit => {
                    return Err(HttpError::TooLarge { host: host.clone(), limit, status });
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => return Ok(HttpResponse { status, headers, body: body.freeze() }),
                Err(error) => {
                    let fault = if error.is_decode() && !chain_has_io(&error) {
                        WaitFault::Unreadable
                    } else {
                        WaitFault::ConnectionLost
                    };
                    return Err(HttpError::UnknownOutcome { host: host.clone(), fault });
                }
            }
        }
    }

    pub(super) fn client_for(&self, url: &Url) -> &reqwest::Client {
        match &self.parts.proxied {
            Some(proxied) if !self.parts.rules.stays_here(url) && proxied.settings.applies_to(url) => {
                &proxied.client
            }
            _ => &self.parts.direct,
        }
    }

    /// Sorts a failure before the answer's head.
    pub(super) fn sending_failed(&self, error: &reqwest::Error, host: &Host, taken: &Taken) -> HttpError {
        let host = host.clone();
        if let Some(Refused(class)) = in_chain::<Refused>(error) {
            return self.parts.rules.refusal(host, *class);
        }
        if error.is_connect() {
            let fault = if error.is_timeout() {
                SendFault::Timeout
            } else if error.is_dns() {
                SendFault::Dns
            } else if in_chain::<rustls::Error>(error).is_some() {
                SendFault::Tls
            } else {
                SendFault::Connect
            };
            return HttpError::NotSent { host, fault };
        }
        if error.is_builder() || !taken.is_set() {
            return HttpError::NotSent { host, fault: SendFault::Request };
        }
        let fault = if error.is_timeout() {
            WaitFault::Timeout
        } else if in_chain::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
            WaitFault::Unreadable
        } else {
            WaitFault::ConnectionLost
        };
        HttpError::UnknownOutcome { host, fault }
    }
}

/// What both clients have in common.
fn builder(network: &Network) -> Result<reqwest::ClientBuilder, ClientError> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .http1_max_headers(MAX_HEADERS)
        .http2_max_header_list_size(MAX_HEADER_LIST)
        .https_only(!network.development);
    if let Some(pem) = &network.extra_root {
        let roots = reqwest::Certificate::from_pem_bundle(pem).map_err(|_| ClientError::ExtraRoot)?;
        if roots.is_empty() {
            return Err(ClientError::ExtraRoot);
        }
        builder = builder.tls_certs_merge(roots);
    }
    Ok(builder)
}

/// The first error of type `E` in a chain, looking inside I/O errors too, which hide what they carry.
fn in_chain<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        let carried = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if let Some(found) = carried.and_then(|carried| in_chain::<E>(carried)) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

fn chain_has_io(error: &reqwest::Error) -> bool {
    in_chain::<std::io::Error>(error).is_some_and(|io| io.kind() != std::io::ErrorKind::InvalidData)
}
