//! A test library: starts, drives and stops the loopback AT Protocol network of `e2e/network`, whose PDS and PLC
//! directory are the reference implementations.
//!
//! A network takes two seconds to start, so a test binary shares one ([`Testnet::shared`]) and gives every test an
//! account of its own. Faults, the request log and the doors are the network's: a test that needs them to itself starts
//! its own with [`Testnet::start`].
//!
//! Node 20 or newer must be on the path; the packages are installed on first use.

mod control;
mod error;
mod fault;
mod process;

pub use error::TestnetError;
pub use fault::{Action, Door, Fault};

use process::NetworkProcess;
use serde::Deserialize;
use serde_json::{Value, json};
use std::{ffi::OsString, io, path::Path, time::Duration};
use test_ca::TestCa;
use tokio::sync::OnceCell;

/// A running network. It ends when this is dropped, or with the process that started it.
#[derive(Debug)]
pub struct Testnet {
    /// Base of the PDS, which is also its issuer, and answers handle look-ups.
    pub pds_url: String,
    /// Base of the PLC directory.
    pub plc_url: String,
    /// Base of the catalogue.
    pub catalogue_url: String,
    https: Option<Https>,
    control: control::Control,
    _process: NetworkProcess,
}

/// What makes the network's names and certificates good, for a client that must be told.
#[derive(Debug)]
struct Https {
    authority_pem: String,
    directory: tempfile::TempDir,
}

/// Which server the network runs, and how it is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Variant {
    /// Rate limits as a public server has them.
    pub rate_limits: bool,
    /// With them: points and seconds of the write budget that is an hour's elsewhere. Its window ends when
    /// [`end_write_window`](Testnet::end_write_window) says so, and never by itself.
    pub write_budget: Option<(u32, u32)>,
    /// PDS and directory over TLS, under `pds.localhost` and `plc.localhost`.
    pub https: bool,
    /// The newest PDS instead of the one that runs on Node 20.
    pub newest: bool,
}

/// An account of the network's PDS.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// Its DID, a `did:plc`.
    pub did: String,
    /// Its handle, under `.test`.
    pub handle: String,
    /// What a person would type into the server's page.
    pub password: String,
}

/// What the person decides on the authorization page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Signs in and authorizes.
    Allow,
    /// Presses "deny".
    Deny,
}

/// A request that came to one of the network's doors.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LoggedRequest {
    /// The server that was asked.
    pub door: Door,
    /// HTTP method.
    pub method: String,
    /// Path without query.
    pub path: String,
    /// Query with its `?`, or empty.
    pub query: String,
    /// Declared length of the body.
    pub bytes: u64,
    /// `None` while the request is under way, 0 when no answer left the door.
    pub status: Option<u16>,
}

/// A record as it stands in a repository.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct StoredRecord {
    /// Its `at://` address.
    pub uri: String,
    /// CID of the value.
    pub cid: String,
    /// The value itself.
    pub value: Value,
}

impl StoredRecord {
    /// The record's key: the last part of its address.
    pub fn rkey(&self) -> &str {
        self.uri.rsplit('/').next().unwrap_or_default()
    }
}

impl Https {
    fn make() -> io::Result<Self> {
        let authority = TestCa::new();
        let certificate = authority.certificate(&["pds.localhost", "plc.localhost"]);
        let directory = tempfile::tempdir()?;
        for (name, pem) in [
            ("authority.pem", authority.pem()),
            ("certificate.pem", &certificate.pem),
            ("key.pem", &certificate.key_pem),
        ] {
            std::fs::write(directory.path().join(name), pem)?;
        }
        Ok(Self { authority_pem: authority.pem().to_owned(), directory })
    }
}

impl Testnet {
    /// Starts a network of its own.
    pub async fn start() -> Result<Self, TestnetError> {
        Self::start_as(Variant::default()).await
    }

    /// Starts a network whose PDS counts points as a public one does: 5,000 an hour and 35,000 a day.
    pub async fn start_with_rate_limits() -> Result<Self, TestnetError> {
        Self::start_as(Variant { rate_limits: true, ..Variant::default() }).await
    }

