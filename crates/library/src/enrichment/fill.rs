use super::gap::{self, filled};
use super::{Gap, asked, remembered};
use crate::account::publishes;
use crate::book::one_summary;
use crate::edit::{Planned, Quarrels};
use crate::journal::{Kind, Scribe};
use crate::rows::{self, Stored};
use crate::{AccountId, BookId, BookSummary, GroupId, Library, StorageFault};
use bookhive::HiveId;
use bookhive::catalogue::CatalogueBook;
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use thiserror::Error;

/// Books that a preview shows one by one.
const SHOWN: usize = 200;

/// What filling would do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EnrichmentPreview {
    /// Books that would be filled.
    pub books: u32,
    /// In how many of them what.
    pub gaps: BTreeMap<Gap, u32>,
    /// Records that the server would be sent an update of; 0 without an account.
    pub updates: u32,
    /// Books about whose record a decision waits. They would be left alone.
    pub conflicts: u32,
    /// The first of them, by title.
    pub examples: Vec<Fill>,
    /// Names exactly this, for [`Library::fill_books`].
    pub seen: SeenFills,
}

/// What one book would be given.
#[derive(Debug, Clone, PartialEq)]
pub struct Fill {
    /// The library's book.
    pub book: BookSummary,
    /// The catalogue's.
    pub of: CatalogueBook,
    /// What is filled, and with what.
    pub gaps: BTreeMap<Gap, String>,
}

/// What the reader saw: by book, what would be filled from which book of the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeenFills(BTreeMap<BookId, (HiveId, BTreeSet<Gap>)>);

/// What filling did. The parts but `group` and `partly` add up to the books that were seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filled {
    /// Names the change for undo; `None` when no book changed.
    pub group: Option<GroupId>,
    /// Books that were filled.
    pub filled: u32,
    /// Filled books in which a part of what was seen was set by somebody meanwhile, and left.
    pub partly: u32,
    /// Books in which all of it was set meanwhile, or that became other books.
    pub settled: u32,
    /// Books that were deleted meanwhile.
    pub gone: u32,
    /// Books that were left alone, because a change made elsewhere waits for a decision.
    pub conflicts: u32,
    /// Books that were left alone, because the record would have broken the lexicon.
    pub refused: u32,
}

/// No book was filled.
#[derive(Debug, Error)]
pub enum FillError {
    /// No account has this number.
    #[error("the account is not on this computer")]
    UnknownAccount,
    /// SQLite failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
}

impl From<rusqlite::Error> for FillError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl Library {
    /// What filling all books that were found would do. Nothing is written.
    ///
    /// # Errors
    /// [`FillError::UnknownAccount`] when there is no such account.
    pub fn preview_fills(&self, account: AccountId) -> Result<EnrichmentPreview, FillError> {
        self.read(|connection| {
            let publishes = publishes(connection, account)?.ok_or(FillError::UnknownAccount)?;
            let quarrels = Quarrels::of(connection, account)?;
            let mut preview = EnrichmentPreview::default();
            let mut given = HashSet::new();
            for id in found(connection, account)? {
                let Some((was, of)) = standing(connection, account, id)? else { continue };
                let gaps = gaps(connection, &was, &of, &given)?;
                let planned = filled(&was, &of, &gaps);
                if planned.is_nothing() || planned.fault(&was.record).is_some() {
                    continue;
                }
                if quarrels.over(id, &planned).is_some() {
                    preview.conflicts += 1;
                    continue;
                }
                if gaps.contains_key(&Gap::HiveId) {
                    given.insert(of.id.clone());
                }
                preview.books += 1;
                preview.updates += u32::from(publishes && !planned.patches.is_empty());
                for gap in gaps.keys() {
                    *preview.gaps.entry(*gap).or_default() += 1;
                }
                preview.seen.0.insert(id, (of.id.clone(), gaps.keys().copied().collect()));
                if preview.examples.len() < SHOWN {
                    let book = one_summary(connection, account, id)?;
                    preview.examples.extend(book.map(|book| Fill { book, of, gaps }));
                }
            }
            Ok(preview)
        })
    }

