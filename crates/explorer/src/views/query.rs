use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which books, in which order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QueryView {
    /// In the query language. Empty: all.
    pub text: String,
    /// First key first; ties end in the book's id.
    pub sort: Vec<SortKey>,
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
    Pages,
    Year,
    /// Downwards, what is being read stands first.
    Reading,
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

/// How a query's text was understood. Places are UTF-16 code units, as the page counts them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QueryReading {
    /// What stands where, in order; empty when there is a fault.
    pub tokens: Vec<QueryToken>,
    pub fault: Option<QueryFault>,
}

/// A piece of a query's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QueryToken {
    pub start: u32,
    pub end: u32,
    pub kind: QueryTokenKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum QueryTokenKind {
    Field,
    Value,
    Word,
    Operator,
}

/// Where a query cannot be understood, what was expected there, and what may have been meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QueryFault {
    pub start: u32,
    pub end: u32,
    pub problem: QueryProblemView,
    /// To stand in place of what is between `start` and `end`.
    pub suggestion: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum QueryProblemView {
    UnknownField { name: String },
    NoValue { field: String, expected: ExpectedView },
    UnknownValue { field: String, found: String, expected: ExpectedView },
    NotOrdered { field: String },
    RangeReversed,
    Unclosed,
    Unopened,
    EmptyGroup,
    TooLong,
}

/// What a field's value looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ExpectedView {
    OneOf { names: Vec<String> },
    Rating,
    Day,
    Number,
    Text,
}

/// What can be typed next. Places are UTF-16 code units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CompletionView {
    /// What an offer replaces.
    pub start: u32,
    pub end: u32,
    pub offers: Vec<OfferView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OfferView {
    pub insert: String,
    /// Books that have the value, when it is one of the library's.
    pub books: Option<u32>,
}

/// A property by which books are counted and narrowed down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FacetName {
    Status,
    YearFinished,
    Rating,
    Author,
    Format,
    Tag,
    Owned,
    Has,
    Missing,
    Duplicate,
}

/// A facet's values with their books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FacetView {
    pub facet: FacetName,
    /// Many authors, formats and tags are cut short, the most frequent first.
    pub values: Vec<FacetValueView>,
    /// How many values there are in all.
    pub distinct: u32,
}

/// A value with its books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FacetValueView {
    /// As the query language has it; ratings in half stars.
    pub value: String,
    /// Books that match the rest of the query and have it.
    pub books: u32,
    pub chosen: bool,
}

/// What the rail counts apart from statuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RailView {
    /// Years in which books were finished, newest first.
    pub years: Vec<YearCount>,
    /// In the reader's order.
    pub views: Vec<SavedViewView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct YearCount {
    pub year: i16,
    pub books: u32,
}

/// The books under one heading of the wall of covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct YearSumView {
    /// Being read now, whenever they were read before; these have no year.
    pub reading: bool,
    /// `None` for books without a day.
    pub year: Option<i16>,
    pub books: u32,
    /// Of as many as have a count.
    pub pages: u32,
}

/// A query with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedViewView {
    #[ts(type = "number")]
    pub id: i64,
    pub name: String,
    pub query: String,
    /// The page's own text: sort and shape of the list.
    pub layout: String,
    pub books: u32,
}

/// What is saved of a view.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ViewDraftView {
    pub name: String,
    pub query: String,
    pub layout: String,
}
