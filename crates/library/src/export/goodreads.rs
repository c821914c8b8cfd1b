use super::cell::{as_text, harmless};
use super::{Exported, reads};
use crate::import::OWN_COLUMN;
use bookhive::Status;

/// Goodreads' header since 2022; `read_dates`, as a popular tool adds it; and the mark of our own files.
pub(super) const COLUMNS: [&str; 26] = [
    "Book Id",
    "Title",
    "Author",
    "Author l-f",
    "Additional Authors",
    "ISBN",
    "ISBN13",
    "My Rating",
    "Average Rating",
    "Publisher",
    "Binding",
    "Number of Pages",
    "Year Published",
    "Original Publication Year",
    "Date Read",
    "Date Added",
    "Bookshelves",
    "Bookshelves with positions",
    "Exclusive Shelf",
    "My Review",
    "Spoiler",
    "Private Notes",
    "Read Count",
    "Owned Copies",
    "read_dates",
    OWN_COLUMN,
];

/// The cells of a book, one for each of [`COLUMNS`].
pub(super) fn row(book: &Exported) -> [String; 26] {
    let record = &book.record;
    let identifiers = record.identifiers();
    let authors = record.authors();
    let (author, others) = match authors.split_first() {
        Some((first, others)) => (*first, others.join(", ")),
        None => ("", String::new()),
    };
    let readings = reads::of(book);
    let kept = |key| harmless(book.kept(key)).into_owned();
    let text = |text: &str| harmless(text).into_owned();
    [
        identifiers.goodreads_id.unwrap_or_default(),
        text(book.title()),
        text(author),
        text(&last_first(author)),
        if others.is_empty() { kept("additionalAuthors") } else { text(&others) },
        as_text(identifiers.isbn10.as_ref().map_or("", |isbn| isbn.as_str())),
        as_text(identifiers.isbn13.as_ref().map_or("", |isbn| isbn.as_str())),
        if record.stars().is_some() { book.rating() } else { "0".to_owned() },
        String::new(),
        kept("publisher"),
        kept("format"),
        pages(book),
        kept("yearPublished"),
        kept("originalPublicationYear"),
        reads::last(&readings),
        book.added(),
        text(book.tags()),
        String::new(),
        text(shelf(book)),
        text(&book.review()),
        kept("reviewIsSpoiler"),
        kept("privateNotes"),
        reads::count(book, &readings),
        copies(book),
        read_dates(&readings),
        String::new(),
    ]
}

/// "Ursula K. Le Guin" as "Guin, Ursula K. Le": Goodreads too turns the last word to the front.
fn last_first(author: &str) -> String {
    match author.rsplit_once(' ') {
        Some((first, last)) => format!("{last}, {first}"),
        None => author.to_owned(),
    }
}

fn shelf(book: &Exported) -> &str {
    match book.record.status() {
        Some(Status::Finished) => "read",
        Some(Status::Reading) => "currently-reading",
        Some(Status::WantToRead) => "to-read",
        Some(Status::Abandoned) => "did-not-finish",
        None => book.kept("shelf"),
    }
}

fn pages(book: &Exported) -> String {
    let in_record =
        book.record.get(bookhive::Field::BookProgress).and_then(|progress| progress.get("totalPages"));
    match in_record.and_then(serde_json::Value::as_u64) {
        Some(pages) => pages.to_string(),
        None => harmless(book.kept("pages")).into_owned(),
    }
}

/// Copies as the file had them while that agrees with the record.
fn copies(book: &Exported) -> String {
    let copies = book.kept("ownedCopies").parse::<u32>().ok();
    match (book.record.owned(), copies) {
        (Some(true), Some(copies)) if copies > 0 => copies.to_string(),
        (Some(true), _) => "1".to_owned(),
        (Some(false), _) => "0".to_owned(),
        (None, _) => String::new(),
    }
}

/// `start,end;start,end`, newest first, either side possibly empty.
fn read_dates(readings: &[reads::Reading]) -> String {
    let side = |day: Option<bookhive::Day>| day.map(reads::day).unwrap_or_default();
    let pairs = readings.iter().map(|reading| format!("{},{}", side(reading.started), side(reading.ended)));
    pairs.collect::<Vec<_>>().join(";")
}
