use super::plan::{ExistingBook, Policies, Policy, Winner};
use super::reads::{newest_first, settle};
use super::row::LocalFields;
use super::{Note, Row, own};
use crate::Patch;
use bookhive::{BookRecord, Day, Field, Identifiers, PreviousRead, Status, join_authors, limit};
use jiff::Timestamp;
use serde_json::Value;
use std::borrow::Cow;
use std::cmp::Ordering;

/// The local field that keeps, parted by spaces, the ids under which files know a book that has another: the next import of
/// the same file finds it by them.
pub(super) const KNOWN_AS: &str = "knownAs";

/// The record a row becomes.
pub(super) fn new_record(row: &Row, now: Timestamp) -> BookRecord {
    let created = row.created.map_or_else(|| format!("{now:.3}"), Day::to_noon_utc);
    let noon = |day: Option<Day>| day.map(|day| Value::from(day.to_noon_utc()));
    let mut record = BookRecord::new();
    let mut set = |field: Field, value: Option<Value>| record.set(field, value);
    set(Field::Title, Some(row.title.as_str().into()));
    set(Field::Authors, Some(join_authors(row.authors.iter().map(String::as_str)).into()));
    set(Field::HiveId, row.hive_id.as_ref().map(|id| id.as_str().into()));
    set(Field::CreatedAt, Some(created.into()));
    set(Field::StartedAt, noon(row.started));
    set(Field::FinishedAt, noon(row.finished));
    set(Field::Status, row.status.map(|status| status.token().into()));
    set(Field::Stars, row.stars.map(|stars| stars.half_stars().into()));
    set(Field::Review, row.review.as_deref().map(Value::from));
    let previous: Vec<Value> = row.previous_reads.iter().map(|read| read.to_value()).collect();
    set(Field::PreviousReads, (!previous.is_empty()).then_some(Value::Array(previous)));
    let identifiers = Identifiers { hive_id: row.hive_id.clone(), ..row.identifiers.clone() };
    set(Field::Identifiers, Some(identifiers.to_value()));
    set(Field::Owned, row.owned.map(Value::from));
    set(Field::HiveBookUri, row.hive_book_uri.as_deref().map(Value::from));
    match &row.source {
        Some(source) => as_it_was(record, source, now),
        None => record,
    }
}

/// The record of a row that was made of one. What the row says as that record would have made it say stays as it was, to the
/// letter, and so does all that a row cannot say: progress, fields of other apps, the instant of its making, identifiers
/// that nobody here knows. A cover stays behind: its blob lies in another repository.
fn as_it_was(record: BookRecord, source: &BookRecord, now: Timestamp) -> BookRecord {
    let said = new_record(&Row { source: None, ..own::row(0, source, &LocalFields::new()) }, now);
    let mut fields = source.as_map().clone();
    for field in Field::ALL {
        let is_needed = matches!(field, Field::HiveId | Field::CreatedAt | Field::Identifiers);
        let lacks = is_needed && source.get(field).is_none();
        let value = match field {
            Field::Cover => None,
            _ if record.get(field) == said.get(field) && !lacks => continue,
            Field::Identifiers => Some(record.identifiers().over(source.get(field))),
            _ => record.get(field).cloned(),
        };
        match value {
            Some(value) => fields.insert(field.as_str().to_owned(), value),
            None => fields.remove(field.as_str()),
        };
    }
    BookRecord::from_value(Value::Object(fields)).unwrap_or(record)
}

