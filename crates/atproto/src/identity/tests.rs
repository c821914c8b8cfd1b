//! Claims about the way from a name to a server.
