//! From a plan to rows: an import in one transaction.

use crate::account::publishes;
use crate::aside::SetAsideReason;
use crate::import::{Details, ExistingBook, Fate, NeedsYou, PlannedRow};
use crate::journal::{Kind, LocalChanges, Scribe};
use crate::merge::{ThreeWay, three_way};
use crate::progress::WhyLeftOut;
use crate::rows::{self, Local, Stored};
use crate::{AccountId, BookId, ImportId, Library, Patch, StorageFault, drafts};
use bookhive::BookRecord;
use rusqlite::{OptionalExtension, Transaction};
use thiserror::Error;

/// An import was not begun; no book changed.
#[derive(Debug, Error)]
pub enum ApplyError {
    /// No account has this number.
    #[error("the account is not on this computer")]
    UnknownAccount,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for ApplyError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// A data row of the file and what is to be done for it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) line: u32,
    pub(crate) title: String,
    pub(crate) authors: Vec<String>,
    pub(crate) work: Work,
    /// Of a row that is left out.
    pub(crate) why: Option<WhyLeftOut>,
}

/// What is to be done for a row.
#[derive(Debug, Clone)]
pub(crate) enum Work {
    Create { record: BookRecord, local: Local },
    Update { book: BookId, patches: Vec<Patch>, local: Local },
    Nothing(Settled),
}

/// Why there is nothing to do for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settled {
    Unchanged,
    Joined,
    LeftOut,
}

/// What became of a row, as `import_row` has it.
struct Row {
    fate: &'static str,
    book: Option<BookId>,
    reason: Option<SetAsideReason>,
}

impl Row {
    const fn done(fate: &'static str, book: Option<BookId>) -> Self {
        Self { fate, book, reason: None }
    }

    const fn set_aside(reason: SetAsideReason) -> Self {
        Self { fate: "set_aside", book: None, reason: Some(reason) }
    }
}

impl From<PlannedRow> for Line {
    fn from(planned: PlannedRow) -> Self {
        let why = match planned.fate {
            Fate::NeedsYou(NeedsYou::Author) => Some(WhyLeftOut::NoAuthor),
            Fate::NeedsYou(NeedsYou::Match) => Some(WhyLeftOut::Undecided),
            Fate::Conflict { .. } => Some(WhyLeftOut::Disputed),
            Fate::LeftOut => Some(WhyLeftOut::ByYou),
            Fate::Problem => Some(WhyLeftOut::Unreadable),
            _ => None,
        };
        let work = match planned.fate {
            Fate::New { record, local } => Work::Create { record, local },
            Fate::Changed { book, patches, local } => Work::Update { book, patches, local },
            Fate::Unchanged { .. } => Work::Nothing(Settled::Unchanged),
            Fate::Joined { .. } => Work::Nothing(Settled::Joined),
            Fate::Conflict { .. } | Fate::NeedsYou(_) | Fate::LeftOut | Fate::Problem => {
                Work::Nothing(Settled::LeftOut)
            }
        };
        Self {
            line: planned.line,
            title: planned.row.title.clone(),
            authors: planned.row.authors.clone(),
            work,
            why,
        }
    }
}

impl Library {
    /// Writes a plan: all of its books, journal and outbox entries and record keys in one transaction. From then on
    /// [`Library::import_progress`] tells how far its publishing is; nothing has to be done again after a crash.
    ///
    /// The library wins where it changed since the plan was made: a field edited meanwhile keeps its value, a book
    /// that appeared meanwhile is not made a second time.
    ///
    /// # Errors
    /// [`ApplyError::UnknownAccount`] when there is no such account.
    pub fn apply_import(
        &self,
        account: AccountId,
        plan: &Details<'_>,
        file_name: &str,
        now: jiff::Timestamp,
    ) -> Result<ImportId, ApplyError> {
        self.apply(account, plan.rows().map(Line::from), file_name, now)
    }

