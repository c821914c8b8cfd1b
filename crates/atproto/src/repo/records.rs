//! Single records and lists of them.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Head, RepoError, error::read};
use crate::{
    AtUri, Cid, Did, Nsid, RecordKey,
    xrpc::{Request, Response},
};

const LIST_RECORDS: Nsid = Nsid::from_static("com.atproto.repo.listRecords");
const GET_RECORD: Nsid = Nsid::from_static("com.atproto.repo.getRecord");
const CREATE_RECORD: Nsid = Nsid::from_static("com.atproto.repo.createRecord");
const PUT_RECORD: Nsid = Nsid::from_static("com.atproto.repo.putRecord");
const DELETE_RECORD: Nsid = Nsid::from_static("com.atproto.repo.deleteRecord");

/// The most a page may weigh: a hundred records that fill what servers allow one to.
const MAX_PAGE_BYTES: usize = 32 * 1024 * 1024;

/// The most one record may weigh, with room for its envelope.
const MAX_RECORD_BYTES: usize = 2 * 1024 * 1024;

/// A record as a server returns it. The value is JSON, in the order it came; it need not be an object.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Record {
    /// Where it is.
    pub uri: AtUri,
    /// The CID of this version.
    pub cid: Cid,
    /// The record.
    pub value: Value,
}

impl Record {
    /// The record's key.
    #[must_use]
    pub fn key(&self) -> Option<RecordKey> {
        self.uri.record_key()
    }
}

/// Asks for one page of a collection, newest key first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRecords {
    /// Whose repository.
    pub repo: Did,
    /// Which collection.
    pub collection: Nsid,
    /// How many records, 1 to 100.
    pub limit: u8,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

/// One page. The list has ended when there is no cursor; the last page may be empty.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ListPage {
    /// The records.
    pub records: Vec<Record>,
    /// Where the next page begins.
    #[serde(default)]
    pub cursor: Option<String>,
}

impl ListRecords {
    /// The call.
    #[must_use]
    pub fn request(&self) -> Request {
        let request = Request::query(LIST_RECORDS)
            .param("repo", self.repo.as_str())
            .param("collection", self.collection.as_str())
            .param("limit", self.limit.clamp(1, 100).to_string())
            .max_bytes(MAX_PAGE_BYTES);
        match &self.cursor {
            Some(cursor) => request.param("cursor", cursor),
            None => request,
        }
    }

    /// The page. One record that is not what the lexicon promises spoils it, for a list with a hole in it would
    /// read as a deletion.
    ///
    /// # Errors
    /// [`RepoError`].
    pub fn read(response: Response) -> Result<ListPage, RepoError> {
        read(&response)
    }
}

/// Asks for one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetRecord {
    /// Whose repository.
    pub repo: Did,
    /// Which collection.
    pub collection: Nsid,
    /// Which record.
    pub rkey: RecordKey,
}

impl GetRecord {
    /// The call.
    #[must_use]
    pub fn request(&self) -> Request {
        Request::query(GET_RECORD)
            .param("repo", self.repo.as_str())
            .param("collection", self.collection.as_str())
            .param("rkey", self.rkey.as_str())
            .max_bytes(MAX_RECORD_BYTES)
    }

    /// The record.
    ///
    /// # Errors
    /// [`RepoError`], among them [`RepoError::RecordNotFound`].
    pub fn read(response: Response) -> Result<Record, RepoError> {
        read(&response)
    }
}

/// What a single write expects to find in place of the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Expect {
    /// Anything.
    #[default]
    Anything,
    /// No record yet. Only [`PutRecord`] can ask for this; [`DeleteRecord`] takes it for `Anything`.
    Nothing,
    /// This version.
    Version(Cid),
}

/// Creates one record under a key chosen before.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateRecord {
    /// Whose repository.
    pub repo: Did,
    /// Which collection.
    pub collection: Nsid,
    /// The new record's key.
    pub rkey: RecordKey,
    /// The whole record, `$type` included.
    pub value: Value,
    /// The head that must be there now. Without it the call must never be sent twice.
    pub swap_commit: Option<Cid>,
}

