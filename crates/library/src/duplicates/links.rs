use super::DuplicateReason;
use super::find::Known;
use crate::import::matching::{Shelf, Tier, Work};
use crate::{AccountId, Library};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Two books that may be one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    /// Their numbers, the lower one first.
    pub(super) books: (i64, i64),
    pub(super) tier: Tier,
    pub(super) reason: DuplicateReason,
}

/// Every two books of a library that may be one, and what the books were when that was found. Kept in memory only: it can
/// be found anew.
#[derive(Debug, Default)]
pub(crate) struct Links {
    pub(super) list: Vec<Link>,
    hasher: RandomState,
    /// Of what was compared, a hash, by book.
    prints: HashMap<i64, u64>,
    /// One book more or less may change which others are compared.
    crowded: bool,
}

impl Links {
    /// The links of these books: those between books that are as they were stay, and the others are looked for.
    pub(super) fn brought_up_to(self, books: &[Known], works: Vec<Work>) -> Self {
        let print = |work: &Work| {
            let numbers = &work.identifiers;
            let isbns = (
                numbers.isbn10.as_ref().map(|isbn| isbn.as_str()),
                numbers.isbn13.as_ref().map(|isbn| isbn.as_str()),
            );
            self.hasher.hash_one((&work.title, &work.authors, &work.hive_id, isbns, &numbers.goodreads_id))
        };
        let prints: Vec<u64> = works.iter().map(print).collect();
        let new = |(known, print): (&Known, &u64)| self.prints.get(&known.book) != Some(print);
        let mut new: Vec<bool> = books.iter().zip(&prints).map(new).collect();
        if self.prints.len() == books.len() && !new.contains(&true) {
            return self;
        }
        let shelf = Shelf::new(works);
        let neighbours = shelf.neighbours();
        let crowded = neighbours.are_crowded();
        if self.crowded || crowded {
            new.fill(true);
        }
        let is_new = |at: usize| new.get(at) == Some(&true);
        let old: HashMap<i64, bool> = books.iter().zip(&new).map(|(known, new)| (known.book, !new)).collect();
        let stays = |book: i64| old.get(&book) == Some(&true);
        let mut list = self.list;
        list.retain(|link| stays(link.books.0) && stays(link.books.1));
        list.extend(neighbours.twins(is_new).into_iter().filter_map(|twins| {
            let (one, other) = (books.get(twins.pair.0)?, books.get(twins.pair.1)?);
            let reason = DuplicateReason::of(&twins.reason, twins.tier);
            Some(Link { books: (one.book, other.book), tier: twins.tier, reason })
        }));
        let prints = books.iter().map(|known| known.book).zip(prints).collect();
        Self { list, hasher: self.hasher, prints, crowded }
    }
}

impl Library {
    /// What was found last; whoever asks meanwhile begins from nothing.
    pub(super) fn take_links(&self, account: AccountId) -> Links {
        let taken = self.links().take();
        taken.filter(|(of, _)| *of == account).map(|(_, links)| links).unwrap_or_default()
    }

    pub(super) fn keep_links(&self, account: AccountId, links: Links) {
        *self.links() = Some((account, links));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bookhive::{HiveId, Identifiers};
    use proptest::prelude::*;

    /// Few titles, people and numbers, so that much is alike and crowds come and go.
    fn any_work() -> impl Strategy<Value = Work> {
        let titles = ["Dune", "The Dune", "Dune Messiah", "Dune: Messiah", "Emma", "Emma, Vol. 2", "???"];
        let people = ["Frank Herbert", "F. Herbert", "Herbert, Frank", "Jane Austen", "Q", ""];
        let title = prop::sample::select(titles.to_vec());
        let authors = prop::collection::vec(prop::sample::select(people.to_vec()), 0..3);
        let number = prop::option::weighted(0.2, 0..3_u8);
        (title, authors, number, any::<bool>()).prop_map(|(title, authors, number, named)| Work {
            title: title.to_owned(),
            authors: authors.iter().map(|name| (*name).to_owned()).collect(),
            hive_id: named.then(|| HiveId::compute(title, authors.first().copied().unwrap_or_default())),
            identifiers: Identifiers {
                goodreads_id: number.map(|number| number.to_string()),
                ..Identifiers::default()
            },
            also: Vec::new(),
        })
    }

    fn found(links: Links, library: &[Option<Work>]) -> Links {
        let there = library.iter().zip(1..).filter_map(|(work, book)| Some((book, work.clone()?)));
        let (books, works): (Vec<i64>, Vec<Work>) = there.unzip();
        let books: Vec<Known> = books.into_iter().map(|book| Known { book, rkey: String::new() }).collect();
        links.brought_up_to(&books, works)
    }

    fn sorted(links: &Links) -> Vec<Link> {
        let mut list = links.list.clone();
        list.sort();
        list
    }

    proptest! {
        #[test]
        fn what_is_found_after_changes_is_what_is_found_from_nothing(
            start in prop::collection::vec(prop::option::of(any_work()), 1..16),
            changes in prop::collection::vec(
                prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(any_work())), 1..4), 1..5),
        ) {
            let mut library = start;
            let mut links = found(Links::default(), &library);
            for changes in changes {
                for (place, work) in changes {
                    let place = place.index(library.len() + 1);
                    if place == library.len() { library.push(work) } else { library[place] = work }
                }
                links = found(links, &library);
                prop_assert_eq!(sorted(&links), sorted(&found(Links::default(), &library)));
            }
        }
    }
}
