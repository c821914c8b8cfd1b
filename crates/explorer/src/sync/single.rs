//! Updates and deletions one by one, guarded by the record's own version: for a repository that somebody else writes to
//! so often that no batch gets through. Creates never go this way: only the head guards one record per book.

use super::task::Cycle;
use super::{Stop, rest, server};
use atproto::Cid;
use atproto::repo::{DeleteRecord, Expect, PutRecord, RepoError, Write};
use bookhive::COLLECTION;
use library::{Batch, BatchItem};
use oauth::RepoAction;

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