impl CreateRecord {
    /// The call.
    #[must_use]
    pub fn request(&self) -> Request {
        let mut input = address(&self.repo, &self.collection, &self.rkey);
        input.insert("record".to_owned(), self.value.clone());
        swaps(&mut input, &Expect::Anything, self.swap_commit.as_ref());
        Request::procedure(CREATE_RECORD).json(&Value::Object(input))
    }

    /// The new record.
    ///
    /// # Errors
    /// [`RepoError`], among them [`RepoError::InvalidSwap`].
    pub fn read(response: Response) -> Result<PutReply, RepoError> {
        read(&response)
    }
}

/// Creates or replaces one record. Needs the permission to do both; with the same content it changes nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct PutRecord {
    /// Whose repository.
    pub repo: Did,
    /// Which collection.
    pub collection: Nsid,
    /// Which record.
    pub rkey: RecordKey,
    /// The whole record, `$type` included.
    pub value: Value,
    /// What must be there now (`swapRecord`).
    pub expect: Expect,
    /// The head that must be there now.
    pub swap_commit: Option<Cid>,
}

/// What became of a record that was created or put.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PutReply {
    /// Where it is.
    pub uri: AtUri,
    /// The CID of the new version.
    pub cid: Cid,
    /// The new head. Servers leave it out when nothing changed.
    #[serde(default)]
    pub commit: Option<Head>,
}

impl PutRecord {
    /// The call.
    #[must_use]
    pub fn request(&self) -> Request {
        let mut input = address(&self.repo, &self.collection, &self.rkey);
        input.insert("record".to_owned(), self.value.clone());
        if self.expect == Expect::Nothing {
            input.insert("swapRecord".to_owned(), Value::Null);
        }
        swaps(&mut input, &self.expect, self.swap_commit.as_ref());
        Request::procedure(PUT_RECORD).json(&Value::Object(input))
    }

    /// The new version.
    ///
    /// # Errors
    /// [`RepoError`], among them [`RepoError::InvalidSwap`].
    pub fn read(response: Response) -> Result<PutReply, RepoError> {
        read(&response)
    }
}

/// Deletes one record. Deleting one that is not there is a success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteRecord {
    /// Whose repository.
    pub repo: Did,
    /// Which collection.
    pub collection: Nsid,
    /// Which record.
    pub rkey: RecordKey,
    /// What must be there now (`swapRecord`).
    pub expect: Expect,
    /// The head that must be there now.
    pub swap_commit: Option<Cid>,
}

#[derive(Deserialize)]
struct DeleteReply {
    #[serde(default)]
    commit: Option<Head>,
}

impl DeleteRecord {
    /// The call.
    #[must_use]
    pub fn request(&self) -> Request {
        let mut input = address(&self.repo, &self.collection, &self.rkey);
        swaps(&mut input, &self.expect, self.swap_commit.as_ref());
        Request::procedure(DELETE_RECORD).json(&Value::Object(input))
    }

    /// The new head. Servers leave it out when there was nothing to delete.
    ///
    /// # Errors
    /// [`RepoError`], among them [`RepoError::InvalidSwap`].
    pub fn read(response: Response) -> Result<Option<Head>, RepoError> {
        read::<DeleteReply>(&response).map(|reply| reply.commit)
    }
}

fn address(repo: &Did, collection: &Nsid, rkey: &RecordKey) -> Map<String, Value> {
    [("repo", repo.as_str()), ("collection", collection.as_str()), ("rkey", rkey.as_str())]
        .map(|(name, text)| (name.to_owned(), Value::from(text)))
        .into_iter()
        .collect()
}

fn swaps(input: &mut Map<String, Value>, expect: &Expect, swap_commit: Option<&Cid>) {
    if let Expect::Version(cid) = expect {
        input.insert("swapRecord".to_owned(), Value::from(cid.as_str()));
    }
    if let Some(cid) = swap_commit {
        input.insert("swapCommit".to_owned(), Value::from(cid.as_str()));
    }
}
