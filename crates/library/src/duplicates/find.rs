use super::links::Link;
use crate::import::matching::{Reason, Tier, Work};
use crate::{AccountId, BookId, Library, StorageFault};
use bookhive::{HiveId, Identifiers};
use rusqlite::Connection;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Why books are taken for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DuplicateReason {
    /// They have one hive id.
    HiveId,
    /// They share an ISBN.
    Isbn,
    /// They share Goodreads' number.
    Goodreads,
    /// Title and author say the same words.
    Words,
    /// Title and author are alike.
    Alike,
}

impl DuplicateReason {
    const ALL: [(Self, &'static str); 5] = [
        (Self::HiveId, "hiveId"),
        (Self::Isbn, "isbn"),
        (Self::Goodreads, "goodreads"),
        (Self::Words, "words"),
        (Self::Alike, "alike"),
    ];

    pub(super) fn of(reason: &Reason, tier: Tier) -> Self {
        match reason {
            Reason::HiveId => Self::HiveId,
            Reason::Number("ISBN") | Reason::NumberOfAnother("ISBN", _) => Self::Isbn,
            Reason::Number(_) | Reason::NumberOfAnother(..) => Self::Goodreads,
            Reason::TitleAndAuthor => Self::Words,
            Reason::Alike(_) if tier >= Tier::Strong => Self::Words,
            Reason::Alike(_) => Self::Alike,
        }
    }

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(reason, _)| *reason == self).map_or("alike", |(_, name)| name)
    }

    fn read(name: &str) -> Result<Self, StorageFault> {
        let known = Self::ALL.iter().find(|(_, known)| *known == name);
        known.map(|(reason, _)| *reason).ok_or(StorageFault::Malformed { what: "reason" })
    }
}

/// Books that may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateGroup {
    /// They are equal, not only alike.
    pub sure: bool,
    /// Why.
    pub reason: DuplicateReason,
    /// The books, by number; at least two.
    pub books: Vec<BookId>,
}

/// Some of the groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicatePage {
    /// The groups, sure ones first, then by title.
    pub groups: Vec<DuplicateGroup>,
    /// All groups.
    pub matching: u32,
    /// All sure ones.
    pub sure: u32,
}

/// A row of the cache.
type Line = (i64, bool, DuplicateReason);

impl Library {
    /// Finds the books that may be one and keeps the answer for [`duplicates`](Self::duplicates) and for filters. Reads
    /// every book, but compares only those that are not as they were when it last looked, with the books beside them
    /// (docs/MEASURES.md says how long that takes); holds up readers and writers only to read the books and to note what
    /// has changed. Tells whether the answer is a new one.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn find_duplicates(&self, account: AccountId) -> Result<bool, StorageFault> {
        let (books, apart) = self.read(|connection| {
            Ok::<_, StorageFault>((works(connection, account)?, apart(connection, account)?))
        })?;
        let (books, works) = books;
        let links = self.take_links(account).brought_up_to(&books, works);
        let found = groups(&books, &links.list, &apart);
        self.keep_links(account, links);
        self.write(|transaction| {
            let mut statement = transaction
                .prepare_cached("SELECT book, grp, sure, reason FROM duplicate WHERE account = ?1")?;
            let mut rows = statement.query([account])?;
            let mut known: HashMap<i64, Line> = HashMap::new();
            while let Some(row) = rows.next()? {
                let reason: String = row.get(3)?;
                known.insert(row.get(0)?, (row.get(1)?, row.get(2)?, DuplicateReason::read(&reason)?));
            }
            let mut changed = false;
            for (book, line) in &found {
                if known.remove(book).as_ref() == Some(line) {
                    continue;
                }
                // The book may have gone while we looked.
                changed |= transaction
                    .prepare_cached(
                        "INSERT OR REPLACE INTO duplicate (book, account, grp, sure, reason)
                         SELECT id, account, ?3, ?4, ?5 FROM book WHERE id = ?1 AND account = ?2 AND gone = 0",
                    )?
                    .execute((book, account, line.0, line.1, line.2.name()))?
                    > 0;
            }
            for book in known.keys() {
                transaction.prepare_cached("DELETE FROM duplicate WHERE book = ?1")?.execute([book])?;
                changed = true;
            }
            Ok(changed)
        })
    }

    /// Groups of books that may be one, as they were last found: at most `limit`, after the first `offset`.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn duplicates(
        &self,
        account: AccountId,
        offset: u32,
        limit: u32,
    ) -> Result<DuplicatePage, StorageFault> {
        self.read(|connection| {
            let (matching, sure) = count(connection, account)?;
            let mut statement = connection.prepare_cached(
                "SELECT grp, MIN(sure), MIN(reason) FROM duplicate JOIN book ON book.id = duplicate.book
                 WHERE duplicate.account = ?1 AND book.gone = 0
                 GROUP BY grp HAVING COUNT(*) > 1
                 ORDER BY MIN(sure) DESC, MIN(book.title_sort) NULLS LAST, grp LIMIT ?2 OFFSET ?3",
            )?;
            let rows = statement.query_map((account, limit, offset), |row| {
                Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get::<_, String>(2)?))
            })?;
            let groups = rows.map(|row| {
                let (grp, sure, reason) = row?;
                let reason = DuplicateReason::read(&reason)?;
                Ok(DuplicateGroup { sure, reason, books: members(connection, account, grp)? })
            });
            Ok(DuplicatePage { groups: groups.collect::<Result<_, StorageFault>>()?, matching, sure })
        })
    }

    /// Groups of books that may be one, as they were last found: all, and those that are sure.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn count_duplicates(&self, account: AccountId) -> Result<(u32, u32), StorageFault> {
        self.read(|connection| count(connection, account))
    }
}

