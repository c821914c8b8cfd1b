//! Emptying the outbox: batch after batch, each guarded by the head it was made for.

use super::fill::fill;
use super::limits::Limits;
use super::task::Cycle;
use super::{Stop, server};
use atproto::repo::{ApplyWrites, ApplyWritesReply, RepoError};
use library::{Batch, SetAsideReason};
use std::collections::HashMap;

/// Server failures of one batch in a row after which the batch is treated as refused.
const FAILURES: u32 = 3;

/// Sends until nothing waits.
///
/// `swapCommit` makes this safe to repeat: a batch that was applied although its answer was lost has moved the head, so
/// the same batch fails as `InvalidSwap`, and the listing that follows recognises what got through.
pub(super) async fn send_all(cycle: &Cycle) -> Result<(), Stop> {
    let mut limits = Limits::full();
    let mut failures = 0;
    loop {
        let account = cycle.account;
        let waiting = server::local(cycle, move |shared| shared.library.waiting(account)).await?;
        if waiting.entries == 0 {
            return Ok(());
        }
        if cycle.shared.accounts().is_paused(&cycle.did) {
            return Err(Stop::Paused);
        }
        let batch_limits = limits.batch();
        let next =
            server::local(cycle, move |shared| shared.library.next_batch(account, batch_limits)).await?;
        let Some(batch) = next else { continue };
        match apply(cycle, &batch).await? {
            Ok(reply) => {
                acknowledge(cycle, batch, reply).await?;
                limits.after_success();
                failures = 0;
            }
            Err(RepoError::InvalidSwap) => {
                limits.after_conflict(batch.items.len());
                let head = server::latest_commit(cycle).await?;
                fill(cycle, head).await?;
            }
            Err(RepoError::TooLarge) => {
                if batch.items.len() == 1 {
                    set_aside(cycle, batch, "the record is too large for the server".to_owned()).await?;
                } else {
                    limits.after_too_large(batch.items.len());
                }
            }
            Err(RepoError::Xrpc(error)) if error.status < 500 || failures >= FAILURES => {
                failures = 0;
                if batch.items.len() == 1 {
                    set_aside(cycle, batch, error.message.unwrap_or_default()).await?;
                } else {
                    limits.after_refusal(batch.items.len());
                }
            }
            Err(RepoError::Xrpc(_) | RepoError::Malformed) => {
                // Nothing is known of what was written: look before sending anything else.
                failures += 1;
                let head = server::latest_commit(cycle).await?;
                fill(cycle, head).await?;
            }
            Err(error) => return Err(server::stop(cycle, &error)),
        }
        cycle.books_changed();
    }
}

async fn apply(cycle: &Cycle, batch: &Batch) -> Result<Result<ApplyWritesReply, RepoError>, Stop> {
    let call = ApplyWrites {
        repo: cycle.did.clone(),
        writes: batch.writes(),
        swap_commit: Some(batch.head.cid.clone()),
    };
    let response = server::call(cycle, call.request()).await?;
    Ok(ApplyWrites::read(response))
}

async fn acknowledge(cycle: &Cycle, batch: Batch, reply: ApplyWritesReply) -> Result<(), Stop> {
    let cids: HashMap<String, atproto::Cid> = reply
        .results
        .iter()
        .filter_map(|result| result.written().map(|(key, cid)| (key.to_string(), cid.clone())))
        .collect();
    let (account, now, head) = (cycle.account, cycle.shared.now(), reply.head());
    server::local(cycle, move |shared| shared.library.acknowledge(account, &batch, &cids, head, now)).await
}

/// A record that the server will not have, alone: out of the way, with the reason, and the rest goes on.
async fn set_aside(cycle: &Cycle, batch: Batch, message: String) -> Result<(), Stop> {
    let account = cycle.account;
    server::local(cycle, move |shared| {
        let reason = SetAsideReason::Refused { message };
        batch.items.iter().try_for_each(|item| shared.library.set_aside(account, item, &reason))
    })
    .await
}
