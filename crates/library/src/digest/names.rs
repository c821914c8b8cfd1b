//! Names that many books share, each kept once.

use crate::folding::fold;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Each book's names, as numbers into one list.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Shared with the names that these were made from, until there is a new one.
    dictionary: Arc<Dictionary>,
    /// Where each book's numbers begin in `items`.
    starts: Vec<u32>,
    items: Vec<u32>,
}

#[derive(Debug, Default, Clone)]
struct Dictionary {
    names: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
    /// The names as they are looked for; made when they are first asked for.
    folded: OnceLock<Vec<Box<str>>>,
}

impl Dictionary {
    fn add(&mut self, name: &str) -> u32 {
        let (number, name): (u32, Arc<str>) = (self.names.len() as u32, name.into());
        if let Some(folded) = self.folded.get_mut() {
            folded.push(fold(&name).into());
        }
        self.names.push(name.clone());
        self.numbers.insert(name, number);
        number
    }
}

/// The most frequent names, and how many there are in all.
pub(crate) struct Counted {
    pub(crate) names: Vec<(String, u32)>,
    pub(crate) distinct: u32,
}

impl Names {
    /// No book yet, and the same numbers for the same names.
    pub(super) fn like(before: &Self) -> Self {
        Self { dictionary: before.dictionary.clone(), ..Self::default() }
    }

    /// Adds the next book's names.
    pub(super) fn add<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        self.starts.push(self.items.len() as u32);
        for name in names.filter(|name| !name.is_empty()) {
            let known = self.dictionary.numbers.get(name).copied();
            self.items.push(known.unwrap_or_else(|| Arc::make_mut(&mut self.dictionary).add(name)));
        }
    }

    /// Adds the next book's names as they were, where these are [`like`](Self::like) those.
    pub(super) fn add_as_before(&mut self, before: &Self, place: usize) {
        self.starts.push(self.items.len() as u32);
        self.items.extend_from_slice(before.of(place));
    }

    /// No more books come.
    pub(super) fn close(&mut self) {
        self.starts.shrink_to_fit();
        self.items.shrink_to_fit();
    }

    /// The numbers of a book's names.
    pub(crate) fn of(&self, place: usize) -> &[u32] {
        let start = self.starts.get(place).copied().unwrap_or_default() as usize;
        let end = self.starts.get(place + 1).map_or(self.items.len(), |end| *end as usize);
        self.items.get(start..end).unwrap_or_default()
    }

    /// All names by number, those that no book has any more among them.
    pub(crate) fn all(&self) -> impl ExactSizeIterator<Item = &str> {
        self.dictionary.names.iter().map(|name| &**name)
    }

    /// As [`all`](Self::all), as they are looked for.
    pub(crate) fn folded(&self) -> &[Box<str>] {
        let fold_all = || self.dictionary.names.iter().map(|name| fold(name).into()).collect();
        self.dictionary.folded.get_or_init(fold_all)
    }

    /// The names of these books, the most frequent first, then by name: `most` of them, and those that are chosen
    /// whether a book has them or not. With something typed, only those of which a word begins so.
    pub(crate) fn count(&self, books: &[u32], typed: &str, most: usize, chosen: &[&str]) -> Counted {
        let mut counts = vec![0_u32; self.dictionary.names.len()];
        for &book in books {
            for &number in self.of(book as usize) {
                if let Some(count) = counts.get_mut(number as usize) {
                    *count += 1;
                }
            }
        }
        let wanted = fold(typed);
        let mut found: Vec<(&str, u32)> = Vec::new();
        for (number, (name, count)) in self.all().zip(counts).enumerate() {
            if count > 0 && (wanted.is_empty() || self.has_word(number, &wanted)) {
                found.push((name, count));
            }
        }
        for name in chosen.iter().filter(|_| wanted.is_empty()) {
            if !found.iter().any(|(known, _)| known == name) {
                found.push((name, 0));
            }
        }
        let distinct = found.len() as u32;
        let order = |(a, more): &(&str, u32), (b, less): &(&str, u32)| {
            (!chosen.contains(a), less, a).cmp(&(!chosen.contains(b), more, b))
        };
        if found.len() > most && most > 0 {
            found.select_nth_unstable_by(most - 1, order);
        }
        found.truncate(most);
        found.sort_unstable_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.cmp(b)));
        Counted { names: found.into_iter().map(|(name, count)| (name.to_owned(), count)).collect(), distinct }
    }

    /// Whether a name has a word that begins so; several words must stand there in their order.
    fn has_word(&self, number: usize, wanted: &str) -> bool {
        self.folded().get(number).is_some_and(|name| {
            name.match_indices(wanted).any(|(at, _)| {
                name.get(..at).is_some_and(|before| before.is_empty() || before.ends_with(' '))
            })
        })
    }
}
