//! Claims about the client, against servers on this machine.
