//! What will become of every row of a file, worked out before anything is written.
//!
//! [`plan`] is pure: the same export, library and answers give the same plan. Rows of one book become one book; the first
//! of them carries the outcome and the others say which that is. Applying a plan and planning the same file again leaves
//! nothing to do, whatever the policy.

use super::matching::{Match, Reason, Shelf, Tier, Work};
use super::merge::{Changes, changes, join, new_record};
use super::row::LocalFields;
use super::{Note, ParsedExport, Problem, Row, reads};
use crate::{BookId, Patch};
use bookhive::{BookRecord, HiveId, Status};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// A book of the library as it stands now, waiting edits included.
#[derive(Debug, Clone, PartialEq)]
pub struct ExistingBook {
    /// Its row in the database.
    pub id: BookId,
    /// The record, waiting edits applied.
    pub record: BookRecord,
    /// What is kept with it on this computer.
    pub local: LocalFields,
}

/// What to do with fields of a book that is already there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Policy {
    /// Only what the book lacks is taken from the file.
    #[default]
    FillEmpty,
    /// What the file says replaces what the book has. What the file does not say stays.
    FileWins,
}

/// What a custom shelf stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShelfAnswer {
    /// The books get no status.
    NoStatus,
    /// The books get this status, and the rows' dates with it.
    Status(Status),
    /// The rows are left out.
    LeaveOut,
}

/// The user's decisions about a plan.
#[derive(Debug, Clone)]
pub struct PlanOptions {
    /// For books that are already there.
    pub policy: Policy,
    /// Answers by shelf name as the file has it. A shelf without one means [`ShelfAnswer::NoStatus`].
    pub shelves: BTreeMap<String, ShelfAnswer>,
    /// Lines the user left out.
    pub left_out: BTreeSet<u32>,
    /// Creation time of new books whose row has none.
    pub now: Timestamp,
}

impl PlanOptions {
    /// Nothing decided yet.
    pub fn new(now: Timestamp) -> Self {
        Self { policy: Policy::default(), shelves: BTreeMap::new(), left_out: BTreeSet::new(), now }
    }
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Fate {
    /// A new book.
    New {
        /// The whole record, ready to be created.
        record: BookRecord,
        /// What is kept with it here.
        local: LocalFields,
    },
    /// A book that is there gains something.
    Changed {
        /// Which.
        book: BookId,
        /// What changes in the record; may be empty when only `local` does.
        patches: Vec<Patch>,
        /// What is added to or replaced in what is kept here.
        local: LocalFields,
    },
    /// A book that is there has all of it already.
    Unchanged {
        /// Which.
        book: BookId,
    },
    /// The row is the same book as an earlier row, which carries the outcome.
    Joined {
        /// Line of that row.
        with_line: u32,
    },
    /// Nothing is written until the user supplies something.
    NeedsYou(NeedsYou),
    /// The user left the row out, or its shelf.
    LeftOut,
    /// The row cannot be read as a book; its notes say why.
    Problem,
}

/// What a row lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeedsYou {
    /// A record needs an author, and so does a hive id.
    Author,
}

/// One data row of the file and what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedRow {
    /// Line on which the row starts.
    pub line: u32,
    /// The row, shelf answers applied. Of a row that cannot be read, only the line is set.
    pub row: Arc<Row>,
    /// Its fate.
    pub fate: Fate,
    /// The book that is already there, also for joined rows.
    pub book: Option<BookId>,
    /// What is worth reading about it.
    pub notes: Vec<Note>,
}

/// How many rows have which fate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are the fates")]
pub struct PlanSums {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub joined: usize,
    pub needs_you: usize,
    pub left_out: usize,
    pub problems: usize,
}

impl PlanSums {
    /// All rows; equals the file's data rows.
    pub const fn total(&self) -> usize {
        self.new
            + self.changed
            + self.unchanged
            + self.joined
            + self.needs_you
            + self.left_out
            + self.problems
    }
}

/// A shelf that is no status by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfQuestion {
    /// In the file's words.
    pub shelf: String,
    /// Rows on it.
    pub rows: usize,
    /// The answer in force.
    pub answer: ShelfAnswer,
}

/// The plan of an import: every data row of the file, in file order.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportPlan {
    /// The rows.
    pub rows: Vec<PlannedRow>,
    /// What reading the file brought up.
    pub problems: Vec<Problem>,
    /// Rows by fate.
    pub sums: PlanSums,
    /// Shelves to ask about, in order of appearance.
    pub shelves: Vec<ShelfQuestion>,
    /// What publishing costs at a PDS: 3 for each new record, 2 for each changed one.
    pub points: usize,
}

