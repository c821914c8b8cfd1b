//! All books of an account, as narrow as counting needs them: some ten bytes a book, so that ten facets of 50,000
//! books are counted between two frames.

use super::names::Names;
use crate::columns::{status_number, status_of};
use crate::found::IdSet;
use crate::query::Part;
use crate::{AccountId, StorageFault};
use bookhive::{Stars, Status};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::collections::HashMap;

/// The books of an account, a place each, in order of their numbers.
#[derive(Debug, Default)]
pub(crate) struct Digest {
    ids: Vec<i64>,
    books: Vec<Narrow>,
    authors: Names,
    tags: Names,
    formats: Names,
}

#[derive(Debug, Clone, Copy, Default)]
struct Narrow {
    /// 0: no day.
    year: i16,
    /// `NO_STATUS`, or the number in the database.
    status: u8,
    /// 0: not rated.
    stars: u8,
    /// 0 not owned, 1 owned, 2 not said.
    owned: u8,
    flags: u8,
}

const NO_STATUS: u8 = 4;
const HAS_REVIEW: u8 = 1;
const HAS_COVER: u8 = 2;
const HAS_ISBN: u8 = 4;
const HAS_DAY: u8 = 8;
const IS_DUPLICATE: u8 = 16;

/// The plus keeps SQLite from walking an index of the account and sorting afterwards: the table is in order already.
pub(crate) const BOOKS: &str =
    "SELECT id, status, stars, finished, owned, has_review, has_cover, coalesce(isbn13, isbn10),
    authors, tags, format
    FROM book WHERE +account = ?1 AND gone = 0 ORDER BY id";

impl Digest {
    /// `twins` are the books that the query language calls duplicates.
    pub(crate) fn read(
        connection: &Connection,
        account: AccountId,
        twins: &IdSet,
    ) -> Result<Self, StorageFault> {
        let mut digest = Self::default();
        let mut statement = connection.prepare_cached(BOOKS)?;
        let mut rows = statement.query([account])?;
        while let Some(row) = rows.next()? {
            let text = |column: usize| match row.get_ref(column) {
                Ok(ValueRef::Text(bytes)) => std::str::from_utf8(bytes).ok(),
                _ => None,
            };
            let number = |column: usize| row.get_ref(column).ok().and_then(|value| value.as_i64().ok());
            let flag = |bit: u8, set: bool| if set { bit } else { 0 };
            let finished = text(3);
            let id = row.get(0)?;
            digest.ids.push(id);
            digest.books.push(Narrow {
                year: finished.and_then(|day| day.get(..4)?.parse().ok()).unwrap_or_default(),
                status: number(1).and_then(|status| u8::try_from(status).ok()).unwrap_or(NO_STATUS),
                stars: number(2).and_then(|stars| u8::try_from(stars).ok()).unwrap_or_default(),
                owned: number(4).map_or(2, |owned| u8::from(owned != 0)),
                flags: flag(HAS_REVIEW, number(5) == Some(1))
                    | flag(HAS_COVER, number(6) == Some(1))
                    | flag(HAS_ISBN, text(7).is_some())
                    | flag(HAS_DAY, finished.is_some())
                    | flag(IS_DUPLICATE, twins.contains(id)),
            });
            digest.authors.add(text(8).unwrap_or_default().split('\t'));
            digest.tags.add(text(9).unwrap_or_default().split('\n'));
            digest.formats.add(text(10).unwrap_or_default().split('\n'));
        }
        digest.authors.close();
        digest.tags.close();
        digest.formats.close();
        Ok(digest)
    }

    pub(super) fn all(&self) -> Vec<u32> {
        (0..self.ids.len() as u32).collect()
    }

    /// Places of the books whose numbers are asked for.
    pub(super) fn places(&self, wanted: impl Fn(i64) -> bool) -> Vec<u32> {
        self.ids.iter().zip(0..).filter(|(id, _)| wanted(**id)).map(|(_, place)| place).collect()
    }

    fn books<'a>(&'a self, places: &'a [u32]) -> impl Iterator<Item = &'a Narrow> {
        places.iter().filter_map(|&place| self.books.get(place as usize))
    }

    /// Books by a small number that each has.
    fn tally<const N: usize>(&self, places: &[u32], of: impl Fn(&Narrow) -> u8) -> [u32; N] {
        let mut counts = [0; N];
        for book in self.books(places) {
            if let Some(count) = counts.get_mut(usize::from(of(book))) {
                *count += 1;
            }
        }
        counts
    }

    pub(super) fn statuses(&self, places: &[u32]) -> impl Fn(Option<Status>) -> u32 {
        let counts: [u32; 5] = self.tally(places, |book| match status_of(book.status.into()) {
            Some(_) => book.status,
            None => NO_STATUS,
        });
        move |status| {
            let at = status.map_or(i64::from(NO_STATUS), status_number);
            usize::try_from(at).ok().and_then(|at| counts.get(at).copied()).unwrap_or_default()
        }
    }

    pub(super) fn ratings(&self, places: &[u32]) -> impl Fn(Stars) -> u32 {
        let counts: [u32; 11] = self.tally(places, |book| book.stars);
        move |stars| counts.get(usize::from(stars.half_stars())).copied().unwrap_or_default()
    }

    pub(super) fn ownership(&self, places: &[u32]) -> impl Fn(Option<bool>) -> u32 {
        let [no, yes, unsaid] = self.tally(places, |book| book.owned);
        move |owned| match owned {
            Some(true) => yes,
            Some(false) => no,
            None => unsaid,
        }
    }

    /// Newest first.
    pub(super) fn years(&self, places: &[u32]) -> Vec<(i16, u32)> {
        let mut counts: HashMap<i16, u32> = HashMap::new();
        for book in self.books(places).filter(|book| book.year != 0) {
            *counts.entry(book.year).or_default() += 1;
        }
        let mut years: Vec<_> = counts.into_iter().collect();
        years.sort_unstable_by(|a, b| b.cmp(a));
        years
    }

    pub(super) fn authors(&self) -> &Names {
        &self.authors
    }

    pub(super) fn tags(&self) -> &Names {
        &self.tags
    }

    pub(super) fn formats(&self) -> &Names {
        &self.formats
    }

    /// Books that have a part, as far as parts are facets.
    pub(super) fn with(&self, places: &[u32], part: Part) -> u32 {
        let has = |book: &&Narrow| match part {
            Part::Review => book.flags & HAS_REVIEW != 0,
            Part::Cover => book.flags & HAS_COVER != 0,
            Part::Isbn => book.flags & HAS_ISBN != 0,
            Part::Finished => book.flags & HAS_DAY != 0,
            Part::Rating => book.stars != 0,
            _ => false,
        };
        self.books(places).filter(has).count() as u32
    }

    pub(super) fn without(&self, places: &[u32], part: Part) -> u32 {
        places.len() as u32 - self.with(places, part)
    }

    pub(super) fn duplicates(&self, places: &[u32]) -> u32 {
        self.books(places).filter(|book| book.flags & IS_DUPLICATE != 0).count() as u32
    }
}
