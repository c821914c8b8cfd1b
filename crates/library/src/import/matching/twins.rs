//! Works of one library that may be one work.

use super::shelf::{Shelf, numbers, words_key};
use super::{Likeness, Reason, Tier};
use std::collections::HashMap;
use std::hash::Hash;

/// Most works under one key that are compared with one another; a key that so many share says nothing.
const CROWD: usize = if cfg!(test) { 6 } else { 400 };

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

/// The works of a shelf that share something, and so may be one.
#[derive(Debug)]
pub struct Neighbours<'a> {
    shelf: &'a Shelf,
    by_hive_id: Vec<Vec<usize>>,
    by_number: Vec<(&'static str, Vec<usize>)>,
    by_words: Vec<Vec<usize>>,
}

impl Shelf {
    /// Puts the works together by what they share.
    pub fn neighbours(&self) -> Neighbours<'_> {
        let works = self.works().iter().enumerate();
        let by_number = together(works.clone().flat_map(|(at, work)| {
            let mut keys = numbers(&work.identifiers);
            keys.dedup();
            keys.into_iter().map(move |key| (key, at))
        }));
        let by_hive_id = together(works.clone().filter_map(|(at, work)| Some((work.hive_id.as_ref()?, at))));
        let by_words = together(works.filter_map(|(at, work)| Some((words_key(work)?, at))));
        Neighbours {
            shelf: self,
            by_hive_id: by_hive_id.into_iter().map(|(_, places)| places).collect(),
            by_number: by_number.into_iter().map(|((name, _), places)| (name, places)).collect(),
            by_words: by_words.into_iter().map(|(_, places)| places).collect(),
        }
    }
}

impl Neighbours<'_> {
    /// So many works share a key that not all of them are compared. Which, one work more or less may change.
    pub fn are_crowded(&self) -> bool {
        let lists = self.by_hive_id.iter().chain(&self.by_words);
        let mut lists = lists.chain(self.by_number.iter().map(|(_, places)| places));
        lists.any(|places| places.len() > CROWD) || self.shelf.most_under() > CROWD
    }

    /// Every two works, one of them `wanted`, that may be one: same hive id, shared number, title and author equal after
    /// folding, or alike. A number shared under titles that do not agree is worth a look, no more.
    pub fn twins(&self, wanted: impl Fn(usize) -> bool) -> Vec<Twins> {
        let mut found = Found::default();
        for pair in self.by_hive_id.iter().flat_map(|places| pairs(places, &wanted)) {
            found.add(pair, Tier::Exact, Reason::HiveId);
        }
        for (name, places) in &self.by_number {
            for pair in pairs(places, &wanted) {
                let tier = if self.shelf.agree(pair) { Tier::Exact } else { Tier::Review };
                let reason = match tier {
                    Tier::Exact => Reason::Number(name),
                    _ => Reason::NumberOfAnother(name, pair.1),
                };
                found.add(pair, tier, reason);
            }
        }
        for pair in self.by_words.iter().flat_map(|places| pairs(places, &wanted)) {
            if self.shelf.likeness(pair).is_some_and(|likeness| likeness.same_words) {
                found.add(pair, Tier::Exact, Reason::TitleAndAuthor);
            }
        }
        for (pair, likeness) in self.alike(&wanted) {
            if !found.places.contains_key(&pair) {
                found.add(pair, likeness.tier(), Reason::Alike(likeness));
            }
        }
        found.twins
    }

    /// Every two works, one of them wanted, that are alike.
    fn alike(&self, wanted: &impl Fn(usize) -> bool) -> Vec<((usize, usize), Likeness)> {
        let shelf = self.shelf;
        let mut same_people: HashMap<u32, Vec<(u32, f64)>> = HashMap::new();
        let mut alike = Vec::new();
        let mut candidates: Vec<(usize, f64)> = Vec::new();
        for (at, (work, list)) in shelf.prepared().enumerate().filter(|(at, _)| wanted(*at)) {
            let keys = shelf.keys(work);
            candidates.clear();
            for &(others, author) in
                same_people.entry(list).or_insert_with(|| shelf.lists().same_people(&work.names)).iter()
            {
                for &key in &keys {
                    let books = shelf.under(others, key);
                    if books.len() <= CROWD {
                        // Of two that are wanted the lower one finds the other.
                        let new = books.filter(|&book| book > at || book < at && !wanted(book));
                        candidates.extend(new.map(|book| (book, author)));
                    }
                }
            }
            candidates.sort_unstable_by_key(|(book, _)| *book);
            candidates.dedup_by_key(|(book, _)| *book);
            for &(book, author) in &candidates {
                let pair = ordered(at, book);
                if let Some(likeness) = shelf.likeness_by(pair, author)
                    && likeness.tier() > Tier::None
                {
                    alike.push((pair, likeness));
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

/// What several places share, with the places in order; ISBNs before other numbers.
fn together<K: Eq + Hash + Ord>(keyed: impl Iterator<Item = (K, usize)>) -> Vec<(K, Vec<usize>)> {
    let mut places: HashMap<K, Vec<usize>> = HashMap::new();
    for (key, at) in keyed {
        places.entry(key).or_default().push(at);
    }
    places.retain(|_, places| places.len() > 1);
    let mut shared: Vec<_> = places.into_iter().collect();
    shared.sort_unstable_by(|(one, _), (other, _)| other.cmp(one));
    shared
}

/// Every two of the first places, one of them wanted.
fn pairs(places: &[usize], wanted: &impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (index, &one) in places.iter().enumerate().take(CROWD) {
        let others = places.iter().take(CROWD).skip(index + 1).filter(|&&other| other != one);
        let others = others.filter(|&&other| wanted(one) || wanted(other));
        pairs.extend(others.map(|&other| ordered(one, other)));
    }
    pairs
}

fn ordered(one: usize, other: usize) -> (usize, usize) {
    (one.min(other), one.max(other))
}
