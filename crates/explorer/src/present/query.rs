//! Queries, facets and saved views between the page and the library. The page counts text in UTF-16, the library in bytes.

use crate::views::{
    CompletionView, ExpectedView, FacetName, FacetValueView, FacetView, OfferView, QueryFault,
    QueryProblemView, QueryReading, QueryToken, QueryTokenKind, QueryView, SavedViewView, SelectionView,
    SortColumn,
};
use crate::{ErrorCode, IpcError};
use bookhive::{Stars, Status};
use library::query::{
    Completion, Expected, Facet, FacetValue, FieldName, Parsed, Part, QueryError, QueryProblem, TokenKind,
    parse,
};
use library::{BookId, BookQuery, FacetCounts, SavedView, Selection, SortKey};
use std::ops::Range;

pub(crate) fn query(view: QueryView) -> Result<BookQuery, IpcError> {
    let sort =
        view.sort.into_iter().map(|key| SortKey { column: column(key.column), descending: key.descending });
    Ok(BookQuery { sort: sort.collect(), ..BookQuery::parse(&view.text)? })
}

pub(crate) fn selection(view: SelectionView) -> Result<Selection, IpcError> {
    Ok(match view {
        SelectionView::Ids { ids } => Selection::Ids(ids.into_iter().map(BookId::new).collect()),
        SelectionView::Matching { query: matching, except } => Selection::Matching {
            query: query(matching)?,
            except: except.into_iter().map(BookId::new).collect(),
        },
    })
}

const fn column(column: SortColumn) -> library::SortColumn {
    match column {
        SortColumn::Title => library::SortColumn::Title,
        SortColumn::Author => library::SortColumn::Author,
        SortColumn::Status => library::SortColumn::Status,
        SortColumn::Stars => library::SortColumn::Stars,
        SortColumn::Started => library::SortColumn::Started,
        SortColumn::Finished => library::SortColumn::Finished,
        SortColumn::Added => library::SortColumn::Added,
        SortColumn::Pages => library::SortColumn::Pages,
        SortColumn::Year => library::SortColumn::Year,
        SortColumn::Reading => library::SortColumn::Reading,
    }
}

pub(crate) fn reading(text: &str) -> QueryReading {
    match parse(text) {
        Ok(Parsed { tokens, .. }) => {
            let token = |span: Range<usize>, kind| {
                let (start, end) = in_utf16(text, span);
                QueryToken { start, end, kind }
            };
            let tokens = tokens.into_iter().map(|one| token(one.span, token_kind(one.kind)));
            QueryReading { tokens: tokens.collect(), fault: None }
        }
        Err(error) => QueryReading { tokens: Vec::new(), fault: Some(fault(text, error)) },
    }
}

const fn token_kind(kind: TokenKind) -> QueryTokenKind {
    match kind {
        TokenKind::Field => QueryTokenKind::Field,
        TokenKind::Value => QueryTokenKind::Value,
        TokenKind::Word => QueryTokenKind::Word,
        TokenKind::Operator => QueryTokenKind::Operator,
    }
}

fn fault(text: &str, error: QueryError) -> QueryFault {
    let (start, end) = in_utf16(text, error.span);
    let name = |field: FieldName| field.name().to_owned();
    let problem = match error.problem {
        QueryProblem::UnknownField { name } => QueryProblemView::UnknownField { name },
        QueryProblem::NoValue { field } => {
            QueryProblemView::NoValue { field: name(field), expected: expected(field) }
        }
        QueryProblem::UnknownValue { field, found } => {
            QueryProblemView::UnknownValue { field: name(field), found, expected: expected(field) }
        }
        QueryProblem::NotOrdered { field } => QueryProblemView::NotOrdered { field: name(field) },
        QueryProblem::RangeReversed => QueryProblemView::RangeReversed,
        QueryProblem::Unclosed => QueryProblemView::Unclosed,
        QueryProblem::Unopened => QueryProblemView::Unopened,
        QueryProblem::EmptyGroup => QueryProblemView::EmptyGroup,
        QueryProblem::TooLong => QueryProblemView::TooLong,
    };
    QueryFault { start, end, problem, suggestion: error.suggestion }
}

fn expected(field: FieldName) -> ExpectedView {
    match field.expected() {
        Expected::OneOf(names) => {
            ExpectedView::OneOf { names: names.iter().map(|&name| name.to_owned()).collect() }
        }
        Expected::Rating => ExpectedView::Rating,
        Expected::Day => ExpectedView::Day,
        Expected::Number => ExpectedView::Number,
        Expected::Text => ExpectedView::Text,
    }
}

pub(crate) fn completion(text: &str, completion: Completion) -> CompletionView {
    let (start, end) = in_utf16(text, completion.span);
    let offers =
        completion.offers.into_iter().map(|offer| OfferView { insert: offer.insert, books: offer.books });
    CompletionView { start, end, offers: offers.collect() }
}

fn in_utf16(text: &str, span: Range<usize>) -> (u32, u32) {
    let units = |end: usize| text.get(..end).map_or(0, |before| before.encode_utf16().count());
    (units(span.start) as u32, units(span.end) as u32)
}

/// The place in bytes; the end of the text for a place beyond it or within a character.
pub(crate) fn in_bytes(text: &str, units: u32) -> usize {
    let mut passed = 0;
    for (at, character) in text.char_indices() {
        if passed >= units as usize {
            return at;
        }
        passed += character.len_utf16();
    }
    text.len()
}

