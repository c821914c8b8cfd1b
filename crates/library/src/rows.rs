//! Books in the database, whole: the one place that writes both halves of a row and its search words.

use crate::columns::{Columns, Words};
use crate::{AccountId, BookId, StorageFault, words};
use bookhive::BookRecord;
use rusqlite::{Connection, OptionalExtension, ToSql, TransactionBehavior};
use std::collections::BTreeMap;

/// Fields that stay on this computer, by name.
pub(crate) type Local = BTreeMap<String, String>;

/// A book as the database has it.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) id: BookId,
    pub(crate) account: AccountId,
    pub(crate) rkey: String,
    pub(crate) gone: bool,
    pub(crate) base: Option<BookRecord>,
    pub(crate) cid: Option<String>,
    pub(crate) record: BookRecord,
    pub(crate) local: Local,
}

/// A book to be put in the database.
#[derive(Debug)]
pub(crate) struct NewBook<'a> {
    /// The number it had before it was removed, when it comes back.
    pub(crate) id: Option<BookId>,
    pub(crate) account: AccountId,
    pub(crate) rkey: &'a str,
    pub(crate) base: Option<&'a BookRecord>,
    pub(crate) cid: Option<&'a str>,
    pub(crate) record: &'a BookRecord,
    pub(crate) local: &'a Local,
}

pub(crate) fn load(connection: &Connection, book: BookId) -> Result<Option<Stored>, StorageFault> {
    let mut statement = connection.prepare_cached(
        "SELECT book.account, book.rkey, book.gone, half.base, half.cid, half.record, half.local
         FROM book JOIN book_record AS half ON half.book = book.id
         WHERE book.id = ?1",
    )?;
    let mut rows = statement.query([book])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let base: Option<String> = row.get(3)?;
    Ok(Some(Stored {
        id: book,
        account: row.get(0)?,
        rkey: row.get(1)?,
        gone: row.get(2)?,
        base: base.map(|base| record_from(&base)).transpose()?,
        cid: row.get(4)?,
        record: record_from(&row.get::<_, String>(5)?)?,
        local: local_from(&row.get::<_, String>(6)?)?,
    }))
}

/// A book that shows this hive id and is not on its way out, other than `except`.
pub(crate) fn holder_of(
    connection: &Connection,
    account: AccountId,
    hive_id: &str,
    except: Option<BookId>,
) -> Result<Option<BookId>, StorageFault> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM book
         WHERE account = ?1 AND hive_id = ?2 AND gone = 0 AND id IS NOT ?3
         ORDER BY id LIMIT 1",
    )?;
    Ok(statement.query_row((account, hive_id, except), |row| row.get(0)).optional()?)
}

pub(crate) fn insert(connection: &Connection, book: &NewBook<'_>) -> Result<BookId, StorageFault> {
    let columns = Columns::of(book.record, book.local);
    connection.prepare_cached("INSERT INTO book (id, account, rkey) VALUES (?1, ?2, ?3)")?.execute((
        book.id,
        book.account,
        book.rkey,
    ))?;
    let id = BookId::new(connection.last_insert_rowid());
    write_columns(connection, id, &columns)?;
    connection
        .prepare_cached(
            "INSERT INTO book_record (book, base, cid, record, local) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            id,
            book.base.map(record_text),
            book.cid,
            record_text(book.record),
            local_text(book.local)?,
        ))?;
    write_words(connection, id, &Words::of(book.record, book.local))?;
    Ok(id)
}

/// Writes what the book is now. `was` tells what need not be written again.
pub(crate) fn update(
    connection: &Connection,
    was: &Stored,
    record: &BookRecord,
    local: &Local,
    gone: bool,
) -> Result<(), StorageFault> {
    if was.gone != gone {
        connection.prepare_cached("UPDATE book SET gone = ?2 WHERE id = ?1")?.execute((was.id, gone))?;
    }
    if was.record == *record && was.local == *local {
        return Ok(());
    }
    let (old, new) = (Columns::of(&was.record, &was.local), Columns::of(record, local));
    if old != new {
        write_columns(connection, was.id, &new)?;
    }
    let found_by = Words::of(record, local);
    if found_by != Words::of(&was.record, &was.local) {
        words::remove(connection, was.id)?;
        write_words(connection, was.id, &found_by)?;
    }
    connection
        .prepare_cached("UPDATE book_record SET record = ?2, local = ?3 WHERE book = ?1")?
        .execute((was.id, record_text(record), local_text(local)?))?;
    Ok(())
}

