use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which books, in which order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QueryView {
    /// Words to find in title, authors, tags and notes. Empty: all.
    pub text: String,
    pub status: StatusFilter,
    /// Only books finished in this year.
    pub finished_year: Option<i16>,
    /// First key first; ties end in the book's id.
    pub sort: Vec<SortKey>,
}

/// Status facet of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StatusFilter {
    All,
    Finished,
    Reading,
    WantToRead,
    Abandoned,
    /// No status, or one that this app does not know.
    None,
}

/// One key of a multi-column sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SortKey {
    pub column: SortColumn,
    pub descending: bool,
}

/// A column that sorts. Empty values come last in either direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SortColumn {
    Title,
    Author,
    Status,
    Stars,
    Started,
    Finished,
    Added,
}

/// The books an edit is for: named one by one, or "all that match" with exceptions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SelectionView {
    Ids {
        #[ts(type = "number[]")]
        ids: Vec<i64>,
    },
    Matching {
        query: QueryView,
        #[ts(type = "number[]")]
        except: Vec<i64>,
    },
}
