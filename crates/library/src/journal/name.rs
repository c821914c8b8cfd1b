//! What the history calls a book, also when the book is gone.

use crate::folding::{APOSTROPHES, fold};
use crate::{AccountId, BookId, StorageFault};
use bookhive::BookRecord;
use rusqlite::Connection;

/// Keeps the book's name as it is now.
pub(super) fn keep(
    connection: &Connection,
    account: AccountId,
    book: BookId,
    record: &BookRecord,
) -> Result<(), StorageFault> {
    let authors = record.authors().join("\t");
    let hive_id = record.hive_id();
    let hive_id = hive_id.as_ref().map(bookhive::HiveId::as_str);
    let known = connection
        .prepare_cached(
            "SELECT 1 FROM journal_book
             WHERE book = ?1 AND title = ?2 AND authors = ?3 AND hive_id IS ?4 AND account = ?5",
        )?
        .exists((book, record.title(), &authors, hive_id, account))?;
    if known {
        return Ok(());
    }
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO journal_book (book, account, title, authors, hive_id, words)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((book, account, record.title(), &authors, hive_id, words(record.title(), &authors)))?;
    Ok(())
}

/// Folded words with a space before each, so that a search for beginnings of words is one for ` begin`.
fn words(title: &str, authors: &str) -> String {
    let mut words = String::new();
    for text in [title, authors] {
        words.push(' ');
        words.push_str(&fold(text));
        if text.contains(APOSTROPHES) {
            words.push(' ');
            words.push_str(&fold(&text.replace(APOSTROPHES, " ")));
        }
    }
    words
}
