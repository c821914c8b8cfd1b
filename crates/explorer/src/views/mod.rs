//! What the page is told: plain serialisable values, each with its TypeScript twin in `ui/src/lib/ipc/types.ts`.
//!
//! Nothing here holds a token, a path, or a URL with a secret in it. Days are `YYYY-MM-DD` strings (a book's day is a
//! calendar day, never an instant); instants are RFC 3339 strings in UTC; counts are whole numbers.

#![allow(
    missing_docs,
    reason = "field names carry the meaning; units and surprises are documented where there are any"
)]

mod account;
mod attention;
mod books;
mod catalogue;
mod covers;
mod drafts;
mod edits;
mod enrichment;
mod event;
mod history;
mod import;
mod mapping;
mod query;
mod settings;
mod statistics;
mod sync;

#[cfg(test)]
mod typescript;

pub use account::*;
pub use attention::*;
pub use books::*;
pub use catalogue::*;
pub use covers::*;
pub use drafts::*;
pub use edits::*;
pub use enrichment::*;
pub use event::*;
pub use history::*;
pub use import::*;
pub use mapping::*;
pub use query::*;
pub use settings::*;
pub use statistics::*;
pub use sync::*;
