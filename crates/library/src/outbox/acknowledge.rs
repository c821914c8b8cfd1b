use super::batch::{Batch, BatchItem};
use super::{OutboxError, entries, put_aside, remove_entry};
use crate::account::{publishes, set_head};
use crate::budget::{Budget, note_budget};
use crate::edge::{forget_edges, wrote_ourselves};
use crate::merge::settle;
use crate::{AccountId, Head, Library, SetAsideReason, rows};
use atproto::{Cid, repo::Write};
use bookhive::BookRecord;
use rusqlite::Transaction;
use std::collections::HashMap;

/// What the server said when it had applied a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement<'a> {
    /// CIDs of the created and updated records by key; a missing one is learnt at the next listing.
    pub cids: &'a HashMap<String, Cid>,
    /// Where the repository stands now.
    pub head: Head,
    /// What is left of its budget, when it said so.
    pub budget: Option<Budget>,
}

impl Library {
    /// Notes that the server applied a batch: its writes become the bases, its entries are done, and the mirror
    /// equals the server's new head. Changes made since the batch was read stay and now apply to what was sent.
    ///
    /// The budget goes with it: a transaction of its own would be one more wait for the disk before the next batch.
    ///
    /// # Errors
    /// [`OutboxError::NoServer`] for the library without an account.
    pub fn acknowledge(
        &self,
        account: AccountId,
        batch: &Batch,
        told: &Acknowledgement<'_>,
        now: jiff::Timestamp,
    ) -> Result<(), OutboxError> {
        self.write(|transaction| {
            if publishes(transaction, account)? != Some(true) {
                return Err(OutboxError::NoServer);
            }
            for item in &batch.items {
                settle_item(transaction, item, told.cids.get(&item.rkey))?;
            }
            wrote_ourselves(transaction, account, batch.items.iter().map(|item| item.rkey.as_str()))?;
            set_head(transaction, account, Some(&told.head), now)?;
            if let Some(budget) = &told.budget {
                note_budget(transaction, account, budget)?;
            }
            Ok(())
        })
    }

    /// Notes that the server applied one update or delete by itself, guarded by the record's version. `cid` is the new
    /// version's.
    ///
    /// The mirror keeps the head it had, although one of its records is newer: the next walk begins there. What was
    /// remembered of the tree's edges is forgotten, so that it compares every record.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn acknowledge_single(
        &self,
        account: AccountId,
        item: &BatchItem,
        cid: Option<&Cid>,
    ) -> Result<(), OutboxError> {
        self.write(|transaction| {
            forget_edges(transaction, account)?;
            settle_item(transaction, item, cid)
        })
    }

    /// Takes a write that the server will not have out of the way, with the reason; the rest goes on. Nothing is
    /// forgotten: see [`Library::set_asides`].
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn set_aside(
        &self,
        account: AccountId,
        item: &BatchItem,
        reason: &SetAsideReason,
    ) -> Result<(), OutboxError> {
        self.write(|transaction| {
            let Some(was) = rows::load(transaction, item.book)? else { return Ok(()) };
            if was.account != account {
                return Ok(());
            }
            for entry in entries(transaction, item.book)? {
                // What came after a refused create has nothing to apply to either.
                let hangs_on_it = was.base.is_none() && entry.aside.is_none();
                if hangs_on_it || item.entries.contains(&entry.id) {
                    put_aside(transaction, entry.id, reason)?;
                }
            }
            settle(transaction, &was, was.base.as_ref())?;
            Ok(())
        })
    }
}

/// The server has what the item says: that is the base from now on.
fn settle_item(
    transaction: &Transaction<'_>,
    item: &BatchItem,
    cid: Option<&Cid>,
) -> Result<(), OutboxError> {
    for &entry in &item.entries {
        remove_entry(transaction, entry)?;
    }
    let Some(was) = rows::load(transaction, item.book)? else { return Ok(()) };
    let base = sent(item);
    let cid = cid.filter(|_| base.is_some());
    rows::set_base(transaction, item.book, base.as_ref(), cid.map(Cid::as_str))?;
    settle(transaction, &was, base.as_ref())?;
    Ok(())
}

/// The record that the server has after the write.
fn sent(item: &BatchItem) -> Option<BookRecord> {
    match &item.write {
        Write::Create { value, .. } | Write::Update { value, .. } => {
            BookRecord::from_value(value.clone()).ok()
        }
        Write::Delete { .. } => None,
    }
}
