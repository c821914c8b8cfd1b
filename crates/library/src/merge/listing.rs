use super::book::merge_book;
use super::changes::put;
use crate::account::{publishes, set_head, was_synced};
use crate::edge::forget_edges;
use crate::journal::{RemoteLog, first_fill};
use crate::outbox::{Entry, Op, append, entries, put_aside, release, remove_entry, rewrite, stand};
use crate::rows::{self, Local, NewBook, Stored};
use crate::{AccountId, BookId, Head, Library, SetAsideReason, StorageFault};
use atproto::Cid;
use bookhive::BookRecord;
use rusqlite::Transaction;
use serde_json::Value;
use std::collections::HashMap;
use thiserror::Error;

/// A record as the server listed it.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteBook {
    /// The record's key.
    pub rkey: String,
    /// CID of the record.
    pub cid: Cid,
    /// The record's value, untouched.
    pub value: Value,
}

/// What a merge did, in books.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MergeOutcome {
    /// New to this computer.
    pub added: u32,
    /// Changed by others, or found to have what we sent.
    pub updated: u32,
    /// Deleted at the server, by others or by us.
    pub deleted: u32,
    /// Changes set aside because both sides had changed the book.
    pub set_aside: u32,
    /// As they were.
    pub unchanged: u32,
}

impl MergeOutcome {
    /// Whether any book on screen may be stale.
    pub const fn changed(&self) -> bool {
        self.added + self.updated + self.deleted + self.set_aside > 0
    }
}

