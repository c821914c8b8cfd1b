//! What will become of every row of a file, worked out before anything is written.
//!
//! [`plan`] is pure: the same export, library and answers give the same plan. Rows of one book become one book; the first
//! of them carries the outcome and the others say which that is. Applying a plan and planning the same file again leaves
//! nothing to do, whatever the policies and the answers.
//!
//! The plan holds a few words a row. What a row says and what would be written for it is read again from the file when it
//! is wanted ([`ImportPlan::details`]), so that a plan of 100,000 rows takes little more memory than the file.

mod answers;
mod details;
mod place;
mod planner;

pub use answers::{CatalogueMatch, PlanOptions, Policies, Policy, Resolution, ShelfAnswer, Winner};
pub use details::Details;
pub use planner::plan;

use super::row::LocalFields;
use super::{Note, Row};
use crate::{BookId, Patch};
use bookhive::BookRecord;
use std::collections::HashMap;
use std::sync::Arc;

/// A book of the library as it stands now, waiting edits included.
#[derive(Debug, Clone, PartialEq)]
pub struct ExistingBook {
    /// Its row in the database.
    pub id: BookId,
    /// The record, waiting edits applied.
    pub record: BookRecord,
    /// What is kept with it on this computer.
    pub local: LocalFields,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// A new book.
    New {
        /// The whole record, ready to be created.
        record: BookRecord,
        /// What is kept with it here.
        local: LocalFields,
    },
    /// A book that is there gains something.
    Changed {
        /// Which.
        book: BookId,
        /// What changes in the record; may be empty when only `local` does.
        patches: Vec<Patch>,
        /// What is added to or replaced in what is kept here.
        local: LocalFields,
    },
    /// A book that is there has all of it already.
    Unchanged {
        /// Which.
        book: BookId,
    },
    /// File and book differ in something that no policy settles; nothing is written until the user says who wins.
    Conflict {
        /// Which.
        book: BookId,
        /// What changes in the record if the file wins.
        patches: Vec<Patch>,
    },
    /// The row is the same book as an earlier row, which carries the outcome.
    Joined {
        /// Line of that row.
        with_line: u32,
    },
    /// Nothing is written until the user supplies something.
    NeedsYou(NeedsYou),
    /// The user left the row out, or its shelf.
    LeftOut,
    /// The row cannot be read as a book; its notes say why.
    Problem,
}

/// What a row lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeedsYou {
    /// A record needs an author, and so does a hive id.
    Author,
    /// A book is like it; only the user can say whether it is the one.
    Match,
}

/// What becomes of a row, without what would be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are those of `Fate`")]
pub enum Outcome {
    New,
    Changed,
    Unchanged,
    Conflict,
    Joined { with_line: u32 },
    NeedsYou(NeedsYou),
    LeftOut,
    Problem,
}

/// Where a row belongs in the sum that people see first: how sure its book is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tile {
    /// The catalogue has the book, without doubt.
    Exact,
    /// The catalogue has it: the same words in title and author.
    Strong,
    /// A book is like it.
    Review,
    /// No book is known to be it; it is imported under its computed id.
    NoMatch,
    /// A book of the library.
    Yours,
    /// A book of the library that says otherwise.
    Conflict,
    /// It cannot be read, or has no author.
    Problem,
}

/// How a row's book was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FoundBy {
    /// It was not: the row stands for itself.
    Nothing,
    /// The library: the same hive id.
    HiveId,
    /// The library: a number, under a title that agrees.
    Number(&'static str),
    /// The library: title and author equal, or the same words.
    Words,
    /// The library or the catalogue has one that is like it.
    Likeness,
    /// The catalogue.
    Catalogue,
    /// The user said so.
    You,
}

/// One data row of the file, in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Line on which the row starts.
    pub line: u32,
    /// What becomes of it.
    pub outcome: Outcome,
    /// How sure its book is.
    pub tile: Tile,
    /// How its book was found.
    pub found_by: FoundBy,
    /// The book of the library, also for joined rows and for the question whether it is the one.
    pub book: Option<BookId>,
    /// There is something to read about it.
    pub worth_a_look: bool,
    /// A book of the library that has the row's number under another title.
    stranger: Option<BookId>,
    /// It goes to a book of another id than its own.
    renamed: bool,
    /// Its place in the export.
    index: u32,
    /// Tells changes of one book from others.
    digest: u64,
}

impl PlanRow {
    /// The row's place in the export, from 0.
    pub const fn place(&self) -> u32 {
        self.index
    }
}

/// One data row of the file and what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedRow {
    /// Line on which the row starts.
    pub line: u32,
    /// The row, answers applied. Of a row that cannot be read, only the line is set.
    pub row: Arc<Row>,
    /// Its fate.
    pub fate: Fate,
    /// The book that is already there, also for joined rows.
    pub book: Option<BookId>,
    /// What is worth reading about it.
    pub notes: Vec<Note>,
}

/// How many rows have which fate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are the fates")]
pub struct PlanSums {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub conflict: usize,
    pub joined: usize,
    pub needs_you: usize,
    pub left_out: usize,
    pub problems: usize,
}

impl PlanSums {
    /// All rows; equals the file's data rows.
    pub const fn total(&self) -> usize {
        self.new
            + self.changed
            + self.unchanged
            + self.conflict
            + self.joined
            + self.needs_you
            + self.left_out
            + self.problems
    }

    fn count(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::New => &mut self.new,
            Outcome::Changed => &mut self.changed,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Conflict => &mut self.conflict,
            Outcome::Joined { .. } => &mut self.joined,
            Outcome::NeedsYou(_) => &mut self.needs_you,
            Outcome::LeftOut => &mut self.left_out,
            Outcome::Problem => &mut self.problems,
        } += 1;
    }
}

/// A shelf that is no status by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfQuestion {
    /// In the file's words.
    pub shelf: String,
    /// Rows on it.
    pub rows: usize,
    /// The answer in force.
    pub answer: ShelfAnswer,
}

/// The plan of an import: every data row of the file, in file order.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportPlan {
    /// The rows.
    pub rows: Vec<PlanRow>,
    /// Rows by fate.
    pub sums: PlanSums,
    /// Rows by how sure their book is; adds up to the same number.
    pub tiles: HashMap<Tile, usize>,
    /// Shelves to ask about, in order of appearance.
    pub shelves: Vec<ShelfQuestion>,
    /// What publishing costs at a PDS: 3 for each new record, 2 for each changed one.
    pub points: usize,
    /// Places of the rows of a book that has several, under the line of the first.
    joined: HashMap<u32, Vec<u32>>,
}

impl ImportPlan {
    /// Nothing would be written, neither to the repository nor here.
    pub fn is_idle(&self) -> bool {
        self.sums.new == 0 && self.sums.changed == 0
    }

    /// Whether another plan would write the same to the same books.
    pub fn same_deeds(&self, other: &Self) -> bool {
        let deeds = |plan: &Self| -> Vec<(u32, Option<BookId>, u64)> {
            let writes =
                plan.rows.iter().filter(|row| matches!(row.outcome, Outcome::New | Outcome::Changed));
            writes.map(|row| (row.line, row.book, row.digest)).collect()
        };
        deeds(self) == deeds(other) && self.joined == other.joined
    }
}
