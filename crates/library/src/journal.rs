//! The journal, and the one way to change a book: row, journal and outbox in the caller's transaction.

use crate::outbox::{Op, append, entries, release, remove_entry};
use crate::rows::{self, Local, NewBook, Stored, record_from, record_text};
use crate::{AccountId, BookId, GroupId, Patch, SetAsideReason, StorageFault};
use bookhive::BookRecord;
use rusqlite::{Connection, Transaction};
use std::collections::BTreeMap;

/// Local fields before and after, by name.
pub(crate) type LocalChanges = BTreeMap<String, (Option<String>, Option<String>)>;

/// What a group of changes came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Edit,
    Import,
    Undo(GroupId),
}

/// What was done to one book.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Deed {
    Created(BookRecord),
    Updated(Vec<Patch>),
    /// With the record it had.
    Deleted(BookRecord),
}

/// A deed as the journal has it.
#[derive(Debug, Clone)]
pub(crate) struct Entered {
    pub(crate) book: BookId,
    pub(crate) deed: Deed,
    pub(crate) local: LocalChanges,
}

/// Writes the deeds of one group.
pub(crate) struct Scribe<'a> {
    transaction: &'a Transaction<'a>,
    account: AccountId,
    /// The account has a server: deeds go to the outbox too.
    publishes: bool,
    group: GroupId,
    /// The group is one book changed by hand.
    single: bool,
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
        let (name, undoes) = match kind {
            Kind::Edit => ("edit", None),
            Kind::Import => ("import", None),
            Kind::Undo(group) => ("undo", Some(group)),
        };
        transaction
            .prepare_cached("INSERT INTO change_group (account, kind, at, undoes) VALUES (?1, ?2, ?3, ?4)")?
            .execute((account, name, now.as_microsecond(), undoes))?;
        let group = GroupId::new(transaction.last_insert_rowid());
        Ok(Self { transaction, account, publishes, group, single })
    }

    pub(crate) const fn group(&self) -> GroupId {
        self.group
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
        self.enter(book, &Deed::Created(record.clone()), &changes)?;
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
        self.enter(was.id, &Deed::Updated(patches.clone()), local)?;
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
        self.enter(was.id, &Deed::Deleted(was.record.clone()), &changes)?;
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

    fn enter(&self, book: BookId, deed: &Deed, local: &LocalChanges) -> Result<(), StorageFault> {
        let text =
            |value| serde_json::to_string(value).map_err(|_| StorageFault::Malformed { what: "patch" });
        let (kind, payload) = match deed {
            Deed::Created(record) => ("create", record_text(record)),
            Deed::Updated(patches) => ("update", text(patches)?),
            Deed::Deleted(record) => ("delete", record_text(record)),
        };
        let local =
            serde_json::to_string(local).map_err(|_| StorageFault::Malformed { what: "local field" })?;
        self.transaction
            .prepare_cached(
                "INSERT INTO change (grp, book, kind, payload, local) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((self.group, book, kind, payload, local))?;
        Ok(())
    }
}

/// The deeds of a group, the last one first.
pub(crate) fn deeds(connection: &Connection, group: GroupId) -> Result<Vec<Entered>, StorageFault> {
    let mut statement = connection
        .prepare_cached("SELECT book, kind, payload, local FROM change WHERE grp = ?1 ORDER BY id DESC")?;
    let mut rows = statement.query([group])?;
    let mut deeds = Vec::new();
    while let Some(row) = rows.next()? {
        let (kind, payload, local): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let deed = match kind.as_str() {
            "create" => Deed::Created(record_from(&payload)?),
            "delete" => Deed::Deleted(record_from(&payload)?),
            _ => Deed::Updated(
                serde_json::from_str(&payload).map_err(|_| StorageFault::Malformed { what: "patch" })?,
            ),
        };
        let local =
            serde_json::from_str(&local).map_err(|_| StorageFault::Malformed { what: "local field" })?;
        deeds.push(Entered { book: row.get(0)?, deed, local });
    }
    Ok(deeds)
}