/// Notes what the server has.
pub(crate) fn set_base(
    connection: &Connection,
    book: BookId,
    base: Option<&BookRecord>,
    cid: Option<&str>,
) -> Result<(), StorageFault> {
    connection.prepare_cached("UPDATE book_record SET base = ?2, cid = ?3 WHERE book = ?1")?.execute((
        book,
        base.map(record_text),
        cid,
    ))?;
    Ok(())
}

/// Removes the book with its outbox entries. The journal keeps what an undo needs.
pub(crate) fn remove(connection: &Connection, book: BookId) -> Result<(), StorageFault> {
    words::remove(connection, book)?;
    connection.prepare_cached("DELETE FROM book WHERE id = ?1")?.execute([book])?;
    Ok(())
}

/// Writes the columns, and a stamp that tells the book from what it was: see [`Digest`](crate::digest::Digest).
fn write_columns(connection: &Connection, book: BookId, columns: &Columns) -> Result<(), StorageFault> {
    let values: [&dyn ToSql; 27] = [
        &book,
        &columns.title,
        &columns.title_sort,
        &columns.authors,
        &columns.author_sort,
        &columns.status,
        &columns.stars,
        &columns.started,
        &columns.finished,
        &columns.progress,
        &columns.owned,
        &columns.has_review,
        &columns.tags,
        &columns.hive_id,
        &columns.isbn10,
        &columns.isbn13,
        &columns.goodreads,
        &columns.created,
        &columns.has_cover,
        &columns.format,
        &columns.pages,
        &columns.published,
        &columns.cover,
        &columns.stopped,
        &columns.binding,
        &columns.earlier,
        &columns.lacks,
    ];
    connection
        .prepare_cached(
            "UPDATE book SET
                 title = ?2, title_sort = ?3, authors = ?4, author_sort = ?5, status = ?6, stars = ?7,
                 started = ?8, finished = ?9, progress = ?10, owned = ?11, has_review = ?12, tags = ?13,
                 hive_id = ?14, isbn10 = ?15, isbn13 = ?16, goodreads = ?17, created = ?18, has_cover = ?19,
                 format = ?20, pages = ?21, published = ?22, cover = ?23,
                 stopped = ?24, binding = ?25, earlier = ?26, lacks = ?27, stamp = random()
             WHERE id = ?1",
        )?
        .execute(values.as_slice())?;
    Ok(())
}

fn write_words(connection: &Connection, book: BookId, words: &Words) -> Result<(), StorageFault> {
    connection
        .prepare_cached(
            "INSERT INTO book_words (rowid, title, authors, tags, review, rest)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((book, &words.title, &words.authors, &words.tags, &words.review, &words.rest))?;
    Ok(())
}

/// What [`Columns`] and [`Words`] take out of a record. Raised whenever they take something else, so that an older
/// library is read anew.
const DERIVATION: &str = "5";

/// Takes the columns and words of every book out of its record again, when an earlier version did it otherwise.
pub(crate) fn derive_anew(connection: &mut Connection) -> Result<(), StorageFault> {
    if is_derived(connection)? {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have got here first.
    if is_derived(&transaction)? {
        return Ok(());
    }
    let books: Vec<BookId> = transaction
        .prepare("SELECT book FROM book_record ORDER BY book")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    words::expect_many(&transaction)?;
    transaction.execute("DELETE FROM book_words", [])?;
    for book in books {
        let Some(stored) = load(&transaction, book)? else { continue };
        write_columns(&transaction, book, &Columns::of(&stored.record, &stored.local))?;
        write_words(&transaction, book, &Words::of(&stored.record, &stored.local))?;
    }
    transaction.execute(
        "INSERT INTO settings (key, value) VALUES ('derivation', ?1)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [DERIVATION],
    )?;
    words::settle(&transaction)?;
    Ok(transaction.commit()?)
}

fn is_derived(connection: &Connection) -> Result<bool, StorageFault> {
    let done: Option<String> = connection
        .query_row("SELECT value FROM settings WHERE key = 'derivation'", [], |row| row.get(0))
        .optional()?;
    Ok(done.as_deref() == Some(DERIVATION))
}

pub(crate) fn record_text(record: &BookRecord) -> String {
    record.to_value().to_string()
}

pub(crate) fn record_from(text: &str) -> Result<BookRecord, StorageFault> {
    let malformed = || StorageFault::Malformed { what: "record" };
    let value = serde_json::from_str(text).map_err(|_| malformed())?;
    BookRecord::from_value(value).map_err(|_| malformed())
}

fn local_text(local: &Local) -> Result<String, StorageFault> {
    serde_json::to_string(local).map_err(|_| StorageFault::Malformed { what: "local field" })
}

pub(crate) fn local_from(text: &str) -> Result<Local, StorageFault> {
    serde_json::from_str(text).map_err(|_| StorageFault::Malformed { what: "local field" })
}
