use super::{Entry, OutboxError, entries, put_aside, remove_entry, stand};
use crate::account::{head, publishes};
use crate::merge::settle;
use crate::rows::{self, Stored};
use crate::{AccountId, BookId, EntryId, Head, Library, SetAsideReason, StorageFault};
use atproto::{Cid, Nsid, RecordKey, repo::Write};
use bookhive::{BookRecord, COLLECTION};
use rusqlite::Transaction;
use serde_json::Value;
use std::collections::HashSet;

/// Bytes of an `applyWrites` body that are not writes: names, punctuation, the repository's DID, `swapCommit`.
const ENVELOPE: usize = 512;

/// How much one `applyWrites` may hold. The default is what the reference server takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchLimits {
    /// Most writes.
    pub writes: usize,
    /// Most bytes of the body, as JSON. A single write that is larger is a batch of its own.
    pub bytes: usize,
    /// Most points of the server's budget, at what the reference server charges. A single write that costs more is a
    /// batch of its own.
    pub points: u64,
}

impl Default for BatchLimits {
    fn default() -> Self {
        Self { writes: 200, bytes: 140_000, points: u64::MAX }
    }
}

impl BatchLimits {
    /// Half of it, for a server that refused the whole: at least one write.
    #[must_use]
    pub fn halved(self) -> Self {
        Self { writes: (self.writes / 2).max(1), bytes: (self.bytes / 2).max(ENVELOPE), ..self }
    }
}

/// Writes to send together. It is only a reading of the outbox: dropping it loses nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The head that the writes were made for: the `swapCommit` to send.
    pub head: Head,
    /// One write per book, in the order in which the books were first changed.
    pub items: Vec<BatchItem>,
    /// Bytes of the body, about.
    pub bytes: usize,
    /// What it costs of the server's budget, at what the reference server charges.
    pub points: u64,
}

impl Batch {
    /// Puts a write in, if the batch has room for it or is empty.
    fn take(&mut self, item: BatchItem, limits: BatchLimits) -> bool {
        let (bytes, points) = (item.write.wire_bytes(), points(&item.write));
        let fits = self.bytes + bytes <= limits.bytes && self.points + points <= limits.points;
        if !fits && !self.items.is_empty() {
            return false;
        }
        self.bytes += bytes;
        self.points += points;
        self.items.push(item);
        true
    }

    /// The writes to send, in order.
    pub fn writes(&self) -> Vec<Write> {
        self.items.iter().map(|item| item.write.clone()).collect()
    }
}

/// One write, and what it stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchItem {
    /// The book it is for.
    pub book: BookId,
    /// Key of the record.
    pub rkey: String,
    /// What to send.
    pub write: Write,
    /// The version that the server has, of an update or a delete.
    pub version: Option<Cid>,
    /// The entries that it settles. Later ones of the same book stay.
    pub(crate) entries: Vec<EntryId>,
}

impl Library {
    /// The next writes to send, at most as many as `limits` say; `None` when nothing waits.
    ///
    /// All waiting changes of a book become one write. Changes that cancel each other out become none. A create is
    /// set aside instead when another book with its hive id has appeared.
    ///
    /// Ask the server for its head first, and merge when it differs from [`Library::head`]: what cancels out here is
    /// forgotten, which is right only when the mirror equals the repository.
    ///
    /// # Errors
    /// [`OutboxError::NoServer`] for the library without an account, [`OutboxError::NoHead`] before a listing with a
    /// stable head was merged.
    pub fn next_batch(&self, account: AccountId, limits: BatchLimits) -> Result<Option<Batch>, OutboxError> {
        self.batch_without(account, limits, &HashSet::new())
    }

    /// The batch to send after one that is on its way, read as if that one had been acknowledged: it says nothing of
    /// that one's books. Once the server has applied that one, its new head is this one's [`Batch::head`].
    ///
    /// # Errors
    /// As [`Library::next_batch`].
    pub fn batch_after(
        &self,
        account: AccountId,
        on_its_way: &Batch,
        limits: BatchLimits,
    ) -> Result<Option<Batch>, OutboxError> {
        let books = on_its_way.items.iter().map(|item| item.book).collect();
        self.batch_without(account, limits, &books)
    }

    fn batch_without(
        &self,
        account: AccountId,
        limits: BatchLimits,
        without: &HashSet<BookId>,
    ) -> Result<Option<Batch>, OutboxError> {
        self.write(|transaction| {
            if publishes(transaction, account)? != Some(true) {
                return Err(OutboxError::NoServer);
            }
            let mut waiting = waiting_books(transaction, account, None)?;
            if waiting.is_empty() {
                return Ok(None);
            }
            let head = head(transaction, account)?.ok_or(OutboxError::NoHead)?;
            let mut batch = Batch { head, items: Vec::new(), bytes: ENVELOPE, points: 0 };
            let mut seen = without.clone();
            while let Some(&(last, _)) = waiting.last() {
                for (_, book) in waiting.into_iter().filter(|(_, book)| seen.insert(*book)) {
                    if batch.items.len() >= limits.writes {
                        return Ok(Some(batch));
                    }
                    let Some(item) = net_write(transaction, book)? else { continue };
                    if !batch.take(item, limits) {
                        return Ok(Some(batch));
                    }
                }
                waiting = waiting_books(transaction, account, Some(last))?;
            }
            Ok((!batch.items.is_empty()).then_some(batch))
        })
    }
}

