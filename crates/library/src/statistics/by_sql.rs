//! The same figures counted by SQLite out of the records themselves: what the tests compare with.

use super::{NAMES, Share, Spine, Statistics, Tally};
use crate::book::{SUMMARY_COLUMNS, summary};
use crate::{AccountId, BookSummary, Library, StorageFault};
use bookhive::Day;
use rusqlite::{Connection, Row, named_params};

const SPINES: u32 = super::SPINES as u32;
const IN_HAND: usize = super::IN_HAND;

pub(super) fn statistics(library: &Library, account: AccountId, year: Option<i16>, today: Day) -> Statistics {
    let counted = library.read(|connection| {
        let mut statistics = Statistics { year, ..Statistics::default() };
        if let Some(year) = year {
            statistics.months = vec![Tally::default(); 12];
            statistics.months_before = vec![Tally::default(); 12];
            statistics.days = days(connection, account, year, today)?;
            statistics.shelf = shelf(connection, account, year)?;
        }
        figures(connection, account, today, &mut statistics)?;
        statistics.in_hand = in_hand(connection, account)?;
        Ok::<_, StorageFault>(statistics)
    });
    counted.unwrap()
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
