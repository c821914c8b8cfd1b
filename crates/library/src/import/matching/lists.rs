use super::names::Name;
use super::score::one_author;
use std::collections::HashMap;
use std::sync::Arc;

/// The lists of authors of a library, each once however many books have it.
#[derive(Debug, Default)]
pub(super) struct Lists {
    lists: Vec<Arc<[Name]>>,
    /// As they are written, and as comparison sees them: two writings may be one list.
    by_writing: HashMap<Vec<String>, u32>,
    by_names: HashMap<Vec<String>, u32>,
    /// Lists under each beginning of a name, in order. Lists that can agree share one.
    under: HashMap<String, Vec<u32>>,
}

impl Lists {
    /// The number of a list of authors, and its names.
    pub(super) fn add(&mut self, authors: &[String]) -> (u32, Arc<[Name]>) {
        if let Some((list, names)) = self.known(authors) {
            return (list, names.clone());
        }
        let names: Arc<[Name]> = authors.iter().map(|author| Name::new(author)).collect();
        let next = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
        let list = *self.by_names.entry(folded(&names)).or_insert(next);
        if list == next {
            for key in names.iter().flat_map(Name::keys) {
                let lists = self.under.entry(key).or_default();
                if lists.last() != Some(&list) {
                    lists.push(list);
                }
            }
            self.lists.push(names.clone());
        }
        self.by_writing.insert(authors.to_vec(), list);
        (list, names)
    }

    /// The names of a list of authors, whether a book has it or not.
    pub(super) fn names(&self, authors: &[String]) -> Arc<[Name]> {
        self.known(authors).map_or_else(
            || authors.iter().map(|author| Name::new(author)).collect(),
            |(_, names)| names.clone(),
        )
    }

    fn known(&self, authors: &[String]) -> Option<(u32, &Arc<[Name]>)> {
        let list = *self.by_writing.get(authors)?;
        Some((list, self.lists.get(list as usize)?))
    }

    /// The lists that may be of the same people as these names, and how far they agree. Nobody is the same as nobody.
    pub(super) fn same_people(&self, names: &[Name]) -> Vec<(u32, f64)> {
        let mut candidates: Vec<u32> = names
            .iter()
            .flat_map(Name::keys)
            .filter_map(|key| self.under.get(&key))
            .flatten()
            // A name of one letter begins like no other.
            .chain(self.by_names.get(&folded(names)))
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let agreeing = candidates.into_iter().filter_map(|list| {
            let others = self.lists.get(list as usize)?;
            Some((list, one_author(names, others)?))
        });
        agreeing.collect()
    }
}

fn folded(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.folded.clone()).collect()
}
