//! All books of an account, as narrow as counting needs them: some forty bytes a book, so that facets and statistics
//! of 50,000 books are counted between two frames.
//!
//! Reading it walks the whole table, so it is read once. After a change the next one is made from it: a walk along the
//! index of [stamps](crate::rows) tells which books are not as they were, and only those are read.

mod names;
mod tallies;
#[cfg(test)]
mod tests;

use crate::{AccountId, StorageFault};
use bookhive::Day;
pub(crate) use names::Names;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use std::sync::Arc;

/// The books of an account, a place each, in order of their numbers.
#[derive(Debug, Default)]
pub(crate) struct Digest {
    ids: Vec<i64>,
    stamps: Vec<i64>,
    books: Vec<Narrow>,
    pub(crate) authors: Names,
    pub(crate) tags: Names,
    pub(crate) formats: Names,
    /// Formats as they are shown; at most one a book.
    pub(crate) bindings: Names,
    /// Where each book's earlier readings begin in `earlier`.
    starts: Vec<u32>,
    earlier: Vec<Earlier>,
}

/// What is known of one book but its names and earlier readings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Narrow {
    pub(crate) started: Option<Day>,
    pub(crate) finished: Option<Day>,
    /// The day it was given up, where that is not `finished`.
    pub(crate) stopped: Option<Day>,
    pub(crate) pages: Option<u32>,
    /// `NO_STATUS`, or the number in the database.
    pub(crate) status: u8,
    /// 0: not rated.
    pub(crate) stars: u8,
    /// 0 not owned, 1 owned, 2 not said.
    owned: u8,
    flags: u8,
}

/// A reading before the one that the record's own days are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Earlier {
    pub(crate) started: Option<Day>,
    pub(crate) finished: Day,
}

const NO_STATUS: u8 = 4;
const HAS_REVIEW: u8 = 1;
const HAS_COVER: u8 = 2;
const HAS_ISBN: u8 = 4;

const COLUMNS: &str = "id, stamp, status, stars, started, finished, owned, has_review, has_cover,
    coalesce(isbn13, isbn10), authors, tags, format, binding, pages, stopped, earlier";

/// The plus keeps SQLite from walking an index of the account and sorting afterwards: the table is in order already.
pub(crate) fn all_sql() -> String {
    format!("SELECT {COLUMNS} FROM book WHERE +account = ?1 AND gone = 0 ORDER BY id")
}

/// Answered from `book_by_stamp` alone.
pub(crate) const STAMPS: &str =
    "SELECT id, stamp FROM book WHERE account = ?1 AND gone = 0 AND stamp <> 0 ORDER BY id";

/// From so many changed books in a thousand on, walking the table is shorter than asking for each of them.
const MANY: usize = 100;

