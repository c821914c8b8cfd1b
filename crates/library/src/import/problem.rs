use serde_json::{Value, json};
use std::fmt;

/// Something about a row that its owner should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line on which the row starts, 1-based.
    pub line: u32,
    /// Offset in the file at which the row starts.
    pub byte: u32,
    /// Name of the column as the file has it; `None` when the row as a whole is meant.
    pub column: Option<String>,
    /// What kind of thing happened.
    pub kind: ProblemKind,
    /// A whole sentence.
    pub message: String,
    /// The row cannot be read as a book. All others can, without the part the message names.
    pub fatal: bool,
}

/// What happened, for programs; people read [`Problem::message`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it, and the messages say it in full")]
pub enum ProblemKind {
    MissingTitle,
    RepeatedHeader,
    UnbalancedQuotes,
    UnreadableRecord,
    InnerQuotes,
    RaggedRow,
    MissingAuthor,
    NoSuchDay,
    UnreadableDate,
    AmbiguousDate,
    ReversedDates,
    InvalidIsbn,
    RoundedNumber,
    LostZeros,
    UnreadableRating,
    UnreadableOwned,
    TitleCut,
    AuthorsCut,
    ReviewCut,
    TooManyReads,
}

impl Problem {
    /// The problem as the report shows it.
    pub fn to_value(&self) -> Value {
        json!({
            "line": self.line,
            "column": self.column,
            "kind": self.kind.as_str(),
            "message": self.message,
            "fatal": self.fatal,
        })
    }
}

impl ProblemKind {
    /// The name in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingTitle => "missingTitle",
            Self::RepeatedHeader => "repeatedHeader",
            Self::UnbalancedQuotes => "unbalancedQuotes",
            Self::UnreadableRecord => "unreadableRecord",
            Self::InnerQuotes => "innerQuotes",
            Self::RaggedRow => "raggedRow",
            Self::MissingAuthor => "missingAuthor",
            Self::NoSuchDay => "noSuchDay",
            Self::UnreadableDate => "unreadableDate",
            Self::AmbiguousDate => "ambiguousDate",
            Self::ReversedDates => "reversedDates",
            Self::InvalidIsbn => "invalidIsbn",
            Self::RoundedNumber => "roundedNumber",
            Self::LostZeros => "lostZeros",
            Self::UnreadableRating => "unreadableRating",
            Self::UnreadableOwned => "unreadableOwned",
            Self::TitleCut => "titleCut",
            Self::AuthorsCut => "authorsCut",
            Self::ReviewCut => "reviewCut",
            Self::TooManyReads => "tooManyReads",
        }
    }

    /// Without this the row is no book.
    pub(super) const fn is_fatal(self) -> bool {
        matches!(
            self,
            Self::MissingTitle | Self::RepeatedHeader | Self::UnbalancedQuotes | Self::UnreadableRecord
        )
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
