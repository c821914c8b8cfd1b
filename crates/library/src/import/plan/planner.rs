use super::super::merge::{changes, join};
use super::super::{ParsedExport, Row};
use super::place::{Key, Places, adopted, answered};
use super::{
    ExistingBook, FoundBy, ImportPlan, Outcome, PlanOptions, PlanRow, PlanSums, ShelfAnswer, ShelfQuestion,
    Tile, Winner,
};
use crate::Patch;
use bookhive::HiveId;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Works out what an import would do to a library.
pub fn plan(export: &ParsedExport, existing: &[ExistingBook], options: &PlanOptions) -> ImportPlan {
    let mut planner = Planner {
        export,
        places: Places::new(existing),
        options,
        shelves: Vec::new(),
        rows: Vec::with_capacity(export.data_rows),
        keys: Vec::new(),
        open: Vec::new(),
    };
    planner.look_at_rows();
    let groups = planner.groups();
    let mut points = 0;
    let mut joined = HashMap::new();
    for (key, members) in groups {
        points += planner.settle(&key, &members);
        if let (Some(first), true) = (members.first(), members.len() > 1) {
            let line = planner.rows.get(*first as usize).map_or(0, |row| row.line);
            joined.insert(line, members);
        }
    }
    let mut sums = PlanSums::default();
    let mut tiles: HashMap<Tile, usize> = HashMap::new();
    for row in &planner.rows {
        sums.count(row.outcome);
        *tiles.entry(row.tile).or_default() += 1;
    }
    ImportPlan { rows: planner.rows, sums, tiles, shelves: planner.shelves, points, joined }
}

/// Ids of a row that goes to a book of another id: all rows of one id go together.
struct Keyed {
    row: u32,
    key: Key,
    id: Option<HiveId>,
}

impl Keyed {
    /// The id of a row that becomes a book of its own.
    fn alone(&self) -> Option<HiveId> {
        match &self.key {
            Key::New(id) if self.id.as_ref() == Some(id) => Some(id.clone()),
            _ => None,
        }
    }
}

struct Planner<'a> {
    export: &'a ParsedExport,
    places: Places<'a>,
    options: &'a PlanOptions,
    shelves: Vec<ShelfQuestion>,
    rows: Vec<PlanRow>,
    keys: Vec<Keyed>,
    /// Rows with a question, and their own id.
    open: Vec<(u32, HiveId)>,
}

