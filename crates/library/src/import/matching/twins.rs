//! Works of one library that may be one work.

use super::shelf::{Shelf, numbers, words_key};
use super::{Likeness, Reason, Tier};
use std::collections::HashMap;
use std::hash::Hash;

/// Most works under one key that are compared with one another; a key that so many share says nothing.
const CROWD: usize = 400;

/// Two works of a library that may be one.
#[derive(Debug, Clone, PartialEq)]
pub struct Twins {
    /// Places in the library given to [`Shelf::new`]; the lower one first.
    pub pair: (usize, usize),
    /// How far to trust it; never [`Tier::None`].
    pub tier: Tier,
    /// Why.
    pub reason: Reason,
}

impl Shelf {
    /// Every two works that may be one: same hive id, shared number, title and author equal after folding, or alike. A
    /// number shared under titles that do not agree is worth a look, no more.
    pub fn twins(&self) -> Vec<Twins> {
        let mut found = Found::default();
        let works = self.works().iter().enumerate();
        let by_hive_id = works.clone().filter_map(|(at, work)| Some((work.hive_id.clone()?, at)));
        for pair in together(by_hive_id) {
            found.add(pair, Tier::Exact, Reason::HiveId);
        }
        let by_number = works.clone().flat_map(|(at, work)| {
            let mut keys = numbers(&work.identifiers);
            keys.dedup();
            keys.into_iter().map(move |key| (key, at))
        });
        for ((name, _), pair) in named_together(by_number) {
            let tier = if self.agree(pair) { Tier::Exact } else { Tier::Review };
            let reason = match tier {
                Tier::Exact => Reason::Number(name),
                _ => Reason::NumberOfAnother(name, pair.1),
            };
            found.add(pair, tier, reason);
        }
        for pair in together(works.filter_map(|(at, work)| Some((words_key(work)?, at)))) {
            if self.likeness(pair).is_some_and(|likeness| likeness.same_words) {
                found.add(pair, Tier::Exact, Reason::TitleAndAuthor);
            }
        }
        for (pair, likeness) in self.alike() {
            if !found.places.contains_key(&pair) {
                found.add(pair, likeness.tier(), Reason::Alike(likeness));
            }
        }
        found.twins
    }

    /// Every two works that are alike.
    fn alike(&self) -> Vec<((usize, usize), Likeness)> {
        let mut same_people: Vec<Vec<(u32, f64)>> = Vec::new();
        for (list, names) in self.lists().all() {
            let mut people = self.lists().same_people(names);
            people.retain(|(other, _)| *other >= list);
            same_people.push(people);
        }
        let mut alike = Vec::new();
        let mut candidates: Vec<(usize, f64)> = Vec::new();
        for (at, (work, list)) in self.prepared().enumerate() {
            let keys = self.keys(work);
            candidates.clear();
            for &(others, author) in same_people.get(list as usize).into_iter().flatten() {
                for &key in &keys {
                    let books = self.under(others, key);
                    if books.len() <= CROWD {
                        let ahead = books.filter(|&book| others != list || book > at);
                        candidates.extend(ahead.map(|book| (book, author)));
                    }
                }
            }
            candidates.sort_unstable_by_key(|(book, _)| *book);
            candidates.dedup_by_key(|(book, _)| *book);
            for &(book, author) in &candidates {
                if let Some(likeness) = self.likeness_by((at, book), author)
                    && likeness.tier() > Tier::None
                {
                    alike.push((ordered(at, book), likeness));
                }
            }
        }
        alike
    }
}

#[derive(Default)]
struct Found {
    twins: Vec<Twins>,
    /// Where in `twins` a pair stands.
    places: HashMap<(usize, usize), usize>,
}

impl Found {
    fn add(&mut self, pair: (usize, usize), tier: Tier, reason: Reason) {
        let place = *self.places.entry(pair).or_insert(self.twins.len());
        match self.twins.get_mut(place) {
            Some(known) if known.tier < tier => (known.tier, known.reason) = (tier, reason),
            Some(_) => {}
            None => self.twins.push(Twins { pair, tier, reason }),
        }
    }
}

fn together<K: Eq + Hash + Clone>(keyed: impl Iterator<Item = (K, usize)>) -> Vec<(usize, usize)> {
    named_together(keyed).into_iter().map(|(_, pair)| pair).collect()
}

/// Every two places under one key.
fn named_together<K: Eq + Hash + Clone>(keyed: impl Iterator<Item = (K, usize)>) -> Vec<(K, (usize, usize))> {
    let mut places: HashMap<K, Vec<usize>> = HashMap::new();
    for (key, at) in keyed {
        places.entry(key).or_default().push(at);
    }
    let mut pairs = Vec::new();
    for (key, places) in places {
        for (index, &one) in places.iter().enumerate().take(CROWD) {
            let others = places.iter().take(CROWD).skip(index + 1).filter(|other| **other != one);
            pairs.extend(others.map(|&other| (key.clone(), ordered(one, other))));
        }
    }
    pairs.sort_unstable_by_key(|(_, pair)| *pair);
    pairs
}

fn ordered(one: usize, other: usize) -> (usize, usize) {
    (one.min(other), one.max(other))
}
