use super::columns::{Cells, Column, Columns};
use super::dates::{self, DateOrder, NoDay};
use super::export::{Entry, Place};
use super::isbns::{self, Number};
use super::problem::{Problem, ProblemKind};
use super::reads::{newest_first, settle};
use super::shelf::Meaning;
use super::table::Fault;
use super::{Note, Row, html, stars, text};
use bookhive::{Day, HiveId, PreviousRead, Stars, Status, join_authors, limit};

/// The row cannot be read as a book, and a fatal problem that says why was reported: nothing else makes one of these.
#[derive(Debug)]
pub(super) struct NoBook(());

/// A row being read, and where what is wrong with it goes.
pub(super) struct Draft<'p> {
    pub(super) row: Row,
    byte: u32,
    columns: &'p Columns,
    order: Option<DateOrder>,
    problems: Vec<Problem>,
    /// A date of the row was left out.
    lost_days: bool,
    /// Only problems are wanted: what costs much and brings none up is not done.
    checking: bool,
    /// The bare title before it was cut to what a record may hold.
    bare_title: Option<String>,
    /// The row's fields were set as a record has them; nothing is to be dealt out.
    pub(super) settled: bool,
}

impl<'p> Draft<'p> {
    pub(super) fn new(place: &Place, columns: &'p Columns, order: Option<DateOrder>, checking: bool) -> Self {
        let row = Row { line: place.line, ..Row::default() };
        Self {
            row,
            byte: place.byte,
            columns,
            order,
            problems: Vec::new(),
            lost_days: false,
            checking,
            bare_title: None,
            settled: false,
        }
    }

    /// A row or a fatal problem: one or the other, never both and never neither.
    pub(super) fn end(mut self, read: Result<(), NoBook>) -> Entry {
        if read.is_ok() {
            self.finish();
        }
        Entry { line: self.row.line, row: read.ok().map(|()| self.row), problems: self.problems }
    }

    /// Reports what was wrong with the record as such.
    pub(super) fn quoting(&mut self, fault: Option<Fault>) -> Result<(), NoBook> {
        match fault {
            None => Ok(()),
            Some(Fault::InnerQuotes) => {
                let words = "Quotation marks inside a cell were not doubled; they were read as part of the text.";
                self.problem(None, ProblemKind::InnerQuotes, words);
                Ok(())
            }
            Some(Fault::Unbalanced) => Err(self.no_book(
                None,
                ProblemKind::UnbalancedQuotes,
                "A quotation mark has no partner, so the row cannot be told from the next; reading went on below it.",
            )),
            Some(Fault::NotJson) => Err(self.no_book(
                None,
                ProblemKind::UnreadableRecord,
                "From here on the file is not the JSON it began as; nothing below could be read.",
            )),
        }
    }

    /// Two files put together have the second one's header among the rows.
    pub(super) fn header_again(&mut self, cells: Cells<'_>) -> Result<(), NoBook> {
        let names = self.columns.names();
        let same = |(at, name): (usize, &String)| cells.get(Some(at)) == name;
        if names.len() < 2 || cells.count() != names.len() || !names.iter().enumerate().all(same) {
            return Ok(());
        }
        let words = "The row says again what the columns are called; it is no book.";
        Err(self.no_book(None, ProblemKind::RepeatedHeader, words))
    }

    pub(super) fn ragged(&mut self, cells: Cells<'_>) {
        let (have, want) = (cells.count(), self.columns.names().len());
        let tail = if have < want {
            "the missing ones were taken as empty"
        } else if cells.go_beyond(want) {
            "the last ones were left out"
        } else {
            return;
        };
        let words = format!("The row has {have} cells where the header has {want}; {tail}.");
        self.problem(None, ProblemKind::RaggedRow, &words);
    }

    /// Reports why the row is no book.
    pub(super) fn no_book(&mut self, column: Column, kind: ProblemKind, message: &str) -> NoBook {
        debug_assert!(kind.is_fatal(), "{kind} is not fatal");
        self.problem(column, kind, message);
        NoBook(())
    }

    /// Reports something; whether it is fatal follows from its kind.
    pub(super) fn problem(&mut self, column: Column, kind: ProblemKind, message: &str) {
        self.problems.push(Problem {
            line: self.row.line,
            byte: self.byte,
            column: column.map(|at| self.columns.name(at).to_owned()),
            kind,
            message: message.to_owned(),
            fatal: kind.is_fatal(),
        });
    }

