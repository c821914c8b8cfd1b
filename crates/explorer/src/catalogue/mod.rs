//! The public catalogue of books: looked into with the reader's leave, at its pace, and remembered for weeks.
//!
//! Nothing waits for it: an import is planned on computed ids, a book is added as typed. [`client`] asks one question;
//! [`pace`] says when.

mod client;
mod pace;

pub(crate) use client::{Catalogue, CatalogueError};
pub(crate) use pace::Urgency;

use crate::explorer::Shared;
use crate::views::CatalogueBookView;
use crate::{ErrorCode, Explorer, IpcError, present};
use bookhive::catalogue::{CatalogueBook, Found, Question};
use bookhive::isbn::{Isbn10, Isbn13};
use std::sync::Arc;

impl Explorer {
    /// Books with these words in title or author, the catalogue's best guess first; a text that is an ISBN finds its book.
    ///
    /// # Errors
    /// [`ErrorCode::CatalogueNotAsked`] before the reader agreed to look-ups.
    pub async fn catalogue_search(&self, text: String) -> Result<Vec<CatalogueBookView>, IpcError> {
        if Isbn::parse(&text).is_some() {
            return Ok(self.catalogue_isbn(text).await?.into_iter().collect());
        }
        let Some(question) = Question::words(&text) else { return Ok(Vec::new()) };
        let found = self.shared.ask_catalogue(&question, Urgency::Asked).await?;
        Ok(found.into_iter().filter_map(|found| found.book).map(present::catalogue_book).collect())
    }

    /// The book that has this ISBN, of either length. It is what some reader's import said: the page shows the title.
    ///
    /// # Errors
    /// [`ErrorCode::BadRequest`] when the text is no ISBN, [`ErrorCode::CatalogueNotAsked`] before the reader agreed.
    pub async fn catalogue_isbn(&self, isbn: String) -> Result<Option<CatalogueBookView>, IpcError> {
        let isbn = Isbn::parse(&isbn).ok_or_else(|| {
            IpcError::new(ErrorCode::BadRequest, "this is not an ISBN: its check digit does not fit")
        })?;
        for question in isbn.questions() {
            let found = self.shared.ask_catalogue(&question, Urgency::Asked).await?;
            for found in found {
                if let Some(book) = self.shared.catalogue_book(found, Urgency::Asked).await? {
                    return Ok(Some(present::catalogue_book(book)));
                }
            }
        }
        Ok(None)
    }
}

impl Shared {
    /// What the catalogue knows of a book that an answer named.
    pub(crate) async fn catalogue_book(
        self: &Arc<Self>,
        found: Found,
        urgency: Urgency,
    ) -> Result<Option<CatalogueBook>, CatalogueError> {
        if let Some(book) = found.book {
            return Ok(Some(book));
        }
        let answer = self.ask_catalogue(&Question::Book(found.id), urgency).await?;
        Ok(answer.into_iter().find_map(|found| found.book))
    }
}

/// An ISBN in both of its forms, as far as it has them.
struct Isbn {
    long: Isbn13,
    short: Option<Isbn10>,
}

impl Isbn {
    fn parse(text: &str) -> Option<Self> {
        match (Isbn13::parse(text), Isbn10::parse(text)) {
            (Ok(long), _) => Some(Self { short: long.to_isbn10(), long }),
            (_, Ok(short)) => Some(Self { long: short.to_isbn13(), short: Some(short) }),
            _ => None,
        }
    }

    fn questions(self) -> impl Iterator<Item = Question> {
        std::iter::once(Question::Isbn13(self.long)).chain(self.short.map(Question::Isbn10))
    }
}
