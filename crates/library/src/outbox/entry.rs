use crate::rows::{record_from, record_text};
use crate::{AccountId, BookId, EntryId, GroupId, Patch, SetAsideReason, StorageFault};
use bookhive::BookRecord;
use rusqlite::Connection;

/// What an entry does to the record it finds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Op {
    /// There is a record now, this one.
    Create(BookRecord),
    /// Some fields are different now.
    Update(Vec<Patch>),
    /// There is no record any more.
    Delete,
}

impl Op {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Create(_) => "create",
            Self::Update(_) => "update",
            Self::Delete => "delete",
        }
    }

    fn payload(&self) -> Result<String, StorageFault> {
        match self {
            Self::Create(record) => Ok(record_text(record)),
            Self::Update(patches) => {
                serde_json::to_string(patches).map_err(|_| StorageFault::Malformed { what: "patch" })
            }
            Self::Delete => Ok(String::new()),
        }
    }

    pub(crate) fn read(kind: &str, payload: &str) -> Result<Self, StorageFault> {
        match kind {
            "create" => record_from(payload).map(Self::Create),
            "update" => serde_json::from_str(payload)
                .map(Self::Update)
                .map_err(|_| StorageFault::Malformed { what: "patch" }),
            _ => Ok(Self::Delete),
        }
    }
}

/// One change in the outbox.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) id: EntryId,
    pub(crate) group: GroupId,
    /// One book was changed by hand: where both sides changed a field, this side wins.
    pub(crate) single: bool,
    pub(crate) op: Op,
    pub(crate) aside: Option<SetAsideReason>,
}

/// The record that the base and the book's entries make: `None` is no record.
///
/// Entries that were set aside do not count, unless the server has no record: then they are all there is of the
/// book, and it must stay visible.
pub(crate) fn stand(base: Option<&BookRecord>, entries: &[Entry]) -> Option<BookRecord> {
    let counts = |entry: &&Entry| base.is_none() || entry.aside.is_none();
    entries.iter().filter(counts).fold(base.cloned(), |record, entry| match (&entry.op, record) {
        (Op::Create(created), _) => Some(created.clone()),
        (Op::Update(patches), Some(mut record)) => {
            for patch in patches {
                patch.apply(&mut record);
            }
            Some(record)
        }
        (Op::Update(_), None) | (Op::Delete, _) => None,
    })
}

/// All entries of a book, oldest first.
pub(crate) fn entries(connection: &Connection, book: BookId) -> Result<Vec<Entry>, StorageFault> {
    let mut statement = connection.prepare_cached(
        "SELECT id, grp, single, kind, payload, aside FROM outbox WHERE book = ?1 ORDER BY id",
    )?;
    let mut rows = statement.query([book])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let (kind, payload): (String, String) = (row.get(3)?, row.get(4)?);
        let aside: Option<String> = row.get(5)?;
        entries.push(Entry {
            id: row.get(0)?,
            group: row.get(1)?,
            single: row.get(2)?,
            op: Op::read(&kind, &payload)?,
            aside: aside.map(|reason| SetAsideReason::read(&reason)).transpose()?,
        });
    }
    Ok(entries)
}

/// A new entry at the end; `aside` when it belongs to a change that waits for a decision.
pub(crate) fn append(
    connection: &Connection,
    account: AccountId,
    book: BookId,
    entry: (GroupId, bool, &Op),
    aside: Option<&SetAsideReason>,
) -> Result<(), StorageFault> {
    let (group, single, op) = entry;
    let reason = aside.map(SetAsideReason::text).transpose()?;
    connection
        .prepare_cached(
            "INSERT INTO outbox (account, book, grp, single, kind, payload, aside)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((account, book, group, single, op.kind(), op.payload()?, reason))?;
    Ok(())
}

/// Gives an entry something else to do.
pub(crate) fn rewrite(connection: &Connection, entry: EntryId, op: &Op) -> Result<(), StorageFault> {
    connection.prepare_cached("UPDATE outbox SET kind = ?2, payload = ?3 WHERE id = ?1")?.execute((
        entry,
        op.kind(),
        op.payload()?,
    ))?;
    Ok(())
}

pub(crate) fn put_aside(
    connection: &Connection,
    entry: EntryId,
    reason: &SetAsideReason,
) -> Result<(), StorageFault> {
    connection
        .prepare_cached("UPDATE outbox SET aside = ?2 WHERE id = ?1")?
        .execute((entry, reason.text()?))?;
    Ok(())
}

/// Makes a book's entries that were set aside wait again. `single`: the person decided for them one by one, so they
/// win from now on.
pub(crate) fn release(connection: &Connection, book: BookId, single: bool) -> Result<(), StorageFault> {
    connection
        .prepare_cached(
            "UPDATE outbox SET aside = NULL, single = MAX(single, ?2)
             WHERE book = ?1 AND aside IS NOT NULL",
        )?
        .execute((book, single))?;
    Ok(())
}

pub(crate) fn remove_entry(connection: &Connection, entry: EntryId) -> Result<(), StorageFault> {
    connection.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([entry])?;
    Ok(())
}