    /// Keeps a value with the book on this computer, unless it is empty.
    pub(super) fn keep(&mut self, key: &str, value: &str) {
        if !value.is_empty() && !self.checking {
            self.row.local.insert(key.to_owned(), value.to_owned());
        }
    }

    /// Takes the title, without which there is no book.
    pub(super) fn title(&mut self, column: Column, full: &str) -> Result<(), NoBook> {
        self.title_or(column, full, || None)
    }

    /// Takes the title. `remedy` is what can be done about a row without one, a sentence.
    pub(super) fn title_or(
        &mut self,
        column: Column,
        full: &str,
        remedy: impl FnOnce() -> Option<String>,
    ) -> Result<(), NoBook> {
        if full.is_empty() {
            let fault = "The row has no title, so it cannot become a book.";
            let words = remedy().map_or_else(|| fault.to_owned(), |remedy| format!("{fault} {remedy}"));
            return Err(self.no_book(column, ProblemKind::MissingTitle, &words));
        }
        self.keep("fileTitle", full);
        let bare = text::bare_title(full);
        self.row.title = text::cut_bytes(bare, limit::TITLE_BYTES).trim_end().to_owned();
        if self.row.title.len() < bare.len() {
            self.bare_title = Some(bare.to_owned());
            self.problem(
                column,
                ProblemKind::TitleCut,
                "The title is longer than a record may hold; it was cut.",
            );
        }
        Ok(())
    }

    /// Takes the authors and computes the hive id, from the uncut bare title.
    pub(super) fn authors(&mut self, column: Column, mut names: Vec<String>) {
        let bare = self.bare_title.as_deref().unwrap_or(&self.row.title);
        self.row.hive_id = names.first().filter(|_| !self.checking).map(|first| HiveId::compute(bare, first));
        if names.is_empty() {
            let words = "The row has no author; it cannot be published until you give one.";
            self.problem(column, ProblemKind::MissingAuthor, words);
        }
        let all = names.len();
        while names.len() > 1 && join_authors(names.iter().map(String::as_str)).len() > limit::AUTHORS_BYTES {
            names.pop();
        }
        if let Some(first) = names.first_mut().filter(|first| first.len() > limit::AUTHORS_BYTES) {
            *first = text::cut_bytes(first, limit::AUTHORS_BYTES).trim_end().to_owned();
            self.problem(
                column,
                ProblemKind::AuthorsCut,
                "The author is longer than a record may hold; it was cut.",
            );
        } else if names.len() < all {
            self.problem(
                column,
                ProblemKind::AuthorsCut,
                "There are more authors than a record may hold; the last were left out.",
            );
        }
        self.row.authors = names;
    }

    /// A single date. What is no day is reported and absent.
    pub(super) fn day(&mut self, column: Column, cell: &str) -> Option<Day> {
        if cell.is_empty() {
            return None;
        }
        let day = dates::day(cell, self.order);
        self.checked(column, "", cell, day)
    }

    /// The day, or a problem about `part` of the cell.
    fn checked(&mut self, column: Column, part: &str, cell: &str, day: Result<Day, NoDay>) -> Option<Day> {
        let (kind, words) = match day {
            Ok(day) => return Some(day),
            Err(NoDay::NoSuchDay) => (ProblemKind::NoSuchDay, "is no day of the calendar; it was left out"),
            Err(NoDay::Unreadable) => {
                (ProblemKind::UnreadableDate, "cannot be read as a date; it was left out")
            }
            Err(NoDay::SpreadsheetNumber) => (
                ProblemKind::UnreadableDate,
                "is the number that a spreadsheet keeps a date as, and not a date; it was left out",
            ),
            Err(NoDay::Ambiguous) => (
                ProblemKind::AmbiguousDate,
                "can be read with the day or the month first; it is left out until you say which",
            ),
        };
        self.lost_days = true;
        self.problem(column, kind, &format!("{part}{} {words}.", quoted(cell)));
        None
    }

    /// Whether a date of this row was left out since the last call.
    pub(super) fn take_lost_days(&mut self) -> bool {
        std::mem::take(&mut self.lost_days)
    }

    /// One reading, written `start-end` or as an end alone. Reversed ranges are turned round; without an end it is none.
    pub(super) fn reading(&mut self, column: Column, cell: &str) -> Option<PreviousRead> {
        let span = dates::span(cell, self.order);
        self.span(column, cell, span)
    }

