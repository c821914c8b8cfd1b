use super::cell::harmless;
use super::{Exported, reads};
use crate::import::OWN_COLUMN;
use bookhive::Status;
use std::borrow::Cow;

/// StoryGraph's header since 2022, and the mark of our own files.
pub(super) const COLUMNS: [&str; 24] = [
    "Title",
    "Authors",
    "Contributors",
    "ISBN/UID",
    "Format",
    "Read Status",
    "Date Added",
    "Last Date Read",
    "Dates Read",
    "Read Count",
    "Moods",
    "Pace",
    "Character- or Plot-Driven?",
    "Strong Character Development?",
    "Loveable Characters?",
    "Diverse Characters?",
    "Flawed Characters?",
    "Star Rating",
    "Review",
    "Content Warnings",
    "Content Warning Description",
    "Tags",
    "Owned?",
    OWN_COLUMN,
];

/// The cells of a book, one for each of [`COLUMNS`].
pub(super) fn row(book: &Exported) -> [String; 24] {
    let record = &book.record;
    let readings = reads::of(book);
    let kept = |key| harmless(book.kept(key)).into_owned();
    let text = |text: &str| harmless(text).into_owned();
    [
        text(book.title()),
        text(&record.authors().join(", ")),
        kept("contributors"),
        text(&number(book)),
        kept("format"),
        text(status(book)),
        book.added(),
        reads::last(&readings),
        dates(&readings),
        reads::count(book, &readings),
        kept("moods"),
        kept("pace"),
        kept("characterOrPlotDriven"),
        kept("strongCharacterDevelopment"),
        kept("loveableCharacters"),
        kept("diverseCharacters"),
        kept("flawedCharacters"),
        book.rating(),
        text(&book.review()),
        kept("contentWarnings"),
        kept("contentWarningDescription"),
        text(book.tags()),
        match record.owned() {
            Some(true) => "Yes".to_owned(),
            Some(false) => "No".to_owned(),
            None => String::new(),
        },
        String::new(),
    ]
}

/// A book on a shelf of the reader's own keeps its word.
fn status(book: &Exported) -> &str {
    match book.record.status() {
        Some(Status::Finished) => "read",
        Some(Status::Reading) => "currently-reading",
        Some(Status::WantToRead) => "to-read",
        Some(Status::Abandoned) => "did-not-finish",
        None => book.kept("shelf"),
    }
}

fn number(book: &Exported) -> Cow<'_, str> {
    let identifiers = book.record.identifiers();
    let isbn13 = identifiers.isbn13.map(|isbn| isbn.as_str().to_owned());
    match isbn13.or(identifiers.isbn10.map(|isbn| isbn.as_str().to_owned())) {
        Some(isbn) => isbn.into(),
        None if book.kept("asin").is_empty() => book.kept("uid").into(),
        None => book.kept("asin").into(),
    }
}

/// `start-end` or `end`, newest first; a reading that goes on has no end.
fn dates(readings: &[reads::Reading]) -> String {
    let spans = readings.iter().map(|reading| match (reading.started, reading.ended) {
        (Some(started), Some(ended)) => format!("{}-{}", reads::day(started), reads::day(ended)),
        (Some(started), None) => format!("{}-", reads::day(started)),
        (None, Some(ended)) => reads::day(ended),
        (None, None) => String::new(),
    });
    spans.filter(|span| !span.is_empty()).collect::<Vec<_>>().join(", ")
}
