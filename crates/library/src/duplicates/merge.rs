use crate::account::publishes;
use crate::join::{local, proposed};
use crate::journal::{Kind, LocalChanges, Scribe};
use crate::merge::MOST_READS;
use crate::rows::{self, Local, Stored};
use crate::{AccountId, BookId, GroupId, Library, Patch, StorageFault, drafts};
use bookhive::{BookRecord, Field};
use rusqlite::Connection;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Whose value of a field the merged record takes, by field; fields that are not named follow [`MergeRule::Joined`].
pub type MergeOfBooks = BTreeMap<Field, BookId>;

/// How a field of the merged record came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeRule {
    /// It is this book's.
    Of(BookId),
    /// It is put together of several.
    Joined,
}

/// What merging would do.
#[derive(Debug, Clone, PartialEq)]
pub struct MergePreview {
    /// The book whose record is kept: the oldest of those that the server has.
    pub kept: BookId,
    /// All the books, the kept one first, then by age.
    pub books: Vec<MergeBook>,
    /// Every field that any of them has, in the record's order, local ones last.
    pub fields: Vec<MergeField>,
    /// Fields of other apps that the kept record lacks. They go with the records that are deleted.
    pub lost: Vec<String>,
}

/// A book to be merged.
#[derive(Debug, Clone, PartialEq)]
pub struct MergeBook {
    /// Its number.
    pub id: BookId,
    /// Its title.
    pub title: String,
    /// Its authors.
    pub authors: Vec<String>,
    /// Its hive id.
    pub hive_id: Option<String>,
    /// CID of the picture that its record names as its cover.
    pub cover: Option<String>,
    /// When its record says it was made.
    pub created: Option<jiff::Timestamp>,
    /// The server has a record of it.
    pub at_server: bool,
}

/// A field of the books to be merged.
#[derive(Debug, Clone, PartialEq)]
pub struct MergeField {
    /// Name of the record's field, or `local.` and the name of one that stays on this computer.
    pub field: String,
    /// What each book has, in the order of [`MergePreview::books`].
    pub values: Vec<Option<Value>>,
    /// What the merged record gets.
    pub result: Option<Value>,
    /// How it came about.
    pub rule: MergeRule,
}

