//! Undo: what a group of changes did is taken back, as far as nobody changed it since. A redo is the undo of an undo.

mod book;
mod left;

use crate::account::publishes;
use crate::journal::{Deed, Entered, Kind, Scribe, deeds};
use crate::rows;
use crate::{AccountId, BookId, GroupId, Library, StorageFault};
use book::{bring_back, take_back, title_of};
use rusqlite::Transaction;
use std::collections::HashSet;
use thiserror::Error;

pub use left::{LeftAsIs, LeftReason};

/// What an undo did; every book of the undone group is in one of the three numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoOutcome {
    /// Names the undo, which can be undone too; `None` when no book changed.
    pub group: Option<GroupId>,
    /// Books that are as they were before.
    pub restored: u32,
    /// Books where there was nothing to take back.
    pub unchanged: u32,
    /// Books that changed since: what of the undone change still stood alone was taken back, the rest was left.
    pub conflicts: u32,
    /// What was left of those books, and why: one entry a book.
    pub left: Vec<LeftAsIs>,
}

/// An undo was not done; no book changed.
#[derive(Debug, Error)]
pub enum UndoError {
    /// The account has no such group of changes, or it was forgotten.
    #[error("this change is no longer in the history")]
    UnknownGroup,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for UndoError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// What became of one book.
enum Fate {
    Restored,
    Unchanged,
    /// With what stood in the way.
    Conflict(LeftReason),
}

/// What taking back one book needs to know of the undo.
struct Undo<'a> {
    transaction: &'a Transaction<'a>,
    account: AccountId,
    group: GroupId,
    scribe: Scribe<'a>,
    /// The books of the group.
    books: HashSet<BookId>,
}

impl Library {
    /// Takes back what a group of changes did: after × before × now, field by field. A created book goes, unless it
    /// changed since; a deleted one comes back under its number, unless another record of it appeared.
    ///
    /// A record whose deletion the server has acknowledged comes back under a new key: record keys of the TID kind are
    /// not used twice (<https://atproto.com/specs/record-key>), and readers may have marked the old one as deleted.
    ///
    /// The undo is a group of its own. Undoing an import also dismisses it.
    ///
    /// # Errors
    /// [`UndoError::UnknownGroup`] when the account's history has no such group.
    pub fn undo(
        &self,
        account: AccountId,
        group: GroupId,
        now: jiff::Timestamp,
    ) -> Result<UndoOutcome, UndoError> {
        self.write(|transaction| self.take_back_group(transaction, account, group, now))
    }

    /// What [`undo`](Self::undo) would do now, without doing it. The outcome names no group.
    ///
    /// # Errors
    /// As [`undo`](Self::undo).
    pub fn preview_undo(
        &self,
        account: AccountId,
        group: GroupId,
        now: jiff::Timestamp,
    ) -> Result<UndoOutcome, UndoError> {
        let outcome = self.rehearse(|transaction| self.take_back_group(transaction, account, group, now))?;
        Ok(UndoOutcome { group: None, ..outcome })
    }

    fn take_back_group(
        &self,
        transaction: &Transaction<'_>,
        account: AccountId,
        group: GroupId,
        now: jiff::Timestamp,
    ) -> Result<UndoOutcome, UndoError> {
        let known = transaction
            .prepare_cached("SELECT 1 FROM change_group WHERE id = ?1 AND account = ?2")?
            .exists((group, account))?;
        let publishes = publishes(transaction, account)?.filter(|_| known);
        let publishes = publishes.ok_or(UndoError::UnknownGroup)?;
        let deeds = deeds(transaction, group)?;
        let mut outcome =
            UndoOutcome { group: None, restored: 0, unchanged: 0, conflicts: 0, left: Vec::new() };
        if publishes && is_merged_for_good(transaction, account, group, &deeds)? {
            for entered in &deeds {
                outcome.leave(entered.book, title_of(transaction, entered)?, LeftReason::MergedForGood);
            }
            return Ok(outcome);
        }
        let books: HashSet<_> = deeds.iter().map(|entered| entered.book).collect();
        let scribe = Scribe::open(transaction, account, publishes, Kind::Undo(group), books.len() == 1, now)?;
        let undo = Undo { transaction, account, group, scribe, books };
        for entered in &deeds {
            let fate = match rows::load(transaction, entered.book)? {
                Some(was) if was.account == account => take_back(&undo, &was, entered)?,
                Some(_) => Fate::Conflict(LeftReason::DeletedSince),
                None => {
                    let key = self.new_key(transaction, account, now)?;
                    bring_back(&undo, entered, &key)?
                }
            };
            match fate {
                Fate::Restored => outcome.restored += 1,
                Fate::Unchanged => outcome.unchanged += 1,
                Fate::Conflict(reason) => {
                    outcome.leave(entered.book, title_of(transaction, entered)?, reason);
                }
            }
        }
        outcome.group = undo.scribe.close()?;
        transaction.execute("UPDATE import SET dismissed = 1 WHERE grp = ?1", [group])?;
        Ok(outcome)
    }
}

impl UndoOutcome {
    fn leave(&mut self, book: BookId, title: String, reason: LeftReason) {
        self.conflicts += 1;
        self.left.push(LeftAsIs { book, title, reason });
    }
}

/// Records were merged, and the server has deleted one of them whose hive id the remaining one has. It cannot come back,
/// since a book has one record; taking the other's gains back alone would lose them.
fn is_merged_for_good(
    transaction: &Transaction<'_>,
    account: AccountId,
    group: GroupId,
    deeds: &[Entered],
) -> Result<bool, StorageFault> {
    let merged = transaction
        .prepare_cached("SELECT 1 FROM change_group WHERE id = ?1 AND kind = 'merge'")?
        .exists([group])?;
    if !merged {
        return Ok(false);
    }
    for entered in deeds {
        let Deed::Deleted(record) = &entered.deed else { continue };
        let Some(hive_id) = record.hive_id() else { continue };
        let gone = rows::load(transaction, entered.book)?.is_none_or(|row| row.base.is_none());
        if gone && rows::holder_of(transaction, account, hive_id.as_str(), Some(entered.book))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
