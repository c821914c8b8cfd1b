//! Books on their way out.

use super::dialogs::save;
use super::{Answer, Core, meant};
use explorer::views::{ExportDone, ExportRequest};
use tauri::{AppHandle, command, ipc::Request};

/// Asks where to, and writes; `None` when the dialog was closed.
#[command]
pub(crate) async fn export(
    app: AppHandle,
    core: Core<'_>,
    shown: Request<'_>,
    request: ExportRequest,
) -> Answer<Option<ExportDone>> {
    let core = meant(&core, shown.headers())?;
    let kind = request.format.file_kind();
    match save(&app, "Export", &core.export_name(request.format), kind).await? {
        None => Ok(None),
        Some(path) => core.export(request, path).await.map(Some),
    }
}
