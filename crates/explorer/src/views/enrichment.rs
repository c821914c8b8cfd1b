use super::{BookRow, CatalogueBookView, ConsentView, PlanCost, TierView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something that a book can lack and the catalogue can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GapView {
    HiveId,
    /// BookHive's record of the work.
    Link,
    Isbn,
    Goodreads,
    Pages,
    Year,
    Genres,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GapCount {
    pub gap: GapView,
    pub books: u32,
}

/// What could be looked up, if the reader wishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EnrichmentOffer {
    pub books: u32,
    /// How many of them lack what.
    pub gaps: Vec<GapCount>,
    /// Who would be asked.
    pub host: String,
    /// How long it takes, as far as one can tell.
    pub minutes: u32,
    pub consent: ConsentView,
}

/// How the look through the books stands. The counts after `books` add up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EnrichmentView {
    pub state: EnrichmentState,
    pub books: u32,
    pub waiting: u32,
    /// Wait to be filled.
    pub found: u32,
    /// Wait for the reader's word.
    pub doubtful: u32,
    pub unknown: u32,
    pub filled: u32,
    pub left: u32,
    pub minutes: u32,
    /// When the catalogue may be asked again (RFC 3339).
    pub continues_at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EnrichmentState {
    Running,
    Paused,
    /// The network is away; it goes on by itself.
    Offline,
    /// The catalogue asked for a pause, or failed; it goes on by itself.
    Resting,
    /// The reader does not, or no longer, allow look-ups.
    NotAllowed,
    /// Everything is asked.
    Done,
}

/// What the reader wants of the look-ups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EnrichmentOrder {
    Pause,
    GoOn,
    TryAgain,
    /// Asks no more; what was found stays.
    Stop,
    /// Puts it away with what was found.
    End,
}

/// What filling the books that were found would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EnrichmentPreview {
    pub books: u32,
    pub gaps: Vec<GapCount>,
    /// Books about which a decision waits; they are left alone.
    pub conflicts: u32,
    /// `None` without an account.
    pub cost: Option<PlanCost>,
    /// The first of them, by title.
    pub examples: Vec<FillView>,
    /// Names exactly this.
    pub digest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FillView {
    pub book: BookRow,
    /// The catalogue's book.
    pub of: CatalogueBookView,
    pub gaps: Vec<GapFill>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GapFill {
    pub gap: GapView,
    pub value: String,
}

/// What filling did. All but `group` and `partly` add up to the books of the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FilledView {
    #[ts(type = "number | null")]
    pub group: Option<i64>,
    pub filled: u32,
    /// Of the filled ones: some of it was set meanwhile, and stands.
    pub partly: u32,
    /// Set meanwhile, or another book by now.
    pub settled: u32,
    pub gone: u32,
    /// Left alone: a decision waits, or the record would be none.
    pub conflicts: u32,
}

/// Books of which the reader is to say which they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DoubtfulPage {
    pub books: Vec<DoubtfulBookView>,
    pub total: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DoubtfulBookView {
    pub book: BookRow,
    /// The likeliest first; never empty.
    pub candidates: Vec<DoubtCandidate>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DoubtCandidate {
    pub book: CatalogueBookView,
    pub tier: TierView,
    /// The same words, articles and editions aside.
    pub same_title: bool,
    pub same_author: bool,
}

/// The reader's word on a book.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum WhichBookView {
    This { hive_id: String },
    Leave,
    Absent,
}
