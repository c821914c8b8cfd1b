//! The history: pages of it, undo, redo.

use super::{Answer, Core};
use explorer::views::{
    BookEventView, GroupPageView, HistoryPageView, HistoryQueryView, NextUndoView, UndoView,
};

forward! {
    history(query: HistoryQueryView, before: Option<i64>, limit: u32) -> HistoryPageView;
    group_books(group: i64, after: Option<i64>, limit: u32) -> GroupPageView;
    book_history(book: i64, limit: u32) -> Vec<BookEventView>;
    next_undo() -> NextUndoView;
    preview_undo(group: i64) -> UndoView;
    undo_group(group: i64) -> UndoView;
}
