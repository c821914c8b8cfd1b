//! Records whose spelling is old or odd: what can be put right, and what is only worth knowing.

use crate::account::publishes;
use crate::journal::{Kind, LocalChanges, Scribe};
use crate::rows::{self, record_from};
use crate::{AccountId, BookId, EditError, EditOutcome, Library, Patch, StorageFault};
use bookhive::{BookRecord, Field, LexiconFault};
use rusqlite::Connection;
use serde_json::Value;

/// What an old status that means "owned" looks like in a record's text. Whether it is one, the record tells.
const OLD_OWNED: &str = "%buzz.bookhive.defs#owned%";

/// Books whose records are unlike what this app writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Oddities {
    /// An early status says "owned": they can be repaired, see [`Library::repair_owned_status`].
    pub owned_status: Vec<OddBook>,
    /// Another importer wrote days as midnight, which reads as the day before west of Greenwich. Only told.
    pub midnight: Vec<OddBook>,
    /// The record breaks the lexicon. Only told; the old status is not among these.
    pub broken: Vec<(OddBook, Vec<LexiconFault>)>,
}

/// A book as oddities name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OddBook {
    /// Its number.
    pub id: BookId,
    /// Its title, as far as it has one.
    pub title: String,
    /// Its authors.
    pub authors: Vec<String>,
}

impl Library {
    /// Looks at every record of the account.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn oddities(&self, account: AccountId) -> Result<Oddities, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT book.id, half.record FROM book JOIN book_record AS half ON half.book = book.id
                 WHERE book.account = ?1 AND book.gone = 0 ORDER BY book.title_sort, book.id",
            )?;
            let mut rows = statement.query([account])?;
            let mut odd = Oddities::default();
            while let Some(row) = rows.next()? {
                let record = record_from(&row.get::<_, String>(1)?)?;
                let book = || named(row.get(0).unwrap_or(BookId::new(0)), &record);
                if record.has_owned_status_token() {
                    odd.owned_status.push(book());
                }
                if has_midnight(&record) {
                    odd.midnight.push(book());
                }
                let mut faults = record.check();
                faults.retain(|fault| {
                    !(record.has_owned_status_token() && fault.path == Field::Status.as_str())
                });
                if !faults.is_empty() {
                    odd.broken.push((book(), faults));
                }
            }
            Ok(odd)
        })
    }

    /// Books with the early status, without a look at every record.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn count_owned_status(&self, account: AccountId) -> Result<u32, StorageFault> {
        self.read(|connection| {
            Ok(u32::try_from(with_old_status(connection, account)?.len()).unwrap_or(u32::MAX))
        })
    }

    /// Puts the early status of every book right: owned, and no status. One group of changes.
    ///
    /// # Errors
    /// [`EditError::UnknownAccount`] when there is no such account.
    pub fn repair_owned_status(
        &self,
        account: AccountId,
        now: jiff::Timestamp,
    ) -> Result<EditOutcome, EditError> {
        self.write(|transaction| {
            let publishes = publishes(transaction, account)?.ok_or(EditError::UnknownAccount)?;
            let scribe = Scribe::open(transaction, account, publishes, Kind::Repair, false, now)?;
            let mut changed = 0;
            for book in with_old_status(transaction, account)? {
                let Some(was) = rows::load(transaction, book)? else { continue };
                let mut patches: Vec<Patch> =
                    Patch::to(&was.record, Field::Status, None).into_iter().collect();
                if was.record.get(Field::Owned).is_none() {
                    patches.extend(Patch::to(&was.record, Field::Owned, Some(Value::from(true))));
                }
                scribe.update(&was, patches, &LocalChanges::new())?;
                changed += 1;
            }
            Ok(EditOutcome { group: scribe.close()?, changed, unchanged: 0, conflicts: 0, refused: 0 })
        })
    }
}

fn with_old_status(connection: &Connection, account: AccountId) -> Result<Vec<BookId>, StorageFault> {
    let mut statement = connection.prepare_cached(
        "SELECT book.id, half.record FROM book JOIN book_record AS half ON half.book = book.id
         WHERE book.account = ?1 AND book.gone = 0 AND book.status IS NULL AND half.record LIKE ?2",
    )?;
    let mut rows = statement.query((account, OLD_OWNED))?;
    let mut books = Vec::new();
    while let Some(row) = rows.next()? {
        if record_from(&row.get::<_, String>(1)?)?.has_owned_status_token() {
            books.push(row.get(0)?);
        }
    }
    Ok(books)
}

fn named(id: BookId, record: &BookRecord) -> OddBook {
    OddBook {
        id,
        title: record.title().to_owned(),
        authors: record.authors().into_iter().map(str::to_owned).collect(),
    }
}

fn has_midnight(record: &BookRecord) -> bool {
    let is_midnight = |value: &Value| {
        value.as_str().is_some_and(|text| {
            text.get(10..).is_some_and(|time| time.starts_with("T00:00:00") && time.ends_with('Z'))
        })
    };
    let entries = record.get(Field::PreviousReads).and_then(Value::as_array).into_iter().flatten();
    let of_entries = entries.flat_map(|entry| [entry.get("startedAt"), entry.get("finishedAt")]);
    let of_record = [record.get(Field::StartedAt), record.get(Field::FinishedAt)];
    of_record.into_iter().chain(of_entries).flatten().any(is_midnight)
}
