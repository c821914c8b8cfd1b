//! Numbered migrations, each in a transaction of its own, after a backup of what was there.

use super::{Migration, OpenError, check_integrity, copies};
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// The library's migrations, in order. Once released, one is never edited: the next change is a new file.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, sql: include_str!("../schema/0001_library.sql") },
    Migration { version: 2, sql: include_str!("../schema/0002_history.sql") },
    Migration { version: 3, sql: include_str!("../schema/0003_catalogue.sql") },
    Migration { version: 4, sql: include_str!("../schema/0004_sync.sql") },
    Migration { version: 5, sql: include_str!("../schema/0005_queries.sql") },
    Migration { version: 6, sql: include_str!("../schema/0006_duplicates.sql") },
    Migration { version: 7, sql: include_str!("../schema/0007_plan.sql") },
    Migration { version: 8, sql: include_str!("../schema/0008_waiting_file.sql") },
    Migration { version: 9, sql: include_str!("../schema/0009_covers.sql") },
    Migration { version: 10, sql: include_str!("../schema/0010_parts.sql") },
    Migration { version: 11, sql: include_str!("../schema/0011_edges.sql") },
    Migration { version: 12, sql: include_str!("../schema/0012_cover_uploads.sql") },
    Migration { version: 13, sql: include_str!("../schema/0013_waiting_path.sql") },
    Migration { version: 14, sql: include_str!("../schema/0014_enrichment.sql") },
    Migration { version: 15, sql: include_str!("../schema/0015_digest.sql") },
    Migration { version: 16, sql: include_str!("../schema/0016_drafts.sql") },
    Migration { version: 17, sql: include_str!("../schema/0017_enrich_kind.sql") },
    Migration { version: 18, sql: include_str!("../schema/0018_lacks.sql") },
];

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
        copies::back_up(connection, directory, name, &format!("schema-{found}"), None)?;
    }
    bring_up_to_date(connection, migrations)
}

/// Runs the migrations that the file has not seen.
pub(super) fn bring_up_to_date(
    connection: &mut Connection,
    migrations: &[Migration],
) -> Result<(), OpenError> {
    let found = version(connection)?;
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

pub(super) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}
