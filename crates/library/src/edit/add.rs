use super::planned::Planned;
use crate::account::publishes;
use crate::import::bare_title;
use crate::journal::{Kind, Scribe};
use crate::rows::{self, Local};
use crate::{AccountId, BookId, GroupId, Library, StorageFault};
use bookhive::isbn::{Isbn10, Isbn13};
use bookhive::{BookRecord, Day, Field, HiveId, Identifiers, LexiconFault, Stars, Status, join_authors};
use serde_json::Value;
use std::collections::HashMap;
use thiserror::Error;

/// A book to add.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Addition {
    /// Title; a series in parentheses is dropped for the hive id.
    pub title: String,
    /// Authors, the primary one first; at least one.
    pub authors: Vec<String>,
    /// The catalogue's id; computed from title and author without one.
    pub hive_id: Option<HiveId>,
    /// What other catalogues call it.
    pub identifiers: Identifiers,
    /// Reading status.
    pub status: Option<Status>,
    /// Rating.
    pub stars: Option<Stars>,
    /// Day reading began.
    pub started: Option<Day>,
    /// Day reading ended.
    pub finished: Option<Day>,
    /// Whether a copy is owned.
    pub owned: Option<bool>,
    /// Fields that stay on this computer, by key.
    pub local: Local,
}

/// A book was not added.
#[derive(Debug, Error)]
pub enum AddError {
    /// No account has this number.
    #[error("the account is not on this computer")]
    UnknownAccount,
    /// The record would not be one: no title, no author, or too much of either.
    #[error("the record would break the lexicon: {0}")]
    Limit(LexiconFault),
    /// The library has a record of this book: there is never a second.
    #[error("the book is in the library")]
    Here(BookId),
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for AddError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Addition {
    /// The id that the book has, or that BookHive would give it. `None` without title or author.
    pub fn hive_id(&self) -> Option<HiveId> {
        let author = self.authors.iter().map(|name| name.trim()).find(|name| !name.is_empty())?;
        let title = bare_title(&self.title);
        let computed = (!title.is_empty()).then(|| HiveId::compute(title, author));
        self.hive_id.clone().or(computed)
    }

    fn record(&self, now: jiff::Timestamp) -> BookRecord {
        let hive_id = self.hive_id();
        let noon = |day: Option<Day>| day.map(|day| Value::from(day.to_noon_utc()));
        let mut record = BookRecord::new();
        let mut set = |field, value: Option<Value>| record.set(field, value);
        set(Field::Title, Some(bare_title(&self.title).into()));
        set(Field::Authors, Some(join_authors(self.authors.iter().map(String::as_str)).into()));
        set(Field::HiveId, hive_id.as_ref().map(|id| id.as_str().into()));
        set(Field::CreatedAt, Some(format!("{now:.3}").into()));
        set(Field::StartedAt, noon(self.started));
        set(Field::FinishedAt, noon(self.finished));
        set(Field::Status, self.status.map(|status| status.token().into()));
        set(Field::Stars, self.stars.map(|stars| stars.half_stars().into()));
        let mut identifiers = Identifiers { hive_id, ..self.identifiers.clone() };
        match (&identifiers.isbn10, &identifiers.isbn13) {
            (Some(ten), None) => identifiers.isbn13 = Some(ten.to_isbn13()),
            (None, Some(thirteen)) => identifiers.isbn10 = thirteen.to_isbn10(),
            _ => {}
        }
        set(Field::Identifiers, Some(identifiers.to_value()));
        set(Field::Owned, self.owned.map(Value::from));
        record
    }
}

impl Library {
    /// Adds a book, as one change with its journal and outbox entries.
    ///
    /// # Errors
    /// [`AddError::Here`] with the book that is there, [`AddError::Limit`] with what is missing or too long.
    pub fn add(
        &self,
        account: AccountId,
        addition: &Addition,
        now: jiff::Timestamp,
    ) -> Result<(BookId, GroupId), AddError> {
        let nothing = BookRecord::new();
        let record = addition.record(now);
        let planned = Planned::between((&nothing, &Local::new()), record, &addition.local);
        self.write(|transaction| {
            let publishes = publishes(transaction, account)?.ok_or(AddError::UnknownAccount)?;
            if let Some(fault) = planned.record.check().into_iter().next() {
                return Err(AddError::Limit(fault));
            }
            if let Some(hive_id) = planned.record.hive_id()
                && let Some(holder) = rows::holder_of(transaction, account, hive_id.as_str(), None)?
            {
                return Err(AddError::Here(holder));
            }
            let scribe = Scribe::open(transaction, account, publishes, Kind::Add, true, now)?;
            let key = self.new_key(transaction, account, now)?;
            let book = scribe.create(None, &key, &planned.record, &addition.local)?;
            Ok((book, scribe.group()))
        })
    }

    /// The book with this hive id.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn book_of(&self, account: AccountId, hive_id: &HiveId) -> Result<Option<BookId>, StorageFault> {
        self.read(|connection| rows::holder_of(connection, account, hive_id.as_str(), None))
    }

    /// The books that have these ISBNs, in either form, in the order asked for.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn books_of_isbns(
        &self,
        account: AccountId,
        isbns: &[Isbn13],
    ) -> Result<Vec<Option<BookId>>, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, isbn10, isbn13 FROM book
                 WHERE account = ?1 AND gone = 0 AND (isbn10 IS NOT NULL OR isbn13 IS NOT NULL)",
            )?;
            let mut held: HashMap<String, BookId> = HashMap::new();
            let mut rows = statement.query([account])?;
            while let Some(row) = rows.next()? {
                let (book, ten, thirteen): (BookId, Option<String>, Option<String>) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                let ten = ten.and_then(|ten| Isbn10::parse(&ten).ok());
                let longer = ten.map(|ten| ten.to_isbn13().as_str().to_owned());
                for isbn in thirteen.into_iter().chain(longer) {
                    held.entry(isbn).or_insert(book);
                }
            }
            Ok(isbns.iter().map(|isbn| held.get(isbn.as_str()).copied()).collect())
        })
    }
}
