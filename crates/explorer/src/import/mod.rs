//! From a file to books: preview, decisions, commit, progress.
//!
//! One plan is open at a time. It is only a picture: every decision makes it anew from the file's rows and the library
//! as it stands, and its `revision` moves with it, so that what is committed is what was seen.

mod decisions;
mod kept;
mod look_ups;
mod planning;
mod turns;

use crate::failures::not_written;
use crate::mapping::Explained;
use crate::views::{DateOrderView, EditOutcome, PlanPage, PlanQuery, ShelfAnswer};
use crate::{ErrorCode, Explorer, IpcError, present, shelves};
use library::import::{self, ExistingBook, ImportPlan, ParsedExport, PlanOptions};
use look_ups::LookUps;
use std::path::PathBuf;
use std::sync::Arc;

/// Decisions that can be taken back.
const UNDOABLE: usize = 50;

/// Most rows that one page of the plan may ask for.
const PAGE_LIMIT: usize = 500;

/// The plan on screen and what it was made from.
#[derive(Debug)]
pub(crate) struct OpenPlan {
    source: Arc<Source>,
    options: PlanOptions,
    plan: Arc<ImportPlan>,
    look_ups: Arc<LookUps>,
    /// What was decided before each decision, the last one at the end; without what was found.
    before: Vec<PlanOptions>,
    revision: u32,
    read_ms: u32,
}

/// A file that was read.
#[derive(Debug)]
struct Source {
    file_name: String,
    export: ParsedExport,
    /// The file as a table, when its columns were explained by the person.
    table: Option<Explained>,
    date_order: Option<import::DateOrder>,
    /// The books of this computer, when they are what is to be published.
    own: Option<Vec<ExistingBook>>,
}

impl Source {
    fn with_date_order(&self, order: import::DateOrder) -> Self {
        Self {
            file_name: self.file_name.clone(),
            export: self.export.with_date_order(order),
            table: self.table.clone(),
            date_order: Some(order),
            own: None,
        }
    }
}

impl Explorer {
    /// A window of the plan's rows; at most 500.
    pub async fn plan_rows(&self, query: PlanQuery, offset: u32, limit: u32) -> Result<PlanPage, IpcError> {
        self.blocking(move |shared| shared.plan_page(&query, offset, limit)).await
    }

    /// Leaves rows out of the import, or takes them in again.
    pub async fn leave_out(&self, lines: Vec<u32>, left_out: bool) -> Result<(), IpcError> {
        self.decide(move |options| {
            for line in lines {
                if left_out {
                    options.left_out.insert(line);
                } else {
                    options.left_out.remove(&line);
                }
            }
        })
        .await
    }

    /// What a custom shelf of the file means; remembered for the next file of the service.
    pub async fn answer_shelf(&self, shelf: String, answer: ShelfAnswer) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let _turn = shared.deciding();
            let (source, mut options) = shared.open_source()?;
            shelves::remember(&shared.library, source.export.format, shelf.clone(), answer)?;
            options.shelves.insert(shelf, present::shelf_answer(answer));
            shared.decided(source, options)
        })
        .await
    }

    /// How `03/04/2021` is to be read; the file is read again.
    pub async fn answer_date_order(&self, answer: DateOrderView) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let _turn = shared.deciding();
            let (source, options) = shared.open_source()?;
            let order = present::date_order(answer);
            shared.replan(Arc::new(source.with_date_order(order)), options)
        })
        .await
    }

    /// Plans to publish the books of the library without an account in the account on screen.
    pub async fn publish_local(&self) -> Result<(), IpcError> {
        self.blocking(|shared| {
            let _turn = shared.deciding();
            if shared.current_did().is_none() {
                return Err(IpcError::new(ErrorCode::BadRequest, "sign in first"));
            }
            let own = shared.library.existing_books(shared.local())?;
            let export = import::of_books(&own);
            let file_name = "Books on this computer".to_owned();
            let source = Source { file_name, export, table: None, date_order: None, own: Some(own) };
            shared.replan(Arc::new(source), PlanOptions::new(shared.now()))
        })
        .await
    }

    /// Puts the plan away; nothing was written. The file that waits behind it is planned.
    pub async fn close_plan(&self) -> Result<(), IpcError> {
        self.blocking(|shared| {
            {
                // Decisions that are being put into the plan would open it again.
                let _turn = shared.deciding();
                shared.close_plan();
            }
            shared.next_turn()
        })
        .await
    }

    /// Writes the plan of that revision: books, journal and outbox in one transaction; the server hears from the outbox.
    ///
    /// When the library has changed since the plan was drawn so that something else would be written, nothing is, and the new plan
    /// is shown instead.
    pub async fn commit_import(&self, revision: u32) -> Result<(), IpcError> {
        self.blocking(move |shared| shared.commit(revision)).await
    }

    /// Holds the sending of the account on screen; edits go on being kept.
    pub async fn pause_sending(&self) -> Result<(), IpcError> {
        self.blocking(|shared| shared.pause(true)).await
    }

    /// Sends again.
    pub async fn resume_sending(&self) -> Result<(), IpcError> {
        self.blocking(|shared| shared.pause(false)).await
    }

    /// Puts the report of an ended import away. The file that waits behind it is planned.
    pub async fn dismiss_import(&self) -> Result<(), IpcError> {
        self.blocking(|shared| {
            if let Some(import) = shared.library.current_import(shared.current_account()?)? {
                shared.library.dismiss_import(import)?;
            }
            shared.tell_progress();
            shared.next_turn()
        })
        .await
    }

    /// Takes an import back, as far as its books did not change since.
    pub async fn undo_import(&self, import: i64) -> Result<EditOutcome, IpcError> {
        self.blocking(move |shared| {
            let progress = shared
                .library
                .import_progress(library::ImportId::new(import))?
                .ok_or_else(|| IpcError::new(ErrorCode::UndoGone, "this import is no longer known"))?;
            shared.undo(progress.group)
        })
        .await
    }

    /// Writes the rows that were not imported as CSV: those that the server refused and those that were left out, as the file
    /// has them, with the reason beside each.
    pub async fn save_failed_rows(&self, path: PathBuf) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let progress =
                shared.progress_view()?.ok_or_else(|| IpcError::new(ErrorCode::NoPlan, "no import"))?;
            let import = library::ImportId::new(progress.import);
            let left_out = shared.library.left_out_rows(import)?;
            let file = shared.library.file_of(import)?;
            let export = file.and_then(|(bytes, decisions)| shared.read_again(bytes, &decisions));
            crate::failed_rows::write(&path, export.as_ref(), &progress.failed, &left_out)
                .map_err(|error| not_written(&error.into()))
        })
        .await
    }

    async fn decide(&self, decision: impl FnOnce(&mut PlanOptions) + Send + 'static) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let _turn = shared.deciding();
            let (source, mut options) = shared.open_source()?;
            decision(&mut options);
            shared.decided(source, options)
        })
        .await
    }
}
