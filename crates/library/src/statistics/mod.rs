//! What a reader has read: figures of one year or of all time, counted by SQLite in one state of the library.
//!
//! A *reading* is what is counted. A finished book has one, dated or not, and one more for every earlier reading that
//! its record names; a book read three times is three readings of one book. Readings without a day are in no year: they
//! are part of "all time" and told apart everywhere.

#[cfg(test)]
mod tests;

use crate::book::{SUMMARY_COLUMNS, summary};
use crate::{AccountId, BookId, BookSummary, Library, StorageFault};
use bookhive::Day;
use rusqlite::{Connection, Row, named_params};

/// Names told apart in a list of shares; the rest are one sum.
const NAMES: usize = 12;
/// Spines on the shelf of a year.
const SPINES: u32 = 400;
/// Books listed as being read.
const IN_HAND: u32 = 24;

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
        self.read(|connection| {
            let mut statistics = Statistics { year, ..Statistics::default() };
            if year.is_some() {
                statistics.months = vec![Tally::default(); 12];
                statistics.months_before = vec![Tally::default(); 12];
            }
            figures(connection, account, today, &mut statistics)?;
            if let Some(year) = year {
                statistics.days = days(connection, account, year, today)?;
                statistics.shelf = shelf(connection, account, year)?;
            }
            statistics.in_hand = in_hand(connection, account)?;
            Ok(statistics)
        })
    }
}

/// First and last day of a year, as they compare in SQL.
fn bounds(year: i16) -> (String, String) {
    (format!("{year:04}-01-01"), format!("{year:04}-12-31"))
}

fn figures(
    connection: &Connection,
    account: AccountId,
    today: Day,
    statistics: &mut Statistics,
) -> Result<(), StorageFault> {
    let (first, last) = match statistics.year {
        Some(year) => bounds(year),
        None => ("0000".to_owned(), "9999-99-99".to_owned()),
    };
    let (first_before, last_before) = bounds(statistics.year.map_or(0, |year| year.saturating_sub(1)));
    let mut statement = connection.prepare_cached(include_str!("figures.sql"))?;
    let all = statistics.year.is_none();
    let mut rows =
        statement.query((account, first, last, today.to_string(), all, first_before, last_before))?;
    let (mut authors, mut formats) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (figure, part): (String, i16) = (row.get(0)?, row.get(1)?);
        let number: u32 = row.get(3)?;
        let place = usize::try_from(part).unwrap_or_default();
        match figure.as_str() {
            "readings" => statistics.readings = tally(row)?,
            "books" => statistics.books = number,
            "again" => statistics.again = number,
            "undated" => statistics.undated = tally(row)?,
            "year" => statistics.years.push((part, tally(row)?)),
            "month" => put(&mut statistics.months, place, tally(row)?),
            "month before" => put(&mut statistics.months_before, place, tally(row)?),
            "stars" if part == 0 => statistics.unrated = number,
            "stars" => put(&mut statistics.stars, place, number),
            "pace" if part == 0 => statistics.pace.unknown = number,
            "pace" => {
                put(&mut statistics.pace.spans, place, number);
                statistics.pace.days += row.get::<_, u32>(4)?;
            }
            "author" => authors.push(Share { name: row.get(2)?, readings: number }),
            "format" => formats.push(Share { name: row.get(2)?, readings: number }),
            "given up" => statistics.given_up = number,
            _ => statistics.given_up_undated = number,
        }
    }
    statistics.years.sort_unstable_by_key(|(year, _)| *year);
    (statistics.authors, statistics.other_authors) = most(authors);
    formats.sort_by(by_readings);
    statistics.formats = formats;
    Ok(())
}

/// Readings, pages and readings without pages, in the order in which `figures.sql` has them.
fn tally(row: &Row<'_>) -> rusqlite::Result<Tally> {
    Ok(Tally { readings: row.get(3)?, pages: row.get(4)?, without_pages: row.get(5)? })
}

/// Puts the value at its place, counted from one.
fn put<T>(list: &mut [T], place: usize, value: T) {
    if let Some(slot) = place.checked_sub(1).and_then(|place| list.get_mut(place)) {
        *slot = value;
    }
}

fn by_readings(one: &Share, other: &Share) -> std::cmp::Ordering {
    other.readings.cmp(&one.readings).then_with(|| one.name.cmp(&other.name))
}

/// The names with the most readings, and the sum of all others and of those without a name.
fn most(mut shares: Vec<Share>) -> (Vec<Share>, Share) {
    shares.sort_by(by_readings);
    let (named, nameless): (Vec<Share>, Vec<Share>) =
        shares.into_iter().partition(|share| !share.name.is_empty());
    let mut listed = named;
    let rest = listed.split_off(listed.len().min(NAMES));
    let others = rest.iter().chain(&nameless).map(|share| share.readings).sum();
    (listed, Share { name: String::new(), readings: others })
}

fn days(
    connection: &Connection,
    account: AccountId,
    year: i16,
    today: Day,
) -> Result<Vec<(String, u32)>, StorageFault> {
    let (first, last) = bounds(year);
    let mut statement = connection.prepare_cached(include_str!("days.sql"))?;
    let days = statement
        .query_map((account, first, last, today.to_string()), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(days)
}

fn shelf(connection: &Connection, account: AccountId, year: i16) -> Result<Vec<Spine>, StorageFault> {
    let (first, last) = bounds(year);
    let mut statement = connection.prepare_cached(include_str!("shelf.sql"))?;
    let values = named_params! {
        ":account": account, ":first": first, ":last": last, ":limit": SPINES,
    };
    let spines = statement.query_map(values, |row| {
        let authors: String = row.get(2)?;
        Ok(Spine {
            book: row.get(0)?,
            title: row.get(1)?,
            authors: bookhive::split_authors(&authors).into_iter().map(str::to_owned).collect(),
            hive_id: row.get(3)?,
            finished: row.get(4)?,
            pages: row.get::<_, Option<u32>>(5)?.filter(|pages| (1..=20_000).contains(pages)),
        })
    })?;
    Ok(spines.collect::<Result<_, _>>()?)
}

fn in_hand(connection: &Connection, account: AccountId) -> Result<Vec<BookSummary>, StorageFault> {
    let sql = format!(
        "SELECT {SUMMARY_COLUMNS} FROM book WHERE account = ?1 AND gone = 0 AND status = 1
         ORDER BY started DESC NULLS LAST, id DESC LIMIT {IN_HAND}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let books = statement.query_map([account], summary)?;
    Ok(books.collect::<Result<_, _>>()?)
}
