//! Content identifiers: <https://atproto.com/specs/data-model#link-and-cid-formats>.

use super::{SyntaxError, text_identifier};

/// A CID in its text form, such as `bafyrei…`. It is compared and stored, never taken apart here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cid(String);

text_identifier!(Cid);

impl Cid {
    /// Reads the text form of a CID: 8 to 256 characters of the multibase alphabets.
    ///
    /// # Errors
    /// When the length or a character is outside that.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let fault = |fault| Err(SyntaxError::new("a CID", fault));
        if !(8..=256).contains(&text.len()) {
            return fault("it is not 8 to 256 bytes long");
        }
        if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)) {
            return fault("it holds a character that CIDs do not have");
        }
        // https://atproto.com/specs/data-model: CIDv0 is not supported, and those begin with these letters.
        if text.starts_with("Qm") {
            return fault("it is of version 0");
        }
        Ok(Self(text.to_owned()))
    }
}
