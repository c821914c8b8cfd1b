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
    /// The dialog named a place that is no file.
    #[error("the chosen place is not a file on this computer")]
    NotAFile,
}

impl From<ShellError> for IpcError {
    fn from(error: ShellError) -> Self {
        let (code, retryable) = match &error {
            ShellError::Browser(_) => (ErrorCode::BrowserDidNotOpen, true),
            ShellError::Clipboard(_) => (ErrorCode::Internal, true),
            ShellError::NoSignIn => (ErrorCode::SignInExpired, false),
            ShellError::NotAFile => (ErrorCode::FileNotRegular, true),
        };
        Self { code, message: error.to_string(), retryable }
    }
}
