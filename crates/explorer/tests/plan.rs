//! Decisions about a plan, without a network.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

use explorer::views::{
    ColumnField, Event, ImportPolicies, ImportPolicy, PlanFilter, PlanQuery, PlanView, RatingScaleView,
    RowDecision, RowNeed, ShelfAnswer,
};
use explorer::{ErrorCode, Explorer, StartError, StartOptions};
use oauth::MemoryVault;
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

async fn start(directory: &Path, config: &str) -> Result<Explorer, StartError> {
    let config_path = directory.join("config.toml");
    std::fs::write(&config_path, config).unwrap();
    Explorer::start(StartOptions {
        data_directory: directory.to_owned(),
        config_path,
        config_required: true,
        vault: Box::new(|_service| Arc::new(MemoryVault::default())),
        client_metadata: DOCUMENT,
        register_scheme: Arc::new(|| false),
    })
    .await
}

async fn running() -> (TempDir, Explorer) {
    let directory = tempfile::tempdir().unwrap();
    let explorer = start(directory.path(), "[network]\ndevelopment = true\n").await.unwrap();
    (directory, explorer)
}

fn export(directory: &TempDir, rows: usize) -> PathBuf {
    let path = directory.path().join("export.csv");
    let row = |number| format!("Book {number},Author {number},read,4.0\n");
    let text = "Title,Authors,Read Status,Star Rating\n".to_owned() + &(0..rows).map(row).collect::<String>();
    std::fs::write(&path, text).unwrap();
    path
}

fn all(policy: ImportPolicy) -> ImportPolicies {
    ImportPolicies { status: policy, rating: policy, review: policy, owned: policy, local: policy }
}

