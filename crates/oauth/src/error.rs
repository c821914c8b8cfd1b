//! One error per operation, so that a caller can tell apart what a person can do something about.

use std::time::SystemTime;

use atproto::Did;
use atproto::http::HttpError;
use atproto::identity::IdentityError;

use crate::discovery::DiscoveryError;
use crate::par::ParError;
use crate::pending::PendingKeyError;
use crate::record::EndReason;
use crate::row::{RowFault, SealRowError};
use crate::secret::NoRandomness;
use crate::store::StoreError;
use crate::token::TokenFault;
use crate::vault::VaultError;

/// Why [`accounts`](crate::OAuthClient::accounts) has no list.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AccountsError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why [`authorize`](crate::OAuthClient::authorize) has no address for the browser.
#[derive(Debug, thiserror::Error)]
pub enum AuthorizeError {
    /// The account, or its server, was not found.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// No usable authorization server behind the account's server.
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    /// This application has no such redirect.
    #[error("the client has no such redirect URI")]
    NoSuchRedirect,
    /// The keys cannot be kept; the person can unlock the keychain or choose "only until I quit".
    #[error(transparent)]
    StorageLocked(VaultError),
    /// The waiting sign-in cannot be written down.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The server did not take the request.
    #[error(transparent)]
    Par(#[from] ParError),
    /// The operating system gave no random bytes, or a row could not be made.
    #[error("no key could be made")]
    NoKey,
}

/// Why [`callback`](crate::OAuthClient::callback) has no session.
///
/// [`is_unrelated`](CallbackError::is_unrelated) are to be ignored in silence: anyone can send them.
#[derive(Debug, thiserror::Error)]
pub enum CallbackError {
    /// No sign-in with this state is waiting. Nothing was touched.
    #[error("no sign-in is waiting for this answer")]
    UnknownState,
    /// This answer has been taken already.
    #[error("this answer was used before")]
    AlreadyUsed,
    /// More than ten minutes went by, or the application has become another client since.
    #[error("the sign-in has expired")]
    Expired,
    /// `iss` is missing; the sign-in still waits.
    #[error("the answer does not say which server it is from")]
    IssuerMissing,
    /// `iss` names another server; the sign-in still waits.
    #[error("the answer is from another server")]
    IssuerMismatch,
    /// Neither `code` nor `error`, or it came on another redirect; the sign-in still waits.
    #[error("the answer is malformed")]
    Malformed,
    /// The person said no in the browser.
    #[error("the sign-in was cancelled")]
    Cancelled,
    /// The server ended the sign-in with an error.
    #[error("the server ended the sign-in: {error}")]
    ServerError {
        /// The error code, made fit to be shown.
        error: String,
        /// Its description, made fit to be shown.
        description: Option<String>,
    },
    /// The code could not be sent; nothing of it left, and the same answer may be delivered again.
    #[error("the server could not be reached: {0}")]
    NotSent(HttpError),
    /// The code was sent and no reply came. It must not be sent again: start anew.
    #[error("the server's reply was lost: {0}")]
    ReplyLost(HttpError),
    /// The server refused the code.
    #[error("the server refused the code: {error}")]
    CodeRefused {
        /// The error code, made fit to be shown.
        error: String,
    },
    /// The token endpoint answered with this status and nothing usable.
    #[error("the token endpoint answered with status {0}")]
    ServerFailed(u16),
    /// The tokens cannot be trusted; they were given back.
    #[error(transparent)]
    Tokens(#[from] TokenFault),
    /// The person signed in as someone else; the tokens were given back. They may want that account instead.
    #[error("signed in as {signed_in} instead of {asked}")]
    AnotherAccount {
        /// Whom the sign-in was for.
        asked: Did,
        /// Who signed in.
        signed_in: Did,
    },
    /// The account's own server does not name this authorization server; the tokens were given back.
    #[error("the server has no authority over {0}")]
    NoAuthority(Did),
    /// The account that signed in could not be looked up; the tokens were given back.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// Its authorization server could not be looked up; the tokens were given back.
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    /// The keys cannot be read or kept.
    #[error(transparent)]
    StorageLocked(VaultError),
    /// The session cannot be written down.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The waiting sign-in cannot be opened any more: start anew.
    #[error(transparent)]
    Row(#[from] RowFault),
    /// The operating system gave no random bytes, or the work was cut short.
    #[error("the sign-in could not be finished")]
    Internal,
}

impl CallbackError {
    /// True when the sign-in this answered is over for the person. False for what a stranger may have sent and for a
    /// second delivery, both of which are ignored.
    pub fn ends_sign_in(&self) -> bool {
        !self.is_unrelated() && !matches!(self, CallbackError::AlreadyUsed)
    }

    /// True for what a stranger may have sent: nothing happens on screen, and a waiting sign-in goes on waiting.
    pub fn is_unrelated(&self) -> bool {
        matches!(
            self,
            CallbackError::UnknownState
                | CallbackError::IssuerMissing
                | CallbackError::IssuerMismatch
                | CallbackError::Malformed
        )
    }
}

/// Why [`restore`](crate::OAuthClient::restore) has no session.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// There is no such account here.
    #[error("no such account")]
    NoAccount,
    /// The session is over; the account must sign in again.
    #[error("the session has ended")]
    SignedOut(EndReason),
    /// The session belongs to another network.
    #[error("the session belongs to another network")]
    OtherNetwork,
    /// The keychain did not give the keys. The session may well be alive: try again later.
    #[error(transparent)]
    StorageLocked(VaultError),
    /// The row cannot be used; it is set aside and the other accounts are not touched.
    #[error(transparent)]
    Unreadable(RowFault),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a call brought no answer of the account's server.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SendError {
    /// The session is over; the account must sign in again.
    #[error("the session has ended")]
    SignedOut(EndReason),
    /// The server could not be asked, or its answer was lost.
    #[error(transparent)]
    Http(HttpError),
    /// A new token is needed and cannot be had now. The session is alive as far as anyone knows.
    #[error("the session cannot be renewed now")]
    NotNow {
        /// When to try again.
        retry_at: SystemTime,
        /// What stood in the way.
        cause: NotNow,
    },
    /// What was granted does not cover this call.
    #[error("the granted scope does not cover this call")]
    ScopeMissing,
    /// The server refuses a token it has just given out.
    #[error("the server refuses the token")]
    Unauthorized {
        /// The error code it gave.
        error: Option<String>,
    },
    /// The session cannot be written down, so it must not be renewed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The operating system gave no random bytes, or the work was cut short.
    #[error("the request could not be made")]
    Internal,
}

impl SendError {
    /// False proves that the server has not acted on this call.
    pub fn may_have_arrived(&self) -> bool {
        matches!(self, SendError::Http(error) if error.may_have_arrived())
    }
}

/// What stands in the way of a refresh.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// The server could not be reached; nothing was sent.
    #[error("the server could not be reached")]
    Unreachable(HttpError),
    /// The last attempt's outcome is unknown, and it is too early to make sure.
    #[error("the last attempt's outcome is not known yet")]
    InDoubt,
    /// The server asked to wait, or failed with this status.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// The server refused for a reason that is not the session's.
    #[error("the server refused: {0}")]
    Refused(String),
    /// Another process is at it and does not finish.
    #[error("another process is renewing the session")]
    Locked,
}

/// Why [`revoke`](crate::OAuthClient::revoke) did not sign the account out.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    /// There is no such account here.
    #[error("no such account")]
    NoAccount,
    /// The keychain does not let the keys go, without which nothing can be given back.
    #[error(transparent)]
    StorageLocked(VaultError),
    /// The store cannot be written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The work was cut short.
    #[error("the sign-out could not be finished")]
    Internal,
}

impl From<PendingKeyError> for AuthorizeError {
    fn from(error: PendingKeyError) -> AuthorizeError {
        match error {
            PendingKeyError::Vault(error) => AuthorizeError::StorageLocked(error),
            PendingKeyError::NoRandomness(_) => AuthorizeError::NoKey,
        }
    }
}

impl From<SealRowError> for AuthorizeError {
    fn from(_: SealRowError) -> AuthorizeError {
        AuthorizeError::NoKey
    }
}

impl From<NoRandomness> for AuthorizeError {
    fn from(_: NoRandomness) -> AuthorizeError {
        AuthorizeError::NoKey
    }
}
