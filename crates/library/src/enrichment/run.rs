use super::offer;
use crate::account::publishes;
use crate::{AccountId, Library, StorageFault};
use rusqlite::OptionalExtension;
use thiserror::Error;

/// How a look through an account's books stands. The parts add up to `books`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EnrichmentStanding {
    /// The reader holds it.
    pub paused: bool,
    /// Books that it is about.
    pub books: u32,
    /// Books about which a question is still to be asked.
    pub waiting: u32,
    /// Books that wait to be filled.
    pub found: u32,
    /// Books about which the reader is asked.
    pub doubtful: u32,
    /// Books that the catalogue does not know, by its own word or the reader's.
    pub unknown: u32,
    /// Books that are filled, or that were found and lack nothing that is known.
    pub filled: u32,
    /// Books that the reader wants left alone.
    pub left: u32,
    /// Questions that are probably still to be asked.
    pub questions: u32,
}

/// No look was begun.
#[derive(Debug, Error)]
pub enum BeginError {
    /// No account has this number.
    #[error("the account is not on this computer")]
    UnknownAccount,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for BeginError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Library {
    /// Begins to look through the account's books: the number of them. What an earlier look found and nobody has settled
    /// becomes part of it.
    ///
    /// # Errors
    /// [`BeginError::UnknownAccount`] when there is no such account.
    pub fn begin_enrichment(&self, account: AccountId, now: jiff::Timestamp) -> Result<u32, BeginError> {
        self.write(|transaction| {
            publishes(transaction, account)?.ok_or(BeginError::UnknownAccount)?;
            transaction.execute("DELETE FROM enrichment WHERE account = ?1", [account])?;
            transaction.execute("INSERT INTO enrichment (account) VALUES (?1)", [account])?;
            let run = transaction.last_insert_rowid();
            transaction.execute(
                "UPDATE enrichment_book SET run = ?2
                 WHERE account = ?1 AND state IN ('waiting', 'found', 'doubtful')",
                (account, run),
            )?;
            let mut insert = transaction.prepare_cached(
                "INSERT OR REPLACE INTO enrichment_book (book, account, run, state, asked, at)
                 VALUES (?1, ?2, ?3, 'waiting', ?4, ?5)",
            )?;
            let books = offer::books(transaction, account, now)?;
            for (book, asked) in &books {
                insert.execute((book, account, run, asked, now.as_microsecond()))?;
            }
            Ok(u32::try_from(books.len()).unwrap_or(u32::MAX))
        })
    }

    /// How the look stands; `None` when there is none.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn enrichment(&self, account: AccountId) -> Result<Option<EnrichmentStanding>, StorageFault> {
        self.read(|connection| {
            let run: Option<(i64, bool)> = connection
                .prepare_cached("SELECT id, paused FROM enrichment WHERE account = ?1")?
                .query_row([account], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((run, paused)) = run else { return Ok(None) };
            let mut standing = EnrichmentStanding { paused, ..EnrichmentStanding::default() };
            let mut count = connection.prepare_cached(
                "SELECT enrichment_book.state, COUNT(*), SUM(enrichment_book.rung + 1)
                 FROM enrichment_book JOIN book ON book.id = enrichment_book.book
                 WHERE enrichment_book.account = ?1 AND enrichment_book.run = ?2 AND book.gone = 0
                 GROUP BY enrichment_book.state",
            )?;
            let mut rows = count.query((account, run))?;
            let (mut asked, mut asking) = (0_u32, 0_u32);
            while let Some(row) = rows.next()? {
                let (state, books, questions): (String, u32, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
                standing.books += books;
                match state.as_str() {
                    "waiting" => standing.waiting += books,
                    "found" => standing.found += books,
                    "doubtful" => standing.doubtful += books,
                    "filled" => standing.filled += books,
                    "left" => standing.left += books,
                    _ => standing.unknown += books,
                }
                *(if state == "waiting" { &mut asking } else { &mut asked }) += questions;
            }
            // As many a book as the settled ones took; at least the one that is next.
            let settled = standing.books - standing.waiting;
            let in_all = asked.saturating_mul(standing.waiting).checked_div(settled).unwrap_or_default();
            let asked_of_these = asking.saturating_sub(standing.waiting);
            standing.questions = in_all.saturating_sub(asked_of_these).max(standing.waiting);
            Ok(Some(standing))
        })
    }

    /// Holds the look, or lets it go on.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn pause_enrichment(&self, account: AccountId, paused: bool) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction.execute("UPDATE enrichment SET paused = ?2 WHERE account = ?1", (account, paused))?;
            Ok(())
        })
    }

    /// Asks no more. What was found by now stays to be filled and decided.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn stop_enrichment(&self, account: AccountId) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction
                .execute("DELETE FROM enrichment_book WHERE account = ?1 AND state = 'waiting'", [account])?;
            transaction.execute(
                "DELETE FROM enrichment WHERE account = ?1 AND NOT EXISTS (
                     SELECT 1 FROM enrichment_book
                     WHERE enrichment_book.account = ?1 AND enrichment_book.state IN ('found', 'doubtful'))",
                [account],
            )?;
            Ok(())
        })
    }

    /// Puts the whole look away. What was found and not filled is left, as if the reader had said so of each.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn end_enrichment(&self, account: AccountId, now: jiff::Timestamp) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction
                .execute("DELETE FROM enrichment_book WHERE account = ?1 AND state = 'waiting'", [account])?;
            transaction.execute(
                "UPDATE enrichment_book SET state = 'left', at = ?2
                 WHERE account = ?1 AND state IN ('found', 'doubtful')",
                (account, now.as_microsecond()),
            )?;
            transaction.execute("DELETE FROM enrichment WHERE account = ?1", [account])?;
            Ok(())
        })
    }
}
