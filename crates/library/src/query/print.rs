//! From a query to its text.

use super::ast::{Expr, Part, Span, Term, TextField, TextValue};
use super::names::{ANSWERS, FieldName, OWNERSHIPS, PARTS, STATUSES, name_of};
use std::fmt::{self, Display, Formatter, Write};

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => Ok(()),
            Self::And(parts) => {
                let mut between = "";
                for part in parts {
                    f.write_str(between)?;
                    part.fmt_tight(f)?;
                    between = " ";
                }
                Ok(())
            }
            Self::Or(parts) => {
                let mut between = "";
                for part in parts {
                    f.write_str(between)?;
                    part.fmt(f)?;
                    between = " or ";
                }
                Ok(())
            }
            Self::Not(_) | Self::Term(_) => self.fmt_tight(f),
        }
    }
}

impl Expr {
    /// As it stands beside other conditions.
    fn fmt_tight(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => Ok(()),
            Self::Not(inner) => {
                f.write_char('-')?;
                match **inner {
                    Self::And(_) => write!(f, "({inner})"),
                    ref inner => inner.fmt_tight(f),
                }
            }
            Self::Term(term) => term.fmt(f),
            Self::Or(_) | Self::And(_) => write!(f, "({self})"),
        }
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Phrase(phrase) => quoted(f, phrase),
            Self::Text(field, values) => texts(f, *field, values),
            Self::Status(values) => list(f, "status:", values, |f, one| f.write_str(name_of(&STATUSES, one))),
            Self::Owned(values) => list(f, "owned:", values, |f, one| f.write_str(name_of(&OWNERSHIPS, one))),
            Self::Parts { parts, present } => {
                let part = |f: &mut Formatter<'_>, one: &Part| f.write_str(name_of(&PARTS, one));
                list(f, if *present { "has:" } else { "missing:" }, parts, part)
            }
            Self::Duplicate(yes) => write!(f, "duplicate:{}", name_of(&ANSWERS, yes)),
            Self::Rating(spans) => ranges(f, FieldName::Rating, spans),
            Self::Day(field, spans) => ranges(f, FieldName::Day(*field), spans),
            Self::Number(field, spans) => ranges(f, FieldName::Number(*field), spans),
        }
    }
}

impl<T: Display> Display for Span<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(value) => write!(f, "{value}"),
            Self::Between(from, to) => write!(f, "{from}..{to}"),
            Self::From(value) => write!(f, ">={value}"),
            Self::To(value) => write!(f, "<={value}"),
            Self::Above(value) => write!(f, ">{value}"),
            Self::Below(value) => write!(f, "<{value}"),
        }
    }
}

fn ranges<T: Display>(f: &mut Formatter<'_>, field: FieldName, spans: &[Span<T>]) -> fmt::Result {
    // One comparison is written as people write it: rating>=4.
    if let [one @ (Span::From(_) | Span::To(_) | Span::Above(_) | Span::Below(_))] = spans {
        return write!(f, "{}{one}", field.name());
    }
    f.write_str(field.name())?;
    list(f, ":", spans, |f, span| span.fmt(f))
}

fn texts(f: &mut Formatter<'_>, field: TextField, values: &[TextValue]) -> fmt::Result {
    let text = |f: &mut Formatter<'_>, value: &str| {
        if stands_bare(value) { f.write_str(value) } else { quoted(f, value) }
    };
    f.write_str(FieldName::Text(field).name())?;
    if let [TextValue { text: only, whole: true }] = values {
        f.write_char('=')?;
        return text(f, only);
    }
    list(f, ":", values, |f, value| {
        if value.whole {
            f.write_char('=')?;
        }
        text(f, &value.text)
    })
}

fn list<T>(
    f: &mut Formatter<'_>,
    head: &str,
    values: &[T],
    mut one: impl FnMut(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    f.write_str(head)?;
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            f.write_char(',')?;
        }
        one(f, value)?;
    }
    Ok(())
}

/// Whether a value needs no quotes.
fn stands_bare(value: &str) -> bool {
    let special = |c: char| c.is_whitespace() || matches!(c, ',' | '"' | '(' | ')');
    !value.is_empty() && !value.starts_with(['<', '>', '=']) && !value.contains(special)
}

fn quoted(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(character)?;
    }
    f.write_char('"')
}
