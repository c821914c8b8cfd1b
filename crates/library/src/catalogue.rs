//! What the catalogue was asked and answered, kept so that it is asked once.

use crate::{Library, StorageFault};
use bookhive::HiveId;
use bookhive::catalogue::{CatalogueBook, Found, Question};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Transaction};

/// How long an answer with books is believed.
const HIT: SignedDuration = SignedDuration::from_hours(6 * 7 * 24);
/// How long "nothing known" is believed: books are added every day.
const MISS: SignedDuration = SignedDuration::from_hours(2 * 7 * 24);

impl Library {
    /// The kept answer to a question; `None` when it was never asked or the answer is too old at `now`.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn catalogue_answer(
        &self,
        question: &Question,
        now: Timestamp,
    ) -> Result<Option<Vec<Found>>, StorageFault> {
        self.read(|connection| answer(connection, question, now))
    }

    /// The kept answers to many questions at once, in their order.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn catalogue_answers(
        &self,
        questions: &[Question],
        now: Timestamp,
    ) -> Result<Vec<Option<Vec<Found>>>, StorageFault> {
        self.read(|connection| questions.iter().map(|question| answer(connection, question, now)).collect())
    }

    /// What is known of a book, however old.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn catalogue_book(&self, id: &HiveId) -> Result<Option<CatalogueBook>, StorageFault> {
        self.read(|connection| Ok(book(connection, id)?.map(|(book, _)| book)))
    }

    /// Keeps an answer, and every book in it. An empty one is kept too.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn keep_catalogue_answer(
        &self,
        question: &Question,
        found: &[Found],
        now: Timestamp,
    ) -> Result<(), StorageFault> {
        self.write(|transaction| {
            for book in found.iter().filter_map(|found| found.book.as_ref()) {
                keep_book(transaction, book, now)?;
            }
            let ids: Vec<&str> = found.iter().map(|found| found.id.as_str()).collect();
            transaction
                .prepare_cached(
                    "INSERT INTO catalogue_answer (question, books, at) VALUES (?1, ?2, ?3)
                     ON CONFLICT (question) DO UPDATE SET books = excluded.books, at = excluded.at",
                )?
                .execute((question.key(), ids.join("\n"), now.as_microsecond()))?;
            Ok(())
        })
    }

    /// Forgets answers that are believed no more. Facts about books are kept while an answer or a library names them.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn tidy_catalogue(&self, now: Timestamp) -> Result<(), StorageFault> {
        let oldest = (now - HIT).as_microsecond();
        self.write(|transaction| {
            transaction.execute("DELETE FROM catalogue_answer WHERE at < ?1", [oldest])?;
            transaction.execute(
                "DELETE FROM catalogue_book WHERE at < ?1
                     AND hive_id NOT IN (SELECT hive_id FROM book WHERE hive_id IS NOT NULL)",
                [oldest],
            )?;
            Ok(())
        })
    }

    /// Forgets all that the catalogue ever said: it tells which books a person asked about.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn forget_catalogue(&self) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM catalogue_answer", [])?;
            transaction.execute("DELETE FROM catalogue_book", [])?;
            Ok(())
        })
    }
}

