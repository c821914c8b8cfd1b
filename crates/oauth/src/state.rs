//! The `state` parameter: which sign-in an answer belongs to
//! ([RFC 6749 §10.12](https://www.rfc-editor.org/rfc/rfc6749#section-10.12)).

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::base64url;
use crate::secret::{NoRandomness, random};

/// 256 random bits. `Debug` hides it, because whoever has it can answer for the browser.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct State(String);

impl State {
    pub(crate) fn generate() -> Result<State, NoRandomness> {
        Ok(State(base64url::encode(random::<32>()?)))
    }

    /// Takes what came back. Any text of at most 256 characters may be looked up; only ours will be found.
    pub(crate) fn received(text: &str) -> Option<State> {
        (!text.is_empty() && text.len() <= 256).then(|| State(text.to_owned()))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Name of the row it is kept under: a hash, so that a copied database cannot answer for the browser.
    pub(crate) fn row(&self) -> String {
        format!("pending:{}", base64url::encode(Sha256::digest(&self.0)))
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State([redacted])")
    }
}
