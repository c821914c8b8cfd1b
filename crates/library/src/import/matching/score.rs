use super::Tier;
use super::names::{self, Name};
use super::title::Title;

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
        } else if self.title >= 0.8 && self.author >= 0.6 {
            Tier::Review
        } else {
            Tier::None
        }
    }

    /// A shared number is believed when the titles could be those of one work, and the authors too where both have any.
    /// Services hand numbers to wrong editions, and users' imports overwrite catalogues.
    pub(super) fn confirms_number(self, without_author: bool) -> bool {
        self.title >= 0.8 && (without_author || self.author >= 0.6)
    }
}

/// A work ready for comparison.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    pub(super) title: Title,
    pub(super) names: Vec<Name>,
}

impl Prepared {
    pub(super) fn new(title: &str, authors: &[String]) -> Self {
        Self { title: Title::new(title), names: authors.iter().map(|author| Name::new(author)).collect() }
    }

    pub(super) fn likeness(&self, other: &Self) -> Likeness {
        let author = names::score(&self.names, &other.names);
        let title = self.title.likeness(&other.title);
        Likeness { title, author, same_words: self.title.same_words(&other.title) }
    }
}

/// Compares two works by title and authors.
pub fn likeness(title: &str, authors: &[String], other_title: &str, other_authors: &[String]) -> Likeness {
    Prepared::new(title, authors).likeness(&Prepared::new(other_title, other_authors))
}