/// Number and stamp of every book, in order of the numbers.
fn stamps(connection: &Connection, account: AccountId) -> Result<Vec<(i64, i64)>, StorageFault> {
    let mut statement = connection.prepare_cached(STAMPS)?;
    let stamps = statement.query_map([account], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(stamps.collect::<Result<_, _>>()?)
}

impl Digest {
    /// The account's books as they are now; `before` is what was read of the same account earlier.
    pub(crate) fn read(
        connection: &Connection,
        account: AccountId,
        before: Option<Arc<Self>>,
    ) -> Result<Arc<Self>, StorageFault> {
        let Some(before) = before else { return Ok(Arc::new(Self::of_all(connection, account)?)) };
        let now = stamps(connection, account)?;
        let places = before.places_of(&now);
        let new = places.iter().filter(|place| place.is_none()).count();
        if new == 0 && now.len() == before.ids.len() {
            return Ok(before);
        }
        if new * 1_000 > now.len() * MANY {
            return Ok(Arc::new(Self::of_all(connection, account)?));
        }
        Ok(Arc::new(Self::after(connection, &before, &now, &places)?))
    }

    /// The books that there are `now`, those that had a place before as they were there.
    fn after(
        connection: &Connection,
        before: &Self,
        now: &[(i64, i64)],
        places: &[Option<usize>],
    ) -> Result<Self, StorageFault> {
        let mut statement =
            connection.prepare_cached(&format!("SELECT {COLUMNS} FROM book WHERE id = ?1"))?;
        let mut digest = Self::like(before, now.len());
        for ((id, _), place) in now.iter().zip(places) {
            match *place {
                Some(place) => digest.add_as_before(before, place),
                None => statement.query_row([id], |row| digest.add(row))?,
            }
        }
        digest.close();
        Ok(digest)
    }

    fn of_all(connection: &Connection, account: AccountId) -> Result<Self, StorageFault> {
        let mut digest = Self::default();
        let mut statement = connection.prepare_cached(&all_sql())?;
        let mut rows = statement.query([account])?;
        while let Some(row) = rows.next()? {
            digest.add(row)?;
        }
        digest.close();
        Ok(digest)
    }

    /// No book yet, and room for so many.
    fn like(before: &Self, books: usize) -> Self {
        Self {
            ids: Vec::with_capacity(books),
            stamps: Vec::with_capacity(books),
            books: Vec::with_capacity(books),
            authors: Names::like(&before.authors),
            tags: Names::like(&before.tags),
            formats: Names::like(&before.formats),
            bindings: Names::like(&before.bindings),
            starts: Vec::with_capacity(books),
            earlier: Vec::with_capacity(before.earlier.len()),
        }
    }

    /// For each of these books (number and stamp, in order of the numbers), where it stands here, if it is the same.
    fn places_of(&self, books: &[(i64, i64)]) -> Vec<Option<usize>> {
        let mut known = self.ids.iter().zip(&self.stamps).enumerate().peekable();
        let place = |&(id, stamp): &(i64, i64)| {
            while known.next_if(|(_, (known, _))| **known < id).is_some() {}
            known.next_if(|(_, (known, was))| **known == id && **was == stamp).map(|(place, _)| place)
        };
        books.iter().map(place).collect()
    }

    /// Adds a row of [`COLUMNS`].
    fn add(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let text = |column: usize| match row.get_ref(column) {
            Ok(ValueRef::Text(bytes)) => std::str::from_utf8(bytes).ok(),
            _ => None,
        };
        let number = |column: usize| row.get_ref(column).ok().and_then(|value| value.as_i64().ok());
        let small = |column: usize| number(column).and_then(|number| u8::try_from(number).ok());
        let day = |column: usize| text(column).and_then(|day| Day::parse(day).ok());
        let flag = |bit: u8, set: bool| if set { bit } else { 0 };
        self.ids.push(row.get(0)?);
        self.stamps.push(row.get(1)?);
        self.books.push(Narrow {
            started: day(4),
            finished: day(5),
            stopped: day(15),
            pages: number(14).and_then(|pages| u32::try_from(pages).ok()),
            status: small(2).unwrap_or(NO_STATUS),
            stars: small(3).unwrap_or_default(),
            owned: number(6).map_or(2, |owned| u8::from(owned != 0)),
            flags: flag(HAS_REVIEW, number(7) == Some(1))
                | flag(HAS_COVER, number(8) == Some(1))
                | flag(HAS_ISBN, text(9).is_some()),
        });
        self.authors.add(text(10).unwrap_or_default().split('\t'));
        self.tags.add(text(11).unwrap_or_default().split('\n'));
        self.formats.add(text(12).into_iter());
        self.bindings.add(text(13).into_iter());
        self.starts.push(self.earlier.len() as u32);
        self.earlier.extend(text(16).unwrap_or_default().lines().filter_map(|line| {
            let (started, finished) = line.split_once('/')?;
            Some(Earlier { started: Day::parse(started).ok(), finished: Day::parse(finished).ok()? })
        }));
        Ok(())
    }

    fn add_as_before(&mut self, before: &Self, place: usize) {
        self.ids.extend(before.ids.get(place));
        self.stamps.extend(before.stamps.get(place));
        self.books.extend(before.books.get(place));
        self.authors.add_as_before(&before.authors, place);
        self.tags.add_as_before(&before.tags, place);
        self.formats.add_as_before(&before.formats, place);
        self.bindings.add_as_before(&before.bindings, place);
        self.starts.push(self.earlier.len() as u32);
        self.earlier.extend_from_slice(before.earlier_of(place));
    }

    fn close(&mut self) {
        for names in [&mut self.authors, &mut self.tags, &mut self.formats, &mut self.bindings] {
            names.close();
        }
        self.earlier.shrink_to_fit();
    }

    /// Every book: its number, its place, and what is known of it.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (i64, usize, &Narrow)> {
        self.ids.iter().zip(&self.books).enumerate().map(|(place, (&id, book))| (id, place, book))
    }

    /// Earlier readings of the book at a place.
    pub(crate) fn earlier_of(&self, place: usize) -> &[Earlier] {
        let start = self.starts.get(place).copied().unwrap_or_default() as usize;
        let end = self.starts.get(place + 1).map_or(self.earlier.len(), |end| *end as usize);
        self.earlier.get(start..end).unwrap_or_default()
    }
}
