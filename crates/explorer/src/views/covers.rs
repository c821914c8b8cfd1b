use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What bringing covers to the server would come to. Nothing is brought there that this did not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CoverPreview {
    pub covers: u32,
    #[ts(type = "number")]
    pub bytes: u64,
    /// Days that it takes, at so many a day.
    pub days: u32,
    /// Books without a cover of their own of which no picture is on this computer.
    pub without: u32,
    /// The first of them, to be looked at.
    pub books: Vec<CoverToBring>,
    /// Names exactly these covers.
    pub digest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CoverToBring {
    pub title: String,
    pub author: String,
    pub hive_id: String,
}

/// How covers are on their way to the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CoverUploads {
    pub state: CoverUploadState,
    pub waiting: u32,
    /// Brought there on this day, in UTC, and how many a day takes.
    pub today: u32,
    pub most_today: u32,
    /// When the day's limit no longer holds (RFC 3339).
    pub continues_at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CoverUploadState {
    /// Nothing waits, or the sync takes it from here.
    Going,
    Paused,
    /// The day's limit is reached.
    Tomorrow,
    /// The server has not allowed pictures.
    NotGranted,
}

/// What the reader wants of the covers that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CoverOrder {
    Pause,
    GoOn,
    /// What has not been brought there is let go.
    Stop,
}
