//! The library: pages of it, changes to it.

use super::{Answer, Core};
use explorer::views::{BookDetail, BookPage, EditOutcome, EditView, QueryView, SelectionView};
use tauri::command;

#[command]
pub(crate) async fn books(core: Core<'_>, query: QueryView, offset: u32, limit: u32) -> Answer<BookPage> {
    core.books(query, offset, limit).await
}

#[command]
pub(crate) async fn book(core: Core<'_>, id: i64) -> Answer<Option<BookDetail>> {
    core.book(id).await
}

#[command]
pub(crate) async fn edit(core: Core<'_>, selection: SelectionView, edit: EditView) -> Answer<EditOutcome> {
    core.edit(selection, edit).await
}

#[command]
pub(crate) async fn undo(core: Core<'_>, group: i64) -> Answer<EditOutcome> {
    core.undo(group).await
}

#[command]
pub(crate) async fn sync_now(core: Core<'_>) -> Answer {
    core.sync_now().await
}
