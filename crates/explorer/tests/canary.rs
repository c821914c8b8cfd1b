//! Case 61: tokens, codes, verifiers and keys are searched for in everything the application leaves behind or tells: its
//! log, its files, its events and what a panic says. The search is shown to find what is planted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

mod rogue_reader;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use oauth::{MemoryVault, Secret, Vault, VaultError};
use rogue::{Endpoint, Rogue};
use rogue_reader::{reader, request};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// A keychain that shows the test what it was given, and panics when told to, with a secret in its hands.
#[derive(Default)]
struct Keychain {
    items: MemoryVault,
    given: Mutex<Vec<Vec<u8>>>,
    panics: AtomicBool,
}

impl Vault for Keychain {
    fn get(&self, item: &str) -> Result<Option<Secret>, VaultError> {
        self.items.get(item)
    }

    fn set(&self, item: &str, secret: &Secret) -> Result<(), VaultError> {
        assert!(!self.panics.load(Ordering::SeqCst), "a keychain that panics over {secret:?}");
        self.given.lock().unwrap().push(secret.expose().to_vec());
        self.items.set(item, secret)
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        self.items.delete(item)
    }
}

#[derive(Clone, Default)]
struct Text(Arc<Mutex<Vec<u8>>>);

impl Text {
    fn so_far(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Every file under a directory, and its name.
fn files(directory: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap_or_default()));
        }
    }
}

fn holds(text: &[u8], needle: &[u8]) -> bool {
    text.windows(needle.len()).any(|part| part == needle)
}

/// A secret in every form in which it could be written by mistake.
fn forms(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    vec![
        secret.to_vec(),
        URL_SAFE_NO_PAD.encode(secret).into_bytes(),
        STANDARD.encode(secret).into_bytes(),
        hex.into_bytes(),
        format!("{secret:?}").into_bytes(),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_left_in_log_files_events_or_panics_and_a_planted_one_is_found() {
    let (log, panics) = (Text::default(), Text::default());
    let lines = log.clone();
    let logging = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE);
    tracing::subscriber::set_global_default(logging.with_writer(move || lines.clone()).finish()).unwrap();
    let said = panics.clone();
    std::panic::set_hook(Box::new(move |panic| {
        let trace = std::backtrace::Backtrace::force_capture();
        let _ = writeln!(said.clone(), "{panic}\n{trace}");
    }));
    // Temporary files of this process lie here too.
    let directory = tempfile::tempdir().unwrap();
    let (rogue, keychain) = (Rogue::on_two_origins().await, Arc::<Keychain>::default());
    let (alice, bob) = (rogue.account("alice.test"), rogue.account("bob.test"));
    let reader = reader(directory.path(), &rogue, keychain.clone()).await;
    let mut left = Vec::new();

    // A whole life: a sign-in with its link shown again, a refresh, a second account, a panic, a sign-out, an end.
    let page = reader.explorer.begin_sign_in(request("alice.test")).await.unwrap().unwrap();
    reader.explorer.sign_in_page().await.unwrap();
    files(directory.path(), &mut left);
    let answer = rogue.consent(&page, &alice);
    reader.explorer.deep_link(&answer).await;
    reader.explorer.deep_link(&answer).await;
    rogue.kill_access_tokens();
    reader.explorer.sync_now().await.unwrap();
    while rogue.count(Endpoint::Refresh) == 0 {
        tokio::task::yield_now().await;
    }
    reader.sign_in(&rogue, "bob.test", &bob).await;
    files(directory.path(), &mut left);
    keychain.panics.store(true, Ordering::SeqCst);
    let page = reader.explorer.begin_sign_in(request("alice.test")).await.unwrap().unwrap();
    reader.explorer.deep_link(&rogue.consent(&page, &alice)).await;
    keychain.panics.store(false, Ordering::SeqCst);
    let snapshot = reader.explorer.subscribe(|_| ()).await.unwrap();
    reader.explorer.sign_out(bob, true).await.unwrap();
    reader.explorer.close().await;
    files(directory.path(), &mut left);

    let events = format!("{:?}\n{}", reader.told.lock().unwrap(), serde_json::to_string(&snapshot).unwrap())
        + &serde_json::to_string(&*reader.told.lock().unwrap()).unwrap();
    left.push(("the events".to_owned(), events.into_bytes()));
    left.push(("the log".to_owned(), log.so_far()));
    left.push(("the panics".to_owned(), panics.so_far()));
    assert!(left.iter().any(|(name, _)| name.ends_with("library.sqlite")));
    assert!(left.iter().any(|(name, _)| name.ends_with("sessions.sqlite")));
    assert!(holds(&panics.so_far(), b"a keychain that panics"), "nothing panicked");
    assert!(log.so_far().len() > 10_000, "nothing was logged");

    let mut secrets: Vec<(String, Vec<u8>)> = rogue
        .secrets()
        .into_iter()
        .filter(|secret| !secret.starts_with("req-"))
        .map(|secret| (secret.chars().take(4).collect(), secret.into_bytes()))
        .collect();
    // Version, private scalar, sealing key; or version and the key of what waits.
    for item in keychain.given.lock().unwrap().iter() {
        secrets.extend(item[1..].chunks(32).map(|key| ("a key".to_owned(), key.to_vec())));
    }
    assert!(secrets.len() >= 10, "{} secrets", secrets.len());
    for (kind, secret) in &secrets {
        for form in forms(secret) {
            for (place, text) in &left {
                assert!(!holds(text, &form), "{kind} lies open in {place}");
            }
        }
    }

    // The same search finds what is planted, in each kind of place.
    let (_, secret) = &secrets[0];
    tracing::info!("planted {}", String::from_utf8_lossy(secret));
    std::fs::write(directory.path().join("planted"), secret).unwrap();
    let panicking = String::from_utf8_lossy(secret).into_owned();
    assert!(tokio::spawn(async move { panic!("planted {panicking}") }).await.is_err());
    let mut files_now = Vec::new();
    files(directory.path(), &mut files_now);
    assert!(holds(&log.so_far(), secret), "the search of the log finds nothing");
    assert!(holds(&panics.so_far(), secret), "the search of the panics finds nothing");
    assert!(files_now.iter().any(|(_, text)| holds(text, secret)), "the search of the files finds nothing");
    let _ = std::panic::take_hook();
}
