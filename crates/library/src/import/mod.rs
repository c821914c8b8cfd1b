//! Exports of other reading services: from the bytes of a dropped file to a plan that a person can look at.
//!
//! The way is the same for every format:
//!
//! 1. [`read_file`] reads a regular file, bounded.
//! 2. [`open`] finds encoding, delimiter and service by looking at the content, and gives a [`ParsedExport`]: one [`Row`]
//!    for every data row that can be read as a book, and a [`Problem`] for everything worth saying. It fails only when
//!    the file as a whole is no export ([`NotAnExport`]); bad rows are data, not errors. A table of no service that we
//!    know comes back [`Unmapped`], to be read under a [`Mapping`].
//! 3. [`plan`] lays the rows beside the books that are already there and gives every row its [`Fate`].
//!
//! Nothing here reads a clock, a database or the network. The sum *usable rows + fatal problems = data rows* holds for
//! every input, and so does *the plan's parts = data rows*.

mod bookwyrm;
mod columns;
mod dates;
mod decode;
mod draft;
mod export;
mod file;
mod goodreads;
mod hardcover;
mod html;
mod isbns;
mod json;
mod librarything;
mod mapping;
pub mod matching;
mod merge;
mod note;
mod openreads;
mod own;
mod people;
mod plan;
mod problem;
mod reader;
mod reads;
mod row;
mod services;
mod shelf;
mod sniff;
mod stars;
mod storygraph;
mod table;
mod text;

pub use columns::OWN_COLUMN;
pub use dates::DateOrder;
pub use decode::Encoding;
pub use export::{Entry, ParsedExport};
pub use file::{FILE_BYTES, ReadFileError, read_file};
#[cfg(test)]
pub(crate) use html::to_text as plain_text;
pub use mapping::{MappedField, Mapping, MappingFault, RatingScale, Unmapped};
pub use note::Note;
pub use own::of_books;
pub use plan::{
    CatalogueMatch, Details, ExistingBook, Fate, FoundBy, ImportPlan, NeedsYou, Outcome, PlanOptions,
    PlanRow, PlanSums, PlannedRow, Policies, Policy, Resolution, ShelfAnswer, ShelfQuestion, Tile, Winner,
    plan,
};
pub use problem::{Problem, ProblemKind};
pub use row::{Format, LocalFields, Row};
pub use sniff::NotAnExport;
pub(crate) use text::bare_title;

use sniff::{Sniffed, Source, sniff};
use std::borrow::Cow;
use std::sync::Arc;

/// What the user has already answered about a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ParseOptions {
    /// How to read `03/04/2021` when the file itself does not settle it.
    pub date_order: Option<DateOrder>,
}

/// What a file turned out to be.
#[derive(Debug)]
pub enum Opened {
    /// An export of a service that we know, read.
    Export(ParsedExport),
    /// A table whose columns the user has to explain.
    Table(Unmapped),
}

/// Finds out what a file is, and reads it when that is an export of a service that we know. Bytes that are handed over are
/// not copied.
pub fn open<'b>(bytes: impl Into<Cow<'b, [u8]>>, options: &ParseOptions) -> Result<Opened, NotAnExport> {
    match sniff(bytes.into())? {
        Sniffed::Known(Source { text, encoding, preface, offsets, reader }) => {
            let text = Arc::from(text);
            reader::read(text, encoding, preface, offsets, reader, options.date_order).map(Opened::Export)
        }
        Sniffed::Unknown(table) => Ok(Opened::Table(table)),
    }
}

/// Reads an export of a service that we know. Content never makes this fail, only a file that is none ([`NotAnExport`]).
pub fn parse<'b>(
    bytes: impl Into<Cow<'b, [u8]>>,
    options: &ParseOptions,
) -> Result<ParsedExport, NotAnExport> {
    match open(bytes, options)? {
        Opened::Export(export) => Ok(export),
        Opened::Table(table) => {
            let shown = |name: &String| name.chars().take(60).collect();
            Err(NotAnExport::NoUsableHeader { found: table.header().iter().take(40).map(shown).collect() })
        }
    }
}

#[cfg(test)]
mod tests;
