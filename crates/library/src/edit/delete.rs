use super::{EditError, EditOutcome};
use crate::account::publishes;
use crate::journal::{Kind, Scribe};
use crate::{AccountId, Library, Selection, rows};

impl Library {
    /// Deletes the chosen books, here at once and at the server when the outbox is sent. An undo brings them back.
    ///
    /// # Errors
    /// [`EditError::UnknownAccount`] when there is no such account.
    pub fn delete(
        &self,
        account: AccountId,
        selection: &Selection,
        now: jiff::Timestamp,
    ) -> Result<EditOutcome, EditError> {
        self.write(|transaction| {
            let publishes = publishes(transaction, account)?.ok_or(EditError::UnknownAccount)?;
            let chosen = selection.resolve(transaction, account)?;
            let mut outcome = EditOutcome::default();
            if chosen.is_empty() {
                return Ok(outcome);
            }
            let scribe = Scribe::open(transaction, account, publishes, Kind::Delete, chosen.len() == 1, now)?;
            for book in chosen {
                if let Some(was) = rows::load(transaction, book)? {
                    scribe.delete(&was)?;
                    outcome.changed += 1;
                }
            }
            outcome.group = Some(scribe.group());
            Ok(outcome)
        })
    }
}
