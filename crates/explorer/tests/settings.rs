//! Copies, recovery, export and erasing, without a network.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

use explorer::views::{
    ConsentView, CoversView, ExportFormatView, ExportRequest, HistoryLimitView, Opening, QueryView,
    SelectionView,
};
use explorer::{ErrorCode, Explorer, Recovery, StartError, StartOptions};
use oauth::MemoryVault;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

const DOCUMENT: &str = r#"{
  "client_id": "https://bookexplorer.internal/client-metadata.json",
  "redirect_uris": ["internal.bookexplorer:/callback", "http://127.0.0.1/callback"],
  "scope": "atproto repo:buzz.bookhive.book?action=create&action=update&action=delete",
  "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
  "application_type": "native", "token_endpoint_auth_method": "none", "dpop_bound_access_tokens": true
}"#;

async fn start(directory: &Path) -> Result<Explorer, StartError> {
    Explorer::start(StartOptions {
        data_directory: directory.to_owned(),
        config_path: directory.join("none.toml"),
        config_required: false,
        vault: Box::new(|_service| Arc::new(MemoryVault::default())),
        client_metadata: DOCUMENT,
        register_scheme: Arc::new(|| false),
    })
    .await
}

/// An application with three books of its own.
async fn with_books() -> (TempDir, Explorer) {
    let directory = tempfile::tempdir().unwrap();
    let explorer = start(directory.path()).await.unwrap();
    import(
        &explorer,
        directory.path(),
        "Emma,Jane Austen,read,4.5\nKokoro,Natsume Sōseki,to-read,\nDar,V. Nabokov,read,\n",
    )
    .await;
    (directory, explorer)
}

async fn import(explorer: &Explorer, directory: &Path, rows: &str) {
    let path = directory.join("in.csv");
    fs::write(&path, format!("Title,Authors,Read Status,Star Rating\n{rows}")).unwrap();
    explorer.preview_import(vec![path]).await;
    let plan = explorer.subscribe(|_| ()).await.unwrap().plan.unwrap();
    explorer.commit_import(plan.revision).await.unwrap();
}

async fn books(explorer: &Explorer) -> u32 {
    explorer.subscribe(|_| ()).await.unwrap().counts.all
}

fn request(format: ExportFormatView) -> ExportRequest {
    ExportRequest { format, selection: None }
}

/// The files as an ended process leaves them: in this one, work in the background may have them open a little longer, and
/// SQLite would read what it knows in place of what was damaged.
fn left_behind(directory: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_files(directory, copy.path());
    copy
}

fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if entry.file_type().unwrap().is_dir() {
            copy_files(&entry.path(), &to.join(name));
        } else if !name.to_string_lossy().ends_with("-wal") && !name.to_string_lossy().ends_with("-shm") {
            fs::copy(entry.path(), to.join(&name)).unwrap();
            // A backup is known by when it was made.
            let copy = fs::File::options().write(true).open(to.join(name)).unwrap();
            copy.set_modified(entry.metadata().unwrap().modified().unwrap()).unwrap();
        }
    }
}

