//! Covers on their way to the reader's own server: agreed to as a whole, brought there one at a time, and one change of the
//! history however long it takes.

use crate::account::publishes;
use crate::journal::{Kind, LocalChanges, Scribe};
use crate::{AccountId, BookId, EditError, GroupId, Library, Patch, StorageFault, rows};
use bookhive::{Day, Field, HiveId};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::Value;

/// A book without a cover of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverless {
    /// The book.
    pub book: BookId,
    /// Names the catalogue's picture of it.
    pub hive_id: HiveId,
    /// Its title.
    pub title: String,
    /// Its first author.
    pub author: String,
}

impl Library {
    /// Books whose records name no cover and that nobody has agreed to give one yet, by title.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn coverless(&self, account: AccountId) -> Result<Vec<Coverless>, StorageFault> {
        self.read(|connection| coverless(connection, account))
    }

    /// Notes that these books are to be given the catalogue's picture. Nothing changes before the pictures are at the server.
    ///
    /// # Errors
    /// [`EditError::UnknownAccount`], also for the library without a server.
    pub fn agree_to_covers(&self, account: AccountId, books: &[BookId]) -> Result<(), EditError> {
        self.write(|transaction| {
            if publishes(transaction, account)? != Some(true) {
                return Err(EditError::UnknownAccount);
            }
            let mut insert = transaction
                .prepare_cached("INSERT OR IGNORE INTO cover_upload (book, account) VALUES (?1, ?2)")?;
            for book in books {
                insert.execute((book, account))?;
            }
            Ok(())
        })
    }

    /// How many covers wait to be brought to the server.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn covers_waiting(&self, account: AccountId) -> Result<u32, StorageFault> {
        self.read(|connection| {
            let mut count =
                connection.prepare_cached("SELECT COUNT(*) FROM cover_upload WHERE account = ?1")?;
            Ok(count.query_row([account], |row| row.get(0))?)
        })
    }

    /// How many were brought there on a day, in UTC.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn covers_brought(&self, account: AccountId, day: Day) -> Result<u32, StorageFault> {
        self.read(|connection| {
            let mut count =
                connection.prepare_cached("SELECT uploads FROM cover_day WHERE account = ?1 AND day = ?2")?;
            Ok(count.query_row((account, day.to_string()), |row| row.get(0)).optional()?.unwrap_or_default())
        })
    }

    /// The next book to be given its cover. Books that have one by now, and those whose change was taken back, are let go.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn next_cover(&self, account: AccountId) -> Result<Option<(BookId, HiveId)>, StorageFault> {
        self.write(|transaction| {
            transaction.execute(
                "DELETE FROM cover_upload WHERE account = ?1 AND (
                     book IN (SELECT id FROM book WHERE gone = 1 OR has_cover = 1 OR hive_id IS NULL)
                     OR (grp IS NOT NULL AND (
                         EXISTS (SELECT 1 FROM change_group WHERE undoes = cover_upload.grp)
                         OR NOT EXISTS (SELECT 1 FROM change_group WHERE id = cover_upload.grp))))",
                [account],
            )?;
            let next = transaction
                .prepare_cached(
                    "SELECT book.id, book.hive_id FROM cover_upload JOIN book ON book.id = cover_upload.book
                     WHERE cover_upload.account = ?1 ORDER BY cover_upload.book LIMIT 1",
                )?
                .query_row([account], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))
                .optional()?;
            let Some((book, hive_id)) = next else { return Ok(None) };
            let hive_id = HiveId::parse(&hive_id).map_err(|_| StorageFault::Malformed { what: "hive id" })?;
            Ok(Some((book, hive_id)))
        })
    }

    /// A picture is at the server: the record is to name it. Counts for `now`'s day, whatever became of the book meanwhile.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn cover_brought(
        &self,
        account: AccountId,
        book: BookId,
        cover: Value,
        now: jiff::Timestamp,
    ) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction
                .prepare_cached(
                    "INSERT INTO cover_day (account, day, uploads) VALUES (?1, ?2, 1)
                     ON CONFLICT (account, day) DO UPDATE SET uploads = uploads + 1",
                )?
                .execute((account, Day::from_timestamp(now).to_string()))?;
            let agreed: Option<Option<GroupId>> = transaction
                .prepare_cached("SELECT grp FROM cover_upload WHERE book = ?1 AND account = ?2")?
                .query_row((book, account), |row| row.get(0))
                .optional()?;
            let Some(group) = agreed else { return Ok(()) };
            transaction.prepare_cached("DELETE FROM cover_upload WHERE book = ?1")?.execute([book])?;
            let was = rows::load(transaction, book)?;
            let Some(was) = was.filter(|was| !was.gone && was.record.get(Field::Cover).is_none()) else {
                return Ok(());
            };
            let scribe = match group {
                Some(group) => Scribe::resume(transaction, account, group)?,
                None => Some(begin(transaction, account, now)?),
            };
            let patch = Patch::to(&was.record, Field::Cover, Some(cover));
            match scribe {
                Some(scribe) => scribe.update(&was, patch.into_iter().collect(), &LocalChanges::new()),
                None => Ok(()),
            }
        })
    }

    /// Lets a book go without a cover: its picture is gone.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn let_cover_go(&self, book: BookId) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM cover_upload WHERE book = ?1", [book])?;
            Ok(())
        })
    }

    /// Lets all go that have not been brought to the server. What is there stays, and can be undone.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn let_covers_go(&self, account: AccountId) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM cover_upload WHERE account = ?1", [account])?;
            Ok(())
        })
    }
}

fn coverless(connection: &Connection, account: AccountId) -> Result<Vec<Coverless>, StorageFault> {
    let mut statement = connection.prepare_cached(
        "SELECT id, hive_id, title, authors FROM book
         WHERE account = ?1 AND gone = 0 AND has_cover = 0 AND hive_id IS NOT NULL
             AND id NOT IN (SELECT book FROM cover_upload)
         ORDER BY title_sort, id",
    )?;
    let mut rows = statement.query([account])?;
    let mut books = Vec::new();
    while let Some(row) = rows.next()? {
        let hive_id = HiveId::parse(&row.get::<_, String>(1)?)
            .map_err(|_| StorageFault::Malformed { what: "hive id" })?;
        let authors: String = row.get(3)?;
        let author = authors.split('\t').next().unwrap_or_default().to_owned();
        books.push(Coverless { book: row.get(0)?, hive_id, title: row.get(2)?, author });
    }
    Ok(books)
}

/// The change of the history that all of an agreement will belong to.
fn begin<'a>(
    transaction: &'a Transaction<'a>,
    account: AccountId,
    now: jiff::Timestamp,
) -> Result<Scribe<'a>, StorageFault> {
    let scribe = Scribe::open(transaction, account, true, Kind::Edit, false, now)?;
    transaction.execute(
        "UPDATE cover_upload SET grp = ?2 WHERE account = ?1 AND grp IS NULL",
        (account, scribe.group()),
    )?;
    // Of days gone by nobody asks.
    transaction.execute(
        "DELETE FROM cover_day WHERE account = ?1 AND day < ?2",
        (account, Day::from_timestamp(now).to_string()),
    )?;
    Ok(scribe)
}
