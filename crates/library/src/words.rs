//! How the words of the search leave the database, so that none lingers in the file.
//!
//! FTS5's `secure-delete` takes a book's words out of the index one book at a time, some 4 ms each. Of many books the
//! removals are only noted instead, and before the commit the whole index is written anew without them, once.

use crate::{BookId, StorageFault};
use rusqlite::{Connection, OptionalExtension};

/// From so many books on, writing the index anew is the shorter way: measured at 50,000 books by
/// `examples/measure_words.rs`, and from fewer in a smaller library.
pub(crate) const MANY: u32 = 180;

/// Lets the connection count the books whose words it removes. A rollback takes the count back too.
pub(crate) fn count_removals(connection: &Connection) -> Result<(), StorageFault> {
    Ok(connection.execute_batch("CREATE TEMP TABLE IF NOT EXISTS words_removed (nth INTEGER PRIMARY KEY)")?)
}

/// Removes the words of one book.
pub(crate) fn remove(connection: &Connection, book: BookId) -> Result<(), StorageFault> {
    // One row by one INSERT: what SQLite could have to take back, an UPDATE or a RETURNING, begins a savepoint of its own,
    // at which FTS5 writes all it has gathered.
    connection.prepare_cached("INSERT INTO temp.words_removed DEFAULT VALUES")?.execute([])?;
    if connection.last_insert_rowid() == i64::from(MANY) {
        expect_many(connection)?;
    }
    connection.prepare_cached("DELETE FROM book_words WHERE rowid = ?1")?.execute([book])?;
    Ok(())
}

/// Words of many books are about to be removed. [`settle`] must follow in the same transaction.
pub(crate) fn expect_many(connection: &Connection) -> Result<(), StorageFault> {
    connection.execute("INSERT INTO book_words (book_words, rank) VALUES ('secure-delete', 0)", [])?;
    Ok(())
}

/// Makes the removed words be gone from the file, as the last thing of a transaction.
pub(crate) fn settle(connection: &Connection) -> Result<(), StorageFault> {
    connection.prepare_cached("DELETE FROM temp.words_removed")?.execute([])?;
    let secure: Option<bool> = connection
        .prepare_cached("SELECT v FROM book_words_config WHERE k = 'secure-delete'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    if secure != Some(true) {
        connection.execute_batch(
            "INSERT INTO book_words (book_words) VALUES ('optimize');
             INSERT INTO book_words (book_words, rank) VALUES ('secure-delete', 1);",
        )?;
    }
    Ok(())
}