/// One row out of all rows of a book, and what they disagree in. The first row leads.
pub(super) fn join<'r>(rows: &[&'r Row]) -> (Cow<'r, Row>, Vec<Note>) {
    let Some((first, others)) = rows.split_first() else { return (Cow::Owned(Row::default()), Vec::new()) };
    if others.is_empty() {
        return (Cow::Borrowed(first), Vec::new());
    }
    let mut joined = (*first).clone();
    let mut notes = Vec::new();
    let mut disagree = |about: &'static str| {
        let note = Note::RowsDisagree { about };
        if !notes.contains(&note) {
            notes.push(note);
        }
    };
    for row in others {
        if differ(&joined.stars, &row.stars) {
            disagree("rating");
        }
        if differ(&joined.review, &row.review) {
            disagree("review");
            joined
                .local
                .entry("otherReview".into())
                .or_insert_with(|| row.review.clone().unwrap_or_default());
        }
        if joined.stars.is_none() {
            joined.stars_in_file.clone_from(&row.stars_in_file);
        }
        joined.stars = joined.stars.or(row.stars);
        joined.review = joined.review.take().or_else(|| row.review.clone());
        joined.owned = match (joined.owned, row.owned) {
            (Some(one), Some(other)) => Some(one || other),
            (one, other) => one.or(other),
        };
        joined.created = [joined.created, row.created].into_iter().flatten().min();
        joined.identifiers = same_edition(&joined.identifiers, &row.identifiers);
        join_local(&mut joined.local, &row.local);
    }
    join_reads(&mut joined, rows);
    if rows.iter().any(|row| differ(&joined.status, &row.status)) {
        disagree("status");
    }
    (Cow::Owned(joined), notes)
}

fn differ<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
    one.is_some() && other.is_some() && one != other
}

/// Identifiers of one edition are never mixed with those of another; Goodreads' number is filled on its own.
pub(super) fn same_edition(ours: &Identifiers, theirs: &Identifiers) -> Identifiers {
    let no_isbn = ours.isbn10.is_none() && ours.isbn13.is_none();
    let same_isbn = (ours.isbn13.is_some() && ours.isbn13 == theirs.isbn13)
        || (ours.isbn10.is_some() && ours.isbn10 == theirs.isbn10);
    if no_isbn || same_isbn {
        return ours.clone().filled_from(theirs);
    }
    let number_only = Identifiers { goodreads_id: theirs.goodreads_id.clone(), ..Identifiers::default() };
    ours.clone().filled_from(&number_only)
}

/// What stays here of all rows: tags are united, of other fields the first row's stands.
fn join_local(local: &mut LocalFields, other: &LocalFields) {
    for (key, value) in other {
        match local.get_mut(key) {
            None => {
                local.insert(key.clone(), value.clone());
            }
            Some(tags) if key == "tags" => {
                for tag in value.split(',').map(str::trim) {
                    if !tags.split(',').any(|t| t.trim() == tag) {
                        tags.push_str(", ");
                        tags.push_str(tag);
                    }
                }
            }
            Some(ids) if key == KNOWN_AS => *ids = known_as(ids, value).unwrap_or_else(|| ids.clone()),
            Some(_) => {}
        }
    }
}

/// Ids and more ids; `None` when there are no more.
fn known_as(ids: &str, more: &str) -> Option<String> {
    let new = more.split(' ').filter(|id| !ids.split(' ').any(|known| known == *id));
    let new: Vec<&str> = new.collect();
    (!new.is_empty()).then(|| format!("{ids} {}", new.join(" ")))
}

/// Readings of all rows under one status: being read now beats finished beats given up beats wanted.
fn join_reads(joined: &mut Row, rows: &[&Row]) {
    let rank = |row: &Row| match row.status {
        Some(Status::Reading) if !row.notes.contains(&Note::Paused) => 5,
        Some(Status::Finished) => 4,
        Some(Status::Reading) => 3,
        Some(Status::Abandoned) => 2,
        Some(Status::WantToRead) => 1,
        None => 0,
    };
    let status =
        rows.iter().max_by_key(|row| (rank(row), std::cmp::Reverse(row.line))).and_then(|row| row.status);
    let mut pool: Vec<PreviousRead> = Vec::new();
    let mut stops: Vec<PreviousRead> = Vec::new();
    for row in rows {
        let mut reads = waiting_or_all(row);
        if row.status == Some(Status::Abandoned) && !reads.is_empty() {
            stops.push(reads.remove(0));
        }
        for read in reads {
            if !pool.contains(&read) {
                pool.push(read);
            }
        }
    }
    newest_first(&mut pool);
    newest_first(&mut stops);
    if let (Some(Status::Abandoned), Some(stop)) = (status, stops.first()) {
        pool.insert(0, *stop);
    }
    let settled = if status == Some(Status::Abandoned) && stops.is_empty() {
        super::reads::Settled { previous: pool, ..Default::default() }
    } else {
        settle(status, &pool, rows.iter().find_map(|row| row.open))
    };
    joined.status = status;
    (joined.started, joined.finished) = (settled.started, settled.finished);
    joined.previous_reads = settled.previous;
    joined.previous_reads.truncate(limit::PREVIOUS_READS);
}

