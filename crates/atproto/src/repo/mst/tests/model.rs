//! A repository that is written as a server writes it: all blocks, by name.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::super::node::{Entry, Node, layer};
use super::*;
use crate::http::Bytes;
use crate::repo::car::name;

pub(super) const BOOKS: Nsid = Nsid::from_static("buzz.bookhive.book");

pub(super) fn did() -> Did {
    Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").unwrap()
}

#[derive(Debug, Clone, Default)]
pub(super) struct Repository {
    pub(super) records: BTreeMap<String, u32>,
    pub(super) commits: u32,
}

#[derive(Serialize)]
struct WireCommit {
    did: String,
    rev: String,
    data: Link,
    prev: Option<Link>,
    version: u64,
}

#[derive(Serialize)]
struct WireRecord {
    number: u32,
}

impl Repository {
    pub(super) fn put(&mut self, key: &str, value: u32) {
        self.records.insert(key.to_owned(), value);
    }

    /// The record blocks, the tree's and the commit.
    pub(super) fn blocks(&self) -> HashMap<Link, Bytes> {
        let mut blocks = HashMap::new();
        self.write(&mut blocks);
        blocks
    }

    pub(super) fn commit(&self) -> Cid {
        text(&self.write(&mut HashMap::new())).unwrap()
    }

    fn write(&self, blocks: &mut HashMap<Link, Bytes>) -> Link {
        let mut add = |block: Vec<u8>| {
            let link = name(&block).unwrap();
            blocks.insert(link, block.into());
            link
        };
        let mut leaves = Vec::new();
        for (key, &number) in &self.records {
            let value = add(serde_ipld_dagcbor::to_vec(&WireRecord { number }).unwrap());
            leaves.push((key.as_bytes().to_vec(), value));
        }
        let data = tree(&leaves, &mut add);
        let rev = format!("3k{:011}", self.commits);
        let commit = WireCommit { did: did().to_string(), rev, data, prev: None, version: 3 };
        add(serde_ipld_dagcbor::to_vec(&commit).unwrap())
    }

    /// One collection as a listing gives it.
    pub(super) fn listing(&self, collection: &Nsid) -> BTreeMap<String, Cid> {
        let prefix = format!("{collection}/");
        let ours = self.records.iter().filter_map(|(key, &number)| {
            let block = serde_ipld_dagcbor::to_vec(&WireRecord { number }).unwrap();
            Some((key.strip_prefix(&prefix)?.to_owned(), text(&name(&block)?)?))
        });
        ours.collect()
    }

    pub(super) fn mirror(&self, collection: &Nsid, edges: impl IntoIterator<Item = EdgeNode>) -> Mirror {
        mirror(collection, &self.listing(collection), edges)
    }

    /// The blocks on the way to a key, there or not.
    pub(super) fn proof(&self, key: &str) -> HashMap<Link, Bytes> {
        let all = self.blocks();
        let commit = crate::repo::car::link(&self.commit()).unwrap();
        let Commit { data, .. } = serde_ipld_dagcbor::from_slice(&all[&commit]).unwrap();
        let mut path = HashMap::from([(commit, all[&commit].clone())]);
        let mut next = Some(data);
        while let Some(link) = next {
            path.insert(link, all[&link].clone());
            let node = Node::read(&all[&link]).unwrap();
            let before =
                node.entries.iter().take_while(|entry| entry.key.as_slice() <= key.as_bytes()).last();
            next = match before {
                Some(entry) if entry.key == key.as_bytes() => None,
                Some(entry) => entry.right,
                None => node.left,
            };
        }
        path
    }
}

pub(super) fn mirror(
    collection: &Nsid,
    listing: &BTreeMap<String, Cid>,
    edges: impl IntoIterator<Item = EdgeNode>,
) -> Mirror {
    let records = listing.iter().map(|(rkey, cid)| (RecordKey::parse(rkey).unwrap(), cid.clone()));
    Mirror::new(collection, records, edges).unwrap()
}

/// From the leaves up, unlike the code under test: each round joins what stands between the keys of the next layer.
fn tree(leaves: &[(Vec<u8>, Link)], add: &mut impl FnMut(Vec<u8>) -> Link) -> Link {
    let top = leaves.iter().map(|(key, _)| layer(key)).max().unwrap_or(0);
    // What stands between two keys of the present layer or higher; `None` is nothing.
    let mut gaps: Vec<Option<Link>> = vec![None; leaves.len() + 1];
    let mut keys: Vec<(Vec<u8>, Link)> = leaves.to_vec();
    for height in 0..=top {
        let mut higher = Vec::new();
        let mut joined = Vec::new();
        let mut node = Node { left: gaps[0], entries: Vec::new() };
        for (index, (key, value)) in keys.into_iter().enumerate() {
            if layer(&key) == height {
                node.entries.push(Entry { key, value, right: gaps[index + 1] });
                continue;
            }
            joined.push(close(&node, add));
            higher.push((key, value));
            node = Node { left: gaps[index + 1], entries: Vec::new() };
        }
        joined.push(if height == top { Some(add(node.to_block().unwrap())) } else { close(&node, add) });
        (keys, gaps) = (higher, joined);
    }
    gaps[0].unwrap()
}

fn close(node: &Node, add: &mut impl FnMut(Vec<u8>) -> Link) -> Option<Link> {
    (node.left.is_some() || !node.entries.is_empty()).then(|| add(node.to_block().unwrap()))
}

/// A CAR file of these blocks.
pub(super) fn car(root: &Cid, blocks: HashMap<Link, Bytes>) -> Bytes {
    #[derive(Serialize)]
    struct Header {
        roots: Vec<Link>,
        version: u64,
    }
    let roots = vec![crate::repo::car::link(root).unwrap()];
    let mut file = Vec::new();
    let mut section = |parts: &[&[u8]]| {
        let length = parts.iter().map(|part| part.len()).sum();
        file.extend(unsigned_varint::encode::usize(length, &mut unsigned_varint::encode::usize_buffer()));
        parts.iter().for_each(|part| file.extend_from_slice(part));
    };
    section(&[&serde_ipld_dagcbor::to_vec(&Header { roots, version: 1 }).unwrap()]);
    for (link, block) in blocks {
        section(&[&link.to_bytes(), &block]);
    }
    file.into()
}
