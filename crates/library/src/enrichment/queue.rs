use super::{asked, candidates_text, gap, remembered};
use crate::book::one_summary;
use crate::import::matching::{self, Facts, Tier, Work};
use crate::rows::{self, Stored};
use crate::{AccountId, BookId, BookSummary, Library, StorageFault};
use bookhive::HiveId;
use bookhive::catalogue::{CatalogueBook, Question};
use rusqlite::{Connection, Transaction};

/// Books of the catalogue that are kept for the reader to choose from.
const CANDIDATES: usize = 8;

/// A book's next question.
#[derive(Debug, Clone, PartialEq)]
pub struct LookUp {
    /// Whose book it is.
    pub account: AccountId,
    /// The book.
    pub book: BookId,
    /// What to ask.
    pub question: Question,
    rung: u16,
    is_last: bool,
    asked: String,
    work: LookedUp,
}

#[derive(Debug, Clone)]
struct LookedUp {
    work: Work,
    facts: Facts,
}

impl PartialEq for LookedUp {
    fn eq(&self, other: &Self) -> bool {
        self.work.title == other.work.title && self.work.authors == other.work.authors
    }
}

/// A book of the catalogue that a record may be of.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The book.
    pub book: CatalogueBook,
    /// How far to trust that it is the one.
    pub tier: Tier,
}

/// A book of which the reader is to say which one it is.
#[derive(Debug, Clone, PartialEq)]
pub struct DoubtfulBook {
    /// The library's book.
    pub book: BookSummary,
    /// What it may be, the likeliest first; never empty.
    pub candidates: Vec<Candidate>,
}

/// The reader's word on a book.
#[derive(Debug, Clone, PartialEq)]
pub enum WhichBook {
    /// It is this one.
    This(Box<CatalogueBook>),
    /// It is to be left alone for now.
    Leave,
    /// The catalogue does not have it: not to be asked about again.
    Absent,
}

impl Library {
    /// The next question of a look that is not held, of `first`'s books before those of others: every book asks its first
    /// question before any asks its second. `busy` books are passed over. Books whose questions are all asked are settled.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn next_look_up(
        &self,
        first: AccountId,
        busy: &[BookId],
        now: jiff::Timestamp,
    ) -> Result<Option<LookUp>, StorageFault> {
        self.write(|transaction| {
            loop {
                let Some(book) = next(transaction, first, busy)? else { return Ok(None) };
                match look_up(transaction, book)? {
                    Some(look_up) => return Ok(Some(look_up)),
                    None => settle_as(transaction, book, "unknown", now)?,
                }
            }
        })
    }

    /// Notes what the catalogue answered to a question; an empty answer when it had none. A book that was edited or
    /// deleted, or a look that was ended meanwhile, makes the answer one of another question: it is dropped.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn note_look_up(
        &self,
        look_up: &LookUp,
        answer: &[CatalogueBook],
        now: jiff::Timestamp,
    ) -> Result<(), StorageFault> {
        self.write(|transaction| {
            let Some(was) = rows::load(transaction, look_up.book)? else { return Ok(()) };
            let Some(known) = remembered(transaction, look_up.book)? else { return Ok(()) };
            if known.state != "waiting" || was.gone || asked(&was.record) != look_up.asked {
                return Ok(());
            }
            let mut candidates = if known.asked == look_up.asked { known.candidates } else { Vec::new() };
            let LookedUp { work, facts } = &look_up.work;
            for (at, tier) in matching::rank(work, &look_up.question, answer, *facts) {
                let Some(book) = answer.get(at) else { continue };
                match candidates.iter_mut().find(|known| known.book.id == book.id) {
                    Some(known) => known.tier = known.tier.max(tier),
                    None => candidates.push(Candidate { book: book.clone(), tier }),
                }
            }
            candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.tier));
            candidates.truncate(CANDIDATES);
            let best = candidates.first().map_or(Tier::None, |candidate| candidate.tier);
            let state = match best {
                Tier::Exact => settled(transaction, &was, &candidates)?,
                _ if !look_up.is_last => "waiting",
                Tier::Strong => settled(transaction, &was, &candidates)?,
                Tier::Review => "doubtful",
                Tier::None => "unknown",
            };
            let rung = look_up.rung + u16::from(state == "waiting");
            transaction
                .prepare_cached(
                    "UPDATE enrichment_book SET state = ?2, asked = ?3, rung = ?4, candidates = ?5, at = ?6
                     WHERE book = ?1",
                )?
                .execute((
                    look_up.book,
                    state,
                    &look_up.asked,
                    rung,
                    candidates_text(&candidates),
                    now.as_microsecond(),
                ))?;
            Ok(())
        })
    }

    /// The books of which the reader is to say which they are, by title, and how many there are.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn doubtful_books(
        &self,
        account: AccountId,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<DoubtfulBook>, u32), StorageFault> {
        self.read(|connection| {
            let of_account = "FROM enrichment_book JOIN book ON book.id = enrichment_book.book
                 WHERE enrichment_book.account = ?1 AND enrichment_book.state = 'doubtful' AND book.gone = 0";
            let total = connection
                .prepare_cached(&format!("SELECT COUNT(*) {of_account}"))?
                .query_row([account], |row| row.get(0))?;
            let ids: Vec<BookId> = connection
                .prepare_cached(&format!(
                    "SELECT book.id {of_account} ORDER BY book.title_sort, book.id LIMIT ?2 OFFSET ?3"
                ))?
                .query_map((account, limit, offset), |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let mut books = Vec::new();
            for id in ids {
                let known = remembered(connection, id)?;
                if let (Some(book), Some(known)) = (one_summary(connection, account, id)?, known) {
                    books.push(DoubtfulBook { book, candidates: known.candidates });
                }
            }
            Ok((books, total))
        })
    }

    /// Notes the reader's word on a book that was doubtful, or was found and not filled yet. `false` when the book is not,
    /// or no longer, one of these.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn say_which_book(
        &self,
        account: AccountId,
        book: BookId,
        which: &WhichBook,
        now: jiff::Timestamp,
    ) -> Result<bool, StorageFault> {
        self.write(|transaction| {
            let was = rows::load(transaction, book)?.filter(|was| was.account == account && !was.gone);
            let open = remembered(transaction, book)?
                .filter(|known| matches!(known.state.as_str(), "doubtful" | "found"));
            let (Some(was), Some(_)) = (was, open) else { return Ok(false) };
            let (state, candidates) = match which {
                WhichBook::This(chosen) => {
                    let chosen = vec![Candidate { book: (**chosen).clone(), tier: Tier::Exact }];
                    (settled(transaction, &was, &chosen)?, chosen)
                }
                WhichBook::Leave => ("left", Vec::new()),
                WhichBook::Absent => ("absent", Vec::new()),
            };
            transaction.execute(
                "UPDATE enrichment_book SET state = ?2, asked = ?3, candidates = ?4, at = ?5 WHERE book = ?1",
                (book, state, asked(&was.record), candidates_text(&candidates), now.as_microsecond()),
            )?;
            Ok(true)
        })
    }

    /// A book of the catalogue that an answer about this book named, or any that the computer remembers.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn candidate(&self, book: BookId, id: &HiveId) -> Result<Option<CatalogueBook>, StorageFault> {
        let named = self.read(|connection| {
            let known = remembered(connection, book)?;
            let candidates = known.into_iter().flat_map(|known| known.candidates);
            Ok::<_, StorageFault>(candidates.map(|candidate| candidate.book).find(|one| one.id == *id))
        })?;
        match named {
            Some(named) => Ok(Some(named)),
            None => self.catalogue_book(id),
        }
    }
}

