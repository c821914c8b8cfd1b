use super::Gap;
use super::gap::{GENRES, PAGES, YEAR, is_empty};
use crate::rows::Local;
use bookhive::{BookRecord, Field};
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef};
use serde_json::Value;

/// A set of gaps, as the column `lacks` holds it: a bit each, in the order of [`Gap::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Gaps(u8);

impl Gaps {
    /// What the catalogue is asked to fill: nothing of a book without a title or an author, which it cannot be asked about.
    pub(crate) fn of(record: &BookRecord, local: &Local) -> Self {
        let can_be_asked =
            !record.title().is_empty() && record.authors().iter().any(|author| !author.is_empty());
        if can_be_asked { Self::open(record, local) } else { Self::default() }
    }

    /// What nobody has set. Identifiers of a shape that nobody knows lack nothing.
    pub(super) fn open(record: &BookRecord, local: &Local) -> Self {
        let identifiers = record.get(Field::Identifiers);
        let is_known = matches!(identifiers, None | Some(Value::Null | Value::Object(_)));
        let unnamed = |key: &str| is_known && is_empty(identifiers.and_then(|known| known.get(key)));
        let unsaid = |key: &str| local.get(key).is_none_or(|text| text.trim().is_empty());
        let is_open = |gap: &Gap| match gap {
            Gap::HiveId => is_empty(record.get(Field::HiveId)),
            Gap::Link => is_empty(record.get(Field::HiveBookUri)),
            Gap::Isbn => unnamed("isbn10") && unnamed("isbn13"),
            Gap::Goodreads => unnamed("goodreadsId"),
            Gap::Pages => unsaid(PAGES),
            Gap::Year => unsaid(YEAR) && unsaid("yearPublished"),
            Gap::Genres => unsaid(GENRES),
        };
        let open = Gap::ALL.iter().filter(|gap| is_open(gap));
        Self(open.fold(0, |bits, gap| bits | Self::bit(*gap)))
    }

    pub(crate) const fn has(self, gap: Gap) -> bool {
        self.0 & Self::bit(gap) != 0
    }

    pub(super) fn each(self) -> impl Iterator<Item = Gap> {
        Gap::ALL.into_iter().filter(move |gap| self.has(*gap))
    }

    const fn bit(gap: Gap) -> u8 {
        1 << gap as u8
    }
}

impl ToSql for Gaps {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for Gaps {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        u8::column_result(value).map(Self)
    }
}
