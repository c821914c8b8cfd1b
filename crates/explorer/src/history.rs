//! The history's commands: list, look inside, undo, redo.

use crate::explorer::Shared;
use crate::views::{BookEventView, GroupPageView, HistoryPageView, HistoryQueryView, NextUndoView, UndoView};
use crate::{ErrorCode, Explorer, IpcError, present};
use library::{BookId, GroupId, UndoError};
use std::sync::Arc;

/// Most groups, or books of a group, that one page may ask for.
const PAGE_LIMIT: u32 = 200;

impl Explorer {
    /// A page of the history, newest first: at most 200 groups, older than `before`.
    pub async fn history(
        &self,
        query: HistoryQueryView,
        before: Option<i64>,
        limit: u32,
    ) -> Result<HistoryPageView, IpcError> {
        let query = present::history_query(query)?;
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let before = before.map(GroupId::new);
            let page = shared.library.history(account, &query, before, limit.min(PAGE_LIMIT))?;
            Ok(present::history_page(page))
        })
        .await
    }

    /// A page of a group's books: at most 200, those after the place `after`.
    pub async fn group_books(
        &self,
        group: i64,
        after: Option<i64>,
        limit: u32,
    ) -> Result<GroupPageView, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let group = GroupId::new(group);
            Ok(present::group_page(shared.library.group_books(
                account,
                group,
                after,
                limit.min(PAGE_LIMIT),
            )?))
        })
        .await
    }

    /// What happened to one book, the newest first; at most 200 changes.
    pub async fn book_history(&self, book: i64, limit: u32) -> Result<Vec<BookEventView>, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let events = shared.library.history_of(account, BookId::new(book), limit.min(PAGE_LIMIT))?;
            Ok(events.into_iter().map(present::event).collect())
        })
        .await
    }

    /// The groups that an undo and a redo are for now.
    pub async fn next_undo(&self) -> Result<NextUndoView, IpcError> {
        self.blocking(|shared| {
            let account = shared.current_account()?;
            Ok(NextUndoView {
                undo: shared.library.undoable(account)?.map(present::group),
                redo: shared.library.redoable(account)?.map(present::group),
            })
        })
        .await
    }

    /// What an undo of the group would do now.
    pub async fn preview_undo(&self, group: i64) -> Result<UndoView, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let outcome = shared.library.preview_undo(account, GroupId::new(group), shared.now());
            Ok(present::undo(outcome.map_err(refused)?))
        })
        .await
    }

    /// Takes a group back as far as nothing changed since, and says what was left and why. Undoing an undo redoes.
    pub async fn undo_group(&self, group: i64) -> Result<UndoView, IpcError> {
        self.blocking(move |shared| shared.undo_group(GroupId::new(group))).await
    }
}

impl Shared {
    fn undo_group(self: &Arc<Self>, group: GroupId) -> Result<UndoView, IpcError> {
        let account = self.current_account()?;
        let outcome = self.library.undo(account, group, self.now()).map_err(refused)?;
        self.edited();
        Ok(present::undo(outcome))
    }
}

pub(crate) fn refused(error: UndoError) -> IpcError {
    match error {
        UndoError::Storage(fault) => fault.into(),
        gone @ UndoError::UnknownGroup => IpcError::new(ErrorCode::UndoGone, gone.to_string()),
    }
}
