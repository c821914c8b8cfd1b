//! Exports of other reading services: from the bytes of a dropped file to a plan that a person can look at.
//!
//! The way is the same for every format:
//!
//! 1. [`read_file`] reads a regular file, bounded.
//! 2. [`parse`] finds encoding, delimiter and service by looking at the content, and gives a [`ParsedExport`]: one [`Row`]
//!    for every data row that can be read as a book, and a [`Problem`] for everything worth saying. It fails only when
//!    the file as a whole is no export ([`NotAnExport`]); bad rows are data, not errors.
//! 3. [`plan`] lays the rows beside the books that are already there and gives every row its [`Fate`].
//!
//! Nothing here reads a clock, a database or the network. The sum *usable rows + fatal problems = data rows* holds for
//! every input, and so does *the plan's parts = data rows*.

mod columns;
mod dates;
mod decode;
mod file;
mod goodreads;
mod html;
mod isbns;
pub mod matching;
mod merge;
mod note;
mod own;
mod people;
mod plan;
mod problem;
mod reads;
mod row;
mod sheet;
mod shelf;
mod sniff;
mod storygraph;
mod table;
mod text;

pub use dates::DateOrder;
pub use decode::Encoding;
pub use file::{FILE_BYTES, ReadFileError, read_file};
pub use note::Note;
pub use own::of_books;
pub use plan::{
    ExistingBook, Fate, ImportPlan, NeedsYou, PlanOptions, PlanSums, PlannedRow, Policy, ShelfAnswer,
    ShelfQuestion, plan,
};
pub use problem::{Problem, ProblemKind};
pub use row::{Format, LocalFields, ParsedExport, Row};
pub use sniff::NotAnExport;

/// What the user has already answered about a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ParseOptions {
    /// How to read `03/04/2021` when the file itself does not settle it.
    pub date_order: Option<DateOrder>,
}

/// Reads an export. Content never makes this fail, only a file that is none ([`NotAnExport`]).
pub fn parse(bytes: &[u8], options: &ParseOptions) -> Result<ParsedExport, NotAnExport> {
    let source = sniff::sniff(bytes)?;
    sheet::read(&source, options)
}

#[cfg(test)]
mod tests;
