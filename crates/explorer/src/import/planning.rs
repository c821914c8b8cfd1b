//! How a plan is made, shown in windows, and committed.

use super::look_ups::LookUps;
use super::{OpenPlan, PAGE_LIMIT, Source, UNDOABLE};
use crate::explorer::Shared;
use crate::mapping::Explained;
use crate::sync::Stop;
use crate::views::{
    DateOrderQuestion, Event, ImportPhase, PlanFilter, PlanPage, PlanQuery, PlanView, ProgressView,
};
use crate::{ErrorCode, IpcError, present, shelves};
use bookhive::HiveId;
use bookhive::catalogue::CatalogueBook;
use library::import::{self, Opened, ParseOptions, ParsedExport, PlanOptions, PlanRow, Resolution};
use library::{BookId, BookSummary};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

impl Shared {
    pub(super) fn preview(self: &Arc<Self>, path: &Path) -> Result<(), IpcError> {
        let began = Instant::now();
        let bytes = import::read_file(path)?;
        let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Before anything is known of it, so that a file is never planned and then lost.
        self.library.keep_plan(self.current_account()?, &file_name, &bytes)?;
        let opened = import::open(bytes, &ParseOptions::default());
        match opened.inspect_err(|_| drop(self.library.forget_plan()))? {
            Opened::Export(export) => self.plan_export(file_name, export, None, began),
            Opened::Table(table) => self.take_table(file_name, table),
        }
    }

    /// Plans a file that was read; `table` when it was read by a mapping. Shelves explained before are explained again.
    pub(crate) fn plan_export(
        self: &Arc<Self>,
        file_name: String,
        export: ParsedExport,
        table: Option<Explained>,
        began: Instant,
    ) -> Result<(), IpcError> {
        self.close_table();
        let _turn = self.deciding();
        let mut options = PlanOptions::new(self.now());
        let answers = shelves::answers(&self.library, export.format);
        options.shelves =
            answers.into_iter().map(|(shelf, answer)| (shelf, present::shelf_answer(answer))).collect();
        let source = Arc::new(Source { file_name, export, table, date_order: None, own: None });
        self.replan(source, options)?;
        if let Some(open) = self.plan().as_mut() {
            open.read_ms = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
        }
        self.tell_plan();
        self.start_look_ups();
        Ok(())
    }

    /// The table that the open plan was read from by a mapping.
    pub(crate) fn mapped_source(&self) -> Result<(String, Explained), IpcError> {
        let (source, _) = self.open_source()?;
        let table = source.table.clone().ok_or_else(no_plan)?;
        Ok((source.file_name.clone(), table))
    }

    pub(super) fn open_source(&self) -> Result<(Arc<Source>, PlanOptions), IpcError> {
        let plan = self.plan();
        let open = plan.as_ref().ok_or_else(no_plan)?;
        Ok((open.source.clone(), open.options.clone()))
    }

    /// As [`replan`](Self::replan), for a decision of the person, who may want to take it back.
    pub(super) fn decided(&self, source: Arc<Source>, options: PlanOptions) -> Result<(), IpcError> {
        if let Some(open) = self.plan().as_mut() {
            let mut before = open.options.clone();
            before.found.clear();
            open.before.push(before);
            let too_many = open.before.len().saturating_sub(UNDOABLE);
            open.before.drain(..too_many);
        }
        self.replan(source, options)
    }

    pub(super) fn replan(&self, source: Arc<Source>, options: PlanOptions) -> Result<(), IpcError> {
        let existing = self.library.existing_books(self.current_account()?)?;
        let plan = Arc::new(import::plan(&source.export, &existing, &options));
        self.keep_decisions(&source, &options);
        {
            let mut open = self.plan();
            let revision = self.plan_revisions.fetch_add(1, Ordering::Relaxed) + 1;
            let read_ms = open.as_ref().map_or(0, |open| open.read_ms);
            let same_file = open.take().filter(|open| open.look_ups.is_of(&source));
            let (look_ups, before) = match same_file {
                Some(open) => (open.look_ups, open.before),
                None => (Arc::new(LookUps::new(source.clone())), Vec::new()),
            };
            *open = Some(OpenPlan { source, options, plan, look_ups, before, revision, read_ms });
        }
        self.tell_plan();
        Ok(())
    }

