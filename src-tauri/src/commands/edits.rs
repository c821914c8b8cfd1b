//! Changes of books by hand.

use super::account::open;
use super::{Answer, Core};
use explorer::views::*;
use tauri::command;

forward! {
    edit(selection: SelectionView, edit: EditView) -> EditOutcome;
    preview_edit(selection: SelectionView, edit: EditView) -> EditPreview;
    commit_edit(selection: SelectionView, edit: EditView, digest: String) -> EditOutcome;
    shared_values(selection: SelectionView) -> SharedView;
    delete_books(selection: SelectionView) -> EditOutcome;
    add_book(book: NewBookView) -> AddAnswer;
    keep_draft(id: i64, field: DraftField, text: String, begun_from: String) -> ();
    drop_draft(id: i64, field: DraftField) -> ();
    read_isbns(text: String) -> Vec<IsbnLine>;
    plan_match(id: i64, wanted: MatchView) -> MatchPlanView;
    change_match(id: i64, wanted: MatchView) -> EditOutcome;
}

/// Opens a page about a book. The page names the book and the site; the address is made by the core.
#[command]
pub(crate) async fn open_book_link(core: Core<'_>, id: i64, link: BookLink) -> Answer {
    Ok(open(&core.book_link(id, link).await?)?)
}
