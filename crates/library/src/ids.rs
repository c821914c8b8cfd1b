//! Row numbers of the database as types, so that a book is never taken for an import.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! row_number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// The row with this number; whether there is one, only the database knows.
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// The number, never used for another row once given out.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }
    };
}

row_number! {
    /// An account with a DID, or the library without one.
    AccountId
}
row_number! {
    /// A book on this computer. It keeps its number when an undo brings it back; it is not the record key.
    BookId
}
row_number! {
    /// Changes that were made together and are undone together: an edit, a bulk edit, an import, an undo.
    GroupId
}
row_number! {
    /// A file that waits for its import.
    WaitingFileId
}
row_number! {
    /// One import of one file.
    ImportId
}
row_number! {
    /// One change in the outbox.
    EntryId
}
row_number! {
    /// A query that was given a name.
    ViewId
}
