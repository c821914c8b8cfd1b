use super::{Gap, Gaps};
use crate::{AccountId, BookId, Library, StorageFault};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// What was filled is not asked about again for so long: what the catalogue did not know then, it may know later.
const AFTER_AN_ANSWER: SignedDuration = SignedDuration::from_hours(6 * 7 * 24);
/// The same for a book it did not know, or that the reader left.
const AFTER_NONE: SignedDuration = SignedDuration::from_hours(2 * 7 * 24);

/// Books that could be looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lacking {
    /// How many.
    pub books: u32,
    /// How many of them lack what; only what some lack.
    pub gaps: BTreeMap<Gap, u32>,
}

/// Books that lack something and may be asked about, with what is remembered of an earlier look (`known`).
const ASKABLE: &str = "
    FROM book LEFT JOIN enrichment_book AS known ON known.book = book.id
    WHERE book.account = ?1 AND book.gone = 0 AND book.lacks > 0
        AND CASE known.state
            WHEN 'waiting' THEN 0
            WHEN 'found' THEN 0
            WHEN 'doubtful' THEN 0
            WHEN 'absent' THEN known.asked <> book.title || char(10) || book.authors
            WHEN 'filled' THEN known.asked <> book.title || char(10) || book.authors OR known.at < ?2
            WHEN 'unknown' THEN known.asked <> book.title || char(10) || book.authors OR known.at < ?3
            WHEN 'left' THEN known.asked <> book.title || char(10) || book.authors OR known.at < ?3
            ELSE 1 END";

impl Library {
    /// The books that lack something that the catalogue may know, and that were not looked up lately.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn lacking(&self, account: AccountId, now: Timestamp) -> Result<Lacking, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&counting())?;
            let mut rows =
                statement.query((account, before(now, AFTER_AN_ANSWER), before(now, AFTER_NONE)))?;
            let mut lacking = Lacking::default();
            while let Some(row) = rows.next()? {
                let (gaps, books): (Gaps, u32) = (row.get(0)?, row.get(1)?);
                lacking.books += books;
                for gap in gaps.each() {
                    *lacking.gaps.entry(gap).or_default() += books;
                }
            }
            Ok(lacking)
        })
    }
}

fn counting() -> String {
    format!("SELECT book.lacks, COUNT(*) {ASKABLE} GROUP BY book.lacks")
}

/// Each with what it is to be asked about by.
pub(super) fn books(
    connection: &Connection,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<(BookId, String)>, StorageFault> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT book.id, book.title || char(10) || book.authors {ASKABLE} ORDER BY book.id"
    ))?;
    let books = statement
        .query_map((account, before(now, AFTER_AN_ANSWER), before(now, AFTER_NONE)), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(books.collect::<Result<_, _>>()?)
}

fn before(now: Timestamp, life: SignedDuration) -> i64 {
    (now - life).as_microsecond()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::support::Shelf;

    #[test]
    fn what_is_lacking_is_counted_along_an_index() {
        let shelf = Shelf::new();
        let steps: Result<Vec<String>, StorageFault> = shelf.library.read(|connection| {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", counting()))?;
            let steps = statement.query_map((1, 0, 0), |row| row.get(3))?;
            Ok(steps.collect::<Result<_, _>>()?)
        });
        let plan = steps.unwrap().join("\n");
        assert!(
            plan.contains("book USING INDEX book_by_lacks (account=? AND lacks>?)")
                && !plan.contains("TEMP B-TREE"),
            "{plan}"
        );
    }
}
