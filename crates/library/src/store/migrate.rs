//! Numbered migrations, each in a transaction of its own, after a backup of what was there.

use super::{Migration, OpenError, check_integrity, files};
use rusqlite::{Connection, TransactionBehavior};
use std::fs;
use std::path::{Path, PathBuf};

/// The library's migrations, in order. Once released, one is never edited: the next change is a new file.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, sql: include_str!("../schema/0001_library.sql") },
    Migration { version: 2, sql: include_str!("../schema/0002_history.sql") },
    Migration { version: 3, sql: include_str!("../schema/0003_catalogue.sql") },
];

/// Backups kept per database; older ones are removed.
const BACKUPS_KEPT: usize = 2;

/// Takes the schema to the newest version. A file of a newer one is refused before anything is touched.
pub(super) fn migrate(
    connection: &mut Connection,
    directory: &Path,
    name: &str,
    migrations: &[Migration],
) -> Result<(), OpenError> {
    let known = migrations.last().map_or(0, |last| last.version);
    let found = version(connection)?;
    if found > known {
        return Err(OpenError::Newer { found, known });
    }
    if found > 0 && found < known {
        check_integrity(connection)?;
        back_up(connection, directory, name, found)?;
    }
    for migration in migrations.iter().filter(|migration| migration.version > found) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have got here first.
        if version(&transaction)? < migration.version {
            transaction.execute_batch(migration.sql)?;
            transaction.pragma_update(None, "user_version", migration.version)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Where backups of the databases in `directory` are kept.
pub(crate) fn backups(directory: &Path) -> PathBuf {
    directory.join("backups")
}

/// Writes a compact copy beside the database, named after the schema it has.
fn back_up(connection: &Connection, directory: &Path, name: &str, version: u32) -> Result<(), OpenError> {
    let folder = backups(directory);
    files::private_directory(&folder).map_err(OpenError::Directory)?;
    let path = folder.join(format!("{name}.schema-{version}"));
    // VACUUM INTO wants an empty file or none; a half-written one is of no use to anybody.
    let _ = fs::remove_file(&path);
    files::private_file(&path).map_err(OpenError::Directory)?;
    connection.execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
    keep_newest(&folder, name);
    Ok(())
}

/// Removes all but the newest backups. Failing to is no reason not to open the library.
fn keep_newest(folder: &Path, name: &str) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut backups: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(name))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    backups.sort_by(|a, b| b.cmp(a));
    for (_, path) in backups.into_iter().skip(BACKUPS_KEPT) {
        if let Err(error) = fs::remove_file(&path) {
            tracing::warn!(%error, "an old backup could not be removed");
        }
    }
}
