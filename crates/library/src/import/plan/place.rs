//! Which book a row is: the user's word, the library, the catalogue, in this order.

use super::super::matching::{Match, Reason, Shelf, Tier, Work};
use super::super::merge::{KNOWN_AS, same_edition};
use super::super::{Row, reads};
use super::{ExistingBook, FoundBy, NeedsYou, PlanOptions, Resolution, ShelfAnswer, Tile};
use crate::BookId;
use bookhive::catalogue::CatalogueBook;
use bookhive::{HiveId, Status};
use std::collections::HashMap;

/// The book a row belongs to: rows with the same key become one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Existing(usize),
    New(HiveId),
}

/// What is known of a row's book.
#[derive(Debug)]
pub(super) struct Placed {
    /// Or what is missing.
    pub(super) key: Result<Key, NeedsYou>,
    pub(super) tile: Tile,
    pub(super) found_by: FoundBy,
    /// The library's book that is like it, or has its number.
    pub(super) other: Option<usize>,
    /// The row goes to a book of another id than its own.
    pub(super) renamed: bool,
}

/// The library, ready to be asked.
pub(super) struct Places<'a> {
    existing: &'a [ExistingBook],
    /// Of several records with one hive id other tools keep the oldest, so that is the one to update.
    order: Vec<usize>,
    shelf: Shelf,
    by_book: HashMap<BookId, usize>,
}

impl<'a> Places<'a> {
    pub(super) fn new(existing: &'a [ExistingBook]) -> Self {
        let mut order: Vec<usize> = (0..existing.len()).collect();
        order.sort_by_key(|at| existing.get(*at).and_then(|book| book.record.created_at()));
        let shelf = Shelf::new(order.iter().filter_map(|at| existing.get(*at)).map(work_of_book).collect());
        let by_book = existing.iter().enumerate().map(|(at, book)| (book.id, at)).collect();
        Self { existing, order, shelf, by_book }
    }

    pub(super) fn book(&self, at: usize) -> Option<&'a ExistingBook> {
        self.existing.get(at)
    }

    /// Finds the row's book. `row` is the row as answered; the catalogue's book is not yet laid over it.
    pub(super) fn place(&self, row: &Row, options: &PlanOptions) -> Placed {
        let own = row.hive_id.as_ref();
        match own.and_then(|own| options.matches.get(own)) {
            Some(Resolution::Book(book)) if self.by_book.contains_key(book) => {
                let key = self.by_book.get(book).map(|at| Ok(Key::Existing(*at)));
                let placed = Placed::at(key.unwrap_or(Err(NeedsYou::Match)), Tile::Yours, FoundBy::You);
                return self.under(own, placed);
            }
            Some(Resolution::Catalogue(book)) => {
                return self.under(own, self.in_catalogue(book, Tile::Exact, FoundBy::You));
            }
            Some(Resolution::AsFile) => {
                let found_by = FoundBy::You;
                return match own {
                    None => Placed::at(Err(NeedsYou::Author), Tile::Problem, found_by),
                    Some(id) => match self.holder(id) {
                        Some(at) => Placed::at(Ok(Key::Existing(at)), Tile::Yours, found_by),
                        None => Placed::at(Ok(Key::New(id.clone())), Tile::NoMatch, found_by),
                    },
                };
            }
            Some(Resolution::Book(_)) | None => {}
        }
        if row.authors.is_empty() && own.is_none() {
            return Placed::at(Err(NeedsYou::Author), Tile::Problem, FoundBy::Nothing);
        }
        let found = self.shelf.find(&work_of_row(row));
        let at = found.book.and_then(|at| self.order.get(at)).copied();
        if let Some(at) = at.filter(|_| found.tier >= Tier::Strong) {
            return Placed::at(Ok(Key::Existing(at)), Tile::Yours, found_by(&found));
        }
        let stranger = found.reasons.iter().find_map(|reason| match reason {
            Reason::NumberOfAnother(_, at) => self.order.get(*at).copied(),
            _ => None,
        });
        let in_catalogue =
            own.and_then(|own| options.found.get(own)).filter(|found| found.tier >= Tier::Review);
        match (in_catalogue, at, own) {
            (Some(there), ..) if there.tier == Tier::Exact => {
                self.under(own, self.in_catalogue(&there.book, Tile::Exact, FoundBy::Catalogue))
            }
            (Some(there), ..) if there.tier == Tier::Strong => {
                self.under(own, self.in_catalogue(&there.book, Tile::Strong, FoundBy::Catalogue))
            }
            (Some(_), ..) | (None, Some(_), _) => {
                Placed { other: at, ..Placed::at(Err(NeedsYou::Match), Tile::Review, FoundBy::Likeness) }
            }
            (None, None, Some(id)) => Placed {
                other: stranger,
                ..Placed::at(Ok(Key::New(id.clone())), Tile::NoMatch, FoundBy::Nothing)
            },
            (None, None, None) => Placed::at(Err(NeedsYou::Author), Tile::Problem, FoundBy::Nothing),
        }
    }

    fn in_catalogue(&self, book: &CatalogueBook, tile: Tile, found_by: FoundBy) -> Placed {
        match self.holder(&book.id) {
            Some(at) => Placed::at(Ok(Key::Existing(at)), Tile::Yours, found_by),
            None => Placed::at(Ok(Key::New(book.id.clone())), tile, found_by),
        }
    }

    /// Notes whether the book's id is the row's own, which a later import of the same file would look for.
    fn under(&self, own: Option<&HiveId>, placed: Placed) -> Placed {
        let id = match &placed.key {
            Ok(Key::Existing(at)) => self.book(*at).and_then(|book| book.record.hive_id()),
            Ok(Key::New(id)) => Some(id.clone()),
            Err(_) => None,
        };
        Placed { renamed: own.is_some() && id.as_ref() != own && placed.key.is_ok(), ..placed }
    }

    /// The book of the library that has this hive id.
    fn holder(&self, id: &HiveId) -> Option<usize> {
        self.shelf.with_id(id).and_then(|at| self.order.get(at)).copied()
    }
}

