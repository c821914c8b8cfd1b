//! The services whose tables are known, told apart by their headers.

use super::columns::Columns;
use super::reader::Service;
use super::{Format, bookwyrm, goodreads, hardcover, librarything, mapping, openreads, storygraph};
use std::sync::Arc;

/// The service whose header this is, and the reader of its rows.
pub(super) fn of(columns: &Columns) -> Option<(Format, Arc<dyn Service>)> {
    let all = |names: &[&str]| names.iter().all(|name| columns.has(name));
    if all(&["title", "author_text", "shelf"]) {
        return Some((Format::BookWyrm, bookwyrm::BookWyrm::shared(columns)));
    }
    if all(&["title", "status", "readings"]) && (columns.has("book_format") || columns.has("my_review")) {
        return Some((Format::Openreads, openreads::Openreads::shared(columns)));
    }
    if all(&["Title", "Hardcover Book ID"]) || all(&["Title", "Status", "Privacy", "Date Started"]) {
        return Some((Format::Hardcover, hardcover::Hardcover::shared(columns)));
    }
    if all(&["Title", "Primary Author"]) {
        return Some((Format::LibraryThing, librarything::LibraryThing::shared(columns)));
    }
    if let Some(ready) = mapping::ready_made(columns) {
        return Some(ready);
    }
    if !columns.has("Title") {
        return None;
    }
    if storygraph::is_header(columns) {
        return Some((Format::StoryGraph, storygraph::StoryGraph::shared(columns)));
    }
    goodreads::is_header(columns).then(|| (Format::Goodreads, goodreads::Goodreads::shared(columns)))
}

/// How many of the columns have names that tables of books have.
pub(super) fn known(columns: &Columns) -> usize {
    const NAMES: [&str; 16] = [
        "Title",
        "Author",
        "Authors",
        "Primary Author",
        "author_text",
        "ISBN",
        "ISBN13",
        "ISBN/UID",
        "Read Status",
        "Status",
        "Exclusive Shelf",
        "Shelf",
        "Date Added",
        "Star Rating",
        "Rating",
        "Review",
    ];
    NAMES.iter().filter(|name| columns.has(name)).count()
}
