//! Writes one by one: all of them for a server without batches ([`apply`]), and updates and deletions for a repository
//! that somebody else writes to so often that no batch gets through ([`send`]).
//!
//! The record's own version guards an update or a deletion, whatever else was written. A create names the head always:
//! only that guards one record per book.

use super::task::Cycle;
use super::{Stop, rest, server};
use atproto::Cid;
use atproto::repo::{
    ApplyWritesReply, CreateRecord, DeleteRecord, Expect, Head, PutRecord, PutReply, RepoError, Write,
    WriteResult,
};
use bookhive::COLLECTION;
use library::{Batch, BatchItem};
use oauth::RepoAction;

/// Sends a write guarded by the head it was made for, and says of it what a batch of one would. `None`: it was written,
/// and the server does not say where the repository stands now. Then the next walk recognises it.
pub(super) async fn apply(
    cycle: &Cycle,
    head: &Head,
    item: &BatchItem,
) -> Result<Result<Option<ApplyWritesReply>, RepoError>, Stop> {
    let (repo, swap_commit) = (cycle.did.clone(), Some(head.cid.clone()));
    let expect = item.version.clone().map_or(Expect::Anything, Expect::Version);
    let request = match item.write.clone() {
        Write::Create { collection, rkey, value } => {
            CreateRecord { repo, collection, rkey, value, swap_commit }.request()
        }
        Write::Update { collection, rkey, value } => {
            PutRecord { repo, collection, rkey, value, expect, swap_commit }.request()
        }
        Write::Delete { collection, rkey } => {
            DeleteRecord { repo, collection, rkey, expect, swap_commit }.request()
        }
    };
    let response = server::call(cycle, request).await?;
    rest::learn(cycle, &response.rate_limit()).await?;
    let written = |reply: PutReply| {
        // A put that changes nothing makes no commit.
        let same = (item.version.as_ref() == Some(&reply.cid)).then(|| head.clone());
        let result = WriteResult { uri: Some(reply.uri), cid: Some(reply.cid) };
        (reply.commit.or(same), result)
    };
    let outcome = match &item.write {
        Write::Create { .. } => CreateRecord::read(response).map(written),
        Write::Update { .. } => PutRecord::read(response).map(written),
        Write::Delete { .. } => {
            DeleteRecord::read(response).map(|commit| (commit, WriteResult { uri: None, cid: None }))
        }
    };
    Ok(outcome.map(|(commit, result)| {
        commit.map(|Head { cid, rev }| ApplyWritesReply { commit: cid, rev, results: vec![result] })
    }))
}

/// Sends what of the batch can go alone. The mirror then has versions that belong to no one head, so whoever calls this
/// has to follow the repository before anything else is sent.
pub(super) async fn send(cycle: &Cycle, batch: &Batch) -> Result<(), Stop> {
    for item in &batch.items {
        let Some(version) = item.version.clone() else { continue };
        if let Some(cid) = write(cycle, item, version).await? {
            let (account, item) = (cycle.account, item.clone());
            server::local(cycle, move |shared| {
                shared.library.acknowledge_single(account, &item, cid.as_ref())
            })
            .await?;
        }
    }
    Ok(())
}

/// `None`: nothing was written, or nothing is known of it. Inside: the new version, if there is one.
async fn write(cycle: &Cycle, item: &BatchItem, version: Cid) -> Result<Option<Option<Cid>>, Stop> {
    let (repo, expect) = (cycle.did.clone(), Expect::Version(version));
    let scope = cycle.session.scope();
    let may = |action| scope.allows(action, COLLECTION);
    let (outcome, limit) = match item.write.clone() {
        // `putRecord` asks for both permissions.
        Write::Update { collection, rkey, value } if may(RepoAction::Create) && may(RepoAction::Update) => {
            let put = PutRecord { repo, collection, rkey, value, expect, swap_commit: None };
            let response = server::call(cycle, put.request()).await?;
            let limit = response.rate_limit();
            (PutRecord::read(response).map(|reply| Some(reply.cid)), limit)
        }
        Write::Delete { collection, rkey } if may(RepoAction::Delete) => {
            let delete = DeleteRecord { repo, collection, rkey, expect, swap_commit: None };
            let response = server::call(cycle, delete.request()).await?;
            let limit = response.rate_limit();
            (DeleteRecord::read(response).map(|_| None), limit)
        }
        Write::Create { .. } | Write::Update { .. } | Write::Delete { .. } => return Ok(None),
    };
    rest::learn(cycle, &limit).await?;
    match outcome {
        Ok(cid) => Ok(Some(cid)),
        Err(error @ RepoError::RateLimited(_)) => Err(server::stop(cycle, &error)),
        // Changed meanwhile, or in doubt: the walk that follows tells.
        Err(_) => Ok(None),
    }
}