impl Placed {
    fn at(key: Result<Key, NeedsYou>, tile: Tile, found_by: FoundBy) -> Self {
        Self { key, tile, found_by, other: None, renamed: false }
    }
}

fn found_by(found: &Match) -> FoundBy {
    match found.reasons.first() {
        Some(Reason::HiveId) => FoundBy::HiveId,
        Some(Reason::Number(name)) => FoundBy::Number(name),
        _ => FoundBy::Words,
    }
}

/// The row with the user's answers applied, and whether it takes part.
pub(super) fn answered(mut row: Row, options: &PlanOptions) -> (Row, bool) {
    if let Some(authors) = options.authors.get(&row.line).filter(|authors| !authors.is_empty()) {
        row.hive_id = authors.first().map(|first| HiveId::compute(&row.title, first));
        row.authors.clone_from(authors);
    }
    let taken = !options.left_out.contains(&row.line);
    let Some(shelf) = &row.shelf else { return (row, taken) };
    match options.shelves.get(shelf) {
        None | Some(ShelfAnswer::NoStatus) => (row, taken),
        Some(ShelfAnswer::LeaveOut) => (row, false),
        Some(ShelfAnswer::Status(status)) => (on_shelf(row, *status), taken),
    }
}

/// The row as it is once its shelf stands for a status: the dates that waited come with it.
fn on_shelf(mut row: Row, status: Status) -> Row {
    let settled = reads::settle(Some(status), &row.reads, row.open);
    row.status = Some(status);
    (row.started, row.finished) = (settled.started, settled.finished);
    row.previous_reads = settled.previous;
    if let Some(day) = settled.stopped {
        row.local.insert("stoppedAt".to_owned(), day.to_string());
    }
    row
}

/// The row once it is known to be a book of the catalogue, or of the library under another id.
pub(super) fn adopted(mut row: Row, options: &PlanOptions, found_by: FoundBy, renamed: bool) -> Row {
    if let Some(own_id) = row.hive_id.as_ref().filter(|_| renamed) {
        row.local.insert(KNOWN_AS.to_owned(), own_id.to_string());
    }
    let own = row.hive_id.as_ref();
    let said = own.and_then(|own| options.matches.get(own));
    let found = own.and_then(|own| options.found.get(own));
    let book = match (found_by, said, found) {
        (FoundBy::You, Some(Resolution::Catalogue(book)), _) => book,
        (FoundBy::Catalogue, _, Some(found)) => &found.book,
        _ => return row,
    };
    let full = std::mem::replace(&mut row.title, book.title.clone());
    if full != row.title {
        row.local.entry("fileTitle".to_owned()).or_insert(full);
    }
    row.authors.clone_from(&book.authors);
    row.hive_id = Some(book.id.clone());
    row.identifiers = same_edition(&row.identifiers, &book.identifiers);
    let facts = [
        ("pages", book.pages.map(|pages| pages.to_string())),
        ("originalPublicationYear", book.year.map(|year| year.to_string())),
        ("genres", (!book.genres.is_empty()).then(|| book.genres.join(", "))),
    ];
    for (key, fact) in facts {
        if let Some(fact) = fact {
            row.local.entry(key.to_owned()).or_insert(fact);
        }
    }
    row.hive_book_uri.clone_from(&book.uri);
    row
}

fn work_of_row(row: &Row) -> Work {
    Work {
        title: row.title.clone(),
        authors: row.authors.clone(),
        hive_id: row.hive_id.clone(),
        identifiers: row.identifiers.clone(),
        also: Vec::new(),
    }
}

fn work_of_book(book: &ExistingBook) -> Work {
    let also = book.local.get(KNOWN_AS).into_iter().flat_map(|ids| ids.split(' '));
    Work {
        title: book.record.title().to_owned(),
        authors: book.record.authors().into_iter().map(str::to_owned).collect(),
        hive_id: book.record.hive_id(),
        identifiers: book.record.identifiers(),
        also: also.filter_map(|id| HiveId::parse(id).ok()).collect(),
    }
}
