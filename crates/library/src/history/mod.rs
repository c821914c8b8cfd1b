//! The history: every change of the library, newest first, whoever made it.

mod books;
mod list;
mod standing;

use crate::journal::FieldSum;
use crate::{BookId, GroupId, StorageFault};
use serde_json::Value;

/// What a group of changes came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    /// Books were changed by hand, one or many.
    Edit,
    /// A book was added by hand.
    Add,
    /// Books were removed by hand.
    Delete,
    /// A file was imported, or the library without an account was published.
    Import,
    /// Another group was undone, or its undo was.
    Undo,
    /// Records of one book became one.
    Merge,
    /// A book was matched with another of the catalogue.
    Match,
    /// Old spellings were put right.
    Repair,
    /// A change that was set aside was decided.
    Decision,
    /// What books lacked was filled from the catalogue.
    Enrich,
    /// Other apps changed the repository.
    Remote,
    /// The repository was fetched for the first time. It cannot be undone.
    Fill,
}

impl ChangeKind {
    const ALL: [(Self, &'static str); 12] = [
        (Self::Edit, "edit"),
        (Self::Add, "add"),
        (Self::Delete, "delete"),
        (Self::Import, "import"),
        (Self::Undo, "undo"),
        (Self::Merge, "merge"),
        (Self::Match, "match"),
        (Self::Repair, "repair"),
        (Self::Decision, "decision"),
        (Self::Enrich, "enrich"),
        (Self::Remote, "remote"),
        (Self::Fill, "fill"),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("edit", |(_, name)| name)
    }

    fn read(name: &str) -> Result<Self, StorageFault> {
        let known = Self::ALL.iter().find(|(_, known)| *known == name);
        known.map(|(kind, _)| *kind).ok_or(StorageFault::Malformed { what: "kind of change" })
    }
}

/// Changes that were made together and are undone together.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeGroup {
    /// Its number; newer groups have higher ones.
    pub id: GroupId,
    /// What it came from.
    pub kind: ChangeKind,
    /// When it was made.
    pub at: jiff::Timestamp,
    /// Books it created; of a first fill, the books that were there.
    pub created: u32,
    /// Books it changed.
    pub updated: u32,
    /// Books it deleted.
    pub deleted: u32,
    /// What its updates changed, with the value where all have the same.
    pub fields: Vec<FieldSum>,
    /// Name of the file, of an import.
    pub file_name: Option<String>,
    /// The only book, or the one that others were merged into, with what changed.
    pub book: Option<BookChange>,
    /// Of an undo: the group it takes back, or brings back when `redo`.
    pub of: Option<Box<ChangeGroup>>,
    /// An undo of an undo.
    pub redo: bool,
    /// The group was undone; undoing the named one redoes it.
    pub undone: Option<Undone>,
    /// Books whose changes wait for the server.
    pub waiting: u32,
    /// Books whose changes were set aside.
    pub set_aside: u32,
}

impl ChangeGroup {
    /// Books that it touched.
    pub const fn books(&self) -> u32 {
        self.created + self.updated + self.deleted
    }
}

/// That, and by what, a group was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone {
    /// The undo.
    pub by: GroupId,
    /// When.
    pub at: jiff::Timestamp,
}

/// A book as the history knows it; it may be gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedBook {
    /// Its number.
    pub id: BookId,
    /// Its title, as it is or was last known.
    pub title: String,
    /// Its authors.
    pub authors: Vec<String>,
    /// Its hive id, for its cover.
    pub hive_id: Option<String>,
    /// CID of the picture that its record names as its cover, while it is here.
    pub cover: Option<String>,
    /// It is in the library now.
    pub here: bool,
}

/// What was done to a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookDeed {
    /// It was made.
    Created,
    /// Fields changed.
    Updated,
    /// It was deleted.
    Deleted,
}

/// One book of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct BookChange {
    /// The place in the history, for the next page.
    pub place: i64,
    /// The book.
    pub book: NamedBook,
    /// What was done to it.
    pub deed: BookDeed,
    /// The fields, before and after. A created book had none before, a deleted one has none after.
    pub fields: Vec<FieldChange>,
}

/// One field before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// Name of the record's field, or `local.` and the name of one that stays on this computer.
    pub field: String,
    /// What it held; `None`: nothing.
    pub before: Option<Value>,
    /// What it holds after the change.
    pub after: Option<Value>,
}

/// Whose changes to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Whose {
    /// Everybody's.
    #[default]
    All,
    /// Those made here.
    Mine,
    /// Those that other apps made.
    Others,
}

/// Which groups to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryQuery {
    /// Beginnings of words of a book's title and authors, or part of a file's name. Empty: all.
    pub text: String,
    /// Groups of these kinds are found too, whatever the text. Without text: only these, unless empty.
    pub kinds: Vec<ChangeKind>,
    /// Whose.
    pub whose: Whose,
    /// Made then or later.
    pub from: Option<jiff::Timestamp>,
    /// Made before.
    pub until: Option<jiff::Timestamp>,
}

/// A page of groups, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryPage {
    /// The groups.
    pub groups: Vec<ChangeGroup>,
    /// Groups that match, on every page.
    pub matching: u32,
    /// Older ones match too: ask with the last one's number.
    pub more: bool,
}

/// A page of a group's books, in the order in which they were changed.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupPage {
    /// The books.
    pub books: Vec<BookChange>,
    /// More follow: ask with the last one's place.
    pub more: bool,
}

/// One change of a book, for its own history.
#[derive(Debug, Clone, PartialEq)]
pub struct BookEvent {
    /// The group it belongs to.
    pub group: ChangeGroup,
    /// What it did to the book.
    pub change: BookChange,
}
