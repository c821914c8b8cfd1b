//! A test library: an authorization server and PDS on loopback that keep the reference provider's rules, and break
//! them when told to.
//!
//! The rules kept by default: a pushed request is required; every signed request needs a nonce that is current or one
//! of the two before it; a proof's signature, `htm`, `htu`, `ath`, `jti` and `iat` (180 seconds either way) are checked; a code is
//! spent once; a refresh spends its token and kills the old access token; **a spent refresh token presented again ends
//! the whole session**; revoking answers 200 whatever happens and does nothing without a proof.
//!
//! [`Rogue::break_next`] has the next replies of one endpoint misbehave. [`Rogue::count`] says how often an endpoint
//! was asked. Time is the test's: [`Rogue::advance`] moves it, [`Rogue::skew`] sets the server's clock apart.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test library fails by panicking"
)]

mod fault;
mod http;
mod proof;
mod server;
mod tls;
mod world;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use test_ca::TestCa;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

pub use crate::fault::{Endpoint, Fault};
use crate::server::Shared;
use crate::world::{Grant, World};

/// A running pair of servers. Dropping it closes them.
pub struct Rogue {
    /// The authorization server's origin; it also serves DID documents.
    pub issuer: Url,
    /// The PDS's origin; the same as the issuer's with [`Rogue::on_one_origin`].
    pub pds: Url,
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<()>>,
}

impl Rogue {
    /// Authorization server and PDS on two origins.
    pub async fn on_two_origins() -> Rogue {
        Rogue::start(true).await
    }

    /// Both on one origin, as a PDS of its own has it.
    pub async fn on_one_origin() -> Rogue {
        Rogue::start(false).await
    }

    /// On two origins behind TLS, as on the real network. A client needs `authority` as its root and
    /// [`addresses`](Rogue::addresses) in place of a look-up.
    pub async fn over_https(authority: &TestCa) -> Rogue {
        Rogue::serve(true, Some(tls::acceptor(authority, &tls::HOSTS))).await
    }

    /// The same, but the certificate is for somebody else's name.
    pub async fn over_https_with_another_name(authority: &TestCa) -> Rogue {
        Rogue::serve(true, Some(tls::acceptor(authority, &["elsewhere.rogue.internal"]))).await
    }

    async fn start(two: bool) -> Rogue {
        Rogue::serve(two, None).await
    }

