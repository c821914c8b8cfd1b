//! Changes that wait for a decision: refused by the server, or at odds with what happened there.

use crate::outbox::Op;
use crate::{AccountId, BookId, Library, Patch, StorageFault};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// Why a change was set aside. `Display` gives a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SetAsideReason {
    /// The server refused it.
    Refused {
        /// The server's words. Foreign text: make it fit to be shown.
        message: String,
    },
    /// An import's or bulk edit's change, of fields that were changed elsewhere too.
    ChangedElsewhere {
        /// Names of the record's fields.
        fields: Vec<String>,
    },
    /// Changed here, deleted elsewhere.
    DeletedElsewhere,
    /// Deleted here, changed elsewhere.
    EditedElsewhere,
    /// A book with the same hive id is there already.
    SameBook,
}

impl SetAsideReason {
    pub(crate) fn text(&self) -> Result<String, StorageFault> {
        serde_json::to_string(self).map_err(|_| StorageFault::Malformed { what: "reason" })
    }

    pub(crate) fn read(text: &str) -> Result<Self, StorageFault> {
        serde_json::from_str(text).map_err(|_| StorageFault::Malformed { what: "reason" })
    }
}

impl fmt::Display for SetAsideReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { message } if message.is_empty() => formatter.write_str("The server refused it."),
            Self::Refused { message } => write!(formatter, "The server refused it: {message}"),
            Self::ChangedElsewhere { fields } => {
                write!(formatter, "Changed elsewhere in the meantime: {}.", fields.join(", "))
            }
            Self::DeletedElsewhere => formatter.write_str("The book was deleted elsewhere in the meantime."),
            Self::EditedElsewhere => formatter.write_str("The book was changed elsewhere in the meantime."),
            Self::SameBook => formatter.write_str("Your library has a record of this book already."),
        }
    }
}

/// A change that was set aside.
#[derive(Debug, Clone, PartialEq)]
pub struct SetAside {
    /// The book it is for.
    pub book: BookId,
    /// Its title as it stands.
    pub title: String,
    /// Why.
    pub reason: SetAsideReason,
    /// The fields it would change; empty for a whole record that would be created or deleted.
    pub patches: Vec<Patch>,
}

/// What was set aside could not be decided.
#[derive(Debug, Error)]
pub enum AsideError {
    /// The account has no such book, or nothing of it is set aside.
    #[error("nothing is set aside for this book")]
    Nothing,
    /// The library has another record of the book.
    #[error("the library has another record of this book")]
    SameBook,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for AsideError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Library {
    /// Everything that was set aside, oldest first.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn set_asides(&self, account: AccountId) -> Result<Vec<SetAside>, StorageFault> {
        self.read(|connection| asides_of(connection, account, None))
    }
}

/// What was set aside, of one book or of all.
pub(crate) fn asides_of(
    connection: &Connection,
    account: AccountId,
    book: Option<BookId>,
) -> Result<Vec<SetAside>, StorageFault> {
    let mut statement = connection.prepare_cached(
        "SELECT outbox.book, book.title, outbox.aside, outbox.kind, outbox.payload
         FROM outbox JOIN book ON book.id = outbox.book
         WHERE outbox.account = ?1 AND outbox.aside IS NOT NULL AND (?2 IS NULL OR outbox.book = ?2)
         ORDER BY outbox.id",
    )?;
    let mut rows = statement.query((account, book))?;
    let mut asides = Vec::new();
    while let Some(row) = rows.next()? {
        let (reason, kind, payload): (String, String, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let patches = match Op::read(&kind, &payload)? {
            Op::Update(patches) => patches,
            Op::Create(_) | Op::Delete => Vec::new(),
        };
        asides.push(SetAside {
            book: row.get(0)?,
            title: row.get(1)?,
            reason: SetAsideReason::read(&reason)?,
            patches,
        });
    }
    Ok(asides)
}
