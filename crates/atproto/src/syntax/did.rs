//! Decentralized identifiers: <https://atproto.com/specs/did>.

use super::{SyntaxError, text_identifier};

/// A DID: the permanent name of an account, such as `did:plc:ewvi7nxzyoun6zhxrhs64oiz`.
///
/// Any method parses; which methods can be resolved is [`crate::identity`]'s business. DIDs are compared byte
/// by byte, upper and lower case being different.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Did(String);

text_identifier!(Did);

impl Did {
    /// The longest DID the protocol accepts, in bytes.
    pub const MAX_LENGTH: usize = 2048;

    /// Reads a DID, exactly as written.
    ///
    /// # Errors
    /// When the text does not follow <https://atproto.com/specs/did#at-protocol-did-identifier-syntax>.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let fault = |fault| Err(SyntaxError::new("a DID", fault));
        if text.len() > Self::MAX_LENGTH {
            return fault("longer than 2048 bytes");
        }
        let Some((method, id)) = text.strip_prefix("did:").and_then(|rest| rest.split_once(':')) else {
            return fault("it does not have the form did:method:id");
        };
        if method.is_empty() || !method.bytes().all(|b| b.is_ascii_lowercase()) {
            return fault("the method is not lower-case letters");
        }
        if id.is_empty() {
            return fault("nothing follows the method");
        }
        if !id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:%-".contains(&b)) {
            return fault("it holds a character that DIDs do not have");
        }
        if id.ends_with([':', '%']) {
            return fault("it ends in a colon or a percent sign");
        }
        Ok(Self(text.to_owned()))
    }

    /// The method: `plc` in `did:plc:…`.
    #[must_use]
    pub fn method(&self) -> &str {
        self.parts().0
    }

    /// What follows the method and its colon.
    #[must_use]
    pub fn id(&self) -> &str {
        self.parts().1
    }

    fn parts(&self) -> (&str, &str) {
        self.0.strip_prefix("did:").and_then(|rest| rest.split_once(':')).unwrap_or_default()
    }
}
