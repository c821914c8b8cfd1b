//! Is this row that book? Equality after folding is trusted; likeness only ever makes a suggestion.
//!
//! [`Shelf`] answers for a whole library, [`likeness`] for one pair. A wrong automatic match is worse than a question, so
//! only [`Tier::Exact`] and [`Tier::Strong`] stand without a look.

mod fold;
mod ladder;
mod lists;
mod names;
mod numbers;
mod score;
mod shelf;
mod title;
mod twins;

pub use ladder::{Facts, judge, questions, rank};
pub use score::{Likeness, likeness};
pub use shelf::{Match, Reason, Shelf, Work};
pub use twins::{Neighbours, Twins};

/// How far a match can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// No book is like it.
    None,
    /// Alike; a person decides.
    Review,
    /// The same words in title and author.
    Strong,
    /// The same hive id, a shared identifier under the same title, or title and author equal after folding.
    Exact,
}

impl Tier {
    /// The name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Review => "review",
            Self::Strong => "strong",
            Self::Exact => "exact",
        }
    }

    /// The tier of that name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::None, Self::Review, Self::Strong, Self::Exact].into_iter().find(|tier| tier.as_str() == name)
    }
}

#[cfg(test)]
mod tests;
