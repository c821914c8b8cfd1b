use super::query::SelectionView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the settings show beside accounts, sync and appearance, which the page knows already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    pub catalogue: ConsentView,
    pub covers: CoversView,
    pub history_limit: HistoryLimitView,
    /// Newest first.
    pub backups: Vec<BackupView>,
    /// Bytes of the library's file.
    #[ts(type = "number")]
    pub bytes: u64,
    /// Pictures of covers on this computer, and their bytes.
    pub cover_files: u32,
    #[ts(type = "number")]
    pub cover_bytes: u64,
    /// Books of every account on this computer, and of the library without one.
    pub books: u32,
    /// The library with an account is on screen, so that its repository can be fetched.
    pub has_repository: bool,
}

/// Whether books may be looked up in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConsentView {
    NotAsked,
    Yes,
    No,
}

/// What is done about pictures of covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CoversView {
    Off,
    Thumbnails,
    Publish,
}

/// How long changes can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HistoryLimitView {
    Month,
    Year,
    FiveYears,
    Forever,
}

/// A copy of the library. `name` names it to the commands; it is no path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupView {
    pub name: String,
    /// When it was made (RFC 3339).
    pub at: String,
    #[ts(type = "number")]
    pub bytes: u64,
}

/// What an export is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormatView {
    StoryGraph,
    Goodreads,
    JsonLines,
    /// The whole repository as the server has it, every collection of it.
    Car,
}

impl ExportFormatView {
    /// What a file of it is called, and how its name ends.
    #[must_use]
    pub fn file_kind(self) -> (&'static str, &'static str) {
        match self {
            Self::StoryGraph | Self::Goodreads => ("CSV", "csv"),
            Self::JsonLines => ("JSON Lines", "jsonl"),
            Self::Car => ("Repository", "car"),
        }
    }
}

/// What to export. Without a selection: everything.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportRequest {
    pub format: ExportFormatView,
    pub selection: Option<SelectionView>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportDone {
    /// Name of the file, without its directory.
    pub file_name: String,
    /// Books in it; `None` for a repository, whose content nobody counted.
    pub books: Option<u32>,
    #[ts(type = "number")]
    pub bytes: u64,
}

/// How the app stands when its page opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Opening {
    /// The library is open.
    Ready,
    /// The library's file is damaged; nothing was changed. One of these can take its place.
    Damaged { backups: Vec<BackupView> },
}
