//! One node of the tree, as a block.

use cid::Cid as Link;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use sha2::{Digest, Sha256};

use crate::{Nsid, RecordKey};

/// The longest key of a repository's tree, in bytes: a collection's and a record key's longest, and a stroke. Keys are
/// written without what they share with the one before, so that without a limit a small block could stand for keys
/// without end.
const LONGEST_KEY: usize = Nsid::MAX_LENGTH + 1 + RecordKey::MAX_LENGTH;

/// A node whose keys are whole again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// The subtree before the first key.
    pub(super) left: Option<Link>,
    pub(super) entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: Vec<u8>,
    pub(super) value: Link,
    /// The subtree between this key and the next.
    pub(super) right: Option<Link>,
}

/// Field names and their order are the specification's, <https://atproto.com/specs/repository#mst-structure>.
#[derive(Serialize, Deserialize)]
struct WireNode {
    e: Vec<WireEntry>,
    l: Option<Link>,
}

#[derive(Serialize, Deserialize)]
struct WireEntry {
    k: ByteBuf,
    p: usize,
    t: Option<Link>,
    v: Link,
}

impl Node {
    /// Reads a block. `None` when it is no node, or its keys do not ascend or are longer than
    /// keys get.
    pub(super) fn read(block: &[u8]) -> Option<Self> {
        let WireNode { e, l } = serde_ipld_dagcbor::from_slice(block).ok()?;
        let mut entries: Vec<Entry> = Vec::with_capacity(e.len());
        for WireEntry { k, p, t, v } in e {
            let before: &[u8] = entries.last().map_or(&[], |entry| &entry.key);
            let mut key = before.get(..p)?.to_vec();
            key.extend_from_slice(&k);
            if key.as_slice() <= before || key.len() > LONGEST_KEY {
                return None;
            }
            entries.push(Entry { key, value: v, right: t });
        }
        Some(Self { left: l, entries })
    }

    /// The block of this node, in the one form that there is.
    pub(super) fn to_block(&self) -> Option<Vec<u8>> {
        let mut before: &[u8] = &[];
        let mut e = Vec::with_capacity(self.entries.len());
        for Entry { key, value, right } in &self.entries {
            let shared = before.iter().zip(key).take_while(|(a, b)| a == b).count();
            let k = ByteBuf::from(key.get(shared..)?);
            e.push(WireEntry { k, p: shared, t: *right, v: *value });
            before = key;
        }
        serde_ipld_dagcbor::to_vec(&WireNode { e, l: self.left }).ok()
    }
}

/// How high a key stands in the tree: two leading zero bits of its hash a layer, leaves at 0.
pub(super) fn layer(key: &[u8]) -> u32 {
    let mut zeros = 0;
    for byte in Sha256::digest(key) {
        zeros += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    zeros / 2
}