    /// Fills what a preview showed, in one change: of that only what is empty still. Books that were deleted, set or made
    /// others meanwhile are passed over and counted.
    ///
    /// # Errors
    /// [`FillError::UnknownAccount`] when there is no such account.
    pub fn fill_books(
        &self,
        account: AccountId,
        seen: &SeenFills,
        now: jiff::Timestamp,
    ) -> Result<Filled, FillError> {
        self.write(|transaction| {
            let publishes = publishes(transaction, account)?.ok_or(FillError::UnknownAccount)?;
            let quarrels = Quarrels::of(transaction, account)?;
            let scribe = Scribe::open(transaction, account, publishes, Kind::Enrich, false, now)?;
            let mut outcome = Filled::default();
            let mut settle = transaction
                .prepare_cached("UPDATE enrichment_book SET state = 'filled', at = ?2 WHERE book = ?1")?;
            for (&id, (of_id, seen)) in &seen.0 {
                let was = rows::load(transaction, id)?;
                let Some(was) = was.filter(|was| was.account == account && !was.gone) else {
                    outcome.gone += 1;
                    continue;
                };
                let standing = standing(transaction, account, id)?.filter(|(_, of)| of.id == *of_id);
                let Some((_, of)) = standing else {
                    outcome.settled += 1;
                    // Another title: what was found is of another book, and it may be looked up anew.
                    transaction.execute(
                        "DELETE FROM enrichment_book WHERE book = ?1 AND state = 'found' AND asked <> ?2",
                        (id, asked(&was.record)),
                    )?;
                    continue;
                };
                let mut gaps = gaps(transaction, &was, &of, &HashSet::new())?;
                gaps.retain(|gap, _| seen.contains(gap));
                let planned = filled(&was, &of, &gaps);
                match verdict(&planned, &was, &quarrels) {
                    Verdict::Nothing => outcome.settled += 1,
                    Verdict::Refused => outcome.refused += 1,
                    Verdict::Conflict => {
                        outcome.conflicts += 1;
                        continue;
                    }
                    Verdict::Fill => {
                        scribe.update(&was, planned.patches, &planned.local)?;
                        outcome.filled += 1;
                        outcome.partly += u32::from(gaps.len() < seen.len());
                    }
                }
                settle.execute((id, now.as_microsecond()))?;
            }
            outcome.group = scribe.close()?;
            Ok(outcome)
        })
    }
}

enum Verdict {
    Nothing,
    Conflict,
    Refused,
    Fill,
}

fn verdict(planned: &Planned, was: &Stored, quarrels: &Quarrels) -> Verdict {
    if planned.is_nothing() {
        Verdict::Nothing
    } else if quarrels.over(was.id, planned).is_some() {
        Verdict::Conflict
    } else if planned.fault(&was.record).is_some() {
        Verdict::Refused
    } else {
        Verdict::Fill
    }
}

/// The account's books that wait to be filled, by title.
fn found(connection: &Connection, account: AccountId) -> Result<Vec<BookId>, StorageFault> {
    let mut statement = connection.prepare_cached(
        "SELECT book.id FROM enrichment_book JOIN book ON book.id = enrichment_book.book
         WHERE enrichment_book.account = ?1 AND enrichment_book.state = 'found' AND book.gone = 0
         ORDER BY book.title_sort, book.id",
    )?;
    let books = statement.query_map([account], |row| row.get(0))?;
    Ok(books.collect::<Result<_, _>>()?)
}

/// A book that waits to be filled and is still the one that was asked about, with what it is in the catalogue.
fn standing(
    connection: &Connection,
    account: AccountId,
    book: BookId,
) -> Result<Option<(Stored, CatalogueBook)>, StorageFault> {
    let was = rows::load(connection, book)?.filter(|was| was.account == account && !was.gone);
    let (Some(was), Some(known)) = (was, remembered(connection, book)?) else { return Ok(None) };
    if known.state != "found" || known.asked != asked(&was.record) {
        return Ok(None);
    }
    Ok(known.candidates.into_iter().next().map(|best| (was, best.book)))
}

fn gaps(
    connection: &Connection,
    was: &Stored,
    of: &CatalogueBook,
    given: &HashSet<HiveId>,
) -> Result<BTreeMap<Gap, String>, StorageFault> {
    let held = rows::holder_of(connection, was.account, of.id.as_str(), Some(was.id))?.is_some();
    Ok(gap::gaps(&was.record, &was.local, of, |id| held || given.contains(id)))
}

impl SeenFills {
    /// A name that no other choice of books and gaps has.
    pub fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for (book, (of, gaps)) in &self.0 {
            digest.update(format!("{book}\t{of}\t{gaps:?}\n").as_bytes());
        }
        digest.finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}
