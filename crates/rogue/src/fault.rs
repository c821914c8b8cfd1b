//! The misbehaviours, by name.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::Notify;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// `/.well-known/oauth-protected-resource` at the PDS.
    ResourceMetadata,
    /// `/.well-known/oauth-authorization-server`.
    ServerMetadata,
    /// The pushed authorization request.
    Par,
    /// The token endpoint, spending a code.
    Code,
    /// The token endpoint, spending a refresh token.
    Refresh,
    /// The revocation endpoint.
    Revoke,
    /// Any call to the PDS but resolving a handle.
    Xrpc,
    /// A DID document.
    Did,
    /// `com.atproto.identity.resolveHandle`.
    Handle,
    /// Anything else.
    Other,
}

/// How a reply goes wrong.
#[derive(Clone)]
pub enum Fault {
    /// Replies with this and does nothing.
    Reply {
        /// Status.
        status: u16,
        /// Further headers.
        headers: Vec<(&'static str, String)>,
        /// Content type and body.
        body: (&'static str, Vec<u8>),
    },
    /// Closes the connection and does nothing.
    CloseBefore,
    /// Does what was asked and closes the connection.
    CloseAfter,
    /// Does what was asked and sends half of the JSON with a 200.
    Truncate,
    /// Does what was asked and replies with this status.
    StatusAfter(u16),
    /// Does what was asked and edits the JSON of the reply.
    Edit(fn(&mut Value)),
    /// Does what was asked, then waits to be notified before it replies.
    HoldReply(Arc<Notify>),
    /// Replies without a nonce.
    NoNonce,
    /// Asks for a nonce, and brings a new one, whatever was sent.
    DemandNonce,
    /// Sends a body without end.
    Endless,
    /// Sends 65 kB of gzip that unpack to 10 MB.
    Bomb,
}

impl Fault {
    /// A JSON reply.
    pub fn json(status: u16, body: &Value) -> Fault {
        Fault::Reply {
            status,
            headers: Vec::new(),
            body: ("application/json", body.to_string().into_bytes()),
        }
    }

    /// An HTML reply, as proxies and captive portals send.
    pub fn html(status: u16) -> Fault {
        Fault::Reply { status, headers: Vec::new(), body: ("text/html", b"<html>Sorry</html>".to_vec()) }
    }

    /// A redirect.
    pub fn redirect(to: &str) -> Fault {
        Fault::Reply {
            status: 302,
            headers: vec![("Location", to.to_owned())],
            body: ("text/plain", Vec::new()),
        }
    }
}