/// A listing could not be merged; nothing of it was.
#[derive(Debug, Error)]
pub enum MergeError {
    /// No such account, or the library without one.
    #[error("the account has no server to merge with")]
    NoServer,
    /// The mirror does not equal the head that the changes begin at.
    #[error("the mirror has moved in the meantime")]
    Moved,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for MergeError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Library {
    /// Makes the mirror equal to a **complete** listing of the collection: adds, updates, deletes, and puts the
    /// waiting changes on top again. What we sent without hearing of its arrival is recognised here.
    ///
    /// `head` is the repository's head when it was the same before and after the listing, else `None`: without one,
    /// nothing may be written until the next listing. The listing must have begun after the last acknowledgement.
    ///
    /// # Errors
    /// [`MergeError::NoServer`] for the library without an account.
    pub fn merge_listing(
        &self,
        account: AccountId,
        records: &[RemoteBook],
        head: Option<Head>,
        now: jiff::Timestamp,
    ) -> Result<MergeOutcome, MergeError> {
        self.write(|transaction| {
            let first = !was_synced(transaction, account)?;
            let log = RemoteLog::new(transaction, account, (!first).then_some(now));
            let outcome = merge(transaction, account, records, &log)?;
            if first {
                first_fill(transaction, account, records.len(), now)?;
            }
            forget_edges(transaction, account)?;
            set_head(transaction, account, head.as_ref(), now)?;
            Ok(outcome)
        })
    }

    /// Merges some records of a listing that is still under way, so that a first fill can be seen growing. Deletes
    /// nothing and says nothing about the head.
    ///
    /// # Errors
    /// [`MergeError::NoServer`] for the library without an account.
    pub fn merge_page(&self, account: AccountId, records: &[RemoteBook]) -> Result<MergeOutcome, MergeError> {
        self.write(|transaction| {
            if publishes(transaction, account)? != Some(true) {
                return Err(MergeError::NoServer);
            }
            let log = RemoteLog::new(transaction, account, None);
            let mut outcome = MergeOutcome::default();
            for remote in records {
                put(transaction, account, remote, &log, &mut outcome)?;
            }
            Ok(outcome)
        })
    }
}

/// A book of the mirror that the listing has not named so far.
struct Known {
    book: BookId,
    cid: Option<String>,
    at_server: bool,
}

fn merge(
    transaction: &Transaction<'_>,
    account: AccountId,
    records: &[RemoteBook],
    log: &RemoteLog<'_>,
) -> Result<MergeOutcome, MergeError> {
    if publishes(transaction, account)? != Some(true) {
        return Err(MergeError::NoServer);
    }
    let mut known = mirror(transaction, account)?;
    let mut outcome = MergeOutcome::default();
    let mut added: HashMap<&str, BookId> = HashMap::new();
    for remote in records {
        // Only objects can be records; anything else never was one.
        let Ok(theirs) = BookRecord::from_value(remote.value.clone()) else { continue };
        match known.remove(&remote.rkey) {
            Some(book) if book.at_server && book.cid.as_deref() == Some(remote.cid.as_str()) => {
                outcome.unchanged += 1;
            }
            Some(book) => {
                update(transaction, book.book, &theirs, remote.cid.as_str(), log, &mut outcome)?;
            }
            // A listing that shifted while it was read may name a record twice: the later one is newer.
            None => match added.get(remote.rkey.as_str()) {
                Some(&book) => {
                    update(transaction, book, &theirs, remote.cid.as_str(), log, &mut outcome)?;
                }
                None => {
                    let book = add(transaction, account, remote, &theirs)?;
                    log.created(book, &theirs)?;
                    added.insert(&remote.rkey, book);
                    outcome.added += 1;
                }
            },
        }
    }
    for book in known.into_values().filter(|book| book.at_server) {
        vanish(transaction, book.book, log, &mut outcome)?;
    }
    Ok(outcome)
}

fn mirror(transaction: &Transaction<'_>, account: AccountId) -> Result<HashMap<String, Known>, StorageFault> {
    let mut statement = transaction.prepare_cached(
        "SELECT book.rkey, book.id, half.cid, half.base IS NOT NULL
         FROM book JOIN book_record AS half ON half.book = book.id
         WHERE book.account = ?1",
    )?;
    let rows = statement.query_map([account], |row| {
        Ok((row.get(0)?, Known { book: row.get(1)?, cid: row.get(2)?, at_server: row.get(3)? }))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn add(
    transaction: &Transaction<'_>,
    account: AccountId,
    remote: &RemoteBook,
    theirs: &BookRecord,
) -> Result<BookId, StorageFault> {
    let book = NewBook {
        id: None,
        account,
        rkey: &remote.rkey,
        base: Some(theirs),
        cid: Some(remote.cid.as_str()),
        record: theirs,
        local: &Local::new(),
    };
    rows::insert(transaction, &book)
}

/// Their record is not the base we had.
pub(super) fn update(
    transaction: &Transaction<'_>,
    book: BookId,
    theirs: &BookRecord,
    cid: &str,
    log: &RemoteLog<'_>,
    outcome: &mut MergeOutcome,
) -> Result<(), StorageFault> {
    let Some(was) = rows::load(transaction, book)? else { return Ok(()) };
    if was.base.is_none() {
        // A create that was refused and is there nevertheless was not refused.
        release(transaction, book, false)?;
    }
    let all = entries(transaction, book)?;
    let merging: Vec<Entry> = all.into_iter().filter(|entry| entry.aside.is_none()).collect();
    for fate in merge_book(was.base.as_ref(), &merging, theirs) {
        let Some(entry) = merging.iter().find(|entry| entry.id == fate.entry) else { continue };
        match (&fate.waiting, &fate.aside) {
            (Some(op), None) if *op == entry.op => {}
            (Some(op), aside) => {
                rewrite(transaction, entry.id, op)?;
                if let Some((op, reason)) = aside {
                    let part = (entry.group, entry.single, op);
                    append(transaction, was.account, book, part, Some(reason))?;
                }
            }
            (None, Some((op, reason))) => {
                rewrite(transaction, entry.id, op)?;
                put_aside(transaction, entry.id, reason)?;
            }
            (None, None) => remove_entry(transaction, entry.id)?,
        }
        outcome.set_aside += u32::from(fate.aside.is_some());
    }
    rows::set_base(transaction, book, Some(theirs), Some(cid))?;
    if let Some(record) = settle(transaction, &was, Some(theirs))? {
        log.updated(&was, &record)?;
    }
    outcome.updated += 1;
    Ok(())
}

/// The server has no such record any more.
pub(super) fn vanish(
    transaction: &Transaction<'_>,
    book: BookId,
    log: &RemoteLog<'_>,
    outcome: &mut MergeOutcome,
) -> Result<(), StorageFault> {
    let Some(was) = rows::load(transaction, book)? else { return Ok(()) };
    let all = entries(transaction, book)?;
    // Our own deletion got through, and if the book came back since, it is new to the server.
    if let Some(index) = all.iter().rposition(|entry| entry.op == Op::Delete) {
        for entry in all.iter().take(index + 1) {
            remove_entry(transaction, entry.id)?;
        }
        rows::set_base(transaction, book, None, None)?;
        settle(transaction, &was, None)?;
        outcome.deleted += 1;
        return Ok(());
    }
    let Some(first) = all.first() else {
        log.deleted(&was)?;
        rows::remove(transaction, book)?;
        outcome.deleted += 1;
        return Ok(());
    };
    // Changed here, deleted there: the whole record is kept as a create that waits for a decision.
    let whole = stand(was.base.as_ref(), std::slice::from_ref(&Entry { aside: None, ..first.clone() }));
    if let Some(record) = whole {
        rewrite(transaction, first.id, &Op::Create(record))?;
    }
    for entry in &all {
        put_aside(transaction, entry.id, &SetAsideReason::DeletedElsewhere)?;
    }
    rows::set_base(transaction, book, None, None)?;
    settle(transaction, &was, None)?;
    outcome.set_aside += 1;
    Ok(())
}

/// Writes the record that base and entries make now, and tells it; removes the book when they make none and the server
/// has none.
pub(crate) fn settle(
    transaction: &Transaction<'_>,
    was: &Stored,
    base: Option<&BookRecord>,
) -> Result<Option<BookRecord>, StorageFault> {
    let record = stand(base, &entries(transaction, was.id)?);
    match (&record, base) {
        (Some(record), _) => rows::update(transaction, was, record, &was.local, false)?,
        (None, Some(_)) => rows::update(transaction, was, &was.record, &was.local, true)?,
        (None, None) => rows::remove(transaction, was.id)?,
    }
    Ok(record)
}
