//! What the headings of a wall of covers say: the books and pages that were finished in a year.

use crate::query::Expr;
use crate::{AccountId, Library, StorageFault};

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

impl Library {
    /// The books that match, by the year they were finished in: those being read first, then the newest year, those
    /// without a day last.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn year_sums(&self, account: AccountId, filter: &Expr) -> Result<Vec<YearSum>, StorageFault> {
        self.read_remembering(|connection, remembered| {
            let matching = remembered.matching(connection, account, filter)?;
            let digest = remembered.digest(connection, account)?;
            let sums = digest.sums_on_the_wall(|id| matching.contains(id)).into_iter().rev();
            Ok(sums
                .map(|((reading, year), (books, pages))| YearSum { reading, year, books, pages })
                .collect())
        })
    }
}
