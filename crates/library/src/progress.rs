//! How far an import is, told by the database alone.

use crate::aside::SetAsideReason;
use crate::{AccountId, BookId, GroupId, ImportId, Library, StorageFault};
use rusqlite::{Connection, OptionalExtension};

/// An import under way or ended. At every instant
/// `created + updated + unchanged + joined + left_out + set_aside + waiting = rows`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportProgress {
    /// The import.
    pub import: ImportId,
    /// Its changes, for undo.
    pub group: GroupId,
    /// Name of the file, without its directory.
    pub file_name: String,
    /// When it was begun.
    pub at: jiff::Timestamp,
    /// Data rows of the file.
    pub rows: u32,
    /// Books created, at the server if the account has one.
    pub created: u32,
    /// Books that gained something.
    pub updated: u32,
    /// Books that had everything already.
    pub unchanged: u32,
    /// Rows joined with another row of the file.
    pub joined: u32,
    /// Rows left out by the person, needing something, or unreadable.
    pub left_out: u32,
    /// Rows that the server refused or that wait for a decision; each is in `failed`.
    pub set_aside: u32,
    /// Rows that the server has not acknowledged.
    pub waiting: u32,
    /// The rows set aside, by line.
    pub failed: Vec<FailedRow>,
}

/// A row that was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRow {
    /// Line of the file on which the row starts.
    pub line: u32,
    /// The row's title.
    pub title: String,
    /// The row's authors.
    pub authors: Vec<String>,
    /// The book it was meant for, if it got that far.
    pub book: Option<BookId>,
    /// Why it was not written.
    pub reason: SetAsideReason,
}

/// Why a row was not imported at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyLeftOut {
    /// The file names no author and none was supplied.
    NoAuthor,
    /// A book was like it, and nobody said whether it is the one.
    Undecided,
    /// The library says otherwise, and nobody said who wins.
    Disputed,
    /// The user left it out.
    ByYou,
    /// It could not be read as a book.
    Unreadable,
}

impl WhyLeftOut {
    const ALL: [Self; 5] = [Self::NoAuthor, Self::Undecided, Self::Disputed, Self::ByYou, Self::Unreadable];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::NoAuthor => "no author",
            Self::Undecided => "undecided",
            Self::Disputed => "disputed",
            Self::ByYou => "by you",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A row that was left out of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutRow {
    /// Line of the file on which the row starts.
    pub line: u32,
    /// The row's title.
    pub title: String,
    /// The row's authors.
    pub authors: Vec<String>,
    /// Why; `None` in imports of earlier versions, which did not say.
    pub why: Option<WhyLeftOut>,
}

/// Where a row stands: its fate, unless the outbox still holds changes that the import made to its book.
const STANDING: &str = "
    CASE WHEN row.fate NOT IN ('new', 'changed') THEN row.fate
         WHEN EXISTS (SELECT 1 FROM outbox
                      WHERE outbox.grp = import.grp AND outbox.book = row.book AND outbox.aside IS NULL)
             THEN 'waiting'
         WHEN EXISTS (SELECT 1 FROM outbox
                      WHERE outbox.grp = import.grp AND outbox.book = row.book AND outbox.aside IS NOT NULL)
             THEN 'set_aside'
         ELSE row.fate
    END";

impl Library {
    /// How far an import is; `None` when there is no such import.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn import_progress(&self, import: ImportId) -> Result<Option<ImportProgress>, StorageFault> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT grp, file_name, at FROM import WHERE id = ?1")?;
            let found = statement
                .query_row([import], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            let Some((group, file_name, at)) = found else { return Ok(None) };
            let at = jiff::Timestamp::from_microsecond(at)
                .map_err(|_| StorageFault::Malformed { what: "time" })?;
            let mut progress = ImportProgress {
                import,
                group,
                file_name,
                at,
                rows: 0,
                created: 0,
                updated: 0,
                unchanged: 0,
                joined: 0,
                left_out: 0,
                set_aside: 0,
                waiting: 0,
                failed: failed_rows(connection, import)?,
            };
            count(connection, &mut progress)?;
            Ok(Some(progress))
        })
    }

    /// The rows that were left out of an import, by line.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn left_out_rows(&self, import: ImportId) -> Result<Vec<LeftOutRow>, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT line, title, authors, reason FROM import_row
                 WHERE import = ?1 AND fate = 'left_out' ORDER BY line",
            )?;
            let rows = statement.query_map([import], |row| {
                let (authors, reason): (String, String) = (row.get(2)?, row.get(3)?);
                Ok(LeftOutRow {
                    line: row.get(0)?,
                    title: row.get(1)?,
                    authors: authors.split('\t').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
                    why: WhyLeftOut::ALL.into_iter().find(|why| why.as_str() == reason),
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The account's newest import, unless it was dismissed.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn current_import(&self, account: AccountId) -> Result<Option<ImportId>, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, dismissed FROM import WHERE account = ?1 ORDER BY id DESC LIMIT 1",
            )?;
            let newest: Option<(ImportId, bool)> =
                statement.query_row([account], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            Ok(newest.filter(|(_, dismissed)| !dismissed).map(|(import, _)| import))
        })
    }

    /// Stops showing an import. What it wrote, and what of it waits, stays.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn dismiss_import(&self, import: ImportId) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction.execute("UPDATE import SET dismissed = 1 WHERE id = ?1", [import])?;
            Ok(())
        })
    }
}

fn count(connection: &Connection, progress: &mut ImportProgress) -> Result<(), StorageFault> {
    let sql = format!(
        "SELECT {STANDING} AS standing, COUNT(*)
         FROM import_row AS row JOIN import ON import.id = row.import
         WHERE row.import = ?1 GROUP BY standing"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([progress.import])?;
    while let Some(row) = rows.next()? {
        let (standing, number): (String, u32) = (row.get(0)?, row.get(1)?);
        progress.rows += number;
        *match standing.as_str() {
            "new" => &mut progress.created,
            "changed" => &mut progress.updated,
            "unchanged" => &mut progress.unchanged,
            "joined" => &mut progress.joined,
            "left_out" => &mut progress.left_out,
            "waiting" => &mut progress.waiting,
            _ => &mut progress.set_aside,
        } += number;
    }
    Ok(())
}

fn failed_rows(connection: &Connection, import: ImportId) -> Result<Vec<FailedRow>, StorageFault> {
    let sql = format!(
        "SELECT line, title, authors, book, reason FROM (
             SELECT row.line, row.title, row.authors, row.book, {STANDING} AS standing,
                    COALESCE((SELECT outbox.aside FROM outbox
                              WHERE outbox.grp = import.grp AND outbox.book = row.book
                                  AND outbox.aside IS NOT NULL
                              ORDER BY outbox.id LIMIT 1), row.reason) AS reason
             FROM import_row AS row JOIN import ON import.id = row.import
             WHERE row.import = ?1)
         WHERE standing = 'set_aside' ORDER BY line"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([import])?;
    let mut failed = Vec::new();
    while let Some(row) = rows.next()? {
        let (authors, reason): (String, String) = (row.get(2)?, row.get(4)?);
        failed.push(FailedRow {
            line: row.get(0)?,
            title: row.get(1)?,
            authors: authors.split('\t').filter(|author| !author.is_empty()).map(str::to_owned).collect(),
            book: row.get(3)?,
            reason: SetAsideReason::read(&reason)?,
        });
    }
    Ok(failed)
}
