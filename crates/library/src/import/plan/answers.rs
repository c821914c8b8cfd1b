use super::super::matching::Tier;
use crate::BookId;
use bookhive::catalogue::CatalogueBook;
use bookhive::{HiveId, Status};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What to do with a field of a book that is already there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Policy {
    /// Only what the book lacks is taken from the file.
    #[default]
    FillEmpty,
    /// Whichever knows of the later day of reading wins. Where neither does and both differ, nothing is settled.
    NewerWins,
    /// What the file says replaces what the book has. What the file does not say stays.
    FileWins,
    /// Where file and book differ, the user says who wins.
    Ask,
}

/// Who wins where file and book differ and no policy settles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Winner {
    /// What the book has stays; what it lacks is still filled.
    Book,
    /// What the file says replaces it.
    File,
}

/// A policy for each field that a file can say something about. Earlier readings are always united and numbers always
/// filled, so that neither is ever lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Policies {
    /// Status and the days of the newest reading, which only make sense together.
    pub status: Policy,
    /// The rating.
    pub rating: Policy,
    /// The review.
    pub review: Policy,
    /// Whether a copy is owned.
    pub owned: Policy,
    /// What stays on this computer: tags, format, …. Nothing is asked about it: what no policy settles stays.
    pub local: Policy,
}

impl From<Policy> for Policies {
    fn from(all: Policy) -> Self {
        Self { status: all, rating: all, review: all, owned: all, local: all }
    }
}

/// What a custom shelf stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShelfAnswer {
    /// The books get no status.
    NoStatus,
    /// The books get this status, and the rows' dates with it.
    Status(Status),
    /// The rows are left out.
    LeaveOut,
}

/// What the user said a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// This book of the library.
    Book(BookId),
    /// This book of the catalogue.
    Catalogue(Arc<CatalogueBook>),
    /// None of those offered: a book of its own, as the file has it.
    AsFile,
}

/// What the catalogue has for a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueMatch {
    /// The book.
    pub book: Arc<CatalogueBook>,
    /// How far to trust it.
    pub tier: Tier,
}

/// The user's decisions about a plan, and what was looked up for it.
#[derive(Debug, Clone)]
pub struct PlanOptions {
    /// For books that are already there.
    pub policies: Policies,
    /// Answers by shelf name as the file has it. A shelf without one means [`ShelfAnswer::NoStatus`].
    pub shelves: BTreeMap<String, ShelfAnswer>,
    /// Lines of the rows the user left out.
    pub left_out: BTreeSet<u32>,
    /// Authors the user supplied, the primary one first, by line.
    pub authors: BTreeMap<u32, Vec<String>>,
    /// What the user said rows are, by the ids that the rows have by themselves: rows of one id are one book. It comes before
    /// everything that was found.
    pub matches: BTreeMap<HiveId, Resolution>,
    /// Who wins over what a policy leaves open, by line; of rows that are one book, any line's word counts for it.
    pub winners: BTreeMap<u32, Winner>,
    /// What the catalogue has, by the ids that rows have by themselves.
    pub found: BTreeMap<HiveId, CatalogueMatch>,
    /// Creation time of new books whose row has none.
    pub now: Timestamp,
}

impl PlanOptions {
    /// Nothing decided yet.
    pub fn new(now: Timestamp) -> Self {
        Self {
            policies: Policies::default(),
            shelves: BTreeMap::new(),
            left_out: BTreeSet::new(),
            authors: BTreeMap::new(),
            matches: BTreeMap::new(),
            winners: BTreeMap::new(),
            found: BTreeMap::new(),
            now,
        }
    }
}
