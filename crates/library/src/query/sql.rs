//! From a query to the statements that find its books. Values are always parameters.

use super::ast::{DayField, Expr, NumberField, Part, PartialDay, Span, Term, TextField, TextValue};
use crate::AccountId;
use crate::columns::status_number;
use crate::folding::fold;
use bookhive::Stars;
use jiff::tz::TimeZone;
use rusqlite::types::Value;
use std::fmt::Write;

/// A `SELECT` of the numbers of the books that meet one condition, in no order, with its values. One that looks for words
/// may also find books of other accounts and books on their way out, and is spared a join.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finder {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

/// How a query's books are found: its conditions one by one, and how what they find is put together. So a condition is
/// answered once however often it is asked while somebody types, and no set goes through SQLite a second time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Plan {
    Find(Finder),
    /// All books of the account but these.
    Without(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
}

impl Plan {
    pub(crate) fn new(account: AccountId, expr: &Expr) -> Self {
        let parts = |parts: &[Expr]| parts.iter().map(|part| Self::new(account, part)).collect();
        match expr {
            Expr::Everything => Self::Find(Finder::everything(account)),
            Expr::Not(inner) => Self::Without(Box::new(Self::new(account, inner))),
            Expr::And(all) => Self::All(parts(all)),
            Expr::Or(any) => Self::Any(parts(any)),
            Expr::Term(Term::Duplicate(false)) => Self::Without(Box::new(Self::Find(Finder::twins(account)))),
            Expr::Term(Term::Duplicate(true)) => Self::Find(Finder::twins(account)),
            Expr::Term(term) => Self::Find(Finder::new(account, term)),
        }
    }
}

impl Finder {
    /// All books of the account.
    pub(crate) fn everything(account: AccountId) -> Self {
        let sql = "SELECT id FROM book WHERE account = ? AND gone = 0".to_owned();
        Self { sql, values: vec![Value::Integer(account.get())] }
    }

    /// The books of the groups of duplicates, as they were last found. One whose fellows have gone is in none.
    fn twins(account: AccountId) -> Self {
        let sql = "SELECT twin.book FROM duplicate AS twin JOIN book ON book.id = twin.book
             WHERE twin.account = ? AND book.gone = 0 AND EXISTS (
                 SELECT 1 FROM duplicate AS other JOIN book ON book.id = other.book
                 WHERE other.account = twin.account AND other.grp = twin.grp AND other.book <> twin.book
                     AND book.gone = 0)"
            .to_owned();
        Self { sql, values: vec![Value::Integer(account.get())] }
    }

    fn new(account: AccountId, term: &Term) -> Self {
        if let Some(words) = term.words() {
            let sql = "SELECT rowid FROM book_words WHERE book_words MATCH ?".to_owned();
            return Self { sql, values: vec![Value::Text(words)] };
        }
        let Self { mut sql, values } = Self::everything(account);
        if term.is_of_an_expression() {
            sql = sql.replace("FROM book", "FROM book INDEXED BY book_by_parts");
        }
        let mut sql = Sql { text: sql + " AND ", values };
        sql.term(term);
        Self { sql: sql.text, values: sql.values }
    }
}

impl Term {
    /// The answer stands in `book_by_parts` as an expression. SQLite knows that it need not look into the table then, but
    /// does not count on it when it chooses an index.
    fn is_of_an_expression(&self) -> bool {
        let is_one = |part: &Part| matches!(part, Part::Isbn | Part::Author | Part::Tag);
        matches!(self, Self::Parts { parts, .. } if parts.iter().all(is_one))
    }

    /// The full-text query that is the same as this condition, if there is one. Folding leaves letters, digits and
    /// spaces only: nothing can break out of the quotes.
    fn words(&self) -> Option<String> {
        match self {
            Self::Word(word) => Some(format!("\"{}\"*", fold(word))),
            Self::Phrase(phrase) => Some(format!("\"{}\"", fold(phrase))),
            Self::Text(field, values) => {
                let column = field.words_column()?;
                let one = |value: &TextValue| {
                    (!value.whole).then(|| format!("{column} : \"{}\"*", fold(&value.text)))
                };
                let any: Vec<String> = values.iter().map(one).collect::<Option<_>>()?;
                Some(if any.len() == 1 { any.concat() } else { format!("({})", any.join(" OR ")) })
            }
            _ => None,
        }
    }
}

impl TextField {
    /// The column of the full-text index, unless the field is not in it by itself.
    const fn words_column(self) -> Option<&'static str> {
        match self {
            Self::Title => Some("title"),
            Self::Author => Some("authors"),
            Self::Tag => Some("tags"),
            Self::Review => Some("review"),
            Self::Format => None,
        }
    }
}

struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn value(&mut self, before: &str, value: impl Into<Value>) {
        self.text.push_str(before);
        self.text.push('?');
        self.values.push(value.into());
    }

    fn words(&mut self, words: String) {
        self.value("id IN (SELECT rowid FROM book_words WHERE book_words MATCH ", words);
        self.push(")");
    }

    fn any<T>(&mut self, parts: &[T], one: impl Fn(&mut Self, &T)) {
        self.push("(");
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                self.push(" OR ");
            }
            one(self, part);
        }
        self.push(")");
    }

    fn term(&mut self, term: &Term) {
        match term {
            // These have statements of their own.
            Term::Word(_) | Term::Phrase(_) | Term::Duplicate(_) => self.push("1"),
            Term::Text(field, values) => self.any(values, |sql, value| sql.text_value(*field, value)),
            Term::Status(values) => self.any(values, |sql, status| match status {
                Some(status) => sql.value("status = ", status_number(*status)),
                None => sql.push("status IS NULL"),
            }),
            Term::Owned(values) => self.any(values, |sql, owned| match owned {
                Some(owned) => sql.value("owned = ", i64::from(*owned)),
                None => sql.push("owned IS NULL"),
            }),
            Term::Rating(spans) => self.any(spans, |sql, span| {
                let number = |stars: Stars| Value::Integer(stars.half_stars().into());
                sql.span("stars", *span, number, number);
            }),
            Term::Number(field, spans) => self.any(spans, |sql, span| {
                let number = |number: u32| Value::Integer(number.into());
                sql.span(field.column(), *span, number, number);
            }),
            Term::Day(field, spans) => self.any(spans, |sql, span| match field {
                DayField::Started => sql.span("started", *span, first_day, last_day),
                DayField::Finished => sql.span("finished", *span, first_day, last_day),
                DayField::Added => sql.span("created", *span, first_instant, last_instant),
            }),
            Term::Parts { parts, present } => self.any(parts, |sql, part| {
                sql.push(if *present { part.there() } else { part.lacking() });
            }),
        }
    }

    fn text_value(&mut self, field: TextField, value: &TextValue) {
        let words = field.words_column().map(|column| (column, fold(&value.text)));
        match (words, value.whole) {
            (Some((column, words)), false) => self.words(format!("{column} : \"{words}\"*")),
            (Some((column, words)), true) => {
                // The words find it quickly; whether it is exactly so, the text itself tells.
                self.push("(");
                self.words(format!("{column} : \"{words}\""));
                let (list, mark) = match field {
                    TextField::Author => ("char(9) || authors || char(9)", '\t'),
                    TextField::Tag => ("char(10) || tags || char(10)", '\n'),
                    _ => ("char(10) || title || char(10)", '\n'),
                };
                if field != TextField::Review {
                    let _ = write!(self.text, " AND instr({list}, ");
                    self.value("", format!("{mark}{}{mark}", value.text));
                    self.push(") > 0");
                }
                self.push(")");
            }
            (None, true) => self.value("format = ", fold(&value.text)),
            (None, false) => {
                self.value("instr(format, ", fold(&value.text));
                self.push(") > 0");
            }
        }
    }

    fn span<T: Copy>(
        &mut self,
        column: &str,
        span: Span<T>,
        first: impl Fn(T) -> Value,
        last: impl Fn(T) -> Value,
    ) {
        let (from, to) = match span {
            Span::Is(value) => (Some((">=", first(value))), Some(("<=", last(value)))),
            Span::Between(from, to) => (Some((">=", first(from))), Some(("<=", last(to)))),
            Span::From(value) => (Some((">=", first(value))), None),
            Span::To(value) => (None, Some(("<=", last(value)))),
            Span::Above(value) => (Some((">", last(value))), None),
            Span::Below(value) => (None, Some(("<", first(value)))),
        };
        self.push("(");
        let both = from.is_some() && to.is_some();
        for (operator, value) in from.into_iter().chain(to) {
            if both && operator.starts_with('<') {
                self.push(" AND ");
            }
            self.value(&format!("{column} {operator} "), value);
        }
        self.push(")");
    }
}

impl NumberField {
    const fn column(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Year => "published",
        }
    }
}

impl Part {
    const fn there(self) -> &'static str {
        match self {
            Self::Finished => "finished IS NOT NULL",
            Self::Started => "started IS NOT NULL",
            Self::Rating => "stars IS NOT NULL",
            Self::Review => "has_review = 1",
            Self::Cover => "has_cover = 1",
            Self::Isbn => "(coalesce(isbn13, isbn10) IS NOT NULL) = 1",
            Self::Author => "(authors <> '') = 1",
            Self::Tag => "(tags <> '') = 1",
            Self::Status => "status IS NOT NULL",
            Self::Format => "format IS NOT NULL",
            Self::Pages => "pages IS NOT NULL",
            Self::Year => "published IS NOT NULL",
        }
    }

    const fn lacking(self) -> &'static str {
        match self {
            Self::Finished => "finished IS NULL",
            Self::Started => "started IS NULL",
            Self::Rating => "stars IS NULL",
            Self::Review => "has_review = 0",
            Self::Cover => "has_cover = 0",
            Self::Isbn => "(coalesce(isbn13, isbn10) IS NOT NULL) = 0",
            Self::Author => "(authors <> '') = 0",
            Self::Tag => "(tags <> '') = 0",
            Self::Status => "status IS NULL",
            Self::Format => "format IS NULL",
            Self::Pages => "pages IS NULL",
            Self::Year => "published IS NULL",
        }
    }
}

fn first_day(partial: PartialDay) -> Value {
    partial.first().map_or(Value::Null, |day| Value::Text(day.to_string()))
}

fn last_day(partial: PartialDay) -> Value {
    partial.last().map_or(Value::Null, |day| Value::Text(day.to_string()))
}

fn first_instant(partial: PartialDay) -> Value {
    instant(partial.first(), 0)
}

fn last_instant(partial: PartialDay) -> Value {
    const DAY: i64 = 86_400_000_000;
    instant(partial.last(), DAY - 1)
}

/// Microseconds since 1970 of a day's beginning in UTC, and some more.
fn instant(day: Option<bookhive::Day>, more: i64) -> Value {
    let begins = day.and_then(|day| {
        let date = jiff::civil::Date::new(day.year(), day.month(), day.day()).ok()?;
        date.to_zoned(TimeZone::UTC).ok()
    });
    begins.map_or(Value::Null, |begins| Value::Integer(begins.timestamp().as_microsecond() + more))
}
