//! Names that many books share, each kept once.

use crate::folding::fold;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Each book's names, as numbers into one list.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
    /// Where each book's numbers begin in `items`.
    starts: Vec<u32>,
    items: Vec<u32>,
    /// The names as they are looked for; made when somebody first types one.
    folded: OnceLock<Vec<Box<str>>>,
}

/// The most frequent names, and how many there are in all.
pub(super) struct Counted {
    pub(super) names: Vec<(String, u32)>,
    pub(super) distinct: u32,
}

impl Names {
    /// Adds the next book's names.
    pub(super) fn add<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        self.starts.push(self.items.len() as u32);
        for name in names.filter(|name| !name.is_empty()) {
            let number = match self.numbers.get(name) {
                Some(number) => *number,
                None => {
                    let number = self.numbers.len() as u32;
                    self.numbers.insert(name.into(), number);
                    number
                }
            };
            self.items.push(number);
        }
    }

    /// No more books come: what only adding needs is let go.
    pub(super) fn close(&mut self) {
        let mut names: Vec<(Box<str>, u32)> = std::mem::take(&mut self.numbers).into_iter().collect();
        names.sort_unstable_by_key(|(_, number)| *number);
        self.names = names.into_iter().map(|(name, _)| name).collect();
        self.starts.shrink_to_fit();
        self.items.shrink_to_fit();
    }

    /// The names of these books, the most frequent first, then by name: `most` of them, and those that are chosen
    /// whether a book has them or not. With something typed, only those of which a word begins so.
    pub(super) fn count(&self, books: &[u32], typed: &str, most: usize, chosen: &[&str]) -> Counted {
        let mut counts = vec![0_u32; self.names.len()];
        for &book in books {
            let start = self.starts.get(book as usize).copied().unwrap_or_default() as usize;
            let end = self.starts.get(book as usize + 1).map_or(self.items.len(), |end| *end as usize);
            for &number in self.items.get(start..end).unwrap_or_default() {
                if let Some(count) = counts.get_mut(number as usize) {
                    *count += 1;
                }
            }
        }
        let wanted = fold(typed);
        let mut found: Vec<(&str, u32)> = Vec::new();
        for (number, (name, count)) in self.names.iter().zip(counts).enumerate() {
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
        let folded = self.folded.get_or_init(|| self.names.iter().map(|name| fold(name).into()).collect());
        folded.get(number).is_some_and(|name| {
            name.match_indices(wanted).any(|(at, _)| {
                name.get(..at).is_some_and(|before| before.is_empty() || before.ends_with(' '))
            })
        })
    }
}
