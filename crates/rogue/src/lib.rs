//! A test library: an authorization server and PDS that misbehave on request