    /// One reading from its two sides.
    pub(super) fn span(&mut self, column: Column, cell: &str, span: dates::Span) -> Option<PreviousRead> {
        let (start, end) = if span.start.is_some() { ("The start of ", "The end of ") } else { ("", "") };
        let started = span.start.and_then(|day| self.checked(column, start, cell, day));
        let Some(finished) = span.end.and_then(|day| self.checked(column, end, cell, day)) else {
            self.lost_days = true;
            return None;
        };
        match started {
            Some(started) if started > finished => {
                let words = format!(
                    "The reading ended ({finished}) before it began ({started}); the two were swapped."
                );
                self.problem(column, ProblemKind::ReversedDates, &words);
                Some(PreviousRead { started: Some(finished), finished: started })
            }
            started => Some(PreviousRead { started, finished }),
        }
    }

    /// One reading from its two sides; without an end it is the one under way.
    pub(super) fn span_or_open(
        &mut self,
        column: Column,
        cell: &str,
        span: dates::Span,
    ) -> Option<PreviousRead> {
        if span.end.is_some() {
            return self.span(column, cell, span);
        }
        let started = span.start.and_then(|day| self.checked(column, "", cell, day));
        self.row.open = self.row.open.max(started);
        None
    }

    /// Readings whose starts and ends stand in two columns. Of several, parted by commas, the first belongs to the first.
    pub(super) fn paired(&mut self, starts: (Column, &str), ends: (Column, &str)) -> Vec<PreviousRead> {
        let order = self.order;
        let sides = |list: &str| -> Vec<Option<Result<Day, NoDay>>> {
            let side = |text: &str| (!text.is_empty()).then(|| dates::day(text, order));
            list.split([',', ';']).map(|text| side(text.trim())).collect()
        };
        let (first, last) = (sides(starts.1), sides(ends.1));
        let mut reads = Vec::new();
        for at in 0..first.len().max(last.len()) {
            let side = |sides: &[Option<Result<Day, NoDay>>]| sides.get(at).copied().flatten();
            let (start, end) = (side(&first), side(&last));
            let started = start.and_then(|day| self.checked(starts.0, "", starts.1, day));
            match end {
                None => self.row.open = self.row.open.max(started),
                Some(_) => {
                    let span = dates::Span { start: started.map(Ok), end };
                    reads.extend(self.span(ends.0, ends.1, span));
                }
            }
        }
        reads
    }

    /// The order in which `A/B/YYYY` is read.
    pub(super) fn order(&self) -> Option<DateOrder> {
        self.order
    }

    /// Stars and quarters to half stars; half a half goes up.
    pub(super) fn stars(&mut self, column: Column, cell: &str) {
        if cell.is_empty() {
            return;
        }
        let Some(stars) = stars::read(cell) else {
            let words = format!("{} cannot be read as a rating; it was left out.", quoted(cell));
            self.keep("starRating", cell);
            return self.problem(column, ProblemKind::UnreadableRating, &words);
        };
        if stars == 0.0 {
            return;
        }
        let half_stars = (stars * 2.0 + 0.5).floor().clamp(1.0, 10.0) as u8;
        self.row.stars = Stars::new(half_stars).ok();
        if (stars * 2.0 - f64::from(half_stars)).abs() > f64::EPSILON {
            self.keep("starRating", cell);
            self.row.stars_in_file = Some(cell.to_owned());
            let stars = self.row.stars.map(|stars| stars.to_string()).unwrap_or_default();
            self.row.notes.push(Note::RatingRounded { file: cell.to_owned(), stars });
        }
    }

    /// A review as text, cut to what a record may hold; the whole of it stays here.
    pub(super) fn review(&mut self, column: Column, cell: &str) {
        // Text never gets longer by losing its markup.
        if self.checking && cell.len() <= limit::REVIEW_GRAPHEMES {
            return;
        }
        let review = html::to_text(cell);
        if let Some(cut) = text::cut_graphemes(&review, limit::REVIEW_GRAPHEMES) {
            self.row.review = Some(cut.trim_end().to_owned());
            let words = "The review is longer than the 15,000 characters a record may hold; the rest stays on this computer.";
            self.problem(column, ProblemKind::ReviewCut, words);
            self.keep("fullReview", &review);
        } else if !review.is_empty() {
            self.row.review = Some(review);
        }
    }

