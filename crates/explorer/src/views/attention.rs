use super::PlanCost;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What asks for a look, for the rail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttentionCounts {
    /// Books of which something was set aside.
    pub decisions: u32,
    /// Books with an old status that can be repaired.
    pub repairs: u32,
    /// Groups of books that may be one.
    pub duplicates: u32,
}

/// Everything that asks for a look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttentionView {
    /// The first of them, as many as were asked for.
    pub items: Vec<AttentionItemView>,
    /// All of them.
    pub decisions: u32,
    /// An early status says "owned"; it can be repaired.
    pub owned_status: OddBooks,
    /// What the repair of all of them costs at the server; `None` for books that are sent nowhere.
    pub repair_cost: Option<PlanCost>,
    /// Days were written as midnight. Only told.
    pub midnight: OddBooks,
    /// The record breaks the lexicon. Only told.
    pub broken: OddBooks,
}

/// A book of which something was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttentionItemView {
    #[ts(type = "number")]
    pub book: i64,
    pub title: String,
    pub authors: Vec<String>,
    pub hive_id: Option<String>,
    /// As [`super::BookRow::cover`].
    pub cover: Option<String>,
    pub reason: AsideReasonView,
    /// What the server said, when it refused.
    pub message: Option<String>,
    /// A whole record waits to be made or deleted, and is decided as one.
    pub whole: Option<WholeView>,
    pub fields: Vec<ConflictView>,
    /// The record of the same book that the library has already.
    #[ts(type = "number | null")]
    pub twin: Option<i64>,
}

/// Why something was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AsideReasonView {
    Refused,
    ChangedElsewhere,
    DeletedElsewhere,
    EditedElsewhere,
    SameBook,
}

/// What is to be done with a record as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WholeView {
    Create,
    Delete,
}

/// A field with both values, as text to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConflictView {
    pub field: String,
    pub mine: Option<String>,
    pub theirs: Option<String>,
    /// What both would come to, where a field can hold both.
    pub both: Option<String>,
}

/// Which value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SideView {
    Mine,
    Theirs,
    Both,
}

/// What was decided, for one book or for all of one reason.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DecisionView {
    /// One book, everything of it.
    Book {
        #[ts(type = "number")]
        book: i64,
        side: SideView,
    },
    /// One field of one book.
    Field {
        #[ts(type = "number")]
        book: i64,
        field: String,
        side: SideView,
    },
    /// Every book that was set aside for this reason.
    Alike { reason: AsideReasonView, side: SideView },
}

/// What deciding, repairing or merging did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DecidedView {
    /// Names the change for undo; `None` when no book looks different now.
    #[ts(type = "number | null")]
    pub group: Option<i64>,
    /// Books that are settled.
    pub decided: u32,
    /// Books that could not be settled so.
    pub left: u32,
}

/// Books that are odd in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OddBooks {
    pub count: u32,
    /// The first 100.
    pub books: Vec<OddBookView>,
}

/// An odd book, and in which fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OddBookView {
    #[ts(type = "number")]
    pub id: i64,
    pub title: String,
    pub authors: Vec<String>,
    /// Where it breaks the lexicon: a path into the record, and what is wrong there.
    pub faults: Vec<FaultView>,
}

/// A place where a record breaks the lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FaultView {
    pub path: String,
    pub fault: FaultKind,
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FaultKind {
    Missing,
    WrongType,
    TooLong,
    Empty,
    OutOfRange,
    NoDatetime,
    UnknownToken,
    WrongCollection,
    NoAtUri,
    UnacceptedImage,
}

/// Why books are taken for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DuplicateReasonView {
    HiveId,
    Isbn,
    Goodreads,
    Words,
    Alike,
}

/// Some of the groups of books that may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DuplicatePageView {
    pub groups: Vec<DuplicateGroupView>,
    pub matching: u32,
    /// Those that are sure; they come first.
    pub sure: u32,
}

/// Books that may be one, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DuplicateGroupView {
    pub sure: bool,
    pub reason: DuplicateReasonView,
    pub merge: MergeView,
}

/// What merging would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MergeView {
    /// The kept one first, then by age.
    pub books: Vec<MergeBookView>,
    pub fields: Vec<MergeFieldView>,
    /// Fields of other apps that go with the deleted records.
    pub lost: Vec<String>,
}

/// A book to be merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MergeBookView {
    #[ts(type = "number")]
    pub id: i64,
    pub title: String,
    pub authors: Vec<String>,
    pub hive_id: Option<String>,
    /// As [`super::BookRow::cover`].
    pub cover: Option<String>,
    /// RFC 3339.
    pub created: Option<String>,
    pub at_server: bool,
}

/// A field of the books to be merged, as text to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MergeFieldView {
    pub field: String,
    /// In the order of the books.
    pub values: Vec<Option<String>>,
    pub result: Option<String>,
    /// The book whose value it is; `None`: put together of several.
    #[ts(type = "number | null")]
    pub of: Option<i64>,
    /// A person can choose another book's value.
    pub choosable: bool,
}

/// Whose value of a field the merged record takes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MergeChoice {
    pub field: String,
    #[ts(type = "number")]
    pub book: i64,
}
