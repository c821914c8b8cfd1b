//! The identifiers of the AT Protocol. Each is a newtype over its text that only a parser can make, so a
//! value that exists is well-formed and nothing downstream checks again.
//!
//! | type | specification |
//! |---|---|
//! | [`Did`] | <https://atproto.com/specs/did> |
//! | [`Handle`] | <https://atproto.com/specs/handle> |
//! | [`Nsid`] | <https://atproto.com/specs/nsid> |
//! | [`RecordKey`] | <https://atproto.com/specs/record-key> |
//! | [`Tid`] | <https://atproto.com/specs/tid> |
//! | [`AtUri`] | <https://atproto.com/specs/at-uri-scheme> |
//! | [`Cid`] | <https://atproto.com/specs/data-model#link-and-cid-formats> |
//!
//! Well-formed is all that is promised: a handle may belong to nobody, and a DID may have no document.

mod at_uri;
mod cid;
mod did;
mod handle;
mod identifier;
mod nsid;
mod record_key;
#[cfg(test)]
mod tests;
mod tid;

pub use at_uri::{AtUri, Authority};
pub use cid::Cid;
pub use did::Did;
pub use handle::Handle;
pub use identifier::{AtIdentifier, AtIdentifierError};
pub use nsid::Nsid;
pub use record_key::RecordKey;
pub use tid::{Tid, TidClock};

/// What an identifier was not. The text itself is left out: it may be long, hostile or private.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not {expected}: {fault}")]
pub struct SyntaxError {
    expected: &'static str,
    fault: &'static str,
}

impl SyntaxError {
    pub(crate) const fn new(expected: &'static str, fault: &'static str) -> Self {
        Self { expected, fault }
    }

    /// What was expected, with its article: `a handle`.
    #[must_use]
    pub fn expected(&self) -> &'static str {
        self.expected
    }

    /// What is wrong with it, in a few lower-case words.
    #[must_use]
    pub fn fault(&self) -> &'static str {
        self.fault
    }
}

/// Gives a newtype over text that has a `parse` the traits every identifier has.
macro_rules! text_identifier {
    ($name:ident) => {
        impl $name {
            /// The identifier's text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::syntax::SyntaxError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::syntax::SyntaxError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use text_identifier;
