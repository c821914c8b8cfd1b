//! Where the way from a name to a server ends.

use super::DocumentFault;
use crate::{Did, Handle, http::HttpError};

/// Why an identity could not be established.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// A server was given where an account is needed.
    #[error("this is the address of a server, not the name of an account")]
    NotAnAccount,
    /// The handle ends in a domain that exists in no public network, such as `.local`.
    #[error("the handle {handle} cannot exist on the public network")]
    ReservedDomain {
        /// The handle.
        handle: Handle,
    },
    /// DNS and the web both say that there is no such handle.
    #[error("nobody has the handle {handle}")]
    HandleNotFound {
        /// The handle.
        handle: Handle,
    },
    /// The handle's host answers with something that is not a DID, as a captive portal does.
    #[error("the answer for the handle {handle} is not a DID")]
    HandleAnswerUnusable {
        /// The handle.
        handle: Handle,
    },
    /// DNS names different accounts for the handle.
    #[error("DNS names several accounts for the handle {handle}")]
    HandleAmbiguous {
        /// The handle.
        handle: Handle,
    },
    /// DNS failed, and so did the web.
    #[error("the handle {handle} could not be looked up")]
    HandleUnreachable {
        /// The handle.
        handle: Handle,
        /// What the web said.
        #[source]
        source: HttpError,
    },
    /// The handle leads to an account whose document does not claim the handle.
    #[error("the account {did} does not claim the handle {handle}")]
    HandleNotClaimed {
        /// The handle.
        handle: Handle,
        /// Where it leads.
        did: Did,
    },
    /// A DID that cannot be looked up: another method than `plc` and `web`, or a `web` DID with a path, a port
    /// or a host that the protocol does not allow.
    #[error("accounts of the kind {did} are not supported")]
    UnsupportedDid {
        /// The DID.
        did: Did,
    },
    /// The directory, or the DID's own host, says that there is no such account.
    #[error("there is no account {did}")]
    DidNotFound {
        /// The DID.
        did: Did,
    },
    /// The directory, or the DID's own host, could not be reached.
    #[error("the account {did} could not be looked up")]
    DidUnreachable {
        /// The DID.
        did: Did,
        /// What went wrong.
        #[source]
        source: HttpError,
    },
    /// A server on the way answered with an error.
    #[error("a server needed for the look-up answered {status}")]
    LookupFailed {
        /// Its status.
        status: u16,
    },
    /// The account's document cannot be used.
    #[error("the document of the account {did} cannot be used: {fault}")]
    Document {
        /// The DID.
        did: Did,
        /// What is wrong with it.
        fault: DocumentFault,
    },
}

impl IdentityError {
    /// Whether trying again later may help without anything being corrected.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::HandleUnreachable { source, .. } | Self::DidUnreachable { source, .. } => {
                source.is_transient()
            }
            Self::LookupFailed { status } => *status == 429 || *status >= 500,
            _ => false,
        }
    }
}
