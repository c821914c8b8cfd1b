//! The library on this computer: SQLite mirror, edits, outbox and import.
//!
//! Everything the app shows comes from here, so that books are on screen before the network answers. Three rules
//! hold it together:
//!
//! - **A book is its base and its waiting changes.** The *base* is the server's record as last seen, with its CID.
//!   What the person did since stands in the *outbox* as patches. The record on screen is always
//!   base × waiting patches; nothing else may write it.
//! - **One transaction per deed.** An edit, an import or an undo writes row, journal and outbox together, or not at
//!   all. Record keys are chosen there too, before anything is sent, so a killed app finds its own records again.
//! - **No state means "being sent".** A batch is computed from the outbox and forgotten on a crash. What got through
//!   is recognised when the server's records are merged ([`Library::merge_listing`]).
//!
//! All methods block on SQLite; asynchronous callers run them off their threads. Time is always an argument.

mod account;
mod apply;
mod aside;
mod backup;
mod book;
mod budget;
mod catalogue;
mod choices;
mod columns;
mod counts;
mod cover_uploads;
mod decide;
mod digest;
mod drafts;
mod duplicates;
mod edge;
mod edit;
mod enrichment;
mod erase;
pub mod export;
mod facets;
mod fault;
mod folding;
mod found;
mod history;
mod ids;
pub mod import;
mod join;
mod journal;
mod kept_plan;
mod library;
mod merge;
mod outbox;
pub mod patch;
mod progress;
pub mod query;
mod repair;
mod rows;
mod sealed;
mod selection;
mod settings;
mod statistics;
mod store;
mod undo;
mod views;
mod waiting_files;
mod words;
mod year_sums;

#[cfg(test)]
mod tests;

pub use account::{Account, AccountError};
pub use apply::ApplyError;
pub use aside::{AsideError, SetAside, SetAsideReason};
pub use atproto::repo::Head;
pub use book::{Book, BookPage, BookSummary};
pub use budget::Budget;
pub use choices::{Consent, Covers, HistoryLimit};
pub use counts::Counts;
pub use cover_uploads::Coverless;
pub use decide::{AttentionItem, BookDecision, ConflictField, Decided, Side, WholeRecord};
pub use drafts::{Draft, DraftError, DraftField};
pub use duplicates::{
    DuplicateGroup, DuplicatePage, DuplicateReason, MergeBook, MergeBooksError, MergeField, MergeOfBooks,
    MergePreview, MergeRule,
};
pub use edge::Mirrored;
pub use edit::{
    AddError, Addition, Change, DayChange, Edit, EditError, EditOutcome, EditPreview, FieldTally,
    LocalPatches, Match, MatchError, MatchPlan, Progress, ReadStep, ReadsChange, Refusal, SharedValues,
    Spread, TagsChange,
};
pub use enrichment::{
    BeginError, Candidate, DoubtfulBook, EnrichmentPreview, EnrichmentStanding, Fill, FillError, Filled, Gap,
    Lacking, LookUp, SeenFills, WhichBook,
};
pub use erase::{ForgetError, Purged};
pub use facets::{FacetCount, FacetCounts, Facets};
pub use fault::StorageFault;
pub use history::{
    BookChange, BookDeed, BookEvent, ChangeGroup, ChangeKind, FieldChange, GroupPage, HistoryPage,
    HistoryQuery, NamedBook, Undone, Whose,
};
pub use ids::{AccountId, BookId, EntryId, GroupId, ImportId, ViewId, WaitingFileId};
pub use journal::FieldSum;
pub use kept_plan::KeptPlan;
pub use library::Library;
pub use merge::{MergeError, MergeOutcome, RemoteBook, RemoteChanges};
pub use outbox::{Acknowledgement, Batch, BatchItem, BatchLimits, OutboxError, Waiting};
pub use patch::Patch;
pub use progress::{FailedRow, ImportProgress, LeftOutRow, WhyLeftOut};
pub use query::{BookQuery, SortColumn, SortKey};
pub use repair::{OddBook, Oddities};
pub use sealed::SealedRows;
pub use selection::Selection;
pub use statistics::{Pace, Share, Spine, Statistics, Tally};
pub use store::{Backup, OpenError, RestoreError, backups, recover};
pub use undo::{LeftAsIs, LeftReason, UndoError, UndoOutcome};
pub use views::{SavedView, ViewDraft, ViewError};
pub use waiting_files::WaitingFile;
pub use year_sums::YearSum;
