//! The system's proxy.
//!
//! Through a proxy the transport looks up the proxy's name, not the server's, and a proxy may well be on this
//! machine or in a private network: the system's owner said so. So proxied requests have a client of their own,
//! whose look-up knows the proxy's name and no other.

use std::net::SocketAddr;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Url;

/// The proxy settings of the system, as read when the client was made. A SOCKS proxy is not spoken to: with
/// one, requests fail rather than go past it.
#[derive(Debug)]
pub(super) struct SystemProxy(Matcher);

/// The proxy for servers on the public network.
pub(super) struct PublicProxy {
    /// Its host, the only name the proxied client may look up.
    pub(super) host: String,
    /// Its address and credentials.
    pub(super) proxy: reqwest::Proxy,
}

impl SystemProxy {
    pub(super) fn read() -> Self {
        Self(Matcher::from_system())
    }

    #[cfg(test)]
    pub(super) fn none() -> Self {
        Self(Matcher::builder().build())
    }

    #[cfg(test)]
    pub(super) fn at(proxy: &str, except: &str) -> Self {
        Self(Matcher::builder().all(proxy.to_owned()).no(except.to_owned()).build())
    }

    /// Whether this URL is asked for through the proxy.
    pub(super) fn applies_to(&self, url: &Url) -> bool {
        url.as_str().parse::<http::Uri>().is_ok_and(|target| self.0.intercept(&target).is_some())
    }

    /// The proxy, if there is one. Only `https` is ever proxied, for `http` does not leave this machine.
    pub(super) fn public(&self) -> Result<Option<PublicProxy>, reqwest::Error> {
        let target = http::Uri::from_static("https://proxy-check.invalid/");
        let Some(found) = self.0.intercept(&target) else { return Ok(None) };
        let mut proxy = reqwest::Proxy::all(found.uri().to_string())?;
        if let Some(credentials) = found.basic_auth() {
            proxy = proxy.custom_http_auth(credentials.clone());
        }
        Ok(Some(PublicProxy { host: found.uri().host().unwrap_or_default().to_owned(), proxy }))
    }
}

/// Looks up the proxy's name and refuses all others, so that a client meant for the proxy cannot reach past it.
#[derive(Debug)]
pub(super) struct ProxyName(pub(super) String);

impl Resolve for ProxyName {
    fn resolve(&self, name: Name) -> Resolving {
        let known = self.0.eq_ignore_ascii_case(name.as_str());
        Box::pin(async move {
            if !known {
                return Err("only the proxy is reached from here".into());
            }
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
