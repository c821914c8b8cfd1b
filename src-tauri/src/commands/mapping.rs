//! A table whose columns have to be explained before it can be planned.

use super::{Answer, Core};
use explorer::views::{ColumnMapping, MappingPreview};
use tauri::command;

forward! {
    preview_mapping(mapping: ColumnMapping) -> MappingPreview;
    confirm_mapping(mapping: ColumnMapping) -> ();
    change_mapping() -> ();
}

#[command]
pub(crate) async fn close_mapping(core: Core<'_>) -> Answer {
    core.close_mapping();
    Ok(())
}
