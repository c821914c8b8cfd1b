//! How many books each value of each facet has, among those that match.

use crate::digest::{Digest, Names};
use crate::found::{IdSet, Remembered};
use crate::query::{
    Completion, Expr, Facet, FacetValue, FieldName, Offer, Parsed, Part, Term, TextField, complete,
};
use crate::{AccountId, Library, StorageFault};
use bookhive::{Stars, Status};
use rusqlite::Connection;
use std::sync::Arc;

/// The facets of what matches a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facets {
    /// Every facet, in the order in which they are shown.
    pub facets: Vec<FacetCounts>,
}

/// A facet's values with their books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// Which facet.
    pub facet: Facet,
    /// Values that a matching book has, and those that are chosen. Many authors, formats and tags are cut short, the
    /// most frequent first.
    pub values: Vec<FacetCount>,
    /// How many values there are in all.
    pub distinct: u32,
}

/// A value with its books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value.
    pub value: FacetValue,
    /// Books that match the rest of the query and have it.
    pub books: u32,
    /// The query asks for it.
    pub chosen: bool,
}

/// Offers of a completion; a list longer than this is not read.
const MOST_OFFERS: usize = 12;

impl Library {
    /// Counts the books that match, for every facet. A facet's own conditions are left out of its count, so that the
    /// values that could be chosen instead show what they would find.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn facets(&self, account: AccountId, parsed: &Parsed, most: usize) -> Result<Facets, StorageFault> {
        self.read_remembering(|connection, remembered| {
            let digest = remembered.digest(connection, account)?;
            let twins = twins(connection, remembered, account)?;
            let base = matching(connection, remembered, account, &digest, &parsed.expr)?;
            let mut facets = Vec::with_capacity(Facet::ALL.len());
            for facet in Facet::ALL {
                let own = match parsed.apart_from(facet) {
                    Some(rest) => Some(matching(connection, remembered, account, &digest, &rest)?),
                    None => None,
                };
                let books = own.as_deref().unwrap_or(&base);
                facets.push(counted(&digest, &twins, facet, books, (parsed, most, "")));
            }
            Ok(Facets { facets })
        })
    }

    /// One facet's values whose words begin like those typed, for a list too long to show.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn facet_values(
        &self,
        account: AccountId,
        parsed: &Parsed,
        facet: Facet,
        typed: &str,
        most: usize,
    ) -> Result<FacetCounts, StorageFault> {
        self.read_remembering(|connection, remembered| {
            let digest = remembered.digest(connection, account)?;
            let rest = parsed.apart_from(facet).unwrap_or_else(|| parsed.expr.clone());
            let books = matching(connection, remembered, account, &digest, &rest)?;
            let twins = twins(connection, remembered, account)?;
            Ok(counted(&digest, &twins, facet, &books, (parsed, most, typed)))
        })
    }

    /// The years in which books were finished, newest first, with their books.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn years_finished(&self, account: AccountId) -> Result<Vec<(i16, u32)>, StorageFault> {
        self.read_remembering(|connection, remembered| {
            let digest = remembered.digest(connection, account)?;
            Ok(digest.years(&digest.all()))
        })
    }

    /// How many books a query finds.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn count_matching(&self, account: AccountId, filter: &Expr) -> Result<u32, StorageFault> {
        self.read_remembering(|connection, remembered| count(connection, remembered, account, filter))
    }

    /// What can stand at the caret of a query's text (a place in bytes).
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn complete(
        &self,
        account: AccountId,
        text: &str,
        caret: usize,
    ) -> Result<Option<Completion>, StorageFault> {
        let (field, span, typed, quoted) = match complete::at_caret(text, caret) {
            None => return Ok(None),
            Some(complete::AtCaret::Word { span, typed }) => {
                return Ok(Some(Completion { span, offers: complete::fields(&typed) }));
            }
            Some(complete::AtCaret::Value { field, span, typed, quoted }) => (field, span, typed, quoted),
        };
        let mut offers = complete::fixed_values(field, &typed);
        let facet = match field {
            FieldName::Text(TextField::Author) => Some(Facet::Author),
            FieldName::Text(TextField::Tag) => Some(Facet::Tag),
            FieldName::Text(TextField::Format) => Some(Facet::Format),
            _ => None,
        };
        if let Some(facet) = facet {
            offers = self.read_remembering(|connection, remembered| {
                let digest = remembered.digest(connection, account)?;
                let parsed = Parsed::default();
                let counts = named(&digest, facet, &digest.all(), (&parsed, MOST_OFFERS, &typed));
                Ok::<_, StorageFault>(counts.values.into_iter().filter_map(|one| offer(&one)).collect())
            })?;
        } else if quoted {
            offers.clear();
        }
        offers.truncate(MOST_OFFERS);
        Ok(Some(Completion { span, offers }))
    }
}

