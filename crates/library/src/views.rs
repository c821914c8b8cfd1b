//! Queries that were given a name, in the reader's order.

use crate::query::{QueryError, parse};
use crate::{AccountId, Library, StorageFault, ViewId};
use rusqlite::Connection;
use thiserror::Error;

/// A query with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Which view.
    pub id: ViewId,
    /// What it is called, and what it shows.
    pub draft: ViewDraft,
}

/// What a view is called and shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewDraft {
    /// Its name.
    pub name: String,
    /// Which books, in the query language.
    pub query: String,
    /// Sort and shape of the list; the caller's own text.
    pub layout: String,
}

/// A view was not saved.
#[derive(Debug, Error)]
pub enum ViewError {
    /// The name is empty or longer than 100 characters.
    #[error("a view's name has 1 to 100 characters")]
    Name,
    /// The query cannot be understood.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// There is no such view any more.
    #[error("there is no such view")]
    Gone,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for ViewError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl ViewDraft {
    fn check(&self) -> Result<(), ViewError> {
        let letters = self.name.trim().chars().count();
        if letters == 0 || letters > 100 {
            return Err(ViewError::Name);
        }
        parse(&self.query)?;
        Ok(())
    }
}

impl Library {
    /// The account's views, in the reader's order.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn saved_views(&self, account: AccountId) -> Result<Vec<SavedView>, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, name, query, layout FROM saved_view WHERE account = ?1 ORDER BY position, id",
            )?;
            let views = statement.query_map([account], |row| {
                Ok(SavedView {
                    id: row.get(0)?,
                    draft: ViewDraft { name: row.get(1)?, query: row.get(2)?, layout: row.get(3)? },
                })
            })?;
            Ok(views.collect::<Result<_, _>>()?)
        })
    }

    /// Saves a view: a new one, last in order, or another content for one that is there.
    ///
    /// # Errors
    /// [`ViewError::Name`] and [`ViewError::Query`] for what cannot be saved, [`ViewError::Gone`] when `view` is not there.
    pub fn save_view(
        &self,
        account: AccountId,
        view: Option<ViewId>,
        draft: &ViewDraft,
    ) -> Result<ViewId, ViewError> {
        draft.check()?;
        let name = draft.name.trim();
        self.write(|transaction| {
            let Some(view) = view else {
                transaction.execute(
                    "INSERT INTO saved_view (account, name, query, layout, position)
                     SELECT ?1, ?2, ?3, ?4, coalesce(max(position), 0) + 1 FROM saved_view WHERE account = ?1",
                    (account, name, &draft.query, &draft.layout),
                )?;
                return Ok(ViewId::new(transaction.last_insert_rowid()));
            };
            let changed = transaction.execute(
                "UPDATE saved_view SET name = ?3, query = ?4, layout = ?5 WHERE id = ?2 AND account = ?1",
                (account, view, name, &draft.query, &draft.layout),
            )?;
            if changed == 0 { Err(ViewError::Gone) } else { Ok(view) }
        })
    }

    /// Puts the views in this order. Those not named come after, as they were.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn order_views(&self, account: AccountId, views: &[ViewId]) -> Result<(), StorageFault> {
        self.write(|transaction| {
            let last = i64::try_from(views.len()).unwrap_or(i64::MAX);
            transaction.execute(
                "UPDATE saved_view SET position = position + ?2 WHERE account = ?1",
                (account, last),
            )?;
            for (position, view) in (0_i64..).zip(views) {
                place(transaction, account, *view, position)?;
            }
            Ok(())
        })
    }

    /// Forgets a view; one that is not there is forgotten already.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn delete_view(&self, account: AccountId, view: ViewId) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM saved_view WHERE id = ?2 AND account = ?1", (account, view))?;
            Ok(())
        })
    }
}

fn place(
    connection: &Connection,
    account: AccountId,
    view: ViewId,
    position: i64,
) -> Result<(), StorageFault> {
    connection.execute(
        "UPDATE saved_view SET position = ?3 WHERE id = ?2 AND account = ?1",
        (account, view, position),
    )?;
    Ok(())
}
