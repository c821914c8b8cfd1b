//! The library's commands: read, edit, undo.

use crate::explorer::Shared;
use crate::history::refused;
use crate::views::{BookDetail, BookPage, EditOutcome, QueryView};
use crate::{Explorer, IpcError, present};
use library::{BookId, GroupId};
use std::sync::Arc;

/// Most rows that one page of books may ask for.
const PAGE_LIMIT: u32 = 500;

impl Explorer {
    /// A window of the books that match; at most 500 rows.
    pub async fn books(&self, query: QueryView, offset: u32, limit: u32) -> Result<BookPage, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let query = present::query(query)?;
            let page = shared.library.books(account, &query, offset, limit.min(PAGE_LIMIT))?;
            Ok(present::page(page, offset))
        })
        .await
    }

    /// One book with everything there is about it; `None` when it is gone.
    pub async fn book(&self, id: i64) -> Result<Option<BookDetail>, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let id = BookId::new(id);
            let Some(book) = shared.library.book(account, id)? else { return Ok(None) };
            Ok(Some(present::detail(book, shared.library.drafts(account, id)?)))
        })
        .await
    }

    /// Looks at the server now, and sends what waits.
    pub async fn sync_now(&self) -> Result<(), IpcError> {
        self.shared.wake_all();
        Ok(())
    }
}

impl Shared {
    pub(crate) fn undo(self: &Arc<Self>, group: GroupId) -> Result<EditOutcome, IpcError> {
        let account = self.current_account()?;
        let outcome = self.library.undo(account, group, self.now()).map_err(refused)?;
        self.edited();
        Ok(present::undone(outcome))
    }

    /// Books changed here: the page hears of it, and the outbox is sent.
    pub(crate) fn edited(self: &Arc<Self>) {
        self.tell_books();
        self.wake_sync();
    }
}
