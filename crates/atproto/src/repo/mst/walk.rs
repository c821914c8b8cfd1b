//! The walk through the new blocks.

use std::ops::Range;

use cid::Cid as Link;

use super::node::{Node, layer};
use super::subtree::subtree;
use super::{CompareError, Difference, Ends, Mirror, Row};
use crate::repo::car::{Blocks, text};

/// A part of the key space, both ends excluded; `None` is without end.
#[derive(Clone, Copy)]
struct Gap<'a> {
    after: Option<&'a [u8]>,
    before: Option<&'a [u8]>,
}

pub(super) fn compare(
    mirror: &Mirror,
    root: Link,
    blocks: &Blocks,
    rev: String,
) -> Result<Difference, CompareError> {
    let mut end = mirror.prefix.clone();
    // `/` is the last byte of the prefix; no key of ours reaches the text with the next byte in its place.
    if let Some(last) = end.last_mut() {
        *last += 1;
    }
    let mut walk = Walk {
        mirror,
        blocks,
        end,
        missing: (false, false),
        difference: Difference { rev, changed: Vec::new(), deleted: Vec::new(), edges: Vec::new() },
    };
    walk.root(root)?;
    match walk.missing {
        (false, false) => Ok(walk.difference),
        (first, last) => Err(CompareError::MissingEdge { first, last }),
    }
}

struct Walk<'a> {
    mirror: &'a Mirror,
    blocks: &'a Blocks,
    /// The first text after all of our keys.
    end: Vec<u8>,
    missing: (bool, bool),
    difference: Difference,
}

