//! The path through the tree to one key.

use super::{Car, CarError, RepoError};
use crate::{
    Did, Nsid, RecordKey,
    xrpc::{Request, Response},
};

const GET_RECORD: Nsid = Nsid::from_static("com.atproto.sync.getRecord");

/// The most a proof may weigh: the commit, one node a layer, and the record.
const MAX_PROOF_BYTES: usize = 4 * 1024 * 1024;

/// Asks for the blocks from the newest commit to a key, which need not be there: then they prove that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetProof {
    /// Whose repository.
    pub did: Did,
    /// Which collection.
    pub collection: Nsid,
    /// Which key.
    pub rkey: RecordKey,
}

impl GetProof {
    /// The path to where the collection begins: no key sorts before this one.
    #[must_use]
    pub fn of_beginning(did: Did, collection: Nsid) -> Option<Self> {
        Some(Self { did, collection, rkey: RecordKey::parse("-").ok()? })
    }

    /// The path to where the collection ends. Only keys that begin with two tildes sort after this one.
    #[must_use]
    pub fn of_end(did: Did, collection: Nsid) -> Option<Self> {
        Some(Self { did, collection, rkey: RecordKey::parse("~").ok()? })
    }

    /// The call.
    #[must_use]
    pub fn request(&self) -> Request {
        Request::query(GET_RECORD)
            .param("did", self.did.as_str())
            .param("collection", self.collection.as_str())
            .param("rkey", self.rkey.as_str())
            .max_bytes(MAX_PROOF_BYTES)
    }

    /// The blocks, from the newest commit down.
    ///
    /// # Errors
    /// [`RepoError`], except `Malformed`; inside, [`CarError`] for an answer that is no archive.
    pub fn read(response: Response) -> Result<Result<Car, CarError>, RepoError> {
        if response.is_success() { Ok(Car::read(&response.body)) } else { Err(RepoError::of(&response)) }
    }
}
