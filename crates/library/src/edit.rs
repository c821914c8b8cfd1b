//! Edits by hand, of one book or of many.

use crate::account::publishes;
use crate::journal::{Kind, LocalChanges, Scribe};
use crate::rows;
use crate::{AccountId, GroupId, Library, Patch, Selection, StorageFault};
use bookhive::{BookRecord, Field, Stars, Status};
use serde_json::Value;
use thiserror::Error;

/// What becomes of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// Nothing.
    #[default]
    Keep,
    /// It gets this value.
    Set(T),
    /// It is taken away.
    Clear,
}

/// A change to the chosen books. The default changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Edit {
    /// Reading status.
    pub status: Change<Status>,
    /// Rating.
    pub stars: Change<Stars>,
    /// Whether a copy is owned.
    pub owned: Change<bool>,
}

/// What an edit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EditOutcome {
    /// Names the edit for undo; `None` when no book changed.
    pub group: Option<GroupId>,
    /// Books that changed.
    pub changed: u32,
    /// Chosen books that were so already.
    pub unchanged: u32,
}

/// An edit was not done; no book changed.
#[derive(Debug, Error)]
pub enum EditError {
    /// No account has this number.
    #[error("the account is not on this computer")]
    UnknownAccount,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for EditError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Edit {
    /// The patches that it comes to for a record.
    fn patches(&self, record: &BookRecord) -> Vec<Patch> {
        let status = wanted(self.status, |status| Value::from(status.token()));
        let stars = wanted(self.stars, |stars| Value::from(stars.half_stars()));
        let mut owned = wanted(self.owned, Value::from);
        let says_owned = record.has_owned_status_token();
        if status.is_some() && says_owned && owned.is_none() && record.get(Field::Owned).is_none() {
            // The old token that a status replaces was all that said so.
            owned = Some(Some(Value::from(true)));
        }
        // A token that means "owned, no status" must not outlive a change of either.
        let status = status.or((says_owned && owned.is_some()).then_some(None));
        [(Field::Status, status), (Field::Stars, stars), (Field::Owned, owned)]
            .into_iter()
            .filter_map(|(field, after)| Patch::to(record, field, after?))
            .collect()
    }
}

fn wanted<T>(change: Change<T>, value: impl FnOnce(T) -> Value) -> Option<Option<Value>> {
    match change {
        Change::Keep => None,
        Change::Set(new) => Some(Some(value(new))),
        Change::Clear => Some(None),
    }
}

impl Library {
    /// Changes the chosen books, in one transaction with its journal and outbox entries.
    ///
    /// An edit of exactly one chosen book is one by hand: should the server's record change meanwhile, it wins.
    ///
    /// # Errors
    /// [`EditError::UnknownAccount`] when there is no such account.
    pub fn edit(
        &self,
        account: AccountId,
        selection: &Selection,
        edit: &Edit,
        now: jiff::Timestamp,
    ) -> Result<EditOutcome, EditError> {
        self.write(|transaction| {
            let publishes = publishes(transaction, account)?.ok_or(EditError::UnknownAccount)?;
            let chosen = selection.resolve(transaction, account)?;
            let mut scribe = None;
            let mut outcome = EditOutcome { group: None, changed: 0, unchanged: 0 };
            for &book in &chosen {
                let Some(was) = rows::load(transaction, book)? else { continue };
                let patches = edit.patches(&was.record);
                if patches.is_empty() {
                    outcome.unchanged += 1;
                    continue;
                }
                let scribe: &Scribe<'_> = match &mut scribe {
                    Some(scribe) => scribe,
                    none => none.insert(Scribe::open(
                        transaction,
                        account,
                        publishes,
                        Kind::Edit,
                        chosen.len() == 1,
                        now,
                    )?),
                };
                scribe.update(&was, patches, &LocalChanges::new())?;
                outcome.group = Some(scribe.group());
                outcome.changed += 1;
            }
            Ok(outcome)
        })
    }
}
