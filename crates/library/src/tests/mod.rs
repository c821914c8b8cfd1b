//! The library as its callers see it, and a server that keeps records for it to be merged with.

mod adding;
mod bulk;
mod changes;
mod copies;
mod cover_uploads;
mod decisions;
mod drafts;
mod duplicates;
pub(crate) mod edits;
mod enrichment;
mod fields;
mod full_disk;
mod history;
mod imports;
mod listings;
mod model;
mod outbox;
mod queries;
mod sense;
mod sittings;
mod storage;
pub(crate) mod support;
mod three_way;
mod undo_model;
