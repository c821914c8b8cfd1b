//! The outbox against the reference PDS, and against everything that can happen to it: kills, another client of the same
//! account, faults of the network, spent budgets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

mod budget;
mod faults;
mod full_disk;
mod kill;
mod no_batches;
mod refusals;
mod second_writer;
mod stage;
#[path = "../support/mod.rs"]
mod support;
