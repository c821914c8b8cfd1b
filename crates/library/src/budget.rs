//! The server's write budgets, as its answers told them: kept, so that a restart does not have to be refused first.

use crate::{AccountId, Library, StorageFault};
use rusqlite::Connection;

/// One window of a server's budget, in the server's points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Length of the window, in seconds: 3,600 for the hour's budget.
    pub seconds: u64,
    /// What a window holds.
    pub points: u64,
    /// What was left when the server last said so.
    pub remaining: u64,
    /// When the window ends, and all of it is there again.
    pub resets_at: jiff::Timestamp,
}

impl Budget {
    /// What is left at a time.
    #[must_use]
    pub fn left(&self, now: jiff::Timestamp) -> u64 {
        if self.is_over(now) { self.points } else { self.remaining }
    }

    /// Whether the window has ended, as far as can be told: one that ends further off than twice its length was noted by
    /// a clock that has been set back since.
    #[must_use]
    pub fn is_over(&self, now: jiff::Timestamp) -> bool {
        let left = self.resets_at.duration_since(now).as_secs();
        let believable = u64::try_from(left).is_ok_and(|left| left <= self.seconds.saturating_mul(2));
        now >= self.resets_at || !believable
    }
}

impl Library {
    /// Notes what the server said of a budget, in place of what it said of the same window before.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn note_budget(&self, account: AccountId, budget: &Budget) -> Result<(), StorageFault> {
        self.write(|transaction| note_budget(transaction, account, budget))
    }

    /// The budgets that the server told of, the shortest window first.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn budgets(&self, account: AccountId) -> Result<Vec<Budget>, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT seconds, points, remaining, resets_at FROM budget WHERE account = ?1 ORDER BY seconds",
            )?;
            let mut rows = statement.query([account])?;
            let number = |value: i64| u64::try_from(value).unwrap_or_default();
            let mut budgets = Vec::new();
            while let Some(row) = rows.next()? {
                budgets.push(Budget {
                    seconds: number(row.get(0)?),
                    points: number(row.get(1)?),
                    remaining: number(row.get(2)?),
                    resets_at: jiff::Timestamp::from_microsecond(row.get(3)?)
                        .map_err(|_| StorageFault::Malformed { what: "time" })?,
                });
            }
            Ok(budgets)
        })
    }
}

pub(crate) fn note_budget(
    connection: &Connection,
    account: AccountId,
    budget: &Budget,
) -> Result<(), StorageFault> {
    let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let Budget { seconds, points, remaining, resets_at } = *budget;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO budget (account, seconds, points, remaining, resets_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((account, number(seconds), number(points), number(remaining), resets_at.as_microsecond()))?;
    Ok(())
}
