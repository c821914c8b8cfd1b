//! A sitting: edits of one book that follow each other closely and are undone as one.

use super::planned::Planned;
use crate::journal::{LocalChanges, grow};
use crate::outbox::{Op, append, entries, remove_entry};
use crate::rows::{self, Stored};
use crate::{AccountId, BookId, GroupId, Patch, StorageFault};
use rusqlite::{OptionalExtension, Transaction};

/// A change in the journal that may still grow.
pub(super) struct Sitting {
    group: GroupId,
    patches: Vec<Patch>,
    local: LocalChanges,
}

const PATCH: StorageFault = StorageFault::Malformed { what: "patch" };

/// The sitting of that group, while its one change is the newest of the book.
pub(super) fn open(
    transaction: &Transaction<'_>,
    account: AccountId,
    book: BookId,
    group: GroupId,
) -> Result<Option<Sitting>, StorageFault> {
    let found: Option<(String, String)> = transaction
        .prepare_cached(
            "SELECT change.payload, change.local
             FROM change JOIN change_group ON change_group.id = change.grp
             WHERE change.grp = ?1 AND change_group.account = ?2 AND change_group.kind = 'edit'
                 AND change.book = ?3 AND change.kind = 'update'
                 AND NOT EXISTS (SELECT 1 FROM change AS other WHERE other.grp = ?1 AND other.id <> change.id)
                 AND NOT EXISTS (SELECT 1 FROM change AS later WHERE later.id > change.id AND later.book = ?3)",
        )?
        .query_row((group, account, book), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((patches, local)) = found else { return Ok(None) };
    Ok(Some(Sitting {
        group,
        patches: serde_json::from_str(&patches).map_err(|_| PATCH)?,
        local: serde_json::from_str(&local).map_err(|_| PATCH)?,
    }))
}

impl Sitting {
    /// Writes the row, the grown change and what is to be sent. `None` when the sitting came to nothing in the end.
    pub(super) fn go_on(
        self,
        transaction: &Transaction<'_>,
        was: &Stored,
        planned: Planned,
        publishes: bool,
        now: jiff::Timestamp,
    ) -> Result<Option<GroupId>, StorageFault> {
        let mut fields = was.local.clone();
        for (key, (_, after)) in &planned.local {
            match after {
                Some(value) => fields.insert(key.clone(), value.clone()),
                None => fields.remove(key),
            };
        }
        rows::update(transaction, was, &planned.record, &fields, false)?;
        if publishes && !planned.patches.is_empty() {
            send(transaction, was, self.group, planned.patches.clone())?;
        }
        let patches: Vec<Patch> = together(self.patches, planned.patches)
            .into_iter()
            .filter(|patch| patch.before != patch.after)
            .collect();
        let mut local = self.local;
        for (key, (before, after)) in planned.local {
            local.entry(key).or_insert((before, None)).1 = after;
        }
        local.retain(|_, (before, after)| before != after);
        grow(transaction, self.group, (was, &planned.record), (patches, &local), now)
    }
}

/// One entry for the whole sitting, so that an hour of writing offline does not fill the outbox.
///
/// The entry may be on its way this moment. It is replaced by one with a new number, never rewritten: its
/// acknowledgement then makes what was sent the base, and the new entry stands on top. A sitting that came back to
/// where it began keeps both, for the way back is then all that tells the two apart.
fn send(
    transaction: &Transaction<'_>,
    was: &Stored,
    group: GroupId,
    patches: Vec<Patch>,
) -> Result<(), StorageFault> {
    let last = entries(transaction, was.id)?.pop();
    let aside = last.as_ref().and_then(|entry| entry.aside.clone()).filter(|_| was.base.is_none());
    let mut op = Op::Update(patches.clone());
    if let Some(entry) = last
        && entry.group == group
        && entry.single
        && entry.aside.is_none()
        && let Op::Update(before) = entry.op
    {
        let both = together(before, patches);
        if both.iter().all(|patch| patch.before != patch.after) {
            remove_entry(transaction, entry.id)?;
            op = Op::Update(both);
        }
    }
    append(transaction, was.account, was.id, (group, true, &op), aside.as_ref())
}

/// Both changes as one: from where the first began to where the second ended.
fn together(mut first: Vec<Patch>, second: Vec<Patch>) -> Vec<Patch> {
    for patch in second {
        match first.iter_mut().find(|known| known.field == patch.field) {
            Some(known) => known.after = patch.after,
            None => first.push(patch),
        }
    }
    first
}
