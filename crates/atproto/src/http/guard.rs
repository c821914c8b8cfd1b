//! The look-up of names, with the judgement of their addresses in it.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{address::AddressClass, network::Rules};

/// Where names are looked up.
#[derive(Debug)]
pub(super) enum Lookup {
    /// The operating system.
    System,
    /// Nowhere: tests give the answers, one list per look-up, the last one for ever after.
    #[cfg(test)]
    Scripted(std::sync::Mutex<std::collections::HashMap<String, Vec<Vec<IpAddr>>>>),
}

impl Lookup {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        match self {
            Self::System => Ok(tokio::net::lookup_host((name, 0)).await?.map(|found| found.ip()).collect()),
            #[cfg(test)]
            Self::Scripted(answers) => {
                let mut answers = answers.lock().unwrap();
                let answers = answers.get_mut(name).ok_or(io::ErrorKind::NotFound)?;
                Ok(if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() })
            }
        }
    }
}

/// Resolves names for direct connections and hands out only addresses that [`Rules`] admit. The connector
/// uses what it gets here and asks nobody else, so there is no second answer that could differ.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    rules: Arc<Rules>,
    lookup: Arc<Lookup>,
}

impl Guard {
    pub(super) fn new(rules: Arc<Rules>, lookup: Lookup) -> Self {
        Self { rules, lookup: Arc::new(lookup) }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let name = name.as_str();
            if let Some(fixed) = guard.rules.fixed(name) {
                return Ok(Box::new(std::iter::once(fixed)) as Addrs);
            }
            let addresses = guard.lookup.addresses(name).await?;
            match guard.rules.admit(name, addresses) {
                // Port 0 stands for the port of the URL.
                Ok(admitted) => Ok(Box::new(admitted.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs),
                Err(Some(class)) => Err(Refused(class).into()),
                Err(None) => Err(io::Error::from(io::ErrorKind::NotFound).into()),
            }
        })
    }
}

/// The guard's refusal, found again in the chain of the transport's error.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the name leads to {}", .0.describe())]
pub(super) struct Refused(pub(super) AddressClass);
