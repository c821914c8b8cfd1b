//! The system's proxy.
//!
//! Through a proxy the transport looks up the proxy's name, not the server's, and a proxy may well be on this
//! machine or in a private network: the system's owner said so. So proxied requests have a client of their own,
//! whose look-up knows the proxy's name and no other.

use std::net::SocketAddr;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

/// The proxy settings of the system, as read when the client was made.
#[derive(Debug)]
pub(super) struct SystemProxy(Matcher);

impl SystemProxy {
    pub(super) fn read() -> Self {
        Self(Matcher::from_system())
    }

    /// The proxy's host for this URL, unless it is reached directly.
    pub(super) fn host_for(&self, url: &Url) -> Option<String> {
        let target = url.as_str().parse::<http::Uri>().ok()?;
        self.0.intercept(&target)?.uri().host().map(str::to_owned)
    }
}

/// Looks up the proxies' names and refuses all others, so that a client meant for the proxy cannot reach past
/// it.
#[derive(Debug)]
pub(super) struct ProxyNames(pub(super) Vec<String>);

impl Resolve for ProxyNames {
    fn resolve(&self, name: Name) -> Resolving {
        let known = self.0.iter().any(|proxy| proxy.eq_ignore_ascii_case(name.as_str()));
        Box::pin(async move {
            if !known {
                return Err("only the proxy is reached from here".into());
            }
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
