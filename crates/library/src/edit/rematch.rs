use super::EditOutcome;
use super::planned::Planned;
use crate::account::publishes;
use crate::book::one_summary;
use crate::join;
use crate::journal::{Kind, Scribe};
use crate::rows::{self, Stored};
use crate::{AccountId, BookId, BookSummary, Library, Patch, StorageFault, drafts};
use bookhive::{BookRecord, Field, HiveId, Identifiers, LexiconFault, join_authors};
use rusqlite::Connection;
use serde_json::Value;
use thiserror::Error;

/// The work that a record is to be of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// BookHive's id of the work.
    pub hive_id: HiveId,
    /// Its bare title.
    pub title: String,
    /// Its authors, the primary one first.
    pub authors: Vec<String>,
    /// Its other identifiers. An ISBN here replaces the one that is there.
    pub identifiers: Identifiers,
}

/// What changing a match would do.
#[derive(Debug, Clone, PartialEq)]
pub enum MatchPlan {
    /// The record is of that work already.
    Same,
    /// The record changes so.
    Change(Vec<Patch>),
    /// The library has a record of that work: that one changes so, and this one is deleted.
    Merge {
        /// The book that stays.
        into: Box<BookSummary>,
        /// What it takes over.
        patches: Vec<Patch>,
    },
}

/// A match was not changed.
#[derive(Debug, Error)]
pub enum MatchError {
    /// No account has this number.
    #[error("the account is not on this computer")]
    UnknownAccount,
    /// The book is not in the library any more.
    #[error("the book is not in the library")]
    Gone,
    /// The record would not be one any more.
    #[error("the record would break the lexicon: {0}")]
    Limit(LexiconFault),
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for MatchError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

enum Course {
    Change(Planned),
    Merge(Box<Stored>, Planned),
}

impl Library {
    /// What [`change_match`](Self::change_match) would do. Nothing is written.
    ///
    /// # Errors
    /// [`MatchError::Gone`], and [`MatchError::Limit`] for a title or authors that no record can hold.
    pub fn plan_match(
        &self,
        account: AccountId,
        book: BookId,
        wanted: &Match,
    ) -> Result<MatchPlan, MatchError> {
        self.read(|connection| {
            let was = load(connection, account, book)?;
            match course(connection, &was, wanted)? {
                Course::Change(planned) if planned.is_nothing() => Ok(MatchPlan::Same),
                Course::Change(planned) => Ok(MatchPlan::Change(planned.patches)),
                Course::Merge(other, joined) => {
                    let into = one_summary(connection, account, other.id)?.ok_or(MatchError::Gone)?;
                    Ok(MatchPlan::Merge { into: Box::new(into), patches: joined.patches })
                }
            }
        })
    }

    /// Makes a record one of another work: new hive id, identifiers, title and authors. Where the library has a record
    /// of that work, the two become one, as [`MatchPlan::Merge`] says. One change, to be undone as one.
    ///
    /// # Errors
    /// As [`plan_match`](Self::plan_match).
    pub fn change_match(
        &self,
        account: AccountId,
        book: BookId,
        wanted: &Match,
        now: jiff::Timestamp,
    ) -> Result<EditOutcome, MatchError> {
        self.write(|transaction| {
            let publishes = publishes(transaction, account)?.ok_or(MatchError::UnknownAccount)?;
            let was = load(transaction, account, book)?;
            let course = course(transaction, &was, wanted)?;
            if matches!(&course, Course::Change(planned) if planned.is_nothing()) {
                return Ok(EditOutcome { unchanged: 1, ..EditOutcome::default() });
            }
            let scribe = Scribe::open(transaction, account, publishes, Kind::Match, true, now)?;
            let group = Some(scribe.group());
            let changed = match course {
                Course::Change(planned) => {
                    scribe.update(&was, planned.patches, &planned.local)?;
                    1
                }
                Course::Merge(other, joined) => {
                    if !joined.is_nothing() {
                        scribe.update(&other, joined.patches, &joined.local)?;
                    }
                    drafts::hand_over(transaction, was.id, Some(other.id))?;
                    scribe.delete(&was)?;
                    2
                }
            };
            Ok(EditOutcome { group, changed, ..EditOutcome::default() })
        })
    }
}

fn load(connection: &Connection, account: AccountId, book: BookId) -> Result<Stored, MatchError> {
    let was = rows::load(connection, book)?.filter(|was| was.account == account && !was.gone);
    was.ok_or(MatchError::Gone)
}

fn course(connection: &Connection, was: &Stored, wanted: &Match) -> Result<Course, MatchError> {
    let renamed = wanted.record(&was.record);
    let planned = Planned::between((&was.record, &was.local), renamed, &was.local);
    if let Some(fault) = planned.fault(&was.record) {
        return Err(MatchError::Limit(fault));
    }
    match rows::holder_of(connection, was.account, wanted.hive_id.as_str(), Some(was.id))? {
        None => Ok(Course::Change(planned)),
        Some(other) => {
            let other = rows::load(connection, other)?.ok_or(MatchError::Gone)?;
            let joined = joined(&other, was);
            if let Some(fault) = joined.fault(&other.record) {
                return Err(MatchError::Limit(fault));
            }
            Ok(Course::Merge(Box::new(other), joined))
        }
    }
}

/// What `kept` becomes when it takes over `other`.
fn joined(kept: &Stored, other: &Stored) -> Planned {
    let mut record = kept.record.clone();
    for field in Field::ALL {
        record.set(field, join::proposed(field, &[&kept.record, &other.record]));
    }
    let local = join::local(&[&kept.local, &other.local]);
    Planned::between((&kept.record, &kept.local), record, &local)
}

impl Match {
    /// The record as one of this work. What else other apps keep in `identifiers` stays.
    fn record(&self, was: &BookRecord) -> BookRecord {
        let mut record = was.clone();
        let identifiers = Identifiers { hive_id: Some(self.hive_id.clone()), ..self.identifiers.clone() };
        let has_isbn = identifiers.isbn10.is_some() || identifiers.isbn13.is_some();
        let mut base = was.get(Field::Identifiers).cloned();
        if let Some(Value::Object(known)) = &mut base
            && has_isbn
        {
            // Two forms of one edition, or none of another.
            known.shift_remove("isbn10");
            known.shift_remove("isbn13");
        }
        record.set(Field::Title, Some(Value::from(self.title.trim())));
        record.set(Field::Authors, Some(join_authors(self.authors.iter().map(String::as_str)).into()));
        record.set(Field::Identifiers, Some(identifiers.over(base.as_ref())));
        if was.hive_id().as_ref() != Some(&self.hive_id) {
            record.set(Field::HiveId, Some(Value::from(self.hive_id.as_str())));
            // It pointed at the work that this is not.
            record.set(Field::HiveBookUri, None);
        }
        record
    }
}
