use super::{Deed, Kind, LocalChanges, Scribe};
use crate::rows::Stored;
use crate::{AccountId, BookId, Patch, StorageFault};
use bookhive::BookRecord;
use rusqlite::Transaction;
use std::cell::OnceCell;

/// Notes in the journal what other apps did to the books on screen, as one group, so that it can be seen and undone.
///
/// What is noted is what changed to the eye: a write of our own that arrived unheard of changes nothing here, and a
/// change that waits for a decision has changed nothing yet.
pub(crate) struct RemoteLog<'a> {
    transaction: &'a Transaction<'a>,
    account: AccountId,
    /// `None`: nothing is to be noted, as in a first fill.
    now: Option<jiff::Timestamp>,
    scribe: OnceCell<Scribe<'a>>,
}

impl<'a> RemoteLog<'a> {
    pub(crate) fn new(
        transaction: &'a Transaction<'a>,
        account: AccountId,
        now: Option<jiff::Timestamp>,
    ) -> Self {
        Self { transaction, account, now, scribe: OnceCell::new() }
    }

    pub(crate) fn created(&self, book: BookId, record: &BookRecord) -> Result<(), StorageFault> {
        self.note(book, &Deed::Created(record.clone()), &LocalChanges::new(), record)
    }

    pub(crate) fn updated(&self, was: &Stored, record: &BookRecord) -> Result<(), StorageFault> {
        let patches = Patch::between(&was.record, record);
        if patches.is_empty() {
            return Ok(());
        }
        self.note(was.id, &Deed::Updated(patches), &LocalChanges::new(), record)
    }

    pub(crate) fn deleted(&self, was: &Stored) -> Result<(), StorageFault> {
        if was.gone {
            return Ok(());
        }
        let local = was.local.iter().map(|(key, value)| (key.clone(), (Some(value.clone()), None))).collect();
        self.note(was.id, &Deed::Deleted(was.record.clone()), &local, &was.record)
    }

    fn note(
        &self,
        book: BookId,
        deed: &Deed,
        local: &LocalChanges,
        record: &BookRecord,
    ) -> Result<(), StorageFault> {
        let Some(now) = self.now else { return Ok(()) };
        if self.scribe.get().is_none() {
            let scribe = Scribe::open(self.transaction, self.account, false, Kind::Remote, false, now)?;
            let _ = self.scribe.set(scribe);
        }
        match self.scribe.get() {
            Some(scribe) => scribe.enter(book, deed, local, record),
            None => Ok(()),
        }
    }
}

/// Notes that the account's books were fetched for the first time.
pub(crate) fn first_fill(
    transaction: &Transaction<'_>,
    account: AccountId,
    books: usize,
    now: jiff::Timestamp,
) -> Result<(), StorageFault> {
    transaction.execute(
        "INSERT INTO change_group (account, kind, at, created) VALUES (?1, 'fill', ?2, ?3)",
        (account, now.as_microsecond(), i64::try_from(books).unwrap_or(i64::MAX)),
    )?;
    Ok(())
}
