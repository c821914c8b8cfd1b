use crate::{AccountId, BookId, Library, StorageFault};

impl Library {
    /// Remembers that these records are of different books, each two of them, by their keys.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn tell_apart(&self, account: AccountId, books: &[BookId]) -> Result<(), StorageFault> {
        self.write(|transaction| {
            let mut keys = Vec::with_capacity(books.len());
            let mut statement =
                transaction.prepare_cached("SELECT rkey FROM book WHERE id = ?1 AND account = ?2")?;
            for book in books {
                let mut rows = statement.query((book, account))?;
                if let Some(row) = rows.next()? {
                    keys.push(row.get::<_, String>(0)?);
                }
                transaction.prepare_cached("DELETE FROM duplicate WHERE book = ?1")?.execute([book])?;
            }
            keys.sort_unstable();
            keys.dedup();
            for (index, one) in keys.iter().enumerate() {
                for other in keys.iter().skip(index + 1) {
                    transaction
                        .prepare_cached(
                            "INSERT OR IGNORE INTO not_duplicate (account, one, other) VALUES (?1, ?2, ?3)",
                        )?
                        .execute((account, one, other))?;
                }
            }
            Ok(())
        })
    }

    /// Forgets what [`tell_apart`](Self::tell_apart) remembered of these records among themselves.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn tell_apart_no_more(&self, account: AccountId, books: &[BookId]) -> Result<(), StorageFault> {
        self.write(|transaction| {
            for one in books {
                for other in books {
                    transaction
                        .prepare_cached(
                            "DELETE FROM not_duplicate WHERE account = ?1
                                 AND one = (SELECT rkey FROM book WHERE id = ?2 AND account = ?1)
                                 AND other = (SELECT rkey FROM book WHERE id = ?3 AND account = ?1)",
                        )?
                        .execute((account, one, other))?;
                }
            }
            Ok(())
        })
    }
}
