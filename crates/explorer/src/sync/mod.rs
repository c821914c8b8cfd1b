//! One task per signed-in account keeps its mirror equal to its repository and empties its outbox.
//!
//! A cycle asks for the head, follows it when it moved ([`fill`], [`partial`]), then sends batch after batch ([`send`])
//! within the server's budgets ([`rest`]). What
//! ends a cycle early is a [`Stop`], and the task decides from it when to try again: never in a tight loop, at once when
//! woken by an edit, a click or the window's focus.

mod covers;
mod fill;
mod limits;
mod partial;
pub(crate) mod rest;
mod send;
mod server;
mod single;
mod task;

pub(crate) use rest::Rest;
pub(crate) use task::SyncTask;

/// Why a cycle ended before everything was done. None of these loses anything: the outbox is in SQLite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The server cannot be reached, or answers with its own failure.
    Offline,
    /// The server does not serve the repository, or not to us: it was taken down, deactivated, or has moved away.
    Unavailable,
    /// The server's budget is spent until then.
    Resting(Rest),
    /// The user holds the writing.
    Paused,
    /// The session has ended; only a new sign-in helps.
    SignedOut,
    /// The session is alive and may not write; what waits is kept until a sign-in allows more.
    NotGranted,
    /// The keychain cannot be opened.
    StorageLocked(oauth::VaultError),
    /// The local database failed; waiting helps only if the disk does.
    Storage(String),
}
