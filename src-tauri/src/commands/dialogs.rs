//! The system's file dialogs, which belong to our window.

use crate::ipc_error::ShellError;
use std::path::PathBuf;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder};
use tokio::sync::oneshot;

/// A file dialog over our window.
pub(super) fn dialog(app: &AppHandle) -> FileDialogBuilder<tauri::Wry> {
    let dialog = app.dialog().file();
    match app.get_webview_window(crate::WINDOW) {
        Some(window) => dialog.set_parent(&window),
        None => dialog,
    }
}

/// Asks where to save a file of one kind; `None` when the dialog was closed.
pub(super) async fn save(
    app: &AppHandle,
    title: &str,
    name: &str,
    (kind, extension): (&str, &str),
) -> Result<Option<PathBuf>, ShellError> {
    let dialog = dialog(app).set_title(title).set_file_name(name).add_filter(kind, &[extension]);
    let (answer, asked) = oneshot::channel();
    dialog.save_file(move |chosen| drop(answer.send(chosen)));
    let chosen = asked.await.ok().flatten();
    chosen.map(|file| file.into_path().map_err(|_| ShellError::NotAFile)).transpose()
}
