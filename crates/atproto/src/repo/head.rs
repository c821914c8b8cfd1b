//! Where a repository stands.

use serde::Deserialize;

use super::{RepoError, error::read};
use crate::{
    Cid, Did, Nsid,
    xrpc::{Request, Response},
};

const GET_LATEST_COMMIT: Nsid = Nsid::from_static("com.atproto.sync.getLatestCommit");
const GET_REPO_STATUS: Nsid = Nsid::from_static("com.atproto.sync.getRepoStatus");
const GET_REPO: Nsid = Nsid::from_static("com.atproto.sync.getRepo");

/// The newest commit of a repository.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Head {
    /// The commit's CID, which a write names as `swapCommit`.
    pub cid: Cid,
    /// Its revision, a TID that only grows. Kept as sent.
    pub rev: String,
}

/// Asks for the newest commit. Costs no points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetLatestCommit {
    /// Whose repository.
    pub did: Did,
}

impl GetLatestCommit {
    /// The call.
    #[must_use]
    pub fn request(&self) -> Request {
        Request::query(GET_LATEST_COMMIT).param("did", self.did.as_str())
    }

    /// The head.
    ///
    /// # Errors
    /// [`RepoError`].
    pub fn read(response: Response) -> Result<Head, RepoError> {
        read(&response)
    }
}

/// Asks whether the server serves a repository. Costs no points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetRepoStatus {
    /// Whose repository.
    pub did: Did,
}

/// Whether a server serves a repository.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RepoStatus {
    /// False: it was taken down, deactivated, deleted, or has moved away.
    pub active: bool,
}

impl GetRepoStatus {
    /// The call.
    #[must_use]
    pub fn request(&self) -> Request {
        Request::query(GET_REPO_STATUS).param("did", self.did.as_str())
    }

    /// The status.
    ///
    /// # Errors
    /// [`RepoError`].
    pub fn read(response: Response) -> Result<RepoStatus, RepoError> {
        read(&response)
    }
}

/// Asks for a repository as a CAR file, or for what is new in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetRepo {
    /// Whose repository.
    pub did: Did,
    /// Only blocks newer than this revision. A server may ignore it and send everything.
    pub since: Option<String>,
    /// How many bytes to accept before giving up.
    pub max_bytes: usize,
}

impl GetRepo {
    /// The call.
    #[must_use]
    pub fn request(&self) -> Request {
        let request = Request::query(GET_REPO).param("did", self.did.as_str()).max_bytes(self.max_bytes);
        match &self.since {
            Some(rev) => request.param("since", rev),
            None => request,
        }
    }

    /// The bytes of the CAR file, unread.
    ///
    /// # Errors
    /// [`RepoError`], except `Malformed`.
    pub fn read(response: Response) -> Result<crate::http::Bytes, RepoError> {
        if response.is_success() { Ok(response.body) } else { Err(RepoError::of(&response)) }
    }
}
