//! Case 48: a child process dies at each named point, without unwinding; what it leaves on disk is taken up by the next.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use atproto::{AtIdentifier, Did};
use oauth::{
    CallbackError, Config, EndReason, OAuthClient, RestoreError, Secret, SendError, SessionStore, StoreError,
    Vault, VaultError,
};
use rogue::{Endpoint, Rogue};
use url::Url;

use crate::support::{OPTIONS, call, config, params, rounds, works};

/// Rows or secrets as files, each durable when written.
struct Files(PathBuf);

impl Files {
    fn path(&self, key: &str) -> PathBuf {
        self.0.join(key.replace(':', "+"))
    }

    fn write(&self, key: &str, bytes: &[u8]) -> std::io::Result<()> {
        let new = self.0.join("new");
        std::fs::write(&new, bytes)?;
        std::fs::File::open(&new)?.sync_all()?;
        std::fs::rename(new, self.path(key))
    }
}

impl SessionStore for Files {
    fn put(&self, key: &str, sealed: &[u8]) -> Result<(), StoreError> {
        self.write(key, sealed).map_err(|error| StoreError::Failed(Arc::new(error)))
    }

    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(std::fs::read(self.path(key)).ok())
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        let _ = std::fs::remove_file(self.path(key));
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StoreError> {
        let names = std::fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name());
        Ok(names.map(|name| name.into_string().unwrap().replace('+', ":")).collect())
    }
}

impl Vault for Files {
    fn get(&self, item: &str) -> Result<Option<Secret>, VaultError> {
        Ok(std::fs::read(self.path(item)).ok().map(Secret::new))
    }

    fn set(&self, item: &str, secret: &Secret) -> Result<(), VaultError> {
        self.write(item, secret.expose()).map_err(|_| VaultError::Failed)
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        let _ = std::fs::remove_file(self.path(item));
        Ok(())
    }
}

fn client(disk: &Path, issuer: &Url, pds: &Url, clock: oauth::Clock) -> OAuthClient {
    let place = |name: &str| {
        let path = disk.join(name);
        std::fs::create_dir_all(&path).unwrap();
        path
    };
    let base = config(issuer, pds, clock, place("locks"));
    OAuthClient::new(Config {
        store: Arc::new(Files(place("rows"))),
        vault: Arc::new(Files(place("keys"))),
        ..base
    })
}

const CALL: &str = "call";
const SIGN_OUT: &str = "sign out";
const SIGN_IN: &str = "sign in";

/// The named points, by what the child is at. None is left out: see [`every_named_point_is_died_at`].
const REFRESH: [&str; 4] = ["refresh-locked", "refresh-journalled", "refresh-received", "refresh-stored"];
const CALLBACK: [&str; 4] =
    ["callback-claimed", "callback-received", "callback-keys-kept", "callback-stored"];
const AUTHORIZE: [&str; 2] = ["authorize-pushed", "authorize-stored"];
const REVOKE: [&str; 2] = ["revocation-owed", "revocation-cleared"];

/// What the child does, told by the environment; in an ordinary run there is nothing to do.
#[test]
fn child() {
    let Ok(work) = std::env::var("CRASH_CHILD") else { return };
    let [disk, issuer, pds, now, did, answer] = &work.split('\n').collect::<Vec<_>>()[..] else { panic!() };
    let now: SystemTime = UNIX_EPOCH + Duration::from_secs(now.parse().unwrap());
    let (issuer, pds) = (Url::parse(issuer).unwrap(), Url::parse(pds).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = client(Path::new(disk), &issuer, &pds, Arc::new(move || now));
        let did = Did::parse(did).unwrap();
        match *answer {
            CALL => works(&client.restore(&did).await.unwrap()).await,
            SIGN_OUT => drop(client.revoke(&did).await),
            SIGN_IN => drop(client.authorize(&AtIdentifier::from(did), OPTIONS, |_| {}).await),
            answer => drop(client.callback(params(answer)).await),
        }
    });
}

struct Stage {
    rogue: Rogue,
    disk: tempfile::TempDir,
    did: Did,
}

impl Stage {
    async fn new() -> Stage {
        let rogue = Rogue::on_two_origins().await;
        rogue.token_lifetime(100);
        let did = Did::parse(&rogue.account("alice.test")).unwrap();
        Stage { rogue, disk: tempfile::tempdir().unwrap(), did }
    }

    fn process(&self) -> OAuthClient {
        client(self.disk.path(), &self.rogue.issuer, &self.rogue.pds, self.rogue.clock())
    }

    async fn answer(&self) -> String {
        let who = AtIdentifier::from(self.did.clone());
        let authorization = self.process().authorize(&who, OPTIONS, |_| {}).await.unwrap();
        self.rogue.consent(&authorization.url, self.did.as_str())
    }

    /// A child that must die at `point`.
    async fn dies_at(&self, point: &str, answer: &str) {
        let mut command = self.command(answer);
        command.env("OAUTH_STOP_POINT", point);
        let status = tokio::task::spawn_blocking(move || command.status().unwrap()).await.unwrap();
        assert_eq!(status.code(), None, "the child came past {point}: {status}");
    }

