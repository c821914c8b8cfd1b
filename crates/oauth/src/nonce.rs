//! The newest DPoP nonce of each origin, one set of slots per session
//! ([RFC 9449 §8.2](https://www.rfc-editor.org/rfc/rfc9449#section-8.2)).

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use url::Url;

use crate::clock::origin;

/// Nonces by origin. Every reply may bring a new one, and the newest counts.
#[derive(Default)]
pub(crate) struct Nonces(Mutex<BTreeMap<String, String>>);

impl Nonces {
    pub(crate) fn from_map(map: BTreeMap<String, String>) -> Nonces {
        Nonces(Mutex::new(map))
    }

    pub(crate) fn to_map(&self) -> BTreeMap<String, String> {
        self.slots().clone()
    }

    pub(crate) fn of(&self, url: &Url) -> Option<String> {
        self.slots().get(&origin(url)).cloned()
    }

    /// Keeps what a reply from `url` brought; text that cannot be a nonce is as good as none.
    pub(crate) fn keep(&self, url: &Url, nonce: Option<&str>) {
        if let Some(nonce) = nonce.filter(|nonce| is_nonce(nonce)) {
            self.slots().insert(origin(url), nonce.to_owned());
        }
    }

    fn slots(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// > nonce = 1*NQCHAR ([§8.1](https://www.rfc-editor.org/rfc/rfc9449#section-8.1))
fn is_nonce(text: &str) -> bool {
    (1..=1024).contains(&text.len()) && text.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_origin_has_its_own_slot_and_the_newest_counts() {
        let nonces = Nonces::default();
        let url = |text| Url::parse(text).unwrap();
        nonces.keep(&url("https://as.example/par"), Some("one"));
        nonces.keep(&url("https://as.example/token"), Some("two"));
        nonces.keep(&url("https://pds.example/"), Some("three"));
        nonces.keep(&url("https://pds.example/"), Some("not a nonce"));
        nonces.keep(&url("https://pds.example/"), None);
        assert_eq!(nonces.of(&url("https://as.example/x")).as_deref(), Some("two"));
        assert_eq!(nonces.of(&url("https://pds.example/x")).as_deref(), Some("three"));
        assert_eq!(nonces.of(&url("https://pds.example:8443/x")), None);
    }
}
