//! The library on this computer: SQLite mirror, edits, outbox and import
