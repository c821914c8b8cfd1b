use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A field whose text is kept while it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DraftField {
    Review,
    PrivateNotes,
}

/// A text that was written at a book and not saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    pub field: DraftField,
    pub text: String,
    /// What the field said when the text was begun; something else by now: it was changed meanwhile.
    pub begun_from: String,
    /// When it was written last.
    pub at: String,
}
