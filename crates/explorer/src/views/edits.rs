use super::{BookRow, FieldChange, PlanCost, StatusView};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// A change to the chosen books; a field that is absent is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[ts(optional_fields)]
pub struct EditView {
    pub status: Option<ChangeView<StatusView>>,
    /// Half stars, 1 to 10.
    pub stars: Option<ChangeView<u8>>,
    pub owned: Option<ChangeView<bool>>,
    pub started: Option<DayChangeView>,
    pub finished: Option<DayChangeView>,
    pub review: Option<ChangeView<String>>,
    pub progress: Option<ChangeView<ReadingProgress>>,
    pub previous_reads: Option<ReadsChangeView>,
    pub title: Option<String>,
    /// The primary author first.
    pub authors: Option<Vec<String>>,
    pub isbn10: Option<ChangeView<String>>,
    pub isbn13: Option<ChangeView<String>>,
    pub goodreads_id: Option<ChangeView<String>>,
    pub tags: Option<TagsChangeView>,
    /// Fields that stay on this computer, by name.
    pub local: Option<BTreeMap<String, ChangeView<String>>>,
    /// The user does this now, on this day of their own calendar: a book finished now is finished today. Without it
    /// no day is made up.
    pub today: Option<String>,
    pub sitting: Option<SittingView>,
}

/// Saves of one book that follow each other and are undone as one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SittingView {
    /// The change that this one goes on with; `None` for the first save.
    #[ts(type = "number | null")]
    pub group: Option<i64>,
    /// More is to come: nothing is sent to the server for this save alone.
    pub open: bool,
}

/// What becomes of one field.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ChangeView<T> {
    Set { value: T },
    Clear,
}

/// What becomes of a day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum DayChangeView {
    Set {
        value: String,
    },
    Clear,
    /// Later by so many days, or earlier. Books without the day keep having none.
    Shift {
        days: i32,
    },
}

/// What becomes of the earlier reads.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ReadsChangeView {
    Clear,
    Each { steps: Vec<ReadStepView> },
}

/// One step in the list of earlier reads.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ReadStepView {
    Add { read: ReadView },
    Replace { was: ReadView, is: ReadView },
    Remove { read: ReadView },
}

/// An earlier read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadView {
    pub started: Option<String>,
    pub finished: String,
}

/// How far one is in a book. What is `None` is unknown, or is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadingProgress {
    /// Per cent, 0 to 100.
    pub percent: Option<u8>,
    pub page: Option<u32>,
    /// Pages of the book.
    pub pages: Option<u32>,
}

/// What becomes of the tags.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum TagsChangeView {
    Set { tags: Vec<String> },
    Clear,
    Adjust { add: Vec<String>, remove: Vec<String> },
}

/// What an edit or an undo did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EditOutcome {
    /// Names the edit for undo; `None` when nothing changed.
    #[ts(type = "number | null")]
    pub group: Option<i64>,
    pub changed: u32,
    pub unchanged: u32,
    /// Books left alone: by an undo because they changed since, by an edit because a change made elsewhere waits for a
    /// decision or the lexicon forbids theirs.
    pub conflicts: u32,
}

/// What a bulk edit would do; `changed + unchanged + conflicts + refused` are the chosen books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EditPreview {
    pub changed: u32,
    pub unchanged: u32,
    /// Changed elsewhere too, and not yet decided.
    pub conflicts: u32,
    /// The record would break the lexicon.
    pub refused: u32,
    /// Per field how many books change in it.
    pub fields: Vec<FieldTally>,
    /// The first books that change.
    pub examples: Vec<BookChanges>,
    /// The first books in conflict, with the fields that are.
    pub in_conflict: Vec<BookConflict>,
    /// The first books that are refused.
    pub refusals: Vec<BookRow>,
    /// `None` without an account.
    pub cost: Option<PlanCost>,
    /// Names this outcome for `commitEdit`.
    pub digest: String,
}

/// How many books change in a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldTally {
    pub field: String,
    pub changed: u32,
}

/// A book and what changes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BookChanges {
    pub book: BookRow,
    pub changes: Vec<FieldChange>,
}

/// A book about which something is to be decided first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BookConflict {
    pub book: BookRow,
    pub fields: Vec<String>,
}

/// What chosen books have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SharedView {
    pub books: u32,
    pub status: SpreadView<StatusView>,
    pub stars: SpreadView<u8>,
    pub started: SpreadView<String>,
    pub finished: SpreadView<String>,
    pub owned: SpreadView<bool>,
    pub format: SpreadView<String>,
    /// Books that have a review.
    pub reviews: u32,
    /// The commonest first.
    pub tags: Vec<TagCount>,
}

/// The values of a field in the chosen books. All have the same when `empty` is 0 and both ends are equal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SpreadView<T> {
    /// Books without a value.
    pub empty: u32,
    pub least: Option<T>,
    pub most: Option<T>,
}

/// A tag and the books that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TagCount {
    pub tag: String,
    pub books: u32,
}

/// A book to add.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewBookView {
    pub title: String,
    pub authors: Vec<String>,
    /// The catalogue's id; computed without one.
    pub hive_id: Option<String>,
    pub isbn10: Option<String>,
    pub isbn13: Option<String>,
    pub goodreads_id: Option<String>,
    pub status: Option<StatusView>,
    pub pages: Option<u32>,
}

/// Whether a book was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum AddAnswer {
    Added {
        book: BookRow,
        #[ts(type = "number")]
        group: i64,
    },
    /// The library has a record of it: there is never a second.
    Here { book: BookRow },
}

/// A line of pasted text that should be an ISBN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IsbnLine {
    pub text: String,
    /// The number in its long form, when it is one.
    pub isbn13: Option<String>,
    /// What is wrong with it.
    pub problem: Option<IsbnProblem>,
    /// The book of yours that has it.
    pub here: Option<BookRow>,
}

/// Why a line is no ISBN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum IsbnProblem {
    Shape,
    CheckDigit,
    /// The number stood further up already.
    Twice,
}

/// The work that a record is to be of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MatchView {
    pub title: String,
    pub authors: Vec<String>,
    /// Computed from title and author without one.
    pub hive_id: Option<String>,
    pub isbn10: Option<String>,
    pub isbn13: Option<String>,
    pub goodreads_id: Option<String>,
}

/// What changing a match would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum MatchPlanView {
    /// The record is of that work already.
    Same,
    Change {
        changes: Vec<FieldChange>,
    },
    /// The library has a record of that work: it takes over what it lacks, and this one is deleted.
    Merge {
        into: Box<BookRow>,
        changes: Vec<FieldChange>,
    },
}

/// A page about a book that the system's browser can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BookLink {
    Bookhive,
    Goodreads,
    OpenLibrary,
}