const FACETS: [(FacetName, Facet); 10] = [
    (FacetName::Status, Facet::Status),
    (FacetName::YearFinished, Facet::YearFinished),
    (FacetName::Rating, Facet::Rating),
    (FacetName::Author, Facet::Author),
    (FacetName::Format, Facet::Format),
    (FacetName::Tag, Facet::Tag),
    (FacetName::Owned, Facet::Owned),
    (FacetName::Has, Facet::Has),
    (FacetName::Missing, Facet::Missing),
    (FacetName::Duplicate, Facet::Duplicate),
];

pub(crate) fn facet(name: FacetName) -> Facet {
    FACETS.into_iter().find(|(known, _)| *known == name).map_or(Facet::Status, |(_, facet)| facet)
}

pub(crate) fn facet_view(counts: FacetCounts) -> FacetView {
    let name = FACETS
        .into_iter()
        .find(|(_, known)| *known == counts.facet)
        .map_or(FacetName::Status, |(name, _)| name);
    let values = counts.values.into_iter().map(|one| FacetValueView {
        value: value_name(&one.value),
        books: one.books,
        chosen: one.chosen,
    });
    FacetView { facet: name, values: values.collect(), distinct: counts.distinct }
}

const STATUSES: [(&str, Option<Status>); 5] = [
    ("finished", Some(Status::Finished)),
    ("reading", Some(Status::Reading)),
    ("wantToRead", Some(Status::WantToRead)),
    ("abandoned", Some(Status::Abandoned)),
    ("none", None),
];
const OWNERSHIPS: [(&str, Option<bool>); 3] = [("yes", Some(true)), ("no", Some(false)), ("unsaid", None)];
const PARTS: [(&str, Part); 5] = [
    ("date", Part::Finished),
    ("rating", Part::Rating),
    ("cover", Part::Cover),
    ("isbn", Part::Isbn),
    ("review", Part::Review),
];

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: &T) -> String {
    names.iter().find(|(_, known)| known == value).map_or_else(String::new, |(name, _)| (*name).to_owned())
}

fn named<T: Copy>(names: &[(&'static str, T)], name: &str) -> Option<T> {
    names.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

fn value_name(value: &FacetValue) -> String {
    match value {
        FacetValue::Status(status) => name_of(&STATUSES, status),
        FacetValue::YearFinished(year) => year.to_string(),
        FacetValue::Rating(stars) => stars.half_stars().to_string(),
        FacetValue::Author(name) | FacetValue::Format(name) | FacetValue::Tag(name) => name.clone(),
        FacetValue::Owned(owned) => name_of(&OWNERSHIPS, owned),
        FacetValue::Has(part) | FacetValue::Missing(part) => name_of(&PARTS, part),
        FacetValue::Duplicate => "yes".to_owned(),
    }
}

/// A value as [`facet_view`] names it.
pub(crate) fn facet_value(facet: FacetName, value: String) -> Result<FacetValue, IpcError> {
    let known = match facet {
        FacetName::Status => named(&STATUSES, &value).map(FacetValue::Status),
        FacetName::YearFinished => value.parse().ok().map(FacetValue::YearFinished),
        FacetName::Rating => {
            value.parse().ok().and_then(|stars| Stars::new(stars).ok()).map(FacetValue::Rating)
        }
        FacetName::Author => Some(FacetValue::Author(value)),
        FacetName::Format => Some(FacetValue::Format(value)),
        FacetName::Tag => Some(FacetValue::Tag(value)),
        FacetName::Owned => named(&OWNERSHIPS, &value).map(FacetValue::Owned),
        FacetName::Has => named(&PARTS, &value).map(FacetValue::Has),
        FacetName::Missing => named(&PARTS, &value).map(FacetValue::Missing),
        FacetName::Duplicate => Some(FacetValue::Duplicate),
    };
    known.ok_or_else(|| IpcError::new(ErrorCode::BadRequest, "a facet has no such value"))
}

pub(crate) fn saved_view(view: SavedView, books: u32) -> SavedViewView {
    let SavedView { id, draft } = view;
    SavedViewView { id: id.get(), name: draft.name, query: draft.query, layout: draft.layout, books }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_the_page_counts_them() {
        let text = "𝔸é status:reeding";
        let fault = reading(text).fault.unwrap();
        assert_eq!((fault.start, fault.end), (11, 18));
        assert_eq!(fault.suggestion.as_deref(), Some("reading"));
        assert_eq!(in_bytes(text, 4), "𝔸é ".len());
        assert_eq!(in_bytes(text, 99), text.len());
    }

    #[test]
    fn every_facet_value_is_known_by_its_name() {
        let values = [
            FacetValue::Status(None),
            FacetValue::Status(Some(Status::WantToRead)),
            FacetValue::YearFinished(2024),
            FacetValue::Rating(Stars::new(9).unwrap()),
            FacetValue::Author("Lem".to_owned()),
            FacetValue::Owned(None),
            FacetValue::Has(Part::Review),
            FacetValue::Missing(Part::Finished),
            FacetValue::Duplicate,
        ];
        for value in values {
            let name = FACETS.into_iter().find(|(_, known)| *known == value.facet()).unwrap().0;
            assert_eq!(facet_value(name, value_name(&value)).unwrap(), value);
        }
        assert!(facet_value(FacetName::Rating, "11".to_owned()).is_err());
    }
}
