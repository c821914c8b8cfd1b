//! Figures of what was read, and the picture of a year.

use super::dialogs::save;
use super::{Answer, Core};
use crate::ipc_error::ShellError;
use explorer::views::StatisticsView;
use tauri::ipc::{InvokeBody, Request};
use tauri::{AppHandle, command};

forward! {
    statistics(year: Option<i16>, today: String) -> StatisticsView;
}

/// The body is a PNG that the page drew; the header `year` names it. `false` when the dialog was closed.
#[command]
pub(crate) async fn save_picture(app: AppHandle, core: Core<'_>, request: Request<'_>) -> Answer<bool> {
    let InvokeBody::Raw(png) = request.body() else { return Err(ShellError::NotBytes.into()) };
    let year = request.headers().get("year").and_then(|year| year.to_str().ok()?.parse::<u16>().ok());
    let name = match year {
        Some(year) => format!("{year} in books.png"),
        None => "All years in books.png".to_owned(),
    };
    match save(&app, "Save the picture", &name, ("PNG", "png")).await? {
        None => Ok(false),
        Some(path) => core.save_picture(png.clone(), path).await.map(|()| true),
    }
}
