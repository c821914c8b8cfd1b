//! Deciding what was set aside: mine, theirs, or both, for a whole book or field by field.

mod item;

use crate::aside::AsideError;
use crate::journal::{Deed, Kind, LocalChanges, Scribe};
use crate::merge::settle;
use crate::outbox::{Entry, Op, append, entries, put_aside, release, remove_entry, rewrite};
use crate::rows::{self, Stored};
use crate::{AccountId, BookId, GroupId, Library, Patch, SetAsideReason, StorageFault};
use bookhive::{BookRecord, Field, limit};
use rusqlite::Transaction;
use serde_json::Value;
use std::collections::BTreeMap;
use unicode_segmentation::UnicodeSegmentation;

pub use item::{AttentionItem, ConflictField, WholeRecord};

/// Which value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What was set aside: it waits again, and wins.
    Mine,
    /// What the server has.
    Theirs,
    /// Both, one after the other; of a review and of lists of reads. Other fields stay undecided.
    Both,
}

/// What was decided for one book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookDecision {
    /// The same for everything of it.
    All(Side),
    /// Field by field. Fields that are not named stay undecided; a whole record cannot be decided so.
    Fields(BTreeMap<Field, Side>),
}

/// What deciding did.
#[derive(Debug)]
pub struct Decided {
    /// Names the books that look different now, for undo; `None` when none does.
    pub group: Option<GroupId>,
    /// Books of which nothing is left to decide.
    pub decided: u32,
    /// Books that could not be decided so, and why.
    pub left: Vec<(BookId, AsideError)>,
}

impl Library {
    /// Decides for what was set aside of a book: it waits again and wins over the server's values. Names the change, if
    /// the book looks different now.
    ///
    /// # Errors
    /// [`AsideError::SameBook`] when that would make a second record of the book.
    pub fn keep_mine(
        &self,
        account: AccountId,
        book: BookId,
        now: jiff::Timestamp,
    ) -> Result<Option<GroupId>, AsideError> {
        self.decide_one(account, book, Side::Mine, now)
    }

    /// Decides against what was set aside of a book: the server's record stands, and a book that the server does not
    /// have goes.
    ///
    /// # Errors
    /// [`AsideError::Nothing`] when nothing is set aside.
    pub fn let_go(
        &self,
        account: AccountId,
        book: BookId,
        now: jiff::Timestamp,
    ) -> Result<Option<GroupId>, AsideError> {
        self.decide_one(account, book, Side::Theirs, now)
    }

    fn decide_one(
        &self,
        account: AccountId,
        book: BookId,
        side: Side,
        now: jiff::Timestamp,
    ) -> Result<Option<GroupId>, AsideError> {
        let decided = self.decide(account, &[(book, BookDecision::All(side))], now)?;
        match decided.left.into_iter().next() {
            Some((_, error)) => Err(error),
            None => Ok(decided.group),
        }
    }

    /// Decides for several books at once. What changes to the eye is one group of changes.
    ///
    /// # Errors
    /// When SQLite fails; then nothing was decided.
    pub fn decide(
        &self,
        account: AccountId,
        decisions: &[(BookId, BookDecision)],
        now: jiff::Timestamp,
    ) -> Result<Decided, StorageFault> {
        self.write(|transaction| {
            // What is sent was noted in the outbox when it was made; the journal alone hears of this.
            let single = decisions.len() == 1;
            let scribe = Scribe::open(transaction, account, false, Kind::Decision, single, now)?;
            let mut decided = Decided { group: None, decided: 0, left: Vec::new() };
            for (book, decision) in decisions {
                match decide(transaction, account, *book, decision, &scribe) {
                    Ok(true) => decided.decided += 1,
                    Ok(false) => {}
                    Err(AsideError::Storage(fault)) => return Err(fault),
                    Err(error) => decided.left.push((*book, error)),
                }
            }
            decided.group = scribe.close()?;
            Ok(decided)
        })
    }
}

/// Whether nothing is left to decide of the book.
fn decide(
    transaction: &Transaction<'_>,
    account: AccountId,
    book: BookId,
    decision: &BookDecision,
    scribe: &Scribe<'_>,
) -> Result<bool, AsideError> {
    let was = rows::load(transaction, book)?.filter(|was| was.account == account);
    let was = was.ok_or(AsideError::Nothing)?;
    let mut asides = entries(transaction, book)?;
    asides.retain(|entry| entry.aside.is_some());
    if asides.is_empty() {
        return Err(AsideError::Nothing);
    }
    if was.base.is_none() || asides.iter().any(|entry| !matches!(entry.op, Op::Update(_))) {
        decide_whole(transaction, &was, &asides, decision)?;
    } else {
        for entry in &asides {
            decide_fields(transaction, &was, entry, decision)?;
        }
    }
    let is = settle(transaction, &was, was.base.as_ref())?;
    note(scribe, &was, is.as_ref())?;
    Ok(entries(transaction, book)?.iter().all(|entry| entry.aside.is_none()))
}

