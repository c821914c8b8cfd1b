//! Choices kept between starts, and the mark of the first frame.

use super::{Answer, Core};
use explorer::views::PreferencesView;
use tauri::command;

forward! {
    set_preferences(preferences: PreferencesView) -> ();
}

/// Two frames after the page's first row, or its welcome, is on the screen.
#[command]
pub(crate) async fn frame_drawn() -> Answer {
    let since_start = crate::started().elapsed();
    tracing::info!(milliseconds = since_start.as_millis() as u64, "the first frame is drawn");
    Ok(())
}