    /// Writes the plan of [`import::of_books`](crate::import::of_books): as [`apply_import`](Self::apply_import), and
    /// in the same transaction the published books leave the library without an account.
    ///
    /// `books` are those the plan was made of, in that order. What was left out, needs something or changed since
    /// stays where it was.
    ///
    /// # Errors
    /// [`ApplyError::UnknownAccount`] when there is no such account.
    pub fn apply_publication(
        &self,
        account: AccountId,
        plan: &Details<'_>,
        books: &[ExistingBook],
        file_name: &str,
        now: jiff::Timestamp,
    ) -> Result<ImportId, ApplyError> {
        self.write(|transaction| {
            let lines = plan.rows().map(Line::from);
            let import = self.write_lines(transaction, account, lines, file_name, now)?;
            let mut published = transaction.prepare_cached(
                // A row that changed nothing does not say which book it stands for.
                "SELECT coalesce(import_row.book, (
                     SELECT there.id FROM book AS there JOIN book AS here ON here.hive_id = there.hive_id
                     WHERE there.account = ?3 AND there.gone = 0 AND here.id = ?4 LIMIT 1))
                 FROM import_row WHERE import = ?1 AND line = ?2
                     AND fate IN ('new', 'changed', 'unchanged', 'joined')",
            )?;
            for (line, book) in (1_u32..).zip(books) {
                let row = published.query_row((import, line, account, book.id), |row| row.get(0));
                let Some(to) = row.optional()? else { continue };
                match rows::load(transaction, book.id)? {
                    // An account's books are never taken away by this.
                    Some(now) if publishes(transaction, now.account)? != Some(false) => {}
                    Some(now) if now.record == book.record && now.local == book.local => {
                        drafts::hand_over(transaction, book.id, to)?;
                        // A text that found no heir keeps its book here.
                        if !drafts::has_draft(transaction, book.id)? {
                            rows::remove(transaction, book.id)?;
                        }
                    }
                    _ => {}
                }
            }
            Ok(import)
        })
    }

    /// Every book of the account as it stands, for a plan to be laid beside.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn existing_books(&self, account: AccountId) -> Result<Vec<ExistingBook>, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT book.id, half.record, half.local
                 FROM book JOIN book_record AS half ON half.book = book.id
                 WHERE book.account = ?1 AND book.gone = 0 ORDER BY book.id",
            )?;
            let mut rows = statement.query([account])?;
            let mut books = Vec::new();
            while let Some(row) = rows.next()? {
                let (record, local): (String, String) = (row.get(1)?, row.get(2)?);
                books.push(ExistingBook {
                    id: row.get(0)?,
                    record: rows::record_from(&record)?,
                    local: rows::local_from(&local)?,
                });
            }
            Ok(books)
        })
    }

    /// One book of the account as it stands; `None` when there is no such book.
    ///
    /// # Errors
    /// When SQLite fails or a record in the database cannot be read.
    pub fn existing_book(
        &self,
        account: AccountId,
        book: BookId,
    ) -> Result<Option<ExistingBook>, StorageFault> {
        self.read(|connection| {
            let stored =
                rows::load(connection, book)?.filter(|stored| stored.account == account && !stored.gone);
            Ok(stored.map(|stored| ExistingBook { id: book, record: stored.record, local: stored.local }))
        })
    }

    /// Does the work of an import, and notes every row, in one transaction: books, journal, outbox and keys of the new
    /// records. Where the library changed since the plan was made, the library stands.
    pub(crate) fn apply(
        &self,
        account: AccountId,
        lines: impl Iterator<Item = Line>,
        file_name: &str,
        now: jiff::Timestamp,
    ) -> Result<ImportId, ApplyError> {
        self.write(|transaction| self.write_lines(transaction, account, lines, file_name, now))
    }

    fn write_lines(
        &self,
        transaction: &Transaction<'_>,
        account: AccountId,
        lines: impl Iterator<Item = Line>,
        file_name: &str,
        now: jiff::Timestamp,
    ) -> Result<ImportId, ApplyError> {
        let publishes = publishes(transaction, account)?.ok_or(ApplyError::UnknownAccount)?;
        let scribe = Scribe::open(transaction, account, publishes, Kind::Import, false, now)?;
        transaction.execute(
            "INSERT INTO import (account, grp, file_name, at) VALUES (?1, ?2, ?3, ?4)",
            (account, scribe.group(), file_name, now.as_microsecond()),
        )?;
        let import = ImportId::new(transaction.last_insert_rowid());
        for line in lines {
            let row = match &line.work {
                Work::Create { record, local } => match held(transaction, account, record)? {
                    true => Row::set_aside(SetAsideReason::SameBook),
                    false => {
                        let key = self.new_key(transaction, account, now)?;
                        Row::done("new", Some(scribe.create(None, &key, record, local)?))
                    }
                },
                Work::Update { book, patches, local } => match rows::load(transaction, *book)? {
                    Some(was) if was.account == account && !was.gone => {
                        let changed = update(&scribe, &was, patches, local)?;
                        Row::done(if changed { "changed" } else { "unchanged" }, Some(*book))
                    }
                    _ => Row::set_aside(SetAsideReason::DeletedElsewhere),
                },
                Work::Nothing(Settled::Unchanged) => Row::done("unchanged", None),
                Work::Nothing(Settled::Joined) => Row::done("joined", None),
                Work::Nothing(Settled::LeftOut) => Row::done("left_out", None),
            };
            note(transaction, import, &line, &row)?;
        }
        Ok(import)
    }
}

/// One record per hive id, also when the book appeared after the plan was made.
fn held(
    transaction: &Transaction<'_>,
    account: AccountId,
    record: &BookRecord,
) -> Result<bool, StorageFault> {
    let Some(hive_id) = record.hive_id() else { return Ok(false) };
    Ok(rows::holder_of(transaction, account, hive_id.as_str(), None)?.is_some())
}

/// Whether anything was left to change.
fn update(scribe: &Scribe<'_>, was: &Stored, patches: &[Patch], local: &Local) -> Result<bool, StorageFault> {
    let still_right = |patch: &Patch| {
        let (before, after) = (patch.before.as_ref(), patch.after.as_ref());
        match three_way(patch.field, before, after, was.record.get(patch.field), false) {
            ThreeWay::Merged(value) => Patch::to(&was.record, patch.field, value),
            ThreeWay::Conflict => None,
        }
    };
    let patches: Vec<Patch> = patches.iter().filter_map(still_right).collect();
    let local: LocalChanges = local
        .iter()
        .filter(|(key, value)| was.local.get(*key) != Some(*value))
        .map(|(key, value)| (key.clone(), (was.local.get(key).cloned(), Some(value.clone()))))
        .collect();
    if patches.is_empty() && local.is_empty() {
        return Ok(false);
    }
    scribe.update(was, patches, &local)?;
    Ok(true)
}

fn note(transaction: &Transaction<'_>, import: ImportId, line: &Line, row: &Row) -> Result<(), StorageFault> {
    let why = || line.why.map(WhyLeftOut::as_str).unwrap_or_default().to_owned();
    let reason = row.reason.as_ref().map(SetAsideReason::text).transpose()?.unwrap_or_else(why);
    transaction
        .prepare_cached(
            "INSERT INTO import_row (import, line, fate, book, title, authors, reason)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((import, line.line, row.fate, row.book, &line.title, line.authors.join("\t"), reason))?;
    Ok(())
}
