//! The repository calls this application makes, typed and without transport: each makes an
//! [`xrpc::Request`](crate::xrpc::Request) and reads an [`xrpc::Response`](crate::xrpc::Response).
//!
//! | call | lexicon |
//! |---|---|
//! | [`ListRecords`] | `com.atproto.repo.listRecords` |
//! | [`GetRecord`] | `com.atproto.repo.getRecord` |
//! | [`ApplyWrites`] | `com.atproto.repo.applyWrites` |
//! | [`CreateRecord`] | `com.atproto.repo.createRecord` |
//! | [`PutRecord`] | `com.atproto.repo.putRecord` |
//! | [`DeleteRecord`] | `com.atproto.repo.deleteRecord` |
//! | [`GetLatestCommit`] | `com.atproto.sync.getLatestCommit` |
//! | [`GetRepoStatus`] | `com.atproto.sync.getRepoStatus` |
//! | [`GetRepo`] | `com.atproto.sync.getRepo` |
//! | [`GetProof`] | `com.atproto.sync.getRecord` |
//! | [`GetBlob`] | `com.atproto.sync.getBlob` |
//! | [`UploadBlob`] | `com.atproto.repo.uploadBlob` |
//!
//! A write that names the head it expects (`swapCommit`) can be sent again after an answer was lost: had it
//! been applied, the head would have moved, and the second one fails with [`RepoError::InvalidSwap`].

mod apply_writes;
mod blob;
mod car;
mod dag_cbor;
mod error;
mod head;
pub mod mst;
mod proof;
mod records;
#[cfg(test)]
mod tests;

pub use apply_writes::{ApplyWrites, ApplyWritesReply, Write, WriteResult};
pub use blob::{BlobRef, GetBlob, UploadBlob, blob_cid};
pub use car::{Blocks, Car, CarError};
pub use error::RepoError;
pub use head::{GetLatestCommit, GetRepo, GetRepoStatus, Head, RepoStatus};
pub use proof::GetProof;
pub use records::{
    CreateRecord, DeleteRecord, Expect, GetRecord, ListPage, ListRecords, PutRecord, PutReply, Record,
};
