//! The obvious walks, each of which is wrong: what they would make of the same repositories that the walk here is right
//! about.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::model::{BOOKS, Repository};
use super::properties::{Client, Write, any_write, write};
use super::*;
use crate::http::Bytes;
use crate::repo::car::link;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shortcut {
    /// None of them. Which of the old rows an old subtree holds is looked up in the old tree.
    None,
    /// A subtree that did not come is unchanged, and so is every row in its gap.
    AbsentIsUnchanged,
    /// Of those, only the rows that stand too high for the subtree are gone.
    OnlyHigherRowsAreGone,
    /// A subtree that no run of rows makes also holds keys of others, so that all rows in its gap stand.
    EdgesAreUnchanged,
    /// Or none of them does.
    EdgesAreGone,
    /// A gap without a pointer says nothing about the rows in it.
    NothingIsUnchanged,
    /// A record whose block did not come has not changed.
    RecordsComeAlong,
}

const SHORTCUTS: [Shortcut; 6] = [
    Shortcut::AbsentIsUnchanged,
    Shortcut::OnlyHigherRowsAreGone,
    Shortcut::EdgesAreUnchanged,
    Shortcut::EdgesAreGone,
    Shortcut::NothingIsUnchanged,
    Shortcut::RecordsComeAlong,
];

struct Walk<'a> {
    shortcut: Shortcut,
    /// The mirror's rows as they were.
    rows: &'a [Row],
    old: HashMap<Link, Bytes>,
    new: HashMap<Link, Bytes>,
    result: BTreeMap<Vec<u8>, Link>,
}

/// The listing that a walk with a shortcut would arrive at.
fn walked(shortcut: Shortcut, before: &Repository, after: &Repository) -> BTreeMap<Vec<u8>, Link> {
    let rows = before.mirror(&BOOKS, []).rows;
    let (old, mut new) = (before.blocks(), after.blocks());
    new.retain(|link, _| !old.contains_key(link));
    let result = rows.iter().map(|row| (row.key.clone(), row.link)).collect();
    let commit = link(&after.commit()).unwrap();
    let Commit { data, .. } = serde_ipld_dagcbor::from_slice(&new[&commit]).unwrap();
    let mut walk = Walk { shortcut, rows: &rows, old, new, result };
    let top = after.records.keys().map(|key| layer(key.as_bytes())).max().unwrap_or(0);
    walk.pointer(Some(data), top, (&[], &[0xff]));
    walk.result
}

impl Walk<'_> {
    fn pointer(&mut self, pointer: Option<Link>, height: u32, gap: (&[u8], &[u8])) {
        let inside = |row: &&Row| gap.0 < row.key.as_slice() && row.key.as_slice() < gap.1;
        let rows: Vec<Row> = self.rows.iter().filter(inside).cloned().collect();
        let Some(link) = pointer else {
            let stand = self.shortcut == Shortcut::NothingIsUnchanged;
            return self.keep(&rows, |_| stand);
        };
        if let Some(block) = self.new.get(&link) {
            let node = Node::read(block).unwrap();
            return self.node(&node, height, gap);
        }
        let run = rows
            .split(|row| row.layer > height)
            .find(|run| !run.is_empty() && subtree(run, height) == Some(link));
        let made_by_rows = |row: &Row| run.is_some_and(|run| run.contains(row));
        match self.shortcut {
            Shortcut::AbsentIsUnchanged => {}
            Shortcut::OnlyHigherRowsAreGone => self.keep(&rows, |row| row.layer <= height),
            Shortcut::EdgesAreUnchanged if run.is_none() => {}
            Shortcut::EdgesAreUnchanged | Shortcut::EdgesAreGone => self.keep(&rows, made_by_rows),
            _ => {
                let held = keys_below(&self.old, link);
                self.keep(&rows, |row| held.contains(&row.key));
            }
        }
    }

    fn node(&mut self, node: &Node, height: u32, gap: (&[u8], &[u8])) {
        let (mut after, mut pointer) = (gap.0, node.left);
        let below = height.saturating_sub(1);
        for entry in &node.entries {
            self.pointer(pointer, below, (after, &entry.key));
            let came = self.shortcut != Shortcut::RecordsComeAlong || self.new.contains_key(&entry.value);
            if came && entry.key.starts_with(format!("{BOOKS}/").as_bytes()) {
                self.result.insert(entry.key.clone(), entry.value);
            }
            (after, pointer) = (&entry.key, entry.right);
        }
        self.pointer(pointer, below, (after, gap.1));
    }

    fn keep(&mut self, rows: &[Row], stands: impl Fn(&Row) -> bool) {
        for row in rows.iter().filter(|row| !stands(row)) {
            self.result.remove(&row.key);
        }
    }
}

fn keys_below(blocks: &HashMap<Link, Bytes>, link: Link) -> BTreeSet<Vec<u8>> {
    let node = Node::read(&blocks[&link]).unwrap();
    let below = node.left.into_iter().chain(node.entries.iter().filter_map(|entry| entry.right));
    let mut keys: BTreeSet<Vec<u8>> = below.flat_map(|link| keys_below(blocks, link)).collect();
    keys.extend(node.entries.into_iter().map(|entry| entry.key));
    keys
}

#[test]
fn every_shortcut_errs_on_repositories_that_the_walk_is_right_about() {
    let mut runner = TestRunner::deterministic();
    // In small trees whole subtrees go, which is where most shortcuts err.
    let first = prop::collection::vec(any_write(), 1..50);
    let stretch = (any::<usize>(), 1..12_usize).prop_map(|(at, count)| Write::DeleteMany(at, count));
    let others = prop::collection::vec(prop_oneof![any_write(), stretch], 1..4);
    let mut errors = SHORTCUTS.map(|shortcut| (shortcut, 0));
    for _ in 0..1_000 {
        let (mut before, mut after) = (Repository::default(), Repository::default());
        let writes = first.new_tree(&mut runner).unwrap().current();
        writes.iter().for_each(|one| write(&mut before, one));
        after.records.clone_from(&before.records);
        others.new_tree(&mut runner).unwrap().current().iter().for_each(|one| write(&mut after, one));
        after.commits += 1;

        let right: BTreeMap<_, _> =
            after.mirror(&BOOKS, []).rows.into_iter().map(|row| (row.key, row.link)).collect();
        assert_eq!(walked(Shortcut::None, &before, &after), right);
        // Compares what it arrives at with the listing.
        Client::new(&before).sync(&after).unwrap();
        for (shortcut, errors) in &mut errors {
            *errors += u32::from(walked(*shortcut, &before, &after) != right);
        }
    }
    println!("{errors:?}");
    assert!(errors.iter().all(|(_, errors)| *errors > 0), "{errors:?}");
}