/// A record to be made or deleted as a whole, with everything that hangs on it.
fn decide_whole(
    transaction: &Transaction<'_>,
    was: &Stored,
    asides: &[Entry],
    decision: &BookDecision,
) -> Result<(), AsideError> {
    match decision {
        BookDecision::All(Side::Mine) => {
            if was.base.is_none()
                && let Some(hive_id) = was.record.hive_id()
                && rows::holder_of(transaction, was.account, hive_id.as_str(), Some(was.id))?.is_some()
            {
                return Err(AsideError::SameBook);
            }
            release(transaction, was.id, true)?;
        }
        BookDecision::All(Side::Theirs) => {
            for entry in asides {
                give_up(transaction, was.id, entry)?;
            }
        }
        // There are no two values to be put together.
        BookDecision::All(Side::Both) | BookDecision::Fields(_) => {}
    }
    Ok(())
}

fn decide_fields(
    transaction: &Transaction<'_>,
    was: &Stored,
    entry: &Entry,
    decision: &BookDecision,
) -> Result<(), StorageFault> {
    let Op::Update(patches) = &entry.op else { return Ok(()) };
    let (mut wanted, mut undecided) = (Vec::new(), Vec::new());
    for patch in patches {
        let side = match decision {
            BookDecision::All(side) => Some(*side),
            BookDecision::Fields(fields) => fields.get(&patch.field).copied(),
        };
        let theirs = was.record.get(patch.field);
        match side {
            Some(Side::Mine) => wanted.extend(Patch::to(&was.record, patch.field, patch.after.clone())),
            Some(Side::Theirs) => {}
            Some(Side::Both) => match both(patch.field, theirs, patch.after.as_ref()) {
                Some(value) => wanted.extend(Patch::to(&was.record, patch.field, Some(value))),
                None => undecided.push(patch.clone()),
            },
            None => undecided.push(patch.clone()),
        }
    }
    let waits = !wanted.is_empty();
    if waits {
        append(transaction, was.account, was.id, (entry.group, true, &Op::Update(wanted)), None)?;
    }
    if !undecided.is_empty() {
        let reason = match &entry.aside {
            Some(SetAsideReason::ChangedElsewhere { .. }) | None => SetAsideReason::ChangedElsewhere {
                fields: undecided.iter().map(|patch| patch.field.as_str().to_owned()).collect(),
            },
            Some(reason) => reason.clone(),
        };
        rewrite(transaction, entry.id, &Op::Update(undecided))?;
        return put_aside(transaction, entry.id, &reason);
    }
    if waits { remove_entry(transaction, entry.id) } else { give_up(transaction, was.id, entry) }
}

/// The change is wanted no more. The import's report must not count its row as written from now on.
fn give_up(transaction: &Transaction<'_>, book: BookId, entry: &Entry) -> Result<(), StorageFault> {
    let reason = entry.aside.as_ref().map(SetAsideReason::text).transpose()?.unwrap_or_default();
    transaction
        .prepare_cached(
            "UPDATE import_row SET fate = 'set_aside', reason = ?3
             WHERE book = ?1 AND import IN (SELECT id FROM import WHERE grp = ?2)",
        )?
        .execute((book, entry.group, reason))?;
    remove_entry(transaction, entry.id)
}

/// Both values of a field that can hold both.
fn both(field: Field, theirs: Option<&Value>, mine: Option<&Value>) -> Option<Value> {
    match field {
        Field::Review => {
            let (theirs, mine) = (theirs?.as_str()?.trim(), mine?.as_str()?.trim());
            if theirs.contains(mine) {
                return Some(Value::from(theirs));
            }
            let joined = if mine.contains(theirs) { mine.to_owned() } else { format!("{theirs}\n\n{mine}") };
            let fits = joined.graphemes(true).count() <= limit::REVIEW_GRAPHEMES;
            fits.then(|| Value::from(joined))
        }
        Field::PreviousReads => match crate::merge::three_way(field, None, mine, theirs, false) {
            crate::merge::ThreeWay::Merged(value) => value,
            crate::merge::ThreeWay::Conflict => None,
        },
        _ => None,
    }
}

/// Notes what changed to the eye.
fn note(scribe: &Scribe<'_>, was: &Stored, is: Option<&BookRecord>) -> Result<(), StorageFault> {
    if was.gone {
        return Ok(());
    }
    let Some(record) = is else {
        let local = was.local.iter().map(|(key, value)| (key.clone(), (Some(value.clone()), None))).collect();
        return scribe.enter(was.id, &Deed::Deleted(was.record.clone()), &local, &was.record);
    };
    let patches = Patch::between(&was.record, record);
    if patches.is_empty() {
        return Ok(());
    }
    scribe.enter(was.id, &Deed::Updated(patches), &LocalChanges::new(), record)
}
