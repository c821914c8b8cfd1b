//! Putting together what happened here and what happened at the server.
//!
//! Field by field, three ways: the base, the waiting patches, and their record. A field that only one side changed
//! takes that change. Where both did, lists of reads merge as sets, identifiers merge key by key, and of two progress
//! marks the later stands; else a single edit by hand wins, and an import's or a bulk edit's change is set aside for
//! the person to see. A book changed on one side and deleted on the other is always set aside.

mod book;
mod changes;
mod listing;
mod three_way;

pub use changes::RemoteChanges;
pub(crate) use listing::settle;
pub use listing::{MergeError, MergeOutcome, RemoteBook};
pub(crate) use three_way::{MOST_READS, ThreeWay, three_way};