async fn plan(explorer: &Explorer) -> PlanView {
    explorer.subscribe(|_| ()).await.unwrap().plan.expect("no plan is open")
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_made_at_the_same_time_are_all_kept() {
    let (directory, explorer) = running().await;
    explorer.preview_import(vec![export(&directory, 500)]).await;
    let (one, two, three) = tokio::join!(
        explorer.leave_out(vec![2, 3], true),
        explorer.leave_out(vec![4], true),
        explorer.set_import_policies(all(ImportPolicy::FileWins)),
    );
    one.and(two).and(three).unwrap();
    let plan = plan(&explorer).await;
    assert_eq!((plan.sums.left_out, plan.sums.new, plan.policies.review), (3, 497, ImportPolicy::FileWins));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_committed_is_the_plan_that_was_seen_and_once_only() {
    let (directory, explorer) = running().await;
    let path = export(&directory, 20);
    explorer.preview_import(vec![path]).await;
    let first = plan(&explorer).await.revision;
    explorer.leave_out(vec![2], true).await.unwrap();
    explorer.leave_out(vec![2], false).await.unwrap();
    let second = plan(&explorer).await.revision;
    let error = explorer.commit_import(first).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::PlanOutdated);
    let (one, other) = tokio::join!(explorer.commit_import(second), explorer.commit_import(second));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    let snapshot = explorer.subscribe(|_| ()).await.unwrap();
    let progress = snapshot.progress.unwrap();
    assert_eq!((snapshot.counts.all, progress.created, progress.rows), (20, 20, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_refused_before_the_page_listens_is_told_when_it_does() {
    let (directory, explorer) = running().await;
    let empty = directory.path().join("empty.csv");
    std::fs::write(&empty, "").unwrap();
    explorer.preview_import(vec![empty]).await;
    let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
    explorer.subscribe(move |event| drop(sender.send(event))).await.unwrap();
    let told = events.try_recv().unwrap();
    assert!(matches!(told, Event::PlanFailed { error, .. } if error.code == ErrorCode::FileEmpty));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_file_that_cannot_be_read_has_its_own_code() {
    let (directory, explorer) = running().await;
    let file = |name: &str, bytes: &[u8]| {
        let path = directory.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let large = file("large.csv", b"");
    std::fs::File::options().write(true).open(&large).unwrap().set_len(300 << 20).unwrap();
    let cases = [
        (vec![file("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0")], ErrorCode::FileNotText),
        (vec![file("b.csv", b"")], ErrorCode::FileEmpty),
        (vec![file("c.csv", b"Dear reader\nthis is a letter\n")], ErrorCode::FileNotCsv),
        (vec![file("e.csv", b"<!doctype html>")], ErrorCode::FileIsWebPage),
        (vec![file("f.csv", b"PK\x03\x04 [Content_Types].xml")], ErrorCode::FileIsWorkbook),
        (vec![file("g.csv", b"PK\x03\x04 export.csv")], ErrorCode::FileIsArchive),
        (vec![file("d.csv", b"Title,Authors,Read Status\n")], ErrorCode::NoRows),
        (vec![directory.path().to_owned()], ErrorCode::FileIsDirectory),
        (vec![directory.path().join("none.csv")], ErrorCode::FileNotFound),
        (vec![large], ErrorCode::FileTooLarge),
    ];
    for (paths, expected) in cases {
        let (sender, mut events) = tokio::sync::mpsc::unbounded_channel();
        explorer.subscribe(move |event| drop(sender.send(event))).await.unwrap();
        explorer.preview_import(paths).await;
        let failed = std::iter::from_fn(|| events.try_recv().ok()).find_map(|event| match event {
            Event::PlanFailed { error, .. } => Some(error.code),
            _ => None,
        });
        assert_eq!(failed, Some(expected));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_explained_once_and_its_plan_leads_back_to_the_question() {
    let (directory, explorer) = running().await;
    let path = directory.path().join("mine.csv");
    std::fs::write(&path, "Book;Writer;Points\nDracula;Bram Stoker;9\nEmma;Jane Austen;7\n").unwrap();
    explorer.preview_import(vec![path.clone()]).await;
    let snapshot = explorer.subscribe(|_| ()).await.unwrap();
    let asked = snapshot.mapping.expect("nobody was asked");
    assert!(snapshot.plan.is_none() && !asked.remembered);
    assert_eq!((asked.rows, asked.columns[2].samples.as_slice()), (2, &["9".to_owned(), "7".to_owned()][..]));
    let mut mapping = asked.mapping;
    mapping.fields[2] = ColumnField::Rating;
    mapping.scale = RatingScaleView::Ten;
    assert_eq!(explorer.preview_mapping(mapping.clone()).await.unwrap().rows[0].stars, Some(9));
    explorer.confirm_mapping(mapping.clone()).await.unwrap();
    let snapshot = explorer.subscribe(|_| ()).await.unwrap();
    assert!(snapshot.mapping.is_none());
    assert_eq!(snapshot.plan.map(|plan| (plan.mapped, plan.sums.new)), Some((true, 2)));

    explorer.close_plan().await.unwrap();
    explorer.preview_import(vec![path]).await;
    assert!(plan(&explorer).await.mapped);
    explorer.change_mapping().await.unwrap();
    let again = explorer.subscribe(|_| ()).await.unwrap().mapping.unwrap();
    assert_eq!((again.remembered, again.mapping), (true, mapping));
    explorer.close_mapping().await.unwrap();
    assert_eq!(plan(&explorer).await.rows, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_shelf_stands_for_is_remembered_for_the_next_file_of_the_service() {
    let (directory, explorer) = running().await;
    let path = directory.path().join("goodreads.csv");
    let rows = "Title,Author,Exclusive Shelf,My Rating\nDracula,Bram Stoker,on hold,0\n";
    std::fs::write(&path, rows).unwrap();
    explorer.preview_import(vec![path.clone()]).await;
    assert_eq!(plan(&explorer).await.shelves[0].answer, ShelfAnswer::NoStatus);
    explorer.answer_shelf("on hold".into(), ShelfAnswer::Reading).await.unwrap();
    explorer.close_plan().await.unwrap();
    explorer.preview_import(vec![path]).await;
    assert_eq!(plan(&explorer).await.shelves[0].answer, ShelfAnswer::Reading);
}

#[tokio::test]
async fn a_configuration_that_is_not_right_stops_the_start_with_line_and_key() {
    let directory = tempfile::tempdir().unwrap();
    let error = start(directory.path(), "[network]\nplc_directry = \"x\"\n").await.unwrap_err();
    assert!(error.to_string().contains("line 2: plc_directry is not a known key"), "{error}");
    assert!(!directory.path().join("library.sqlite").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_and_its_decisions_outlive_the_app() {
    let (directory, explorer) = running().await;
    explorer.preview_import(vec![export(&directory, 6)]).await;
    explorer.leave_out(vec![3], true).await.unwrap();
    explorer.set_import_policies(all(ImportPolicy::NewerWins)).await.unwrap();
    let before = plan(&explorer).await;
    drop(explorer);
    let explorer = start(directory.path(), "[network]\ndevelopment = true\n").await.unwrap();
    let after = loop {
        match explorer.subscribe(|_| ()).await.unwrap().plan {
            Some(plan) if plan.sums.left_out == 1 => break plan,
            _ => tokio::task::yield_now().await,
        }
    };
    assert_eq!(
        (after.file_name, after.sums, after.policies),
        (before.file_name, before.sums, before.policies)
    );
    explorer.close_plan().await.unwrap();
    drop(explorer);
    let explorer = start(directory.path(), "[network]\ndevelopment = true\n").await.unwrap();
    assert!(explorer.subscribe(|_| ()).await.unwrap().plan.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_without_an_author_is_imported_once_it_has_one() {
    let (directory, explorer) = running().await;
    let path = directory.path().join("export.csv");
    std::fs::write(&path, "Title,Authors,Read Status,Star Rating\nEmma,,read,4.0\n").unwrap();
    explorer.preview_import(vec![path]).await;
    let shown = plan(&explorer).await;
    assert_eq!((shown.sums.needs_you, shown.tiles.problem), (1, 1));
    explorer.supply_authors(2, vec![" Jane  Austen ".into(), String::new()]).await.unwrap();
    let shown = plan(&explorer).await;
    assert_eq!((shown.sums.new, shown.tiles.no_match), (1, 1));
    explorer.commit_import(shown.revision).await.unwrap();
    assert_eq!(explorer.subscribe(|_| ()).await.unwrap().counts.all, 1);
}

fn shown(show: PlanFilter) -> PlanQuery {
    PlanQuery { show, text: String::new() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_the_plan_is_decided_at_once_and_taken_back_before_anything_is_written() {
    let (directory, explorer) = running().await;
    explorer.preview_import(vec![export(&directory, 20)]).await;
    let before = plan(&explorer).await;
    assert_eq!(before.undoable, 0);
    let query = PlanQuery { show: PlanFilter::NoMatch, text: "7".into() };
    // In the title or as the line.
    assert_eq!(explorer.decide_rows(query, None, RowDecision::LeaveOut).await.unwrap(), 4);
    explorer.leave_out(vec![2], true).await.unwrap();
    let decided = plan(&explorer).await;
    assert_eq!((decided.sums.left_out, decided.sums.new, decided.undoable), (5, 15, 2));
    assert_eq!(explorer.decide_rows(shown(PlanFilter::All), None, RowDecision::KeepYours).await.unwrap(), 0);
    explorer.undo_decision().await.unwrap();
    assert_eq!(plan(&explorer).await.sums.left_out, 4);
    explorer.undo_decision().await.unwrap();
    let after = plan(&explorer).await;
    assert_eq!((after.sums, after.tiles, after.undoable), (before.sums, before.tiles, 0));
    explorer.undo_decision().await.unwrap();
    assert_eq!(plan(&explorer).await.revision, after.revision, "there was nothing to take back");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wins_a_conflict_is_said_for_all_and_kept_over_a_restart() {
    let (directory, explorer) = running().await;
    let path = export(&directory, 5);
    explorer.preview_import(vec![path.clone()]).await;
    let revision = plan(&explorer).await.revision;
    explorer.commit_import(revision).await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap().replace("4.0", "2.0");
    std::fs::write(&path, text).unwrap();
    explorer.preview_import(vec![path]).await;
    explorer.set_import_policies(all(ImportPolicy::Ask)).await.unwrap();
    let asked = plan(&explorer).await;
    assert_eq!((asked.sums.conflict, asked.tiles.conflict, asked.cost.points), (5, 5, 0));
    let row = &explorer.plan_rows(shown(PlanFilter::Conflict), 0, 1).await.unwrap().rows[0];
    assert_eq!((row.needs, row.changes[0].after.as_deref()), (Some(RowNeed::Winner), Some("2 stars")));
    assert_eq!(
        explorer.decide_rows(shown(PlanFilter::Conflict), None, RowDecision::TakeFile).await.unwrap(),
        5
    );
    drop(explorer);
    let explorer = start(directory.path(), "[network]\ndevelopment = true\n").await.unwrap();
    let after = loop {
        match explorer.subscribe(|_| ()).await.unwrap().plan {
            Some(plan) if plan.policies.rating == ImportPolicy::Ask => break plan,
            _ => tokio::task::yield_now().await,
        }
    };
    assert_eq!((after.sums.conflict, after.sums.changed), (0, 5));
}

/// The rows of a CSV file, its header first.
fn table(path: &Path) -> Vec<Vec<String>> {
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path);
    let rows = reader.unwrap().into_records();
    rows.map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Imports a table, asked about or not, and gives back its own rows and those saved as not imported.
async fn not_imported(text: &str, headerless: bool, left_out: u32) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let (directory, explorer) = running().await;
    let path = directory.path().join("table.csv");
    std::fs::write(&path, text).unwrap();
    explorer.preview_import(vec![path.clone()]).await;
    if let Some(asked) = explorer.subscribe(|_| ()).await.unwrap().mapping {
        assert_eq!(asked.mapping.headerless, headerless);
        explorer.confirm_mapping(asked.mapping).await.unwrap();
    }
    explorer.leave_out(vec![left_out], true).await.unwrap();
    let revision = plan(&explorer).await.revision;
    explorer.commit_import(revision).await.unwrap();
    let progress = explorer.subscribe(|_| ()).await.unwrap().progress.unwrap();
    let saved = directory.path().join("failed rows.csv");
    explorer.save_failed_rows(saved.clone()).await.unwrap();
    let (own, saved) = (table(&path), table(&saved));
    let imported = progress.created + progress.updated + progress.unchanged + progress.joined;
    assert_eq!(
        saved.len() as u32 - 1 + imported,
        progress.rows,
        "rows out and rows imported are the rows in"
    );
    (own, saved)
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_not_imported_are_given_back_in_the_columns_of_their_file() {
    let known = "Title,Authors,Read Status,Tags\nDracula,Bram Stoker,read,a\nEmma,,read,\"b, c\"\n,X,read,d\nUlysses,James Joyce,read,e\n";
    let mapped = "Where,Book,Writer,Done\nattic,Dracula,Bram Stoker,2020-01-01\ncellar,Emma,,\nlent,,X,\n\"top, left\",Ulysses,James Joyce,\n";
    let bare = "Dracula,Bram Stoker,attic,2020-01-01\nEmma,,cellar,\n,X,lent,\nUlysses,James Joyce,shelf,2021-02-03\n";
    for (text, headerless) in [(known, false), (mapped, false), (bare, true)] {
        let first_line = if headerless { 1 } else { 2 };
        let (own, saved) = not_imported(text, headerless, first_line).await;
        let head = usize::from(!headerless);
        let lines: Vec<&[String]> = saved[1..].iter().map(|row| &row[..4]).collect();
        assert_eq!(lines, [&own[head][..], &own[head + 1][..], &own[head + 2][..]], "{text}");
        let reasons: Vec<&str> = saved[1..].iter().map(|row| row[5].as_str()).collect();
        assert_eq!(
            reasons,
            ["You left it out.", "It has no author.", "The row has no title, so it cannot become a book."],
            "{text}"
        );
        if !headerless {
            assert_eq!(saved[0], [&own[0][..], &["Line".to_owned(), "Reason".to_owned()]].concat());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_very_many_columns_asks_about_the_first_and_says_how_many_are_left_out() {
    let (directory, explorer) = running().await;
    let path = directory.path().join("wide.csv");
    let names: String = (1..1_000).map(|at| format!(",n{at}")).collect();
    std::fs::write(&path, format!("Title{names}\nDracula,a\n")).unwrap();
    explorer.preview_import(vec![path]).await;
    let asked = explorer.subscribe(|_| ()).await.unwrap().mapping.unwrap();
    assert_eq!((asked.columns.len(), asked.left_out), (200, 800));
    explorer.confirm_mapping(asked.mapping).await.unwrap();
    assert_eq!(plan(&explorer).await.rows, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_without_names_is_asked_about_every_time_with_what_was_said_before() {
    let (directory, explorer) = running().await;
    let path = directory.path().join("bare.csv");
    std::fs::write(&path, "Dracula,Bram Stoker,2021/10/31\nEmma,Jane Austen,2020/01/02\n").unwrap();
    explorer.preview_import(vec![path.clone()]).await;
    let asked = explorer.subscribe(|_| ()).await.unwrap().mapping.unwrap();
    assert!(asked.mapping.headerless && !asked.remembered);
    let mut mapping = asked.mapping;
    mapping.fields[2] = ColumnField::Added;
    explorer.confirm_mapping(mapping.clone()).await.unwrap();
    assert_eq!(plan(&explorer).await.rows, 2);
    explorer.close_plan().await.unwrap();
    explorer.preview_import(vec![path]).await;
    let again = explorer.subscribe(|_| ()).await.unwrap().mapping.unwrap();
    assert_eq!((again.remembered, again.mapping), (true, mapping));
}
