//! The AT Protocol's words and wires: everything the layers above need to name an account, find its
//! server and talk to it, and nothing that knows what is said.
//!
//! Read in this order:
//!
//! 1. [`syntax`]: the identifiers (DID, handle, NSID, record key, TID, AT URI, CID) as newtypes that only a
//!    parser can make, and [`AtIdentifier`], which is whatever a person typed to say who they are.
//! 2. [`http`]: the one HTTP client. It decides which addresses may be reached at all, never follows a
//!    redirect, stops at a byte cap and a deadline, and says of every failure whether the request may have
//!    arrived.
//! 3. [`identity`]: handle → DID → document → server, checked in both directions.
//! 4. [`xrpc`]: the shape of a call and of its answer, errors and rate limits, with no transport in it.
//! 5. [`repo`]: the few repository calls of this application, typed, built on `xrpc` and as transport-free.
//! 6. [`foreign`] and [`picture`]: making text and pictures of unknown origin fit to be shown.

pub mod foreign;
pub mod http;
pub mod identity;
pub mod picture;
pub mod repo;
pub mod syntax;
#[cfg(test)]
mod test_server;
pub mod xrpc;

pub use syntax::{
    AtIdentifier, AtIdentifierError, AtUri, Cid, Did, Handle, Nsid, RecordKey, SyntaxError, Tid, TidClock,
};
