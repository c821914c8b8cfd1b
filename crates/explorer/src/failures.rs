//! Which error code each error of the layers below becomes. No arm is left to a wildcard where a person would do
//! something else about it.

use crate::{ErrorCode, IpcError};
use atproto::http::HttpError;
use atproto::identity::IdentityError;
use library::StorageFault;
use library::import::{NotAnExport, ReadFileError};
use oauth::{
    AccountsError, AuthorizeError, CallbackError, DiscoveryError, ParError, RevokeError, StoreError,
    VaultError,
};
use std::io;

impl From<StorageFault> for IpcError {
    fn from(fault: StorageFault) -> Self {
        Self::from(&fault)
    }
}

impl From<&StorageFault> for IpcError {
    fn from(fault: &StorageFault) -> Self {
        let words = fault.to_string();
        match fault {
            StorageFault::DiskFull => Self::passing(ErrorCode::DiskFull, words),
            StorageFault::Damaged | StorageFault::Malformed { .. } => {
                Self::new(ErrorCode::DatabaseDamaged, words)
            }
            StorageFault::ReadOnly => Self::passing(ErrorCode::LibraryReadOnly, words),
            StorageFault::Busy => Self::passing(ErrorCode::LibraryBusy, words),
            StorageFault::Disk(_) => Self::passing(ErrorCode::DiskFailed, words),
            StorageFault::DiskRefused(_) => Self::passing(ErrorCode::DiskRefused, words),
            StorageFault::TooLarge => Self::new(ErrorCode::TooLargeToKeep, words),
            StorageFault::OutOfMemory => Self::passing(ErrorCode::OutOfMemory, words),
            StorageFault::Statement(_) => Self::new(ErrorCode::Internal, words),
        }
    }
}

impl From<library::AccountError> for IpcError {
    fn from(error: library::AccountError) -> Self {
        match error {
            library::AccountError::Unknown => Self::new(ErrorCode::BadRequest, error.to_string()),
            library::AccountError::Storage(fault) => fault.into(),
        }
    }
}

impl From<library::EditError> for IpcError {
    fn from(error: library::EditError) -> Self {
        let words = error.to_string();
        match error {
            library::EditError::Storage(fault) => fault.into(),
            library::EditError::Limit(fault) => Self::new(limit(&fault), words),
            library::EditError::SameBook(_) => Self::new(ErrorCode::SameBook, words),
            library::EditError::Outdated => Self::new(ErrorCode::EditOutdated, words),
            library::EditError::UnknownAccount => Self::new(ErrorCode::BadRequest, words),
        }
    }
}

impl From<library::DraftError> for IpcError {
    fn from(error: library::DraftError) -> Self {
        match error {
            library::DraftError::UnknownBook => Self::new(ErrorCode::BookGone, error.to_string()),
            library::DraftError::Storage(fault) => fault.into(),
        }
    }
}

impl From<library::AddError> for IpcError {
    fn from(error: library::AddError) -> Self {
        let words = error.to_string();
        match error {
            library::AddError::Storage(fault) => fault.into(),
            library::AddError::Limit(fault) => Self::new(limit(&fault), words),
            library::AddError::Here(_) => Self::new(ErrorCode::SameBook, words),
            library::AddError::UnknownAccount => Self::new(ErrorCode::BadRequest, words),
        }
    }
}

impl From<library::MatchError> for IpcError {
    fn from(error: library::MatchError) -> Self {
        let words = error.to_string();
        match error {
            library::MatchError::Storage(fault) => fault.into(),
            library::MatchError::Limit(fault) => Self::new(limit(&fault), words),
            library::MatchError::Gone => Self::new(ErrorCode::BookGone, words),
            library::MatchError::UnknownAccount => Self::new(ErrorCode::BadRequest, words),
        }
    }
}

/// Why a file did not get its content, where there is something else to do about each.
pub(crate) fn not_written(cause: &io::Error) -> IpcError {
    let code = match cause.kind() {
        io::ErrorKind::StorageFull => ErrorCode::DiskFull,
        io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => ErrorCode::DiskRefused,
        _ => ErrorCode::FileNotWritten,
    };
    IpcError::passing(code, cause.kind().to_string())
}

/// The limit that a person ran into, where there is something else to do about each.
fn limit(fault: &bookhive::LexiconFault) -> ErrorCode {
    use bookhive::Fault::{Empty, Missing, TooLong};
    match (fault.path.as_str(), fault.fault) {
        ("title", Empty | Missing) => ErrorCode::TitleMissing,
        ("title", TooLong) => ErrorCode::TitleTooLong,
        ("authors", Empty | Missing) => ErrorCode::AuthorMissing,
        ("authors", TooLong) => ErrorCode::AuthorsTooLong,
        ("review", TooLong) => ErrorCode::ReviewTooLong,
        ("previousReads", TooLong) => ErrorCode::TooManyReads,
        _ => ErrorCode::RecordInvalid,
    }
}

