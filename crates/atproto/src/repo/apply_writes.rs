//! Many writes at once, all or none.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Head, RepoError, error::read};
use crate::{
    AtUri, Cid, Did, Nsid, RecordKey,
    xrpc::{Request, Response, XrpcError},
};

const APPLY_WRITES: Nsid = Nsid::from_static("com.atproto.repo.applyWrites");

/// One write of a batch.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// A new record. A key that is taken is answered with 500, and nothing of the batch is written.
    Create {
        /// Which collection.
        collection: Nsid,
        /// The new record's key, chosen and remembered before sending.
        rkey: RecordKey,
        /// The whole record, `$type` included.
        value: Value,
    },
    /// A new version of a record. A key that is not there is answered with 500.
    Update {
        /// Which collection.
        collection: Nsid,
        /// Which record.
        rkey: RecordKey,
        /// The whole record, `$type` included.
        value: Value,
    },
    /// The end of a record. A key that is not there is answered with 500.
    Delete {
        /// Which collection.
        collection: Nsid,
        /// Which record.
        rkey: RecordKey,
    },
}

impl Write {
    /// The record's key.
    #[must_use]
    pub fn rkey(&self) -> &RecordKey {
        match self {
            Self::Create { rkey, .. } | Self::Update { rkey, .. } | Self::Delete { rkey, .. } => rkey,
        }
    }

    /// How many bytes it takes in the request, separator included: what a batch is measured by.
    #[must_use]
    pub fn wire_bytes(&self) -> usize {
        self.to_json().to_string().len() + 1
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Create { collection, rkey, value } => json!({
                "$type": "com.atproto.repo.applyWrites#create",
                "collection": collection, "rkey": rkey, "value": value,
            }),
            Self::Update { collection, rkey, value } => json!({
                "$type": "com.atproto.repo.applyWrites#update",
                "collection": collection, "rkey": rkey, "value": value,
            }),
            Self::Delete { collection, rkey } => json!({
                "$type": "com.atproto.repo.applyWrites#delete",
                "collection": collection, "rkey": rkey,
            }),
        }
    }
}

/// Applies up to 200 writes in one commit.
#[derive(Clone, Debug, PartialEq)]
pub struct ApplyWrites {
    /// Whose repository.
    pub repo: Did,
    /// The writes, in order.
    pub writes: Vec<Write>,
    /// The head that must be there now. Without it the call must never be sent twice.
    pub swap_commit: Option<Cid>,
}

/// The result of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplyWritesReply {
    /// The new head's CID.
    pub commit: Cid,
    /// The new head's revision.
    pub rev: String,
    /// One result per write, in the same order. Some servers leave the list out: then it is empty.
    pub results: Vec<WriteResult>,
}

impl ApplyWritesReply {
    /// The new head.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { cid: self.commit.clone(), rev: self.rev.clone() }
    }
}

/// What became of one write. A delete has neither.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct WriteResult {
    /// Where the record is.
    #[serde(default)]
    pub uri: Option<AtUri>,
    /// The CID of the new version.
    #[serde(default)]
    pub cid: Option<Cid>,
}

impl WriteResult {
    /// The key and version of a record that was created or updated.
    #[must_use]
    pub fn written(&self) -> Option<(RecordKey, &Cid)> {
        Some((self.uri.as_ref()?.record_key()?, self.cid.as_ref()?))
    }
}

#[derive(Deserialize)]
struct Reply {
    commit: Head,
    #[serde(default)]
    results: Vec<WriteResult>,
}

impl ApplyWrites {
    /// The call.
    #[must_use]
    pub fn request(&self) -> Request {
        let writes: Vec<Value> = self.writes.iter().map(Write::to_json).collect();
        let mut input = json!({ "repo": self.repo, "writes": writes });
        if let (Some(swap_commit), Value::Object(fields)) = (&self.swap_commit, &mut input) {
            fields.insert("swapCommit".to_owned(), Value::from(swap_commit.as_str()));
        }
        Request::procedure(APPLY_WRITES).json(&input)
    }

    /// The new head and the results.
    ///
    /// # Errors
    /// [`RepoError`], among them [`RepoError::InvalidSwap`], after which nothing was written, and
    /// [`RepoError::NoSuchMethod`]: servers may go without batches.
    pub fn read(response: Response) -> Result<ApplyWritesReply, RepoError> {
        // Nothing that this call names can be missing, so a 404 is about the call itself, whatever it is called there.
        let unknown = |error: &XrpcError| {
            error.status == 404 && error.error.as_deref().is_none_or(|name| name == "InvalidRequest")
        };
        let outcome = read(&response).map_err(|error| match error {
            RepoError::Xrpc(error) if unknown(&error) => RepoError::NoSuchMethod,
            error => error,
        });
        let Reply { commit, results } = outcome?;
        Ok(ApplyWritesReply { commit: commit.cid, rev: commit.rev, results })
    }
}