impl Planner<'_> {
    /// Gives every row that takes part its book.
    fn look_at_rows(&mut self) {
        for (index, entry) in (0_u32..).zip(self.export.entries()) {
            let line = entry.line;
            let mut row = PlanRow {
                line,
                outcome: Outcome::Problem,
                tile: Tile::Problem,
                found_by: FoundBy::Nothing,
                book: None,
                worth_a_look: !entry.problems.is_empty(),
                stranger: None,
                renamed: false,
                index,
                digest: 0,
            };
            if let Some(read) = entry.row {
                row.worth_a_look |= !read.notes.is_empty();
                self.ask_shelf(&read);
                let (read, taken) = answered(read, self.options);
                let placed = self.places.place(&read, self.options);
                let other = placed.other.and_then(|at| self.places.book(at)).map(|book| book.id);
                row.tile = placed.tile;
                row.found_by = placed.found_by;
                row.renamed = placed.renamed;
                match placed.key {
                    _ if !taken => row.outcome = Outcome::LeftOut,
                    Err(needed) => {
                        row.outcome = Outcome::NeedsYou(needed);
                        row.book = other;
                        if let Some(id) = read.hive_id {
                            self.open.push((index, id));
                        }
                    }
                    Ok(key) => {
                        row.outcome = Outcome::New;
                        row.stranger = other;
                        row.worth_a_look |= other.is_some() || says_how(placed.found_by);
                        self.keys.push(Keyed { row: index, key, id: read.hive_id });
                    }
                }
            }
            self.rows.push(row);
        }
    }

    fn ask_shelf(&mut self, row: &Row) {
        let Some(shelf) = &row.shelf else { return };
        let answer = self.options.shelves.get(shelf).copied().unwrap_or(ShelfAnswer::NoStatus);
        match self.shelves.iter_mut().find(|question| question.shelf == *shelf) {
            Some(question) => question.rows += 1,
            None => self.shelves.push(ShelfQuestion { shelf: shelf.clone(), rows: 1, answer }),
        }
    }

    /// Rows of one book, in file order.
    fn groups(&mut self) -> Vec<(Key, Vec<u32>)> {
        // A question is answered when another row of the same id stands for itself.
        let asking = !self.open.is_empty();
        let alone: HashSet<HiveId> = self.keys.iter().filter(|_| asking).filter_map(Keyed::alone).collect();
        for (at, id) in std::mem::take(&mut self.open).into_iter().filter(|(_, id)| alone.contains(id)) {
            if let Some(row) = self.rows.get_mut(at as usize) {
                row.tile = Tile::NoMatch;
            }
            self.keys.push(Keyed { row: at, key: Key::New(id.clone()), id: Some(id) });
        }
        self.keys.sort_by_key(|keyed| keyed.row);
        // Rows of one hive id stay together, even when only one of them has the number that leads to the book.
        let mut book_of: HashMap<HiveId, Key> = HashMap::new();
        for keyed in &self.keys {
            let Some(id) = &keyed.id else { continue };
            let decided = self.rows.get(keyed.row as usize).is_some_and(|row| row.found_by == FoundBy::You);
            if matches!(keyed.key, Key::Existing(_)) && !decided {
                book_of.entry(id.clone()).or_insert_with(|| keyed.key.clone());
            }
        }
        let mut groups: Vec<(Key, Vec<u32>)> = Vec::new();
        let mut place_of: HashMap<Key, usize> = HashMap::new();
        for Keyed { row, key, id } in std::mem::take(&mut self.keys) {
            let decided = self.rows.get(row as usize).is_some_and(|row| row.found_by == FoundBy::You);
            let together = id.filter(|_| !decided).and_then(|id| book_of.get(&id)).cloned();
            let key = together.unwrap_or(key);
            let place = *place_of.entry(key.clone()).or_insert_with(|| {
                groups.push((key, Vec::new()));
                groups.len() - 1
            });
            if let Some((_, rows)) = groups.get_mut(place) {
                rows.push(row);
            }
        }
        groups
    }

    /// Fills in what becomes of the rows of one book, and says what publishing it costs.
    fn settle(&mut self, key: &Key, members: &[u32]) -> usize {
        let book = match key {
            Key::Existing(at) => self.places.book(*at),
            Key::New(_) => None,
        };
        let (mut outcome, mut digest, mut points, mut notes) = (Outcome::New, 0, 3, members.len() > 1);
        if let Some(book) = book {
            let read: Vec<Row> = members.iter().filter_map(|at| self.read(*at)).collect();
            let whole: Vec<&Row> = read.iter().collect();
            let (row, disagreements) = join(&whole);
            let changes = changes(book, &row, self.options.policies, self.winner(members));
            notes |= !disagreements.is_empty() || !changes.notes.is_empty();
            if !changes.open.is_empty() {
                (outcome, points) = (Outcome::Conflict, 0);
            } else if changes.patches.is_empty() && changes.local.is_empty() {
                (outcome, points) = (Outcome::Unchanged, 0);
            } else {
                outcome = Outcome::Changed;
                points = if changes.patches.is_empty() { 0 } else { 2 };
                digest = digest_of(&changes.patches, &changes.local);
            }
        }
        let first_line = members.first().and_then(|at| self.rows.get(*at as usize)).map_or(0, |row| row.line);
        for at in members {
            let Some(row) = self.rows.get_mut(*at as usize) else { continue };
            row.book = book.map(|book| book.id);
            row.worth_a_look |= notes;
            if book.is_some() {
                row.tile = if outcome == Outcome::Conflict { Tile::Conflict } else { Tile::Yours };
            }
            if outcome == Outcome::Conflict {
                // None of them is written, so none of them is joined.
                row.outcome = outcome;
            } else if row.line == first_line {
                row.outcome = outcome;
                row.digest = digest;
                row.worth_a_look |= outcome == Outcome::Changed;
            } else {
                row.outcome = Outcome::Joined { with_line: first_line };
            }
        }
        points
    }

    fn winner(&self, members: &[u32]) -> Option<Winner> {
        let lines = members.iter().filter_map(|at| self.rows.get(*at as usize)).map(|row| row.line);
        winner(self.options, lines)
    }

    fn read(&self, at: u32) -> Option<Row> {
        let planned = self.rows.get(at as usize)?;
        let row = self.export.entry(planned.index as usize)?.row?;
        let (row, _) = answered(row, self.options);
        Some(adopted(row, self.options, planned.found_by, planned.renamed))
    }
}

/// Whether how a book was found is worth saying.
pub(super) fn says_how(found_by: FoundBy) -> bool {
    matches!(found_by, FoundBy::Number(_) | FoundBy::Words)
}

/// Who wins over what the policies leave open, of rows that are one book.
pub(super) fn winner(options: &PlanOptions, lines: impl Iterator<Item = u32>) -> Option<Winner> {
    lines.filter_map(|line| options.winners.get(&line).copied()).next()
}

fn digest_of(patches: &[Patch], local: &super::LocalFields) -> u64 {
    let mut hasher = DefaultHasher::new();
    for patch in patches {
        patch.field.hash(&mut hasher);
        for value in [&patch.before, &patch.after] {
            value.as_ref().map(ToString::to_string).hash(&mut hasher);
        }
    }
    local.hash(&mut hasher);
    hasher.finish()
}
