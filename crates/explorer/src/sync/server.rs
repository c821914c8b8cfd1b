//! Calls to the account's server and to the library, with what a failure of either means for the cycle.

use super::Stop;
use super::task::Cycle;
use crate::explorer::Shared;
use atproto::repo::{GetLatestCommit, Head, RepoError};
use atproto::xrpc::{Request, Response};
use oauth::SendError;
use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

/// Sends a request through the session.
pub(super) async fn call(cycle: &Cycle, request: Request) -> Result<Response, Stop> {
    cycle.session.send(request).await.map_err(|error| match error {
        SendError::SignedOut(_) => Stop::SignedOut,
        SendError::NotNow { retry_at, .. } => match jiff::Timestamp::try_from(retry_at) {
            Ok(at) if at > cycle.shared.now() => Stop::Resting(at),
            _ => Stop::Offline,
        },
        SendError::ScopeMissing => Stop::SignedOut,
        SendError::Store(error) => Stop::Storage(error.to_string()),
        SendError::Http(_) | SendError::Unauthorized { .. } | SendError::Internal => Stop::Offline,
    })
}

/// What an error of the server means where nothing better is known: wait for its budget, or for itself.
pub(super) fn stop(cycle: &Cycle, error: &RepoError) -> Stop {
    match error {
        RepoError::RateLimited(limit) => {
            let soon = cycle.shared.now() + Duration::from_secs(60);
            let told = limit.retry_at((cycle.shared.clock)());
            Stop::Resting(told.and_then(|at| jiff::Timestamp::try_from(at).ok()).unwrap_or(soon))
        }
        _ => Stop::Offline,
    }
}

/// Where the repository stands.
pub(super) async fn latest_commit(cycle: &Cycle) -> Result<Head, Stop> {
    let response = call(cycle, GetLatestCommit { did: cycle.did.clone() }.request()).await?;
    GetLatestCommit::read(response).map_err(|error| stop(cycle, &error))
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
