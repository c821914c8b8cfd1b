//! Emptying the outbox: batch after batch, each guarded by the head it was made for.

use super::fill::fill;
use super::limits::Limits;
use super::task::Cycle;
use super::{Stop, server};
use atproto::repo::{ApplyWrites, ApplyWritesReply, RepoError};
use library::{Batch, SetAsideReason};
use std::collections::HashMap;

/// Server failures in a row, over cycles with a pause between them, after which it may be the batch that is at fault.
const FAILURES: u32 = 3;

/// What is remembered of the sending between cycles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sending {
    limits: Limits,
    failures: u32,
    /// A server in trouble fails every record. So only one is set aside for failing, until another gets through.
    may_set_aside: bool,
}

impl Default for Sending {
    fn default() -> Self {
        Self { limits: Limits::full(), failures: 0, may_set_aside: true }
    }
}

/// Sends until nothing waits.
///
/// `swapCommit` makes this safe to repeat: a batch that was applied although its answer was lost has moved the head, so
/// the same batch fails as `InvalidSwap`, and the listing that follows recognises what got through.
pub(super) async fn send_all(cycle: &Cycle) -> Result<(), Stop> {
    let mut sending = cycle.sending();
    loop {
        let account = cycle.account;
        let waiting = server::local(cycle, move |shared| shared.library.waiting(account)).await?;
        if waiting.entries == 0 {
            return Ok(());
        }
        if cycle.shared.accounts().is_paused(&cycle.did) {
            return Err(Stop::Paused);
        }
        let batch_limits = sending.limits.batch();
        let next =
            server::local(cycle, move |shared| shared.library.next_batch(account, batch_limits)).await?;
        let Some(batch) = next else { continue };
        match apply(cycle, &batch).await? {
            Ok(reply) => {
                acknowledge(cycle, batch, reply).await?;
                sending.limits.after_success();
                sending = Sending { limits: sending.limits, ..Sending::default() };
                cycle.keep(sending);
            }
            Err(RepoError::InvalidSwap) => {
                sending.limits.after_conflict(batch.items.len());
                let head = server::latest_commit(cycle).await?;
                fill(cycle, head).await?;
            }
            Err(RepoError::TooLarge) => {
                if batch.items.len() == 1 {
                    set_aside(cycle, batch, "the record is too large for the server".to_owned()).await?;
                } else {
                    sending.limits.after_too_large(batch.items.len());
                }
            }
            // A named 400 is about what was sent; any other status is about the server, and passes.
            Err(RepoError::Xrpc(error)) if error.status == 400 && error.error.is_some() => {
                refused(cycle, batch, error.message, &mut sending.limits).await?;
            }
            Err(RepoError::Xrpc(_) | RepoError::Malformed) => {
                // Nothing is known of what was written: look before sending anything else, and not at once.
                let head = server::latest_commit(cycle).await?;
                fill(cycle, head).await?;
                sending.failures += 1;
                if sending.failures > FAILURES && sending.may_set_aside {
                    sending.may_set_aside = batch.items.len() > 1;
                    refused(cycle, batch, None, &mut sending.limits).await?;
                }
                cycle.keep(sending);
                return Err(Stop::Offline);
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

/// Halves a batch that the server will not have, down to the one record at fault, which is set aside.
async fn refused(
    cycle: &Cycle,
    batch: Batch,
    words: Option<String>,
    limits: &mut Limits,
) -> Result<(), Stop> {
    if batch.items.len() > 1 {
        limits.after_refusal(batch.items.len());
        return Ok(());
    }
    set_aside(cycle, batch, words.unwrap_or_default()).await
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
