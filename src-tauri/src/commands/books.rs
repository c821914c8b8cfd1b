//! The library, a page at a time, and what the public catalogue knows beside it.

use super::{Answer, Core};
use explorer::views::{BookDetail, BookPage, CatalogueBookView, EditOutcome, QueryView};

forward! {
    books(query: QueryView, offset: u32, limit: u32) -> BookPage;
    book(id: i64) -> Option<BookDetail>;
    undo(group: i64) -> EditOutcome;
    sync_now() -> ();
    catalogue_search(text: String) -> Vec<CatalogueBookView>;
    catalogue_isbn(isbn: String) -> Option<CatalogueBookView>;
}
