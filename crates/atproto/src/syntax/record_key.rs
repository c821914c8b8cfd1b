//! Record keys: <https://atproto.com/specs/record-key>.

use super::{SyntaxError, Tid, text_identifier};

/// The key of one record in its collection. Most are TIDs, but any of the allowed texts may turn up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey(String);

text_identifier!(RecordKey);

impl RecordKey {
    /// The longest key, in bytes.
    pub const MAX_LENGTH: usize = 512;

    /// Reads a record key, exactly as written.
    ///
    /// # Errors
    /// When the text does not follow <https://atproto.com/specs/record-key#record-key-syntax>.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let fault = |fault| Err(SyntaxError::new("a record key", fault));
        if text.is_empty() || text.len() > Self::MAX_LENGTH {
            return fault("it is empty or longer than 512 bytes");
        }
        if text == "." || text == ".." {
            return fault("one or two dots alone are not allowed");
        }
        if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:~-".contains(&b)) {
            return fault("it holds a character that record keys do not have");
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<Tid> for RecordKey {
    fn from(tid: Tid) -> Self {
        Self(tid.to_string())
    }
}

impl From<&Tid> for RecordKey {
    fn from(tid: &Tid) -> Self {
        Self(tid.to_string())
    }
}
