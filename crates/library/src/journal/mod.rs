//! The journal, and the one way to change a book: row, journal and outbox in the caller's transaction.

mod grow;
mod name;
mod remote;
mod scribe;
mod sums;

use crate::rows::record_from;
use crate::{BookId, GroupId, Patch, StorageFault};
use bookhive::BookRecord;
use rusqlite::{Connection, Row};
use std::collections::BTreeMap;

pub(crate) use grow::grow;
pub(crate) use remote::{RemoteLog, first_fill};
pub(crate) use scribe::Scribe;
pub use sums::FieldSum;

/// Local fields before and after, by name.
pub(crate) type LocalChanges = BTreeMap<String, (Option<String>, Option<String>)>;

/// What a group of changes came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Edit,
    Add,
    Delete,
    /// A book was matched with another of the catalogue.
    Match,
    Import,
    Undo(GroupId),
    /// Records of one book became one.
    Merge,
    /// Old spellings were put right.
    Repair,
    /// A change that was set aside was decided.
    Decision,
    /// What was empty was filled from the catalogue.
    Enrich,
    /// Other apps changed the repository.
    Remote,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Add => "add",
            Self::Delete => "delete",
            Self::Match => "match",
            Self::Import => "import",
            Self::Undo(_) => "undo",
            Self::Merge => "merge",
            Self::Repair => "repair",
            Self::Decision => "decision",
            Self::Enrich => "enrich",
            Self::Remote => "remote",
        }
    }

    const fn undoes(self) -> Option<GroupId> {
        match self {
            Self::Undo(group) => Some(group),
            _ => None,
        }
    }
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

impl Entered {
    /// Reads `book, kind, payload, local` from the row's columns, beginning at `first`.
    pub(crate) fn read(row: &Row<'_>, first: usize) -> Result<Self, StorageFault> {
        let (kind, payload, local): (String, String, String) =
            (row.get(first + 1)?, row.get(first + 2)?, row.get(first + 3)?);
        let deed = match kind.as_str() {
            "create" => Deed::Created(record_from(&payload)?),
            "delete" => Deed::Deleted(record_from(&payload)?),
            _ => Deed::Updated(
                serde_json::from_str(&payload).map_err(|_| StorageFault::Malformed { what: "patch" })?,
            ),
        };
        let local =
            serde_json::from_str(&local).map_err(|_| StorageFault::Malformed { what: "local field" })?;
        Ok(Self { book: row.get(first)?, deed, local })
    }
}

/// The deeds of a group, the last one first.
pub(crate) fn deeds(connection: &Connection, group: GroupId) -> Result<Vec<Entered>, StorageFault> {
    let mut statement = connection
        .prepare_cached("SELECT book, kind, payload, local FROM change WHERE grp = ?1 ORDER BY id DESC")?;
    let mut rows = statement.query([group])?;
    let mut deeds = Vec::new();
    while let Some(row) = rows.next()? {
        deeds.push(Entered::read(row, 0)?);
    }
    Ok(deeds)
}
