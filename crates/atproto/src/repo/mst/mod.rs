//! The tree of a repository's records, as far as keeping one collection's mirror needs it:
//! <https://atproto.com/specs/repository#mst-structure>.
//!
//! A server sends the blocks that are new since a revision. [`Mirror::compare`] walks from the new commit through those
//! blocks, and wherever the tree leaves them (a pointer to a block that is not new, so that the subtree is one of the
//! old tree's), it finds out which rows of the mirror that subtree holds: by building it anew from the rows, or, where
//! it also holds keys of other collections, by remembering which of ours it held. Everything is compared by hash;
//! nothing is believed because it is absent.
//!
//! Pure and synchronous. What is asked of the server, and what happens on doubt, is the caller's.

mod node;
mod subtree;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::HashMap;

use cid::Cid as Link;
use serde::Deserialize;

use super::car::{Blocks, link, text};
use crate::{Cid, Did, Nsid, RecordKey};

/// The first and the last of our keys in a part of the tree, if there are any.
type Ends = Option<(Vec<u8>, Vec<u8>)>;

/// A record of the mirror: its key in the tree, how high that stands, and its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    key: Vec<u8>,
    layer: u32,
    link: Link,
}

/// One collection as it was at a revision, with what is remembered of the tree around it.
#[derive(Clone, Debug)]
pub struct Mirror {
    /// `collection/`: what our keys begin with.
    prefix: Vec<u8>,
    /// Ascending by key.
    rows: Vec<Row>,
    edges: HashMap<Link, Ends>,
}

/// A node that also holds (or may hold) keys of other collections, with the first and the last of ours below it.
/// A node's name stands for all that is below it, so this never goes stale.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EdgeNode {
    /// The node's CID.
    pub cid: Cid,
    /// The first and the last of our keys below it; `None` when there are none.
    pub keys: Option<(RecordKey, RecordKey)>,
}

/// What differs between the mirror and the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The commit's revision.
    pub rev: String,
    /// Records that are new or have another version, with that version, ascending.
    pub changed: Vec<(RecordKey, Cid)>,
    /// Records that are no more, ascending.
    pub deleted: Vec<RecordKey>,
    /// The edge nodes met on the way, to be remembered beside those known.
    pub edges: Vec<EdgeNode>,
}

/// Why the walk has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// The path to an end of the collection leads through a node that is neither in the blocks nor remembered. The
    /// proof for a key before (`first`) or after (`last`) all of ours holds it.
    #[error("blocks at an end of the collection are missing")]
    MissingEdge {
        /// Blocks on the way to the collection's beginning are missing.
        first: bool,
        /// Blocks on the way to its end are missing.
        last: bool,
    },
    /// The commit is not there, or is not one of this repository.
    #[error("the server's archive does not hold this repository's commit")]
    NoCommit,
    /// Blocks contradict each other, the specification, or the mirror.
    #[error("the server's archive does not fit together")]
    Doubt,
}

#[derive(Deserialize)]
struct Commit {
    did: String,
    version: u64,
    data: Link,
    rev: String,
}

impl Mirror {
    /// The mirror of a collection from the key and version of each record, in any order, and the edge nodes that are
    /// remembered. `None` when a version's CID cannot be read, or a key stands twice.
    #[must_use]
    pub fn new(
        collection: &Nsid,
        records: impl IntoIterator<Item = (RecordKey, Cid)>,
        edges: impl IntoIterator<Item = EdgeNode>,
    ) -> Option<Self> {
        let prefix = format!("{collection}/").into_bytes();
        let whole = |rkey: &RecordKey| [&prefix, rkey.as_str().as_bytes()].concat();
        let row = |(rkey, cid): (RecordKey, Cid)| {
            let key = whole(&rkey);
            Some(Row { layer: node::layer(&key), key, link: link(&cid)? })
        };
        let mut rows: Vec<Row> = records.into_iter().map(row).collect::<Option<_>>()?;
        rows.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        if rows.windows(2).any(|pair| matches!(pair, [a, b] if a.key == b.key)) {
            return None;
        }
        let edge = |edge: EdgeNode| {
            Some((link(&edge.cid)?, edge.keys.map(|(first, last)| (whole(&first), whole(&last)))))
        };
        let edges = edges.into_iter().filter_map(edge).collect();
        Some(Self { prefix, rows, edges })
    }

    /// Compares the mirror with a commit of `did`'s repository, of which `blocks` holds at least what is new since the
    /// mirror's revision.
    ///
    /// # Errors
    /// [`CompareError`]. After `MissingEdge`, with the blocks of the proof added, it may be asked again.
    pub fn compare(&self, did: &Did, commit: &Cid, blocks: &Blocks) -> Result<Difference, CompareError> {
        let block = link(commit).and_then(|link| blocks.get(&link)).ok_or(CompareError::NoCommit)?;
        let commit: Commit = serde_ipld_dagcbor::from_slice(block).map_err(|_| CompareError::NoCommit)?;
        // https://atproto.com/specs/repository#commit-objects: version 3 is the only one in use.
        if commit.did != did.as_str() || commit.version != 3 {
            return Err(CompareError::NoCommit);
        }
        walk::compare(self, commit.data, blocks, commit.rev)
    }

    fn rkey(&self, key: &[u8]) -> Option<RecordKey> {
        let rkey = key.strip_prefix(self.prefix.as_slice())?;
        RecordKey::parse(std::str::from_utf8(rkey).ok()?).ok()
    }

    fn edge_node(&self, link: &Link, keys: Option<&(Vec<u8>, Vec<u8>)>) -> Option<EdgeNode> {
        let keys = match keys {
            Some((first, last)) => Some((self.rkey(first)?, self.rkey(last)?)),
            None => None,
        };
        Some(EdgeNode { cid: text(link)?, keys })
    }
}
