//! A text that was begun and not saved is there when the application is opened again, and is nobody else's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

#[path = "support/offline.rs"]
mod offline;

use explorer::views::{AddAnswer, ChangeView, DraftField, DraftView, EditView, NewBookView, SelectionView};
use explorer::{ErrorCode, Explorer};
use offline::{running, start};

async fn add(explorer: &Explorer, title: &str) -> i64 {
    let book = NewBookView {
        title: title.to_owned(),
        authors: vec!["A. Author".to_owned()],
        hive_id: None,
        isbn10: None,
        isbn13: None,
        goodreads_id: None,
        status: None,
        pages: None,
    };
    match explorer.add_book(book).await.unwrap() {
        AddAnswer::Added { book, .. } => book.id,
        AddAnswer::Here { .. } => panic!("it is new"),
    }
}

async fn drafts(explorer: &Explorer, id: i64) -> Vec<(DraftField, String, String)> {
    let drafts = explorer.book(id).await.unwrap().unwrap().drafts;
    drafts.into_iter().map(|DraftView { field, text, begun_from, .. }| (field, text, begun_from)).collect()
}

async fn keep(explorer: &Explorer, id: i64, field: DraftField, text: &str, begun_from: &str) {
    explorer.keep_draft(id, field, text.to_owned(), begun_from.to_owned()).await.unwrap();
}

async fn save_review(explorer: &Explorer, id: i64, text: &str) -> Option<ErrorCode> {
    let review = Some(ChangeView::Set { value: text.to_owned() });
    let saved =
        explorer.edit(SelectionView::Ids { ids: vec![id] }, EditView { review, ..EditView::default() });
    saved.await.err().map(|error| error.code)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_that_is_too_long_to_be_saved_is_offered_after_a_restart_as_it_was_written() {
    let (directory, explorer) = running().await;
    let (emma, dune) = (add(&explorer, "Emma").await, add(&explorer, "Dune").await);
    let long = "é".repeat(15_001);
    assert_eq!(save_review(&explorer, emma, &long).await, Some(ErrorCode::ReviewTooLong));
    keep(&explorer, emma, DraftField::Review, &long, "").await;
    keep(&explorer, emma, DraftField::PrivateNotes, "Lent to", "").await;
    drop(explorer);

    let explorer = start(directory.path()).await;
    let notes = (DraftField::PrivateNotes, "Lent to".to_owned(), String::new());
    assert_eq!(drafts(&explorer, emma).await, [notes.clone(), (DraftField::Review, long, String::new())]);
    assert_eq!(drafts(&explorer, dune).await, []);
    let book = explorer.book(emma).await.unwrap().unwrap();
    assert_eq!((book.review, book.local.iter().any(|field| field.value == "Lent to")), (None, false));
    explorer.drop_draft(emma, DraftField::Review).await.unwrap();
    assert_eq!(drafts(&explorer, emma).await, [notes]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_saved_after_all_is_not_offered_and_what_was_changed_meanwhile_shows() {
    let (_directory, explorer) = running().await;
    let emma = add(&explorer, "Emma").await;
    assert_eq!(save_review(&explorer, emma, "Good").await, None);
    keep(&explorer, emma, DraftField::Review, "Good, but long", "Good").await;
    // The application ended between the save and its drop.
    assert_eq!(save_review(&explorer, emma, "Good, but long").await, None);
    assert_eq!(drafts(&explorer, emma).await, []);
    assert_eq!(save_review(&explorer, emma, "Changed elsewhere").await, None);
    let left = (DraftField::Review, "Good, but long".to_owned(), "Good".to_owned());
    assert_eq!(drafts(&explorer, emma).await, [left]);
    assert_eq!(explorer.book(emma).await.unwrap().unwrap().review.as_deref(), Some("Changed elsewhere"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_for_another_account_or_for_no_book_is_refused() {
    let (_directory, explorer) = running().await;
    let emma = add(&explorer, "Emma").await;
    let another = explorer.meaning("did:plc:ewvi7nxzyoun6zhxrhs64oiz").unwrap();
    let kept = |explorer: Explorer, id| async move {
        let kept = explorer.keep_draft(id, DraftField::Review, "Half".to_owned(), String::new());
        kept.await.err().map(|error| error.code)
    };
    assert_eq!(kept(another.clone(), emma).await, Some(ErrorCode::AccountChanged));
    let dropped = another.drop_draft(emma, DraftField::Review).await;
    assert_eq!(dropped.err().map(|error| error.code), Some(ErrorCode::AccountChanged));
    assert_eq!(kept(explorer.clone(), emma + 1).await, Some(ErrorCode::BookGone));
    assert_eq!(drafts(&explorer, emma).await, []);
}
