//! The library: pages of it, changes to it.

use super::{Answer, Core};
use explorer::views::{BookDetail, BookPage, EditOutcome, EditView, QueryView, SelectionView};

forward! {
    books(query: QueryView, offset: u32, limit: u32) -> BookPage;
    book(id: i64) -> Option<BookDetail>;
    edit(selection: SelectionView, edit: EditView) -> EditOutcome;
    undo(group: i64) -> EditOutcome;
    sync_now() -> ();
}
