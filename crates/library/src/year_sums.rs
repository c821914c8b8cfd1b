//! What the headings of a wall of covers say: the books and pages that were finished in a year.

use crate::query::{Expr, Finder, Scope};
use crate::{AccountId, Library, StorageFault};
use rusqlite::params_from_iter;

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

/// Put around the statement that finds the books.
const SUMS: (&str, &str) = (
    "SELECT CAST(substr(finished, 1, 4) AS INTEGER) AS year, count(*), sum(pages) FROM book WHERE id IN (",
    ") GROUP BY year ORDER BY year DESC NULLS LAST",
);

impl Library {
    /// The books that match, by the year they were finished in: newest first, those without a day last.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn year_sums(&self, account: AccountId, filter: &Expr) -> Result<Vec<YearSum>, StorageFault> {
        self.read(|connection| {
            let finder = Finder::new(account, filter, Scope::Account);
            let (before, after) = SUMS;
            let mut statement = connection.prepare_cached(&format!("{before}{}{after}", finder.sql))?;
            let sums = statement.query_map(params_from_iter(&finder.values), |row| {
                Ok(YearSum {
                    year: row.get(0)?,
                    books: row.get(1)?,
                    pages: row.get::<_, Option<u32>>(2)?.unwrap_or_default(),
                })
            })?;
            Ok(sums.collect::<Result<_, _>>()?)
        })
    }
}