    fn command(&self, answer: &str) -> Command {
        let now = (self.rogue.clock())().duration_since(UNIX_EPOCH).unwrap().as_secs().to_string();
        let (issuer, pds) = (self.rogue.issuer.as_str(), self.rogue.pds.as_str());
        let work =
            [self.disk.path().to_str().unwrap(), issuer, pds, &now, self.did.as_str(), answer].join("\n");
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["crash::child", "--exact"]).env("CRASH_CHILD", work);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    async fn sign_in(&self) {
        let session = self.process().callback(params(&self.answer().await)).await.unwrap();
        works(&session).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_any_point_of_a_refresh_works_again_or_says_sign_in() {
    for point in REFRESH {
        let survives = point != "refresh-received";
        let stage = Stage::new().await;
        stage.sign_in().await;
        stage.rogue.advance(100);
        stage.dies_at(point, CALL).await;
        stage.rogue.advance(31);
        let session = stage.process().restore(&stage.did).await.unwrap();
        match call(&session).await {
            Ok(_) => assert!(survives, "{point}"),
            Err(SendError::SignedOut(EndReason::ReplyLost)) => assert!(!survives, "{point}"),
            other => panic!("{point}: {other:?}"),
        }
        assert!(stage.rogue.count(Endpoint::Refresh) <= 3, "{point}: more than the one retry and a nonce");
        stage.sign_in().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_any_point_of_a_callback_has_signed_in_or_starts_clean() {
    for point in CALLBACK {
        let codes = usize::from(point != "callback-claimed");
        let stage = Stage::new().await;
        let answer = stage.answer().await;
        stage.dies_at(point, &answer).await;
        let next = stage.process();
        assert!(matches!(next.callback(params(&answer)).await, Err(CallbackError::AlreadyUsed)));
        assert_eq!(stage.rogue.count(Endpoint::Code), codes, "{point}");
        match next.restore(&stage.did).await {
            Ok(session) => {
                assert_eq!(point, "callback-stored");
                works(&session).await;
            }
            Err(RestoreError::NoAccount) => assert_ne!(point, "callback-stored"),
            Err(other) => panic!("{point}: {other:?}"),
        }
        stage.sign_in().await;
    }
}

/// A browser that opens the page of a dead process comes back to the next one, or to nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_while_it_asks_for_a_sign_in_leaves_one_that_works_or_none() {
    for point in AUTHORIZE {
        let stage = Stage::new().await;
        stage.dies_at(point, SIGN_IN).await;
        let next = stage.process();
        next.tidy().await.unwrap();
        assert!(next.accounts().unwrap().is_empty(), "{point}");
        stage.sign_in().await;
        stage.rogue.advance(600);
        stage.process().tidy().await.unwrap();
        let left = Files(stage.disk.path().join("rows")).keys().unwrap();
        assert!(!left.iter().any(|name| name.starts_with("pending:")), "{point}: {left:?}");
    }
}

/// Whoever signed out and died is signed out at the server once the next process has tidied up, and no token is left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_any_point_of_a_sign_out_leaves_no_session_at_the_server() {
    for point in REVOKE {
        let stage = Stage::new().await;
        stage.sign_in().await;
        stage.dies_at(point, SIGN_OUT).await;
        let next = stage.process();
        next.tidy().await.unwrap();
        assert_eq!(stage.rogue.sessions(), 0, "{point}");
        match next.restore(&stage.did).await {
            Err(RestoreError::NoAccount) => assert_eq!(point, "revocation-cleared"),
            Ok(session) => {
                assert!(matches!(call(&session).await, Err(SendError::SignedOut(EndReason::Refused))));
            }
            Err(other) => panic!("{point}: {other:?}"),
        }
        stage.sign_in().await;
    }
}

/// A point that somebody adds to the source is one that somebody must die at.
#[test]
fn every_named_point_is_died_at() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut named = std::collections::BTreeSet::new();
    let mut directories = vec![source];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let points = text.split("reached(\"").skip(1).filter_map(|rest| rest.split_once('"'));
            named.extend(points.map(|(name, _)| name.to_owned()));
        }
    }
    let died_at = [&REFRESH[..], &CALLBACK, &AUTHORIZE, &REVOKE].concat();
    assert_eq!(named, died_at.iter().map(|name| (*name).to_owned()).collect());
}

/// Case 46, with real processes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_processes_make_one_refresh() {
    for _ in 0..rounds(100) {
        three_processes_at_once().await;
    }
}

async fn three_processes_at_once() {
    let stage = Stage::new().await;
    stage.sign_in().await;
    stage.rogue.advance(100);
    let mut children: Vec<_> = (0..2).map(|_| stage.command(CALL).spawn().unwrap()).collect();
    let session = stage.process().restore(&stage.did).await.unwrap();
    works(&session).await;
    let ends = tokio::task::spawn_blocking(move || {
        children.iter_mut().map(|child| child.wait().unwrap().success()).collect::<Vec<_>>()
    });
    assert_eq!(ends.await.unwrap(), [true, true]);
    assert_eq!(stage.rogue.count(Endpoint::Refresh), 1);
    works(&session).await;
}
