//! Calls to the account's server and to the library, with what a failure of either means for the cycle.

use super::task::Cycle;
use super::{Rest, Stop, rest};
use crate::explorer::Shared;
use crate::views::RestReason;
use atproto::http::HttpError;
use atproto::repo::{GetLatestCommit, GetRepoStatus, Head, RepoError};
use atproto::xrpc::{Request, Response};
use oauth::SendError;
use std::fmt::Display;
use std::sync::Arc;

/// Sends a request through the session.
pub(super) async fn call(cycle: &Cycle, request: Request) -> Result<Response, Stop> {
    cycle.session.send(request).await.map_err(|error| unsent(cycle, error))
}

/// As [`call`]; `None` when the answer is larger than the request allows.
pub(super) async fn call_capped(cycle: &Cycle, request: Request) -> Result<Option<Response>, Stop> {
    match cycle.session.send(request).await {
        Ok(response) => Ok(Some(response)),
        Err(SendError::Http(HttpError::TooLarge { .. })) => Ok(None),
        Err(error) => Err(unsent(cycle, error)),
    }
}

fn unsent(cycle: &Cycle, error: SendError) -> Stop {
    match error {
        SendError::SignedOut(_) => Stop::SignedOut,
        SendError::NotNow { retry_at, .. } => match jiff::Timestamp::try_from(retry_at) {
            Ok(until) if until > cycle.shared.now() => {
                Stop::Resting(Rest { until, reason: RestReason::Server })
            }
            _ => Stop::Offline,
        },
        SendError::ScopeMissing => Stop::NotGranted,
        SendError::Store(error) => Stop::Storage(error.to_string()),
        SendError::Unauthorized { .. } => Stop::Unavailable,
        SendError::Http(_) | SendError::Internal => Stop::Offline,
    }
}

/// What an error of the server means where nothing better is known: wait for its budget, or for itself.
pub(super) fn stop(cycle: &Cycle, error: &RepoError) -> Stop {
    match error {
        RepoError::RateLimited(limit) => Stop::Resting(rest::asked(limit, cycle.shared.now())),
        RepoError::RepoUnavailable(_) => Stop::Unavailable,
        _ => Stop::Offline,
    }
}

/// Where the repository stands.
pub(super) async fn latest_commit(cycle: &Cycle) -> Result<Head, Stop> {
    let response = call(cycle, GetLatestCommit { did: cycle.did.clone() }.request()).await?;
    GetLatestCommit::read(response).map_err(|error| stop(cycle, &error))
}

/// Goes on only where the server serves the repository. A server that does not say whether it does is believed to.
pub(super) async fn must_be_active(cycle: &Cycle) -> Result<(), Stop> {
    let response = call(cycle, GetRepoStatus { did: cycle.did.clone() }.request()).await?;
    match GetRepoStatus::read(response) {
        Ok(status) if !status.active => Err(Stop::Unavailable),
        Err(error @ (RepoError::RepoUnavailable(_) | RepoError::RateLimited(_))) => Err(stop(cycle, &error)),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Asks the library, off the asynchronous threads.
pub(super) async fn local<T: Send + 'static, E: Display + Send + 'static>(
    cycle: &Cycle,
    work: impl FnOnce(&Arc<Shared>) -> Result<T, E> + Send + 'static,
) -> Result<T, Stop> {
    let shared = cycle.shared.clone();
    match tokio::task::spawn_blocking(move || work(&shared)).await {
        Ok(outcome) => outcome.map_err(|error| Stop::Storage(error.to_string())),
        Err(_) => Err(Stop::Storage("the work was cut short".to_owned())),
    }
}
