use super::Undone;
use crate::{AccountId, GroupId, StorageFault};
use rusqlite::Connection;
use std::collections::HashMap;

/// Which groups stand and which were undone, of one account.
#[derive(Debug, Default)]
pub(super) struct Standing {
    undone: HashMap<GroupId, Undone>,
    undoes: HashMap<GroupId, GroupId>,
}

impl Standing {
    /// Newest first: whether an undo stands is known before the group that it undoes is met.
    pub(super) fn read(connection: &Connection, account: AccountId) -> Result<Self, StorageFault> {
        let mut statement = connection.prepare_cached(
            "SELECT id, undoes, at FROM change_group
             WHERE account = ?1 AND undoes IS NOT NULL ORDER BY id DESC",
        )?;
        let mut rows = statement.query([account])?;
        let mut standing = Self::default();
        while let Some(row) = rows.next()? {
            let (by, undoes): (GroupId, GroupId) = (row.get(0)?, row.get(1)?);
            standing.undoes.insert(by, undoes);
            if !standing.undone.contains_key(&by) {
                standing.undone.entry(undoes).or_insert(Undone { by, at: time(row.get(2)?)? });
            }
        }
        Ok(standing)
    }

    pub(super) fn undone(&self, group: GroupId) -> Option<Undone> {
        self.undone.get(&group).copied()
    }

    /// Of an undo: the first group of its chain, and whether the undo brings it back.
    pub(super) fn root(&self, group: GroupId) -> Option<(GroupId, bool)> {
        let mut root = *self.undoes.get(&group)?;
        let mut redo = false;
        while let Some(&next) = self.undoes.get(&root) {
            root = next;
            redo = !redo;
        }
        Some((root, redo))
    }
}

pub(super) fn time(microseconds: i64) -> Result<jiff::Timestamp, StorageFault> {
    jiff::Timestamp::from_microsecond(microseconds).map_err(|_| StorageFault::Malformed { what: "time" })
}
