//! An export on its way into the library.

use super::{Answer, Core};
use crate::ipc_error::ShellError;
use explorer::Explorer;
use explorer::views::{DateOrderView, EditOutcome, ImportPolicy, PlanPage, PlanQuery, ShelfAnswer};
use std::path::PathBuf;
use tauri::{AppHandle, Manager, command};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

/// `false` when the picker was closed. The outcome of reading comes as events.
#[command]
pub(crate) async fn choose_export(app: AppHandle) -> Answer<bool> {
    choose(&app).await
}

/// Asks for a file and plans its import; for the page and for the menu.
pub(crate) async fn choose(app: &AppHandle) -> Answer<bool> {
    let dialog =
        dialog(app).set_title("Open export").add_filter("Exports (CSV, TSV, text)", &["csv", "tsv", "txt"]);
    let (answer, asked) = oneshot::channel();
    dialog.pick_file(move |chosen| drop(answer.send(chosen)));
    match path(asked.await.ok().flatten())? {
        None => Ok(false),
        Some(path) => {
            app.state::<Explorer>().preview_import(vec![path]).await;
            Ok(true)
        }
    }
}

#[command]
pub(crate) async fn plan_rows(core: Core<'_>, query: PlanQuery, offset: u32, limit: u32) -> Answer<PlanPage> {
    core.plan_rows(query, offset, limit).await
}

#[command]
pub(crate) async fn set_import_policy(core: Core<'_>, policy: ImportPolicy) -> Answer {
    core.set_import_policy(policy).await
}

#[command]
pub(crate) async fn leave_out(core: Core<'_>, lines: Vec<u32>, left_out: bool) -> Answer {
    core.leave_out(lines, left_out).await
}

#[command]
pub(crate) async fn answer_date_order(core: Core<'_>, answer: DateOrderView) -> Answer {
    core.answer_date_order(answer).await
}

#[command]
pub(crate) async fn answer_shelf(core: Core<'_>, shelf: String, answer: ShelfAnswer) -> Answer {
    core.answer_shelf(shelf, answer).await
}

#[command]
pub(crate) async fn close_plan(core: Core<'_>) -> Answer {
    core.close_plan();
    Ok(())
}

#[command]
pub(crate) async fn publish_local(core: Core<'_>) -> Answer {
    core.publish_local().await
}

#[command]
pub(crate) async fn commit_import(core: Core<'_>, revision: u32) -> Answer {
    core.commit_import(revision).await
}

#[command]
pub(crate) async fn pause_sending(core: Core<'_>) -> Answer {
    core.pause_sending().await
}

#[command]
pub(crate) async fn resume_sending(core: Core<'_>) -> Answer {
    core.resume_sending().await
}

#[command]
pub(crate) async fn dismiss_import(core: Core<'_>) -> Answer {
    core.dismiss_import().await
}

#[command]
pub(crate) async fn undo_import(core: Core<'_>, import: i64) -> Answer<EditOutcome> {
    core.undo_import(import).await
}

/// `false` when the dialog was closed.
#[command]
pub(crate) async fn save_failed_rows(app: AppHandle, core: Core<'_>) -> Answer<bool> {
    let dialog = dialog(&app)
        .set_title("Save failed rows")
        .set_file_name("failed rows.csv")
        .add_filter("CSV", &["csv"]);
    let (answer, asked) = oneshot::channel();
    dialog.save_file(move |chosen| drop(answer.send(chosen)));
    match path(asked.await.ok().flatten())? {
        None => Ok(false),
        Some(path) => core.save_failed_rows(path).await.map(|()| true),
    }
}

/// A file dialog that belongs to our window.
fn dialog(app: &AppHandle) -> FileDialogBuilder<tauri::Wry> {
    let dialog = app.dialog().file();
    match app.get_webview_window(crate::WINDOW) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

fn path(chosen: Option<FilePath>) -> Result<Option<PathBuf>, ShellError> {
    chosen.map(|file| file.into_path().map_err(|_| ShellError::NotAFile)).transpose()
}
