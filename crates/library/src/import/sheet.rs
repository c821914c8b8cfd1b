use super::columns::{Cells, Column, Columns};
use super::dates::{self, DateOrder, Evidence, NoDay};
use super::goodreads::Goodreads;
use super::isbns::{self, Number};
use super::problem::{Problem, ProblemKind};
use super::reads::{newest_first, settle};
use super::shelf::Meaning;
use super::sniff::Source;
use super::storygraph::StoryGraph;
use super::table::{Fault, Record, Records};
use super::{Format, NotAnExport, Note, ParseOptions, ParsedExport, Row, html, text};
use bookhive::{Day, HiveId, PreviousRead, Stars, Status, join_authors, limit};
use std::borrow::Cow;
use std::sync::Arc;

/// One file per service knows its columns; this is what they have in common.
pub(super) trait Service {
    /// The columns that hold dates.
    fn dates(&self) -> Vec<Column>;
    /// Reads a row whose title is there.
    fn read(&self, cells: Cells<'_>, draft: &mut Draft<'_>);
    /// The column of the title.
    fn title(&self) -> Column;
}

/// Reads all rows of a file.
pub(super) fn read(source: &Source<'_>, options: &ParseOptions) -> Result<ParsedExport, NotAnExport> {
    match source.format {
        Format::StoryGraph => read_as(source, options, &StoryGraph::new(&source.columns)),
        Format::Goodreads => read_as(source, options, &Goodreads::new(&source.columns)),
    }
}

fn records<'a>(source: &'a Source<'_>) -> Records<'a> {
    let body = source.text.get(source.preface..).unwrap_or_default();
    let mut records = Records::new(body, source.delimiter);
    let _header = records.next();
    records.expect_width(source.columns.names().len());
    records
}

fn read_as(
    source: &Source<'_>,
    options: &ParseOptions,
    service: &impl Service,
) -> Result<ParsedExport, NotAnExport> {
    let mut evidence = Evidence::default();
    let dates = service.dates();
    for record in records(source) {
        let cells = Cells { cells: &record.cells };
        dates.iter().for_each(|column| evidence.look(cells.get(*column)));
    }
    let order = evidence.order().or(options.date_order);
    let preface_lines = u32::from(source.preface > 0);

    let mut export = ParsedExport {
        format: Some(source.format),
        encoding: source.encoding,
        columns: source.columns.names().len(),
        data_rows: 0,
        rows: Vec::new(),
        problems: Vec::new(),
        date_order: order,
        ambiguous_dates: evidence.question(),
        header: source.columns.names().to_vec(),
        delimiter: source.delimiter,
        text: Arc::from(source.text.as_ref()),
        places: Vec::new(),
    };
    for record in records(source) {
        // A record's place in the text follows from its slice's place in the same text.
        let start = (record.source.as_ptr() as usize).saturating_sub(source.text.as_ptr() as usize);
        let line = record.line.saturating_add(preface_lines);
        let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        export.places.push((line, place(start), place(start + record.source.len())));
        export.data_rows += 1;
        let draft = Draft::new(line, &source.columns, order, &mut export.problems);
        if let Some(row) = draft.read(&record, service) {
            export.rows.push(Arc::new(row));
        }
    }
    if export.data_rows == 0 { Err(NotAnExport::NoRows) } else { Ok(export) }
}

/// A row being read, and where what is wrong with it goes.
pub(super) struct Draft<'p> {
    pub(super) row: Row,
    columns: &'p Columns,
    order: Option<DateOrder>,
    problems: &'p mut Vec<Problem>,
    /// A date of the row was left out.
    lost_days: bool,
}

impl<'p> Draft<'p> {
    fn new(
        line: u32,
        columns: &'p Columns,
        order: Option<DateOrder>,
        problems: &'p mut Vec<Problem>,
    ) -> Self {
        Self { row: Row { line, ..Row::default() }, columns, order, problems, lost_days: false }
    }

    /// The row, or `None` when a fatal problem was reported: one or the other, never both and never neither.
    fn read(mut self, record: &Record<'_>, service: &impl Service) -> Option<Row> {
        match record.fault {
            Some(Fault::Unbalanced) => {
                self.problem(
                    None,
                    ProblemKind::UnbalancedQuotes,
                    "A quotation mark has no partner, so the row cannot be told from the next; reading went on below it.",
                );
                return None;
            }
            Some(Fault::InnerQuotes) => self.problem(
                None,
                ProblemKind::InnerQuotes,
                "Quotation marks inside a cell were not doubled; they were read as part of the text.",
            ),
            None => {}
        }
        self.ragged(record);
        let cells = Cells { cells: &record.cells };
        let title = cells.get(service.title());
        if title.is_empty() {
            self.problem(
                service.title(),
                ProblemKind::MissingTitle,
                "The row has no title, so it cannot become a book.",
            );
            return None;
        }
        self.title(service.title(), title);
        service.read(cells, &mut self);
        self.finish(service);
        Some(self.row)
    }

