use super::books::{BookRow, StatusView};
use super::catalogue::CatalogueBookView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The plan of an import: what will become of every row, before anything is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanView {
    /// Changes whenever the plan changes.
    pub revision: u32,
    pub file_name: String,
    /// "StoryGraph", "Goodreads", …
    pub source: String,
    /// "UTF-8", "UTF-16", "windows-1252".
    pub encoding: String,
    pub columns: u32,
    /// Data rows of the file; equals the sum of `sums`.
    pub rows: u32,
    pub sums: PlanSums,
    /// The same rows by how sure their book is.
    pub tiles: PlanTiles,
    pub policies: ImportPolicies,
    pub look_up: LookUpView,
    pub cost: PlanCost,
    /// Set while `03/04/2021` could be read either way.
    pub date_order: Option<DateOrderQuestion>,
    /// Custom shelves that need an answer.
    pub shelves: Vec<ShelfQuestion>,
    /// Decisions that can be taken back, one after the other.
    pub undoable: u32,
    /// Milliseconds it took to read and plan the file.
    pub read_ms: u32,
    /// The columns were explained by the person, who may want to explain them anew.
    pub mapped: bool,
    /// The plan writes to the library on this computer only: nobody is signed in.
    pub local_only: bool,
}

/// A file that waits until the import before it is settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WaitingFileView {
    #[ts(type = "number")]
    pub id: i64,
    pub file_name: String,
    /// It no longer lies where it was dropped from.
    pub gone: bool,
}

/// Every row in exactly one part; the parts add up to the file's data rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanSums {
    /// Becomes a new book.
    pub new: u32,
    /// A book you have gains something.
    pub changed: u32,
    /// A book you have, nothing to do.
    pub unchanged: u32,
    /// A book you have says otherwise, and nobody has said who wins.
    pub conflict: u32,
    /// Joined with another row of the file that is the same book.
    pub joined: u32,
    /// Needs something from you first (an author).
    pub needs_you: u32,
    /// Left out by you.
    pub left_out: u32,
    /// Cannot be read as a book.
    pub problems: u32,
}

/// Every row in exactly one tile; the tiles add up to the file's data rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanTiles {
    /// The catalogue has the book, without doubt.
    pub exact: u32,
    /// The catalogue has it: the same words in title and author.
    pub strong: u32,
    /// A book is like it.
    pub review: u32,
    /// Of `review`: rows that wait for an answer.
    pub open: u32,
    /// No book is known to be it; imported under its computed id.
    pub no_match: u32,
    /// A book of the library.
    pub yours: u32,
    /// Of `yours`: rows whose book gains something.
    pub gaining: u32,
    /// A book of the library that says otherwise.
    pub conflict: u32,
    /// It cannot be read, or has no author.
    pub problem: u32,
}

/// How far the catalogue was asked about the plan's rows. The plan can be used meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LookUpView {
    pub state: LookUpState,
    /// Rows about which something is still to be asked.
    pub waiting: u32,
    /// Whole minutes until the present round is through; 0 is "under a minute".
    pub minutes: u32,
}

/// State of the look-ups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LookUpState {
    /// The reader has not been asked yet whether titles may be sent.
    NotAsked,
    /// The reader said no.
    Off,
    Running,
    /// The catalogue cannot be reached, or asked for a pause; goes on by itself.
    Waiting,
    Done,
}

/// What publishing the plan costs at the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanCost {
    /// Create 3, update 2, delete 1.
    pub points: u32,
    pub points_per_hour: u32,
    pub points_per_day: u32,
    /// Whole minutes the writing takes at these limits; 0 is "under a minute".
    pub minutes: u32,
}

/// What to do with fields of a book that you already have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ImportPolicy {
    FillEmpty,
    /// Whichever knows of the later day of reading wins; where neither does, you are asked.
    NewerWins,
    FileWins,
    Ask,
}

/// A policy for each field that a file can say something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportPolicies {
    /// Status and the days of the newest reading.
    pub status: ImportPolicy,
    pub rating: ImportPolicy,
    pub review: ImportPolicy,
    pub owned: ImportPolicy,
    /// Tags and what else stays on this computer.
    pub local: ImportPolicy,
}

/// What the user says a row is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ResolutionView {
    /// This book of the library.
    Book {
        #[ts(type = "number")]
        id: i64,
    },
    /// This book of the catalogue.
    Catalogue { hive_id: String },
    /// A book of its own, as the file has it.
    AsFile,
    /// Nothing after all: what was found stands.
    Undecided,
}

/// A book that a row could be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CandidateView {
    /// What choosing it says.
    pub choice: ResolutionView,
    pub title: String,
    pub authors: Vec<String>,
    pub hive_id: Option<String>,
    pub year: Option<i32>,
    pub pages: Option<u32>,
    pub tier: TierView,
    /// A book of the library.
    pub yours: bool,
    /// What stands for the row at present.
    pub chosen: bool,
}

