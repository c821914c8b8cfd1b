//! Duplicates' commands: list, preview, merge, tell apart.

use crate::views::{DecidedView, DuplicateGroupView, DuplicatePageView, MergeChoice, MergeView};
use crate::{ErrorCode, Explorer, IpcError, present};
use bookhive::Field;
use library::{BookId, MergeBooksError, MergeOfBooks};

/// Most groups that one page may ask for.
const PAGE_LIMIT: u32 = 50;

impl Explorer {
    /// Groups of books that may be one, each as merging would leave it; at most 50.
    pub async fn duplicates(&self, offset: u32, limit: u32) -> Result<DuplicatePageView, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let page = shared.library.duplicates(account, offset, limit.min(PAGE_LIMIT))?;
            let mut groups = Vec::with_capacity(page.groups.len());
            for group in page.groups {
                match shared.library.preview_merge(account, &group.books, &MergeOfBooks::new()) {
                    Ok(preview) => groups.push(DuplicateGroupView {
                        sure: group.sure,
                        reason: present::duplicate_reason(group.reason),
                        merge: present::merge(preview),
                    }),
                    // One of them has just gone.
                    Err(MergeBooksError::TooFew) => {}
                    Err(error) => return Err(refused(error)),
                }
            }
            Ok(DuplicatePageView { groups, matching: page.matching, sure: page.sure })
        })
        .await
    }

    /// What merging these books with these choices would do now.
    pub async fn preview_merge(
        &self,
        books: Vec<i64>,
        choices: Vec<MergeChoice>,
    ) -> Result<MergeView, IpcError> {
        let choices = chosen(choices)?;
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let preview = shared.library.preview_merge(account, &numbers(&books), &choices);
            Ok(present::merge(preview.map_err(refused)?))
        })
        .await
    }

    /// Merges these books as one change of the history.
    pub async fn merge_books(
        &self,
        books: Vec<i64>,
        choices: Vec<MergeChoice>,
    ) -> Result<DecidedView, IpcError> {
        let choices = chosen(choices)?;
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let books = numbers(&books);
            let group =
                shared.library.merge_books(account, &books, &choices, shared.now()).map_err(refused)?;
            shared.edited();
            Ok(DecidedView { group: Some(group.get()), decided: present::count(books.len()), left: 0 })
        })
        .await
    }

    /// Remembers that these are different books, or (`apart` is false) forgets it again.
    pub async fn tell_apart(&self, books: Vec<i64>, apart: bool) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let (account, books) = (shared.current_account()?, numbers(&books));
            if apart {
                shared.library.tell_apart(account, &books)?;
            } else {
                shared.library.tell_apart_no_more(account, &books)?;
                shared.library.find_duplicates(account)?;
            }
            shared.watch.look_again();
            Ok(())
        })
        .await
    }
}

fn numbers(books: &[i64]) -> Vec<BookId> {
    books.iter().copied().map(BookId::new).collect()
}

fn chosen(choices: Vec<MergeChoice>) -> Result<MergeOfBooks, IpcError> {
    let choice = |choice: MergeChoice| {
        let field = Field::parse(&choice.field)
            .map_err(|error| IpcError::new(ErrorCode::BadRequest, error.to_string()))?;
        Ok((field, BookId::new(choice.book)))
    };
    choices.into_iter().map(choice).collect()
}

fn refused(error: MergeBooksError) -> IpcError {
    match error {
        MergeBooksError::Storage(fault) => fault.into(),
        MergeBooksError::TooFew => IpcError::new(ErrorCode::BookGone, error.to_string()),
        MergeBooksError::StrangeChoice => IpcError::new(ErrorCode::BadRequest, error.to_string()),
    }
}
