//! Errors on their way to the screen: every operation's error becomes an [`ErrorCode`], and every code has its words
//! in `ui/src/lib/words`, or the type check fails.

use serde::Serialize;
use ts_rs::TS;

/// An error as the page receives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IpcError {
    /// What happened, for the words and the way on.
    pub code: ErrorCode,
    /// Detail for the curious, in English, free of secrets and of text chosen by a stranger.
    pub message: String,
    /// Trying the same again can help.
    pub retryable: bool,
    /// The host it is about, where the person decides about that host.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub host: Option<String>,
}

/// Why something did not work, one code for each way on that a person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "each name is the sentence; the words stand in the page")]
pub enum ErrorCode {
    // Sign-in: what was typed
    NotAnIdentifier,
    HandleNotFound,
    HandleUnverified,
    DidNotFound,
    DidDocumentInvalid,
    AddressRefused,
    PrivateAddress,
    // Sign-in: the server
    ServerUnreachable,
    NotAPds,
    ServerMetadataInvalid,
    ServerLacksOauth,
    ServerRefused,
    ScopeUnknown,
    ServerBusy,
    // Sign-in: the answer
    SignInCancelled,
    SignInExpired,
    SignInAnswerInvalid,
    WrongAccount,
    ScopeMissing,
    BrowserDidNotOpen,
    // Session
    SignedOut,
    KeychainLocked,
    KeychainDenied,
    KeychainMissing,
    KeychainSilent,
    KeychainFailed,
    NotGranted,
    // Import
    FileNotFound,
    FileUnreadable,
    FileIsDirectory,
    FileNotRegular,
    FileTooLarge,
    FileEmpty,
    FileNotText,
    FileIsWorkbook,
    FileIsWebPage,
    FileIsArchive,
    FileNotCsv,
    NoUsableHeader,
    NoRows,
    NoPlan,
    PlanOutdated,
    QuestionOpen,
    ImportUnderWay,
    // Catalogue
    CatalogueNotAsked,
    CatalogueOff,
    CatalogueDown,
    // Library
    BookGone,
    TitleMissing,
    AuthorMissing,
    TitleTooLong,
    AuthorsTooLong,
    ReviewTooLong,
    TooManyReads,
    RecordInvalid,
    SameBook,
    NotAnIsbn,
    NotAGoodreadsId,
    EditOutdated,
    UndoGone,
    QueryNotUnderstood,
    DatabaseDamaged,
    DatabaseNewer,
    DiskFull,
    DiskRefused,
    DiskFailed,
    LibraryReadOnly,
    LibraryBusy,
    TooLargeToKeep,
    OutOfMemory,
    FileNotWritten,
    BackupGone,
    BackupDamaged,
    ChangeWaiting,
    // The rest
    Offline,
    AccountChanged,
    BadRequest,
    Internal,
}

impl IpcError {
    /// An error that the same attempt will meet again.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retryable: false, host: None }
    }

    /// An error that may be gone at the next attempt.
    pub fn passing(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retryable: true, host: None }
    }
}