/// How far a match can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TierView {
    Exact,
    Strong,
    Review,
    None,
}

/// Where a row belongs in the sum that people see first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TileView {
    Exact,
    Strong,
    Review,
    NoMatch,
    Yours,
    Conflict,
    Problem,
}

/// What is decided about rows of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RowDecision {
    /// The row is the book that is offered for it.
    Accept,
    /// The row is a book of its own, as the file has it.
    AsFile,
    LeaveOut,
    TakeIn,
    /// What you have stays, where it was open who wins.
    KeepYours,
    /// What the file says replaces it.
    TakeFile,
    /// It is open again who wins.
    AskAgain,
}

/// Dates written `A/B/YYYY` whose order the file does not settle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DateOrderQuestion {
    /// A few dates as the file has them.
    pub examples: Vec<String>,
    pub answer: Option<DateOrderView>,
}

/// The reading of `A/B/YYYY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DateOrderView {
    MonthFirst,
    DayFirst,
}

/// A shelf of the file that is no status by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShelfQuestion {
    pub shelf: String,
    pub rows: u32,
    pub answer: ShelfAnswer,
}

/// What a custom shelf means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ShelfAnswer {
    NoStatus,
    Finished,
    Reading,
    WantToRead,
    Abandoned,
    LeaveOut,
}

/// Which rows of the plan to show.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanQuery {
    pub show: PlanFilter,
    /// Words in title, authors or line number. Empty: all.
    pub text: String,
}

/// A part of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PlanFilter {
    All,
    /// Rows with a note, a question or a problem.
    WorthALook,
    Exact,
    Strong,
    Review,
    NoMatch,
    Yours,
    Conflict,
    Problem,
    New,
    Changed,
    Unchanged,
    Joined,
    NeedsYou,
    LeftOut,
    Problems,
}

/// A window of the plan's rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanPage {
    pub revision: u32,
    pub rows: Vec<PlanRow>,
    pub offset: u32,
    pub matching: u32,
    /// Rows the filter `worthALook` would show.
    pub worth_a_look: u32,
}

/// One data row of the file and its fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanRow {
    /// Line of the file on which the row starts, 1-based, the header being line 1.
    pub line: u32,
    pub title: String,
    pub authors: Vec<String>,
    pub status: Option<StatusView>,
    /// A custom shelf, in the file's words.
    pub shelf: Option<String>,
    /// Half stars, 1 to 10, as they will be written.
    pub stars: Option<u8>,
    /// The file's own rating when it was not a half ("4.25").
    pub stars_in_file: Option<String>,
    pub started: Option<String>,
    pub finished: Option<String>,
    pub previous_reads: u32,
    pub hive_id: Option<String>,
    pub fate: RowFate,
    pub tile: TileView,
    /// What the row lacks, of one that needs something.
    pub needs: Option<RowNeed>,
    /// The book of the catalogue that it is, or could be.
    pub catalogue: Option<CatalogueBookView>,
    /// Line of the row this one is joined with.
    pub joined_with: Option<u32>,
    /// The book you have, when there is one.
    pub yours: Option<BookRow>,
    pub changes: Vec<FieldChange>,
    /// Whole sentences worth reading: "the dates were reversed".
    pub notes: Vec<String>,
}

/// What a row lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RowNeed {
    Author,
    Match,
    /// Who wins, the file or the book you have.
    Winner,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RowFate {
    New,
    Changed,
    Unchanged,
    Conflict,
    Joined,
    NeedsYou,
    LeftOut,
    Problem,
}

/// A field before and after, as words to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldChange {
    /// Name of the record's field: "finishedAt", "stars", …
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// An import under way or ended. `created + updated + unchanged + joined + left_out + set_aside + waiting = rows`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProgressView {
    #[ts(type = "number")]
    pub import: i64,
    pub file_name: String,
    pub phase: ImportPhase,
    pub rows: u32,
    pub created: u32,
    pub updated: u32,
    pub unchanged: u32,
    pub joined: u32,
    /// Left out by you, needing an author, or unreadable.
    pub left_out: u32,
    /// Refused by the server; each is in `failed`.
    pub set_aside: u32,
    pub waiting: u32,
    /// When writing goes on (RFC 3339), while resting.
    pub resumes_at: Option<String>,
    pub failed: Vec<FailedRow>,
}

/// State of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ImportPhase {
    Writing,
    /// Paused by the user.
    Paused,
    /// Waiting for the server's budget.
    Resting,
    /// Waiting for the network.
    Offline,
    /// Waiting for the user to sign in again.
    SignedOut,
    /// Every row is accounted for and nothing waits.
    Done,
}

/// A row the server refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FailedRow {
    pub line: u32,
    pub title: String,
    pub authors: Vec<String>,
    /// The reason, as a sentence.
    pub reason: String,
}
