use super::{ThreeWay, three_way};
use crate::outbox::{Entry, Op, stand};
use crate::{EntryId, Patch, SetAsideReason};
use bookhive::{BookRecord, Field};
use serde_json::Value;
use std::collections::BTreeMap;

/// What becomes of one entry when their record turned out different from the base. With neither part the entry is
/// done: the server has what it wanted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fate {
    pub(crate) entry: EntryId,
    pub(crate) waiting: Option<Op>,
    pub(crate) aside: Option<(Op, SetAsideReason)>,
}

/// Merges a book's waiting entries (oldest first) with the record that the server has now.
///
/// Entries of our own that got through without our hearing of it are recognised by their effect: when the server has
/// the record that they made up to some point, whatever came after it here; else field by field, where one that holds
/// what one of its patches put there has all patches up to that one behind it.
pub(crate) fn merge_book(base: Option<&BookRecord>, entries: &[Entry], theirs: &BookRecord) -> Vec<Fate> {
    let done = |entry: &Entry| Fate { entry: entry.id, waiting: None, aside: None };
    let created = entries.iter().rposition(|entry| matches!(entry.op, Op::Create(_)));
    // From which record the remaining entries start, and which they are.
    let (from, first): (&BookRecord, usize) = match (got_through(base, entries, theirs), created, base) {
        (Some(behind), created, _) => (theirs, created.map_or(behind, |index| behind.max(index))),
        // Our create got through, and somebody changed it: the key is ours alone.
        (None, Some(index), None) => match entries.get(index).map(|entry| &entry.op) {
            Some(Op::Create(record)) => (record, index + 1),
            _ => (theirs, 0),
        },
        // Deleted and brought back before the server heard of either: that is an update.
        (None, Some(index), Some(base)) => (base, index),
        (None, None, base) => (base.unwrap_or(theirs), 0),
    };
    let (before, rest) = entries.split_at_checked(first).unwrap_or((entries, &[]));
    let rest: Vec<Entry> = rest
        .iter()
        .map(|entry| match &entry.op {
            Op::Create(record) => Entry { op: Op::Update(Patch::between(from, record)), ..entry.clone() },
            _ => entry.clone(),
        })
        .collect();

    let mut fates: Vec<Fate> = before.iter().map(done).collect();
    match rest.iter().position(|entry| entry.op == Op::Delete) {
        Some(index) => fates.extend(merge_deletion(&rest, index, from == theirs)),
        None => fates.extend(merge_updates(from, &rest, theirs)),
    }
    fates
}

/// How many of the entries made the record that the server has; `None` when it is none of those that they made.
fn got_through(base: Option<&BookRecord>, entries: &[Entry], theirs: &BookRecord) -> Option<usize> {
    let mut record = base.cloned();
    let mut behind = None;
    for (index, entry) in entries.iter().enumerate() {
        record = stand(record.as_ref(), std::slice::from_ref(entry));
        if record.as_ref() == Some(theirs) {
            behind = Some(index + 1);
        }
    }
    behind
}

/// Deleted here. If their record is one that we made on the way, the deletion stands; else somebody changed the book.
fn merge_deletion(rest: &[Entry], delete: usize, ours: bool) -> Vec<Fate> {
    let fate = |(index, entry): (usize, &Entry)| Fate {
        entry: entry.id,
        waiting: (index == delete && ours).then_some(Op::Delete),
        aside: (index == delete && !ours).then_some((Op::Delete, SetAsideReason::EditedElsewhere)),
    };
    rest.iter().enumerate().map(fate).collect()
}

#[derive(Default)]
struct Parts {
    waiting: Vec<Patch>,
    aside: Vec<Patch>,
}

fn merge_updates(from: &BookRecord, rest: &[Entry], theirs: &BookRecord) -> Vec<Fate> {
    let mut chains: BTreeMap<Field, Vec<Link<'_>>> = BTreeMap::new();
    for (entry, patch) in rest.iter().flat_map(|entry| match &entry.op {
        Op::Update(patches) => patches.iter().map(|patch| (entry, patch)).collect(),
        Op::Create(_) | Op::Delete => Vec::new(),
    }) {
        let link = Link { entry: entry.id, single: entry.single, patch };
        chains.entry(patch.field).or_default().push(link);
    }
    let mut parts: BTreeMap<EntryId, Parts> = BTreeMap::new();
    for (field, chain) in chains {
        merge_chain(field, from.get(field), &chain, theirs.get(field), &mut parts);
    }
    rest.iter()
        .map(|entry| {
            let Parts { waiting, aside } = parts.remove(&entry.id).unwrap_or_default();
            let fields = aside.iter().map(|patch| patch.field.as_str().to_owned()).collect();
            Fate {
                entry: entry.id,
                waiting: (!waiting.is_empty()).then_some(Op::Update(waiting)),
                aside: (!aside.is_empty())
                    .then_some((Op::Update(aside), SetAsideReason::ChangedElsewhere { fields })),
            }
        })
        .collect()
}

/// A patch of one field, with the entry it belongs to.
struct Link<'a> {
    entry: EntryId,
    single: bool,
    patch: &'a Patch,
}

/// Merges the waiting patches of one field, oldest first, with their value of it.
fn merge_chain(
    field: Field,
    base: Option<&Value>,
    chain: &[Link<'_>],
    theirs: Option<&Value>,
    parts: &mut BTreeMap<EntryId, Parts>,
) {
    let Some(last) = chain.last() else { return };
    let got_through = chain.iter().rposition(|link| link.patch.after.as_ref() == theirs);
    let untouched = (base == theirs).then_some(0);
    if let Some(behind) = got_through.map(|index| index + 1).or(untouched) {
        for link in chain.iter().skip(behind) {
            parts.entry(link.entry).or_default().waiting.push(link.patch.clone());
        }
        return;
    }
    let onto_theirs = |after: Option<Value>| Patch { field, before: theirs.cloned(), after };
    match three_way(field, base, last.patch.after.as_ref(), theirs, last.single) {
        ThreeWay::Merged(value) => {
            if value.as_ref() != theirs {
                parts.entry(last.entry).or_default().waiting.push(onto_theirs(value));
            }
        }
        ThreeWay::Conflict => {
            let by_hand = chain.iter().rfind(|link| link.single);
            if let Some(link) = by_hand {
                let patch = onto_theirs(link.patch.after.clone());
                parts.entry(link.entry).or_default().waiting.push(patch);
            }
            let before = by_hand.map_or(base.cloned(), |link| link.patch.after.clone());
            let patch = Patch { field, before, after: last.patch.after.clone() };
            parts.entry(last.entry).or_default().aside.push(patch);
        }
    }
}
