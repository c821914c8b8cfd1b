//! What a query finds, in order, remembered until the database changes.
//!
//! The table jumps anywhere in the list, so a page must cost the same wherever it is. Sorting and finding are
//! therefore apart: the order of all books is walked once along an index, what matches is looked up without an order,
//! and the answer is the one filtered by the other. A page is then a slice, whatever its offset, and typing a letter
//! never sorts.

use crate::facets::Digest;
use crate::query::{BookQuery, Expr, Finder, Scope};
use crate::{AccountId, StorageFault};
use rusqlite::{Connection, params_from_iter};
use std::sync::Arc;

/// Numbers of books, in an order.
pub(crate) type Ids = Arc<[i64]>;

/// Orders kept: as many as somebody turns about in a while.
const ORDERS_KEPT: usize = 4;
/// Answers kept: those of the saved views in the rail, and the latest of the list.
const ANSWERS_KEPT: usize = 24;

/// What was read from one state of the database.
#[derive(Default)]
pub(crate) struct Remembered {
    version: i64,
    orders: Vec<((AccountId, String), Ids)>,
    answers: Vec<((AccountId, String, Finder), Ids)>,
    digests: Vec<(AccountId, Arc<Digest>)>,
}

impl Remembered {
    /// SQLite counts the commits of other connections, this program's writer and other programs alike.
    pub(crate) fn forget_if_written(&mut self, connection: &Connection) -> Result<(), StorageFault> {
        let version = connection.query_row("PRAGMA data_version", [], |row| row.get(0))?;
        if version != self.version {
            *self = Self { version, ..Self::default() };
        }
        Ok(())
    }

    /// The books that match, in the query's order.
    pub(crate) fn found(
        &mut self,
        connection: &Connection,
        account: AccountId,
        query: &BookQuery,
    ) -> Result<Ids, StorageFault> {
        let order = self.in_order(connection, account, query)?;
        if query.filter == Expr::Everything {
            return Ok(order);
        }
        let key = (account, query.order(), Finder::new(account, &query.filter, Scope::Anywhere));
        if let Some((_, ids)) = self.answers.iter().find(|(known, _)| *known == key) {
            return Ok(ids.clone());
        }
        let matching = IdSet::read(connection, &key.2)?;
        let ids: Ids = order.iter().copied().filter(|&id| matching.contains(id)).collect();
        keep(&mut self.answers, ANSWERS_KEPT, (key, ids.clone()));
        Ok(ids)
    }

    /// All books of the account, in the query's order.
    pub(crate) fn in_order(
        &mut self,
        connection: &Connection,
        account: AccountId,
        query: &BookQuery,
    ) -> Result<Ids, StorageFault> {
        let key = (account, query.order());
        if let Some((_, ids)) = self.orders.iter().find(|(known, _)| *known == key) {
            return Ok(ids.clone());
        }
        let mut statement = connection.prepare_cached(&order_sql(query))?;
        let ids: Ids = statement.query_map([account], |row| row.get(0))?.collect::<Result<_, _>>()?;
        keep(&mut self.orders, ORDERS_KEPT, (key, ids.clone()));
        Ok(ids)
    }

    /// The account's books as facets count them.
    pub(crate) fn digest(
        &mut self,
        connection: &Connection,
        account: AccountId,
    ) -> Result<Arc<Digest>, StorageFault> {
        if let Some((_, digest)) = self.digests.iter().find(|(known, _)| *known == account) {
            return Ok(digest.clone());
        }
        let digest = Arc::new(Digest::read(connection, account)?);
        keep(&mut self.digests, 1, (account, digest.clone()));
        Ok(digest)
    }
}

/// The statement that walks all books in order.
pub(crate) fn order_sql(query: &BookQuery) -> String {
    format!("SELECT id FROM book WHERE account = ?1 AND gone = 0 ORDER BY {}", query.order())
}

/// Adds the newest and lets go of the oldest.
fn keep<T>(kept: &mut Vec<T>, most: usize, newest: T) {
    if kept.len() >= most {
        kept.remove(0);
    }
    kept.push(newest);
}

/// A set of row numbers, a bit each: numbers are handed out in sequence, so it stays small.
#[derive(Debug, Default)]
pub(crate) struct IdSet(Vec<u64>);

impl IdSet {
    /// What the statement finds.
    pub(crate) fn read(connection: &Connection, finder: &Finder) -> Result<Self, StorageFault> {
        let mut statement = connection.prepare_cached(&finder.sql)?;
        let mut rows = statement.query(params_from_iter(&finder.values))?;
        let mut set = Self::default();
        while let Some(row) = rows.next()? {
            set.insert(row.get(0)?);
        }
        Ok(set)
    }

    fn insert(&mut self, id: i64) {
        let Ok(id) = usize::try_from(id) else { return };
        let word = id / 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= 1 << (id % 64);
        }
    }

    pub(crate) fn contains(&self, id: i64) -> bool {
        let Ok(id) = usize::try_from(id) else { return false };
        self.0.get(id / 64).is_some_and(|bits| bits >> (id % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_set_holds_what_was_put_in_and_nothing_else(ids in proptest::collection::btree_set(-3i64..5_000, 0..60)) {
            let mut set = IdSet::default();
            for &id in &ids {
                set.insert(id);
            }
            for id in -3..5_100 {
                prop_assert_eq!(set.contains(id), id >= 0 && ids.contains(&id));
            }
        }
    }
}
