//! Taking back what was done to one book.

use super::{Fate, LeftReason, Undo};
use crate::StorageFault;
use crate::journal::{Deed, Entered, LocalChanges};
use crate::merge::{ThreeWay, three_way};
use crate::outbox::{Op, entries, remove_entry};
use crate::patch::Patch;
use crate::rows::{self, Local, Stored};
use bookhive::BookRecord;
use rusqlite::{Connection, OptionalExtension};

/// The book is here (perhaps unseen, its deletion waiting).
pub(super) fn take_back(undo: &Undo<'_>, was: &Stored, entered: &Entered) -> Result<Fate, StorageFault> {
    match &entered.deed {
        Deed::Updated(_) if was.gone => Ok(Fate::Conflict(LeftReason::DeletedSince)),
        Deed::Updated(patches) => {
            let mut torn = Vec::new();
            let patches = reversed(patches, &was.record, &mut torn);
            let local = reversed_local(&entered.local, &was.local, &mut torn);
            let nothing = patches.is_empty() && local.is_empty();
            // What was set aside never stood here, so nobody can have changed it.
            let withdrawn = withdraw(undo, was)?;
            torn.retain(|field| !withdrawn.contains(field));
            if !nothing {
                undo.scribe.update(was, patches, &local)?;
            }
            Ok(if torn.is_empty() {
                if nothing && withdrawn.is_empty() { Fate::Unchanged } else { Fate::Restored }
            } else {
                Fate::Conflict(LeftReason::ChangedSince { fields: torn })
            })
        }
        Deed::Created(_) if was.gone => Ok(Fate::Unchanged),
        Deed::Created(record) => {
            let edited = edited_since(record, &entered.local, was);
            if !edited.is_empty() {
                return Ok(Fate::Conflict(LeftReason::EditedSince { fields: edited }));
            }
            let unsent = was.base.is_none();
            undo.scribe.delete(was)?;
            if unsent {
                unmake_row(undo, entered)?;
            }
            Ok(Fate::Restored)
        }
        Deed::Deleted(record) if was.gone => {
            if is_held(undo, record, Some(was))? {
                return Ok(Fate::Conflict(LeftReason::SameBook));
            }
            undo.scribe.restore(was, record, &local_before(entered))?;
            Ok(Fate::Restored)
        }
        Deed::Deleted(_) => Ok(Fate::Unchanged),
    }
}

/// The book is not here any more.
pub(super) fn bring_back(undo: &Undo<'_>, entered: &Entered, key: &str) -> Result<Fate, StorageFault> {
    match &entered.deed {
        Deed::Created(_) => Ok(Fate::Unchanged),
        Deed::Updated(_) => Ok(Fate::Conflict(LeftReason::DeletedSince)),
        Deed::Deleted(record) => {
            if is_held(undo, record, None)? {
                return Ok(Fate::Conflict(LeftReason::SameBook));
            }
            undo.scribe.create(Some(entered.book), key, record, &local_before(entered))?;
            Ok(Fate::Restored)
        }
    }
}

/// Whether another record of the book stands in the way. The one it was merged into does not while the server still
/// has both: then no second one is made.
fn is_held(undo: &Undo<'_>, record: &BookRecord, was: Option<&Stored>) -> Result<bool, StorageFault> {
    let Some(hive_id) = record.hive_id() else { return Ok(false) };
    let except = was.map(|was| was.id);
    let holder = rows::holder_of(undo.transaction, undo.account, hive_id.as_str(), except)?;
    let at_server = was.is_some_and(|was| was.base.is_some());
    let may_double = at_server || !undo.scribe.publishes();
    Ok(holder.is_some_and(|holder| !(may_double && undo.books.contains(&holder))))
}

fn local_before(entered: &Entered) -> Local {
    let before = entered.local.iter().filter_map(|(key, (before, _))| Some((key.clone(), before.clone()?)));
    before.collect()
}

/// The patches that take `patches` back in the record as it is now. Fields where something stood in the way go to
/// `torn`.
fn reversed(patches: &[Patch], now: &BookRecord, torn: &mut Vec<String>) -> Vec<Patch> {
    let mut back = Vec::new();
    for patch in patches {
        let (after, before) = (patch.after.as_ref(), patch.before.as_ref());
        match three_way(patch.field, after, before, now.get(patch.field), false) {
            ThreeWay::Merged(value) => back.extend(Patch::to(now, patch.field, value)),
            ThreeWay::Conflict => torn.push(patch.field.as_str().to_owned()),
        }
    }
    back
}

fn reversed_local(changes: &LocalChanges, now: &Local, torn: &mut Vec<String>) -> LocalChanges {
    let mut back = LocalChanges::new();
    for (key, (before, after)) in changes {
        let is = now.get(key).cloned();
        if is == *after && is != *before {
            back.insert(key.clone(), (is, before.clone()));
        } else if is != *before {
            torn.push(format!("local.{key}"));
        }
    }
    back
}

/// The fields in which a created book differs from how it was made.
fn edited_since(record: &BookRecord, local: &LocalChanges, was: &Stored) -> Vec<String> {
    let patches = Patch::between(record, &was.record);
    let mut fields: Vec<String> = patches.iter().map(|patch| patch.field.as_str().to_owned()).collect();
    let made = |key: &str| local.get(key).and_then(|(_, after)| after.as_ref());
    let keys = local.keys().chain(was.local.keys().filter(|key| !local.contains_key(*key)));
    fields.extend(keys.filter(|key| made(key) != was.local.get(*key)).map(|key| format!("local.{key}")));
    // Another app's fields have no name here, and are as good a reason to keep the book.
    if fields.is_empty() && *record != was.record {
        fields.extend(was.record.as_map().keys().filter(|key| !record.as_map().contains_key(*key)).cloned());
        if fields.is_empty() {
            fields.push("record".to_owned());
        }
    }
    fields
}

/// What the undone group wanted of the book and was set aside is not wanted any more. Tells the fields.
fn withdraw(undo: &Undo<'_>, was: &Stored) -> Result<Vec<String>, StorageFault> {
    let mut withdrawn = Vec::new();
    if was.base.is_none() {
        return Ok(withdrawn);
    }
    for entry in entries(undo.transaction, was.id)? {
        let Op::Update(patches) = &entry.op else { continue };
        if entry.group == undo.group && entry.aside.is_some() {
            withdrawn.extend(patches.iter().map(|patch| patch.field.as_str().to_owned()));
            remove_entry(undo.transaction, entry.id)?;
            leave_out(undo, was.id, "changed")?;
        }
    }
    Ok(withdrawn)
}

/// A row of an import whose book was taken back before the server heard of it was, in the end, left out.
fn unmake_row(undo: &Undo<'_>, entered: &Entered) -> Result<(), StorageFault> {
    leave_out(undo, entered.book, "new")
}

fn leave_out(undo: &Undo<'_>, book: crate::BookId, fate: &str) -> Result<(), StorageFault> {
    undo.transaction
        .prepare_cached(
            "UPDATE import_row SET fate = 'left_out'
             WHERE book = ?1 AND fate = ?3 AND import IN (SELECT id FROM import WHERE grp = ?2)",
        )?
        .execute((book, undo.group, fate))?;
    Ok(())
}

/// The book's title, as it is or was last known.
pub(super) fn title_of(connection: &Connection, entered: &Entered) -> Result<String, StorageFault> {
    let known: Option<String> = connection
        .prepare_cached("SELECT title FROM journal_book WHERE book = ?1")?
        .query_row([entered.book], |row| row.get(0))
        .optional()?;
    Ok(known.unwrap_or_default())
}