fn count(connection: &Connection, account: AccountId) -> Result<(u32, u32), StorageFault> {
    Ok(connection
        .prepare_cached(
            "SELECT COUNT(*), COALESCE(SUM(sure), 0) FROM (
                 SELECT MIN(sure) AS sure FROM duplicate JOIN book ON book.id = duplicate.book
                 WHERE duplicate.account = ?1 AND book.gone = 0 GROUP BY grp HAVING COUNT(*) > 1)",
        )?
        .query_row([account], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn members(connection: &Connection, account: AccountId, grp: i64) -> Result<Vec<BookId>, StorageFault> {
    let mut statement = connection.prepare_cached(
        "SELECT duplicate.book FROM duplicate JOIN book ON book.id = duplicate.book
         WHERE duplicate.account = ?1 AND grp = ?2 AND book.gone = 0 ORDER BY duplicate.book",
    )?;
    let books = statement.query_map((account, grp), |row| row.get(0))?;
    Ok(books.collect::<Result<_, _>>()?)
}

/// A book's number and key.
pub(super) struct Known {
    pub(super) book: i64,
    pub(super) rkey: String,
}

fn works(connection: &Connection, account: AccountId) -> Result<(Vec<Known>, Vec<Work>), StorageFault> {
    let mut statement = connection.prepare_cached(
        "SELECT id, rkey, title, authors, hive_id, isbn10, isbn13, goodreads FROM book
         WHERE account = ?1 AND gone = 0 ORDER BY id",
    )?;
    let mut rows = statement.query([account])?;
    let (mut books, mut works) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let text = |column: usize| row.get::<_, Option<String>>(column);
        let authors: String = row.get(3)?;
        books.push(Known { book: row.get(0)?, rkey: row.get(1)? });
        works.push(Work {
            title: row.get(2)?,
            authors: authors.split('\t').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            hive_id: text(4)?.and_then(|id| HiveId::parse(&id).ok()),
            identifiers: Identifiers {
                hive_id: None,
                isbn10: text(5)?.and_then(|isbn| bookhive::isbn::Isbn10::parse(&isbn).ok()),
                isbn13: text(6)?.and_then(|isbn| bookhive::isbn::Isbn13::parse(&isbn).ok()),
                goodreads_id: text(7)?,
            },
            also: Vec::new(),
        });
    }
    Ok((books, works))
}

fn apart(connection: &Connection, account: AccountId) -> Result<HashSet<(String, String)>, StorageFault> {
    let mut statement =
        connection.prepare_cached("SELECT one, other FROM not_duplicate WHERE account = ?1")?;
    let pairs = statement.query_map([account], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(pairs.collect::<Result<_, _>>()?)
}

/// The groups, as lines of the cache by book. Books that are surely one hang together first; likeness then joins what
/// is left, and a group that needed it is not sure.
fn groups(books: &[Known], links: &[Link], apart: &HashSet<(String, String)>) -> BTreeMap<i64, Line> {
    let places: HashMap<i64, usize> = books.iter().map(|known| known.book).zip(0..).collect();
    let key = |at: usize| books.get(at).map(|known| known.rkey.as_str()).unwrap_or_default();
    let is_apart = |(one, other): (usize, usize)| {
        let (one, other) = (key(one), key(other));
        let pair = if one < other { (one, other) } else { (other, one) };
        apart.contains(&(pair.0.to_owned(), pair.1.to_owned()))
    };
    let placed = links.iter().filter_map(|link| {
        let pair = (*places.get(&link.books.0)?, *places.get(&link.books.1)?);
        (apart.is_empty() || !is_apart(pair)).then_some((pair, link))
    });
    let mut twins: Vec<((usize, usize), &Link)> = placed.collect();
    // The best reason of a group is that of its best link.
    twins.sort_by(|(one, link), (other, better)| better.tier.cmp(&link.tier).then(one.cmp(other)));
    let mut roots: Vec<usize> = (0..books.len()).collect();
    let mut told: HashMap<usize, (bool, DuplicateReason)> = HashMap::new();
    for (pair, link) in twins {
        let sure = link.tier >= Tier::Strong;
        let (one, other) = (root(&mut roots, pair.0), root(&mut roots, pair.1));
        if one == other {
            continue;
        }
        let (low, high) = (one.min(other), one.max(other));
        let here = (sure, link.reason);
        let joined = [told.remove(&low), told.remove(&high), Some(here)].into_iter().flatten();
        // The weakest link says how far the whole can be trusted.
        let weakest = joined.reduce(|one, other| if one.0 && !other.0 { other } else { one });
        told.insert(low, weakest.unwrap_or(here));
        if let Some(parent) = roots.get_mut(high) {
            *parent = low;
        }
    }
    let mut lines = BTreeMap::new();
    for at in 0..books.len() {
        let group = root(&mut roots, at);
        if let (Some(&(sure, reason)), Some(known), Some(first)) =
            (told.get(&group), books.get(at), books.get(group))
        {
            lines.insert(known.book, (first.book, sure, reason));
        }
    }
    lines
}

/// The first place of the group that `at` belongs to.
fn root(roots: &mut [usize], at: usize) -> usize {
    let mut here = at;
    while let Some(&parent) = roots.get(here) {
        if parent == here {
            break;
        }
        let grandparent = roots.get(parent).copied().unwrap_or(parent);
        if let Some(step) = roots.get_mut(here) {
            *step = grandparent;
        }
        here = grandparent;
    }
    here
}
