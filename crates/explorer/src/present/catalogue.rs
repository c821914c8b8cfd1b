use crate::views::CatalogueBookView;
use bookhive::catalogue::CatalogueBook;

/// A book of the catalogue as the page shows it.
pub(crate) fn catalogue_book(book: CatalogueBook) -> CatalogueBookView {
    CatalogueBookView {
        hive_id: book.id.to_string(),
        title: book.title,
        authors: book.authors,
        year: book.year,
        pages: book.pages,
        language: book.language,
        genres: book.genres,
        isbn13: book.identifiers.isbn13.map(|isbn| isbn.to_string()),
        isbn10: book.identifiers.isbn10.map(|isbn| isbn.to_string()),
        goodreads_id: book.identifiers.goodreads_id,
        has_cover: book.thumbnail.is_some() || book.cover.is_some(),
    }
}
