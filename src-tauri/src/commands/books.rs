//! The library: pages of it, changes to it.

use super::{Answer, Core};
use explorer::views::{BookDetail, BookPage, EditOutcome, QueryView};

forward! {
    books(query: QueryView, offset: u32, limit: u32) -> BookPage;
    book(id: i64) -> Option<BookDetail>;
    undo(group: i64) -> EditOutcome;
    sync_now() -> ();
}
