//! Choices kept between starts, copies, what is shown of the files, and the mark of the first frame.

use super::dialogs::save;
use super::{Answer, Core};
use crate::ipc_error::ShellError;
use explorer::views::*;
use tauri::{AppHandle, command};

forward! {
    set_preferences(preferences: PreferencesView) -> ();
    settings() -> SettingsView;
    set_catalogue_consent(consent: ConsentView) -> ();
    set_covers(covers: CoversView) -> ();
    preview_covers() -> CoverPreview;
    publish_covers(digest: String) -> ();
    cover_uploads() -> CoverUploads;
    steer_covers(order: CoverOrder) -> ();
    set_history_limit(limit: HistoryLimitView) -> ();
    back_up() -> BackupView;
    forget_change(group: i64) -> ();
}

#[command]
pub(crate) async fn erase_everything(core: Core<'_>) -> Answer {
    core.erase_everything().await?;
    explorer::logging::erase();
    Ok(())
}

/// Shows where the library lies in the system's file manager. The page never hears the path.
#[command]
pub(crate) async fn show_library(core: Core<'_>) -> Answer {
    let file = core.library_directory().join("library.sqlite");
    Ok(tauri_plugin_opener::reveal_item_in_dir(file).map_err(ShellError::FileManager)?)
}

/// `false` when the dialog was closed.
#[command]
pub(crate) async fn save_log(app: AppHandle, core: Core<'_>) -> Answer<bool> {
    match save(&app, "Save the log", "book-explorer.log", ("Log", "log")).await? {
        None => Ok(false),
        Some(path) => core.save(explorer::logging::text(), path).await.map(|()| true),
    }
}

/// Two frames after the page's first row, or its welcome, is on the screen.
#[command]
pub(crate) async fn frame_drawn() -> Answer {
    let since_start = crate::started().elapsed();
    tracing::info!(milliseconds = since_start.as_millis() as u64, "the first frame is drawn");
    Ok(())
}
