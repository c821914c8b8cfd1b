use super::Tier;
use super::names::{self, Name};
use super::title::Title;
use std::sync::Arc;

/// Below this, two authors are two people.
const SAME_PERSON: f64 = 0.6;

/// How alike two works are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// 0–1; 0 when words without a partner or other numbers say that these are two works.
    pub title: f64,
    /// 0–1: the best pair of names; below 0.9 when it is not the primary authors' or not letter by letter the same.
    pub author: f64,
    /// The same words in the same order, articles and editions aside, and the same numbers on both sides.
    pub same_words: bool,
}

impl Likeness {
    /// What it is worth: [`Tier::Strong`] stands by itself, [`Tier::Review`] is for a person to decide.
    pub fn tier(self) -> Tier {
        if self.title >= 0.95 && self.author >= 0.9 && self.same_words {
            Tier::Strong
        } else if self.title >= 0.8 && self.author >= SAME_PERSON {
            Tier::Review
        } else {
            Tier::None
        }
    }

    /// A shared number is believed when the titles could be those of one work, and the authors too where both have any.
    /// Services hand numbers to wrong editions, and users' imports overwrite catalogues.
    pub(super) fn confirms_number(self, without_author: bool) -> bool {
        self.title >= 0.8 && (without_author || self.author >= SAME_PERSON)
    }
}

/// A work ready for comparison.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    pub(super) title: Title,
    pub(super) names: Arc<[Name]>,
}

/// How far two lists of authors agree; `None` when that alone says that nothing can come of it.
pub(super) fn one_author(names: &[Name], others: &[Name]) -> Option<f64> {
    let author = names::score(names, others);
    (author >= SAME_PERSON).then_some(author)
}

impl Prepared {
    pub(super) fn new(title: &str, authors: &[String]) -> Self {
        Self::by(title, authors.iter().map(|author| Name::new(author)).collect())
    }

    pub(super) fn by(title: &str, names: Arc<[Name]>) -> Self {
        Self { title: Title::new(title), names }
    }

    pub(super) fn likeness_by(&self, other: &Self, author: f64) -> Likeness {
        let title = self.title.likeness(&other.title);
        // Only the same words give full marks.
        Likeness { title, author, same_words: title >= 1.0 }
    }

    pub(super) fn likeness(&self, other: &Self) -> Likeness {
        self.likeness_by(other, names::score(&self.names, &other.names))
    }
}

/// Compares two works by title and authors.
pub fn likeness(title: &str, authors: &[String], other_title: &str, other_authors: &[String]) -> Likeness {
    Prepared::new(title, authors).likeness(&Prepared::new(other_title, other_authors))
}
