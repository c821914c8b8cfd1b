//! Claims about the identifiers.