/// The value as it stands after the field's colon.
fn offer(count: &FacetCount) -> Option<Offer> {
    let text = count.value.term().to_string();
    let (_, value) = text.split_once('=')?;
    Some(Offer { insert: value.to_owned(), books: Some(count.books) })
}

fn count(
    connection: &Connection,
    remembered: &mut Remembered,
    account: AccountId,
    filter: &Expr,
) -> Result<u32, StorageFault> {
    let query = crate::BookQuery { filter: filter.clone(), sort: Vec::new() };
    Ok(u32::try_from(remembered.found(connection, account, &query)?.len()).unwrap_or(u32::MAX))
}

/// Places in the digest of the books that match.
fn matching(
    connection: &Connection,
    remembered: &mut Remembered,
    account: AccountId,
    digest: &Digest,
    expr: &Expr,
) -> Result<Vec<u32>, StorageFault> {
    if *expr == Expr::Everything {
        return Ok(digest.all());
    }
    let set = remembered.matching(connection, account, expr)?;
    Ok(digest.places(|id| set.contains(id)))
}

/// The books that the query language calls duplicates.
fn twins(
    connection: &Connection,
    remembered: &mut Remembered,
    account: AccountId,
) -> Result<Arc<IdSet>, StorageFault> {
    remembered.matching(connection, account, &Expr::Term(Term::Duplicate(true)))
}

/// What is asked of a facet: the query, the most names to list, and what was typed to find one.
type Asked<'a> = (&'a Parsed, usize, &'a str);

fn counted(digest: &Digest, twins: &IdSet, facet: Facet, books: &[u32], asked: Asked<'_>) -> FacetCounts {
    let (parsed, ..) = asked;
    let values: Vec<(FacetValue, u32)> = match facet {
        Facet::Status => {
            let counts = digest.statuses(books);
            STATUSES.into_iter().map(|status| (FacetValue::Status(status), counts(status))).collect()
        }
        Facet::YearFinished => {
            let years = digest.years(books).into_iter();
            years.map(|(year, books)| (FacetValue::YearFinished(year), books)).collect()
        }
        Facet::Rating => {
            let counts = digest.ratings(books);
            let stars = (1..=10).rev().filter_map(|half_stars| Stars::new(half_stars).ok());
            stars.map(|stars| (FacetValue::Rating(stars), counts(stars))).collect()
        }
        Facet::Author | Facet::Tag | Facet::Format => {
            return named(digest, facet, books, asked);
        }
        Facet::Owned => {
            let counts = digest.ownership(books);
            [Some(true), Some(false), None]
                .into_iter()
                .map(|one| (FacetValue::Owned(one), counts(one)))
                .collect()
        }
        Facet::Has => vec![(FacetValue::Has(Part::Review), digest.with(books, Part::Review))],
        Facet::Missing => [Part::Finished, Part::Rating, Part::Cover, Part::Isbn]
            .into_iter()
            .map(|part| (FacetValue::Missing(part), digest.without(books, part)))
            .collect(),
        Facet::Duplicate => vec![(FacetValue::Duplicate, digest.duplicates(books, twins))],
    };
    let values: Vec<FacetCount> = values
        .into_iter()
        .map(|(value, books)| FacetCount { chosen: value.is_chosen(parsed), value, books })
        .filter(|one| one.books > 0 || one.chosen)
        .collect();
    let distinct = u32::try_from(values.len()).unwrap_or(u32::MAX);
    FacetCounts { facet, values, distinct }
}

const STATUSES: [Option<Status>; 5] =
    [Some(Status::Reading), Some(Status::WantToRead), Some(Status::Finished), Some(Status::Abandoned), None];

/// A facet whose values are names: there may be as many of them as books.
fn named(digest: &Digest, facet: Facet, books: &[u32], (parsed, most, typed): Asked<'_>) -> FacetCounts {
    let (names, value): (&Names, fn(String) -> FacetValue) = match facet {
        Facet::Tag => (&digest.tags, FacetValue::Tag),
        Facet::Format => (&digest.formats, FacetValue::Format),
        _ => (&digest.authors, FacetValue::Author),
    };
    let chosen = parsed.chosen_names(facet);
    let counted = names.count(books, typed, most, &chosen);
    let values = counted.names.into_iter().map(|(name, books)| FacetCount {
        chosen: chosen.contains(&name.as_str()),
        value: value(name),
        books,
    });
    FacetCounts { facet, values: values.collect(), distinct: counted.distinct }
}
