//! Texts that are written and not saved yet: kept on this computer, offered again with their book, sent nowhere.

use crate::views::DraftField;
use crate::{Explorer, IpcError, present};
use library::{BookId, Draft};

impl Explorer {
    /// Keeps what is written at a book, in place of what was kept before. `begun_from` is what the field said at first.
    ///
    /// # Errors
    /// [`crate::ErrorCode::BookGone`] when the account on screen has no such book.
    pub async fn keep_draft(
        &self,
        id: i64,
        field: DraftField,
        text: String,
        begun_from: String,
    ) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let field = present::draft_field(field);
            let draft = Draft { field, text, begun_from, at: shared.now() };
            Ok(shared.library.keep_draft(shared.current_account()?, BookId::new(id), &draft)?)
        })
        .await
    }

    /// Lets a draft go: what it says was saved, or is not wanted.
    pub async fn drop_draft(&self, id: i64, field: DraftField) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            Ok(shared.library.drop_draft(account, BookId::new(id), present::draft_field(field))?)
        })
        .await
    }
}
