use super::FieldChange;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a group of changes came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ChangeKindView {
    Edit,
    Add,
    Delete,
    Import,
    Undo,
    Merge,
    Match,
    Repair,
    Decision,
    /// What books lacked was filled from the catalogue.
    Enrich,
    /// Other apps changed the repository.
    Remote,
    /// The repository was fetched for the first time; it cannot be undone.
    Fill,
}

/// Changes that were made together and are undone together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupView {
    #[ts(type = "number")]
    pub id: i64,
    pub kind: ChangeKindView,
    pub at: String,
    pub created: u32,
    pub updated: u32,
    pub deleted: u32,
    /// What its updates changed, with the value where all have the same.
    pub fields: Vec<FieldSumView>,
    pub file_name: Option<String>,
    /// The only book, or the one that others were merged into.
    pub book: Option<BookChangeView>,
    /// Of an undo: the group it takes back, or brings back when `redo`.
    pub of: Option<Box<GroupView>>,
    pub redo: bool,
    /// It was undone; undoing the named group redoes it.
    pub undone: Option<UndoneView>,
    /// Books whose changes wait for the server.
    pub waiting: u32,
    pub set_aside: u32,
}

/// What the updates of a group did to one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldSumView {
    /// Name of the record's field, or `local.` and the name of one that stays on this computer.
    pub field: String,
    /// Text to read; `None` when it was cleared, or `mixed`.
    pub after: Option<String>,
    pub mixed: bool,
}

/// That, and by what, a group was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UndoneView {
    #[ts(type = "number")]
    pub by: i64,
    pub at: String,
}

/// A book as the history knows it; it may be gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NamedBook {
    #[ts(type = "number")]
    pub id: i64,
    pub title: String,
    pub authors: Vec<String>,
    pub hive_id: Option<String>,
    /// As [`super::BookRow::cover`].
    pub cover: Option<String>,
    pub here: bool,
}

/// What was done to a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DeedView {
    Created,
    Updated,
    Deleted,
}

/// One book of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BookChangeView {
    /// Place in the history, to ask for the next page with.
    #[ts(type = "number")]
    pub place: i64,
    pub book: NamedBook,
    pub deed: DeedView,
    pub fields: Vec<FieldChange>,
}

/// Whose changes to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WhoseView {
    All,
    Mine,
    Others,
}

/// Which groups to list. `kinds` are found whatever the text; times are RFC 3339, `until` not included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HistoryQueryView {
    pub text: String,
    pub kinds: Vec<ChangeKindView>,
    pub whose: WhoseView,
    pub from: Option<String>,
    pub until: Option<String>,
}

/// A page of groups, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryPageView {
    pub groups: Vec<GroupView>,
    /// Groups that match, on every page.
    pub matching: u32,
    pub more: bool,
}

/// A page of a group's books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GroupPageView {
    pub books: Vec<BookChangeView>,
    pub more: bool,
}

/// One change of a book, for its own history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BookEventView {
    pub group: GroupView,
    pub change: BookChangeView,
}

/// What Ctrl-Z and Shift-Ctrl-Z are for now. Undoing `redo` redoes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NextUndoView {
    pub undo: Option<GroupView>,
    pub redo: Option<GroupView>,
}

/// What an undo did, or would do. The three numbers add up to the group's books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UndoView {
    /// Names the undo; `None` when no book changed.
    #[ts(type = "number | null")]
    pub group: Option<i64>,
    pub restored: u32,
    pub unchanged: u32,
    pub conflicts: u32,
    /// What was left and why, of the first 200 books.
    pub left: Vec<LeftView>,
}

/// A book of which an undo leaves something as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LeftView {
    #[ts(type = "number")]
    pub book: i64,
    pub title: String,
    pub reason: LeftReasonView,
}

/// Why an undo leaves something as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum LeftReasonView {
    /// The other fields are taken back.
    ChangedSince {
        fields: Vec<String>,
    },
    /// The created book was changed, so it stays.
    EditedSince {
        fields: Vec<String>,
    },
    DeletedSince,
    /// The book is in the library again, under another record.
    SameBook,
    /// The server has deleted the merged record, and a book has but one.
    MergedForGood,
}