/// Every file below the directory that holds the word.
fn holding(directory: &Path, word: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, word));
        } else if fs::read(&path).unwrap().windows(word.len()).any(|window| window == word.as_bytes()) {
            found.push(path);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_are_kept_and_nothing_is_chosen_at_first() {
    let directory = tempfile::tempdir().unwrap();
    let explorer = start(directory.path()).await.unwrap();
    let first = explorer.settings().await.unwrap();
    assert_eq!((first.catalogue, first.covers), (ConsentView::NotAsked, CoversView::Off));
    explorer.set_catalogue_consent(ConsentView::No).await.unwrap();
    explorer.set_covers(CoversView::Thumbnails).await.unwrap();
    explorer.set_history_limit(HistoryLimitView::Month).await.unwrap();
    explorer.close().await;
    let again = start(directory.path()).await.unwrap().settings().await.unwrap();
    assert_eq!(
        (again.catalogue, again.covers, again.history_limit),
        (ConsentView::No, CoversView::Thumbnails, HistoryLimitView::Month)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_goes_back_to_its_backup_and_knows_its_books() {
    let (directory, explorer) = with_books().await;
    let made = explorer.back_up().await.unwrap();
    import(&explorer, directory.path(), "Since,Somebody,read,\n").await;
    assert_eq!(books(&explorer).await, 4);
    explorer.restore_backup(Some(made.name)).await.unwrap();
    assert_eq!(books(&explorer).await, 3);
    let gone = explorer.restore_backup(Some("../library.sqlite".to_owned())).await.unwrap_err();
    assert_eq!((gone.code, books(&explorer).await), (ErrorCode::BackupGone, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_library_offers_its_backups_and_opens_after_recovery() {
    let (directory, explorer) = with_books().await;
    let made = explorer.back_up().await.unwrap();
    explorer.close().await;
    let directory = left_behind(directory.path());
    let file = directory.path().join("library.sqlite");
    fs::write(&file, vec![0x5a; 40_000]).unwrap();
    let error = start(directory.path()).await.unwrap_err();
    let recovery = Recovery::of(&error).unwrap();
    assert_eq!(recovery.opening(), Opening::Damaged { backups: vec![made.clone()] });
    assert_eq!(fs::read(&file).unwrap(), vec![0x5a; 40_000], "nothing was touched yet");
    recovery.recover(Some(&made.name)).unwrap();
    assert_eq!(books(&start(directory.path()).await.unwrap()).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_sessions_file_costs_the_sessions_and_not_the_library() {
    let (directory, explorer) = with_books().await;
    explorer.close().await;
    let directory = left_behind(directory.path());
    fs::write(directory.path().join("sessions.sqlite"), vec![0x5a; 40_000]).unwrap();
    assert_eq!(books(&start(directory.path()).await.unwrap()).await, 3);
    assert_eq!(fs::read_dir(directory.path().join("set-aside")).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_that_is_newer_is_not_offered_for_recovery() {
    let (directory, explorer) = with_books().await;
    explorer.close().await;
    drop(explorer);
    let error = StartError::Library {
        path: directory.path().to_owned(),
        source: library::OpenError::Newer { found: 99, known: 1 },
    };
    assert!(Recovery::of(&error).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn all_books_or_a_selection_are_exported() {
    let (directory, explorer) = with_books().await;
    let path = directory.path().join("out.csv");
    let done = explorer.export(request(ExportFormatView::StoryGraph), path.clone()).await.unwrap();
    assert_eq!((done.books, done.file_name.as_str()), (Some(3), "out.csv"));
    assert_eq!(done.bytes, fs::metadata(&path).unwrap().len());
    let query = QueryView { text: "emma".to_owned(), ..all() };
    let selection = Some(SelectionView::Matching { query, except: Vec::new() });
    let request = ExportRequest { format: ExportFormatView::JsonLines, selection };
    assert_eq!(explorer.export(request, path.clone()).await.unwrap().books, Some(1));
    assert!(fs::read_to_string(path).unwrap().contains("Emma"));
}

fn all() -> QueryView {
    serde_json::from_value(serde_json::json!({
        "text": "", "status": "all", "finishedYear": null, "sort": [],
    }))
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_needs_an_account_and_a_place_that_can_be_written() {
    let (directory, explorer) = with_books().await;
    let path = directory.path().join("out.car");
    let refused = explorer.export(request(ExportFormatView::Car), path).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::SignedOut);
    let nowhere = directory.path().join("no/out.csv");
    let refused = explorer.export(request(ExportFormatView::Goodreads), nowhere).await.unwrap_err();
    assert_eq!((refused.code, refused.retryable), (ErrorCode::FileNotWritten, true));
    assert!(!refused.message.contains('/'), "no path goes to the page: {}", refused.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_picture_is_saved_as_one() {
    let (directory, explorer) = with_books().await;
    let path = directory.path().join("year.png");
    let refused = explorer.save_picture(b"<script>".to_vec(), path.clone()).await.unwrap_err();
    assert_eq!((refused.code, path.exists()), (ErrorCode::BadRequest, false));
    explorer.save_picture(b"\x89PNG\r\n\x1a\nrest".to_vec(), path.clone()).await.unwrap();
    assert!(path.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn erasing_leaves_no_book_and_no_choice_in_any_file() {
    let (directory, explorer) = with_books().await;
    fs::remove_file(directory.path().join("in.csv")).unwrap();
    explorer.back_up().await.unwrap();
    explorer.set_covers(CoversView::Publish).await.unwrap();
    fs::create_dir(directory.path().join("covers")).unwrap();
    fs::write(directory.path().join("covers/1.jpg"), "Kokoro").unwrap();
    assert!(!holding(directory.path(), "Kokoro").is_empty());
    explorer.erase_everything().await.unwrap();
    for word in ["Kokoro", "kokoro", "Austen"] {
        assert_eq!(holding(directory.path(), word), Vec::<PathBuf>::new(), "{word}");
    }
    assert_eq!(books(&explorer).await, 0);
    let left = explorer.settings().await.unwrap();
    assert_eq!((left.backups, left.covers), (Vec::new(), CoversView::Off));
    import(&explorer, directory.path(), "Anew,Somebody,read,\n").await;
    assert_eq!(books(&explorer).await, 1, "and it goes on working");
}

#[tokio::test(flavor = "multi_thread")]
async fn statistics_are_those_of_the_library_on_screen() {
    let (_directory, explorer) = with_books().await;
    let all = explorer.statistics(None, "2026-11-24".to_owned()).await.unwrap();
    assert_eq!((all.readings.readings, all.undated.readings, all.stars[8], all.unrated), (2, 2, 1, 1));
    let refused = explorer.statistics(Some(0), "2026-11-24".to_owned()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::BadRequest);
    let refused = explorer.statistics(None, "yesterday".to_owned()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::BadRequest);
}
