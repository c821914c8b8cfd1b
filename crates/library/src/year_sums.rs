//! What the headings of a wall of covers say: the books and pages that were finished in a year.

use crate::query::Expr;
use crate::{AccountId, Library, StorageFault};
use std::collections::BTreeMap;

/// Some books of one year, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearSum {
    /// The year they were finished in; `None` for those without a day.
    pub year: Option<i16>,
    /// Books, at least one.
    pub books: u32,
    /// Their pages together, of as many as have a count.
    pub pages: u32,
}

/// The plus keeps SQLite from fetching the table's rows one by one in an index's order.
const BOOKS: &str = "SELECT id, CAST(substr(finished, 1, 4) AS INTEGER), pages FROM book
    WHERE +account = ?1 AND gone = 0";

impl Library {
    /// The books that match, by the year they were finished in: newest first, those without a day last.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn year_sums(&self, account: AccountId, filter: &Expr) -> Result<Vec<YearSum>, StorageFault> {
        self.read_remembering(|connection, remembered| {
            let matching = remembered.matching(connection, account, filter)?;
            let mut years: BTreeMap<Option<i16>, (u32, u32)> = BTreeMap::new();
            let mut statement = connection.prepare_cached(BOOKS)?;
            let mut rows = statement.query([account])?;
            while let Some(row) = rows.next()? {
                if matching.contains(row.get(0)?) {
                    let (books, pages) = years.entry(row.get(1)?).or_default();
                    *books += 1;
                    *pages = pages.saturating_add(row.get::<_, Option<u32>>(2)?.unwrap_or_default());
                }
            }
            let sums = years.into_iter().rev();
            Ok(sums.map(|(year, (books, pages))| YearSum { year, books, pages }).collect())
        })
    }
}
