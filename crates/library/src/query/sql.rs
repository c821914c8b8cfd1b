//! From a query to the SQL that finds its books. Values are always parameters.

use super::ast::{DayField, Expr, NumberField, Part, PartialDay, Span, Term, TextField, TextValue};
use crate::AccountId;
use crate::columns::status_number;
use crate::folding::fold;
use bookhive::Stars;
use jiff::tz::TimeZone;
use rusqlite::types::Value;
use std::fmt::Write;

/// A `SELECT` of the numbers of the books that match, in no order, with its values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finder {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

/// How closely a [`Finder`]'s answer is the query's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The account's books and no others.
    Account,
    /// Words alone may also find books of other accounts and books on their way out: the caller leaves them out, and
    /// is spared a join.
    Anywhere,
}

impl Finder {
    pub(crate) fn new(account: AccountId, expr: &Expr, scope: Scope) -> Self {
        let mut sql = Sql { account, text: String::new(), values: Vec::new() };
        if scope == Scope::Anywhere
            && let Some(words) = only_words(expr)
        {
            sql.text.push_str("SELECT rowid FROM book_words WHERE book_words MATCH ?");
            sql.values.push(Value::Text(words));
        } else {
            sql.text.push_str("SELECT id FROM book WHERE account = ? AND gone = 0");
            sql.values.push(Value::Integer(account.get()));
            if *expr != Expr::Everything {
                sql.text.push_str(" AND ");
                sql.expr(expr);
            }
        }
        Self { sql: sql.text, values: sql.values }
    }
}

/// The full-text query, when the whole query is one.
fn only_words(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Term(term) => term.words(),
        Expr::And(parts) => {
            let words: Option<Vec<String>> = parts.iter().map(only_words).collect();
            words.map(|words| words.join(" AND "))
        }
        _ => None,
    }
}

impl Term {
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
    account: AccountId,
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

    fn expr(&mut self, expr: &Expr) {
        if let Some(words) = only_words(expr) {
            self.words(words);
            return;
        }
        match expr {
            Expr::Everything => self.push("1"),
            Expr::Not(inner) => {
                // A condition on a field that is empty is unknown to SQL, and here it is simply not so.
                self.push("NOT coalesce(");
                self.expr(inner);
                self.push(", 0)");
            }
            Expr::And(parts) => {
                // The words of all parts in one search.
                let words: Vec<String> = parts.iter().filter_map(only_words).collect();
                let others = parts.iter().filter(|part| only_words(part).is_none());
                self.push("(");
                if !words.is_empty() {
                    self.words(words.join(" AND "));
                }
                for (index, part) in others.enumerate() {
                    if index > 0 || !words.is_empty() {
                        self.push(" AND ");
                    }
                    self.expr(part);
                }
                self.push(")");
            }
            Expr::Or(parts) => self.any(parts, |sql, part| sql.expr(part)),
            Expr::Term(term) => self.term(term),
        }
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
            Term::Word(_) | Term::Phrase(_) => self.push("1"),
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
            Term::Duplicate(true) => self.duplicate(),
            Term::Duplicate(false) => {
                self.push("NOT coalesce(");
                self.duplicate();
                self.push(", 0)");
            }
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

    fn duplicate(&mut self) {
        let same = |column: &str| {
            format!(
                "{column} IN (SELECT {column} FROM book WHERE account = ? AND gone = 0 AND {column} IS NOT NULL
                 GROUP BY {column} HAVING count(*) > 1)"
            )
        };
        let titled = "(title_sort, author_sort) IN (SELECT title_sort, author_sort FROM book
             WHERE account = ? AND gone = 0 AND title_sort IS NOT NULL AND author_sort IS NOT NULL
             GROUP BY title_sort, author_sort HAVING count(*) > 1)";
        let _ = write!(self.text, "({} OR {} OR {titled})", same("hive_id"), same("isbn13"));
        self.values.extend(std::iter::repeat_n(Value::Integer(self.account.get()), 3));
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
            Self::Isbn => "coalesce(isbn13, isbn10) IS NOT NULL",
            Self::Author => "authors <> ''",
            Self::Tag => "tags <> ''",
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
            Self::Isbn => "coalesce(isbn13, isbn10) IS NULL",
            Self::Author => "authors = ''",
            Self::Tag => "tags = ''",
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
