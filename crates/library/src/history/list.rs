//! Groups, page by page.

use super::standing::{Standing, time};
use super::{ChangeGroup, ChangeKind, HistoryPage, HistoryQuery, Whose, books};
use crate::folding::fold;
use crate::{AccountId, GroupId, Library, StorageFault};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

impl Library {
    /// A page of the history: at most `limit` groups, older than `before`.
    ///
    /// # Errors
    /// When SQLite fails or the history cannot be read.
    pub fn history(
        &self,
        account: AccountId,
        query: &HistoryQuery,
        before: Option<GroupId>,
        limit: u32,
    ) -> Result<HistoryPage, StorageFault> {
        self.read(|connection| {
            let filter = Filter::new(account, query);
            let sql = format!("SELECT COUNT(*) FROM change_group WHERE {}", filter.condition);
            let matching = connection
                .prepare_cached(&sql)?
                .query_row(params_from_iter(&filter.values), |row| row.get(0))?;
            let sql = format!(
                "SELECT id FROM change_group WHERE {} AND id < {} ORDER BY id DESC LIMIT {}",
                filter.condition,
                before.map_or(i64::MAX, GroupId::get),
                i64::from(limit) + 1,
            );
            let mut statement = connection.prepare(&sql)?;
            let ids = statement.query_map(params_from_iter(&filter.values), |row| row.get(0))?;
            let mut ids: Vec<GroupId> = ids.collect::<Result<_, _>>()?;
            let more = ids.len() > limit as usize;
            ids.truncate(limit as usize);
            let standing = Standing::read(connection, account)?;
            let groups =
                ids.into_iter().filter_map(|id| group(connection, account, id, &standing).transpose());
            Ok(HistoryPage { groups: groups.collect::<Result<_, _>>()?, matching, more })
        })
    }

    /// The group that an undo is for: the newest change made here that stands.
    ///
    /// # Errors
    /// When SQLite fails or the history cannot be read.
    pub fn undoable(&self, account: AccountId) -> Result<Option<ChangeGroup>, StorageFault> {
        self.read(|connection| {
            let standing = Standing::read(connection, account)?;
            let mut statement = connection.prepare_cached(
                "SELECT id FROM change_group
                 WHERE account = ?1 AND undoes IS NULL AND kind NOT IN ('remote', 'fill') ORDER BY id DESC",
            )?;
            let mut rows = statement.query([account])?;
            while let Some(row) = rows.next()? {
                let id = row.get(0)?;
                if standing.undone(id).is_none() {
                    return group(connection, account, id, &standing);
                }
            }
            Ok(None)
        })
    }

    /// The undo that a redo is for: the newest that stands, unless something else was done since. Undoing it redoes.
    ///
    /// # Errors
    /// When SQLite fails or the history cannot be read.
    pub fn redoable(&self, account: AccountId) -> Result<Option<ChangeGroup>, StorageFault> {
        self.read(|connection| {
            let standing = Standing::read(connection, account)?;
            let mut statement = connection.prepare_cached(
                "SELECT id, undoes IS NULL FROM change_group
                 WHERE account = ?1 AND kind NOT IN ('remote', 'fill') ORDER BY id DESC",
            )?;
            let mut rows = statement.query([account])?;
            while let Some(row) = rows.next()? {
                let (id, is_root): (GroupId, bool) = (row.get(0)?, row.get(1)?);
                if is_root {
                    return Ok(None);
                }
                let undoes = standing.root(id).is_some_and(|(_, redo)| !redo);
                if undoes && standing.undone(id).is_none() {
                    return group(connection, account, id, &standing);
                }
            }
            Ok(None)
        })
    }

    /// One group; `None` when the account's history has no such group.
    ///
    /// # Errors
    /// When SQLite fails or the history cannot be read.
    pub fn change_group(&self, account: AccountId, id: GroupId) -> Result<Option<ChangeGroup>, StorageFault> {
        self.read(|connection| group(connection, account, id, &Standing::read(connection, account)?))
    }
}

pub(super) fn group(
    connection: &Connection,
    account: AccountId,
    id: GroupId,
    standing: &Standing,
) -> Result<Option<ChangeGroup>, StorageFault> {
    let Some(mut group) = plain(connection, account, id, standing)? else { return Ok(None) };
    if let Some((root, redo)) = standing.root(id) {
        group.of = plain(connection, account, root, standing)?.map(Box::new);
        group.redo = redo;
    }
    Ok(Some(group))
}

