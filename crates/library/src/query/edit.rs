//! Choosing a facet's value edits the text of the query: what is asked stands in one place only.

use super::ast::{DayField, Expr, Part, PartialDay, Span, Term, TextField, TextValue};
use super::error::QueryError;
use super::parse::{Conjunct, Parsed, parse};
use bookhive::{Stars, Status};

/// A property by which books are counted and narrowed down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Status.
    Status,
    /// Year in which reading ended.
    YearFinished,
    /// Rating.
    Rating,
    /// Author.
    Author,
    /// Format.
    Format,
    /// Tag.
    Tag,
    /// Ownership.
    Owned,
    /// What is there.
    Has,
    /// What is lacking.
    Missing,
    /// Whether another book is the same.
    Duplicate,
}

impl Facet {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::Status,
        Self::YearFinished,
        Self::Rating,
        Self::Author,
        Self::Format,
        Self::Tag,
        Self::Owned,
        Self::Has,
        Self::Missing,
        Self::Duplicate,
    ];

    /// Whether a condition is this facet's.
    fn owns(self, expr: &Expr) -> bool {
        let Expr::Term(term) = expr else { return false };
        matches!(
            (self, term),
            (Self::Status, Term::Status(_))
                | (Self::YearFinished, Term::Day(DayField::Finished, _))
                | (Self::Rating, Term::Rating(_))
                | (Self::Author, Term::Text(TextField::Author, _))
                | (Self::Format, Term::Text(TextField::Format, _))
                | (Self::Tag, Term::Text(TextField::Tag, _))
                | (Self::Owned, Term::Owned(_))
                | (Self::Has, Term::Parts { present: true, .. })
                | (Self::Missing, Term::Parts { present: false, .. })
                | (Self::Duplicate, Term::Duplicate(_))
        )
    }
}

/// A value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FacetValue {
    /// A status; `None`: no status, or one that this app does not know.
    Status(Option<Status>),
    /// A year in which reading ended.
    YearFinished(i16),
    /// A rating.
    Rating(Stars),
    /// An author, as written.
    Author(String),
    /// A format, folded.
    Format(String),
    /// A tag, as written.
    Tag(String),
    /// Ownership; `None`: the record does not say.
    Owned(Option<bool>),
    /// A part that is there.
    Has(Part),
    /// A part that is lacking.
    Missing(Part),
    /// Another book is the same.
    Duplicate,
}

impl FacetValue {
    /// Whose value it is.
    pub const fn facet(&self) -> Facet {
        match self {
            Self::Status(_) => Facet::Status,
            Self::YearFinished(_) => Facet::YearFinished,
            Self::Rating(_) => Facet::Rating,
            Self::Author(_) => Facet::Author,
            Self::Format(_) => Facet::Format,
            Self::Tag(_) => Facet::Tag,
            Self::Owned(_) => Facet::Owned,
            Self::Has(_) => Facet::Has,
            Self::Missing(_) => Facet::Missing,
            Self::Duplicate => Facet::Duplicate,
        }
    }

    /// The condition that a book has this value.
    pub fn term(&self) -> Term {
        let whole = |text: &str| vec![TextValue { text: text.to_owned(), whole: true }];
        match self {
            Self::Status(status) => Term::Status(vec![*status]),
            Self::YearFinished(year) => {
                Term::Day(DayField::Finished, PartialDay::year(*year).map(Span::Is).into_iter().collect())
            }
            Self::Rating(stars) => Term::Rating(vec![Span::Is(*stars)]),
            Self::Author(author) => Term::Text(TextField::Author, whole(author)),
            Self::Format(format) => Term::Text(TextField::Format, whole(format)),
            Self::Tag(tag) => Term::Text(TextField::Tag, whole(tag)),
            Self::Owned(owned) => Term::Owned(vec![*owned]),
            Self::Has(part) => Term::Parts { parts: vec![*part], present: true },
            Self::Missing(part) => Term::Parts { parts: vec![*part], present: false },
            Self::Duplicate => Term::Duplicate(true),
        }
    }

    /// Whether the query asks for this value by name.
    pub fn is_chosen(&self, parsed: &Parsed) -> bool {
        let wanted = self.term();
        parsed.conjuncts.iter().any(|one| match &one.expr {
            Expr::Term(term) => term.has(&wanted),
            _ => false,
        })
    }
}

impl Term {
    /// Whether this list holds the one value of the other.
    fn has(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Status(all), Self::Status(one)) => contains(all, one),
            (Self::Rating(all), Self::Rating(one)) => contains(all, one),
            (Self::Day(field, all), Self::Day(same, one)) => field == same && contains(all, one),
            (Self::Text(field, all), Self::Text(same, one)) => field == same && contains(all, one),
            (Self::Owned(all), Self::Owned(one)) => contains(all, one),
            (Self::Parts { parts: all, present }, Self::Parts { parts: one, present: same }) => {
                present == same && contains(all, one)
            }
            _ => self == other,
        }
    }

    /// The list with the other's value added, or taken out when it was there; `None` when nothing is left.
    fn flipped(mut self, other: &Self) -> Option<Self> {
        let left = match (&mut self, other) {
            (Self::Status(all), Self::Status(one)) => flip(all, one),
            (Self::Rating(all), Self::Rating(one)) => flip(all, one),
            (Self::Day(_, all), Self::Day(_, one)) => flip(all, one),
            (Self::Text(_, all), Self::Text(_, one)) => flip(all, one),
            (Self::Owned(all), Self::Owned(one)) => flip(all, one),
            (Self::Parts { parts: all, .. }, Self::Parts { parts: one, .. }) => flip(all, one),
            (Self::Duplicate(here), Self::Duplicate(other)) => {
                let differed = here != other;
                *here = *other;
                differed
            }
            _ => true,
        };
        left.then_some(self)
    }
}

