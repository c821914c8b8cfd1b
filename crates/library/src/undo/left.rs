use crate::BookId;

/// A book of which an undo left something as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftAsIs {
    /// Its number; it may be gone.
    pub book: BookId,
    /// Its title, as it is or was last known.
    pub title: String,
    /// What stood in the way.
    pub reason: LeftReason,
}

/// Why an undo left something as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftReason {
    /// These fields were changed again since; the others were taken back.
    ChangedSince {
        /// Names of fields, as in [`FieldSum`](crate::FieldSum).
        fields: Vec<String>,
    },
    /// The book that the change created was changed since, so it stays.
    EditedSince {
        /// Names of fields.
        fields: Vec<String>,
    },
    /// The book was deleted since.
    DeletedSince,
    /// The book is in the library again, under another record.
    SameBook,
    /// The server has deleted the merged record, and a book has but one.
    MergedForGood,
}
