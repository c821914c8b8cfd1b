//! From a name to a server, with every link of the chain checked.
//!
//! ```text
//! alice.example.com ──(DNS TXT, else https)──► did:plc:… ──(directory)──► document ──► https://pds.example.com
//!        ▲                                                                   │
//!        └────────────────────── the document must name the handle ──────────┘
//! ```
//!
//! 1. [`handle`]: a handle is looked up as a TXT record of `_atproto.<handle>`, and only when DNS has no
//!    answer as `https://<handle>/.well-known/atproto-did`
//!    (<https://atproto.com/specs/handle#handle-resolution>). Where the two disagree DNS counts; two different
//!    DIDs in DNS are an error and not a reason to ask elsewhere.
//! 2. [`document`]: a `did:plc` document comes from the PLC directory, a `did:web` document from its own host
//!    (<https://atproto.com/specs/did>). Its `id` must be the DID that was asked for.
//! 3. [`resolver`]: a handle counts only when the document claims it as well; otherwise anybody could point
//!    their domain at somebody else's account. Starting from a DID, a handle that does not lead back is left
//!    out and the account still works.
//!
//! All requests keep the rules of [`crate::http`], have small caps and deadlines, and follow no redirect.

mod cache;
pub mod document;
mod error;
pub mod handle;
pub mod resolver;
#[cfg(test)]
mod tests;
mod txt;

pub use document::{DidDocument, DocumentFault};
pub use error::IdentityError;
pub use resolver::{Identity, Resolver, ResolverConfig};
pub use txt::{SystemDns, TxtAnswer, TxtError, TxtLookup, TxtMap, TxtRecord};
