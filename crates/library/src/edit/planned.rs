use super::{Change, DayChange, Edit, Progress, TagsChange, reads, sense};
use crate::Patch;
use crate::columns;
use crate::import::bare_title;
use crate::journal::LocalChanges;
use crate::rows::Local;
use bookhive::isbn::{Isbn10, Isbn13};
use bookhive::{BookRecord, Field, HiveId, LexiconFault, join_authors};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// What an edit comes to for one book.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Planned {
    pub(crate) record: BookRecord,
    pub(crate) patches: Vec<Patch>,
    pub(crate) local: LocalChanges,
}

impl Planned {
    /// The way from one state of a book to another.
    pub(crate) fn between(was: (&BookRecord, &Local), record: BookRecord, local: &Local) -> Self {
        let mut changes = LocalChanges::new();
        for key in was.1.keys().chain(local.keys()) {
            let (before, after) = (was.1.get(key), local.get(key));
            if before != after {
                changes.insert(key.clone(), (before.cloned(), after.cloned()));
            }
        }
        Self { patches: Patch::between(was.0, &record), record, local: changes }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        self.patches.is_empty() && self.local.is_empty()
    }

    /// In what the change would break the lexicon; what was broken before is not its fault.
    pub(crate) fn fault(&self, was: &BookRecord) -> Option<LexiconFault> {
        if self.patches.is_empty() {
            return None;
        }
        let place =
            |fault: &LexiconFault| (fault.path.split('/').next().unwrap_or_default().to_owned(), fault.fault);
        let before: Vec<_> = was.check().iter().map(place).collect();
        let touched = |fault: &LexiconFault| {
            let (field, _) = place(fault);
            self.patches.iter().any(|patch| patch.field.as_str() == field)
        };
        self.record.check().into_iter().find(|fault| touched(fault) && !before.contains(&place(fault)))
    }
}

impl Edit {
    /// What it comes to for a book that stands like this.
    pub(crate) fn plan(&self, record: &BookRecord, local: &Local, now: Timestamp) -> Planned {
        let mut new = record.clone();
        self.change_status(&mut new, now);
        set(&mut new, Field::Stars, &self.stars, |stars| Value::from(stars.half_stars()));
        set_day(&mut new, Field::StartedAt, self.started);
        set_day(&mut new, Field::FinishedAt, self.finished);
        reads::change(&mut new, &self.previous_reads);
        match &self.review {
            Change::Set(text) if text.trim().is_empty() => new.set(Field::Review, None),
            review => set(&mut new, Field::Review, review, |text| Value::from(text.as_str())),
        }
        self.change_progress(&mut new, now);
        set(&mut new, Field::Title, &self.title, |title| Value::from(title.trim()));
        set(&mut new, Field::Authors, &self.authors, |names| {
            Value::from(join_authors(names.iter().map(String::as_str)))
        });
        self.change_identifiers(&mut new);
        if !(self.title.is_keep() && self.authors.is_keep()) {
            name_if_nameless(&mut new);
        }
        let mut fields = local.clone();
        self.change_local(&mut fields);
        Planned::between((record, local), new, &fields)
    }

    fn change_status(&self, record: &mut BookRecord, now: Timestamp) {
        let says_owned = record.has_owned_status_token();
        if let Change::Set(status) = self.status {
            sense::follow(record, status, self.today, now);
        }
        if says_owned && !self.status.is_keep() && self.owned.is_keep() && record.get(Field::Owned).is_none()
        {
            // The old token that a status replaces was all that said so.
            record.set(Field::Owned, Some(Value::from(true)));
        }
        // A token that means "owned, no status" must not outlive a change of either.
        let owned_only = says_owned && self.status.is_keep() && !self.owned.is_keep();
        let status = if owned_only { &Change::Clear } else { &self.status };
        set(record, Field::Status, status, |status| Value::from(status.token()));
        set(record, Field::Owned, &self.owned, |owned| Value::from(*owned));
    }

    fn change_progress(&self, record: &mut BookRecord, now: Timestamp) {
        match self.progress {
            Change::Keep => {}
            Change::Clear => record.set(Field::BookProgress, None),
            Change::Set(wanted) => {
                let empty = !matches!(record.get(Field::BookProgress), Some(Value::Object(_)));
                let was = record.get(Field::BookProgress).cloned();
                if empty {
                    record.set(Field::BookProgress, Some(Value::Object(Map::new())));
                }
                sense::progress(record, now, |progress| wanted.lay_over(progress));
                if empty
                    && record.get(Field::BookProgress).and_then(Value::as_object).is_some_and(Map::is_empty)
                {
                    record.set(Field::BookProgress, was);
                }
            }
        }
    }

