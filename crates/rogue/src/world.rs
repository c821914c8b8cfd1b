//! What the servers know.

use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::fault::{Endpoint, Fault};

#[derive(Clone)]
pub(crate) struct Grant {
    pub did: String,
    pub params: HashMap<String, String>,
}

pub(crate) struct Session {
    pub did: String,
    pub jkt: String,
    pub client_id: String,
    pub scope: String,
    pub refresh: String,
}

#[derive(Default)]
pub(crate) struct World {
    /// DID to handle and PDS.
    pub accounts: HashMap<String, (String, String)>,
    /// Parameters by request URI, with the key they are bound to as `dpop_jkt`.
    pub pushed: HashMap<String, HashMap<String, String>>,
    pub last_pushed: HashMap<String, String>,
    pub codes: HashMap<String, Grant>,
    pub spent_codes: HashMap<String, u64>,
    pub sessions: HashMap<u64, Session>,
    /// Every refresh token ever given out, to its session.
    pub refreshes: HashMap<String, u64>,
    /// Access tokens that are good, to session and end.
    pub access: HashMap<String, (u64, i64)>,
    pub jtis: HashSet<String>,
    pub faults: Vec<(Endpoint, usize, Fault)>,
    pub log: Vec<Endpoint>,
    pub secrets: Vec<String>,
    pub skew: i64,
    pub date: Option<String>,
    pub token_lifetime: i64,
    pub rotate_always: bool,
    pub rotations: i64,
    pub sessions_opened: u64,
}

impl World {
    pub(crate) fn fresh(&mut self, kind: &str) -> String {
        let mut bytes = [0; 24];
        getrandom::fill(&mut bytes).expect("random bytes");
        let secret = format!("{kind}-{}", URL_SAFE_NO_PAD.encode(bytes));
        self.secrets.push(secret.clone());
        secret
    }

    pub(crate) fn fault(&mut self, endpoint: Endpoint) -> Option<Fault> {
        let at = self.faults.iter().position(|(where_, times, _)| *where_ == endpoint && *times > 0)?;
        self.faults[at].1 -= 1;
        Some(self.faults[at].2.clone())
    }
}

/// 24 characters of the alphabet of `did:plc`.
pub(crate) fn base32(n: usize) -> String {
    let letters = b"abcdefghijklmnopqrstuvwxyz234567";
    (0..24).map(|i| char::from(letters[(n + 7 * i) % 32])).collect()
}
