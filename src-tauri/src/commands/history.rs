//! The history: pages of it, undo, redo; duplicates; what asks for a look.

use super::{Answer, Core};
use explorer::views::*;

forward! {
    history(query: HistoryQueryView, before: Option<i64>, limit: u32) -> HistoryPageView;
    group_books(group: i64, after: Option<i64>, limit: u32) -> GroupPageView;
    book_history(book: i64, limit: u32) -> Vec<BookEventView>;
    next_undo() -> NextUndoView;
    preview_undo(group: i64) -> UndoView;
    undo_group(group: i64) -> UndoView;
    attention_counts() -> AttentionCounts;
    attention(limit: u32) -> AttentionView;
    decide_asides(decisions: Vec<DecisionView>) -> DecidedView;
    repair_owned_status() -> DecidedView;
    duplicates(offset: u32, limit: u32) -> DuplicatePageView;
    preview_merge(books: Vec<i64>, choices: Vec<MergeChoice>) -> MergeView;
    merge_books(books: Vec<i64>, choices: Vec<MergeChoice>) -> DecidedView;
    tell_apart(books: Vec<i64>, apart: bool) -> ();
}
