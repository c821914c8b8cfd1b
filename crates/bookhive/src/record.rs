use crate::{COLLECTION, Day, Field, HiveId, Identifiers, PreviousRead, Stars, Status, split_authors};
use atproto::Cid;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// A `buzz.bookhive.book` record as it stands in a repository.
///
/// Everything is kept: fields that other apps added, fields they filled with the wrong type, and the order of all of
/// them. The typed readers are lenient and never fail; [`check`](Self::check) is for what we are about to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookRecord(Map<String, Value>);

/// The value is no JSON object, so it cannot be a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the record is not an object")]
pub struct NotARecord;

impl BookRecord {
    /// A record with nothing in it but its `$type`.
    pub fn new() -> Self {
        let mut fields = Map::new();
        fields.insert("$type".to_owned(), Value::from(COLLECTION));
        Self(fields)
    }

    /// Takes a record's value as a server gave it.
    pub fn from_value(value: Value) -> Result<Self, NotARecord> {
        match value {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err(NotARecord),
        }
    }

    /// The record's value, fields in their order.
    pub fn to_value(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// All fields, known or not.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// A known field's value, whatever its type.
    pub fn get(&self, field: Field) -> Option<&Value> {
        self.0.get(field.as_str())
    }

    /// Sets a field in place, or removes it. All other fields keep their order.
    pub fn set(&mut self, field: Field, value: Option<Value>) {
        match value {
            Some(value) => {
                self.0.insert(field.as_str().to_owned(), value);
            }
            None => {
                self.0.shift_remove(field.as_str());
            }
        }
    }

    fn text(&self, field: Field) -> Option<&str> {
        self.get(field).and_then(Value::as_str)
    }

    /// The title; empty when the record has none.
    pub fn title(&self) -> &str {
        self.text(Field::Title).unwrap_or_default()
    }

    /// The authors, the primary one first.
    pub fn authors(&self) -> Vec<&str> {
        self.text(Field::Authors).map(split_authors).unwrap_or_default()
    }

    /// The record's hive id, when it has the shape of one.
    pub fn hive_id(&self) -> Option<HiveId> {
        self.text(Field::HiveId).and_then(|id| HiveId::parse(id).ok())
    }

    /// When the record says it was made.
    pub fn created_at(&self) -> Option<Timestamp> {
        let text = self.text(Field::CreatedAt)?;
        text.parse().ok().or_else(|| Day::from_datetime(text)?.to_noon_utc().parse().ok())
    }

    /// The status, when its token is one we know.
    pub fn status(&self) -> Option<Status> {
        self.text(Field::Status).and_then(Status::from_token)
    }

    /// The `status` field says "owned", as early records did. It means [`owned`](Self::owned) and no status.
    pub fn has_owned_status_token(&self) -> bool {
        self.text(Field::Status) == Some(Status::OLD_OWNED_TOKEN)
    }

    /// Whether the reader owns a copy; `None` when the record does not say.
    pub fn owned(&self) -> Option<bool> {
        self.get(Field::Owned).and_then(Value::as_bool).or(self.has_owned_status_token().then_some(true))
    }

    /// The rating.
    pub fn stars(&self) -> Option<Stars> {
        self.get(Field::Stars).and_then(Value::as_i64).and_then(|n| Stars::try_from(n).ok())
    }

    /// The UTC day of `startedAt`.
    pub fn started_day(&self) -> Option<Day> {
        self.text(Field::StartedAt).and_then(Day::from_datetime)
    }

    /// The UTC day of `finishedAt`.
    pub fn finished_day(&self) -> Option<Day> {
        self.text(Field::FinishedAt).and_then(Day::from_datetime)
    }

    /// The review, unless it is empty.
    pub fn review(&self) -> Option<&str> {
        self.text(Field::Review).filter(|review| !review.is_empty())
    }

    /// The CID of the picture that the record names as its cover; the blob lies with the record's own account.
    pub fn cover_link(&self) -> Option<Cid> {
        let link = self.get(Field::Cover)?.get("ref")?.get("$link")?.as_str()?;
        Cid::parse(link).ok()
    }

    /// The identifiers that are well formed.
    pub fn identifiers(&self) -> Identifiers {
        Identifiers::from_value(self.get(Field::Identifiers))
    }

    /// Earlier readings, in the record's order; entries without an end are left out.
    pub fn previous_reads(&self) -> Vec<PreviousRead> {
        let entries = self.get(Field::PreviousReads).and_then(Value::as_array);
        entries
            .map(|entries| entries.iter().filter_map(PreviousRead::from_value).collect())
            .unwrap_or_default()
    }

    /// Progress in percent, 0–100.
    pub fn progress_percent(&self) -> Option<u8> {
        let percent = self.get(Field::BookProgress)?.get("percent")?.as_i64()?;
        u8::try_from(percent).ok().filter(|percent| *percent <= 100)
    }
}

impl Default for BookRecord {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn record(value: Value) -> BookRecord {
        BookRecord::from_value(value).unwrap()
    }

    #[test]
    fn unknown_fields_and_their_order_survive_an_edit() {
        let mut book =
            record(json!({"z": {"a": 1}, "title": "A", "stars": 3, "com.example.note": ["x"], "b": null}));
        book.set(Field::Stars, None);
        book.set(Field::Title, Some(json!("B")));
        assert_eq!(
            book.to_value().to_string(),
            r#"{"z":{"a":1},"title":"B","com.example.note":["x"],"b":null}"#
        );
    }

    #[test]
    fn readers_take_wrong_types_as_absent() {
        let book =
            record(json!({"title": 5, "authors": null, "stars": 11, "owned": "yes", "previousReads": {},
            "finishedAt": "soon", "bookProgress": {"percent": 140}, "status": "buzz.bookhive.defs#later"}));
        assert_eq!((book.title(), book.authors(), book.stars(), book.owned()), ("", vec![], None, None));
        assert_eq!((book.finished_day(), book.progress_percent(), book.status()), (None, None, None));
        assert!(book.previous_reads().is_empty());
    }

    #[test]
    fn the_old_owned_status_reads_as_owned_without_a_status() {
        let book = record(json!({"status": "buzz.bookhive.defs#owned"}));
        assert_eq!((book.status(), book.owned(), book.has_owned_status_token()), (None, Some(true), true));
    }

    #[test]
    fn authors_are_separated_by_tabs_only() {
        assert_eq!(record(json!({"authors": "Smith, John\tX"})).authors(), ["Smith, John", "X"]);
    }

    #[test]
    fn creation_is_read_with_and_without_a_time() {
        assert_eq!(
            record(json!({"createdAt": "2020-01-01"})).created_at(),
            "2020-01-01T12:00:00Z".parse().ok()
        );
        assert_eq!(
            record(json!({"createdAt": "2020-01-01T01:00:00+01:00"})).created_at(),
            "2020-01-01T00:00:00Z".parse().ok()
        );
    }

    proptest! {
        #[test]
        fn setting_what_is_there_changes_nothing(keys in proptest::collection::hash_set("[a-z]{1,6}|stars|title", 0..12)) {
            let fields: Map<String, Value> = keys.iter().map(|k| (k.clone(), json!(k))).collect();
            let book = record(Value::Object(fields));
            let mut same = book.clone();
            for field in Field::ALL {
                same.set(field, book.get(field).cloned());
            }
            prop_assert_eq!(same.to_value().to_string(), book.to_value().to_string());
        }
    }
}