/// A row's readings; those on a shelf without an answer wait and are none yet.
fn waiting_or_all(row: &Row) -> Vec<PreviousRead> {
    if row.shelf.is_some() && row.status.is_none() { Vec::new() } else { row.reads.clone() }
}

/// Who says something where both do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Ours,
    File,
    /// Nobody has said; what the book has stays until somebody does.
    Open,
}

impl Verdict {
    /// By the policy, and where that leaves it open by the user's word. `newer` compares the file's last day of reading
    /// with the book's.
    fn new(policy: Policy, newer: Ordering, winner: Option<Winner>) -> Self {
        match (policy, newer) {
            (Policy::FillEmpty, _) | (Policy::NewerWins, Ordering::Less) => Self::Ours,
            (Policy::FileWins, _) | (Policy::NewerWins, Ordering::Greater) => Self::File,
            (Policy::NewerWins, Ordering::Equal) | (Policy::Ask, _) => match winner {
                Some(Winner::Book) => Self::Ours,
                Some(Winner::File) => Self::File,
                None => Self::Open,
            },
        }
    }
}

/// The file's last day of reading beside the book's. Days of other things do not count: the day on which a book was added
/// says nothing about which opinion of it is the newer.
fn newer(row: &Row, book: &BookRecord) -> Ordering {
    let reads = row.previous_reads.iter().map(|read| read.finished);
    let file = reads.chain(row.started).chain(row.finished).max();
    let ours = book.previous_reads().into_iter().map(|read| read.finished);
    file.cmp(&ours.chain(book.started_day()).chain(book.finished_day()).max())
}

/// What an import changes in a book that is there.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) patches: Vec<Patch>,
    pub(super) local: LocalFields,
    pub(super) notes: Vec<Note>,
    /// In what file and book differ while nobody has said who wins.
    pub(super) open: Vec<&'static str>,
}

/// Lays a row over a book. Title, authors, hive id and creation time of a book are its identity and stay; earlier
/// readings are united by their days under either policy, so that no reading is ever lost.
pub(super) fn changes(book: &ExistingBook, row: &Row, policies: Policies, winner: Option<Winner>) -> Changes {
    let newer = newer(row, &book.record);
    let verdict = |policy| Verdict::new(policy, newer, winner);
    let mut merge = Merge {
        before: &book.record,
        after: book.record.clone(),
        row,
        status: verdict(policies.status),
        owned: verdict(policies.owned),
        notes: Vec::new(),
        open: Vec::new(),
    };
    let extra = merge.standing();
    merge.previous_reads(&extra);
    merge.value(
        Field::Stars,
        book.record.stars().is_some(),
        row.stars.map(|s| s.half_stars().into()),
        ("rating", verdict(policies.rating)),
    );
    merge.value(
        Field::Review,
        book.record.review().is_some(),
        row.review.as_deref().map(Value::from),
        ("review", verdict(policies.review)),
    );
    merge.owned();
    merge.identifiers();
    let local = row
        .local
        .iter()
        .filter_map(|(key, value)| {
            let ours = book.local.get(key);
            let now = match ours {
                None => Some(value.clone()),
                Some(ours) if key == KNOWN_AS => known_as(ours, value),
                Some(ours) => {
                    (verdict(policies.local) == Verdict::File && ours != value).then(|| value.clone())
                }
            };
            Some((key.clone(), now?))
        })
        .collect();
    let patches = Patch::between(&book.record, &merge.after);
    Changes { patches, local, notes: merge.notes, open: merge.open }
}