impl Walk<'_> {
    fn root(&mut self, link: Link) -> Result<(), CompareError> {
        let everything = Gap { after: None, before: None };
        let Some(block) = self.blocks.get(&link) else {
            // The tree is one that was there before: what happened since was undone again.
            return match self.mirror.edges.get(&link) {
                Some(keys) => {
                    let stands = self.remembered(keys.as_ref(), 0..self.mirror.rows.len())?;
                    self.keep_only(stands, 0..self.mirror.rows.len())
                }
                None => {
                    self.missing = (true, true);
                    Ok(())
                }
            };
        };
        let node = Node::read(block).ok_or(CompareError::Doubt)?;
        match node.entries.first() {
            Some(entry) => self.node(link, layer(&entry.key), everything).map(drop),
            // Only the tree without any key has a root without one.
            None if node.left.is_none() => {
                self.remember(link, everything, &None)?;
                self.delete(0..self.mirror.rows.len())
            }
            None => Err(CompareError::Doubt),
        }
    }

    /// Walks a node that is in the blocks. Its depth is bounded by its layer, and what it may name by its gap: no node
    /// is walked twice.
    fn node(&mut self, link: Link, height: u32, gap: Gap<'_>) -> Result<Ends, CompareError> {
        let block = self.blocks.get(&link).ok_or(CompareError::Doubt)?;
        let node = Node::read(block).ok_or(CompareError::Doubt)?;
        if node.entries.is_empty() && node.left.is_none() {
            return Err(CompareError::Doubt);
        }
        for entry in &node.entries {
            let key = entry.key.as_slice();
            let inside = gap.after.is_none_or(|after| key > after) && gap.before.is_none_or(|end| key < end);
            if !inside || layer(key) != height {
                return Err(CompareError::Doubt);
            }
        }
        let mut ends = None;
        let mut after = gap.after;
        let mut pointer = node.left;
        for entry in &node.entries {
            let between = Gap { after, before: Some(&entry.key) };
            join(&mut ends, self.pointer(pointer, height, between)?);
            if entry.key.starts_with(&self.mirror.prefix) {
                self.entry(&entry.key, entry.value)?;
                join(&mut ends, Some((entry.key.clone(), entry.key.clone())));
            }
            (after, pointer) = (Some(entry.key.as_slice()), entry.right);
        }
        join(&mut ends, self.pointer(pointer, height, Gap { after, before: gap.before })?);
        self.remember(link, gap, &ends)?;
        Ok(ends)
    }

    fn entry(&mut self, key: &[u8], value: Link) -> Result<(), CompareError> {
        let known = self.mirror.rows.binary_search_by(|row| row.key.as_slice().cmp(key));
        let same =
            known.ok().and_then(|index| self.mirror.rows.get(index)).is_some_and(|row| row.link == value);
        if !same {
            let rkey = self.mirror.rkey(key).ok_or(CompareError::Doubt)?;
            self.difference.changed.push((rkey, text(&value).ok_or(CompareError::Doubt)?));
        }
        Ok(())
    }

    /// What lies between two keys of a node of `height`.
    fn pointer(&mut self, pointer: Option<Link>, height: u32, gap: Gap<'_>) -> Result<Ends, CompareError> {
        let rows = self.rows_in(gap);
        let Some(link) = pointer else {
            self.delete(rows)?;
            return Ok(None);
        };
        let below = height.checked_sub(1).ok_or(CompareError::Doubt)?;
        if self.ours(gap).is_none() {
            return Ok(None);
        }
        if self.blocks.get(&link).is_some() {
            return self.node(link, below, gap);
        }
        // An old subtree. If it held any of ours, the mirror has them.
        let stands = match self.standing(link, below, rows.clone(), gap)? {
            Some(stands) => stands,
            None => return Ok(None),
        };
        self.keep_only(stands.clone(), rows)?;
        let ends = self
            .mirror
            .rows
            .get(stands)
            .and_then(|rows| Some((rows.first()?.key.clone(), rows.last()?.key.clone())));
        self.remember(link, gap, &ends)?;
        Ok(ends)
    }

    /// Which of the rows in its gap an old subtree holds; the others are no more. `None`: that is open until the
    /// missing blocks are there.
    fn standing(
        &mut self,
        link: Link,
        below: u32,
        rows: Range<usize>,
        gap: Gap<'_>,
    ) -> Result<Option<Range<usize>>, CompareError> {
        let mirror = self.mirror;
        let (first, last) = self.crosses(gap);
        let only_ours = !first && !last;
        if rows.is_empty() {
            // Its keys are of other collections, if there is room for any.
            return if only_ours { Err(CompareError::Doubt) } else { Ok(Some(rows)) };
        }
        // Rows that stand above the subtree cannot be in it: they cut the others into runs.
        let mut start = rows.start;
        for run in mirror.rows.get(rows.clone()).unwrap_or_default().split(|row| row.layer > below) {
            if !run.is_empty() && subtree(run, below) == Some(link) {
                return Ok(Some(start..start + run.len()));
            }
            start += run.len() + 1;
        }
        if let Some(keys) = mirror.edges.get(&link) {
            let stands = self.remembered(keys.as_ref(), rows)?;
            let held = mirror.rows.get(stands.clone()).unwrap_or_default();
            return if held.iter().any(|row: &Row| row.layer > below) {
                Err(CompareError::Doubt)
            } else {
                Ok(Some(stands))
            };
        }
        if only_ours {
            // It holds keys of ours alone, and yet not those of the mirror.
            return Err(CompareError::Doubt);
        }
        self.missing = (self.missing.0 || first, self.missing.1 || last);
        Ok(None)
    }

    /// The rows among `rows` that an edge node was remembered to hold.
    fn remembered(
        &self,
        keys: Option<&(Vec<u8>, Vec<u8>)>,
        rows: Range<usize>,
    ) -> Result<Range<usize>, CompareError> {
        let Some((first, last)) = keys else { return Ok(rows.start..rows.start) };
        let at = |key: &Vec<u8>| self.mirror.rows.binary_search_by(|row| row.key.cmp(key));
        match (at(first), at(last)) {
            (Ok(first), Ok(last)) if rows.start <= first && first <= last && last < rows.end => {
                Ok(first..last + 1)
            }
            _ => Err(CompareError::Doubt),
        }
    }

    fn keep_only(&mut self, stands: Range<usize>, rows: Range<usize>) -> Result<(), CompareError> {
        self.delete(rows.start..stands.start)?;
        self.delete(stands.end..rows.end)
    }

    fn delete(&mut self, rows: Range<usize>) -> Result<(), CompareError> {
        for row in self.mirror.rows.get(rows).unwrap_or_default() {
            let rkey = self.mirror.rkey(&row.key).ok_or(CompareError::Doubt)?;
            self.difference.deleted.push(rkey);
        }
        Ok(())
    }

    fn remember(&mut self, link: Link, gap: Gap<'_>, ends: &Ends) -> Result<(), CompareError> {
        // While blocks are missing the ends are not known; the walk is done again then.
        if self.crosses(gap) != (false, false) && self.missing == (false, false) {
            let edge = self.mirror.edge_node(&link, ends.as_ref()).ok_or(CompareError::Doubt)?;
            self.difference.edges.push(edge);
        }
        Ok(())
    }

    fn rows_in(&self, gap: Gap<'_>) -> Range<usize> {
        let rows = &self.mirror.rows;
        let start = gap.after.map_or(0, |after| rows.partition_point(|row| row.key.as_slice() <= after));
        let end =
            gap.before.map_or(rows.len(), |before| rows.partition_point(|row| row.key.as_slice() < before));
        start..end.max(start)
    }

    /// Whether the gap has room for keys of ours.
    fn ours(&self, gap: Gap<'_>) -> Option<()> {
        let begins = gap.after.is_none_or(|after| after < self.end.as_slice());
        let ends = gap.before.is_none_or(|before| before > self.mirror.prefix.as_slice());
        (begins && ends).then_some(())
    }

    /// Whether the gap reaches over the beginning and over the end of our keys.
    fn crosses(&self, gap: Gap<'_>) -> (bool, bool) {
        let first = gap.after.is_none_or(|after| after < self.mirror.prefix.as_slice());
        let last = gap.before.is_none_or(|before| before >= self.end.as_slice());
        (first, last)
    }
}

fn join(ends: &mut Ends, more: Ends) {
    *ends = match (ends.take(), more) {
        (Some((first, _)), Some((_, last))) => Some((first, last)),
        (some, None) | (None, some) => some,
    };
}
