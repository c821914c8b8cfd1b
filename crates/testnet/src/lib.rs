//! A test library: starts and stops the loopback AT Protocol network of e2e/network