    fn change_identifiers(&self, record: &mut BookRecord) {
        let known = record.identifiers();
        let mut object =
            record.get(Field::Identifiers).and_then(Value::as_object).cloned().unwrap_or_default();
        let mut put = |key: &str, text: Option<&str>| match text {
            Some(text) => {
                object.insert(key.to_owned(), Value::from(text));
            }
            None => {
                object.shift_remove(key);
            }
        };
        // The form that is not named follows the one that is: two editions in one record help nobody.
        let (ten, thirteen) = (&self.isbn10, &self.isbn13);
        let follows = known.isbn10.as_ref().map(Isbn10::to_isbn13) == known.isbn13;
        match (ten, thirteen) {
            (Change::Set(ten), Change::Keep) => put("isbn13", Some(ten.to_isbn13().as_str())),
            (Change::Keep, Change::Set(thirteen)) => {
                put("isbn10", thirteen.to_isbn10().as_ref().map(Isbn10::as_str));
            }
            (Change::Clear, Change::Keep) if follows => put("isbn13", None),
            (Change::Keep, Change::Clear) if follows => put("isbn10", None),
            _ => {}
        }
        match ten {
            Change::Keep => {}
            Change::Set(isbn) => put("isbn10", Some(isbn.as_str())),
            Change::Clear => put("isbn10", None),
        }
        match thirteen {
            Change::Keep => {}
            Change::Set(isbn) => put("isbn13", Some(Isbn13::as_str(isbn))),
            Change::Clear => put("isbn13", None),
        }
        match &self.goodreads_id {
            Change::Keep => {}
            Change::Set(number) => put("goodreadsId", Some(number.trim())),
            Change::Clear => put("goodreadsId", None),
        }
        if !(ten.is_keep() && thirteen.is_keep() && self.goodreads_id.is_keep()) {
            record.set(Field::Identifiers, Some(Value::Object(object)));
        }
    }

    fn change_local(&self, fields: &mut Local) {
        for (key, change) in &self.local {
            match change {
                Change::Keep => {}
                Change::Set(text) if !text.trim().is_empty() => {
                    fields.insert(key.clone(), text.trim().to_owned());
                }
                Change::Set(_) | Change::Clear => {
                    fields.remove(key);
                }
            }
        }
        let was = columns::tags(fields);
        let is = match &self.tags {
            TagsChange::Keep => return,
            TagsChange::Clear => Vec::new(),
            TagsChange::Set(tags) => listed(tags),
            TagsChange::Adjust { add, remove } => {
                let remove = listed(remove);
                let kept = was.iter().filter(|tag| !remove.contains(tag)).cloned();
                let mut tags: Vec<String> = kept.collect();
                tags.extend(listed(add));
                listed(&tags)
            }
        };
        if is != was {
            columns::set_tags(fields, &is);
        }
    }
}

/// Tags one by one, each once; a comma in one separates two.
fn listed(tags: &[String]) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for tag in tags.iter().flat_map(|tag| tag.split([',', '\n'])).map(str::trim) {
        if !tag.is_empty() && !list.iter().any(|known| known == tag) {
            list.push(tag.to_owned());
        }
    }
    list
}

fn set<T>(record: &mut BookRecord, field: Field, change: &Change<T>, value: impl FnOnce(&T) -> Value) {
    match change {
        Change::Keep => {}
        Change::Set(new) => record.set(field, Some(value(new))),
        Change::Clear => record.set(field, None),
    }
}

fn set_day(record: &mut BookRecord, field: Field, change: DayChange) {
    let is = if field == Field::StartedAt { record.started_day() } else { record.finished_day() };
    match change {
        DayChange::Keep => {}
        DayChange::Set(day) => sense::set_day(record, field, Some(day)),
        DayChange::Clear => record.set(field, None),
        // A day outside the calendar is no day to move to.
        DayChange::Shift(days) => {
            if let Some(day) = is.and_then(|day| day.plus_days(days)) {
                sense::set_day(record, field, Some(day));
            }
        }
    }
}

/// A book without a hive id gets the one BookHive would give it as soon as title and author are there.
fn name_if_nameless(record: &mut BookRecord) {
    if record.hive_id().is_some() {
        return;
    }
    let hive_id = match record.authors().first() {
        Some(author) if !record.title().is_empty() => HiveId::compute(bare_title(record.title()), author),
        _ => return,
    };
    let identifiers = bookhive::Identifiers { hive_id: Some(hive_id.clone()), ..Default::default() };
    let identifiers = identifiers.over(record.get(Field::Identifiers));
    record.set(Field::HiveId, Some(Value::from(hive_id.as_str())));
    record.set(Field::Identifiers, Some(identifiers));
}

impl Progress {
    fn lay_over(self, progress: &mut Map<String, Value>) {
        let number = |progress: &Map<String, Value>, key: &str| progress.get(key).and_then(Value::as_u64);
        let mut put = |key: &str, value: Option<u64>| {
            if let Some(value) = value {
                progress.insert(key.to_owned(), Value::from(value));
            }
        };
        put("totalPages", self.pages.map(u64::from));
        put("currentPage", self.page.map(u64::from));
        put("percent", self.percent.map(u64::from));
        let Some(total) = number(progress, "totalPages").filter(|total| *total > 0) else { return };
        let page = number(progress, "currentPage").filter(|_| self.percent.is_none());
        let percent = number(progress, "percent").filter(|_| self.page.is_none());
        match (page, percent) {
            (Some(page), _) => {
                let page = page.min(total);
                progress.insert("currentPage".to_owned(), Value::from(page));
                progress.insert("percent".to_owned(), Value::from(page * 100 / total));
            }
            (None, Some(percent)) if self.page.is_none() => {
                let page = (total * percent.min(100) + 50) / 100;
                progress.insert("currentPage".to_owned(), Value::from(page));
            }
            _ => {}
        }
    }
}
