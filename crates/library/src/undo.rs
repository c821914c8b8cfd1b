//! Undo: what a group of changes did is taken back, as far as nobody changed it since.

use crate::account::publishes;
use crate::journal::{Deed, Entered, Kind, LocalChanges, Scribe, deeds};
use crate::merge::{ThreeWay, three_way};
use crate::rows::{self, Local, Stored};
use crate::{AccountId, GroupId, Library, Patch, StorageFault};
use bookhive::BookRecord;
use rusqlite::{OptionalExtension, Transaction};
use std::collections::HashSet;
use thiserror::Error;

/// What an undo did; every book of the undone group is in one of the three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndoOutcome {
    /// Names the undo, which can be undone too; `None` when no book changed.
    pub group: Option<GroupId>,
    /// Books that are as they were before.
    pub restored: u32,
    /// Books where there was nothing to take back.
    pub unchanged: u32,
    /// Books that changed since: what of the undone change still stood alone was taken back, the rest was left.
    pub conflicts: u32,
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
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Restored,
    Unchanged,
    Conflict,
}

impl Library {
    /// Takes back what a group of changes did: after × before × now, field by field. A created book goes, unless it
    /// changed since; a deleted one comes back, unless another record of it appeared.
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
        self.write(|transaction| {
            let known = transaction
                .prepare_cached("SELECT 1 FROM change_group WHERE id = ?1 AND account = ?2")?
                .exists((group, account))?;
            let publishes = publishes(transaction, account)?.filter(|_| known);
            let publishes = publishes.ok_or(UndoError::UnknownGroup)?;
            let deeds = deeds(transaction, group)?;
            let books: HashSet<_> = deeds.iter().map(|entered| entered.book).collect();
            let single = books.len() == 1;
            let scribe = Scribe::open(transaction, account, publishes, Kind::Undo(group), single, now)?;
            let mut outcome = UndoOutcome { group: None, restored: 0, unchanged: 0, conflicts: 0 };
            for entered in deeds {
                let fate = match rows::load(transaction, entered.book)? {
                    Some(was) if was.account == account => {
                        let unsent = was.base.is_none();
                        let fate = take_back(transaction, &scribe, &was, &entered)?;
                        if unsent && fate == Fate::Restored {
                            unmake_row(transaction, group, &entered)?;
                        }
                        fate
                    }
                    Some(_) => Fate::Conflict,
                    None => {
                        let key = self.new_key(transaction, account, now)?;
                        bring_back(transaction, account, &scribe, &entered, &key)?
                    }
                };
                match fate {
                    Fate::Restored => outcome.restored += 1,
                    Fate::Unchanged => outcome.unchanged += 1,
                    Fate::Conflict => outcome.conflicts += 1,
                }
            }
            let wrote: bool = transaction
                .prepare_cached("SELECT 1 FROM change WHERE grp = ?1")?
                .exists([scribe.group()])?;
            if wrote {
                outcome.group = Some(scribe.group());
            } else {
                transaction.execute("DELETE FROM change_group WHERE id = ?1", [scribe.group()])?;
            }
            transaction.execute("UPDATE import SET dismissed = 1 WHERE grp = ?1", [group])?;
            Ok(outcome)
        })
    }

    /// The account's newest group of changes, an undo included.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn last_group(&self, account: AccountId) -> Result<Option<GroupId>, StorageFault> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT id FROM change_group WHERE account = ?1 ORDER BY id DESC LIMIT 1")?
                .query_row([account], |row| row.get(0))
                .optional()?)
        })
    }
}

/// The book is here (perhaps unseen, its deletion waiting).
fn take_back(
    transaction: &Transaction<'_>,
    scribe: &Scribe<'_>,
    was: &Stored,
    entered: &Entered,
) -> Result<Fate, StorageFault> {
    match &entered.deed {
        Deed::Updated(_) if was.gone => Ok(Fate::Conflict),
        Deed::Updated(patches) => {
            let (patches, mut torn) = reversed(patches, &was.record);
            let local = reversed_local(&entered.local, &was.local, &mut torn);
            let nothing = patches.is_empty() && local.is_empty();
            if !nothing {
                scribe.update(was, patches, &local)?;
            }
            Ok(match (torn, nothing) {
                (true, _) => Fate::Conflict,
                (false, true) => Fate::Unchanged,
                (false, false) => Fate::Restored,
            })
        }
        Deed::Created(_) if was.gone => Ok(Fate::Unchanged),
        Deed::Created(record) if *record != was.record => Ok(Fate::Conflict),
        Deed::Created(_) => scribe.delete(was).map(|()| Fate::Restored),
        Deed::Deleted(record) if was.gone => {
            if is_held(transaction, was.account, record)? {
                return Ok(Fate::Conflict);
            }
            scribe.restore(was, record, &local_before(entered))?;
            Ok(Fate::Restored)
        }
        Deed::Deleted(_) => Ok(Fate::Unchanged),
    }
}

/// The book is not here any more.
fn bring_back(
    transaction: &Transaction<'_>,
    account: AccountId,
    scribe: &Scribe<'_>,
    entered: &Entered,
    key: &str,
) -> Result<Fate, StorageFault> {
    match &entered.deed {
        Deed::Created(_) => Ok(Fate::Unchanged),
        Deed::Updated(_) => Ok(Fate::Conflict),
        Deed::Deleted(record) => {
            if is_held(transaction, account, record)? {
                return Ok(Fate::Conflict);
            }
            scribe.create(Some(entered.book), key, record, &local_before(entered))?;
            Ok(Fate::Restored)
        }
    }
}

fn is_held(
    transaction: &Transaction<'_>,
    account: AccountId,
    record: &BookRecord,
) -> Result<bool, StorageFault> {
    let Some(hive_id) = record.hive_id() else { return Ok(false) };
    Ok(rows::holder_of(transaction, account, hive_id.as_str(), None)?.is_some())
}

fn local_before(entered: &Entered) -> Local {
    let before = entered.local.iter().filter_map(|(key, (before, _))| Some((key.clone(), before.clone()?)));
    before.collect()
}

/// The patches that take `patches` back in the record as it is now, and whether something stood in the way.
fn reversed(patches: &[Patch], now: &BookRecord) -> (Vec<Patch>, bool) {
    let mut back = Vec::new();
    let mut torn = false;
    for patch in patches {
        let (after, before) = (patch.after.as_ref(), patch.before.as_ref());
        match three_way(patch.field, after, before, now.get(patch.field), false) {
            ThreeWay::Merged(value) => back.extend(Patch::to(now, patch.field, value)),
            ThreeWay::Conflict => torn = true,
        }
    }
    (back, torn)
}

fn reversed_local(changes: &LocalChanges, now: &Local, torn: &mut bool) -> LocalChanges {
    let mut back = LocalChanges::new();
    for (key, (before, after)) in changes {
        let is = now.get(key).cloned();
        if is == *after && is != *before {
            back.insert(key.clone(), (is, before.clone()));
        } else if is != *before {
            *torn = true;
        }
    }
    back
}

/// A row of an import whose book was taken back before the server heard of it was, in the end, left out.
fn unmake_row(transaction: &Transaction<'_>, group: GroupId, entered: &Entered) -> Result<(), StorageFault> {
    if matches!(entered.deed, Deed::Created(_)) {
        transaction
            .prepare_cached(
                "UPDATE import_row SET fate = 'left_out'
                 WHERE book = ?1 AND fate = 'new' AND import IN (SELECT id FROM import WHERE grp = ?2)",
            )?
            .execute((entered.book, group))?;
    }
    Ok(())
}
