//! Names that many books share, each kept once.

use std::collections::HashMap;

/// Each book's names, as numbers into one list.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
    /// Where each book's numbers begin in `items`.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Names {
    /// Adds the next book's names.
    pub(super) fn add<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        self.starts.push(self.items.len() as u32);
        for name in names.filter(|name| !name.is_empty()) {
            let number = match self.numbers.get(name) {
                Some(number) => *number,
                None => {
                    let number = self.names.len() as u32;
                    self.names.push(name.to_owned());
                    self.numbers.insert(name.to_owned(), number);
                    number
                }
            };
            self.items.push(number);
        }
    }

    /// No more books come: what only adding needs is let go.
    pub(super) fn close(&mut self) {
        self.numbers = HashMap::new();
        self.names.shrink_to_fit();
        self.items.shrink_to_fit();
    }

    /// Names of these books with how many have them, the most frequent first, then by name.
    pub(super) fn count(&self, books: &[u32]) -> Vec<(String, u32)> {
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
        let mut counted: Vec<(&String, u32)> =
            self.names.iter().zip(counts).filter(|(_, count)| *count > 0).collect();
        counted.sort_unstable_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.cmp(b)));
        counted.into_iter().map(|(name, count)| (name.clone(), count)).collect()
    }
}
