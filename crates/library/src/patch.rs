//! One field before and after: what the journal and the outbox hold instead of whole records.

use bookhive::{BookRecord, Field};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A change of one field of a record. `None` is an absent field, which is not the same as a JSON null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Patch {
    /// The field of `buzz.bookhive.book`.
    #[serde(serialize_with = "name", deserialize_with = "named")]
    pub field: Field,
    /// What the field held when the change was made.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub before: Option<Value>,
    /// What the change puts there.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub after: Option<Value>,
}

impl Patch {
    /// The change that takes `record` to `after` in `field`; `None` when it is there already.
    pub fn to(record: &BookRecord, field: Field, after: Option<Value>) -> Option<Self> {
        let before = record.get(field).cloned();
        (before != after).then_some(Self { field, before, after })
    }

    /// Puts `after` in the record, whatever the field holds there now.
    pub fn apply(&self, record: &mut BookRecord) {
        record.set(self.field, self.after.clone());
    }

    /// The changes that take one record to another, in the known fields.
    pub fn between(from: &BookRecord, to: &BookRecord) -> Vec<Self> {
        Field::ALL.iter().filter_map(|&field| Self::to(from, field, to.get(field).cloned())).collect()
    }
}

fn name<S: Serializer>(field: &Field, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(field.as_str())
}

fn named<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Field, D::Error> {
    let name = String::deserialize(deserializer)?;
    Field::parse(&name).map_err(serde::de::Error::custom)
}

/// Keeps `null` apart from a missing key, which serde would both read as `None`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
