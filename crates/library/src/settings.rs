//! Small texts kept between starts, by key.

use crate::{Library, StorageFault};
use rusqlite::OptionalExtension;

impl Library {
    /// The text kept under `key`.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn get_setting(&self, key: &str) -> Result<Option<String>, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT value FROM settings WHERE key = ?1")?;
            Ok(statement.query_row([key], |row| row.get(0)).optional()?)
        })
    }

    /// Keeps `value` under `key`; `None` forgets it. Durable when it returns.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn set_setting(&self, key: &str, value: Option<&str>) -> Result<(), StorageFault> {
        self.write(|transaction| {
            match value {
                Some(value) => transaction.execute(
                    "INSERT INTO settings (key, value) VALUES (?1, ?2)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    [key, value],
                )?,
                None => transaction.execute("DELETE FROM settings WHERE key = ?1", [key])?,
            };
            Ok(())
        })
    }
}
