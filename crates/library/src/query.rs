//! Which books, in which order, and the SQL for it.

use crate::AccountId;
use crate::columns::status_number;
use crate::folding::match_expression;
use bookhive::Status;
use rusqlite::types::Value;

/// Which books, in which order. The default is all of them by title.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BookQuery {
    /// Words to find in title, authors, tags, notes and ISBNs; each may be the beginning of a word, all must be
    /// there. Empty: all books.
    pub text: String,
    /// Status to have.
    pub status: StatusFilter,
    /// Only books finished in this year.
    pub finished_year: Option<i16>,
    /// First key first; ties end in the book's number. Empty: by title.
    pub sort: Vec<SortKey>,
}

/// Which statuses a query lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StatusFilter {
    /// Any status, or none.
    #[default]
    All,
    /// This status.
    Is(Status),
    /// No status, or one that this app does not know.
    None,
}

/// One key of a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortKey {
    /// What to sort by.
    pub column: SortColumn,
    /// The other way round. Books without a value come last in either direction.
    pub descending: bool,
}

/// What books can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortColumn {
    /// Title, without its leading article.
    Title,
    /// First author.
    Author,
    /// Finished, reading, want to read, abandoned.
    Status,
    /// Rating.
    Stars,
    /// Day reading began.
    Started,
    /// Day reading ended.
    Finished,
    /// When the record says it was made.
    Added,
}

impl SortColumn {
    const fn name(self) -> &'static str {
        match self {
            Self::Title => "title_sort",
            Self::Author => "author_sort",
            Self::Status => "status",
            Self::Stars => "stars",
            Self::Started => "started",
            Self::Finished => "finished",
            Self::Added => "created",
        }
    }
}

impl BookQuery {
    /// The `ORDER BY` terms. The tie-break turns with the last key, so that one index serves both directions.
    pub(crate) fn order(&self) -> String {
        let by_title = [SortKey { column: SortColumn::Title, descending: false }];
        let keys: &[SortKey] = if self.sort.is_empty() { &by_title } else { &self.sort };
        let mut terms = String::new();
        let mut direction = "ASC";
        for key in keys {
            direction = if key.descending { "DESC" } else { "ASC" };
            terms.push_str(key.column.name());
            terms.push(' ');
            terms.push_str(direction);
            terms.push_str(" NULLS LAST, ");
        }
        terms + "id " + direction
    }
}

/// The `WHERE` of a query, with its values.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) condition: String,
    pub(crate) values: Vec<Value>,
}

impl Filter {
    pub(crate) fn new(account: AccountId, query: &BookQuery) -> Self {
        let mut filter = Self {
            condition: "account = ? AND gone = 0".to_owned(),
            values: vec![Value::Integer(account.get())],
        };
        match query.status {
            StatusFilter::All => {}
            StatusFilter::Is(status) => {
                filter.and("status = ?", Value::Integer(status_number(status)));
            }
            StatusFilter::None => filter.condition.push_str(" AND status IS NULL"),
        }
        if let Some(year) = query.finished_year {
            filter.and("finished >= ?", Value::Text(format!("{year:04}-01-01")));
            filter.and("finished <= ?", Value::Text(format!("{year:04}-12-31")));
        }
        if let Some(words) = match_expression(&query.text) {
            filter.and("id IN (SELECT rowid FROM book_words WHERE book_words MATCH ?)", Value::Text(words));
        } else if !query.text.trim().is_empty() {
            // Words were asked for that no book can have: punctuation only.
            filter.condition.push_str(" AND 0");
        }
        filter
    }

    fn and(&mut self, condition: &str, value: Value) {
        self.condition.push_str(" AND ");
        self.condition.push_str(condition);
        self.values.push(value);
    }

    /// Nothing but the account is asked for.
    pub(crate) fn is_everything(&self) -> bool {
        self.values.len() == 1 && self.condition.ends_with("gone = 0")
    }
}
