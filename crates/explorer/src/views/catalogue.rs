use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A book of the public catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueBookView {
    pub hive_id: String,
    pub title: String,
    /// The primary author first; never empty.
    pub authors: Vec<String>,
    pub year: Option<i32>,
    pub pages: Option<u32>,
    pub language: Option<String>,
    pub genres: Vec<String>,
    pub isbn13: Option<String>,
    pub isbn10: Option<String>,
    pub goodreads_id: Option<String>,
    /// A picture of its cover can be had.
    pub has_cover: bool,
}
