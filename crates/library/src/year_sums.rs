//! What the headings of a wall of covers say: the books and pages that were finished in a year.

use crate::query::Expr;
use crate::{AccountId, Library, StorageFault};
use std::collections::BTreeMap;

/// Some books that stand together on the wall, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearSum {
    /// Being read now, whatever year they were finished in before: a wall shows these by themselves.
    pub reading: bool,
    /// The year they were finished in; `None` for those without a day, and for those being read.
    pub year: Option<i16>,
    /// Books, at least one.
    pub books: u32,
    /// Their pages together, of as many as have a count.
    pub pages: u32,
}

/// The plus keeps SQLite from fetching the table's rows one by one in an index's order.
const BOOKS: &str = "SELECT id, status IS 1, CAST(substr(finished, 1, 4) AS INTEGER), pages FROM book
    WHERE +account = ?1 AND gone = 0";

impl Library {
    /// The books that match, by the year they were finished in: those being read first, then the newest year, those
    /// without a day last.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn year_sums(&self, account: AccountId, filter: &Expr) -> Result<Vec<YearSum>, StorageFault> {
        self.read_remembering(|connection, remembered| {
            let matching = remembered.matching(connection, account, filter)?;
            let mut sums: BTreeMap<(bool, Option<i16>), (u32, u32)> = BTreeMap::new();
            let mut statement = connection.prepare_cached(BOOKS)?;
            let mut rows = statement.query([account])?;
            while let Some(row) = rows.next()? {
                if matching.contains(row.get(0)?) {
                    let reading: bool = row.get(1)?;
                    let year = if reading { None } else { row.get(2)? };
                    let (books, pages) = sums.entry((reading, year)).or_default();
                    *books += 1;
                    *pages = pages.saturating_add(row.get::<_, Option<u32>>(3)?.unwrap_or_default());
                }
            }
            let sums = sums.into_iter().rev();
            Ok(sums
                .map(|((reading, year), (books, pages))| YearSum { reading, year, books, pages })
                .collect())
        })
    }
}
