//! The buzz.bookhive records, hive identifiers and catalogue queries