/// Known without doubt: there is something to fill, or nothing.
fn settled(
    connection: &Connection,
    was: &Stored,
    candidates: &[Candidate],
) -> Result<&'static str, StorageFault> {
    let Some(best) = candidates.first() else { return Ok("unknown") };
    let taken = rows::holder_of(connection, was.account, best.book.id.as_str(), Some(was.id))?.is_some();
    let nothing = gap::gaps(&was.record, &was.local, &best.book, |_| taken).is_empty();
    Ok(if nothing { "filled" } else { "found" })
}

fn next(connection: &Connection, first: AccountId, busy: &[BookId]) -> Result<Option<BookId>, StorageFault> {
    let mut statement = connection.prepare_cached(
        "SELECT one.book FROM enrichment_book AS one JOIN enrichment ON enrichment.account = one.account
         WHERE enrichment.paused = 0 AND one.state = 'waiting'
         ORDER BY one.account <> ?1, one.rung, one.book LIMIT ?2",
    )?;
    let mut rows = statement.query((first, i64::try_from(busy.len() + 1).unwrap_or(i64::MAX)))?;
    while let Some(row) = rows.next()? {
        let book = row.get(0)?;
        if !busy.contains(&book) {
            return Ok(Some(book));
        }
    }
    Ok(None)
}

/// What a waiting book asks next; `None` when nothing is left to ask, or there is nobody to ask for.
fn look_up(connection: &Connection, book: BookId) -> Result<Option<LookUp>, StorageFault> {
    let was = rows::load(connection, book)?.filter(|was| !was.gone);
    let (Some(was), Some(known)) = (was, remembered(connection, book)?) else { return Ok(None) };
    let asked = asked(&was.record);
    // An edited book is asked about from the beginning.
    let rung = if known.asked == asked { known.rung } else { 0 };
    let work = work_of(&was);
    let mut questions: Vec<Question> = was.record.hive_id().map(Question::Book).into_iter().collect();
    for question in matching::questions(&work, was.local.get("fileTitle").map(String::as_str)) {
        if !questions.contains(&question) {
            questions.push(question);
        }
    }
    let Some(question) = questions.get(usize::from(rung)).cloned() else { return Ok(None) };
    let number = |key: &str| was.local.get(key).map(String::as_str).unwrap_or_default();
    let facts =
        Facts { pages: number("pages").parse().ok(), year: number("originalPublicationYear").parse().ok() };
    Ok(Some(LookUp {
        account: was.account,
        book,
        question,
        rung,
        is_last: usize::from(rung) + 1 >= questions.len(),
        asked,
        work: LookedUp { work, facts },
    }))
}

fn work_of(was: &Stored) -> Work {
    Work {
        title: was.record.title().to_owned(),
        authors: was.record.authors().into_iter().map(str::to_owned).collect(),
        hive_id: was.record.hive_id(),
        identifiers: was.record.identifiers(),
        also: Vec::new(),
    }
}

fn settle_as(
    transaction: &Transaction<'_>,
    book: BookId,
    state: &str,
    now: jiff::Timestamp,
) -> Result<(), StorageFault> {
    transaction
        .prepare_cached("UPDATE enrichment_book SET state = ?2, at = ?3 WHERE book = ?1")?
        .execute((book, state, now.as_microsecond()))?;
    Ok(())
}