    /// The network that this process shares; started by whoever asks first.
    pub async fn shared() -> Result<&'static Self, TestnetError> {
        static SHARED: OnceCell<Testnet> = OnceCell::const_new();
        SHARED.get_or_try_init(Self::start).await
    }

    /// Starts a network of its own that is not the usual one.
    pub async fn start_as(variant: Variant) -> Result<Self, TestnetError> {
        let https =
            if variant.https { Some(Https::make().map_err(TestnetError::Certificates)?) } else { None };
        let mut arguments: Vec<OsString> = Vec::new();
        arguments.extend(variant.rate_limits.then(|| "--rate-limits".into()));
        if let Some((points, seconds)) = variant.write_budget {
            arguments.extend(["--write-budget".into(), format!("{points}/{seconds}").into()]);
        }
        arguments.extend(variant.newest.then(|| "--newest".into()));
        if let Some(https) = &https {
            arguments.extend(["--https".into(), https.directory.path().into()]);
        }
        let started = tokio::task::spawn_blocking(move || {
            NetworkProcess::start(&arguments.iter().map(OsString::as_os_str).collect::<Vec<_>>())
        })
        .await;
        let (process, ready) = started.map_err(|_| TestnetError::NoReadyLine)??;
        let control = control::Control::new(&ready.control)?;
        Ok(Self {
            pds_url: ready.pds,
            plc_url: ready.plc,
            catalogue_url: ready.catalogue,
            https,
            control,
            _process: process,
        })
    }

    /// The root certificate of a network over https.
    pub fn authority_pem(&self) -> Option<&str> {
        self.https.as_ref().map(|https| https.authority_pem.as_str())
    }

    /// Makes an account; `handle` must end in `.test`. The PDS reserves some names (`order`, for one).
    pub async fn create_account(&self, handle: &str) -> Result<Account, TestnetError> {
        self.control.ask("create-account", &json!({ "handle": handle })).await
    }

    /// Creates `count` made-up books in the account's repository, always the same ones.
    pub async fn seed_books(&self, account: &Account, count: u32) -> Result<(), TestnetError> {
        self.control.tell("seed-books", &json!({ "did": account.did, "count": count })).await
    }

    /// Writes as another application of the same user would; `writes` as `com.atproto.repo.applyWrites` takes them.
    pub async fn write_records(&self, account: &Account, writes: &[Value]) -> Result<(), TestnetError> {
        self.control.tell("write-records", &json!({ "did": account.did, "writes": writes })).await
    }

    /// Keeps a picture (base64) for a record to refer to, as another application would; what stands in the record for it.
    pub async fn upload_blob(&self, account: &Account, bytes: &str) -> Result<Value, TestnetError> {
        self.control.ask("upload-blob", &json!({ "did": account.did, "bytes": bytes })).await
    }

    /// The account's `buzz.bookhive.book` records in the order of their keys, read without signing in.
    pub async fn list_records(&self, did: &str) -> Result<Vec<StoredRecord>, TestnetError> {
        self.control.ask("list-records", &json!({ "did": did })).await
    }

    /// Makes `document` what the PDS finds at `url`. It caches by URL, so a changed document needs a new one.
    pub async fn put_client_document(&self, url: &str, document: &Value) -> Result<(), TestnetError> {
        self.control.tell("put-client-document", &json!({ "url": url, "document": document })).await
    }

    /// Plays the person on the authorization page, without a browser; the URL the browser would end at.
    pub async fn consent(
        &self,
        authorization_url: &str,
        account: &Account,
        decision: Decision,
    ) -> Result<String, TestnetError> {
        let decision = match decision {
            Decision::Allow => "allow",
            Decision::Deny => "deny",
        };
        let person = json!({
            "url": authorization_url, "handle": account.handle, "password": account.password, "decision": decision,
        });
        self.control.ask("consent", &person).await
    }

    /// Lets a fault strike.
    pub async fn fault(&self, fault: &Fault) -> Result<(), TestnetError> {
        self.control.tell("fault", &fault.to_json()).await
    }

    /// Ends every fault, and lets go of held requests and replies.
    pub async fn clear_faults(&self) -> Result<(), TestnetError> {
        self.control.tell("clear-faults", &json!({})).await
    }

    /// What came to the doors since the start or the last [`Self::clear_log`], oldest first.
    pub async fn log(&self) -> Result<Vec<LoggedRequest>, TestnetError> {
        self.control.ask("log", &json!({})).await
    }

    /// Forgets the log.
    pub async fn clear_log(&self) -> Result<(), TestnetError> {
        self.control.tell("clear-log", &json!({})).await
    }

    /// Shuts a door: connections to that server are refused.
    pub async fn down(&self, door: Door) -> Result<(), TestnetError> {
        self.control.tell("down", &json!({ "door": door })).await
    }

    /// Opens a door again, at the same address.
    pub async fn up(&self, door: Door) -> Result<(), TestnetError> {
        self.control.tell("up", &json!({ "door": door })).await
    }

    /// How long access tokens live that are issued from now on; the server says so in `expires_in`.
    pub async fn token_max_age(&self, age: Duration) -> Result<(), TestnetError> {
        let milliseconds = u64::try_from(age.as_millis()).unwrap_or(u64::MAX);
        self.control.tell("token-max-age", &json!({ "milliseconds": milliseconds })).await
    }

    /// Ends the window of a [`write_budget`](Variant::write_budget): all of its points are there again.
    pub async fn end_write_window(&self) -> Result<(), TestnetError> {
        self.control.tell("end-write-window", &json!({})).await
    }

    /// Makes every DPoP nonce handed out so far a stale one.
    pub async fn rotate_nonces(&self) -> Result<(), TestnetError> {
        self.control.tell("rotate-nonces", &json!({})).await
    }

    /// The application's `config.toml` for this network.
    pub fn config_toml(&self, client_metadata: &Path) -> String {
        // A JSON string is a TOML basic string.
        let text = |value: &str| Value::from(value).to_string();
        format!(
            "[network]\nplc_directory = {}\ncatalogue = {}\nhandle_resolver = {}\nclient_metadata = {}\ndevelopment = true\n",
            text(&self.plc_url),
            text(&self.catalogue_url),
            text(&self.pds_url),
            text(&client_metadata.to_string_lossy()),
        )
    }
}
