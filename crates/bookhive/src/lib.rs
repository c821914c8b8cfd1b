//! The words of BookHive's lexicons: the book record, its fields, and the identifier that names a book.
//!
//! A person's library is a collection of [`COLLECTION`] records that several apps read and write. [`BookRecord`]
//! therefore keeps every field it does not know, in the order it came, and reads the known ones leniently: another
//! app's mistake is shown, never dropped. What *we* write is held to the lexicon by [`BookRecord::check`].
//!
//! [`HiveId::compute`] gives any book the identifier BookHive would give it, without asking BookHive.

mod authors;
pub mod catalogue;
mod day;
mod field;
mod hive_id;
mod identifiers;
pub mod isbn;
mod lexicon;
mod reads;
mod record;
mod stars;
mod status;

pub use authors::{join_authors, split_authors};
pub use day::{Day, InvalidDay};
pub use field::{Field, UnknownField};
pub use hive_id::{HiveId, InvalidHiveId};
pub use identifiers::Identifiers;
pub use lexicon::{Fault, LexiconFault, limit};
pub use reads::PreviousRead;
pub use record::{BookRecord, NotARecord};
pub use stars::{InvalidStars, Stars};
pub use status::Status;

/// The collection that holds a person's books; each record's key is a TID.
pub const COLLECTION: &str = "buzz.bookhive.book";