struct Merge<'a> {
    before: &'a BookRecord,
    after: BookRecord,
    row: &'a Row,
    status: Verdict,
    owned: Verdict,
    notes: Vec<Note>,
    open: Vec<&'static str>,
}

impl Merge<'_> {
    /// What the book has stays, for good or until somebody says otherwise.
    fn kept(&mut self, about: &'static str, verdict: Verdict) {
        match verdict {
            Verdict::Open => self.open.push(about),
            Verdict::Ours | Verdict::File => self.notes.push(Note::YoursKept { about }),
        }
    }

    fn set_day(&mut self, field: Field, now: Option<Day>, day: Option<Day>) {
        if now != day {
            self.after.set(field, day.map(|day| day.to_noon_utc().into()));
        }
    }

    /// A field that is simply taken or left.
    fn value(
        &mut self,
        field: Field,
        has: bool,
        file: Option<Value>,
        (about, verdict): (&'static str, Verdict),
    ) {
        let Some(file) = file else { return };
        if self.before.get(field) == Some(&file) {
            return;
        }
        if has && verdict != Verdict::File {
            return self.kept(about, verdict);
        }
        self.after.set(field, Some(file));
    }

    /// Status and the dates of the newest reading, which only make sense together. Returns readings that found no
    /// place there and belong to the earlier ones.
    fn standing(&mut self) -> Vec<PreviousRead> {
        let has_status = self.before.get(Field::Status).is_some() && !self.before.has_owned_status_token();
        let same = self.before.status() == self.row.status;
        match self.row.status {
            None => Vec::new(),
            Some(_) if has_status && !same && self.status != Verdict::File => {
                self.kept("status", self.status);
                self.file_read().into_iter().collect()
            }
            Some(status) => {
                if !same || !has_status {
                    self.after.set(Field::Status, Some(status.token().into()));
                }
                if self.status == Verdict::File { self.replace_dates(status) } else { self.fill_dates() }
            }
        }
    }

    /// The file's newest reading, if it ended.
    fn file_read(&self) -> Option<PreviousRead> {
        self.row.finished.map(|finished| PreviousRead { started: self.row.started, finished })
    }

    fn fill_dates(&mut self) -> Vec<PreviousRead> {
        let (started, finished) = (self.before.started_day(), self.before.finished_day());
        let Some(read) = self.file_read() else {
            if started.is_none() && finished.is_none() {
                self.set_day(Field::StartedAt, None, self.row.started);
            }
            return Vec::new();
        };
        let fits = started
            .is_none_or(|started| read.started.is_none_or(|s| s == started) && started <= read.finished);
        match finished {
            None if fits => {
                self.set_day(Field::FinishedAt, None, Some(read.finished));
                self.set_day(Field::StartedAt, started, started.or(read.started));
                Vec::new()
            }
            Some(day) if day == read.finished => {
                self.set_day(Field::StartedAt, started, started.or(read.started));
                Vec::new()
            }
            _ => {
                self.kept("date", self.status);
                vec![read]
            }
        }
    }

    fn replace_dates(&mut self, status: Status) -> Vec<PreviousRead> {
        let (started, finished) = (self.before.started_day(), self.before.finished_day());
        let displaced = |finished: Day| vec![PreviousRead { started, finished }];
        match (self.file_read(), finished) {
            (Some(read), Some(day)) if day != read.finished => {
                self.set_day(Field::FinishedAt, finished, Some(read.finished));
                self.set_day(Field::StartedAt, started, read.started);
                displaced(day)
            }
            (Some(read), _) => {
                self.set_day(Field::FinishedAt, finished, Some(read.finished));
                self.set_day(
                    Field::StartedAt,
                    started,
                    read.started.or(started.filter(|day| *day <= read.finished)),
                );
                Vec::new()
            }
            // Finished without a day in the file: the file says nothing about days.
            (None, _) if status == Status::Finished => Vec::new(),
            (None, Some(day)) => {
                self.set_day(Field::FinishedAt, finished, None);
                self.set_day(Field::StartedAt, started, self.row.started);
                displaced(day)
            }
            (None, None) => {
                self.set_day(Field::StartedAt, started, self.row.started.or(started));
                Vec::new()
            }
        }
    }

    /// Unites earlier readings. Entries that are there stay as they are, whatever else they hold; one without a start
    /// gains it from a reading of the same last day.
    fn previous_reads(&mut self, extra: &[PreviousRead]) {
        let current = (self.after.started_day(), self.after.finished_day());
        let mut entries =
            self.before.get(Field::PreviousReads).and_then(Value::as_array).cloned().unwrap_or_default();
        let fits = |one: Option<Day>, other: Option<Day>| one.is_none() || other.is_none() || one == other;
        let mut changed = false;
        for read in extra.iter().chain(&self.row.previous_reads) {
            let known: Vec<Option<PreviousRead>> = entries.iter().map(PreviousRead::from_value).collect();
            let is_current = current.1 == Some(read.finished) && fits(current.0, read.started);
            if is_current || known.contains(&Some(*read)) {
                continue;
            }
            let same = known.iter().position(|entry| {
                entry.is_some_and(|e| e.finished == read.finished && fits(e.started, read.started))
            });
            if let Some(at) = same {
                let entry = entries.get_mut(at).and_then(Value::as_object_mut);
                if let (Some(entry), Some(started)) = (entry, read.started) {
                    entry.insert("startedAt".to_owned(), started.to_noon_utc().into());
                    changed = true;
                }
            } else if entries.len() < limit::PREVIOUS_READS {
                entries.push(read.to_value());
                changed = true;
            }
        }
        if changed {
            entries.sort_by_key(|entry| {
                std::cmp::Reverse(PreviousRead::from_value(entry).map(|read| read.finished))
            });
            self.after.set(Field::PreviousReads, Some(Value::Array(entries)));
        }
    }

    fn owned(&mut self) {
        let explicit = self.before.get(Field::Owned).and_then(Value::as_bool);
        let file = match (self.owned, self.before.owned()) {
            (Verdict::Ours | Verdict::Open, Some(ours)) => Some(ours),
            (_, ours) => self.row.owned.or(ours),
        };
        // When the old "owned" status makes way for a real one, what it said is written where it belongs.
        let token_goes = self.before.has_owned_status_token() && !self.after.has_owned_status_token();
        let says_something = self.row.owned.is_some() || token_goes;
        if says_something
            && file.is_some()
            && explicit != file
            && (explicit.is_none() || self.owned == Verdict::File)
        {
            let redundant = explicit.is_none()
                && self.before.has_owned_status_token()
                && !token_goes
                && file == Some(true);
            if !redundant {
                self.after.set(Field::Owned, file.map(Value::from));
            }
        }
        if self.owned != Verdict::File && differ(&self.before.owned(), &self.row.owned) {
            self.kept("ownership", self.owned);
        }
    }

    /// Numbers are part of a book's identity: they are filled, never replaced, under either policy. A later import finds
    /// the book by them.
    fn identifiers(&mut self) {
        let ours = self.before.identifiers();
        let merged = same_edition(&ours, &self.row.identifiers);
        if merged != ours {
            let hive_id = self.before.hive_id().or_else(|| merged.hive_id.clone());
            let merged = Identifiers { hive_id, ..merged };
            self.after.set(Field::Identifiers, Some(merged.over(self.before.get(Field::Identifiers))));
        }
    }
}
