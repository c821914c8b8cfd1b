//! The commands that change books: edit one or many, add, delete, match anew.

use crate::explorer::Shared;
use crate::views::{
    AddAnswer, BookLink, BookRow, EditOutcome, EditPreview, EditView, IsbnLine, IsbnProblem, MatchPlanView,
    MatchView, NewBookView, SelectionView, SharedView,
};
use crate::{ErrorCode, Explorer, IpcError, present};
use library::{AccountId, AddError, BookId, GroupId, Selection};
use std::collections::HashSet;
use std::sync::Arc;
use url::Url;

/// Most lines of pasted numbers that are read at once.
const MOST_LINES: usize = 500;

impl Explorer {
    /// Changes the chosen books here and now; the server hears of it from the outbox.
    ///
    /// A save of a sitting that goes on is sent with the next one that does not, or with anything else that is sent.
    pub async fn edit(&self, selection: SelectionView, edit: EditView) -> Result<EditOutcome, IpcError> {
        let sitting = edit.sitting.clone();
        let edit = present::edit(edit)?;
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let selection = present::selection(selection)?;
            let goes_on = sitting.as_ref().and_then(|sitting| sitting.group).map(GroupId::new);
            let only = match &selection {
                Selection::Ids(ids) if ids.len() == 1 => ids.first().copied(),
                _ => None,
            };
            let outcome = match only.zip(goes_on) {
                Some(sitting) => shared.library.continue_edit(account, sitting, &edit, shared.now())?,
                None => shared.library.edit(account, &selection, &edit, shared.now())?,
            };
            if sitting.is_some_and(|sitting| sitting.open) {
                shared.tell_books();
            } else {
                shared.edited();
            }
            Ok(present::edited(outcome))
        })
        .await
    }

    /// What an edit of the chosen books would do. Nothing is written.
    pub async fn preview_edit(
        &self,
        selection: SelectionView,
        edit: EditView,
    ) -> Result<EditPreview, IpcError> {
        let edit = present::edit(edit)?;
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let selection = present::selection(selection)?;
            let preview = shared.library.preview_edit(account, &selection, &edit, shared.now())?;
            let budgets = (account != shared.local()).then(|| shared.library.budgets(account)).transpose()?;
            Ok(present::edit_preview(preview, budgets.as_deref()))
        })
        .await
    }

    /// Does what the preview named by `digest` showed, and nothing else.
    ///
    /// # Errors
    /// [`ErrorCode::EditOutdated`] when the books changed since.
    pub async fn commit_edit(
        &self,
        selection: SelectionView,
        edit: EditView,
        digest: String,
    ) -> Result<EditOutcome, IpcError> {
        let edit = present::edit(edit)?;
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let selection = present::selection(selection)?;
            let outcome = shared.library.commit_edit(account, &selection, &edit, &digest, shared.now())?;
            shared.edited();
            Ok(present::edited(outcome))
        })
        .await
    }

    /// What the chosen books have in common.
    pub async fn shared_values(&self, selection: SelectionView) -> Result<SharedView, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let values = shared.library.shared_values(account, &present::selection(selection)?)?;
            Ok(present::shared(values))
        })
        .await
    }

    /// Deletes the chosen books; an undo brings them back.
    pub async fn delete_books(&self, selection: SelectionView) -> Result<EditOutcome, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let outcome = shared.library.delete(account, &present::selection(selection)?, shared.now())?;
            shared.edited();
            Ok(present::edited(outcome))
        })
        .await
    }

    /// Adds a book, unless it is there.
    pub async fn add_book(&self, book: NewBookView) -> Result<AddAnswer, IpcError> {
        let addition = present::addition(book)?;
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            match shared.library.add(account, &addition, shared.now()) {
                Ok((book, group)) => {
                    let book = shared.book_row(account, book)?;
                    shared.edited();
                    Ok(AddAnswer::Added { book, group: group.get() })
                }
                Err(AddError::Here(book)) => Ok(AddAnswer::Here { book: shared.book_row(account, book)? }),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// Reads pasted text as ISBNs, one a line or between commas, and says which of them the library has. Nothing is asked
    /// of the network.
    pub async fn read_isbns(&self, text: String) -> Result<Vec<IsbnLine>, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let mut seen = HashSet::new();
            let read: Vec<_> = text
                .split(['\n', ',', ';', '\t'])
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .take(MOST_LINES)
                .map(|part| {
                    let isbn = present::isbn(part);
                    let twice = isbn.as_ref().is_ok_and(|isbn| !seen.insert(isbn.clone()));
                    (part, if twice { Err(IsbnProblem::Twice) } else { isbn })
                })
                .collect();
            let isbns: Vec<_> = read.iter().filter_map(|(_, isbn)| isbn.as_ref().ok().cloned()).collect();
            let mut held = shared.library.books_of_isbns(account, &isbns)?.into_iter();
            read.into_iter()
                .map(|(text, isbn)| {
                    let book = if isbn.is_ok() { held.next().flatten() } else { None };
                    Ok(IsbnLine {
                        text: text.to_owned(),
                        problem: isbn.as_ref().err().copied(),
                        isbn13: isbn.ok().map(|isbn| isbn.to_string()),
                        here: book.map(|book| shared.book_row(account, book)).transpose()?,
                    })
                })
                .collect()
        })
        .await
    }

    /// What it would mean for a book to be one of that work. Nothing is written.
    pub async fn plan_match(&self, id: i64, wanted: MatchView) -> Result<MatchPlanView, IpcError> {
        let wanted = present::wanted(wanted)?;
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let plan = shared.library.plan_match(account, BookId::new(id), &wanted)?;
            Ok(present::match_plan(plan))
        })
        .await
    }

    /// Makes a book one of that work, as the plan says.
    pub async fn change_match(&self, id: i64, wanted: MatchView) -> Result<EditOutcome, IpcError> {
        let wanted = present::wanted(wanted)?;
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let outcome = shared.library.change_match(account, BookId::new(id), &wanted, shared.now())?;
            shared.edited();
            Ok(present::edited(outcome))
        })
        .await
    }

    /// The address of a page about a book, made here from its identifiers alone.
    ///
    /// # Errors
    /// [`ErrorCode::BookGone`] when the book is gone, or has nothing that such an address is made of.
    pub async fn book_link(&self, id: i64, link: BookLink) -> Result<Url, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let book = shared.library.book(account, BookId::new(id))?;
            book.and_then(|book| present::link(&book.record, link))
                .ok_or_else(|| IpcError::new(ErrorCode::BookGone, "there is no such page about this book"))
        })
        .await
    }
}

impl Shared {
    fn book_row(self: &Arc<Self>, account: AccountId, book: BookId) -> Result<BookRow, IpcError> {
        let row = self.library.summaries(account, &[book])?.into_iter().next();
        row.map(present::row).ok_or_else(|| IpcError::new(ErrorCode::BookGone, "the book is gone"))
    }
}
