use super::sums::Sums;
use super::{Deed, Kind, LocalChanges, name};
use crate::outbox::{Op, append, entries, release, remove_entry};
use crate::rows::{self, Local, NewBook, Stored, record_text};
use crate::{AccountId, BookId, GroupId, Patch, SetAsideReason, StorageFault};
use bookhive::BookRecord;
use rusqlite::{OptionalExtension, Transaction};
use std::cell::RefCell;

/// Writes the deeds of one group.
pub(crate) struct Scribe<'a> {
    transaction: &'a Transaction<'a>,
    account: AccountId,
    /// The account has a server: deeds go to the outbox too.
    publishes: bool,
    group: GroupId,
    /// The group is one book changed by hand.
    single: bool,
    sums: RefCell<Sums>,
}

impl<'a> Scribe<'a> {
    /// Opens a new group. `single`: it is one book changed by hand.
    pub(crate) fn open(
        transaction: &'a Transaction<'a>,
        account: AccountId,
        publishes: bool,
        kind: Kind,
        single: bool,
        now: jiff::Timestamp,
    ) -> Result<Self, StorageFault> {
        transaction
            .prepare_cached("INSERT INTO change_group (account, kind, at, undoes) VALUES (?1, ?2, ?3, ?4)")?
            .execute((account, kind.name(), now.as_microsecond(), kind.undoes()))?;
        let group = GroupId::new(transaction.last_insert_rowid());
        Ok(Self { transaction, account, publishes, group, single, sums: RefCell::default() })
    }

