//! Claims about the repository calls.
