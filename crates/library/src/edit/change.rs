use bookhive::isbn::{Isbn10, Isbn13};
use bookhive::{Day, PreviousRead, Stars, Status};
use std::collections::BTreeMap;

/// What becomes of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// Nothing.
    #[default]
    Keep,
    /// It gets this value.
    Set(T),
    /// It is taken away.
    Clear,
}

impl<T> Change<T> {
    /// Nothing is asked for.
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

/// What becomes of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayChange {
    /// Nothing.
    #[default]
    Keep,
    /// This day.
    Set(Day),
    /// No day.
    Clear,
    /// So many days later, or earlier when negative. A book without the day keeps having none.
    Shift(i32),
}

/// What becomes of the earlier reads.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ReadsChange {
    /// Nothing.
    #[default]
    Keep,
    /// None are left.
    Clear,
    /// Step by step. A step that names a read which is not there does nothing.
    Each(Vec<ReadStep>),
}

/// One step in a list of earlier reads. Reads are named by their days, so that what other apps wrote beside the days
/// stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadStep {
    /// One more, unless it is there.
    Add(PreviousRead),
    /// Other days for a read.
    Replace {
        /// As it is.
        was: PreviousRead,
        /// As it will be.
        is: PreviousRead,
    },
    /// One fewer.
    Remove(PreviousRead),
}

/// How far one is. What is `None` stays as it is, and where pages and total are known, pages and per cent are kept in
/// step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Per cent, 0 to 100.
    pub percent: Option<u8>,
    /// Page one is at.
    pub page: Option<u32>,
    /// Pages of the book, 1 or more.
    pub pages: Option<u32>,
}

/// What becomes of the tags.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TagsChange {
    /// Nothing.
    #[default]
    Keep,
    /// These and no others.
    Set(Vec<String>),
    /// None.
    Clear,
    /// Some more, some fewer.
    Adjust {
        /// Added at the end, unless there.
        add: Vec<String>,
        /// Taken away.
        remove: Vec<String>,
    },
}

/// A change to the chosen books. The default changes nothing.
///
/// Setting a status also does what a reader means by it (see [`Library::edit`](crate::Library::edit)); what is set or
/// cleared here by name always stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edit {
    /// Reading status.
    pub status: Change<Status>,
    /// Rating.
    pub stars: Change<Stars>,
    /// Whether a copy is owned.
    pub owned: Change<bool>,
    /// Day reading began.
    pub started: DayChange,
    /// Day reading ended.
    pub finished: DayChange,
    /// Review; blank is none.
    pub review: Change<String>,
    /// How far one is.
    pub progress: Change<Progress>,
    /// Earlier reads.
    pub previous_reads: ReadsChange,
    /// Title. The hive id of a book that has one does not follow it: see
    /// [`Library::change_match`](crate::Library::change_match).
    pub title: Change<String>,
    /// Authors, the primary one first.
    pub authors: Change<Vec<String>>,
    /// ISBN of ten characters; the other form follows.
    pub isbn10: Change<Isbn10>,
    /// ISBN of thirteen digits; the other form follows.
    pub isbn13: Change<Isbn13>,
    /// Goodreads' number.
    pub goodreads_id: Change<String>,
    /// Tags, which stay on this computer.
    pub tags: TagsChange,
    /// Other fields that stay on this computer, by key.
    pub local: BTreeMap<String, Change<String>>,
    /// The reader does this now, on this day of their own calendar. Without it no day is made up.
    pub today: Option<Day>,
}
