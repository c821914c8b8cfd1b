//! Books on their way out.

use super::dialogs::{path, save};
use super::{Answer, Core};
use explorer::views::{ExportDone, ExportRequest};
use tauri::{AppHandle, command};

/// Asks where to, and writes; `None` when the dialog was closed.
#[command]
pub(crate) async fn export(
    app: AppHandle,
    core: Core<'_>,
    request: ExportRequest,
) -> Answer<Option<ExportDone>> {
    let kind = request.format.file_kind();
    match path(save(&app, "Export", &core.export_name(request.format), kind).await)? {
        None => Ok(None),
        Some(path) => core.export(request, path).await.map(Some),
    }
}
