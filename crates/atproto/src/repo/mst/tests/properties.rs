//! Random repositories of several collections, random writes by others and by us: the mirror after a sync is the
//! listing, always.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;

use super::model::{BOOKS, Repository, car, did, mirror};
use super::*;

/// Neighbours of ours in the order of keys, near and far, on both sides.
const COLLECTIONS: [&str; 6] = [
    "app.bsky.feed.like",
    "buzz.bookhive.boo",
    "buzz.bookhive.book",
    "buzz.bookhive.books",
    "buzz.bookhive.list",
    "zz.zz.zz",
];

#[derive(Debug, Clone)]
pub(super) enum Write {
    Put(usize, u16, u32),
    Delete(usize),
    /// A whole stretch of keys goes.
    DeleteMany(usize, usize),
}

#[derive(Debug, Clone)]
enum Step {
    /// Others write; then we sync.
    Sync(Vec<Write>),
    /// We write ourselves, and know the outcome without looking at the tree.
    Ours(Vec<(u16, Option<u32>)>),
    /// Others write back what was there before we wrote.
    Reverted,
    /// The remembered edge nodes are lost.
    Forget,
}

pub(super) fn any_write() -> impl Strategy<Value = Write> {
    prop_oneof![
        // Few values: identical records share a block.
        6 => (0..12_usize, 0..400_u16, 0..20_u32).prop_map(|(c, key, value)| Write::Put(c, key, value)),
        3 => any::<usize>().prop_map(Write::Delete),
        1 => (any::<usize>(), 0..40_usize).prop_map(|(at, count)| Write::DeleteMany(at, count)),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => prop::collection::vec(any_write(), 0..12).prop_map(Step::Sync),
        2 => prop::collection::vec((0..400_u16, prop::option::of(0..20_u32)), 1..8).prop_map(Step::Ours),
        1 => Just(Step::Reverted),
        1 => Just(Step::Forget),
    ]
}

fn key(collection: usize, number: u16) -> String {
    // Half of the writes are ours.
    let collection = COLLECTIONS.get(collection).unwrap_or(&"buzz.bookhive.book");
    format!("{collection}/3k{number:04}")
}

fn rkey(number: u16) -> RecordKey {
    RecordKey::parse(&format!("3k{number:04}")).unwrap()
}

pub(super) fn write(repository: &mut Repository, write: &Write) {
    let nth = |repository: &Repository, at: usize| {
        let count = repository.records.len();
        (count > 0).then(|| repository.records.keys().nth(at % count).cloned()).flatten()
    };
    match write {
        Write::Put(collection, number, value) => repository.put(&key(*collection, *number), *value),
        Write::Delete(at) => {
            if let Some(key) = nth(repository, *at) {
                repository.records.remove(&key);
            }
        }
        Write::DeleteMany(at, count) => {
            for _ in 0..*count {
                if let Some(key) = nth(repository, *at) {
                    repository.records.remove(&key);
                }
            }
        }
    }
}

pub(super) struct Client {
    listing: BTreeMap<String, Cid>,
    edges: BTreeMap<Cid, EdgeNode>,
    /// The repository at the last walk: blocks are asked for since then, whatever we wrote ourselves after it.
    walked: Repository,
    /// The repository that the listing equals.
    head: Repository,
}

impl Client {
    /// The first fill: a listing, and the proofs of both ends.
    pub(super) fn new(repository: &Repository) -> Self {
        let mut client = Self {
            listing: repository.listing(&BOOKS),
            edges: BTreeMap::new(),
            walked: repository.clone(),
            head: repository.clone(),
        };
        let mut blocks = repository.proof("buzz.bookhive.book/-");
        blocks.extend(repository.proof("buzz.bookhive.book/~"));
        let difference = client.compare(repository, blocks).unwrap();
        assert_eq!((difference.changed.len(), difference.deleted.len()), (0, 0));
        client.learn(difference.edges);
        client
    }

    fn compare(
        &self,
        repository: &Repository,
        blocks: HashMap<Link, crate::http::Bytes>,
    ) -> Result<Difference, CompareError> {
        let blocks = Car::read(&car(&repository.commit(), blocks)).unwrap().blocks;
        mirror(&BOOKS, &self.listing, self.edges.values().cloned()).compare(
            &did(),
            &repository.commit(),
            &blocks,
        )
    }

    /// Edge nodes over keys that we wrote are of the past.
    fn wrote(&mut self, rkeys: Vec<RecordKey>) {
        self.edges.retain(|_, edge| {
            edge.keys
                .as_ref()
                .is_none_or(|(first, last)| !rkeys.iter().any(|rkey| first <= rkey && rkey <= last))
        });
    }

    fn learn(&mut self, edges: Vec<EdgeNode>) {
        self.edges.extend(edges.into_iter().map(|edge| (edge.cid.clone(), edge)));
    }

