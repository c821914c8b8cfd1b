//! An export on its way into the library, and a table whose columns have to be explained before that.

use super::dialogs::{dialog, save};
use super::{Answer, Core, meant};
use explorer::Explorer;
use explorer::views::*;
use tauri::{AppHandle, Manager, command, ipc::Request};
use tokio::sync::oneshot;

/// `false` when the picker was closed. The outcome of reading comes as events.
#[command]
pub(crate) async fn choose_export(app: AppHandle) -> Answer<bool> {
    choose(&app).await
}

/// Asks for files and plans their import; for the page and for the menu.
pub(crate) async fn choose(app: &AppHandle) -> Answer<bool> {
    let dialog = dialog(app).set_title("Open exports");
    let dialog = dialog.add_filter("Exports (CSV, TSV, JSON)", &["csv", "tsv", "txt", "json", "jsonl"]);
    let (answer, asked) = oneshot::channel();
    dialog.pick_files(move |chosen| drop(answer.send(chosen)));
    let Some(chosen) = asked.await.ok().flatten() else { return Ok(false) };
    let paths = chosen.into_iter().filter_map(|file| file.into_path().ok()).collect();
    app.state::<Explorer>().preview_import(paths).await;
    Ok(true)
}

forward! {
    plan_rows(query: PlanQuery, offset: u32, limit: u32) -> PlanPage;
    set_import_policies(policies: ImportPolicies) -> ();
    resolve_match(line: u32, choice: ResolutionView) -> ();
    decide_rows(query: PlanQuery, line: Option<u32>, decision: RowDecision) -> u32;
    undo_decision() -> ();
    supply_authors(line: u32, authors: Vec<String>) -> ();
    plan_candidates(line: u32, text: Option<String>) -> Vec<CandidateView>;
    look_up_plan(agreed: bool) -> ();
    leave_out(lines: Vec<u32>, left_out: bool) -> ();
    answer_date_order(answer: DateOrderView) -> ();
    answer_shelf(shelf: String, answer: ShelfAnswer) -> ();
    close_plan() -> ();
    next_file() -> ();
    forget_waiting_file(id: i64) -> ();
    publish_local() -> ();
    commit_import(revision: u32) -> ();
    pause_sending() -> ();
    resume_sending() -> ();
    dismiss_import() -> ();
    undo_import(import: i64) -> EditOutcome;
    preview_mapping(mapping: ColumnMapping) -> MappingPreview;
    confirm_mapping(mapping: ColumnMapping) -> ();
    change_mapping() -> ();
    close_mapping() -> ();
}

/// `false` when the dialog was closed.
#[command]
pub(crate) async fn save_failed_rows(app: AppHandle, core: Core<'_>, shown: Request<'_>) -> Answer<bool> {
    let core = meant(&core, shown.headers())?;
    match save(&app, "Save failed rows", "failed rows.csv", ("CSV", "csv")).await? {
        None => Ok(false),
        Some(path) => core.save_failed_rows(path).await.map(|()| true),
    }
}
