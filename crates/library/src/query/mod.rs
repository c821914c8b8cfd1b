//! Which books, in which order: the query language, and the SQL that it comes to.

mod ast;
pub(crate) mod complete;
mod edit;
mod error;
mod names;
mod parse;
mod print;
mod sql;
mod values;

#[cfg(test)]
mod tests;

pub use ast::{DayField, Expr, NumberField, Part, PartialDay, Span, Term, TextField, TextValue};
pub use complete::{Completion, Offer};
pub use edit::{Facet, FacetValue, toggled, without};
pub use error::{Expected, QueryError, QueryProblem};
pub use names::FieldName;
pub use parse::{Parsed, Token, TokenKind, parse};
pub(crate) use sql::{Finder, Plan};

/// Which books, in which order. The default is all of them by title.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BookQuery {
    /// Which books.
    pub filter: Expr,
    /// First key first; ties end in the book's number. Empty: by title.
    pub sort: Vec<SortKey>,
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
    /// Pages, where the import file told them.
    Pages,
    /// Year of publication, where the import file told it.
    Year,
    /// Whether it is being read: downwards, what is being read stands first.
    Reading,
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
            Self::Pages => "pages",
            Self::Year => "published",
            Self::Reading => "(status IS 1)",
        }
    }
}

impl BookQuery {
    /// The books that a text of the query language asks for, by title.
    ///
    /// # Errors
    /// The first place that cannot be understood.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        Ok(Self { filter: parse(text)?.expr, sort: Vec::new() })
    }

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
