use crate::HiveId;
use crate::isbn::{Isbn10, Isbn13};
use serde_json::{Map, Value};

/// The record's `identifiers`: what other catalogues call the book.
///
/// Only well-formed ones are read: an ISBN whose check digit is wrong is not here, though it stays in the record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identifiers {
    /// The same id as the record's `hiveId` field.
    pub hive_id: Option<HiveId>,
    /// ISBN of ten characters.
    pub isbn10: Option<Isbn10>,
    /// ISBN of thirteen digits.
    pub isbn13: Option<Isbn13>,
    /// Goodreads' number of the edition.
    pub goodreads_id: Option<String>,
}

impl Identifiers {
    /// Reads an `identifiers` object; anything else, and each ill-formed part, reads as absent.
    pub fn from_value(value: Option<&Value>) -> Self {
        let text = |key: &str| value.and_then(|v| v.get(key)).and_then(Value::as_str);
        Self {
            hive_id: text("hiveId").and_then(|t| HiveId::parse(t).ok()),
            isbn10: text("isbn10").and_then(|t| Isbn10::parse(t).ok()),
            isbn13: text("isbn13").and_then(|t| Isbn13::parse(t).ok()),
            goodreads_id: text("goodreadsId").filter(|t| !t.is_empty()).map(str::to_owned),
        }
    }

    /// This object laid over `base`: parts that are set here replace those of `base`, all others of `base` stay, those
    /// that other apps invented included.
    pub fn over(&self, base: Option<&Value>) -> Value {
        let mut object = base.and_then(Value::as_object).cloned().unwrap_or_default();
        let mut put = |key: &str, text: Option<&str>| {
            if let Some(text) = text {
                object.insert(key.to_owned(), Value::from(text));
            }
        };
        put("hiveId", self.hive_id.as_ref().map(HiveId::as_str));
        put("isbn10", self.isbn10.as_ref().map(Isbn10::as_str));
        put("isbn13", self.isbn13.as_ref().map(Isbn13::as_str));
        put("goodreadsId", self.goodreads_id.as_deref());
        Value::Object(object)
    }

    /// The object of a new record.
    pub fn to_value(&self) -> Value {
        self.over(Some(&Value::Object(Map::new())))
    }

    /// What `other` knows and this does not, added.
    pub fn filled_from(mut self, other: &Self) -> Self {
        self.hive_id = self.hive_id.or_else(|| other.hive_id.clone());
        self.isbn10 = self.isbn10.or_else(|| other.isbn10.clone());
        self.isbn13 = self.isbn13.or_else(|| other.isbn13.clone());
        self.goodreads_id = self.goodreads_id.or_else(|| other.goodreads_id.clone());
        self
    }

    /// No identifier is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn laying_over_keeps_what_other_apps_put_there() {
        let base = json!({"isbn10": "080442957X", "openLibrary": "OL1M"});
        let ours = Identifiers { isbn13: Isbn13::parse("9780804429573").ok(), ..Identifiers::default() };
        assert_eq!(
            ours.over(Some(&base)),
            json!({"isbn10": "080442957X", "openLibrary": "OL1M", "isbn13": "9780804429573"})
        );
    }

    #[test]
    fn reads_only_what_is_well_formed() {
        let value = json!({"isbn10": "0804429570", "isbn13": 5, "goodreadsId": "42", "hiveId": "x"});
        let read = Identifiers::from_value(Some(&value));
        assert_eq!(read, Identifiers { goodreads_id: Some("42".into()), ..Identifiers::default() });
        assert!(Identifiers::from_value(Some(&json!("text"))).is_empty());
    }
}
