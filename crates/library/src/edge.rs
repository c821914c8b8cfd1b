//! What the next walk over the repository's tree needs: the mirror by key and version, and the nodes at its edges.

use crate::account::head;
use crate::{AccountId, Head, Library, StorageFault};
use atproto::repo::mst::EdgeNode;
use atproto::{Cid, RecordKey};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::Value;
use std::collections::HashMap;

/// Edge nodes kept per account. A walk meets two a layer; old ones help when the tree returns to what it was.
const KEPT: u32 = 1_000;

/// Writes of our own whose blocks a walk fetches again rather than ask for the edges: about a batch.
const OWN_WRITES: u32 = 200;

/// The mirror as a walk compares it.
#[derive(Debug, Clone, PartialEq)]
pub struct Mirrored {
    /// The head that it equals.
    pub head: Head,
    /// The revision since which the blocks are to be asked for: not later than the head's, and all that happened
    /// between the two we did ourselves.
    pub since: String,
    /// Key and version of every record that the server has.
    pub records: Vec<(RecordKey, Cid)>,
    /// Edge nodes remembered from earlier walks.
    pub edges: Vec<EdgeNode>,
    /// What a listing of these records would weigh, in bytes, about.
    pub listing_bytes: usize,
}

/// Bytes of a listed record that are not its value: address, CID, punctuation.
const LISTED: usize = 200;

impl Library {
    /// The mirror as a walk compares it. `None` when it equals no known head, or the version of a record is not known:
    /// then the collection has to be listed.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn mirrored(&self, account: AccountId) -> Result<Option<Mirrored>, StorageFault> {
        self.read(|connection| {
            let Some(head) = head(connection, account)? else { return Ok(None) };
            let mut statement = connection.prepare_cached(
                "SELECT book.rkey, half.cid, octet_length(half.base)
                 FROM book JOIN book_record AS half ON half.book = book.id
                 WHERE book.account = ?1 AND half.base IS NOT NULL",
            )?;
            let mut rows = statement.query([account])?;
            let (mut records, mut listing_bytes) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                let (rkey, cid): (String, Option<String>) = (row.get(0)?, row.get(1)?);
                let (Ok(rkey), Some(Ok(cid))) = (RecordKey::parse(&rkey), cid.as_deref().map(Cid::parse))
                else {
                    return Ok(None);
                };
                records.push((rkey, cid));
                listing_bytes += usize::try_from(row.get::<_, i64>(2)?).unwrap_or_default() + LISTED;
            }
            let since = known_until(connection, account)?.unwrap_or_else(|| head.rev.clone());
            let edges = edges(connection, account)?;
            Ok(Some(Mirrored { head, since, records, edges, listing_bytes }))
        })
    }

    /// Remembers the edge nodes of the tree at a head, if the mirror still equals that head.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn remember_edges(
        &self,
        account: AccountId,
        at: &Head,
        nodes: &[EdgeNode],
    ) -> Result<(), StorageFault> {
        self.write(|transaction| {
            if head(transaction, account)?.as_ref() == Some(at) {
                remember_edges(transaction, account, nodes, at)?;
            }
            Ok(())
        })
    }

    /// The head whose edge nodes the next walk would have to ask for; `None` when it would not.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn head_without_edges(&self, account: AccountId) -> Result<Option<Head>, StorageFault> {
        self.read(|connection| match known_until(connection, account)? {
            Some(_) => Ok(None),
            None => head(connection, account),
        })
    }

    /// The records of these versions, as far as the mirror has them under any key: equal records have equal CIDs.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn records_of(&self, account: AccountId, cids: &[Cid]) -> Result<HashMap<Cid, Value>, StorageFault> {
        let list = Value::from_iter(cids.iter().map(Cid::as_str)).to_string();
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT half.cid, half.base
                 FROM book JOIN book_record AS half ON half.book = book.id
                 WHERE book.account = ?1 AND half.base IS NOT NULL
                     AND half.cid IN (SELECT value FROM json_each(?2))",
            )?;
            let mut rows = statement.query((account, list))?;
            let mut records = HashMap::new();
            while let Some(row) = rows.next()? {
                let (cid, base): (String, String) = (row.get(0)?, row.get(1)?);
                let cid = Cid::parse(&cid).map_err(|_| StorageFault::Malformed { what: "CID" })?;
                let base =
                    serde_json::from_str(&base).map_err(|_| StorageFault::Malformed { what: "record" })?;
                records.insert(cid, base);
            }
            Ok(records)
        })
    }
}

