//! The shape of a call: <https://atproto.com/specs/xrpc>.
//!
//! A [`Request`] says which method, with what parameters and body, and how long an answer may be; a
//! [`Response`] is what came back. Neither knows a server or a credential: [`Request::to_http`] turns one into
//! an HTTP request for a service, to which whoever holds a session adds its headers.

mod error;
mod rate_limit;
mod request;
#[cfg(test)]
mod tests;

pub use error::XrpcError;
pub use rate_limit::{RateLimit, RetryAfter};
pub use request::{Body, Kind, Request, Response};
