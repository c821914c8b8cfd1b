//! AT URIs, the addresses of repositories, collections and records:
//! <https://atproto.com/specs/at-uri-scheme>.

use super::{Did, Handle, Nsid, RecordKey, SyntaxError, text_identifier};

/// An AT URI in the restricted form that records use: `at://authority[/collection[/key]]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AtUri(String);

text_identifier!(AtUri);

/// Whose repository an AT URI points into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    /// The permanent name.
    Did(Did),
    /// A handle, which may come to belong to somebody else.
    Handle(Handle),
}

impl AtUri {
    /// The longest AT URI, in bytes.
    pub const MAX_LENGTH: usize = 8 * 1024;

    /// Reads an AT URI, exactly as written.
    ///
    /// # Errors
    /// When the text does not follow
    /// <https://atproto.com/specs/at-uri-scheme#restricted-at-uri-syntax>: a query, a fragment, a trailing
    /// slash or a part that is not what its place asks for.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let fault = |fault| Err(SyntaxError::new("an AT URI", fault));
        if text.len() > Self::MAX_LENGTH {
            return fault("longer than 8 KB");
        }
        let Some(rest) = text.strip_prefix("at://") else {
            return fault("it does not begin with at://");
        };
        let mut parts = rest.split('/');
        let authority = parts.next().unwrap_or_default();
        if Did::parse(authority).is_err() && Handle::parse(authority).is_err() {
            return fault("its authority is neither a DID nor a handle");
        }
        if parts.next().is_some_and(|collection| Nsid::parse(collection).is_err()) {
            return fault("its collection is not an NSID");
        }
        if parts.next().is_some_and(|key| RecordKey::parse(key).is_err()) {
            return fault("its last part is not a record key");
        }
        if parts.next().is_some() {
            return fault("it has more than three parts");
        }
        Ok(Self(text.to_owned()))
    }

    /// The URI of one record.
    #[must_use]
    pub fn of_record(repo: &Did, collection: &Nsid, key: &RecordKey) -> Self {
        Self(format!("at://{repo}/{collection}/{key}"))
    }

    /// Whose repository it points into.
    #[must_use]
    pub fn authority(&self) -> Option<Authority> {
        let text = self.part(0)?;
        match Did::parse(text) {
            Ok(did) => Some(Authority::Did(did)),
            Err(_) => Handle::parse(text).ok().map(Authority::Handle),
        }
    }

    /// The collection, when it names one.
    #[must_use]
    pub fn collection(&self) -> Option<Nsid> {
        Nsid::parse(self.part(1)?).ok()
    }

    /// The record's key, when it names one.
    #[must_use]
    pub fn record_key(&self) -> Option<RecordKey> {
        RecordKey::parse(self.part(2)?).ok()
    }

    fn part(&self, index: usize) -> Option<&str> {
        self.0.strip_prefix("at://")?.split('/').nth(index)
    }
}