/// Books could not be merged; none changed.
#[derive(Debug, Error)]
pub enum MergeBooksError {
    /// Fewer than two of the books are in the account's library.
    #[error("there are not two books to merge")]
    TooFew,
    /// A choice names a book that is not among them.
    #[error("a choice names another book")]
    StrangeChoice,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for MergeBooksError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Library {
    /// What [`merge_books`](Self::merge_books) would do now.
    ///
    /// # Errors
    /// As [`merge_books`](Self::merge_books).
    pub fn preview_merge(
        &self,
        account: AccountId,
        books: &[BookId],
        choices: &MergeOfBooks,
    ) -> Result<MergePreview, MergeBooksError> {
        self.read(|connection| Ok(preview(&load(connection, account, books)?, choices)?.0))
    }

    /// Merges records of one book: the oldest stays, with what the choices and the rules of the preview give it, and the
    /// others are deleted, as one group of changes.
    ///
    /// # Errors
    /// [`MergeBooksError::TooFew`] when fewer than two of the books are there (any more).
    pub fn merge_books(
        &self,
        account: AccountId,
        books: &[BookId],
        choices: &MergeOfBooks,
        now: jiff::Timestamp,
    ) -> Result<GroupId, MergeBooksError> {
        self.write(|transaction| {
            let books = load(transaction, account, books)?;
            let (_, record, fields) = preview(&books, choices)?;
            let publishes = publishes(transaction, account)?.ok_or(MergeBooksError::TooFew)?;
            // By hand: the person looked at each field.
            let scribe = Scribe::open(transaction, account, publishes, Kind::Merge, true, now)?;
            let (kept, others) = books.split_first().ok_or(MergeBooksError::TooFew)?;
            let patches = Patch::between(&kept.record, &record);
            let changes = changes(&kept.local, &fields);
            // Noted even when it gains nothing: the history names it, and the undo knows what the others went into.
            scribe.update(kept, patches, &changes)?;
            for other in others {
                drafts::hand_over(transaction, other.id, Some(kept.id))?;
                scribe.delete(other)?;
            }
            for book in &books {
                transaction.prepare_cached("DELETE FROM duplicate WHERE book = ?1")?.execute([book.id])?;
            }
            Ok(scribe.group())
        })
    }
}

/// The books, the one to keep first: the oldest of those that the server has, since it keeps that one too; a record that
/// only waits to be made is never kept before one that is there.
fn load(
    connection: &Connection,
    account: AccountId,
    books: &[BookId],
) -> Result<Vec<Stored>, MergeBooksError> {
    let books: BTreeSet<BookId> = books.iter().copied().collect();
    let mut found = Vec::with_capacity(books.len());
    for book in books {
        found.extend(rows::load(connection, book)?.filter(|book| book.account == account && !book.gone));
    }
    found.sort_by_key(|book| {
        let created = book.record.created_at();
        (book.base.is_none(), created.is_none(), created, book.rkey.clone())
    });
    if found.len() < 2 { Err(MergeBooksError::TooFew) } else { Ok(found) }
}

fn preview(
    books: &[Stored],
    choices: &MergeOfBooks,
) -> Result<(MergePreview, BookRecord, Local), MergeBooksError> {
    let Some(kept) = books.first() else { return Err(MergeBooksError::TooFew) };
    let records: Vec<&BookRecord> = books.iter().map(|book| &book.record).collect();
    let mut record = kept.record.clone();
    let mut fields = Vec::new();
    for field in Field::ALL {
        let values: Vec<Option<Value>> = records.iter().map(|record| record.get(field).cloned()).collect();
        let chosen = choices.get(&field);
        let result = match chosen {
            Some(book) => {
                let at = books.iter().position(|other| other.id == *book);
                let at = at.ok_or(MergeBooksError::StrangeChoice)?;
                values.get(at).cloned().flatten()
            }
            None => {
                let mut proposed = proposed(field, &records);
                if let (Field::PreviousReads, Some(Value::Array(reads))) = (field, &mut proposed) {
                    reads.truncate(MOST_READS);
                }
                proposed
            }
        };
        record.set(field, result.clone());
        if values.iter().any(Option::is_some) {
            let rule = rule(books, &values, &result, chosen.copied());
            fields.push(MergeField { field: field.as_str().to_owned(), values, result, rule });
        }
    }
    let locals: Vec<&Local> = books.iter().map(|book| &book.local).collect();
    let local = local(&locals);
    for (key, result) in &local {
        let values: Vec<Option<Value>> =
            locals.iter().map(|local| local.get(key).cloned().map(Value::from)).collect();
        let result = Some(Value::from(result.clone()));
        let rule = rule(books, &values, &result, None);
        fields.push(MergeField { field: format!("local.{key}"), values, result, rule });
    }
    let preview = MergePreview {
        kept: kept.id,
        books: books.iter().map(shown).collect(),
        fields,
        lost: lost(&records),
    };
    Ok((preview, record, local))
}

fn rule(
    books: &[Stored],
    values: &[Option<Value>],
    result: &Option<Value>,
    chosen: Option<BookId>,
) -> MergeRule {
    let of = values.iter().zip(books).find(|(value, _)| *value == result).map(|(_, book)| book.id);
    chosen.or(of).map_or(MergeRule::Joined, MergeRule::Of)
}

fn shown(book: &Stored) -> MergeBook {
    MergeBook {
        id: book.id,
        title: book.record.title().to_owned(),
        authors: book.record.authors().into_iter().map(str::to_owned).collect(),
        hive_id: book.record.hive_id().map(|id| id.as_str().to_owned()),
        cover: book.record.cover_link().map(|cid| cid.to_string()),
        created: book.record.created_at(),
        at_server: book.base.is_some(),
    }
}

/// Fields without a name here that only the records to be deleted have, or have otherwise.
fn lost(records: &[&BookRecord]) -> Vec<String> {
    let Some((kept, others)) = records.split_first() else { return Vec::new() };
    let foreign = others.iter().flat_map(|record| record.as_map().iter());
    let lost: BTreeSet<&String> = foreign
        .filter(|(key, value)| {
            *key != "$type" && Field::parse(key).is_err() && kept.as_map().get(*key) != Some(*value)
        })
        .map(|(key, _)| key)
        .collect();
    lost.into_iter().cloned().collect()
}

fn changes(was: &Local, is: &Local) -> LocalChanges {
    let keys: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let values = keys.into_iter().map(|key| (key, (was.get(key).cloned(), is.get(key).cloned())));
    values.filter(|(_, (was, is))| was != is).map(|(key, change)| (key.clone(), change)).collect()
}
