use super::{Deed, LocalChanges};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Longer values are not worth repeating in a list.
const LONGEST_VALUE: usize = 120;

/// What the updates of a group did to one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldSum {
    /// Name of the record's field, or `local.` and the name of one that stays on this computer.
    pub field: String,
    /// What every update put there; `None`: it was cleared everywhere, or see `mixed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// The updates put different values there, or long ones.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mixed: bool,
}

/// What a group comes to, kept with it from deed to deed.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub(super) created: u32,
    pub(super) updated: u32,
    pub(super) deleted: u32,
    pub(super) fields: Vec<FieldSum>,
}

impl Sums {
    pub(super) fn add(&mut self, deed: &Deed, local: &LocalChanges) {
        match deed {
            Deed::Created(_) => self.created += 1,
            Deed::Deleted(_) => self.deleted += 1,
            Deed::Updated(patches) => {
                self.updated += 1;
                for patch in patches {
                    self.add_field(patch.field.as_str(), patch.after.clone());
                }
                for (key, (_, after)) in local {
                    self.add_field(&format!("local.{key}"), after.clone().map(Value::from));
                }
            }
        }
    }

    fn add_field(&mut self, field: &str, after: Option<Value>) {
        let long = after.as_ref().is_some_and(|value| match value {
            Value::String(text) => text.len() > LONGEST_VALUE,
            Value::Array(_) | Value::Object(_) => true,
            _ => false,
        });
        match self.fields.iter_mut().find(|sum| sum.field == field) {
            Some(sum) if sum.mixed || sum.after == after => {}
            Some(sum) => {
                sum.after = None;
                sum.mixed = true;
            }
            None => self.fields.push(FieldSum {
                field: field.to_owned(),
                after: after.filter(|_| !long),
                mixed: long,
            }),
        }
    }
}
