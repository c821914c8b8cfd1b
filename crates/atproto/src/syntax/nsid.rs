//! Namespaced identifiers, the names of methods and record types: <https://atproto.com/specs/nsid>.

use std::borrow::Cow;

use super::{SyntaxError, text_identifier};

/// An NSID such as `com.atproto.repo.listRecords`: a reversed domain and a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nsid(Cow<'static, str>);

text_identifier!(Nsid);

impl Nsid {
    /// The longest NSID, in bytes.
    pub const MAX_LENGTH: usize = 317;

    /// Reads an NSID, exactly as written.
    ///
    /// # Errors
    /// When the text does not follow <https://atproto.com/specs/nsid#nsid-syntax>.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        match fault(text.as_bytes()) {
            Some(fault) => Err(SyntaxError::new("an NSID", fault)),
            None => Ok(Self(Cow::Owned(text.to_owned()))),
        }
    }

    /// An NSID known when the program is written.
    ///
    /// ```
    /// const BOOK: atproto::Nsid = atproto::Nsid::from_static("buzz.bookhive.book");
    /// ```
    ///
    /// # Panics
    /// When `text` is no NSID, which in a `const` is a compile error.
    #[must_use]
    pub const fn from_static(text: &'static str) -> Self {
        assert!(fault(text.as_bytes()).is_none(), "not an NSID");
        Self(Cow::Borrowed(text))
    }

    /// The last part: `listRecords`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(_, name)| name)
    }
}

/// What is wrong with `text`, if anything. One pass over bytes, so that it also runs at compile time.
const fn fault(text: &[u8]) -> Option<&'static str> {
    if text.len() > Nsid::MAX_LENGTH {
        return Some("longer than 317 bytes");
    }
    let mut rest = text;
    let mut parts = 1;
    let mut part_length = 0;
    let mut last_was_hyphen = false;
    let mut part_has_hyphen = false;
    let mut part_starts_with_digit = false;
    while let [byte, after @ ..] = rest {
        rest = after;
        match *byte {
            b'.' => {
                if part_length == 0 {
                    return Some("there is nothing before or between its dots");
                }
                if last_was_hyphen {
                    return Some("a part ends with a hyphen");
                }
                if parts == 1 && part_starts_with_digit {
                    return Some("it begins with a digit");
                }
                parts += 1;
                part_length = 0;
                last_was_hyphen = false;
                part_has_hyphen = false;
                part_starts_with_digit = false;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => {
                last_was_hyphen = *byte == b'-';
                part_has_hyphen |= last_was_hyphen;
                if part_length == 0 {
                    if last_was_hyphen {
                        return Some("a part begins with a hyphen");
                    }
                    part_starts_with_digit = byte.is_ascii_digit();
                }
                part_length += 1;
                if part_length > 63 {
                    return Some("a part is longer than 63 bytes");
                }
            }
            _ => return Some("it holds a character that NSIDs do not have"),
        }
    }
    if part_length == 0 {
        return Some("nothing follows its last dot");
    }
    if parts < 3 {
        return Some("it has fewer than three parts");
    }
    if part_has_hyphen || part_starts_with_digit {
        return Some("its name is not letters and digits beginning with a letter");
    }
    if text.len() - part_length - 1 > 253 {
        return Some("its domain is longer than 253 bytes");
    }
    None
}