fn answer(
    connection: &Connection,
    question: &Question,
    now: Timestamp,
) -> Result<Option<Vec<Found>>, StorageFault> {
    let mut statement =
        connection.prepare_cached("SELECT books, at FROM catalogue_answer WHERE question = ?1")?;
    let kept: Option<(String, i64)> =
        statement.query_row([question.key()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let fresh = |at: i64, life: SignedDuration| at >= (now - life).as_microsecond();
    let Some((ids, at)) = kept else {
        // A book seen in the answer to another question needs not be asked for again.
        let Question::Book(id) = question else { return Ok(None) };
        let known = book(connection, id)?.filter(|(_, at)| fresh(*at, HIT));
        return Ok(known.map(|(book, _)| vec![book.into()]));
    };
    if !fresh(at, if ids.is_empty() { MISS } else { HIT }) {
        return Ok(None);
    }
    let mut found = Vec::new();
    for id in ids.lines() {
        let id = HiveId::parse(id).map_err(|_| StorageFault::Malformed { what: "hive id" })?;
        let book = book(connection, &id)?.map(|(book, _)| book);
        found.push(Found { id, book });
    }
    Ok(Some(found))
}

fn book(connection: &Connection, id: &HiveId) -> Result<Option<(CatalogueBook, i64)>, StorageFault> {
    let mut statement =
        connection.prepare_cached("SELECT facts, at FROM catalogue_book WHERE hive_id = ?1")?;
    let kept: Option<(String, i64)> =
        statement.query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((facts, at)) = kept else { return Ok(None) };
    let value = serde_json::from_str(&facts).ok();
    let book = value.as_ref().and_then(CatalogueBook::read);
    let book = book.ok_or(StorageFault::Malformed { what: "book of the catalogue" })?;
    Ok(Some((book, at)))
}

fn keep_book(
    transaction: &Transaction<'_>,
    book: &CatalogueBook,
    now: Timestamp,
) -> Result<(), StorageFault> {
    transaction
        .prepare_cached(
            "INSERT INTO catalogue_book (hive_id, facts, at) VALUES (?1, ?2, ?3)
             ON CONFLICT (hive_id) DO UPDATE SET facts = excluded.facts, at = excluded.at",
        )?
        .execute((book.id.as_str(), book.to_value().to_string(), now.as_microsecond()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn open() -> (tempfile::TempDir, Library) {
        let directory = tempfile::tempdir().unwrap();
        let library = Library::open(directory.path()).unwrap();
        (directory, library)
    }

    fn dune() -> CatalogueBook {
        let id = HiveId::compute("Dune", "Frank Herbert");
        let value = json!({"id": id.as_str(), "title": "Dune", "authors": "Frank Herbert", "numPages": 604});
        CatalogueBook::read(&value).unwrap()
    }

    fn weeks(number: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(number * 7 * 24)
    }

    #[test]
    fn hits_and_misses_are_kept_for_weeks_and_misses_for_fewer() {
        let (_directory, library) = open();
        let (hit, miss) = (Question::words("dune").unwrap(), Question::words("no such book").unwrap());
        library.keep_catalogue_answer(&hit, &[dune().into()], weeks(0)).unwrap();
        library.keep_catalogue_answer(&miss, &[], weeks(0)).unwrap();
        let answer = |question, week| library.catalogue_answer(question, weeks(week)).unwrap();
        assert_eq!(answer(&hit, 6), Some(vec![dune().into()]));
        assert_eq!(answer(&hit, 7), None);
        assert_eq!((answer(&miss, 2), answer(&miss, 3)), (Some(vec![]), None));
    }

    #[test]
    fn a_book_seen_in_one_answer_answers_the_question_for_it() {
        let (_directory, library) = open();
        let by_id = Question::Book(dune().id);
        assert_eq!(library.catalogue_answer(&by_id, weeks(0)).unwrap(), None);
        library.keep_catalogue_answer(&Question::words("dune").unwrap(), &[dune().into()], weeks(0)).unwrap();
        assert_eq!(library.catalogue_answer(&by_id, weeks(1)).unwrap(), Some(vec![dune().into()]));
        library.tidy_catalogue(weeks(20)).unwrap();
        assert_eq!(library.catalogue_book(&dune().id).unwrap(), None);
    }

    #[test]
    fn forgetting_leaves_nothing() {
        let (_directory, library) = open();
        let question = Question::words("dune").unwrap();
        library.keep_catalogue_answer(&question, &[dune().into()], weeks(0)).unwrap();
        library.forget_catalogue().unwrap();
        assert_eq!(library.catalogue_answers(&[question], weeks(0)).unwrap(), [None]);
        assert_eq!(library.catalogue_book(&dune().id).unwrap(), None);
    }
}