    /// Goes on with a group of many books that publishes; `None` when it is no longer in the history.
    pub(crate) fn resume(
        transaction: &'a Transaction<'a>,
        account: AccountId,
        group: GroupId,
    ) -> Result<Option<Self>, StorageFault> {
        let found = transaction
            .prepare_cached(
                "SELECT created, updated, deleted, fields FROM change_group WHERE id = ?1 AND account = ?2",
            )?
            .query_row((group, account), |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?))
            })
            .optional()?;
        let Some((created, updated, deleted, fields)) = found else { return Ok(None) };
        let fields = serde_json::from_str(&fields).map_err(|_| StorageFault::Malformed { what: "field" })?;
        let sums = RefCell::new(Sums { created, updated, deleted, fields });
        Ok(Some(Self { transaction, account, publishes: true, group, single: false, sums }))
    }

    pub(crate) const fn group(&self) -> GroupId {
        self.group
    }

    /// The account has a server.
    pub(crate) const fn publishes(&self) -> bool {
        self.publishes
    }

    /// Ends the group: one without a deed was none, and goes.
    pub(crate) fn close(self) -> Result<Option<GroupId>, StorageFault> {
        let wrote =
            self.transaction.prepare_cached("SELECT 1 FROM change WHERE grp = ?1")?.exists([self.group])?;
        if !wrote {
            self.transaction.execute("DELETE FROM change_group WHERE id = ?1", [self.group])?;
        }
        Ok(wrote.then_some(self.group))
    }

    /// Makes a book; `id` when it is one that was here before.
    pub(crate) fn create(
        &self,
        id: Option<BookId>,
        rkey: &str,
        record: &BookRecord,
        local: &Local,
    ) -> Result<BookId, StorageFault> {
        let new = NewBook { id, account: self.account, rkey, base: None, cid: None, record, local };
        let book = rows::insert(self.transaction, &new)?;
        self.created(book, record, local)?;
        Ok(book)
    }

    /// Brings back a book whose deletion the server has not heard of.
    pub(crate) fn restore(
        &self,
        was: &Stored,
        record: &BookRecord,
        local: &Local,
    ) -> Result<(), StorageFault> {
        rows::update(self.transaction, was, record, local, false)?;
        self.created(was.id, record, local)
    }

    fn created(&self, book: BookId, record: &BookRecord, local: &Local) -> Result<(), StorageFault> {
        let changes = local.iter().map(|(key, value)| (key.clone(), (None, Some(value.clone())))).collect();
        self.enter(book, &Deed::Created(record.clone()), &changes, record)?;
        self.send(book, &Op::Create(record.clone()), None)
    }

    /// Changes fields of a book, in its record and on this computer.
    pub(crate) fn update(
        &self,
        was: &Stored,
        patches: Vec<Patch>,
        local: &LocalChanges,
    ) -> Result<(), StorageFault> {
        let mut record = was.record.clone();
        patches.iter().for_each(|patch| patch.apply(&mut record));
        let mut fields = was.local.clone();
        for (key, (_, after)) in local {
            match after {
                Some(value) => fields.insert(key.clone(), value.clone()),
                None => fields.remove(key),
            };
        }
        rows::update(self.transaction, was, &record, &fields, false)?;
        self.enter(was.id, &Deed::Updated(patches.clone()), local, &record)?;
        if patches.is_empty() || !self.publishes {
            return Ok(());
        }
        let undecided = self.undecided(was)?;
        self.send(was.id, &Op::Update(patches), undecided.as_ref())
    }

    /// A book that the server lacks and whose create was set aside: after a refusal, the change is a new attempt;
    /// while a decision is due, the change waits for it too.
    fn undecided(&self, was: &Stored) -> Result<Option<SetAsideReason>, StorageFault> {
        if was.base.is_some() {
            return Ok(None);
        }
        let reasons: Vec<SetAsideReason> =
            entries(self.transaction, was.id)?.into_iter().filter_map(|entry| entry.aside).collect();
        match reasons.iter().find(|reason| !matches!(reason, SetAsideReason::Refused { .. })) {
            None if reasons.is_empty() => Ok(None),
            None => release(self.transaction, was.id, false).map(|()| None),
            Some(reason) => Ok(Some(reason.clone())),
        }
    }

    /// Deletes a book. It stays in the database, unseen, until the server has heard of it.
    pub(crate) fn delete(&self, was: &Stored) -> Result<(), StorageFault> {
        let changes =
            was.local.iter().map(|(key, value)| (key.clone(), (Some(value.clone()), None))).collect();
        self.enter(was.id, &Deed::Deleted(was.record.clone()), &changes, &was.record)?;
        let mut unheard_of = was.base.is_none();
        for entry in entries(self.transaction, was.id)? {
            match entry.aside {
                Some(_) => remove_entry(self.transaction, entry.id)?,
                // It may be on its way this very moment.
                None => unheard_of = false,
            }
        }
        if unheard_of || !self.publishes {
            return rows::remove(self.transaction, was.id);
        }
        rows::update(self.transaction, was, &was.record, &was.local, true)?;
        self.send(was.id, &Op::Delete, None)
    }

    fn send(&self, book: BookId, op: &Op, aside: Option<&SetAsideReason>) -> Result<(), StorageFault> {
        if !self.publishes {
            return Ok(());
        }
        append(self.transaction, self.account, book, (self.group, self.single, op), aside)
    }

    /// Notes a deed, and nothing else. `record` is what the book is called by from now on.
    pub(crate) fn enter(
        &self,
        book: BookId,
        deed: &Deed,
        local: &LocalChanges,
        record: &BookRecord,
    ) -> Result<(), StorageFault> {
        let text =
            |value| serde_json::to_string(value).map_err(|_| StorageFault::Malformed { what: "patch" });
        let (kind, payload) = match deed {
            Deed::Created(record) => ("create", record_text(record)),
            Deed::Updated(patches) => ("update", text(patches)?),
            Deed::Deleted(record) => ("delete", record_text(record)),
        };
        let fields =
            serde_json::to_string(local).map_err(|_| StorageFault::Malformed { what: "local field" })?;
        self.transaction
            .prepare_cached(
                "INSERT INTO change (grp, book, kind, payload, local) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((self.group, book, kind, payload, fields))?;
        name::keep(self.transaction, self.account, book, record)?;
        self.sum_up(deed, local)
    }

    fn sum_up(&self, deed: &Deed, local: &LocalChanges) -> Result<(), StorageFault> {
        let mut sums = self.sums.borrow_mut();
        sums.add(deed, local);
        let fields =
            serde_json::to_string(&sums.fields).map_err(|_| StorageFault::Malformed { what: "field" })?;
        self.transaction
            .prepare_cached(
                "UPDATE change_group SET created = ?2, updated = ?3, deleted = ?4, fields = ?5 WHERE id = ?1",
            )?
            .execute((self.group, sums.created, sums.updated, sums.deleted, fields))?;
        Ok(())
    }
}
