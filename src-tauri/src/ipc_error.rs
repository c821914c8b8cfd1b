//! What can go wrong in the shell itself, as the page hears it.

use explorer::{ErrorCode, IpcError};

/// Why a command of the shell did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ShellError {
    /// No program took the address of the sign-in page. The system's words hold that address, so they are not repeated.
    #[error("the browser did not open")]
    Browser(#[from] tauri_plugin_opener::Error),
    /// The system's clipboard refused the text.
    #[error("the link could not be copied: {0}")]
    Clipboard(#[from] arboard::Error),
    /// Nothing waits for a browser.
    #[error("no sign-in is under way")]
    NoSignIn,
    /// The system has no file manager, or it did not open.
    #[error("the file manager did not open: {0}")]
    FileManager(#[source] tauri_plugin_opener::Error),
    /// The page sent something else than bytes.
    #[error("the page sent no bytes")]
    NotBytes,
    /// The library is open, or something else than damage keeps it from opening.
    #[error("there is nothing to recover")]
    NothingToRecover,
    /// The library was recovered, and something else keeps the app from starting.
    #[error("{0}")]
    NotStarted(String),
    /// The dialog named a place that is no file.
    #[error("the chosen place is not a file on this computer")]
    NotAFile,
}

impl From<ShellError> for IpcError {
    fn from(error: ShellError) -> Self {
        let (code, retryable) = match &error {
            ShellError::Browser(_) => (ErrorCode::BrowserDidNotOpen, true),
            ShellError::Clipboard(_) | ShellError::FileManager(_) => (ErrorCode::Internal, true),
            ShellError::NotBytes | ShellError::NothingToRecover => (ErrorCode::BadRequest, false),
            ShellError::NotStarted(_) => (ErrorCode::Internal, false),
            ShellError::NoSignIn => (ErrorCode::SignInExpired, false),
            ShellError::NotAFile => (ErrorCode::FileNotRegular, true),
        };
        if retryable { Self::passing(code, error.to_string()) } else { Self::new(code, error.to_string()) }
    }
}
