//! The public catalogue of books.

use super::{Answer, Core};
use explorer::views::CatalogueBookView;

forward! {
    catalogue_search(text: String) -> Vec<CatalogueBookView>;
    catalogue_isbn(isbn: String) -> Option<CatalogueBookView>;
}
