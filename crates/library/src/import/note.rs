use std::fmt;

/// Something worth reading about a row that is no fault of the file. [`Display`](fmt::Display) gives a whole sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// StoryGraph's "paused" has no status of its own.
    Paused,
    /// The file's rating lies between two half stars.
    RatingRounded {
        /// The rating as the file has it.
        file: String,
        /// The rating that is written, in stars.
        stars: String,
    },
    /// The row is the same book as an earlier one.
    JoinedInto {
        /// Line of the row that carries both.
        line: u32,
    },
    /// Later rows of the file are the same book and were joined into this one.
    JoinedFrom {
        /// Their lines.
        lines: Vec<u32>,
    },
    /// Rows of one book disagree and one of them was used.
    RowsDisagree {
        /// What they disagree in, in words.
        about: &'static str,
    },
    /// The book you have was found by an identifier or by title and author, not by its hive id.
    FoundBy {
        /// "ISBN", "Goodreads number", "title and author".
        by: &'static str,
    },
    /// The file says something else, and yours stays.
    YoursKept {
        /// What, in words.
        about: &'static str,
    },
    /// File and book differ, and nobody has said who wins.
    Disputed {
        /// In what, in words.
        about: &'static str,
    },
    /// The service's number leads to a book of another title, so it was not used.
    NumberOfAnotherBook {
        /// Title of that book.
        title: String,
    },
    /// What the file says of the row, from its problems.
    Problem(String),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paused => f.write_str("Paused in StoryGraph: it becomes a book you are reading."),
            Self::RatingRounded { file, stars } => {
                write!(f, "The rating {file} becomes {stars} stars; the original is kept on this computer.")
            }
            Self::JoinedInto { line } => write!(f, "The same book as line {line}; both become one."),
            Self::JoinedFrom { lines } => {
                let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
                let word = if lines.len() == 1 { "line" } else { "lines" };
                write!(f, "Joined with {word} {}, the same book.", lines.join(", "))
            }
            Self::RowsDisagree { about } => {
                write!(f, "The rows of this book differ in the {about}; one was used.")
            }
            Self::FoundBy { by } => write!(f, "Recognised as a book you have by its {by}."),
            Self::YoursKept { about } => write!(f, "The file has another {about}; yours stays."),
            Self::Disputed { about } => write!(f, "The file has another {about} than you have."),
            Self::NumberOfAnotherBook { title } => {
                write!(
                    f,
                    "Its number is also that of “{title}”, which is another book; it was not matched to that."
                )
            }
            Self::Problem(sentence) => f.write_str(sentence),
        }
    }
}