impl From<library::ApplyError> for IpcError {
    fn from(error: library::ApplyError) -> Self {
        match error {
            library::ApplyError::Storage(fault) => fault.into(),
            library::ApplyError::UnknownAccount => Self::new(ErrorCode::BadRequest, error.to_string()),
        }
    }
}

impl From<ReadFileError> for IpcError {
    fn from(error: ReadFileError) -> Self {
        let code = match &error {
            ReadFileError::NotFound => ErrorCode::FileNotFound,
            ReadFileError::Directory => ErrorCode::FileIsDirectory,
            ReadFileError::NotRegular => ErrorCode::FileNotRegular,
            ReadFileError::TooLarge => ErrorCode::FileTooLarge,
            ReadFileError::Io(_) => ErrorCode::FileUnreadable,
        };
        Self::new(code, error.to_string())
    }
}

impl From<NotAnExport> for IpcError {
    fn from(error: NotAnExport) -> Self {
        let code = match &error {
            NotAnExport::Empty => ErrorCode::FileEmpty,
            NotAnExport::NotText => ErrorCode::FileNotText,
            NotAnExport::Workbook => ErrorCode::FileIsWorkbook,
            NotAnExport::WebPage => ErrorCode::FileIsWebPage,
            NotAnExport::Archive => ErrorCode::FileIsArchive,
            NotAnExport::NotCsv => ErrorCode::FileNotCsv,
            NotAnExport::NoUsableHeader { .. } => ErrorCode::NoUsableHeader,
            NotAnExport::NoRows => ErrorCode::NoRows,
            NotAnExport::TooLarge => ErrorCode::FileTooLarge,
        };
        Self::new(code, error.to_string())
    }
}

impl From<VaultError> for IpcError {
    fn from(error: VaultError) -> Self {
        let code = match error {
            VaultError::Locked => ErrorCode::KeychainLocked,
            VaultError::TimedOut => ErrorCode::KeychainSilent,
            VaultError::Denied => ErrorCode::KeychainDenied,
            VaultError::Absent => ErrorCode::KeychainMissing,
            VaultError::Failed => ErrorCode::KeychainFailed,
        };
        Self::passing(code, error.to_string())
    }
}

impl From<StoreError> for IpcError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::passing(ErrorCode::DiskFull, error.to_string()),
            // Our own store fails as the library does; only its damage is not the library's.
            StoreError::Failed(ref cause) => match cause.downcast_ref::<StorageFault>() {
                None | Some(StorageFault::Damaged | StorageFault::Malformed { .. }) => {
                    Self::passing(ErrorCode::Internal, error.to_string())
                }
                Some(fault) => fault.into(),
            },
        }
    }
}

impl From<AccountsError> for IpcError {
    fn from(error: AccountsError) -> Self {
        match error {
            AccountsError::Store(error) => error.into(),
        }
    }
}

impl From<HttpError> for IpcError {
    fn from(error: HttpError) -> Self {
        let words = error.to_string();
        match error {
            HttpError::InsecureUrl { .. }
            | HttpError::UnusableUrl { .. }
            | HttpError::AddressRefused { .. } => Self::new(ErrorCode::AddressRefused, words),
            HttpError::PrivateAddress { host } => {
                Self { host: Some(host.name().to_owned()), ..Self::new(ErrorCode::PrivateAddress, words) }
            }
            HttpError::NotSent { .. } | HttpError::UnknownOutcome { .. } => {
                Self::passing(ErrorCode::ServerUnreachable, words)
            }
            HttpError::TooLarge { .. } => Self::new(ErrorCode::ServerMetadataInvalid, words),
        }
    }
}

impl From<IdentityError> for IpcError {
    fn from(error: IdentityError) -> Self {
        let words = error.to_string();
        match error {
            IdentityError::NotAnAccount | IdentityError::ReservedDomain { .. } => {
                Self::new(ErrorCode::NotAnIdentifier, words)
            }
            IdentityError::HandleNotFound { .. }
            | IdentityError::HandleAnswerUnusable { .. }
            | IdentityError::HandleAmbiguous { .. } => Self::new(ErrorCode::HandleNotFound, words),
            IdentityError::HandleNotClaimed { .. } => Self::new(ErrorCode::HandleUnverified, words),
            IdentityError::DidNotFound { .. } => Self::new(ErrorCode::DidNotFound, words),
            IdentityError::UnsupportedDid { .. } | IdentityError::Document { .. } => {
                Self::new(ErrorCode::DidDocumentInvalid, words)
            }
            // A host in somebody's own network is a question, whoever met it.
            IdentityError::HandleUnreachable { source, .. }
            | IdentityError::DidUnreachable { source, .. }
                if matches!(source, HttpError::PrivateAddress { .. }) =>
            {
                source.into()
            }
            IdentityError::HandleUnreachable { .. }
            | IdentityError::DidUnreachable { .. }
            | IdentityError::LookupFailed { .. } => Self::passing(ErrorCode::ServerUnreachable, words),
        }
    }
}

