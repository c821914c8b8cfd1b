//! The AT Protocol's words and wires: identifiers, identity, XRPC and repository calls