/// <https://github.com/bluesky-social/atproto/discussions/697>: what the reference server charges for a write.
const fn points(write: &Write) -> u64 {
    match write {
        Write::Create { .. } => 3,
        Write::Update { .. } => 2,
        Write::Delete { .. } => 1,
    }
}

/// Books with waiting changes, the one that waits longest first, each with one of its entries: the first few hundred
/// after an entry, for a batch is filled with them. A book may come more than once.
fn waiting_books(
    transaction: &Transaction<'_>,
    account: AccountId,
    after: Option<EntryId>,
) -> Result<Vec<(EntryId, BookId)>, StorageFault> {
    let mut statement = transaction.prepare_cached(
        // In the order of the table itself: an index of the account would be sorted anew for each batch.
        "SELECT id, book FROM outbox
         WHERE id > COALESCE(?2, 0) AND +account = ?1 AND aside IS NULL ORDER BY id LIMIT 400",
    )?;
    let books = statement.query_map((account, after), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(books.collect::<Result<_, _>>()?)
}

/// The one write that all waiting changes of a book come to.
fn net_write(transaction: &Transaction<'_>, book: BookId) -> Result<Option<BatchItem>, StorageFault> {
    let Some(was) = rows::load(transaction, book)? else { return Ok(None) };
    let all = entries(transaction, book)?;
    let waiting: Vec<Entry> = all.into_iter().filter(|entry| entry.aside.is_none()).collect();
    let wanted = stand(was.base.as_ref(), &waiting);
    let write = match (&was.base, &wanted) {
        (None, Some(record)) => {
            if set_aside_as_double(transaction, &was, record, &waiting)? {
                return Ok(None);
            }
            create(&was, record)?
        }
        (Some(base), Some(record)) if base != record => update(&was, record)?,
        (Some(_), None) => delete(&was)?,
        // Nothing to say to the server: what was done was undone before it heard of it.
        (None, None) | (Some(_), Some(_)) => {
            for entry in &waiting {
                remove_entry(transaction, entry.id)?;
            }
            settle(transaction, &was, was.base.as_ref())?;
            return Ok(None);
        }
    };
    let entries = waiting.iter().map(|entry| entry.id).collect();
    let version = was.base.as_ref().and(was.cid.as_deref()).and_then(|cid| Cid::parse(cid).ok());
    Ok(Some(BatchItem { book, rkey: was.rkey, write, version, entries }))
}

/// One record per hive id: BookHive deletes all but one of them, so a second is never sent.
fn set_aside_as_double(
    transaction: &Transaction<'_>,
    was: &Stored,
    record: &BookRecord,
    waiting: &[Entry],
) -> Result<bool, StorageFault> {
    let Some(hive_id) = record.hive_id() else { return Ok(false) };
    let mut statement = transaction.prepare_cached(
        // Another book with that id which the server has, or which has waited longer.
        "SELECT 1 FROM book JOIN book_record AS half ON half.book = book.id
         WHERE book.account = ?1 AND book.hive_id = ?2 AND book.id <> ?3 AND book.gone = 0
             AND (half.base IS NOT NULL OR book.id < ?3)",
    )?;
    if !statement.exists((was.account, hive_id.as_str(), was.id))? {
        return Ok(false);
    }
    for entry in waiting {
        put_aside(transaction, entry.id, &SetAsideReason::SameBook)?;
    }
    Ok(true)
}

fn key(was: &Stored) -> Result<RecordKey, StorageFault> {
    RecordKey::parse(&was.rkey).map_err(|_| StorageFault::Malformed { what: "record key" })
}

/// The collection of every write.
const BOOKS: Nsid = Nsid::from_static(COLLECTION);

fn create(was: &Stored, record: &BookRecord) -> Result<Write, StorageFault> {
    Ok(Write::Create { collection: BOOKS, rkey: key(was)?, value: on_the_wire(record) })
}

fn update(was: &Stored, record: &BookRecord) -> Result<Write, StorageFault> {
    Ok(Write::Update { collection: BOOKS, rkey: key(was)?, value: on_the_wire(record) })
}

fn delete(was: &Stored) -> Result<Write, StorageFault> {
    Ok(Write::Delete { collection: BOOKS, rkey: key(was)? })
}

/// A server takes no record without a type; one that another app wrote without is left as it is otherwise.
fn on_the_wire(record: &BookRecord) -> Value {
    let mut value = record.to_value();
    if let Value::Object(fields) = &mut value
        && !fields.contains_key("$type")
    {
        fields.insert("$type".to_owned(), Value::from(COLLECTION));
    }
    value
}
