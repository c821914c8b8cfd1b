use super::super::merge::{Changes, changes, join, new_record};
use super::super::{Note, ParsedExport, Row};
use super::place::{adopted, answered};
use super::planner::{says_how, winner};
use super::{ExistingBook, Fate, FoundBy, ImportPlan, Outcome, PlanOptions, PlanRow, PlannedRow, Winner};
use crate::BookId;
use std::sync::Arc;

/// The rows of a plan in full, each made from the file and the library when it is asked for.
pub struct Details<'a> {
    plan: &'a ImportPlan,
    export: &'a ParsedExport,
    options: &'a PlanOptions,
    books: Box<dyn Fn(BookId) -> Option<ExistingBook> + 'a>,
}

impl std::fmt::Debug for Details<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Details").field("rows", &self.plan.rows.len()).finish_non_exhaustive()
    }
}

impl ImportPlan {
    /// The plan's rows in full. Export and options must be those the plan was made with; `books` gives a book of the library
    /// as it stands.
    pub fn details<'a>(
        &'a self,
        export: &'a ParsedExport,
        options: &'a PlanOptions,
        books: impl Fn(BookId) -> Option<ExistingBook> + 'a,
    ) -> Details<'a> {
        Details { plan: self, export, options, books: Box::new(books) }
    }

    /// All rows in full, over books that are at hand.
    pub fn in_full(
        &self,
        export: &ParsedExport,
        existing: &[ExistingBook],
        options: &PlanOptions,
    ) -> Vec<PlannedRow> {
        let by_id: std::collections::HashMap<BookId, &ExistingBook> =
            existing.iter().map(|book| (book.id, book)).collect();
        self.details(export, options, |id| by_id.get(&id).map(|book| (*book).clone())).rows().collect()
    }
}

impl Details<'_> {
    /// Every row, in file order.
    pub fn rows(&self) -> impl Iterator<Item = PlannedRow> {
        self.plan.rows.iter().map(|row| self.row(row))
    }

    /// One row of the plan.
    pub fn row(&self, planned: &PlanRow) -> PlannedRow {
        let entry = self.export.entry(planned.index as usize);
        let (read, problems) = entry.map_or((None, Vec::new()), |entry| (entry.row, entry.problems));
        let mut notes: Vec<Note> = read.iter().flat_map(|row| row.notes.clone()).collect();
        notes.extend(problems.into_iter().map(|problem| Note::Problem(problem.message)));
        let row = match read {
            Some(row) => self.answered(planned, row),
            None => Row { line: planned.line, ..Row::default() },
        };
        let fate = match planned.outcome {
            Outcome::New | Outcome::Changed | Outcome::Unchanged | Outcome::Conflict => {
                self.fate(planned, &row, &mut notes)
            }
            Outcome::Joined { with_line } => {
                notes.push(Note::JoinedInto { line: with_line });
                Fate::Joined { with_line }
            }
            Outcome::NeedsYou(needed) => Fate::NeedsYou(needed),
            Outcome::LeftOut => Fate::LeftOut,
            Outcome::Problem => Fate::Problem,
        };
        if !matches!(planned.outcome, Outcome::LeftOut | Outcome::NeedsYou(_) | Outcome::Problem) {
            notes.extend(self.how(planned));
        }
        PlannedRow { line: planned.line, row: Arc::new(row), fate, book: planned.book, notes }
    }

    /// What the row's book was found by, and whose its number also is.
    fn how(&self, planned: &PlanRow) -> Option<Note> {
        if let Some(stranger) = planned.stranger {
            let title = (self.books)(stranger)?.record.title().to_owned();
            return Some(Note::NumberOfAnotherBook { title });
        }
        match planned.found_by {
            FoundBy::Number(by) => Some(Note::FoundBy { by }),
            found_by if says_how(found_by) => Some(Note::FoundBy { by: "title and author" }),
            _ => None,
        }
    }

    fn answered(&self, planned: &PlanRow, row: Row) -> Row {
        let (row, _) = answered(row, self.options);
        adopted(row, self.options, planned.found_by, planned.renamed)
    }

    fn fate(&self, planned: &PlanRow, row: &Row, notes: &mut Vec<Note>) -> Fate {
        let others: Vec<Row> = self.others(planned);
        let mut whole: Vec<&Row> = std::iter::once(row).chain(&others).collect();
        // The first row leads, whichever of them is asked about.
        whole.sort_by_key(|row| row.line);
        let winner = winner(self.options, whole.iter().map(|row| row.line));
        let (joined, disagreements) = join(&whole);
        if !others.is_empty() {
            notes.push(Note::JoinedFrom { lines: others.iter().map(|row| row.line).collect() });
        }
        notes.extend(disagreements);
        match planned.book {
            None => {
                let record = new_record(&joined, self.options.now);
                Fate::New { record, local: joined.into_owned().local }
            }
            Some(id) => {
                let Some(book) = (self.books)(id) else { return Fate::Unchanged { book: id } };
                let made = |winner| changes(&book, &joined, self.options.policies, winner);
                let Changes { patches, local, notes: kept, open } = made(winner);
                notes.extend(kept);
                if !open.is_empty() {
                    notes.extend(open.into_iter().map(|about| Note::Disputed { about }));
                    Fate::Conflict { book: id, patches: made(Some(Winner::File)).patches }
                } else if patches.is_empty() && local.is_empty() {
                    Fate::Unchanged { book: id }
                } else {
                    Fate::Changed { book: id, patches, local }
                }
            }
        }
    }

    /// The other rows of the row's book.
    fn others(&self, planned: &PlanRow) -> Vec<Row> {
        let group = self.plan.joined.get(&planned.line).or_else(|| {
            // Only in a conflict is a later row asked about by itself.
            self.plan.joined.values().find(|group| group.contains(&planned.index))
        });
        let members = group.into_iter().flatten().filter(|at| **at != planned.index);
        let rows = members.filter_map(|at| self.plan.rows.get(*at as usize));
        rows.filter_map(|member| {
            let row = self.export.entry(member.index as usize)?.row?;
            Some(self.answered(member, row))
        })
        .collect()
    }
}