impl ImportPlan {
    /// Nothing would be written, neither to the repository nor here.
    pub fn is_idle(&self) -> bool {
        self.sums.new == 0 && self.sums.changed == 0
    }
}

/// Works out what an import would do to a library.
pub fn plan(export: &ParsedExport, existing: &[ExistingBook], options: &PlanOptions) -> ImportPlan {
    let mut planner = Planner { existing, options, shelves: Vec::new(), notes: HashMap::new() };
    let mut rows = Vec::with_capacity(export.data_rows);
    let mut answered: Vec<(Arc<Row>, bool)> = Vec::with_capacity(export.usable);
    let mut problems = Vec::new();
    for entry in export.entries() {
        if !entry.problems.is_empty() {
            let said = entry.problems.iter().map(|problem| Note::Problem(problem.message.clone()));
            planner.notes.insert(entry.line, said.collect());
            problems.extend(entry.problems);
        }
        match entry.row {
            Some(row) => answered.push(planner.answer(&Arc::new(row))),
            None => {
                let row = Arc::new(Row { line: entry.line, ..Row::default() });
                rows.push(planner.planned(row, Fate::Problem));
            }
        }
    }
    planner.fates(answered, &mut rows);
    rows.sort_by_key(|row| row.line);

    let mut plan =
        ImportPlan { sums: PlanSums::default(), problems, shelves: planner.shelves, points: 0, rows };
    for row in &plan.rows {
        let sum = match &row.fate {
            Fate::New { .. } => &mut plan.sums.new,
            Fate::Changed { .. } => &mut plan.sums.changed,
            Fate::Unchanged { .. } => &mut plan.sums.unchanged,
            Fate::Joined { .. } => &mut plan.sums.joined,
            Fate::NeedsYou(_) => &mut plan.sums.needs_you,
            Fate::LeftOut => &mut plan.sums.left_out,
            Fate::Problem => &mut plan.sums.problems,
        };
        *sum += 1;
        plan.points += match &row.fate {
            Fate::New { .. } => 3,
            Fate::Changed { patches, .. } if !patches.is_empty() => 2,
            _ => 0,
        };
    }
    plan
}

/// The book a row belongs to: rows with the same key become one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Existing(usize),
    New(HiveId),
}

/// A row that takes part, and what finding its book brought up.
type FoundRow = (Arc<Row>, Vec<Note>);

struct Planner<'a> {
    existing: &'a [ExistingBook],
    options: &'a PlanOptions,
    shelves: Vec<ShelfQuestion>,
    notes: HashMap<u32, Vec<Note>>,
}

