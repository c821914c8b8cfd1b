//! What a reader has read: figures of one year or of all time, counted over the [digest](crate::digest) of one state of
//! the library. The tests count the same in SQL.
//!
//! A *reading* is what is counted. A finished book has one, dated or not, and one more for every earlier reading that
//! its record names; a book read three times is three readings of one book. Readings without a day are in no year: they
//! are part of "all time" and told apart everywhere.

#[cfg(test)]
mod by_sql;
mod days;
mod figures;
mod readings;
#[cfg(test)]
mod tests;

use crate::book::one_summary;
use crate::columns::status_number;
use crate::digest::Digest;
use crate::{AccountId, BookId, BookSummary, Library, StorageFault};
use bookhive::{Day, Status};
use readings::{Reading, readings};
use rusqlite::{Connection, OptionalExtension};
use std::cmp::Reverse;

/// Names told apart in a list of shares; the rest are one sum.
const NAMES: usize = 12;
/// Spines on the shelf of a year.
const SPINES: usize = 400;
/// Books listed as being read.
const IN_HAND: usize = 24;

/// The figures of one year, or of all time. Every list of parts adds up to the sum that it is a picture of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statistics {
    /// The year; `None`: all time, readings without a date included.
    pub year: Option<i16>,
    /// Readings: their number, their pages, how many have no page count.
    pub readings: Tally,
    /// Different books among them.
    pub books: u32,
    /// Readings of a book that had been read before.
    pub again: u32,
    /// Readings without a date in the whole library. They are in `readings` only for all time.
    pub undated: Tally,
    /// The twelve months of the year; empty for all time. They add up to `readings`.
    pub months: Vec<Tally>,
    /// The months of the year before, to compare with; empty for all time.
    pub months_before: Vec<Tally>,
    /// Every year with a reading, in order. With `undated` they add up to the readings of all time.
    pub years: Vec<(i16, Tally)>,
    /// Books by rating, from half a star to five. With `unrated` they add up to `books`.
    pub stars: [u32; 10],
    /// Books read and not rated.
    pub unrated: u32,
    /// How long readings took.
    pub pace: Pace,
    /// Readings by first author, most first. With `other_authors` they add up to `readings`.
    pub authors: Vec<Share>,
    /// Readings of books by the authors not listed, and by nobody.
    pub other_authors: Share,
    /// Readings by format, most first; the name is empty where the book has none. They add up to `readings`.
    pub formats: Vec<Share>,
    /// Books given up in the period; for all time also those without a day.
    pub given_up: u32,
    /// Books given up on a day that nobody knows, in the whole library.
    pub given_up_undated: u32,
    /// Days of the year with a book in hand, in order, with the number of books; empty for all time.
    pub days: Vec<(String, u32)>,
    /// Readings of the year in order, for its shelf; at most 400. Empty for all time.
    pub shelf: Vec<Spine>,
    /// Books being read now, whatever the period, the last begun first; at most 24.
    pub in_hand: Vec<BookSummary>,
}

/// Readings and their pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Readings.
    pub readings: u32,
    /// Pages of those whose book has a page count.
    pub pages: u32,
    /// Readings whose book has none.
    pub without_pages: u32,
}

/// How many days readings took, first and last day included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pace {
    /// Readings of 1, 2–3, 4–7, 8–14, 15–30 and more days. With `unknown` they add up to the readings.
    pub spans: [u32; 6],
    /// Readings without a first or a last day.
    pub unknown: u32,
    /// Days of all timed readings together.
    pub days: u32,
}

/// A name's part of a sum.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Share {
    /// Author or format; empty where there is none.
    pub name: String,
    /// Readings.
    pub readings: u32,
}

/// A reading as it stands on the year's shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spine {
    /// The book.
    pub book: BookId,
    /// Its title.
    pub title: String,
    /// Its authors.
    pub authors: Vec<String>,
    /// Its hive id, which decides the colour.
    pub hive_id: Option<String>,
    /// The reading's last day.
    pub finished: String,
    /// Its pages, when they are known.
    pub pages: Option<u32>,
}

impl Pace {
    /// Readings of which first and last day are known.
    pub fn timed(&self) -> u32 {
        self.spans.iter().sum()
    }
}

impl Library {
    /// The figures of a year (1–9999), or of all time. `today` ends the readings that are still going on.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn statistics(
        &self,
        account: AccountId,
        year: Option<i16>,
        today: Day,
    ) -> Result<Statistics, StorageFault> {
        self.read_remembering(|connection, remembered| {
            let digest = remembered.digest(connection, account)?;
            let readings = readings(&digest);
            let mut statistics = figures::figures(&digest, &readings, year);
            if let Some(year) = year {
                statistics.days = days::days(&digest, year, today);
                statistics.shelf = shelf(connection, &readings, year)?;
            }
            statistics.in_hand = in_hand(connection, account, &digest)?;
            Ok(statistics)
        })
    }
}

fn shelf(connection: &Connection, readings: &[Reading<'_>], year: i16) -> Result<Vec<Spine>, StorageFault> {
    let ended = |reading: &Reading<'_>| reading.finished.filter(|day| day.year() == year);
    let mut order: Vec<(Day, &Reading<'_>)> =
        readings.iter().filter_map(|reading| Some((ended(reading)?, reading))).collect();
    order.sort_unstable_by_key(|(day, reading)| (*day, reading.id));
    order.truncate(SPINES);
    let mut statement =
        connection.prepare_cached("SELECT title, authors, hive_id FROM book WHERE id = ?1")?;
    let mut spines = Vec::with_capacity(order.len());
    for (day, reading) in order {
        let spine = statement.query_row([reading.id], |row| {
            let authors: String = row.get(1)?;
            Ok(Spine {
                book: BookId::new(reading.id),
                title: row.get(0)?,
                authors: bookhive::split_authors(&authors).into_iter().map(str::to_owned).collect(),
                hive_id: row.get(2)?,
                finished: day.to_string(),
                pages: reading.book.pages,
            })
        });
        spines.extend(spine.optional()?);
    }
    Ok(spines)
}

fn in_hand(
    connection: &Connection,
    account: AccountId,
    digest: &Digest,
) -> Result<Vec<BookSummary>, StorageFault> {
    let is_in_hand = |status: u8| i64::from(status) == status_number(Status::Reading);
    let mut books: Vec<(Option<Day>, i64)> = digest
        .iter()
        .filter(|(_, _, book)| is_in_hand(book.status))
        .map(|(id, _, book)| (book.started, id))
        .collect();
    books.sort_unstable_by_key(|&book| Reverse(book));
    books.truncate(IN_HAND);
    let summaries = books.into_iter().map(|(_, id)| one_summary(connection, account, BookId::new(id)));
    summaries.filter_map(Result::transpose).collect()
}
