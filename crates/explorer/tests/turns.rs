//! Files that are dropped together, or while another one is looked at.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

#[path = "support/offline.rs"]
mod offline;

use explorer::views::{Event, Snapshot};
use explorer::{ErrorCode, Explorer};
use offline::{running, start};
use std::path::PathBuf;
use tempfile::TempDir;

fn export(directory: &TempDir, name: &str, rows: usize) -> PathBuf {
    let path = directory.path().join(name);
    let row = |number| format!("Book {number} of {name},Author {number},read,4.0\n");
    let text = "Title,Authors,Read Status,Star Rating\n".to_owned() + &(0..rows).map(row).collect::<String>();
    std::fs::write(&path, text).unwrap();
    path
}

async fn snapshot(explorer: &Explorer) -> Snapshot {
    explorer.subscribe(|_| ()).await.unwrap()
}

/// Name of the file whose plan is open, and of those that wait.
async fn standing(explorer: &Explorer) -> (Option<String>, Vec<String>) {
    let snapshot = snapshot(explorer).await;
    let waiting = snapshot.waiting_files.into_iter().map(|file| file.file_name).collect();
    (snapshot.plan.map(|plan| plan.file_name), waiting)
}

fn some(name: &str, waiting: &[&str]) -> (Option<String>, Vec<String>) {
    (Some(name.to_owned()), waiting.iter().map(|name| (*name).to_owned()).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_files_one_is_planned_and_the_others_follow_when_it_is_done_or_let_go() {
    let (directory, explorer) = running().await;
    let files = ["a.csv", "b.csv", "c.csv"].map(|name| export(&directory, name, 2));
    explorer.preview_import(files.to_vec()).await;
    assert_eq!(standing(&explorer).await, some("a.csv", &["b.csv", "c.csv"]));
    explorer.close_plan().await.unwrap();
    assert_eq!(standing(&explorer).await, some("b.csv", &["c.csv"]));
    let revision = snapshot(&explorer).await.plan.unwrap().revision;
    explorer.commit_import(revision).await.unwrap();
    assert_eq!(standing(&explorer).await, (None, vec!["c.csv".to_owned()]), "its report is read first");
    explorer.dismiss_import().await.unwrap();
    assert_eq!(standing(&explorer).await, some("c.csv", &[]));
    explorer.close_plan().await.unwrap();
    assert_eq!(standing(&explorer).await, (None, Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_dropped_on_an_open_plan_or_question_waits_and_can_be_taken_out() {
    let (directory, explorer) = running().await;
    let table = directory.path().join("mine.csv");
    std::fs::write(&table, "Book;Writer\nDracula;Bram Stoker\n").unwrap();
    explorer.preview_import(vec![table]).await;
    let (one, other) = (export(&directory, "a.csv", 2), export(&directory, "b.csv", 3));
    explorer.preview_import(vec![one.clone(), one]).await;
    explorer.preview_import(vec![other]).await;
    assert_eq!(standing(&explorer).await, (None, vec!["a.csv".to_owned(), "b.csv".to_owned()]));
    let first = snapshot(&explorer).await.waiting_files[0].id;
    explorer.forget_waiting_file(first).await.unwrap();
    explorer.close_mapping().await.unwrap();
    assert_eq!(standing(&explorer).await, some("b.csv", &[]));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_wait_over_a_restart_behind_the_plan_that_was_open() {
    let (directory, explorer) = running().await;
    let files = ["a.csv", "b.csv"].map(|name| export(&directory, name, 2));
    explorer.preview_import(files.to_vec()).await;
    drop(explorer);
    let explorer = start(directory.path()).await;
    while standing(&explorer).await.0.is_none() {
        tokio::task::yield_now().await;
    }
    assert_eq!(standing(&explorer).await, some("a.csv", &["b.csv"]));
    explorer.close_plan().await.unwrap();
    assert_eq!(standing(&explorer).await, some("b.csv", &[]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_gone_says_so_and_the_next_follows_once_that_is_read() {
    let (directory, explorer) = running().await;
    let files = ["a.csv", "gone.csv", "c.csv"].map(|name| export(&directory, name, 2));
    explorer.preview_import(files.to_vec()).await;
    std::fs::remove_file(&files[1]).unwrap();
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    let seen = explorer.subscribe(move |event| drop(sender.send(event))).await.unwrap();
    assert_eq!(seen.waiting_files.iter().map(|file| file.gone).collect::<Vec<_>>(), [true, false]);
    explorer.close_plan().await.unwrap();
    let failed = std::iter::from_fn(|| events.try_recv().ok()).find_map(|event| match event {
        Event::PlanFailed { file_name, error } => Some((file_name.unwrap(), error.code)),
        _ => None,
    });
    assert_eq!(failed, Some(("gone.csv".to_owned(), ErrorCode::FileNotFound)));
    assert_eq!(standing(&explorer).await, (None, vec!["c.csv".to_owned()]));
    explorer.next_file().await.unwrap();
    assert_eq!(standing(&explorer).await, some("c.csv", &[]));
}
