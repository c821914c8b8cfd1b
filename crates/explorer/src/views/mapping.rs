use super::books::StatusView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A table of no service that we know: what its columns are called, what they hold, and what they seem to mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MappingView {
    pub file_name: String,
    pub encoding: String,
    /// Rows below the header that are not blank.
    pub rows: u32,
    pub columns: Vec<MappingColumn>,
    /// Columns behind those, of which nothing is read: more than a person can explain.
    pub left_out: u32,
    /// The guess, or what was said of a table with this header before.
    pub mapping: ColumnMapping,
    /// The mapping was confirmed for a table with this header before.
    pub remembered: bool,
    pub preview: MappingPreview,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MappingColumn {
    /// As the file has it; may be empty.
    pub name: String,
    /// At most three different values, each of at most 80 characters.
    pub samples: Vec<String>,
}

/// What each column holds, in the file's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ColumnMapping {
    pub fields: Vec<ColumnField>,
    pub scale: RatingScaleView,
    /// The first row, which stands as the columns' names, is a book already.
    pub headerless: bool,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ColumnField {
    Ignore,
    /// Kept with the book on this computer.
    Keep,
    Title,
    Authors,
    Isbn,
    GoodreadsId,
    Identifiers,
    Status,
    Rating,
    Review,
    Started,
    Finished,
    Reads,
    Added,
    Owned,
    Tags,
}

/// The best rating of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RatingScaleView {
    Five,
    Ten,
    Hundred,
}

/// The first rows under a mapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MappingPreview {
    /// Why the mapping cannot be used; there are no rows then.
    pub fault: Option<MappingFaultView>,
    pub rows: Vec<MappingRow>,
}

/// What keeps a mapping from being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MappingFaultView {
    NoTitle,
    /// Two columns hold what only one can.
    Twice,
    /// The only row is taken for the names of the columns.
    NoRows,
    OtherTable,
}

/// A row as it would be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MappingRow {
    pub line: u32,
    /// Empty when the row cannot be read as a book; `notes` say why.
    pub title: String,
    pub authors: Vec<String>,
    pub status: Option<StatusView>,
    /// A status in the file's own words, about which you will be asked.
    pub shelf: Option<String>,
    /// Half stars, 1 to 10.
    pub stars: Option<u8>,
    pub started: Option<String>,
    pub finished: Option<String>,
    pub isbn: Option<String>,
    pub has_review: bool,
    pub notes: Vec<String>,
}