    async fn serve(two: bool, tls: Option<tokio_rustls::TlsAcceptor>) -> Rogue {
        let listeners = vec![bind().await, bind().await];
        let secure = tls.is_some();
        let origin = |i: usize| {
            let port = listeners[i].local_addr().unwrap().port();
            if secure {
                format!("https://{}:{port}", tls::HOSTS[i])
            } else {
                format!("http://127.0.0.1:{port}")
            }
        };
        let (issuer, pds) = (origin(0), origin(usize::from(two)));
        let now = Arc::new(AtomicI64::new(1_800_000_000));
        let world = World { token_lifetime: 3600, ..World::default() };
        let shared =
            Arc::new(Shared { issuer: issuer.clone(), pds: pds.clone(), now, world: Mutex::new(world) });
        let mut tasks = Vec::new();
        for (i, listener) in listeners.into_iter().enumerate() {
            let (shared, tls) = (Arc::clone(&shared), tls.clone());
            tasks.push(tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let (shared, tls) = (Arc::clone(&shared), tls.clone());
                    tokio::spawn(async move {
                        match tls {
                            None => server::serve(&shared, i == 1, stream).await,
                            Some(tls) => {
                                // A client that does not like the certificate goes away here.
                                let Ok(stream) = tls.accept(stream).await else { return };
                                server::serve(&shared, i == 1, stream).await;
                            }
                        }
                    });
                }
            }));
        }
        Rogue { issuer: Url::parse(&issuer).unwrap(), pds: Url::parse(&pds).unwrap(), shared, tasks }
    }

    /// Where the names of [`over_https`](Rogue::over_https) are.
    pub fn addresses(&self) -> Vec<(String, SocketAddr)> {
        let here = |name: &str| (name.to_owned(), SocketAddr::from(([127, 0, 0, 1], 0)));
        tls::HOSTS.iter().map(|name| here(name)).collect()
    }

    /// An account with this handle; its DID.
    pub fn account(&self, handle: &str) -> String {
        let mut world = self.shared.world();
        let did = format!("did:plc:{}", world::base32(world.accounts.len()));
        world.accounts.insert(did.clone(), (handle.to_owned(), self.shared.pds.clone()));
        did
    }

    /// Moves an account to another server, or gives it another handle.
    pub fn change_account(&self, did: &str, handle: &str, pds: &Url) {
        let pds = pds.as_str().trim_end_matches('/').to_owned();
        self.shared.world().accounts.insert(did.to_owned(), (handle.to_owned(), pds));
    }

    /// What a browser does when its person agrees: the address it is sent back to.
    pub fn consent(&self, authorization: &Url, did: &str) -> String {
        self.answer(authorization, Some(did), &[])
    }

    /// What a browser does when its person refuses.
    pub fn refuse(&self, authorization: &Url) -> String {
        self.answer(authorization, None, &[("error", "access_denied")])
    }

    /// An answer of the server's own to a pushed request, with more parameters.
    pub fn answer(&self, authorization: &Url, did: Option<&str>, more: &[(&str, &str)]) -> String {
        let query: HashMap<_, _> = authorization.query_pairs().into_owned().collect();
        let mut world = self.shared.world();
        let pushed = world.pushed.get(&query["request_uri"]).expect("a pushed request").clone();
        assert_eq!(pushed["client_id"], query["client_id"]);
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("state", &pushed["state"]).append_pair("iss", &self.shared.issuer);
        if let Some(did) = did {
            let code = world.fresh("cod");
            pairs.append_pair("code", &code);
            let grant = Grant { did: did.to_owned(), params: pushed.clone() };
            world.codes.insert(code, grant);
        }
        pairs.extend_pairs(more);
        format!("{}?{}", pushed["redirect_uri"], pairs.finish())
    }

    /// The next `times` replies of an endpoint misbehave.
    pub fn break_next(&self, endpoint: Endpoint, times: usize, fault: Fault) {
        let mut world = self.shared.world();
        world.faults.push((endpoint, times, fault));
    }

    /// Everything behaves again.
    pub fn mend(&self) {
        self.shared.world().faults.clear();
    }

    /// Requests an endpoint has had, faulty replies included.
    pub fn count(&self, endpoint: Endpoint) -> usize {
        self.shared.world().log.iter().filter(|asked| **asked == endpoint).count()
    }

    /// All requests so far.
    pub fn requests(&self) -> usize {
        self.shared.world().log.len()
    }

    /// Parameters of the last pushed request.
    pub fn last_pushed(&self) -> HashMap<String, String> {
        self.shared.world().last_pushed.clone()
    }

    /// Sessions that are alive.
    pub fn sessions(&self) -> usize {
        self.shared.world().sessions.len()
    }

    /// Ends every session, as a person does on the server's own page.
    pub fn end_sessions(&self) {
        self.shared.world().sessions.clear();
    }

    /// Kills access tokens before their time; refresh tokens stay good.
    pub fn kill_access_tokens(&self) {
        self.shared.world().access.clear();
    }

    /// The time the tests live in, for the client's clock.
    pub fn clock(&self) -> Arc<dyn Fn() -> SystemTime + Send + Sync> {
        let now = Arc::clone(&self.shared.now);
        Arc::new(move || UNIX_EPOCH + Duration::from_secs(now.load(Ordering::SeqCst).unsigned_abs()))
    }

    /// Lets seconds pass, for client and server.
    pub fn advance(&self, seconds: i64) {
        self.shared.now.fetch_add(seconds, Ordering::SeqCst);
    }

    /// How far the server's clock is ahead of the client's, in seconds.
    pub fn skew(&self, seconds: i64) {
        self.shared.world().skew = seconds;
    }

    /// Another `Date` than the clock the server goes by.
    pub fn claim_date(&self, date: Option<&str>) {
        self.shared.world().date = date.map(str::to_owned);
    }

    /// Life of the access tokens to come, in seconds.
    pub fn token_lifetime(&self, seconds: i64) {
        self.shared.world().token_lifetime = seconds;
    }

    /// Every reply brings a new nonce, and only the newest is good.
    pub fn rotate_nonce_each_reply(&self) {
        self.shared.world().rotate_always = true;
    }

    /// Every secret the server has given out, for canary tests.
    pub fn secrets(&self) -> Vec<String> {
        self.shared.world().secrets.clone()
    }
}

impl Drop for Rogue {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn bind() -> TcpListener {
    TcpListener::bind(("127.0.0.1", 0)).await.unwrap()
}
