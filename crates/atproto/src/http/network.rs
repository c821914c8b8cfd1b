//! What the client is allowed and where it connects: the part of the configuration that HTTP knows.

use std::{
    collections::BTreeSet,
    net::{IpAddr, SocketAddr},
    sync::{Arc, PoisonError, RwLock},
};

use url::Url;

use super::{Host, HttpError, address::AddressClass};

/// How the client reaches the network. The default is the real one with every guard up.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Allows `http`, and in exchange refuses every address but loopback ones.
    pub development: bool,
    /// One or more certificates in PEM form, trusted beside the system's roots.
    pub extra_root: Option<Vec<u8>>,
    /// Names that are not looked up but connect to these addresses, whatever they are and past any proxy. For
    /// tests. A port in the URL wins over the port here.
    pub resolve: Vec<(String, SocketAddr)>,
    /// Hosts that may lie in a private network. Cloning shares the set, so consent given later counts.
    pub allow_private: PrivateHosts,
}

/// The hosts a person has agreed to reach in a private network: asked once per server, kept by the caller.
#[derive(Clone, Debug, Default)]
pub struct PrivateHosts(Arc<RwLock<BTreeSet<String>>>);

impl PrivateHosts {
    /// Allows a host, as [`HttpError::PrivateAddress`] named it: a name without port, or an IP address.
    pub fn allow(&self, host: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(plain(host));
    }

    /// Takes the permission back. Open connections stay usable until they close.
    pub fn forget(&self, host: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&plain(host));
    }

    /// Whether a host is allowed.
    #[must_use]
    pub fn contains(&self, host: &str) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&plain(host))
    }

    /// All of them, in alphabetical order.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

impl<S: AsRef<str>> FromIterator<S> for PrivateHosts {
    fn from_iter<I: IntoIterator<Item = S>>(hosts: I) -> Self {
        let hosts = hosts.into_iter().map(|host| plain(host.as_ref())).collect();
        Self(Arc::new(RwLock::new(hosts)))
    }
}

/// Whether a name is `localhost` or below it, with or without the trailing dot.
/// <https://www.rfc-editor.org/rfc/rfc6761#section-6.3>
#[must_use]
pub fn is_localhost(name: &str) -> bool {
    let name = plain(name);
    name == "localhost" || name.ends_with(".localhost")
}

/// Lower case, without a trailing dot and without the brackets of an IPv6 literal.
fn plain(host: &str) -> String {
    let host = host.strip_suffix('.').unwrap_or(host);
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.to_ascii_lowercase()
}

/// The rules for URLs and addresses, shared by the URL check and the connect-time check.
#[derive(Debug)]
pub(super) struct Rules {
    development: bool,
    fixed: Vec<(String, SocketAddr)>,
    private: PrivateHosts,
}

impl Rules {
    pub(super) fn new(network: &Network) -> Self {
        let fixed = network.resolve.iter().map(|(name, address)| (plain(name), *address)).collect();
        Self { development: network.development, fixed, private: network.allow_private.clone() }
    }

    pub(super) fn development(&self) -> bool {
        self.development
    }

    pub(super) fn private_hosts(&self) -> &PrivateHosts {
        &self.private
    }

    /// The address a name is pinned to, if it is.
    pub(super) fn fixed(&self, name: &str) -> Option<SocketAddr> {
        let name = plain(name);
        self.fixed.iter().find(|(fixed, _)| *fixed == name).map(|(_, address)| *address)
    }

    /// What can be said of a URL before anything is looked up.
    pub(super) fn check_url(&self, url: &Url) -> Result<(), HttpError> {
        match url.scheme() {
            "https" => {}
            "http" if self.development => {}
            _ => return Err(HttpError::InsecureUrl { host: Host::of(url) }),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(HttpError::UnusableUrl { host: Host::of(url) });
        }
        match url.host() {
            Some(url::Host::Ipv4(address)) => self.check_literal(url, address.into()),
            Some(url::Host::Ipv6(address)) => self.check_literal(url, address.into()),
            Some(url::Host::Domain(name)) => {
                if self.fixed(name).is_some() || self.development || !is_localhost(name) {
                    return Ok(());
                }
                Err(HttpError::AddressRefused { host: Host::of(url), class: AddressClass::Loopback })
            }
            None => Err(HttpError::UnusableUrl { host: Host::of(url) }),
        }
    }

    /// Whether a URL points at this machine, for which no proxy is ever asked.
    pub(super) fn stays_here(&self, url: &Url) -> bool {
        match url.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => is_localhost(name) || self.fixed(name).is_some(),
            None => false,
        }
    }

    fn check_literal(&self, url: &Url, address: IpAddr) -> Result<(), HttpError> {
        self.judge(&address.to_string(), address).map_err(|class| self.refusal(Host::of(url), class))
    }

    /// Those of a name's addresses that may be connected to; when there are none, why not.
    pub(super) fn admit(
        &self,
        name: &str,
        addresses: impl IntoIterator<Item = IpAddr>,
    ) -> Result<Vec<IpAddr>, Option<AddressClass>> {
        let mut admitted = Vec::new();
        let mut refused = None;
        for address in addresses {
            match self.judge(name, address) {
                Ok(()) => admitted.push(address),
                // A private address can be allowed by the person: that answer is the more useful one.
                Err(class) if refused.is_none() || class == AddressClass::Private => refused = Some(class),
                Err(_) => {}
            }
        }
        if admitted.is_empty() { Err(refused) } else { Ok(admitted) }
    }

    fn judge(&self, host: &str, address: IpAddr) -> Result<(), AddressClass> {
        let class = AddressClass::of(address);
        let allowed = match class {
            AddressClass::Loopback => self.development,
            AddressClass::Public => !self.development,
            AddressClass::Private => !self.development && self.private.contains(host),
            _ => false,
        };
        if allowed { Ok(()) } else { Err(class) }
    }

    /// The error for a class. In development nothing but this machine can be allowed, so nothing is asked.
    pub(super) fn refusal(&self, host: Host, class: AddressClass) -> HttpError {
        if class == AddressClass::Private && !self.development {
            HttpError::PrivateAddress { host }
        } else {
            HttpError::AddressRefused { host, class }
        }
    }
}
