//! What a query finds, in order, remembered until the database changes.
//!
//! The table jumps anywhere in the list, so a page must cost the same wherever it is. Sorting and finding are
//! therefore apart: the order of all books is walked once along an index, what matches is looked up without an order,
//! and the answer is the one filtered by the other. A page is then a slice, whatever its offset, and typing a letter
//! never sorts.

use crate::digest::Digest;
use crate::query::{BookQuery, Expr, Finder, Plan, Term};
use crate::{AccountId, SortColumn, SortKey, StorageFault};
use bookhive::Status;
use rusqlite::{Connection, params_from_iter};
use std::sync::Arc;

/// Numbers of books, in an order.
pub(crate) type Ids = Arc<[i64]>;

/// Orders kept: as many as somebody turns about in a while.
const ORDERS_KEPT: usize = 4;
/// Answers kept: those of the saved views in the rail, and the latest of the list.
const ANSWERS_KEPT: usize = 24;

/// Conditions whose books are kept: those of what is being typed, of its facets, and of the saved views.
const CONDITIONS_KEPT: usize = 48;

/// What was read from one state of the database.
#[derive(Default)]
pub(crate) struct Remembered {
    version: i64,
    orders: Vec<((AccountId, String), Ids)>,
    answers: Vec<((AccountId, String, Expr), Ids)>,
    conditions: Conditions,
    /// Of the version beside it, which may be an older one.
    digest: Option<(i64, AccountId, Arc<Digest>)>,
}

