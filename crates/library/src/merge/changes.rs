use super::listing::{MergeError, MergeOutcome, RemoteBook, add, update, vanish};
use crate::account::{head, publishes, set_head};
use crate::edge::remember_edges;
use crate::journal::RemoteLog;
use crate::{AccountId, BookId, Head, Library, StorageFault};
use atproto::RecordKey;
use atproto::repo::mst::EdgeNode;
use bookhive::BookRecord;
use rusqlite::{OptionalExtension, Transaction};

/// What a walk over the repository's new blocks found.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteChanges {
    /// The head that the mirror equalled when the walk began.
    pub since: Head,
    /// The head that it equals with these changes.
    pub head: Head,
    /// New and changed records.
    pub changed: Vec<RemoteBook>,
    /// Records that are no more.
    pub deleted: Vec<RecordKey>,
    /// Edge nodes to be remembered for the next walk.
    pub edges: Vec<EdgeNode>,
}

impl Library {
    /// Brings the mirror from one head to a later one: as [`merge_listing`](Self::merge_listing), of what differs alone.
    ///
    /// # Errors
    /// [`MergeError::Moved`] when the mirror does not equal `since` (any more); nothing was merged then.
    pub fn merge_changes(
        &self,
        account: AccountId,
        changes: &RemoteChanges,
        now: jiff::Timestamp,
    ) -> Result<MergeOutcome, MergeError> {
        self.write(|transaction| {
            if publishes(transaction, account)? != Some(true) {
                return Err(MergeError::NoServer);
            }
            if head(transaction, account)?.as_ref() != Some(&changes.since) {
                return Err(MergeError::Moved);
            }
            let log = RemoteLog::new(transaction, account, Some(now));
            let mut outcome = MergeOutcome::default();
            for rkey in &changes.deleted {
                if let Some(book) = find(transaction, account, rkey.as_str())?.filter(|book| book.at_server) {
                    vanish(transaction, book.id, &log, &mut outcome)?;
                }
            }
            for remote in &changes.changed {
                put(transaction, account, remote, &log, &mut outcome)?;
            }
            remember_edges(transaction, account, &changes.edges, &changes.head)?;
            set_head(transaction, account, Some(&changes.head), now)?;
            Ok(outcome)
        })
    }
}

struct Found {
    id: BookId,
    cid: Option<String>,
    at_server: bool,
}

fn find(
    transaction: &Transaction<'_>,
    account: AccountId,
    rkey: &str,
) -> Result<Option<Found>, StorageFault> {
    let mut statement = transaction.prepare_cached(
        "SELECT book.id, half.cid, half.base IS NOT NULL
         FROM book JOIN book_record AS half ON half.book = book.id
         WHERE book.account = ?1 AND book.rkey = ?2",
    )?;
    let found = statement.query_row((account, rkey), |row| {
        Ok(Found { id: row.get(0)?, cid: row.get(1)?, at_server: row.get(2)? })
    });
    Ok(found.optional()?)
}

/// Merges one record, whether the mirror has it or not.
pub(super) fn put(
    transaction: &Transaction<'_>,
    account: AccountId,
    remote: &RemoteBook,
    log: &RemoteLog<'_>,
    outcome: &mut MergeOutcome,
) -> Result<(), StorageFault> {
    // Only objects can be records; anything else never was one.
    let Ok(theirs) = BookRecord::from_value(remote.value.clone()) else { return Ok(()) };
    match find(transaction, account, &remote.rkey)? {
        Some(book) if book.at_server && book.cid.as_deref() == Some(remote.cid.as_str()) => {
            outcome.unchanged += 1;
        }
        Some(book) => update(transaction, book.id, &theirs, remote.cid.as_str(), log, outcome)?,
        None => {
            let book = add(transaction, account, remote, &theirs)?;
            log.created(book, &theirs)?;
            outcome.added += 1;
        }
    }
    Ok(())
}
