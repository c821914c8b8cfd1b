//! Emptying the outbox: batch after batch, each guarded by the head it was made for.

use super::fill::follow;
use super::limits::Limits;
use super::partial::learn_lost_edges;
use super::rest::Pause;
use super::task::Cycle;
use super::{Stop, covers, rest, server, single};
use crate::stop_point;
use atproto::repo::{ApplyWrites, ApplyWritesReply, Head, RepoError};
use library::{Acknowledgement, Batch, BatchLimits, Budget, SetAsideReason};
use std::collections::HashMap;

/// Server failures in a row, over cycles with a pause between them, after which it may be the batch that is at fault.
const FAILURES: u32 = 3;
/// Conflicts in a row after which updates and deletions are tried one by one.
const CONFLICTS: u32 = 3;
/// Conflicts in a row after which to leave the repository to whoever writes to it, for a while.
const MOST_CONFLICTS: u32 = 8;

/// What is remembered of the sending between cycles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sending {
    limits: Limits,
    failures: u32,
    conflicts: u32,
    /// A server in trouble fails every record. So only one is set aside for failing, until another gets through.
    may_set_aside: bool,
    /// The pictures of the batch that follows were brought to the server anew.
    brought_again: bool,
    /// A rest that the server asked for. Nothing is sent before its end, whoever asks for a look meanwhile.
    pause: Option<Pause>,
}

impl Default for Sending {
    fn default() -> Self {
        Self {
            limits: Limits::full(),
            failures: 0,
            conflicts: 0,
            may_set_aside: true,
            brought_again: false,
            pause: None,
        }
    }
}

/// Sends until nothing waits.
///
/// `swapCommit` makes this safe to repeat: a batch that was applied although its answer was lost has moved the head, so
/// the same batch fails as `InvalidSwap`, and the walk that follows recognises what got through.
///
/// While a batch is on its way, the one before is acknowledged here and the one after is read.
pub(super) async fn send_all(cycle: &Cycle) -> Result<(), Stop> {
    let mut sending = cycle.sending();
    sending.conflicts = 0;
    let (mut answered, mut ahead, mut sent) = (None, None, false);
    loop {
        if cycle.shared.accounts().is_paused(&cycle.did) {
            acknowledge(cycle, answered.take()).await?;
            let account = cycle.account;
            let waiting = server::local(cycle, move |shared| shared.library.waiting(account)).await?;
            return if waiting.entries == 0 { Ok(()) } else { Err(Stop::Paused) };
        }
        let batch = match ahead.take() {
            // The budget may have become known, or smaller, by the answer that came since it was read.
            Some(batch) if fits(cycle, &batch, answered.as_ref()).await? => batch,
            _ => {
                acknowledge(cycle, answered.take()).await?;
                match next(cycle, &sending).await? {
                    Some(batch) => batch,
                    None if sent => return learn_lost_edges(cycle).await,
                    None => return Ok(()),
                }
            }
        };
        stop_point::reached("batch-read");
        let meanwhile = async {
            acknowledge(cycle, answered.take()).await?;
            after(cycle, &batch, sending.limits).await
        };
        let apply = apply(cycle, &batch, sending.limits);
        let (outcome, following) = tokio::join!(apply, meanwhile);
        let following = following?;
        let (budget, outcome) = outcome?;
        // Of a batch that was applied, it is noted with the acknowledgement.
        if outcome.is_err() {
            rest::note(cycle, budget).await?;
        }
        match outcome {
            Ok(Some(reply)) => {
                stop_point::reached("batch-answered");
                ahead = following.map(|following| Batch { head: reply.head(), ..following });
                answered = Some(Answered { batch, reply, budget });
                sent = true;
                sending.limits.after_success();
                sending = Sending { limits: sending.limits, ..Sending::default() };
                cycle.keep(sending);
                continue;
            }
            Ok(None) => {
                follow(cycle).await?;
                if head(cycle).await?.as_ref() == Some(&batch.head) {
                    // Written, it says, and nothing has changed: not the same again at once.
                    return Err(Stop::Offline);
                }
            }
            Err(RepoError::InvalidSwap) => {
                sending.conflicts += 1;
                sending.limits.after_conflict(batch.items.len());
                follow(cycle).await?;
                if sending.conflicts >= MOST_CONFLICTS {
                    cycle.keep(sending);
                    return Err(Stop::Offline);
                }
                if sending.conflicts >= CONFLICTS
                    && let Some(batch) = next(cycle, &sending).await?
                {
                    single::send(cycle, &batch).await?;
                    follow(cycle).await?;
                }
            }
            // Known for as long as the application runs; a later version of the server is asked again.
            Err(RepoError::NoSuchMethod) if !sending.limits.are_one_by_one() => {
                tracing::info!(did = %cycle.did, "the server takes no batches");
                sending.limits.one_by_one();
            }
            Err(RepoError::TooLarge) => {
                if batch.items.len() == 1 {
                    set_aside(cycle, batch, "the record is too large for the server".to_owned()).await?;
                } else {
                    sending.limits.after_too_large(batch.items.len());
                }
            }
            // Once for a batch: what is brought there again and still missed is the record's fault.
            Err(RepoError::Xrpc(error))
                if error.is("BlobNotFound")
                    && !sending.brought_again
                    && covers::bring_again(cycle, &batch).await? =>
            {
                sending.brought_again = true;
            }
            // A named 400 is about what was sent; any other status is about the server, and passes.
            Err(RepoError::Xrpc(error)) if error.status == 400 && error.error.is_some() => {
                refused(cycle, batch, error.message, &mut sending.limits).await?;
            }
            Err(RepoError::Xrpc(_) | RepoError::Malformed) => {
                // Nothing is known of what was written: look before sending anything else, and not at once.
                follow(cycle).await?;
                sending.failures += 1;
                if sending.failures > FAILURES && sending.may_set_aside {
                    sending.may_set_aside = batch.items.len() > 1;
                    refused(cycle, batch, None, &mut sending.limits).await?;
                }
                cycle.keep(sending);
                return Err(Stop::Offline);
            }
            Err(error) => {
                let stop = server::stop(cycle, &error);
                if let Stop::Resting(rest) = stop {
                    sending.pause = Some(Pause::begin(rest, cycle.shared.now()));
                    cycle.keep(sending);
                }
                return Err(stop);
            }
        }
        cycle.keep(sending);
        cycle.books_changed();
    }
}