/// The last revision whose edge nodes are known, when no more than a few writes of our own came after it.
fn known_until(connection: &Connection, account: AccountId) -> Result<Option<String>, StorageFault> {
    let rev = connection
        .prepare_cached("SELECT iif(edges_writes <= ?2, edges_rev, NULL) FROM account WHERE id = ?1")?
        .query_row((account, OWN_WRITES), |row| row.get(0))
        .optional()?;
    Ok(rev.flatten())
}

fn edges(connection: &Connection, account: AccountId) -> Result<Vec<EdgeNode>, StorageFault> {
    let mut statement =
        connection.prepare_cached("SELECT cid, first, last FROM edge_node WHERE account = ?1")?;
    let mut rows = statement.query([account])?;
    let mut nodes = Vec::new();
    while let Some(row) = rows.next()? {
        let (cid, first, last): (String, Option<String>, Option<String>) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let malformed = |_| StorageFault::Malformed { what: "edge node" };
        let key = |text: String| RecordKey::parse(&text).map_err(malformed);
        let keys = match (first, last) {
            (Some(first), Some(last)) => Some((key(first)?, key(last)?)),
            _ => None,
        };
        nodes.push(EdgeNode { cid: Cid::parse(&cid).map_err(malformed)?, keys });
    }
    Ok(nodes)
}

/// Remembers the edge nodes of the tree at a head: all of them are known there.
pub(crate) fn remember_edges(
    transaction: &Transaction<'_>,
    account: AccountId,
    nodes: &[EdgeNode],
    at: &Head,
) -> Result<(), StorageFault> {
    let mut insert = transaction.prepare_cached(
        "INSERT OR REPLACE INTO edge_node (account, cid, first, last) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for EdgeNode { cid, keys } in nodes {
        let keys = keys.as_ref().map(|(first, last)| (first.as_str(), last.as_str()));
        insert.execute((account, cid.as_str(), keys.map(|keys| keys.0), keys.map(|keys| keys.1)))?;
    }
    transaction
        .prepare_cached(
            "DELETE FROM edge_node WHERE account = ?1 AND id <= (
                 SELECT id FROM edge_node WHERE account = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute((account, KEPT))?;
    transaction
        .prepare_cached("UPDATE account SET edges_rev = ?2, edges_writes = 0 WHERE id = ?1")?
        .execute((account, &at.rev))?;
    Ok(())
}

/// Notes that we wrote records ourselves. The nodes over their keys are of the past, and must not be taken for known: the
/// blocks that a walk asks for begin before these writes, so that such a node may be absent from them and yet be back.
pub(crate) fn wrote_ourselves<'k>(
    transaction: &Transaction<'_>,
    account: AccountId,
    rkeys: impl Iterator<Item = &'k str>,
) -> Result<(), StorageFault> {
    let mut forget = transaction
        .prepare_cached("DELETE FROM edge_node WHERE account = ?1 AND first <= ?2 AND last >= ?2")?;
    let mut writes = 0_u32;
    for rkey in rkeys {
        forget.execute((account, rkey))?;
        writes += 1;
    }
    transaction
        .prepare_cached("UPDATE account SET edges_writes = edges_writes + ?2 WHERE id = ?1")?
        .execute((account, writes))?;
    Ok(())
}

/// Forgets them all: the mirror is about to differ from any one revision, or to equal one whose edges nobody has seen.
pub(crate) fn forget_edges(transaction: &Transaction<'_>, account: AccountId) -> Result<(), StorageFault> {
    transaction.prepare_cached("DELETE FROM edge_node WHERE account = ?1")?.execute([account])?;
    transaction.prepare_cached("UPDATE account SET edges_rev = NULL WHERE id = ?1")?.execute([account])?;
    Ok(())
}
