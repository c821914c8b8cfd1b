//! What somebody has written at a book and not saved yet: kept over a restart, and never part of the record by itself.

use crate::{AccountId, BookId, Library, StorageFault};
use rusqlite::Transaction;
use thiserror::Error;

/// A field whose text is kept while it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftField {
    /// The review, of any length: also one that is too long to be saved.
    Review,
    /// The notes that stay on this computer.
    PrivateNotes,
}

impl DraftField {
    fn name(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::PrivateNotes => "privateNotes",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Self::Review, Self::PrivateNotes].into_iter().find(|field| field.name() == name)
    }
}

/// A text that was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Where it was written.
    pub field: DraftField,
    /// The text.
    pub text: String,
    /// What the field said when the text was begun. Something else by now: the field was changed meanwhile.
    pub begun_from: String,
    /// When it was written last, to the microsecond.
    pub at: jiff::Timestamp,
}

/// A draft was not kept.
#[derive(Debug, Error)]
pub enum DraftError {
    /// The account has no such book.
    #[error("the book is gone")]
    UnknownBook,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for DraftError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Library {
    /// Keeps a text in place of the former one of that book and field.
    ///
    /// # Errors
    /// [`DraftError::UnknownBook`] when the book is not one of the account's.
    pub fn keep_draft(&self, account: AccountId, book: BookId, draft: &Draft) -> Result<(), DraftError> {
        self.write(|transaction| {
            let kept = transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO draft (book, account, field, text, begun_from, at)
                     SELECT id, account, ?3, ?4, ?5, ?6 FROM book WHERE id = ?1 AND account = ?2 AND gone = 0",
                )?
                .execute((
                    book,
                    account,
                    draft.field.name(),
                    &draft.text,
                    &draft.begun_from,
                    draft.at.as_microsecond(),
                ))?;
            if kept == 0 { Err(DraftError::UnknownBook) } else { Ok(()) }
        })
    }

    /// Lets a text go: it was saved, or is not wanted. Nothing happens when there is none.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn drop_draft(
        &self,
        account: AccountId,
        book: BookId,
        field: DraftField,
    ) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction
                .prepare_cached("DELETE FROM draft WHERE book = ?1 AND account = ?2 AND field = ?3")?
                .execute((book, account, field.name()))?;
            Ok(())
        })
    }

    /// What was written at a book of the account and not saved.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn drafts(&self, account: AccountId, book: BookId) -> Result<Vec<Draft>, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT field, text, begun_from, at FROM draft
                 WHERE book = (SELECT id FROM book WHERE id = ?1 AND account = ?2 AND gone = 0) ORDER BY field",
            )?;
            let mut rows = statement.query((book, account))?;
            let mut drafts = Vec::new();
            while let Some(row) = rows.next()? {
                let field: String = row.get(0)?;
                drafts.push(Draft {
                    field: DraftField::of(&field).ok_or(StorageFault::Malformed { what: "draft" })?,
                    text: row.get(1)?,
                    begun_from: row.get(2)?,
                    at: jiff::Timestamp::from_microsecond(row.get(3)?)
                        .map_err(|_| StorageFault::Malformed { what: "time" })?,
                });
            }
            Ok(drafts)
        })
    }
}

/// A book becomes another one: what was begun at it goes along, unless something was begun there too.
pub(crate) fn hand_over(
    transaction: &Transaction<'_>,
    from: BookId,
    to: Option<BookId>,
) -> Result<(), StorageFault> {
    transaction
        .prepare_cached(
            "UPDATE OR IGNORE draft SET book = heir.id, account = heir.account
             FROM (SELECT id, account FROM book WHERE id = ?2) AS heir WHERE draft.book = ?1",
        )?
        .execute((from, to))?;
    Ok(())
}

/// Whether something was begun at a book and neither saved nor discarded.
pub(crate) fn has_draft(transaction: &Transaction<'_>, book: BookId) -> Result<bool, StorageFault> {
    Ok(transaction.prepare_cached("SELECT 1 FROM draft WHERE book = ?1")?.exists([book])?)
}

/// Removes the drafts of books that no undo can bring back.
pub(crate) fn drop_without_book(transaction: &Transaction<'_>) -> Result<(), StorageFault> {
    transaction.execute(
        "DELETE FROM draft WHERE NOT EXISTS (SELECT 1 FROM book WHERE book.id = draft.book)
             AND NOT EXISTS (SELECT 1 FROM change WHERE change.book = draft.book AND change.kind = 'delete')",
        [],
    )?;
    Ok(())
}