fn contains<T: PartialEq>(all: &[T], one: &[T]) -> bool {
    one.first().is_some_and(|value| all.contains(value))
}

fn flip<T: PartialEq + Clone>(all: &mut Vec<T>, one: &[T]) -> bool {
    for value in one {
        if let Some(at) = all.iter().position(|known| known == value) {
            all.remove(at);
        } else {
            all.push(value.clone());
        }
    }
    !all.is_empty()
}

/// The text with this value asked for as well, or no longer when it was. Everything else stays as it was typed.
///
/// # Errors
/// When the text cannot be understood as it is.
pub fn toggled(text: &str, value: &FacetValue) -> Result<String, QueryError> {
    let parsed = parse(text)?;
    let wanted = value.term();
    if value.is_chosen(&parsed) {
        return no_longer(text, &wanted);
    }
    let held = parsed.conjuncts.iter().find(|one| value.facet().owns(&one.expr));
    let Some(held) = held else { return Ok(beside(text.trim(), parsed.expr, wanted)) };
    Ok(replaced(text, held, held.flipped(&wanted).as_ref()))
}

/// The text with a value taken out of every condition that has it.
fn no_longer(text: &str, value: &Term) -> Result<String, QueryError> {
    let mut text = text.to_owned();
    loop {
        let parsed = parse(&text)?;
        let held =
            parsed.conjuncts.iter().find(|one| matches!(&one.expr, Expr::Term(term) if term.has(value)));
        let Some(held) = held else { return Ok(text) };
        text = replaced(&text, held, held.flipped(value).as_ref());
    }
}

/// A condition beside what was typed, which stays as it is where the two can stand side by side: an `or` may reach over
/// the condition, and a quote left open would swallow it.
fn beside(typed: &str, asked: Expr, wanted: Term) -> String {
    let ways = [
        format!("{typed} {wanted}").trim_start().to_owned(),
        format!("({typed}) {wanted}"),
        format!("{typed}\" {wanted}"),
    ];
    let both = Expr::all(vec![asked, Expr::Term(wanted)]);
    let sound = ways.into_iter().find(|way| parse(way).is_ok_and(|parsed| parsed.expr == both));
    sound.unwrap_or_else(|| both.to_string())
}

/// The text without the conditions that belong to a facet.
///
/// # Errors
/// When the text cannot be understood as it is.
pub fn without(text: &str, facet: Facet) -> Result<String, QueryError> {
    let mut text = text.to_owned();
    loop {
        let parsed = parse(&text)?;
        let Some(held) = parsed.conjuncts.iter().find(|one| facet.owns(&one.expr)) else { return Ok(text) };
        text = replaced(&text, held, None);
    }
}

/// What stood in parentheses may have touched its neighbours, which it must not without them.
fn replaced(text: &str, held: &Conjunct, term: Option<&Term>) -> String {
    let before = text.get(..held.span.start).unwrap_or_default();
    let after = text.get(held.span.end..).unwrap_or_default();
    match term {
        Some(term) => {
            let apart = |near: Option<char>| match near {
                Some(near) if !near.is_whitespace() && !matches!(near, '(' | ')') => " ",
                _ => "",
            };
            let (left, right) = (apart(before.chars().next_back()), apart(after.chars().next()));
            format!("{before}{left}{term}{right}{after}")
        }
        None => format!("{} {}", before.trim_end(), after.trim_start()).trim().to_owned(),
    }
}

impl Conjunct {
    fn flipped(&self, value: &Term) -> Option<Term> {
        match &self.expr {
            Expr::Term(term) => term.clone().flipped(value),
            _ => None,
        }
    }
}

impl Parsed {
    /// What is asked apart from a facet's own conditions: its other values are counted as if it were not chosen.
    pub(crate) fn apart_from(&self, facet: Facet) -> Option<Expr> {
        if !self.conjuncts.iter().any(|one| facet.owns(&one.expr)) {
            return None;
        }
        let others = self.conjuncts.iter().filter(|one| !facet.owns(&one.expr));
        Some(Expr::all(others.map(|one| one.expr.clone()).collect()))
    }
}

impl Parsed {
    /// Names of a facet that the query asks for to the letter.
    pub(crate) fn chosen_names(&self, facet: Facet) -> Vec<&str> {
        let owned = self.conjuncts.iter().filter(|one| facet.owns(&one.expr));
        let values = owned.flat_map(|one| match &one.expr {
            Expr::Term(Term::Text(_, values)) => values.as_slice(),
            _ => &[],
        });
        values.filter(|value| value.whole).map(|value| value.text.as_str()).collect()
    }
}
