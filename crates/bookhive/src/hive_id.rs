use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// The identifier of a work in BookHive's world: `bk_` and 20 letters or digits.
///
/// BookHive keeps one record per `hiveId` and person, so two records with one id must never be created.
///
/// It stands in place and not on the heap: an import holds one for every row of its file, several times.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HiveId([u8; LENGTH]);

const PREFIX: &str = "bk_";
/// The prefix, and the letters and digits behind it.
const LENGTH: usize = 23;

/// The text has not the shape of a hive id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not `bk_` followed by 20 letters or digits")]
pub struct InvalidHiveId;

impl HiveId {
    /// The id BookHive computes for a work: `title` bare of any series suffix, `first_author` the primary one.
    ///
    /// BookHive hashes a JavaScript object's canonical text: keys in order, values in lower case as
    /// `String.prototype.toLowerCase` makes them (`İ` becomes two characters, a final `Σ` becomes `ς`), lengths in
    /// UTF-16 code units. The base64 digest loses its punctuation *before* it is cut to 20 characters.
    pub fn compute(title: &str, first_author: &str) -> Self {
        let (title, author) = (title.to_lowercase(), first_author.to_lowercase());
        let units = |text: &str| text.encode_utf16().count();
        let canonical = format!(
            "object:2:string:6:author:string:{}:{author},string:5:title:string:{}:{title},",
            units(&author),
            units(&title)
        );
        let digest = STANDARD_NO_PAD.encode(Sha256::digest(canonical.as_bytes()));
        let letters = digest.bytes().filter(|c| !matches!(c, b'+' | b'/'));
        let mut id = [b'0'; LENGTH];
        for (place, letter) in id.iter_mut().zip(PREFIX.bytes().chain(letters)) {
            *place = letter;
        }
        Self(id)
    }

    /// Accepts text of the right shape.
    pub fn parse(text: &str) -> Result<Self, InvalidHiveId> {
        let letters = text.strip_prefix(PREFIX).ok_or(InvalidHiveId)?;
        if !letters.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(InvalidHiveId);
        }
        text.as_bytes().try_into().map(Self).map_err(|_| InvalidHiveId)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        // Nothing but letters, digits and the prefix is ever put in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for HiveId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HiveId").field(&self.as_str()).finish()
    }
}

impl fmt::Display for HiveId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for HiveId {
    type Err = InvalidHiveId;
    fn from_str(text: &str) -> Result<Self, InvalidHiveId> {
        Self::parse(text)
    }
}

impl TryFrom<String> for HiveId {
    type Error = InvalidHiveId;
    fn try_from(text: String) -> Result<Self, InvalidHiveId> {
        Self::parse(&text)
    }
}

impl From<HiveId> for String {
    fn from(id: HiveId) -> Self {
        id.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn gives_the_known_answers() {
        let cases = [
            ("Dracula", "Bram Stoker", "bk_73LNzIlk0cwq7dpRTO5m"),
            ("Immediacy: Or, The Style of Too Late Capitalism", "Anna Kornbluh", "bk_lrqbcQfaEvgIefuIYMEs"),
            ("There Is No Antimemetics Division", "qntm", "bk_60vjSiJYHsP2heWVmjMX"),
            ("İstanbul", "Orhan Pamuk", "bk_3ZgussQtJbLgWK6IVPPj"),
            ("雪国", "川端 康成", "bk_r1O1drzoggTXY2ddStZJ"),
            ("😀 Emoji", "X", "bk_QffSO34rzcMrI6m5pmKf"),
        ];
        for (title, author, id) in cases {
            assert_eq!(HiveId::compute(title, author).as_str(), id, "{title}");
        }
    }

    #[test]
    fn lower_case_is_javascripts() {
        assert_eq!("İ".to_lowercase(), "i\u{307}");
        assert_eq!("ΟΔΥΣΣΕΥΣ ΣΑΣ".to_lowercase(), "οδυσσευς σας");
        assert_eq!(HiveId::compute("ΟΔΥΣΣΕΥΣ", "X"), HiveId::compute("οδυσσευς", "x"));
        assert_ne!(HiveId::compute("ΟΔΥΣΣΕΥΣ", "X"), HiveId::compute("οδυσσευσ", "x"));
    }

    proptest! {
        #[test]
        fn every_computed_id_has_the_shape_of_one(title in "\\PC{0,60}", author in "\\PC{0,30}") {
            let id = HiveId::compute(&title, &author);
            prop_assert_eq!(HiveId::parse(id.as_str()), Ok(id));
        }
    }
}
