//! Where a query cannot be understood, what was expected there, and what may have been meant.

use super::ast::{DayField, TextField};
use super::names::{ANSWERS, FieldName, OWNERSHIPS, PARTS, STATUSES};
use std::ops::Range;
use thiserror::Error;

/// A query that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("at {}: {problem}", span.start)]
pub struct QueryError {
    /// Where, in bytes of the text.
    pub span: Range<usize>,
    /// What is the matter.
    pub problem: QueryProblem,
    /// What may have been meant, to stand in place of the span.
    pub suggestion: Option<String>,
}

/// What is the matter with a query.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QueryProblem {
    /// `wibble:wobble`
    #[error("there is no field {name:?}")]
    UnknownField {
        /// As it was written.
        name: String,
    },
    /// `status:`
    #[error("{} wants a value", .field.name())]
    NoValue {
        /// The field.
        field: FieldName,
    },
    /// `rating:blue`
    #[error("{} cannot be {found:?}", .field.name())]
    UnknownValue {
        /// The field.
        field: FieldName,
        /// As it was written.
        found: String,
    },
    /// `status>reading`
    #[error("{} has no order to compare by", .field.name())]
    NotOrdered {
        /// The field.
        field: FieldName,
    },
    /// `rating:4..2`
    #[error("the range ends before it begins")]
    RangeReversed,
    /// `(dune or`
    #[error("a parenthesis is not closed")]
    Unclosed,
    /// `dune)`
    #[error("a parenthesis is closed that was not opened")]
    Unopened,
    /// `()`
    #[error("there is nothing between the parentheses")]
    EmptyGroup,
    /// More than is ever typed by hand.
    #[error("the query is too long")]
    TooLong,
}

/// What a field's value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// 0.5 to 5 by halves, or a range of them.
    Rating,
    /// A day, month or year, or a range of them.
    Day,
    /// A whole number, or a range of them.
    Number,
    /// Any words.
    Text,
}

impl FieldName {
    /// What its values look like.
    pub fn expected(self) -> Expected {
        const STATUS_NAMES: [&str; 5] = names(&STATUSES);
        const OWNED_NAMES: [&str; 3] = names(&OWNERSHIPS);
        const PART_NAMES: [&str; 12] = names(&PARTS);
        const ANSWER_NAMES: [&str; 2] = names(&ANSWERS);
        match self {
            Self::Status => Expected::OneOf(&STATUS_NAMES),
            Self::Owned => Expected::OneOf(&OWNED_NAMES),
            Self::Has | Self::Missing => Expected::OneOf(&PART_NAMES),
            Self::Duplicate => Expected::OneOf(&ANSWER_NAMES),
            Self::Rating => Expected::Rating,
            Self::Day(DayField::Started | DayField::Finished | DayField::Added) => Expected::Day,
            Self::Number(_) => Expected::Number,
            Self::Text(
                TextField::Title | TextField::Author | TextField::Tag | TextField::Review | TextField::Format,
            ) => Expected::Text,
        }
    }
}

const fn names<T: Copy, const N: usize>(table: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        #[allow(clippy::indexing_slicing, reason = "both have N items, and a slip fails to compile")]
        {
            names[at] = table[at].0;
        }
        at += 1;
    }
    names
}
