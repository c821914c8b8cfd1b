use super::Gap;
use crate::{AccountId, BookId, Library, StorageFault};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// What was filled is not asked about again for so long: what the catalogue did not know then, it may know later.
const AFTER_AN_ANSWER: SignedDuration = SignedDuration::from_hours(6 * 7 * 24);
/// The same for a book it did not know, or that the reader left.
const AFTER_NONE: SignedDuration = SignedDuration::from_hours(2 * 7 * 24);

/// Books that could be looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lacking {
    /// How many.
    pub books: u32,
    /// How many of them lack what; only what some lack.
    pub gaps: BTreeMap<Gap, u32>,
}

impl Library {
    /// The books that lack something that the catalogue may know, and that were not looked up lately.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn lacking(&self, account: AccountId, now: Timestamp) -> Result<Lacking, StorageFault> {
        self.read(|connection| {
            let mut lacking = Lacking::default();
            for (_, _, gaps) in books(connection, account, now)? {
                lacking.books += 1;
                for gap in gaps {
                    *lacking.gaps.entry(gap).or_default() += 1;
                }
            }
            Ok(lacking)
        })
    }
}

/// Each with what it was or would be asked about by, and what it lacks.
pub(super) fn books(
    connection: &Connection,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<(BookId, String, Vec<Gap>)>, StorageFault> {
    // What is empty here is what `gap::gaps` takes for empty.
    let mut statement = connection.prepare_cached(
        "WITH shelf AS (
             SELECT book.id, book.title || char(10) || book.authors AS asked,
                    trim(coalesce(half.record ->> '$.hiveId', '')) = '' AS nameless,
                    trim(coalesce(half.record ->> '$.hiveBookUri', '')) = '' AS unlinked,
                    trim(coalesce(half.record ->> '$.identifiers.isbn10', '')) = ''
                        AND trim(coalesce(half.record ->> '$.identifiers.isbn13', '')) = '' AS no_isbn,
                    trim(coalesce(half.record ->> '$.identifiers.goodreadsId', '')) = '' AS no_goodreads,
                    trim(coalesce(half.local ->> '$.pages', '')) = '' AS no_pages,
                    trim(coalesce(half.local ->> '$.originalPublicationYear', '')) = ''
                        AND trim(coalesce(half.local ->> '$.yearPublished', '')) = '' AS no_year,
                    trim(coalesce(half.local ->> '$.genres', '')) = '' AS no_genres
             FROM book JOIN book_record AS half ON half.book = book.id
             WHERE book.account = ?1 AND book.gone = 0 AND book.title <> '' AND book.authors <> ''
         )
         SELECT shelf.id, shelf.asked, nameless, unlinked, no_isbn, no_goodreads, no_pages, no_year, no_genres
         FROM shelf LEFT JOIN enrichment_book AS known ON known.book = shelf.id
         WHERE (nameless OR unlinked OR no_isbn OR no_goodreads OR no_pages OR no_year OR no_genres)
             AND CASE known.state
                 WHEN 'waiting' THEN 0
                 WHEN 'found' THEN 0
                 WHEN 'doubtful' THEN 0
                 WHEN 'absent' THEN known.asked <> shelf.asked
                 WHEN 'filled' THEN known.asked <> shelf.asked OR known.at < ?2
                 WHEN 'unknown' THEN known.asked <> shelf.asked OR known.at < ?3
                 WHEN 'left' THEN known.asked <> shelf.asked OR known.at < ?3
                 ELSE 1 END
         ORDER BY shelf.id",
    )?;
    let before = |life: SignedDuration| (now - life).as_microsecond();
    let mut rows = statement.query((account, before(AFTER_AN_ANSWER), before(AFTER_NONE)))?;
    let mut books = Vec::new();
    while let Some(row) = rows.next()? {
        let mut gaps = Vec::new();
        for (place, gap) in Gap::ALL.into_iter().enumerate() {
            if row.get::<_, bool>(place + 2)? {
                gaps.push(gap);
            }
        }
        books.push((row.get(0)?, row.get(1)?, gaps));
    }
    Ok(books)
}