    pub(crate) fn close_plan(&self) {
        if self.plan().take().is_some() {
            if let Err(error) = self.library.forget_plan() {
                tracing::warn!(%error, "the closed plan is still kept");
            }
            self.tell_plan();
        }
    }

    pub(super) fn tell_plan(&self) {
        self.events.tell_fresh(|| Some(Event::Plan { plan: self.plan_view() }));
    }

    pub(crate) fn plan_view(&self) -> Option<PlanView> {
        let local_only = self.current_did().is_none();
        let open = self.plan();
        let open = open.as_ref()?;
        let export = &open.source.export;
        Some(PlanView {
            revision: open.revision,
            file_name: open.source.file_name.clone(),
            source: export.format.map_or_else(|| "this computer".to_owned(), |format| format.to_string()),
            encoding: export.encoding.to_string(),
            columns: present::count(export.columns),
            rows: present::count(export.data_rows),
            sums: present::sums(&open.plan.sums),
            tiles: present::tiles(&open.plan),
            policies: present::policies_view(open.options.policies),
            look_up: open.look_ups.view(),
            cost: present::cost(open.plan.points),
            date_order: date_question(&open.source),
            shelves: present::shelves(&open.plan),
            undoable: present::count(open.before.len()),
            read_ms: open.read_ms,
            mapped: open.source.table.is_some(),
            local_only,
        })
    }

    pub(super) fn plan_page(&self, query: &PlanQuery, offset: u32, limit: u32) -> Result<PlanPage, IpcError> {
        let (source, options, plan, look_ups, revision) = {
            let open = self.plan();
            let open = open.as_ref().ok_or_else(no_plan)?;
            (
                open.source.clone(),
                open.options.clone(),
                open.plan.clone(),
                open.look_ups.clone(),
                open.revision,
            )
        };
        let account = self.current_account()?;
        let words: Vec<String> = query.text.split_whitespace().map(str::to_lowercase).collect();
        let chosen: Vec<&PlanRow> = plan
            .rows
            .iter()
            .filter(|row| present::shows(query.show, row) && source.has_words(row, &words))
            .collect();
        let window: Vec<&PlanRow> =
            chosen.iter().skip(offset as usize).take((limit as usize).min(PAGE_LIMIT)).copied().collect();
        look_ups.show(window.iter().map(|row| row.place()));
        let ids: BTreeSet<BookId> = window.iter().filter_map(|row| row.book).collect();
        let ids: Vec<BookId> = ids.into_iter().collect();
        let yours: HashMap<BookId, BookSummary> =
            self.library.summaries(account, &ids)?.into_iter().map(|book| (book.id, book)).collect();
        let details = plan
            .details(&source.export, &options, |id| self.library.existing_book(account, id).ok().flatten());
        let rows = window
            .into_iter()
            .map(|brief| {
                let row = details.row(brief);
                let yours = brief.book.and_then(|id| yours.get(&id).cloned());
                let own = source.answered(brief.line, &options).and_then(|row| row.hive_id);
                let there = own.as_ref().and_then(|own| catalogue_book(&options, own));
                present::plan_row(brief, &row, yours, there)
            })
            .collect();
        let worth = plan.rows.iter().filter(|row| present::shows(PlanFilter::WorthALook, row));
        Ok(PlanPage {
            revision,
            rows,
            offset,
            matching: present::count(chosen.len()),
            worth_a_look: present::count(worth.count()),
        })
    }

