//! The client against a server that keeps the rules, and breaks them when told to. One test per case of
//! `docs/oauth-cases.md`, named as a claim.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod callback;
mod crash;
mod discovery;
mod dpop;
mod map;
mod refresh;
mod sessions;
mod sign_in;
mod storage;
mod support;
mod tls;
mod tokens;
