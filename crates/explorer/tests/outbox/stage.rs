//! An account, an export to import, and what must be true when the dust has settled.

use crate::support::{Computer, Running};
use explorer::views::{Event, ImportPhase, ProgressView, SyncState, SyncView};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;
use testnet::{Account, StoredRecord, Testnet};

const HEADER: &str = "Title,Authors,Contributors,ISBN/UID,Format,Read Status,Date Added,Last Date Read,Dates Read,\
Read Count,Moods,Pace,Character- or Plot-Driven?,Strong Character Development?,Loveable Characters?,\
Diverse Characters?,Flawed Characters?,Star Rating,Review,Content Warnings,Content Warning Description,Tags,Owned?";

pub(crate) struct Stage {
    pub(crate) account: Account,
    pub(crate) computer: Computer,
    pub(crate) export: PathBuf,
    pub(crate) rows: u32,
}

impl Stage {
    /// A signed-in account without books, and an export of so many. The application is not running.
    pub(crate) async fn new(network: &Testnet, handle: &str, rows: u32) -> Self {
        let account = network.create_account(handle).await.unwrap();
        let computer = Computer::with_keys_on_disk(network).await;
        computer.start().await.sign_in(network, &account).await;
        let export = computer.path().join("export.csv");
        std::fs::write(&export, Self::csv("Book", rows)).unwrap();
        Self { account, computer, export, rows }
    }

    /// Every row a book of its own.
    pub(crate) fn csv(title: &str, rows: u32) -> String {
        let mut csv = format!("{HEADER}\n");
        for row in 0..rows {
            let (status, day) = (["read", "to-read", "currently-reading"][row as usize % 3], row % 28 + 1);
            let read = if status == "read" { format!("2023/04/{day:02}") } else { String::new() };
            let dates = format!("2023/01/{day:02},{read},{read},{}", u32::from(status == "read"));
            writeln!(csv, "\"{title} {row}\",Author {},,,,{status},{dates},,,,,,,,,,,,,,", row % 40).unwrap();
        }
        csv
    }

    /// Everything was sent, every row exactly once, and the sums are right.
    pub(crate) async fn check(&self, network: &Testnet, running: &Running, what: &str) {
        let progress = running.explorer.subscribe(|_| ()).await.unwrap().progress.unwrap();
        assert_eq!((progress.rows, progress.waiting), (self.rows, 0), "{what}: {progress:?}");
        assert_eq!((progress.created, sum(&progress)), (self.rows, self.rows), "{what}: {progress:?}");
        assert_eq!(progress.phase, ImportPhase::Done, "{what}");
        let records = network.list_records(&self.account.did).await.unwrap();
        assert_eq!(records.len() as u32, self.rows, "{what}: lost or doubled");
        assert_eq!(hive_ids(&records).len() as u32, self.rows, "{what}: doubled");
        assert_eq!(running.books().await.total, self.rows, "{what}: the mirror");
    }
}

pub(crate) fn sum(progress: &ProgressView) -> u32 {
    progress.created
        + progress.updated
        + progress.unchanged
        + progress.joined
        + progress.left_out
        + progress.set_aside
        + progress.waiting
}

pub(crate) fn hive_ids(records: &[StoredRecord]) -> BTreeSet<String> {
    records.iter().map(|record| record.value["hiveId"].as_str().unwrap().to_owned()).collect()
}

/// Until everything is sent; whenever the application waits, it is asked to go on, as a person would.
pub(crate) async fn press_on(running: &mut Running) {
    loop {
        let now = running.watch().await.sync;
        if now.state == SyncState::UpToDate && now.waiting == 0 {
            return;
        }
        if running.state().await == SyncState::Offline {
            running.explorer.sync_now().await.unwrap();
        }
    }
}

/// The next time the application rests for want of budget.
pub(crate) async fn resting(running: &mut Running) -> SyncView {
    running
        .event(|event| match event {
            Event::Sync { sync } if sync.state == SyncState::Resting => Some(sync),
            _ => None,
        })
        .await
}