    fn ragged(&mut self, record: &Record<'_>) {
        let (have, want) = (record.cells.len(), self.columns.names().len());
        let surplus = record.cells.iter().skip(want).any(|cell| !cell.trim().is_empty());
        if have < want {
            let words = format!(
                "The row has {have} cells where the header has {want}; the missing ones were taken as empty."
            );
            self.problem(None, ProblemKind::RaggedRow, &words);
        } else if surplus {
            let words =
                format!("The row has {have} cells where the header has {want}; the last ones were left out.");
            self.problem(None, ProblemKind::RaggedRow, &words);
        }
    }

    /// Reports something; whether it is fatal follows from its kind.
    pub(super) fn problem(&mut self, column: Column, kind: ProblemKind, message: &str) {
        self.problems.push(Problem {
            line: self.row.line,
            column: column.map(|at| self.columns.name(at).to_owned()),
            kind,
            message: message.to_owned(),
            fatal: kind.is_fatal(),
        });
    }

    /// Keeps a value with the book on this computer, unless it is empty.
    pub(super) fn keep(&mut self, key: &str, value: &str) {
        if !value.is_empty() {
            self.row.local.insert(key.to_owned(), value.to_owned());
        }
    }

    fn title(&mut self, column: Column, full: &str) {
        self.keep("fileTitle", full);
        let bare = text::bare_title(full);
        self.row.title = text::cut_bytes(bare, limit::TITLE_BYTES).trim_end().to_owned();
        if self.row.title.len() < bare.len() {
            self.problem(
                column,
                ProblemKind::TitleCut,
                "The title is longer than a record may hold; it was cut.",
            );
        }
    }

    /// Takes the authors and computes the hive id, from the uncut bare title.
    pub(super) fn authors(&mut self, column: Column, mut names: Vec<String>) {
        let bare = self.row.local.get("fileTitle").map(|full| text::bare_title(full)).unwrap_or_default();
        self.row.hive_id = names.first().map(|first| HiveId::compute(bare, first));
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
        self.checked(column, &quoted(cell), day)
    }

    /// The day, or a problem that begins with `what`.
    fn checked(&mut self, column: Column, what: &str, day: Result<Day, NoDay>) -> Option<Day> {
        let (kind, words) = match day {
            Ok(day) => return Some(day),
            Err(NoDay::NoSuchDay) => (ProblemKind::NoSuchDay, "is no day of the calendar; it was left out"),
            Err(NoDay::Unreadable) => {
                (ProblemKind::UnreadableDate, "cannot be read as a date; it was left out")
            }
            Err(NoDay::Ambiguous) => (
                ProblemKind::AmbiguousDate,
                "can be read with the day or the month first; it is left out until you say which",
            ),
        };
        self.lost_days = true;
        self.problem(column, kind, &format!("{what} {words}."));
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
        let what = quoted(cell);
        let (start, end) = match span.start {
            Some(_) => (format!("The start of {what}"), format!("The end of {what}")),
            None => (String::new(), what),
        };
        let started = span.start.and_then(|day| self.checked(column, &start, day));
        let Some(finished) = span.end.and_then(|day| self.checked(column, &end, day)) else {
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

    /// The order in which `A/B/YYYY` is read.
    pub(super) fn order(&self) -> Option<DateOrder> {
        self.order
    }

    /// Stars and quarters, a comma for a point allowed, to half stars; half a half goes up.
    pub(super) fn stars(&mut self, column: Column, cell: &str) {
        if cell.is_empty() {
            return;
        }
        let stars =
            cell.replace(',', ".").parse::<f64>().ok().filter(|stars| stars.is_finite() && *stars >= 0.0);
        let Some(stars) = stars else {
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

    fn finish(&mut self, service: &impl Service) {
        if self.row.shelf.is_some() {
            let days: Vec<Cow<'static, str>> =
                self.row.reads.iter().map(|read| Cow::Owned(read.finished.to_string())).collect();
            self.keep("dateRead", &days.join(", "));
        } else {
            let reads = std::mem::take(&mut self.row.reads);
            let settled = settle(self.row.status, &reads);
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
            let column = service.dates().into_iter().flatten().next();
            let words = "There are more than 50 earlier readings; the oldest stay on this computer.";
            self.problem(column, ProblemKind::TooManyReads, words);
        }
        isbns::derive_missing(&mut self.row.identifiers);
    }
}

/// A cell as messages show it, cut where it would fill the screen.
fn quoted(cell: &str) -> String {
    let shown: String = cell.chars().take(60).collect();
    format!("“{shown}{}”", if shown.len() < cell.len() { "…" } else { "" })
}
