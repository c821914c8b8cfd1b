//! Claims about the client, against servers on this machine.

mod addresses;
mod dates;
mod downloads;
mod exchanges;
mod foreign;
mod limits;
mod proxies;

use super::{Http, HttpRequest, Network, guard::Lookup, proxy::SystemProxy};

/// A client that may use `http`, and reaches this machine only.
fn development() -> Http {
    let network = Network { development: true, ..Network::default() };
    Http::build(&network, Lookup::System, SystemProxy::none()).unwrap()
}

/// A client for the real network whose names have scripted addresses.
fn scripted(network: &Network, answers: &[(&str, &[&str])]) -> Http {
    let answers = answers.iter().map(|(name, rounds)| {
        let rounds = rounds.iter().map(|round| round.split(' ').map(|ip| ip.parse().unwrap()).collect());
        ((*name).to_owned(), rounds.collect())
    });
    let lookup = Lookup::Scripted(std::sync::Mutex::new(answers.collect()));
    Http::build(network, lookup, SystemProxy::none()).unwrap()
}

/// A client without development mode for which a name is at an address.
fn real(name: &str, address: std::net::SocketAddr) -> Http {
    let network = Network { resolve: vec![(name.to_owned(), address)], ..Network::default() };
    Http::build(&network, Lookup::System, SystemProxy::none()).unwrap()
}

fn get(url: &str) -> HttpRequest {
    HttpRequest::get(url.parse().unwrap())
}