impl Remembered {
    /// SQLite counts the commits of other connections, this program's writer and other programs alike.
    pub(crate) fn forget_if_written(&mut self, connection: &Connection) -> Result<(), StorageFault> {
        let version = connection.query_row("PRAGMA data_version", [], |row| row.get(0))?;
        if version != self.version {
            *self = Self { version, digest: self.digest.take(), ..Self::default() };
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
        let key = (account, query.order(), query.filter.clone());
        if let Some((_, ids)) = self.answers.iter().find(|(known, _)| *known == key) {
            return Ok(ids.clone());
        }
        let matching = self.conditions.matching(connection, account, &query.filter)?;
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
        let ids = match query.sort.split_first() {
            Some((first, rest)) if first.column == SortColumn::Reading => {
                self.reading_apart(connection, account, first.descending, rest)?
            }
            _ => {
                let mut statement = connection.prepare_cached(&order_sql(query))?;
                statement.query_map([account], |row| row.get(0))?.collect::<Result<_, _>>()?
            }
        };
        keep(&mut self.orders, ORDERS_KEPT, (key, ids.clone()));
        Ok(ids)
    }

    /// All books, those being read in front or at the end: no index has both that and the rest of an order, and a walk
    /// along one of the rest, parted in two, needs no sorting either.
    fn reading_apart(
        &mut self,
        connection: &Connection,
        account: AccountId,
        in_front: bool,
        rest: &[SortKey],
    ) -> Result<Ids, StorageFault> {
        let query = BookQuery { filter: Expr::Everything, sort: rest.to_vec() };
        let all = self.in_order(connection, account, &query)?;
        let reading = Expr::Term(Term::Status(vec![Some(Status::Reading)]));
        let reading = self.matching(connection, account, &reading)?;
        let reading = &*reading;
        let part = |wanted| all.iter().copied().filter(move |&id| reading.contains(id) == wanted);
        Ok(part(in_front).chain(part(!in_front)).collect())
    }

    /// The set of the books that match; it may hold books of other accounts and books on their way out.
    pub(crate) fn matching(
        &mut self,
        connection: &Connection,
        account: AccountId,
        filter: &Expr,
    ) -> Result<Arc<IdSet>, StorageFault> {
        self.conditions.matching(connection, account, filter)
    }

    /// The account's books as facets and statistics count them.
    pub(crate) fn digest(
        &mut self,
        connection: &Connection,
        account: AccountId,
    ) -> Result<Arc<Digest>, StorageFault> {
        let before = match self.digest.take().filter(|(_, of, _)| *of == account) {
            Some((version, _, digest)) if version == self.version => {
                self.digest = Some((version, account, digest.clone()));
                return Ok(digest);
            }
            before => before.map(|(_, _, digest)| digest),
        };
        let digest = Digest::read(connection, account, before)?;
        self.digest = Some((self.version, account, digest.clone()));
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

/// The books that single conditions find.
#[derive(Default)]
pub(crate) struct Conditions(Vec<(Finder, Arc<IdSet>)>);

impl Conditions {
    /// The set of the books that match; it may hold books of other accounts and books on their way out.
    pub(crate) fn matching(
        &mut self,
        connection: &Connection,
        account: AccountId,
        filter: &Expr,
    ) -> Result<Arc<IdSet>, StorageFault> {
        self.follow(connection, account, &Plan::new(account, filter))
    }

    /// The set of all books of the account.
    pub(crate) fn everything(
        &mut self,
        connection: &Connection,
        account: AccountId,
    ) -> Result<Arc<IdSet>, StorageFault> {
        self.find(connection, &Finder::everything(account))
    }

    fn follow(
        &mut self,
        connection: &Connection,
        account: AccountId,
        plan: &Plan,
    ) -> Result<Arc<IdSet>, StorageFault> {
        let (parts, put_together): (_, fn(&mut IdSet, &IdSet)) = match plan {
            Plan::Find(finder) => return self.find(connection, finder),
            Plan::Without(inner) => {
                let mut set = IdSet::clone(&*self.everything(connection, account)?);
                set.remove_all(&*self.follow(connection, account, inner)?);
                return Ok(Arc::new(set));
            }
            Plan::All(parts) => (parts, IdSet::keep_only),
            Plan::Any(parts) => (parts, IdSet::add_all),
        };
        let Some((first, rest)) = parts.split_first() else { return Ok(Arc::default()) };
        let mut set = IdSet::clone(&*self.follow(connection, account, first)?);
        for part in rest {
            put_together(&mut set, &*self.follow(connection, account, part)?);
        }
        Ok(Arc::new(set))
    }

    fn find(&mut self, connection: &Connection, finder: &Finder) -> Result<Arc<IdSet>, StorageFault> {
        if let Some((_, set)) = self.0.iter().find(|(known, _)| known == finder) {
            return Ok(set.clone());
        }
        let set = Arc::new(IdSet::read(connection, finder)?);
        keep(&mut self.0, CONDITIONS_KEPT, (finder.clone(), set.clone()));
        Ok(set)
    }
}

/// A set of row numbers, a bit each: numbers are handed out in sequence, so it stays small.
#[derive(Debug, Clone, Default)]
pub(crate) struct IdSet(Vec<u64>);

impl IdSet {
    /// What the statement finds.
    fn read(connection: &Connection, finder: &Finder) -> Result<Self, StorageFault> {
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

    /// All of it, lowest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = i64> {
        self.0.iter().zip(0_i64..).flat_map(|(&bits, word)| {
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
        })
    }

    pub(crate) fn keep_only(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(bits, others)| *bits &= others);
    }

    fn add_all(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(bits, others)| *bits |= others);
    }

    fn remove_all(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, others)| *bits &= !others);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::btree_set;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn set(ids: &BTreeSet<i64>) -> IdSet {
        let mut set = IdSet::default();
        ids.iter().for_each(|&id| set.insert(id));
        set
    }

    proptest! {
        #[test]
        fn a_set_holds_what_was_put_in_and_nothing_else(ids in btree_set(-3i64..5_000, 0..60)) {
            let set = set(&ids);
            for id in -3..5_100 {
                prop_assert_eq!(set.contains(id), id >= 0 && ids.contains(&id));
            }
        }

        #[test]
        fn sets_are_put_together_as_sets_are(one in btree_set(0i64..700, 0..60), other in btree_set(0i64..900, 0..60)) {
            type Way = fn(&mut IdSet, &IdSet);
            let ways: [(Way, BTreeSet<i64>); 3] = [
                (IdSet::keep_only, &one & &other),
                (IdSet::add_all, &one | &other),
                (IdSet::remove_all, &one - &other),
            ];
            for (way, expected) in ways {
                let mut both = set(&one);
                way(&mut both, &set(&other));
                prop_assert_eq!(both.iter().collect::<BTreeSet<_>>(), expected);
            }
        }
    }
}
