use std::fmt;
use std::str::FromStr;

/// A known field of the book record. Records hold others too; see [`BookRecord`](crate::BookRecord).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each variant is the field it names")]
pub enum Field {
    Title,
    Authors,
    HiveId,
    CreatedAt,
    StartedAt,
    FinishedAt,
    Cover,
    Status,
    Stars,
    Review,
    BookProgress,
    PreviousReads,
    Identifiers,
    Owned,
    HiveBookUri,
}

/// A name that is no known field's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such field of the book record")]
pub struct UnknownField;

impl Field {
    /// Every known field, in the order in which new records are written.
    pub const ALL: [Self; 15] = [
        Self::Title,
        Self::Authors,
        Self::HiveId,
        Self::CreatedAt,
        Self::StartedAt,
        Self::FinishedAt,
        Self::Cover,
        Self::Status,
        Self::Stars,
        Self::Review,
        Self::BookProgress,
        Self::PreviousReads,
        Self::Identifiers,
        Self::Owned,
        Self::HiveBookUri,
    ];

    /// The field's name in the record.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Authors => "authors",
            Self::HiveId => "hiveId",
            Self::CreatedAt => "createdAt",
            Self::StartedAt => "startedAt",
            Self::FinishedAt => "finishedAt",
            Self::Cover => "cover",
            Self::Status => "status",
            Self::Stars => "stars",
            Self::Review => "review",
            Self::BookProgress => "bookProgress",
            Self::PreviousReads => "previousReads",
            Self::Identifiers => "identifiers",
            Self::Owned => "owned",
            Self::HiveBookUri => "hiveBookUri",
        }
    }

    /// The field of that name.
    pub fn parse(name: &str) -> Result<Self, UnknownField> {
        Self::ALL.into_iter().find(|field| field.as_str() == name).ok_or(UnknownField)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Field {
    type Err = UnknownField;
    fn from_str(name: &str) -> Result<Self, UnknownField> {
        Self::parse(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_found_by_its_name() {
        for field in Field::ALL {
            assert_eq!(Field::parse(field.as_str()), Ok(field));
        }
        assert_eq!(Field::parse("Title"), Err(UnknownField));
    }
}
