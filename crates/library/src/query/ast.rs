//! What a query says, once it is understood.

use bookhive::{Day, Stars, Status};
use std::fmt;

/// A condition on a book. [`Display`](fmt::Display) writes it in the query language, and reading that gives it back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Expr {
    /// Every book: the empty query.
    #[default]
    Everything,
    /// All of these; at least two, none of them an `And`.
    And(Vec<Self>),
    /// Any of these; at least two, none of them an `Or`.
    Or(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// One condition.
    Term(Term),
}

/// One condition. Those with a list hold when any of its values does; a list is never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A word of the book begins like this.
    Word(String),
    /// These words stand somewhere in the book, in this order.
    Phrase(String),
    /// A text field has one of these.
    Text(TextField, Vec<TextValue>),
    /// The status is one of these; `None` is no status, or one that this app does not know.
    Status(Vec<Option<Status>>),
    /// The rating lies in one of these.
    Rating(Vec<Span<Stars>>),
    /// A day lies in one of these.
    Day(DayField, Vec<Span<PartialDay>>),
    /// A number lies in one of these.
    Number(NumberField, Vec<Span<u32>>),
    /// Ownership is one of these; `None` is that the record does not say.
    Owned(Vec<Option<bool>>),
    /// The book has one of these parts, or lacks one of them.
    Parts {
        /// Which parts.
        parts: Vec<Part>,
        /// Whether they are looked for as there (`has:`) or as lacking (`missing:`).
        present: bool,
    },
    /// Whether the book may be one with another: whether it is in a group of duplicates, as they were last found.
    Duplicate(bool),
}

/// A field with text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextField {
    /// Title.
    Title,
    /// Any author.
    Author,
    /// Any tag.
    Tag,
    /// Review.
    Review,
    /// Format, as the import file put it.
    Format,
}

/// What is looked for in a text field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextValue {
    /// The text.
    pub text: String,
    /// `true`: the field, or one of its items, is exactly this. `false`: it has these words, the last one being
    /// perhaps only begun.
    pub whole: bool,
}

/// A field with a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayField {
    /// Day reading began.
    Started,
    /// Day reading ended.
    Finished,
    /// Day the record was made, in UTC.
    Added,
}

/// A field with a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberField {
    /// Pages of the edition, where the import file told them.
    Pages,
    /// Year the edition or the work was published, where the import file told it.
    Year,
}

/// What a book may have or lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A day on which reading ended.
    Finished,
    /// A day on which reading began.
    Started,
    /// A rating.
    Rating,
    /// A review.
    Review,
    /// A cover in the record.
    Cover,
    /// An ISBN of either length.
    Isbn,
    /// An author.
    Author,
    /// A tag.
    Tag,
    /// A status.
    Status,
    /// A format.
    Format,
    /// A number of pages.
    Pages,
    /// A publication year.
    Year,
}

impl Part {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 12] = [
        Self::Finished,
        Self::Started,
        Self::Rating,
        Self::Review,
        Self::Cover,
        Self::Isbn,
        Self::Author,
        Self::Tag,
        Self::Status,
        Self::Format,
        Self::Pages,
        Self::Year,
    ];
}

/// A stretch of an ordered field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span<T> {
    /// This value; a month or a year means all its days.
    Is(T),
    /// From the first up to and with the second.
    Between(T, T),
    /// This or more.
    From(T),
    /// This or less.
    To(T),
    /// More than this.
    Above(T),
    /// Less than this.
    Below(T),
}

/// A day, a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartialDay {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl PartialDay {
    /// A whole year, 1 to 9999.
    pub fn year(year: i16) -> Option<Self> {
        Day::new(year, 1, 1).map(|_| Self { year, month: None, day: None })
    }

    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, of the calendar.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut number = |width: usize| match parts.next() {
            None => Some(None),
            Some(part) if part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit()) => {
                part.parse::<i16>().ok().map(Some)
            }
            Some(_) => None,
        };
        let (year, month, day) = (number(4)??, number(2)?, number(2)?);
        let small = |number: Option<i16>| number.map(|number| i8::try_from(number).ok());
        let (month, day) = (small(month), small(day));
        let (month, day) =
            (month.map_or(Some(None), |m| m.map(Some))?, day.map_or(Some(None), |d| d.map(Some))?);
        let partial = Self { year, month, day };
        (parts.next().is_none() && Day::new(year, month.unwrap_or(1), day.unwrap_or(1)).is_some())
            .then_some(partial)
    }

    /// Its first day.
    pub(crate) fn first(self) -> Option<Day> {
        Day::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// Its last day.
    pub(crate) fn last(self) -> Option<Day> {
        let month = self.month.unwrap_or(12);
        match self.day {
            Some(day) => Day::new(self.year, month, day),
            None => (28..=31).rev().find_map(|day| Day::new(self.year, month, day)),
        }
    }
}

impl fmt::Display for PartialDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

impl Expr {
    /// All of these, flat and without those that hold for every book.
    pub fn all(parts: Vec<Self>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::Everything => {}
                Self::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match flat.len() {
            0 => Self::Everything,
            1 => flat.swap_remove(0),
            _ => Self::And(flat),
        }
    }

    /// Any of these, flat.
    pub(crate) fn any(parts: Vec<Self>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::Or(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 { flat.swap_remove(0) } else { Self::Or(flat) }
    }
}