    pub(super) fn commit(self: &Arc<Self>, revision: u32) -> Result<(), IpcError> {
        let _turn = self.deciding();
        let account = self.current_account()?;
        let (source, options, seen) = {
            let open = self.plan();
            let open = open.as_ref().ok_or_else(no_plan)?;
            if open.revision != revision {
                return Err(IpcError::new(ErrorCode::PlanOutdated, "the plan has changed since"));
            }
            (open.source.clone(), open.options.clone(), open.plan.clone())
        };
        if date_question(&source).is_some_and(|question| question.answer.is_none()) {
            return Err(IpcError::new(ErrorCode::QuestionOpen, "the order of the dates is not known"));
        }
        if self.import_is_under_way(account)? {
            return Err(IpcError::new(ErrorCode::ImportUnderWay, "another import is still being written"));
        }
        let last = self.library.current_import(account)?;
        let existing = self.library.existing_books(account)?;
        let plan = import::plan(&source.export, &existing, &options);
        if !plan.same_deeds(&seen) {
            self.replan(source, options)?;
            return Err(IpcError::new(
                ErrorCode::PlanOutdated,
                "the library has changed since the plan was made",
            ));
        }
        if let Some(import) = last {
            self.library.dismiss_import(import)?;
        }
        let by_id: HashMap<BookId, &import::ExistingBook> =
            existing.iter().map(|book| (book.id, book)).collect();
        let plan = plan.details(&source.export, &options, |id| by_id.get(&id).map(|book| (*book).clone()));
        match &source.own {
            Some(own) => {
                self.library.apply_publication(account, &plan, own, &source.file_name, self.now())?;
                self.tell_accounts();
            }
            None => {
                let now = self.now();
                let import = self.library.apply_import(account, &plan, &source.file_name, now)?;
                self.library.keep_file_of(import, now)?;
            }
        }
        // Told before the plan goes away: the page follows the import from its plan.
        self.tell_progress();
        self.close_plan();
        self.edited();
        Ok(())
    }

    pub(super) fn pause(self: &Arc<Self>, paused: bool) -> Result<(), IpcError> {
        self.set_paused(paused)?;
        self.wake_sync();
        self.tell_sync();
        self.tell_progress();
        Ok(())
    }

    pub(crate) fn progress_view(&self) -> Result<Option<ProgressView>, IpcError> {
        let Some(import) = self.library.current_import(self.current_account()?)? else { return Ok(None) };
        let Some(progress) = self.library.import_progress(import)? else { return Ok(None) };
        let (phase, resumes_at) = match self.sync_now_state().and_then(|now| now.stop.filter(|_| !now.busy)) {
            _ if self.current_did().is_some_and(|did| self.accounts().is_paused(&did)) => {
                (ImportPhase::Paused, None)
            }
            Some(Stop::Resting(rest)) => (ImportPhase::Resting, Some(rest.until.to_string())),
            Some(Stop::Offline | Stop::Unavailable | Stop::Storage(_)) => (ImportPhase::Offline, None),
            Some(Stop::SignedOut | Stop::NotGranted | Stop::StorageLocked(_)) => {
                (ImportPhase::SignedOut, None)
            }
            Some(Stop::Paused) | None => (ImportPhase::Writing, None),
        };
        Ok(Some(present::progress(progress, phase, resumes_at)))
    }

    pub(crate) fn tell_progress(&self) {
        self.events.tell_fresh(|| match self.progress_view() {
            Ok(progress) => Some(Event::Progress { progress }),
            Err(error) => {
                tracing::warn!(?error, "the import could not be counted");
                None
            }
        });
    }
}

fn no_plan() -> IpcError {
    IpcError::new(ErrorCode::NoPlan, "no plan is open")
}

fn date_question(source: &Source) -> Option<DateOrderQuestion> {
    let answer = source.date_order.map(present::date_order_view);
    let examples = source.export.ambiguous_dates.clone();
    match (examples, answer) {
        (Some(examples), answer) => Some(DateOrderQuestion { examples, answer }),
        (None, Some(answer)) => Some(DateOrderQuestion { examples: Vec::new(), answer: Some(answer) }),
        (None, None) => None,
    }
}

impl Source {
    pub(super) fn has_words(&self, row: &PlanRow, words: &[String]) -> bool {
        if words.is_empty() {
            return true;
        }
        let read = self.export.entry(row.place() as usize).and_then(|entry| entry.row).unwrap_or_default();
        let text = format!("{} {} {}", row.line, read.title, read.authors.join(" ")).to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    }
}

/// The catalogue's book for a row: what the user said it is, or what was found.
fn catalogue_book(options: &PlanOptions, own: &HiveId) -> Option<CatalogueBook> {
    match options.matches.get(own) {
        Some(Resolution::Catalogue(book)) => Some((**book).clone()),
        Some(_) => None,
        None => options.found.get(own).map(|found| (*found.book).clone()),
    }
}
