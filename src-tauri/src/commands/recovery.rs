//! The first thing the page asks, and the way back when the library cannot be opened.

use super::Answer;
use crate::Starter;
use crate::ipc_error::ShellError;
use explorer::Recovery;
use explorer::views::Opening;
use tauri::{AppHandle, Manager, command};

/// Whether the library is open.
#[command]
pub(crate) async fn opening(app: AppHandle) -> Answer<Opening> {
    match (app.try_state::<explorer::Explorer>(), app.try_state::<Recovery>()) {
        (None, Some(recovery)) => Ok(recovery.opening()),
        _ => Ok(Opening::Ready),
    }
}

/// Puts a backup in the library's place, or nothing, so that the server fills an empty one. The page begins anew after it.
#[command]
pub(crate) async fn restore_backup(app: AppHandle, name: Option<String>) -> Answer {
    if let Some(core) = app.try_state::<explorer::Explorer>() {
        return core.restore_backup(name).await;
    }
    let recovery = app.try_state::<Recovery>().ok_or(ShellError::NothingToRecover)?.inner().clone();
    let recovered = tauri::async_runtime::spawn_blocking(move || recovery.recover(name.as_deref()));
    recovered.await.map_err(|_| ShellError::NothingToRecover)??;
    let starter = app.state::<Starter>();
    Ok(starter.start(&app).await.map_err(|error| ShellError::NotStarted(error.to_string()))?)
}