impl From<DiscoveryError> for IpcError {
    fn from(error: DiscoveryError) -> Self {
        let words = error.to_string();
        match error {
            DiscoveryError::Http(error) => error.into(),
            DiscoveryError::Status { status, .. } if status >= 500 => {
                Self::passing(ErrorCode::ServerBusy, words)
            }
            DiscoveryError::Redirected { .. }
            | DiscoveryError::Status { .. }
            | DiscoveryError::NotJson { .. } => Self::new(ErrorCode::NotAPds, words),
            DiscoveryError::NoOauth => Self::new(ErrorCode::ServerLacksOauth, words),
            DiscoveryError::Metadata { .. } => Self::new(ErrorCode::ServerMetadataInvalid, words),
        }
    }
}

impl From<ParError> for IpcError {
    fn from(error: ParError) -> Self {
        let words = error.to_string();
        match error {
            ParError::Http(error) => error.into(),
            ParError::Busy { .. } | ParError::ServerFailed(_) => Self::passing(ErrorCode::ServerBusy, words),
            // > invalid_scope: The requested scope is invalid, unknown, or malformed (RFC 6749 §4.1.2.1)
            ParError::Refused { error, .. } if error == "invalid_scope" => {
                Self::new(ErrorCode::ScopeUnknown, words)
            }
            ParError::Refused { .. } | ParError::UnexpectedStatus(_) | ParError::Malformed => {
                Self::new(ErrorCode::ServerRefused, words)
            }
            ParError::NoRandomness(_) => Self::new(ErrorCode::Internal, words),
        }
    }
}

impl From<AuthorizeError> for IpcError {
    fn from(error: AuthorizeError) -> Self {
        let words = error.to_string();
        match error {
            AuthorizeError::Identity(error) => error.into(),
            AuthorizeError::Discovery(error) => error.into(),
            AuthorizeError::Par(error) => error.into(),
            AuthorizeError::StorageLocked(error) => error.into(),
            AuthorizeError::Store(error) => error.into(),
            AuthorizeError::NoSuchRedirect | AuthorizeError::NoKey => Self::new(ErrorCode::Internal, words),
        }
    }
}

impl From<CallbackError> for IpcError {
    fn from(error: CallbackError) -> Self {
        let words = error.to_string();
        match error {
            CallbackError::Cancelled => Self::new(ErrorCode::SignInCancelled, words),
            CallbackError::Expired | CallbackError::Row(_) => Self::new(ErrorCode::SignInExpired, words),
            CallbackError::UnknownState
            | CallbackError::AlreadyUsed
            | CallbackError::IssuerMissing
            | CallbackError::IssuerMismatch
            | CallbackError::Malformed => Self::new(ErrorCode::SignInAnswerInvalid, words),
            CallbackError::ServerError { error, .. } if error == "invalid_scope" => {
                Self::new(ErrorCode::ScopeUnknown, words)
            }
            CallbackError::ServerError { .. } | CallbackError::CodeRefused { .. } => {
                Self::new(ErrorCode::ServerRefused, words)
            }
            CallbackError::NotSent(_) | CallbackError::ReplyLost(_) => {
                Self::passing(ErrorCode::ServerUnreachable, words)
            }
            CallbackError::ServerFailed(_) => Self::passing(ErrorCode::ServerBusy, words),
            CallbackError::Tokens(oauth::TokenFault::Scope) => Self::new(ErrorCode::ScopeMissing, words),
            CallbackError::Tokens(_) | CallbackError::NoAuthority(_) => {
                Self::new(ErrorCode::SignInAnswerInvalid, words)
            }
            CallbackError::AnotherAccount { .. } => Self::new(ErrorCode::WrongAccount, words),
            CallbackError::Identity(error) => error.into(),
            CallbackError::Discovery(error) => error.into(),
            CallbackError::StorageLocked(error) => error.into(),
            CallbackError::Store(error) => error.into(),
            CallbackError::Internal => Self::new(ErrorCode::Internal, words),
        }
    }
}

impl From<RevokeError> for IpcError {
    fn from(error: RevokeError) -> Self {
        let words = error.to_string();
        match error {
            RevokeError::StorageLocked(error) => error.into(),
            RevokeError::Store(error) => error.into(),
            RevokeError::NoAccount => Self::new(ErrorCode::BadRequest, words),
            RevokeError::Internal => Self::new(ErrorCode::Internal, words),
        }
    }
}

#[cfg(test)]
mod tests;