    /// Compares by what is new since the last walk and, when that is not enough, by the proofs; how many those were.
    fn ask(&self, repository: &Repository, since: &Repository) -> (usize, Result<Difference, CompareError>) {
        let old = since.blocks();
        let mut blocks = repository.blocks();
        blocks.retain(|link, _| !old.contains_key(link));
        match self.compare(repository, blocks.clone()) {
            Err(CompareError::MissingEdge { first, last }) => {
                let missing = [(first, "-"), (last, "~")].into_iter().filter(|(missing, _)| *missing);
                let ends: Vec<&str> = missing.map(|(_, end)| end).collect();
                for end in &ends {
                    blocks.extend(repository.proof(&format!("{BOOKS}/{end}")));
                }
                (ends.len(), self.compare(repository, blocks))
            }
            outcome => (0, outcome),
        }
    }

    /// Follows the repository; how many proofs that took.
    pub(super) fn sync(&mut self, repository: &Repository) -> Result<usize, TestCaseError> {
        let (asked, outcome) = match self.ask(repository, &self.walked) {
            // Others undid what we wrote, and this server holds the old subtrees to be old: they hold other rows than
            // the mirror.
            (_, Err(CompareError::Doubt)) => self.ask(repository, &self.head),
            answer => answer,
        };
        let difference = outcome.map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
        for rkey in &difference.deleted {
            prop_assert!(self.listing.remove(rkey.as_str()).is_some());
        }
        for (rkey, cid) in &difference.changed {
            let before = self.listing.insert(rkey.to_string(), cid.clone());
            prop_assert_ne!(before.as_ref(), Some(cid));
        }
        self.learn(difference.edges);
        (self.walked, self.head) = (repository.clone(), repository.clone());
        prop_assert_eq!(&self.listing, &repository.listing(&BOOKS));
        Ok(asked)
    }
}

fn cases() -> ProptestConfig {
    ProptestConfig::with_cases(if std::env::var_os("BOOK_EXPLORER_SOAK").is_some() { 3_000 } else { 300 })
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_mirror_is_the_listing_after_every_sync(
        first in prop::collection::vec(any_write(), 0..120),
        steps in prop::collection::vec(any_step(), 1..12),
    ) {
        let mut repository = Repository::default();
        first.iter().for_each(|put| write(&mut repository, put));
        repository.commits += 1;
        let mut client = Client::new(&repository);
        for step in &steps {
            match step {
                Step::Sync(writes) => {
                    writes.iter().for_each(|put| write(&mut repository, put));
                    repository.commits += 1;
                    client.sync(&repository)?;
                }
                Step::Ours(writes) => {
                    for (number, value) in writes {
                        let key = key(2, *number);
                        match value {
                            Some(value) => repository.put(&key, *value),
                            None => drop(repository.records.remove(&key)),
                        }
                    }
                    repository.commits += 1;
                    client.listing = repository.listing(&BOOKS);
                    let written = writes.iter().map(|(number, _)| rkey(*number));
                    client.wrote(written.collect());
                    client.head = repository.clone();
                }
                Step::Reverted => {
                    repository.records.clone_from(&client.walked.records);
                    repository.commits += 1;
                    client.sync(&repository)?;
                }
                Step::Forget => client.edges.clear(),
            }
        }
        repository.put("zz.zz.zz/last", 1);
        repository.commits += 1;
        client.sync(&repository)?;
        // With both ends known, nothing but the new blocks is ever asked for.
        repository.put("app.bsky.feed.like/last", 1);
        repository.put("buzz.bookhive.book/last", 1);
        repository.commits += 1;
        prop_assert_eq!(client.sync(&repository)?, 0);
    }

    #[test]
    fn nothing_a_server_sends_makes_the_walk_panic_or_run_away(
        keys in prop::collection::vec((0..6_usize, 0..400_u16), 1..60),
        wrong in any::<Vec<u8>>(),
        drops in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        moved in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..4),
    ) {
        let _ = Car::read(&wrong.clone().into());
        let _ = Node::read(&wrong);
        let mut repository = Repository::default();
        keys.iter().for_each(|(collection, number)| repository.put(&key(*collection, *number), 1));
        let mut blocks = repository.blocks();
        let names: Vec<Link> = blocks.keys().copied().collect();
        // Blocks under other blocks' names: the hashes forbid it, so it goes past the reader.
        for (to, from) in moved {
            let block = blocks[from.get(&names)].clone();
            blocks.insert(*to.get(&names), block);
        }
        for index in drops {
            blocks.remove(index.get(&names));
        }
        let blocks = Blocks::from_map(blocks);
        let _ = Mirror::new(&BOOKS, [], []).unwrap().compare(&did(), &repository.commit(), &blocks);
        let _ = repository.mirror(&BOOKS, []).compare(&did(), &repository.commit(), &blocks);
    }
}
