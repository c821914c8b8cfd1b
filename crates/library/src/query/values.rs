//! From the text of a field's values to what they mean.

use super::ast::{PartialDay, Span, Term, TextValue};
use super::error::{Expected, QueryError, QueryProblem};
use super::names::{self, FieldName, nearest};
use super::parse::problem;
use crate::folding::fold;
use bookhive::Stars;
use std::ops::Range;

/// A value as it was written.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) comparison: Option<&'static str>,
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

/// The condition that a field and its values come to.
pub(super) fn term(field: FieldName, raws: &[Raw]) -> Result<Term, QueryError> {
    Ok(match field {
        FieldName::Status => Term::Status(named(field, raws, names::status)?),
        FieldName::Owned => Term::Owned(named(field, raws, names::ownership)?),
        FieldName::Has => Term::Parts { parts: named(field, raws, names::part)?, present: true },
        FieldName::Missing => Term::Parts { parts: named(field, raws, names::part)?, present: false },
        FieldName::Duplicate => {
            let answers = named(field, raws, names::answer)?;
            match answers.as_slice() {
                [answer] => Term::Duplicate(*answer),
                _ => {
                    return Err(raws
                        .last()
                        .map_or_else(|| unreadable(field, "", 0..0), |raw| raw.refused(field)));
                }
            }
        }
        FieldName::Text(text) => {
            let values = raws.iter().map(|raw| raw.text_value(field)).collect::<Result<_, _>>()?;
            Term::Text(text, values)
        }
        FieldName::Rating => Term::Rating(spans(field, raws, stars, |from, to| from <= to)?),
        FieldName::Day(day) => {
            Term::Day(day, spans(field, raws, PartialDay::parse, |from, to| from.first() <= to.last())?)
        }
        FieldName::Number(number) => {
            Term::Number(number, spans(field, raws, |text| text.parse().ok(), |from, to| from <= to)?)
        }
    })
}

fn named<T>(field: FieldName, raws: &[Raw], of: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, QueryError> {
    raws.iter()
        .map(|raw| {
            if raw.comparison.is_some_and(|comparison| comparison != "=") {
                return Err(problem(raw.span.clone(), QueryProblem::NotOrdered { field }));
            }
            of(&raw.text).ok_or_else(|| raw.refused(field))
        })
        .collect()
}

fn spans<T: Copy>(
    field: FieldName,
    raws: &[Raw],
    of: impl Fn(&str) -> Option<T>,
    in_order: impl Fn(T, T) -> bool,
) -> Result<Vec<Span<T>>, QueryError> {
    raws.iter()
        .map(|raw| {
            let value = |text: &str| of(text).ok_or_else(|| raw.refused(field));
            let text = raw.text.as_str();
            Ok(match (raw.comparison, text.split_once("..")) {
                (Some(">="), _) => Span::From(value(text)?),
                (Some("<="), _) => Span::To(value(text)?),
                (Some(">"), _) => Span::Above(value(text)?),
                (Some("<"), _) => Span::Below(value(text)?),
                (Some(_), _) | (None, None) => Span::Is(value(text)?),
                (None, Some((from, ""))) => Span::From(value(from)?),
                (None, Some(("", to))) => Span::To(value(to)?),
                (None, Some((from, to))) => {
                    let (from, to) = (value(from)?, value(to)?);
                    if !in_order(from, to) {
                        return Err(problem(raw.span.clone(), QueryProblem::RangeReversed));
                    }
                    Span::Between(from, to)
                }
            })
        })
        .collect()
}

/// "4", "4.5", "4½".
fn stars(text: &str) -> Option<Stars> {
    let (whole, half) = match text.strip_suffix('½').or_else(|| text.strip_suffix(".5")) {
        Some(whole) => (whole, 1),
        None => (text.strip_suffix(".0").unwrap_or(text), 0),
    };
    let whole: u8 = if whole.is_empty() && half == 1 { 0 } else { whole.parse().ok()? };
    Stars::new(whole.checked_mul(2)?.checked_add(half)?).ok()
}

impl Raw {
    fn text_value(&self, field: FieldName) -> Result<TextValue, QueryError> {
        let whole = match self.comparison {
            None => false,
            Some("=") => true,
            Some(_) => return Err(problem(self.span.clone(), QueryProblem::NotOrdered { field })),
        };
        if fold(&self.text).is_empty() {
            return Err(self.refused(field));
        }
        Ok(TextValue { text: self.text.clone(), whole })
    }

    fn refused(&self, field: FieldName) -> QueryError {
        unreadable(field, &self.text, self.span.clone())
    }
}

fn unreadable(field: FieldName, found: &str, span: Range<usize>) -> QueryError {
    let suggestion = match field.expected() {
        Expected::OneOf(names) => nearest(found, names.iter().copied()).map(str::to_owned),
        Expected::Day => padded(found),
        Expected::Rating | Expected::Number | Expected::Text => None,
    };
    // A word that is right by itself, in the wrong place, is no slip.
    let suggestion = suggestion.filter(|suggested| suggested != found);
    QueryError { span, problem: QueryProblem::UnknownValue { field, found: found.to_owned() }, suggestion }
}

/// "2024-3" and "2024/03" as the day they mean.
fn padded(found: &str) -> Option<String> {
    let ends: Vec<String> = found
        .split("..")
        .map(|end| end.split(['-', '/', '.']).map(|part| format!("{part:0>2}")).collect::<Vec<_>>().join("-"))
        .collect();
    let is_open = |end: &String| end == "00";
    let sound = ends.len() <= 2 && ends.iter().all(|end| is_open(end) || PartialDay::parse(end).is_some());
    let text =
        ends.iter().map(|end| if is_open(end) { "" } else { end.as_str() }).collect::<Vec<_>>().join("..");
    (sound && text != found && !text.is_empty()).then_some(text)
}
