use super::{
    AccountView, AttentionCounts, BackupView, CountsView, CoverUploads, EnrichmentView, MappingView,
    NetworkView, PlanView, PreferencesView, ProgressView, SignInView, SyncView, WaitingFileView,
};
use crate::IpcError;
use serde::Serialize;
use ts_rs::TS;

/// All the page needs for its first frame; from SQLite alone, before any network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    pub version: String,
    pub accounts: Vec<AccountView>,
    /// DID of the account whose library is shown; `None`: the library without an account.
    pub current: Option<String>,
    /// Books in the library without an account, waiting to be published.
    pub local_books: u32,
    pub counts: CountsView,
    pub sync: SyncView,
    pub sign_in: Option<SignInView>,
    pub plan: Option<PlanView>,
    /// A table that waits for its columns to be explained.
    pub mapping: Option<MappingView>,
    /// Files whose turn comes after the import on screen.
    pub waiting_files: Vec<WaitingFileView>,
    pub progress: Option<ProgressView>,
    /// `None`: no books are being looked up, and nothing that was found waits.
    pub enrichment: Option<EnrichmentView>,
    /// `None` on the real network.
    pub network: Option<NetworkView>,
    pub preferences: PreferencesView,
}

/// What happened, told to the page through the channel it passed to `subscribe`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// Accounts, or which is shown, changed.
    Accounts {
        accounts: Vec<AccountView>,
        current: Option<String>,
        local_books: u32,
    },
    /// A sign-in moved on; `None` when none is under way.
    SignIn {
        sign_in: Option<SignInView>,
    },
    /// A sign-in ended without a session.
    SignInFailed {
        error: IpcError,
    },
    Sync {
        sync: SyncView,
    },
    /// Books changed; pages on screen are stale.
    Books {
        counts: CountsView,
    },
    /// Pictures of covers arrived that had been asked for and were not here.
    Covers {
        keys: Vec<String>,
    },
    /// Covers were brought to the server, or cannot be just now.
    CoverUploads {
        uploads: CoverUploads,
    },
    /// Books of the library are looked up, or no longer.
    Enrichment {
        enrichment: Option<EnrichmentView>,
    },
    /// What asks for a look was counted anew.
    Attention {
        attention: AttentionCounts,
    },
    /// A file is being read.
    Reading {
        file_name: String,
    },
    /// The plan changed; `None` when it was closed.
    Plan {
        plan: Option<PlanView>,
    },
    /// A table waits for its columns to be explained; `None` when it no longer does.
    Mapping {
        mapping: Option<MappingView>,
    },
    /// Files wait, or no longer do.
    WaitingFiles {
        files: Vec<WaitingFileView>,
    },
    /// A file could not be read as an export.
    PlanFailed {
        file_name: Option<String>,
        error: IpcError,
    },
    Progress {
        progress: Option<ProgressView>,
    },
    /// The library's file was found to be damaged; nothing was changed. One of these can take its place.
    Damaged {
        backups: Vec<BackupView>,
    },
    /// The native menu asks for a book to be added.
    AddBook,
    /// Files are held over the window (`names`), or were let go or taken away (empty).
    DropHover {
        names: Vec<String>,
    },
}