fn plain(
    connection: &Connection,
    account: AccountId,
    id: GroupId,
    standing: &Standing,
) -> Result<Option<ChangeGroup>, StorageFault> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, at, created, updated, deleted, fields,
                (SELECT file_name FROM import WHERE import.grp = change_group.id),
                (SELECT COUNT(DISTINCT book) FROM outbox WHERE outbox.grp = change_group.id AND aside IS NULL),
                (SELECT COUNT(DISTINCT book) FROM outbox WHERE outbox.grp = change_group.id AND aside IS NOT NULL)
         FROM change_group WHERE id = ?1 AND account = ?2",
    )?;
    let found = statement
        .query_row((id, account), |row| {
            let kind: String = row.get(0)?;
            let fields: String = row.get(5)?;
            Ok((
                kind,
                row.get(1)?,
                (row.get(2)?, row.get(3)?, row.get(4)?),
                fields,
                row.get(6)?,
                row.get(7)?,
                row.get(8)?,
            ))
        })
        .optional()?;
    let Some((kind, at, (created, updated, deleted), fields, file_name, waiting, set_aside)) = found else {
        return Ok(None);
    };
    let kind = ChangeKind::read(&kind)?;
    let alone = kind != ChangeKind::Fill && created + updated + deleted == 1;
    let book = if alone || kind == ChangeKind::Merge { books::first(connection, id)? } else { None };
    Ok(Some(ChangeGroup {
        id,
        kind,
        at: time(at)?,
        created,
        updated,
        deleted,
        fields: serde_json::from_str(&fields).map_err(|_| StorageFault::Malformed { what: "field" })?,
        file_name,
        book,
        of: None,
        redo: false,
        undone: standing.undone(id),
        waiting,
        set_aside,
    }))
}

/// The `WHERE` of a query, with its values.
struct Filter {
    condition: String,
    values: Vec<Value>,
}

impl Filter {
    fn new(account: AccountId, query: &HistoryQuery) -> Self {
        let mut filter =
            Self { condition: "account = ?".to_owned(), values: vec![Value::Integer(account.get())] };
        match query.whose {
            Whose::All => {}
            Whose::Mine => filter.condition.push_str(" AND kind NOT IN ('remote', 'fill')"),
            Whose::Others => filter.condition.push_str(" AND kind IN ('remote', 'fill')"),
        }
        for (bound, condition) in [(query.from, " AND at >= ?"), (query.until, " AND at < ?")] {
            if let Some(bound) = bound {
                filter.condition.push_str(condition);
                filter.values.push(Value::Integer(bound.as_microsecond()));
            }
        }
        let mut ways = Vec::new();
        if !query.kinds.is_empty() {
            let names: Vec<String> = query.kinds.iter().map(|kind| format!("'{}'", kind.name())).collect();
            ways.push(format!("kind IN ({})", names.join(", ")));
        }
        if !query.text.trim().is_empty() {
            ways.extend(filter.text(account, query.text.trim()));
        }
        if !ways.is_empty() {
            filter.condition.push_str(&format!(" AND ({})", ways.join(" OR ")));
        }
        filter
    }

    /// Books whose names hold a word beginning with each of the text's, and files whose names hold the text.
    fn text(&mut self, account: AccountId, text: &str) -> Vec<String> {
        let folded = fold(text);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let mut ways = Vec::new();
        if !words.is_empty() {
            let likes: String = words.iter().map(|_| " AND words LIKE ?").collect();
            ways.push(format!(
                "id IN (SELECT change.grp FROM journal_book JOIN change ON change.book = journal_book.book
                        WHERE journal_book.account = ?{likes})"
            ));
            self.values.push(Value::Integer(account.get()));
            self.values.extend(words.iter().map(|word| Value::Text(format!("% {word}%"))));
        }
        ways.push(
            "id IN (SELECT grp FROM import WHERE import.account = ? AND instr(lower(file_name), ?))"
                .to_owned(),
        );
        self.values.push(Value::Integer(account.get()));
        self.values.push(Value::Text(text.to_lowercase()));
        ways
    }
}
