//! A set of pairs of our own, each labelled by a person: is this row that book?
//!
//! Two figures are claimed of the matcher: no pair that stands by itself is wrong, and of the pairs that are one work at
//! least 97 in 100 are matched or offered for review.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may stop")]

use library::import::matching::{Shelf, Tier, Work};
use std::collections::BTreeMap;

const SETS: [(&str, &str); 8] = [
    ("editions", include_str!("labelled/editions.tsv")),
    ("hard", include_str!("labelled/hard.tsv")),
    ("names", include_str!("labelled/names.tsv")),
    ("numbers", include_str!("labelled/numbers.tsv")),
    ("punctuation", include_str!("labelled/punctuation.tsv")),
    ("sequels", include_str!("labelled/sequels.tsv")),
    ("spellings", include_str!("labelled/spellings.tsv")),
    ("subtitles", include_str!("labelled/subtitles.tsv")),
];

struct Pair {
    set: &'static str,
    same: bool,
    row: Work,
    book: Work,
}

fn work(title: &str, authors: &str) -> Work {
    let authors = authors.split("; ").map(str::to_owned).collect();
    Work { title: title.to_owned(), authors, ..Work::default() }
}

fn pairs() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (set, text) in SETS {
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [verdict, title, authors, other, other_authors] = cells[..] else { panic!("{set}: {line}") };
            let same = match verdict {
                "same" => true,
                "different" => false,
                _ => panic!("{set}: {line}"),
            };
            pairs.push(Pair { set, same, row: work(title, authors), book: work(other, other_authors) });
        }
    }
    pairs
}

fn tier(row: &Work, book: &Work) -> Tier {
    Shelf::new(vec![book.clone()]).find(row).tier
}

#[test]
fn no_automatic_match_is_wrong_and_97_of_100_are_found() {
    let pairs = pairs();
    assert!(pairs.len() >= 300, "{} pairs", pairs.len());
    let (mut automatic, mut wrong, mut found, mut works) = (0, Vec::new(), 0, 0);
    let mut missed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for pair in &pairs {
        for (row, book) in [(&pair.row, &pair.book), (&pair.book, &pair.row)] {
            let tier = tier(row, book);
            let said = format!("{} ({:?}) / {} ({:?})", row.title, row.authors, book.title, book.authors);
            if tier >= Tier::Strong {
                automatic += 1;
                if !pair.same {
                    wrong.push(said.clone());
                }
            }
            if pair.same {
                works += 1;
                if tier >= Tier::Review {
                    found += 1;
                } else {
                    missed.entry(pair.set).or_default().push(said);
                }
            }
        }
    }
    println!("{} pairs both ways, {automatic} automatic, {} wrong", pairs.len(), wrong.len());
    println!("{found} of {works} found, missed {missed:#?}");
    assert!(wrong.is_empty(), "wrong automatic matches: {wrong:#?}");
    assert!(found * 100 >= works * 97, "{found} of {works} found, missed {missed:#?}");
}

/// What a person would be asked about for nothing. No promise, but it should not grow unseen.
#[test]
fn few_strangers_are_offered_for_review() {
    let pairs = pairs();
    let strangers: Vec<&Pair> = pairs.iter().filter(|pair| !pair.same).collect();
    let offered: Vec<&str> = strangers
        .iter()
        .filter(|pair| tier(&pair.row, &pair.book) == Tier::Review)
        .map(|pair| pair.row.title.as_str())
        .collect();
    assert!(offered.len() * 5 <= strangers.len(), "{} of {}: {offered:#?}", offered.len(), strangers.len());
}

/// Authors and volumes tell works apart, so every pair must say the same from both sides.
#[test]
fn the_order_of_a_pair_does_not_matter() {
    for pair in pairs() {
        assert_eq!(tier(&pair.row, &pair.book), tier(&pair.book, &pair.row), "{}", pair.row.title);
    }
}