/// The next batch, within what the server takes and what its budgets leave.
async fn next(cycle: &Cycle, sending: &Sending) -> Result<Option<Batch>, Stop> {
    let (account, now, limits) = (cycle.account, cycle.shared.now(), sending.limits);
    let read = server::local(cycle, move |shared| {
        let budgets: Vec<Budget> = shared.library.budgets(account)?;
        let limits = BatchLimits { points: rest::points(&budgets, now), ..limits.batch() };
        Ok::<_, library::OutboxError>((shared.library.next_batch(account, limits)?, budgets))
    });
    let (batch, budgets) = read.await?;
    let Some(batch) = batch else { return Ok(None) };
    let asked = sending.pause.and_then(|pause| pause.left(now));
    let due = rest::due(&budgets, batch.points, now);
    match due.into_iter().chain(asked).max_by_key(|rest| rest.until) {
        Some(rest) => Err(Stop::Resting(rest)),
        None => Ok(Some(batch)),
    }
}

/// The batch to send after one that is on its way; `None` also when the budgets leave no room for it.
async fn after(cycle: &Cycle, on_its_way: &Batch, limits: Limits) -> Result<Option<Batch>, Stop> {
    let (account, now, on_its_way) = (cycle.account, cycle.shared.now(), on_its_way.clone());
    let read = server::local(cycle, move |shared| {
        let mut budgets: Vec<Budget> = shared.library.budgets(account)?;
        for budget in &mut budgets {
            budget.remaining = budget.left(now).saturating_sub(on_its_way.points);
        }
        let limits = BatchLimits { points: rest::points(&budgets, now), ..limits.batch() };
        let batch = shared.library.batch_after(account, &on_its_way, limits)?;
        Ok::<_, library::OutboxError>(batch.filter(|batch| rest::due(&budgets, batch.points, now).is_none()))
    });
    read.await
}

/// Whether the budgets have room for the whole of a batch, also the one that the last answer told of.
async fn fits(cycle: &Cycle, batch: &Batch, answered: Option<&Answered>) -> Result<bool, Stop> {
    let (account, now, cost) = (cycle.account, cycle.shared.now(), batch.points);
    let mut budgets = server::local(cycle, move |shared| shared.library.budgets(account)).await?;
    if let Some(told) = answered.and_then(|answered| answered.budget) {
        budgets.retain(|budget| budget.seconds != told.seconds);
        budgets.push(told);
    }
    Ok(cost <= rest::points(&budgets, now))
}

/// Where the repository stood when it was last looked at.
async fn head(cycle: &Cycle) -> Result<Option<Head>, Stop> {
    let account = cycle.account;
    server::local(cycle, move |shared| shared.library.head(account)).await
}

/// A batch that the server has applied, with what it said.
struct Answered {
    batch: Batch,
    reply: ApplyWritesReply,
    budget: Option<Budget>,
}

/// What came of sending a batch, with what is to be noted of the budget. `None` of a reply: see [`single::apply`].
type Outcome = (Option<Budget>, Result<Option<ApplyWritesReply>, RepoError>);

async fn apply(cycle: &Cycle, batch: &Batch, limits: Limits) -> Result<Outcome, Stop> {
    if limits.are_one_by_one()
        && let [item] = batch.items.as_slice()
    {
        return Ok((None, single::apply(cycle, &batch.head, item).await?));
    }
    let call = ApplyWrites {
        repo: cycle.did.clone(),
        writes: batch.writes(),
        swap_commit: Some(batch.head.cid.clone()),
    };
    let response = server::call(cycle, call.request()).await?;
    let budget = rest::budget(&response.rate_limit(), cycle.shared.now());
    Ok((budget, ApplyWrites::read(response).map(Some)))
}

/// Notes here what the server has answered, and tells it.
async fn acknowledge(cycle: &Cycle, answered: Option<Answered>) -> Result<(), Stop> {
    let Some(Answered { batch, reply, budget }) = answered else { return Ok(()) };
    let cids: HashMap<String, atproto::Cid> = reply
        .results
        .iter()
        .filter_map(|result| result.written().map(|(key, cid)| (key.to_string(), cid.clone())))
        .collect();
    let (account, now, head) = (cycle.account, cycle.shared.now(), reply.head());
    let noted = server::local(cycle, move |shared| {
        let told = Acknowledgement { cids: &cids, head, budget };
        shared.library.acknowledge(account, &batch, &told, now)
    });
    noted.await?;
    stop_point::reached("batch-acknowledged");
    cycle.books_changed();
    Ok(())
}

/// Halves a batch that the server will not have, down to the one record at fault, which is set aside.
async fn refused(
    cycle: &Cycle,
    batch: Batch,
    words: Option<String>,
    limits: &mut Limits,
) -> Result<(), Stop> {
    // One that has deactivated the account refuses whatever it is sent.
    server::must_be_active(cycle).await?;
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
