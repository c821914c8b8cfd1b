//! How a row of the store is laid out: a version, a part anyone may read, and a sealed part.
//!
//! ```text
//! 1 byte   version
//! 4 bytes  length of the readable part, big-endian
//! …        readable part: JSON without secrets, so that accounts can be listed while the keychain is locked
//! …        sealed part; may be absent
//! ```
//! The sealed part is bound to all of what stands before it and to its owner.

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::seal::SealingKey;
use crate::secret::NoRandomness;

const VERSION: u8 = 1;

/// Why a row cannot be used. It is left where it is, or set aside, and never guessed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// A later version of the application wrote it.
    #[error("a later version wrote this entry")]
    Newer,
    /// It is cut short or not ours.
    #[error("this entry is damaged")]
    Damaged,
    /// It was sealed with another key: on another computer, or before the keychain was emptied.
    #[error("this entry was sealed with a key that is not here")]
    OtherKey,
}

/// The readable part of a row and what is needed to open the rest.
pub(crate) struct Row<'a> {
    bound: &'a [u8],
    readable: &'a [u8],
    sealed: &'a [u8],
}

impl<'a> Row<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Row<'a>, RowFault> {
        let (version, rest) = bytes.split_first().ok_or(RowFault::Damaged)?;
        if *version != VERSION {
            return Err(if *version > VERSION { RowFault::Newer } else { RowFault::Damaged });
        }
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(RowFault::Damaged)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| RowFault::Damaged)?;
        let (readable, sealed) = rest.split_at_checked(length).ok_or(RowFault::Damaged)?;
        let bound = bytes.get(..5 + length).ok_or(RowFault::Damaged)?;
        Ok(Row { bound, readable, sealed })
    }

    pub(crate) fn readable<T: DeserializeOwned>(&self) -> Result<T, RowFault> {
        serde_json::from_slice(self.readable).map_err(|_| RowFault::Damaged)
    }

    pub(crate) fn has_sealed_part(&self) -> bool {
        !self.sealed.is_empty()
    }

    pub(crate) fn open<T: DeserializeOwned>(&self, key: &SealingKey, owner: &str) -> Result<T, RowFault> {
        let plain = key.open(self.sealed, &associated(self.bound, owner)).map_err(|_| RowFault::OtherKey)?;
        serde_json::from_slice(&plain).map_err(|_| RowFault::Damaged)
    }
}

/// A row with a readable part only.
pub(crate) fn readable_row(readable: &impl Serialize) -> Result<Vec<u8>, RowFault> {
    let json = serde_json::to_vec(readable).map_err(|_| RowFault::Damaged)?;
    let length = u32::try_from(json.len()).map_err(|_| RowFault::Damaged)?;
    Ok([&[VERSION][..], &length.to_be_bytes(), &json].concat())
}

/// A row with both parts.
pub(crate) fn sealed_row(
    readable: &impl Serialize,
    secret: &impl Serialize,
    key: &SealingKey,
    owner: &str,
) -> Result<Vec<u8>, SealRowError> {
    let mut row = readable_row(readable)?;
    let plain = Zeroizing::new(serde_json::to_vec(secret).map_err(|_| RowFault::Damaged)?);
    let sealed = key.seal(&plain, &associated(&row, owner))?;
    row.extend_from_slice(&sealed);
    Ok(row)
}

/// A row could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SealRowError {
    #[error(transparent)]
    Row(#[from] RowFault),
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

fn associated(bound: &[u8], owner: &str) -> Vec<u8> {
    [owner.as_bytes(), &[0], bound].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_row_comes_back_and_is_bound_to_owner_and_readable_part() {
        let key = SealingKey::generate().unwrap();
        let bytes = sealed_row(&"shown", &"hidden", &key, "did:plc:a").unwrap();
        let row = Row::parse(&bytes).unwrap();
        assert_eq!(row.readable::<String>().unwrap(), "shown");
        assert_eq!(row.open::<String>(&key, "did:plc:a").unwrap(), "hidden");
        assert_eq!(row.open::<String>(&key, "did:plc:b"), Err(RowFault::OtherKey));
        let edited: Vec<u8> = String::from_utf8_lossy(&bytes[..12]).replace("shown", "shawn").into_bytes();
        let edited = [&edited, &bytes[12..]].concat();
        assert_eq!(Row::parse(&edited).unwrap().open::<String>(&key, "did:plc:a"), Err(RowFault::OtherKey));
    }

    #[test]
    fn rows_of_later_versions_and_fragments_are_told_apart() {
        let mut bytes = readable_row(&"x").unwrap();
        assert_eq!(Row::parse(&bytes[..4]).err(), Some(RowFault::Damaged));
        assert_eq!(Row::parse(&[]).err(), Some(RowFault::Damaged));
        bytes[0] = 2;
        assert_eq!(Row::parse(&bytes).err(), Some(RowFault::Newer));
    }

    proptest! {
        #[test]
        fn parsing_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(row) = Row::parse(&bytes) {
                let _ = row.readable::<serde_json::Value>();
            }
        }
    }
}