    /// The number of an edition; what is none stays here.
    pub(super) fn number(&mut self, column: Column, cell: &str) {
        match isbns::classify(cell) {
            Number::Nothing => {}
            Number::Ten(isbn) => self.row.identifiers.isbn10 = Some(isbn),
            Number::Thirteen(isbn) => self.row.identifiers.isbn13 = Some(isbn),
            Number::Asin(asin) => self.keep("asin", &asin),
            Number::Other => self.keep("uid", isbns::unwrap(cell)),
            Number::WrongCheckDigit => {
                self.keep("uid", isbns::unwrap(cell));
                let words =
                    format!("{} has a wrong check digit, so it is no ISBN; it was left out.", quoted(cell));
                self.problem(column, ProblemKind::InvalidIsbn, &words);
            }
            Number::LostZero(isbn) => {
                let words = format!(
                    "A spreadsheet took the 0 off the beginning of the ISBN {}; it was put back.",
                    quoted(cell)
                );
                self.problem(column, ProblemKind::LostZeros, &words);
                self.row.identifiers.isbn10 = Some(isbn);
            }
            Number::LostZeros => {
                self.keep("uid", cell);
                let words = format!(
                    "The number {} looks like an ISBN that lost the zeros at its beginning to a spreadsheet; it was left out.",
                    quoted(cell)
                );
                self.problem(column, ProblemKind::LostZeros, &words);
            }
            Number::Rounded => {
                self.keep("uid", cell);
                let words = format!(
                    "A spreadsheet rounded the ISBN to {}; it is lost and was left out.",
                    quoted(cell)
                );
                self.problem(column, ProblemKind::RoundedNumber, &words);
            }
        }
    }

    /// Goodreads' number of the book, when it is one.
    pub(super) fn goodreads_id(&mut self, cell: &str) {
        let id = isbns::whole(isbns::unwrap(cell));
        if !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) {
            self.row.identifiers.goodreads_id = Some(id.to_owned());
        }
    }

    /// Whether a copy is owned: yes, no, or nothing said.
    pub(super) fn owned(&mut self, column: Column, cell: &str) {
        self.row.owned = match cell.to_lowercase().as_str() {
            "" => None,
            "yes" | "true" | "1" => Some(true),
            "no" | "false" | "0" => Some(false),
            _ => {
                self.keep("owned", cell);
                let words =
                    "What the file says about owning the book is neither yes nor no; it was left out.";
                self.problem(column, ProblemKind::UnreadableOwned, words);
                None
            }
        };
    }

    /// Sets status and readings. On a custom shelf both wait for the user's answer.
    pub(super) fn standing(&mut self, meaning: Meaning, mut reads: Vec<PreviousRead>) {
        newest_first(&mut reads);
        match meaning {
            Meaning::Nothing => {}
            Meaning::Status(status) => self.row.status = Some(status),
            Meaning::Paused => {
                self.row.status = Some(Status::Reading);
                self.row.notes.push(Note::Paused);
            }
            Meaning::Custom(shelf) => {
                self.keep("shelf", &shelf);
                self.row.shelf = Some(shelf);
            }
        }
        self.row.reads = reads;
    }

    fn finish(&mut self) {
        if self.settled {
            return;
        }
        if self.row.shelf.is_some() {
            let days: Vec<String> = self.row.reads.iter().map(|read| read.finished.to_string()).collect();
            self.keep("dateRead", &days.join(", "));
        } else {
            let reads = std::mem::take(&mut self.row.reads);
            let settled = settle(self.row.status, &reads, self.row.open);
            self.row.reads = reads;
            (self.row.started, self.row.finished) = (settled.started, settled.finished);
            self.row.previous_reads = settled.previous;
            if let Some(day) = settled.stopped {
                self.keep("stoppedAt", &day.to_string());
            }
        }
        let surplus: Vec<String> = self
            .row
            .previous_reads
            .iter()
            .skip(limit::PREVIOUS_READS)
            .map(|read| read.finished.to_string())
            .collect();
        if !surplus.is_empty() {
            self.row.previous_reads.truncate(limit::PREVIOUS_READS);
            self.keep("earlierReads", &surplus.join(", "));
            let words = "There are more than 50 earlier readings; the oldest stay on this computer.";
            self.problem(None, ProblemKind::TooManyReads, words);
        }
        isbns::derive_missing(&mut self.row.identifiers);
    }
}

/// A cell as messages show it, cut where it would fill the screen.
fn quoted(cell: &str) -> String {
    let shown: String = cell.chars().take(60).collect();
    format!("“{shown}{}”", if shown.len() < cell.len() { "…" } else { "" })
}