impl Planner<'_> {
    /// The row with its shelf's answer applied, and whether it takes part.
    fn answer(&mut self, row: &Arc<Row>) -> (Arc<Row>, bool) {
        let taken = !self.options.left_out.contains(&row.line);
        let Some(shelf) = &row.shelf else { return (Arc::clone(row), taken) };
        let answer = self.options.shelves.get(shelf).copied().unwrap_or(ShelfAnswer::NoStatus);
        match self.shelves.iter_mut().find(|question| question.shelf == *shelf) {
            Some(question) => question.rows += 1,
            None => self.shelves.push(ShelfQuestion { shelf: shelf.clone(), rows: 1, answer }),
        }
        match answer {
            ShelfAnswer::NoStatus => (Arc::clone(row), taken),
            ShelfAnswer::LeaveOut => (Arc::clone(row), false),
            ShelfAnswer::Status(status) => (Arc::new(on_shelf(row, status)), taken),
        }
    }

    fn fates(&mut self, answered: Vec<(Arc<Row>, bool)>, planned: &mut Vec<PlannedRow>) {
        // Of several records with one hive id other tools keep the oldest, so that is the one to update.
        let mut order: Vec<usize> = (0..self.existing.len()).collect();
        order.sort_by_key(|at| self.existing.get(*at).and_then(|book| book.record.created_at()));
        let shelf =
            Shelf::new(order.iter().filter_map(|at| self.existing.get(*at)).map(work_of_book).collect());

        let mut groups: Vec<(Key, Vec<FoundRow>)> = Vec::new();
        let mut places: HashMap<Key, usize> = HashMap::new();
        let mut taking_part = Vec::with_capacity(answered.len());
        let mut book_of: HashMap<HiveId, usize> = HashMap::new();
        for (row, taken) in answered {
            let Some(id) = row.hive_id.clone().filter(|_| taken) else {
                let fate = if taken { Fate::NeedsYou(NeedsYou::Author) } else { Fate::LeftOut };
                planned.push(self.planned(row, fate));
                continue;
            };
            let found = shelf.find(&work_of_row(&row));
            let trusted = found.book.filter(|_| found.tier >= Tier::Strong);
            if let Some(at) = trusted.and_then(|at| order.get(at)) {
                book_of.entry(id.clone()).or_insert(*at);
            }
            let notes = self.found_notes(&found, &order);
            taking_part.push((id, (row, notes)));
        }
        for (id, found) in taking_part {
            // Rows of one hive id stay together, even when only one of them has the number that leads to the book.
            let key = book_of.get(&id).map_or(Key::New(id), |at| Key::Existing(*at));
            let place = *places.entry(key.clone()).or_insert_with(|| {
                groups.push((key, Vec::new()));
                groups.len() - 1
            });
            if let Some((_, rows)) = groups.get_mut(place) {
                rows.push(found);
            }
        }
        for (key, rows) in groups {
            self.group(&key, rows, planned);
        }
    }

    fn found_notes(&self, found: &Match, order: &[usize]) -> Vec<Note> {
        let note = |reason: &Reason| match reason {
            Reason::Number(by) => Some(Note::FoundBy { by }),
            Reason::TitleAndAuthor => Some(Note::FoundBy { by: "title and author" }),
            Reason::NumberOfAnother(_, at) => {
                let book = order.get(*at).and_then(|at| self.existing.get(*at))?;
                Some(Note::NumberOfAnotherBook { title: book.record.title().to_owned() })
            }
            Reason::Alike(_) if found.tier == Tier::Strong => Some(Note::FoundBy { by: "title and author" }),
            Reason::HiveId | Reason::Alike(_) => None,
        };
        found.reasons.iter().filter_map(note).collect()
    }

    fn group(&mut self, key: &Key, rows: Vec<FoundRow>, planned: &mut Vec<PlannedRow>) {
        let lines: Vec<u32> = rows.iter().skip(1).map(|(row, _)| row.line).collect();
        let whole: Vec<&Row> = rows.iter().map(|(row, _)| row.as_ref()).collect();
        let (joined, mut notes) = join(&whole);
        let book = match key {
            Key::Existing(at) => self.existing.get(*at),
            Key::New(_) => None,
        };
        let fate = match book {
            Some(book) => {
                let Changes { patches, local, notes: kept } = changes(book, &joined, self.options.policy);
                notes.extend(kept);
                if patches.is_empty() && local.is_empty() {
                    Fate::Unchanged { book: book.id }
                } else {
                    Fate::Changed { book: book.id, patches, local }
                }
            }
            None => {
                Fate::New { record: new_record(&joined, self.options.now), local: joined.into_owned().local }
            }
        };
        if !lines.is_empty() {
            notes.insert(0, Note::JoinedFrom { lines });
        }
        let mut outcome = Some(fate);
        let first_line = rows.first().map_or(0, |(row, _)| row.line);
        for (row, found) in rows {
            let mut planned_row = match outcome.take() {
                Some(fate) => {
                    let mut planned_row = self.planned(row, fate);
                    planned_row.notes.append(&mut notes);
                    planned_row
                }
                None => {
                    let mut planned_row = self.planned(row, Fate::Joined { with_line: first_line });
                    planned_row.notes.push(Note::JoinedInto { line: first_line });
                    planned_row
                }
            };
            planned_row.book = book.map(|book| book.id);
            planned_row.notes.extend(found);
            planned.push(planned_row);
        }
    }

    fn planned(&mut self, row: Arc<Row>, fate: Fate) -> PlannedRow {
        let mut notes = row.notes.clone();
        notes.extend(self.notes.remove(&row.line).unwrap_or_default());
        PlannedRow { line: row.line, row, fate, book: None, notes }
    }
}

/// The row as it is once its shelf stands for a status: the dates that waited come with it.
fn on_shelf(row: &Row, status: Status) -> Row {
    let settled = reads::settle(Some(status), &row.reads, row.open);
    let mut row = row.clone();
    row.status = Some(status);
    (row.started, row.finished) = (settled.started, settled.finished);
    row.previous_reads = settled.previous;
    if let Some(day) = settled.stopped {
        row.local.insert("stoppedAt".to_owned(), day.to_string());
    }
    row
}

fn work_of_row(row: &Row) -> Work {
    Work {
        title: row.title.clone(),
        authors: row.authors.clone(),
        hive_id: row.hive_id.clone(),
        identifiers: row.identifiers.clone(),
    }
}

fn work_of_book(book: &ExistingBook) -> Work {
    Work {
        title: book.record.title().to_owned(),
        authors: book.record.authors().into_iter().map(str::to_owned).collect(),
        hive_id: book.record.hive_id(),
        identifiers: book.record.identifiers(),
    }
}
