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

use crate::support::{OPTIONS, call, config, params, works};

/// Rows or secrets as files, each durable when written.
struct Files(PathBuf);

impl Files {
    fn path(&self, key: &str) -> PathBuf {
        self.0.join(key.replace(':', "_"))
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
        Ok(names.map(|name| name.into_string().unwrap().replace('_', ":")).collect())
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
        if answer.is_empty() {
            let session = client.restore(&Did::parse(did).unwrap()).await.unwrap();
            works(&session).await;
        } else {
            let _ = client.callback(params(answer)).await;
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
    for (point, survives) in [
        ("refresh-locked", true),
        ("refresh-journalled", true),
        ("refresh-received", false),
        ("refresh-stored", true),
    ] {
        let stage = Stage::new().await;
        stage.sign_in().await;
        stage.rogue.advance(100);
        stage.dies_at(point, "").await;
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
    for (point, codes) in
        [("callback-claimed", 0), ("callback-received", 1), ("callback-keys-kept", 1), ("callback-stored", 1)]
    {
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

/// Case 46, with real processes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_processes_make_one_refresh() {
    let stage = Stage::new().await;
    stage.sign_in().await;
    stage.rogue.advance(100);
    let mut children: Vec<_> = (0..2).map(|_| stage.command("").spawn().unwrap()).collect();
    let session = stage.process().restore(&stage.did).await.unwrap();
    works(&session).await;
    let ends = tokio::task::spawn_blocking(move || {
        children.iter_mut().map(|child| child.wait().unwrap().success()).collect::<Vec<_>>()
    });
    assert_eq!(ends.await.unwrap(), [true, true]);
    assert_eq!(stage.rogue.count(Endpoint::Refresh), 1);
    works(&session).await;
}
