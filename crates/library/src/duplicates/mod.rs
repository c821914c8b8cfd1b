//! Books that may be one book: found, shown side by side, merged, or told apart for good.
//!
//! BookHive, at sign-in, deletes all but the oldest record of each hive id. Merging before that keeps what the others
//! hold.

mod apart;
mod find;
mod links;
mod merge;

pub use find::{DuplicateGroup, DuplicatePage, DuplicateReason};
pub(crate) use links::Links;
pub use merge::{MergeBook, MergeBooksError, MergeField, MergeOfBooks, MergePreview, MergeRule};
