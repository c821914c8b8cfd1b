//! Claims about the walk, over repositories that a small writer here makes.

mod model;
mod properties;
mod shortcuts;

use super::node::{Entry, Node, layer};
use super::subtree::subtree;
use super::*;
use crate::repo::Car;
use crate::repo::car::name;
use model::{Repository, car};

const VALUE: &str = "bafyreie5cvv4h45feadgeuwhbcutmh6t2ceseocckahdoe6uat64zmz454";

fn rows(keys: &[&str]) -> Vec<Row> {
    let link = Link::try_from(VALUE).unwrap();
    keys.iter().map(|key| Row { key: key.as_bytes().to_vec(), layer: layer(key.as_bytes()), link }).collect()
}

/// The examples of <https://github.com/bluesky-social/atproto-interop-tests>.
#[test]
fn known_trees_have_their_known_names() {
    for (height, keys, root) in [
        (
            0,
            &["com.example.record/3jqfcqzm3fo2j"][..],
            "bafyreibj4lsc3aqnrvphp5xmrnfoorvru4wynt6lwidqbm2623a6tatzdu",
        ),
        (
            2,
            &["com.example.record/3jqfcqzm3fx2j"],
            "bafyreih7wfei65pxzhauoibu3ls7jgmkju4bspy4t2ha2qdjnzqvoy33ai",
        ),
        (
            1,
            &[
                "com.example.record/3jqfcqzm3fp2j",
                "com.example.record/3jqfcqzm3fr2j",
                "com.example.record/3jqfcqzm3fs2j",
                "com.example.record/3jqfcqzm3ft2j",
                "com.example.record/3jqfcqzm4fc2j",
            ],
            "bafyreicmahysq4n6wfuxo522m6dpiy7z7qzym3dzs756t5n7nfdgccwq7m",
        ),
    ] {
        let rows = rows(keys);
        assert_eq!(rows.iter().map(|row| row.layer).max(), Some(height));
        assert_eq!(subtree(&rows, height).unwrap().to_string(), root);
    }
    let empty = Node { left: None, entries: Vec::new() };
    let root = name(&empty.to_block().unwrap()).unwrap();
    assert_eq!(root.to_string(), "bafyreie5737gdxlw5i64vzichcalba3z2v5n6icifvx5xytvske7mr3hpm");
}

#[test]
fn a_node_reads_as_it_was_written() {
    let link = Link::try_from(VALUE).unwrap();
    let entry = |key: &str, right| Entry { key: key.as_bytes().to_vec(), value: link, right };
    let node = Node { left: Some(link), entries: vec![entry("a/b", None), entry("a/bc", Some(link))] };
    assert_eq!(Node::read(&node.to_block().unwrap()), Some(node));
    for keys in [["a/b", "a/b"], ["b", "a"], ["", "a"]] {
        let entries = keys.map(|key| entry(key, None)).to_vec();
        assert_eq!(Node::read(&Node { left: None, entries }.to_block().unwrap()), None, "{keys:?}");
    }
    // The prefix is written once and stands in every key.
    let long = |length: usize| {
        let entries = ["a", "b"].map(|end| entry(&("k".repeat(length - 1) + end), None)).to_vec();
        Node::read(&Node { left: None, entries }.to_block().unwrap()).is_some()
    };
    assert!(long(317 + 1 + 512) && !long(317 + 1 + 512 + 1));
}

#[test]
fn an_archive_is_read_whole_or_not_at_all() {
    let mut repository = Repository::default();
    repository.put("a.a.a/1", 1);
    repository.put("a.a.a/2", 2);
    let file = car(&repository.commit(), repository.blocks());
    let read = Car::read(&file).unwrap();
    assert_eq!(read.root, repository.commit());
    let header = 1 + usize::from(file[0]);
    for end in header + 1..file.len() {
        let outcome = Car::read(&file.slice(..end));
        // A file may end between two blocks: then blocks are missing, which the walk finds out.
        assert!(outcome.is_err() || outcome.unwrap().blocks != read.blocks, "{end}");
    }
    for at in header..file.len() {
        let mut wrong = file.to_vec();
        wrong[at] ^= 1;
        assert!(Car::read(&wrong.into()).is_err(), "a wrong bit at {at}");
    }
}

#[test]
fn another_repositorys_commit_is_refused() {
    let mut repository = Repository::default();
    repository.put("a.a.a/1", 1);
    let mirror = Mirror::new(&model::BOOKS, [], []).unwrap();
    let blocks = Car::read(&car(&repository.commit(), repository.blocks())).unwrap().blocks;
    let other = Did::parse("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa").unwrap();
    let refused = mirror.compare(&other, &repository.commit(), &blocks);
    assert_eq!(refused, Err(CompareError::NoCommit));
    assert!(mirror.compare(&model::did(), &repository.commit(), &blocks).is_ok());
}

#[test]
fn a_mirror_that_never_was_the_repository_is_noticed() {
    let mut repository = Repository::default();
    for number in 0..60 {
        repository.put(&format!("buzz.bookhive.book/{number:03}"), number);
    }
    let mut wrong = repository.mirror(&model::BOOKS, []);
    wrong.rows.remove(20);
    let before = repository.blocks();
    repository.put("buzz.bookhive.book/059", 1000);
    let mut new = repository.blocks();
    new.retain(|link, _| !before.contains_key(link));
    new.extend(repository.proof("buzz.bookhive.book/-"));
    new.extend(repository.proof("buzz.bookhive.book/~"));
    let blocks = Car::read(&car(&repository.commit(), new)).unwrap().blocks;
    assert_eq!(wrong.compare(&model::did(), &repository.commit(), &blocks), Err(CompareError::Doubt));
}
