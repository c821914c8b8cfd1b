//! Building the subtree of some rows anew, to compare it with a pointer by name.

use cid::Cid as Link;

use super::Row;
use super::node::{Entry, Node};
use crate::repo::car::name;

/// The name of the subtree of `layer` that holds exactly these rows; `None` without rows.
///
/// The rows ascend and none stands higher than `layer`. The shape of the tree follows from its keys alone, so there is
/// only one such subtree.
pub(super) fn subtree(rows: &[Row], layer: u32) -> Option<Link> {
    if rows.is_empty() {
        return None;
    }
    let below = |rows: &[Row]| layer.checked_sub(1).and_then(|layer| subtree(rows, layer));
    let mut runs = rows.chunk_by(|a, b| a.layer < layer && b.layer < layer).peekable();
    let is_entry = |run: &[Row]| run.first().filter(|row| row.layer >= layer).cloned();
    let left = runs.next_if(|run| is_entry(run).is_none()).and_then(below);
    let mut entries = Vec::new();
    while let Some(row) = runs.next().and_then(is_entry) {
        let right = runs.next_if(|run| is_entry(run).is_none()).and_then(below);
        entries.push(Entry { key: row.key, value: row.link, right });
    }
    name(&Node { left, entries }.to_block()?)
}
