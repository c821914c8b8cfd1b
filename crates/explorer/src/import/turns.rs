//! Files come in turn: one is planned, those behind it wait, over restarts too, until it was imported or put away.

use crate::explorer::{Shared, lock};
use crate::views::{Event, WaitingFileView};
use crate::{ErrorCode, Explorer, IpcError};
use library::{AccountId, WaitingFile, WaitingFileId, import};
use std::path::PathBuf;
use std::sync::Arc;

impl Explorer {
    /// Takes in dropped or chosen files. The first is read and planned when nothing stands before it; the outcome comes as
    /// events.
    pub async fn preview_import(&self, paths: Vec<PathBuf>) {
        let outcome = self.blocking(move |shared| shared.take_in(paths)).await;
        if let Err(error) = outcome {
            self.shared.tell_failure(None, error);
        }
    }

    /// Plans the file whose turn it is, if nothing stands before it any more.
    pub async fn next_file(&self) -> Result<(), IpcError> {
        self.blocking(|shared| shared.next_turn()).await
    }

    /// Takes a file out of those that wait. The file itself is not touched.
    pub async fn forget_waiting_file(&self, id: i64) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            shared.library.forget_waiting_file(WaitingFileId::new(id))?;
            shared.tell_waiting_files();
            Ok(())
        })
        .await
    }
}

impl Shared {
    fn take_in(self: &Arc<Self>, paths: Vec<PathBuf>) -> Result<(), IpcError> {
        let _turn = lock(&self.turn);
        let account = self.current_account()?;
        if paths.is_empty() {
            return Err(IpcError::new(ErrorCode::FileNotFound, "no file was named"));
        }
        let nobody_waits = self.library.waiting_files(account)?.is_empty();
        let mut paths = paths.into_iter();
        if nobody_waits
            && self.way_is_free(account)?
            && let Some(path) = paths.next()
        {
            self.read_file(path);
        }
        for path in paths {
            let waits = self.library.let_wait(account, &path, import::read_file(&path).ok().as_deref())?;
            if !waits && self.plan().is_some() {
                // It may be the one on screen.
                self.tell_plan();
            }
        }
        self.plan_next(account)?;
        self.tell_waiting_files();
        Ok(())
    }

    /// What was on screen is done with: the next file's turn has come.
    pub(crate) fn next_turn(self: &Arc<Self>) -> Result<(), IpcError> {
        let _turn = lock(&self.turn);
        self.plan_next(self.current_account()?)
    }

    fn plan_next(self: &Arc<Self>, account: AccountId) -> Result<(), IpcError> {
        if !self.way_is_free(account)? {
            return Ok(());
        }
        let Some(next) = self.library.waiting_files(account)?.into_iter().next() else { return Ok(()) };
        // Read or refused, its turn is over.
        self.library.forget_waiting_file(next.id)?;
        self.tell_waiting_files();
        self.read_file(next.path);
        Ok(())
    }

    fn read_file(self: &Arc<Self>, path: PathBuf) {
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        if let Some(file_name) = &file_name {
            self.events.tell(Event::Reading { file_name: file_name.clone() });
        }
        if let Err(error) = self.preview(&path) {
            self.tell_failure(file_name, error);
        }
    }

    fn tell_failure(&self, file_name: Option<String>, error: IpcError) {
        tracing::info!(code = ?error.code, "a file could not be planned");
        self.events.tell(Event::PlanFailed { file_name, error });
    }

    /// Neither a question nor a plan is open, and no import is being written. A file that was refused is in nobody's way.
    fn way_is_free(&self, account: AccountId) -> Result<bool, IpcError> {
        Ok(self.plan().is_none() && self.table().is_none() && !self.import_is_under_way(account)?)
    }

    /// The account's last import still waits for its server.
    pub(super) fn import_is_under_way(&self, account: AccountId) -> Result<bool, IpcError> {
        let Some(import) = self.library.current_import(account)? else { return Ok(false) };
        let progress = self.library.import_progress(import)?;
        Ok(self.current_did().is_some() && progress.is_some_and(|progress| progress.waiting > 0))
    }

    pub(crate) fn waiting_files_view(&self) -> Result<Vec<WaitingFileView>, IpcError> {
        let view = |file: WaitingFile| WaitingFileView {
            id: file.id.get(),
            file_name: file.name(),
            gone: !file.path.exists(),
        };
        Ok(self.library.waiting_files(self.current_account()?)?.into_iter().map(view).collect())
    }

    pub(crate) fn tell_waiting_files(&self) {
        self.events.tell_fresh(|| match self.waiting_files_view() {
            Ok(files) => Some(Event::WaitingFiles { files }),
            Err(error) => {
                tracing::warn!(?error, "the files that wait could not be listed");
                None
            }
        });
    }
}
