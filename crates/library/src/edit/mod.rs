//! Edits by hand: of one book or of many, adding, deleting, and saying which book a record is.

mod add;
mod change;
mod delete;
mod planned;
mod preview;
mod reads;
mod rematch;
mod sense;
mod shared;
mod sitting;

pub use add::{AddError, Addition};
pub use change::{Change, DayChange, Edit, Progress, ReadStep, ReadsChange, TagsChange};
pub use preview::{EditPreview, FieldTally, LocalPatches, Refusal};
pub use rematch::{Match, MatchError, MatchPlan};
pub use shared::{SharedValues, Spread};

use crate::account::publishes;
use crate::journal::{Kind, Scribe};
use crate::rows::{self, Stored};
use crate::{AccountId, BookId, GroupId, Library, Selection, StorageFault};
use bookhive::LexiconFault;
pub(crate) use planned::Planned;
use preview::Digest;
pub(crate) use preview::Quarrels;
use rusqlite::{Connection, Transaction};
use thiserror::Error;

/// What an edit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EditOutcome {
    /// Names the edit for undo; `None` when no book changed.
    pub group: Option<GroupId>,
    /// Books that changed.
    pub changed: u32,
    /// Chosen books that were so already.
    pub unchanged: u32,
    /// Chosen books that were left alone, because a change made elsewhere waits for a decision.
    pub conflicts: u32,
    /// Chosen books that were left alone, because the record would have broken the lexicon.
    pub refused: u32,
}

/// An edit was not done; no book changed.
#[derive(Debug, Error)]
pub enum EditError {
    /// No account has this number.
    #[error("the account is not on this computer")]
    UnknownAccount,
    /// The one book's record would not be one any more.
    #[error("the record would break the lexicon: {0}")]
    Limit(LexiconFault),
    /// Another book has the hive id that this one would get.
    #[error("another record is of the same book")]
    SameBook(BookId),
    /// The books changed since the preview was made: make it again.
    #[error("the books changed since they were shown")]
    Outdated,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for EditError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Library {
    /// Changes the chosen books, in one transaction with its journal and outbox entries.
    ///
    /// An edit of exactly one chosen book is one by hand: should the server's record change meanwhile, it wins.
    ///
    /// A new status carries what a reader means by it. Reading a finished book again makes its days an earlier read;
    /// finishing completes its progress, and dates it only with [`Edit::today`]; giving up keeps the start; wanting to
    /// read keeps what was read before.
    ///
    /// # Errors
    /// [`EditError::UnknownAccount`] when there is no such account. For a single book, [`EditError::Limit`] when the
    /// lexicon forbids the change, and [`EditError::SameBook`]; of many, such books are left alone and counted.
    pub fn edit(
        &self,
        account: AccountId,
        selection: &Selection,
        edit: &Edit,
        now: jiff::Timestamp,
    ) -> Result<EditOutcome, EditError> {
        self.write(|transaction| change(transaction, account, selection, edit, now, None))
    }

    /// Goes on with an edit of one book, so that a sitting at a review is one change to undo. Where the sitting cannot
    /// be gone on with (the book changed otherwise meanwhile, or it was another book), a new change begins.
    ///
    /// # Errors
    /// As [`edit`](Self::edit).
    pub fn continue_edit(
        &self,
        account: AccountId,
        (book, sitting): (BookId, GroupId),
        edit: &Edit,
        now: jiff::Timestamp,
    ) -> Result<EditOutcome, EditError> {
        self.write(|transaction| {
            let publishes = publishes(transaction, account)?.ok_or(EditError::UnknownAccount)?;
            if let Some(was) =
                rows::load(transaction, book)?.filter(|was| was.account == account && !was.gone)
                && let Some(open) = sitting::open(transaction, account, book, sitting)?
            {
                let planned = sound(transaction, &was, edit, now)?;
                if planned.is_nothing() {
                    return Ok(EditOutcome { group: Some(sitting), unchanged: 1, ..EditOutcome::default() });
                }
                let group = open.go_on(transaction, &was, planned, publishes, now)?;
                return Ok(EditOutcome { group, changed: 1, ..EditOutcome::default() });
            }
            change(transaction, account, &Selection::Ids(vec![book]), edit, now, None)
        })
    }

    /// Does what a preview showed, or nothing: `digest` is the preview's. Books that were conflicts there are left
    /// alone.
    ///
    /// # Errors
    /// [`EditError::Outdated`] when the books are not as they were shown; else as [`edit`](Self::edit).
    pub fn commit_edit(
        &self,
        account: AccountId,
        selection: &Selection,
        edit: &Edit,
        digest: &str,
        now: jiff::Timestamp,
    ) -> Result<EditOutcome, EditError> {
        self.write(|transaction| change(transaction, account, selection, edit, now, Some(digest)))
    }
}

fn change(
    transaction: &Transaction<'_>,
    account: AccountId,
    selection: &Selection,
    edit: &Edit,
    now: jiff::Timestamp,
    shown: Option<&str>,
) -> Result<EditOutcome, EditError> {
    let publishes = publishes(transaction, account)?.ok_or(EditError::UnknownAccount)?;
    let chosen = selection.resolve(transaction, account)?;
    let single = chosen.len() == 1;
    let quarrels = shown.map(|_| Quarrels::of(transaction, account)).transpose()?;
    let mut digest = Digest::default();
    let mut scribe = None;
    let mut outcome = EditOutcome::default();
    for &book in &chosen {
        let Some(was) = rows::load(transaction, book)? else { continue };
        let planned = edit.plan(&was.record, &was.local, now);
        if planned.is_nothing() {
            outcome.unchanged += 1;
            continue;
        }
        if quarrels.as_ref().is_some_and(|quarrels| quarrels.over(book, &planned).is_some()) {
            outcome.conflicts += 1;
            continue;
        }
        match wrong(transaction, &was, &planned)? {
            None => {}
            Some(error) if single && shown.is_none() => return Err(error),
            Some(_) => {
                outcome.refused += 1;
                continue;
            }
        }
        digest.add(book, &planned);
        let scribe: &Scribe<'_> = match &mut scribe {
            Some(scribe) => scribe,
            none => none.insert(Scribe::open(transaction, account, publishes, Kind::Edit, single, now)?),
        };
        scribe.update(&was, planned.patches, &planned.local)?;
        outcome.group = Some(scribe.group());
        outcome.changed += 1;
    }
    // Rolls everything back: nothing is written that was not seen.
    if shown.is_some_and(|shown| shown != digest.finish()) {
        return Err(EditError::Outdated);
    }
    Ok(outcome)
}

/// What the edit comes to for one book, if it may be.
fn sound(
    transaction: &Transaction<'_>,
    was: &Stored,
    edit: &Edit,
    now: jiff::Timestamp,
) -> Result<Planned, EditError> {
    let planned = edit.plan(&was.record, &was.local, now);
    match wrong(transaction, was, &planned)? {
        None => Ok(planned),
        Some(error) => Err(error),
    }
}

/// Why a planned change may not be.
fn wrong(
    connection: &Connection,
    was: &Stored,
    planned: &Planned,
) -> Result<Option<EditError>, StorageFault> {
    if let Some(fault) = planned.fault(&was.record) {
        return Ok(Some(EditError::Limit(fault)));
    }
    let hive_id = planned.record.hive_id().filter(|hive_id| was.record.hive_id().as_ref() != Some(hive_id));
    let Some(hive_id) = hive_id else { return Ok(None) };
    let holder = rows::holder_of(connection, was.account, hive_id.as_str(), Some(was.id))?;
    Ok(holder.map(EditError::SameBook))
}
