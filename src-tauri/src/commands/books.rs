//! The library, a page at a time, and what the public catalogue knows beside it and of them.

use super::{Answer, Core};
use explorer::views::*;

forward! {
    books(query: QueryView, offset: u32, limit: u32) -> BookPage;
    book(id: i64) -> Option<BookDetail>;
    sync_now() -> ();
    catalogue_search(text: String) -> Vec<CatalogueBookView>;
    catalogue_isbn(isbn: String) -> Option<CatalogueBookView>;
    enrichment_offer() -> EnrichmentOffer;
    begin_enrichment() -> ();
    steer_enrichment(order: EnrichmentOrder) -> ();
    preview_enrichment() -> EnrichmentPreview;
    fill_books(digest: String) -> FilledView;
    doubtful_books(offset: u32, limit: u32) -> DoubtfulPage;
    say_which_book(book: i64, which: WhichBookView) -> ();
}
