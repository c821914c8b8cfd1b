//! Handles, the names people know each other by: <https://atproto.com/specs/handle>.

use super::{SyntaxError, text_identifier};

/// A handle: a host name such as `alice.example.com`, in lower case.
///
/// Handles compare without regard to case, so the parser lowers it and equality is equality of text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle(String);

text_identifier!(Handle);

/// Top-level domains that belong to no one on the public network, where a handle proves nothing.
/// <https://atproto.com/specs/handle#additional-non-syntax-restrictions>
const RESERVED: [&str; 8] = ["alt", "arpa", "example", "internal", "invalid", "local", "localhost", "onion"];

impl Handle {
    /// The longest handle, in bytes.
    pub const MAX_LENGTH: usize = 253;

    /// Reads a handle and lowers its case. What a person typed goes through
    /// [`AtIdentifier::parse`](super::AtIdentifier::parse) instead, which forgives more.
    ///
    /// # Errors
    /// When the text does not follow <https://atproto.com/specs/handle#handle-identifier-syntax>.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let fault = |fault| Err(SyntaxError::new("a handle", fault));
        if text.len() > Self::MAX_LENGTH {
            return fault("longer than 253 bytes");
        }
        let Some((_, last)) = text.rsplit_once('.') else {
            return fault("there is no dot in it");
        };
        for label in text.split('.') {
            if label.is_empty() {
                return fault("there is nothing before, after or between its dots");
            }
            if label.len() > 63 {
                return fault("a part is longer than 63 bytes");
            }
            if !label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
                return fault("it holds a character that handles do not have");
            }
            if label.starts_with('-') || label.ends_with('-') {
                return fault("a part begins or ends with a hyphen");
            }
        }
        if last.starts_with(|c: char| c.is_ascii_digit()) {
            return fault("its last part begins with a digit");
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The part after the last dot.
    #[must_use]
    pub fn top_level_domain(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(_, last)| last)
    }

    /// Whether the protocol forbids this top-level domain on the live network. `test` is not among them: it
    /// exists for development, and the resolver decides whether that is where it is.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        RESERVED.contains(&self.top_level_domain())
    }
}
