//! The words of the query language: fields, values, and what is close to a word that is none.

use super::ast::{DayField, NumberField, Part, TextField};
use bookhive::Status;

/// A field by which a query can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldName {
    /// Title, author, tag, review, format.
    Text(TextField),
    /// `status:`
    Status,
    /// `rating:`
    Rating,
    /// `started:`, `finished:`, `added:`
    Day(DayField),
    /// `pages:`, `year:`
    Number(NumberField),
    /// `owned:`
    Owned,
    /// `has:`
    Has,
    /// `missing:`
    Missing,
    /// `duplicate:`
    Duplicate,
}

/// Every field, by the name under which it is written and offered.
pub(crate) const FIELDS: [(&str, FieldName); 15] = [
    ("status", FieldName::Status),
    ("rating", FieldName::Rating),
    ("finished", FieldName::Day(DayField::Finished)),
    ("started", FieldName::Day(DayField::Started)),
    ("added", FieldName::Day(DayField::Added)),
    ("author", FieldName::Text(TextField::Author)),
    ("title", FieldName::Text(TextField::Title)),
    ("tag", FieldName::Text(TextField::Tag)),
    ("format", FieldName::Text(TextField::Format)),
    ("owned", FieldName::Owned),
    ("has", FieldName::Has),
    ("missing", FieldName::Missing),
    ("pages", FieldName::Number(NumberField::Pages)),
    ("year", FieldName::Number(NumberField::Year)),
    ("duplicate", FieldName::Duplicate),
];

/// Names that are understood but not offered.
const ALIASES: [(&str, FieldName); 8] = [
    ("review", FieldName::Text(TextField::Review)),
    ("no", FieldName::Missing),
    ("stars", FieldName::Rating),
    ("by", FieldName::Text(TextField::Author)),
    ("tags", FieldName::Text(TextField::Tag)),
    ("read", FieldName::Day(DayField::Finished)),
    ("duplicates", FieldName::Duplicate),
    ("authors", FieldName::Text(TextField::Author)),
];

impl FieldName {
    /// The field of that name, whatever its case.
    pub(crate) fn find(name: &str) -> Option<Self> {
        let known = FIELDS.iter().chain(&ALIASES).find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(known.1)
    }

    /// The name under which it is written.
    pub fn name(self) -> &'static str {
        FIELDS.iter().chain(&ALIASES).find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }
}

pub(crate) const STATUSES: [(&str, Option<Status>); 5] = [
    ("reading", Some(Status::Reading)),
    ("want", Some(Status::WantToRead)),
    ("finished", Some(Status::Finished)),
    ("abandoned", Some(Status::Abandoned)),
    ("none", None),
];

const STATUS_ALIASES: [(&str, Option<Status>); 5] = [
    ("read", Some(Status::Finished)),
    ("to-read", Some(Status::WantToRead)),
    ("wanttoread", Some(Status::WantToRead)),
    ("want-to-read", Some(Status::WantToRead)),
    ("dnf", Some(Status::Abandoned)),
];

pub(crate) const OWNERSHIPS: [(&str, Option<bool>); 3] =
    [("yes", Some(true)), ("no", Some(false)), ("unknown", None)];

pub(crate) const ANSWERS: [(&str, bool); 2] = [("yes", true), ("no", false)];

pub(crate) const PARTS: [(&str, Part); 12] = [
    ("finished", Part::Finished),
    ("started", Part::Started),
    ("rating", Part::Rating),
    ("review", Part::Review),
    ("cover", Part::Cover),
    ("isbn", Part::Isbn),
    ("author", Part::Author),
    ("tag", Part::Tag),
    ("status", Part::Status),
    ("format", Part::Format),
    ("pages", Part::Pages),
    ("year", Part::Year),
];

const PART_ALIASES: [(&str, Part); 4] =
    [("date", Part::Finished), ("stars", Part::Rating), ("tags", Part::Tag), ("authors", Part::Author)];

pub(crate) fn status(name: &str) -> Option<Option<Status>> {
    of(STATUSES.iter().chain(&STATUS_ALIASES), name)
}

pub(crate) fn ownership(name: &str) -> Option<Option<bool>> {
    of(OWNERSHIPS.iter(), name)
}

pub(crate) fn answer(name: &str) -> Option<bool> {
    of(ANSWERS.iter(), name)
}

pub(crate) fn part(name: &str) -> Option<Part> {
    of(PARTS.iter().chain(&PART_ALIASES), name)
}

fn of<'a, T: Copy + 'a>(mut names: impl Iterator<Item = &'a (&'a str, T)>, name: &str) -> Option<T> {
    names.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
}

/// The name of a value in one of the tables above.
pub(crate) fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: &T) -> &'static str {
    names.iter().find(|(_, known)| known == value).map_or("", |(name, _)| name)
}

/// The nearest of `names` to a word with a slip in it, if any is near.
pub(crate) fn nearest(word: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let word = word.to_lowercase();
    names
        .map(|name| (if name.starts_with(&word) { 0 } else { strsim::osa_distance(&word, name) }, name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}
