//! How a repository call fails.

use serde::de::DeserializeOwned;

use crate::xrpc::{RateLimit, Response, XrpcError};

/// Why a repository call has no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RepoError {
    /// The repository, or the record, is no longer what the call expected. Nothing was written.
    #[error("the repository has changed in the meantime")]
    InvalidSwap,
    /// The budget is used up. Nothing was written; [`RateLimit::retry_at`] says when to go on.
    #[error("the server asks to slow down")]
    RateLimited(RateLimit),
    /// The request is larger than the server takes. Nothing was written.
    #[error("the request is too large for the server")]
    TooLarge,
    /// The server has no such call. Nothing was written.
    #[error("the server does not have this call")]
    NoSuchMethod,
    /// There is no such record.
    #[error("there is no such record")]
    RecordNotFound,
    /// There is no such repository here, or it has been taken down.
    #[error("the server does not have this repository")]
    RepoUnavailable(XrpcError),
    /// Any other error of the server. For a write answered with 5xx it is open whether it was done.
    #[error(transparent)]
    Xrpc(XrpcError),
    /// A success whose body is not what the lexicon promises. A write has happened all the same.
    #[error("the server's answer cannot be understood")]
    Malformed,
}

impl RepoError {
    /// Sorts an answer that is not a success.
    pub(super) fn of(response: &Response) -> Self {
        let error = response.error();
        match (response.status, error.error.as_deref()) {
            (_, Some("InvalidSwap")) => Self::InvalidSwap,
            (429, _) => Self::RateLimited(response.rate_limit()),
            (413, _) => Self::TooLarge,
            (501, _) | (_, Some("MethodNotImplemented" | "XRPCNotSupported")) => Self::NoSuchMethod,
            (_, Some("RecordNotFound")) => Self::RecordNotFound,
            (_, Some("RepoNotFound" | "RepoTakendown" | "RepoSuspended" | "RepoDeactivated")) => {
                Self::RepoUnavailable(error)
            }
            _ => Self::Xrpc(error),
        }
    }

    /// Whether the call is known to have changed nothing, so that another may follow at once. `false` after a
    /// 5xx and after a success that could not be read.
    #[must_use]
    pub fn nothing_was_written(&self) -> bool {
        match self {
            Self::Xrpc(error) => error.status < 500,
            Self::Malformed => false,
            _ => true,
        }
    }
}

/// The body of a successful answer.
pub(super) fn read<T: DeserializeOwned>(response: &Response) -> Result<T, RepoError> {
    if !response.is_success() {
        return Err(RepoError::of(response));
    }
    response.json().map_err(|_| RepoError::Malformed)
}
