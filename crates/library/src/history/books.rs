//! The books of a group, and the groups of a book.

use super::list::group;
use super::standing::Standing;
use super::{BookChange, BookDeed, BookEvent, FieldChange, GroupPage, NamedBook};
use crate::journal::{Deed, Entered};
use crate::{AccountId, BookId, GroupId, Library, Patch, StorageFault};
use bookhive::BookRecord;
use rusqlite::{Connection, Row};

/// Columns of a change, in the order in which [`read`] reads them.
const COLUMNS: &str = "
    change.id, change.book, change.kind, change.payload, change.local,
    COALESCE(known.title, ''), COALESCE(known.authors, ''), known.hive_id,
    EXISTS (SELECT 1 FROM book WHERE book.id = change.book AND book.gone = 0),
    (SELECT cover FROM book WHERE book.id = change.book AND book.gone = 0)";

const TABLES: &str = "change LEFT JOIN journal_book AS known ON known.book = change.book";

impl Library {
    /// The books of a group, at most `limit` of them, those after the place `after`.
    ///
    /// # Errors
    /// When SQLite fails or the history cannot be read.
    pub fn group_books(
        &self,
        account: AccountId,
        group: GroupId,
        after: Option<i64>,
        limit: u32,
    ) -> Result<GroupPage, StorageFault> {
        self.read(|connection| {
            let sql = format!(
                "SELECT {COLUMNS} FROM {TABLES}
                 WHERE change.grp = ?1 AND change.id > ?2
                     AND EXISTS (SELECT 1 FROM change_group WHERE id = ?1 AND account = ?3)
                 ORDER BY change.id LIMIT ?4"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query((group, after.unwrap_or(0), account, i64::from(limit) + 1))?;
            let mut books = Vec::new();
            while let Some(row) = rows.next()? {
                books.push(read(row)?);
            }
            let more = books.len() > limit as usize;
            books.truncate(limit as usize);
            Ok(GroupPage { books, more })
        })
    }

    /// What happened to a book, the newest first; at most `limit` changes.
    ///
    /// # Errors
    /// When SQLite fails or the history cannot be read.
    pub fn history_of(
        &self,
        account: AccountId,
        book: BookId,
        limit: u32,
    ) -> Result<Vec<BookEvent>, StorageFault> {
        self.read(|connection| {
            let sql = format!(
                "SELECT {COLUMNS}, change.grp FROM {TABLES}
                 JOIN change_group ON change_group.id = change.grp
                 WHERE change.book = ?1 AND change_group.account = ?2 ORDER BY change.grp DESC LIMIT ?3"
            );
            let standing = Standing::read(connection, account)?;
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query((book, account, limit))?;
            let mut events = Vec::new();
            while let Some(row) = rows.next()? {
                let change = read(row)?;
                if let Some(group) = group(connection, account, row.get(10)?, &standing)? {
                    events.push(BookEvent { group, change });
                }
            }
            Ok(events)
        })
    }
}

/// The group's first change.
pub(super) fn first(connection: &Connection, group: GroupId) -> Result<Option<BookChange>, StorageFault> {
    let sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE change.grp = ?1 ORDER BY change.id LIMIT 1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([group])?;
    rows.next()?.map(read).transpose()
}

fn read(row: &Row<'_>) -> Result<BookChange, StorageFault> {
    let entered = Entered::read(row, 1)?;
    let authors: String = row.get(6)?;
    let nothing = BookRecord::new();
    let (deed, patches) = match entered.deed {
        Deed::Created(record) => (BookDeed::Created, Patch::between(&nothing, &record)),
        Deed::Deleted(record) => (BookDeed::Deleted, Patch::between(&record, &nothing)),
        Deed::Updated(patches) => (BookDeed::Updated, patches),
    };
    let known = patches.into_iter().map(|patch| FieldChange {
        field: patch.field.as_str().to_owned(),
        before: patch.before,
        after: patch.after,
    });
    let local = entered.local.into_iter().map(|(key, (before, after))| FieldChange {
        field: format!("local.{key}"),
        before: before.map(Into::into),
        after: after.map(Into::into),
    });
    Ok(BookChange {
        place: row.get(0)?,
        book: NamedBook {
            id: entered.book,
            title: row.get(5)?,
            authors: authors.split('\t').filter(|author| !author.is_empty()).map(str::to_owned).collect(),
            hive_id: row.get(7)?,
            cover: row.get(9)?,
            here: row.get(8)?,
        },
        deed,
        fields: known.chain(local).collect(),
    })
}
