//! A disk that goes bad while the application runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

#[path = "support/offline.rs"]
mod offline;

use explorer::Explorer;
use explorer::views::{BackupView, Event};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

async fn import(explorer: &Explorer, directory: &Path) {
    let rows: String =
        (0..300).map(|number| format!("Book {number},Author {},read\n", number % 20)).collect();
    let path = directory.join("in.csv");
    fs::write(&path, format!("Title,Authors,Read Status\n{rows}")).unwrap();
    explorer.preview_import(vec![path]).await;
    let plan = explorer.subscribe(|_| ()).await.unwrap().plan.unwrap();
    explorer.commit_import(plan.revision).await.unwrap();
}

async fn books(explorer: &Explorer) -> u32 {
    explorer.subscribe(|_| ()).await.unwrap().counts.all
}

/// Each network has a directory of its own in the application's.
fn home(directory: &Path) -> Option<PathBuf> {
    if directory.join("library.sqlite").exists() {
        return Some(directory.to_owned());
    }
    let below = fs::read_dir(directory).unwrap().flatten().map(|entry| entry.path());
    below.filter(|path| path.is_dir()).find_map(|path| home(&path))
}

/// What the page is told to offer once the damage is found; the look at the file comes by itself.
async fn found(explorer: &Explorer) -> Vec<BackupView> {
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    explorer.subscribe(move |event| drop(sender.send(event))).await.unwrap();
    let found = async {
        loop {
            if let Event::Damaged { backups } = events.recv().await.unwrap() {
                return backups;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(180), found).await.expect("nobody looked at the file")
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_is_found_while_open_told_with_its_backups_and_undone_by_one() {
    let (directory, explorer) = offline::running().await;
    import(&explorer, directory.path()).await;
    let backup = explorer.back_up().await.unwrap();
    explorer.close().await;
    drop(explorer);

    // Opened sound; the disk fails after that, in every page but the first.
    let explorer = offline::start(directory.path()).await;
    assert_eq!(books(&explorer).await, 300);
    let home = home(directory.path()).unwrap();
    let file = home.join("library.sqlite");
    let mut bytes = fs::read(&file).unwrap();
    bytes[4096..].iter_mut().for_each(|byte| *byte ^= 0x5a);
    fs::write(&file, &bytes).unwrap();

    assert_eq!(found(&explorer).await, std::slice::from_ref(&backup));
    explorer.restore_backup(Some(backup.name)).await.unwrap();
    assert_eq!(books(&explorer).await, 300);
    // The books can be written again, and the damaged file is kept.
    import(&explorer, directory.path()).await;
    let aside: Vec<_> = fs::read_dir(home.join("set-aside")).unwrap().flatten().collect();
    assert!(aside.iter().any(|entry| entry.metadata().unwrap().len() == bytes.len() as u64), "{aside:?}");
    explorer.close().await;
    drop(explorer);
    assert_eq!(books(&offline::start(directory.path()).await).await, 300, "sound at the next start");
}
