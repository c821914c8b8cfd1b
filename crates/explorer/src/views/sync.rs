use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// State of the mirror, for the foot of the rail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncView {
    pub state: SyncState,
    /// Changes not yet acknowledged by the server.
    pub waiting: u32,
    /// Changes set aside because the server refused them or both sides changed.
    pub set_aside: u32,
    /// Books fetched so far by the first fill.
    pub filled: Option<u32>,
    /// The repository has never been listed to its end: what is shown may be a part of it.
    pub partial: bool,
    /// Last time the mirror was known to equal the repository (RFC 3339).
    pub synced_at: Option<String>,
    /// When sending goes on (RFC 3339), while resting.
    pub resumes_at: Option<String>,
    /// What set `resumes_at`.
    pub rest_reason: Option<RestReason>,
    /// When the last waiting change can be sent by the server's budgets (RFC 3339); absent while they do not bind.
    pub finishes_at: Option<String>,
}

/// Why sending rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RestReason {
    /// The server's write budget of an hour is spent.
    HourlyLimit,
    /// The server's write budget of a day is spent.
    DailyLimit,
    /// The server asked to wait.
    Server,
}

/// What the sync is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SyncState {
    /// Nobody is signed in: the library lives on this computer.
    LocalOnly,
    UpToDate,
    /// First listing of the repository is under way; what is shown is partial.
    Filling,
    Syncing,
    /// The server cannot be reached. Edits are safe and wait.
    Offline,
    /// The server's write budget is spent; see `resumes_at`.
    Resting,
    /// The user paused sending.
    Paused,
    SignInAgain,
    /// Signed in, without the permission to write what waits.
    NotGranted,
    StorageLocked,
    /// The library's file cannot be written: no room, or read-only. Nothing of it was lost.
    StorageFailed,
}

/// The network the app talks to, when it is not the real one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NetworkView {
    /// The settings that differ from the real network, by key.
    pub changed: Vec<String>,
    pub development: bool,
}

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ThemeView {
    #[default]
    System,
    Light,
    Dark,
}

/// Choices kept between starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct PreferencesView {
    pub theme: ThemeView,
    /// Rows are compact instead of cosy.
    pub compact: bool,
    /// The page's own text: shape, sort and columns of the library's list.
    #[serde(default)]
    pub layout: String,
    /// Size of all text in per cent, 75 to 200.
    pub text: u16,
}

impl Default for PreferencesView {
    fn default() -> Self {
        Self { theme: ThemeView::System, compact: false, text: 100, layout: String::new() }
    }
}
