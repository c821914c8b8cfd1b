//! Choices, copies of the library, and taking things off this computer for good.

use crate::account::Accounts;
use crate::explorer::Shared;
use crate::failures::not_written;
use crate::views::{BackupView, ConsentView, CoversView, HistoryLimitView, SettingsView};
use crate::{ErrorCode, Explorer, IpcError, present};
use library::GroupId;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl Explorer {
    /// How the settings stand.
    pub async fn settings(&self) -> Result<SettingsView, IpcError> {
        self.blocking(|shared| {
            let library = &shared.library;
            let mut books = 0;
            for account in library.accounts()? {
                books += library.counts(account.id)?.all;
            }
            let pictures = shared.covers.holdings();
            Ok(SettingsView {
                catalogue: present::consent_view(library.catalogue_consent()?),
                covers: present::covers_view(library.covers()?),
                history_limit: present::history_limit_view(library.history_limit()?),
                backups: library.backups().into_iter().map(present::backup).collect(),
                bytes: library.file_bytes(),
                cover_files: pictures.files,
                cover_bytes: pictures.bytes,
                books,
                has_repository: shared.current_did().is_some(),
            })
        })
        .await
    }

    /// Whether books may be looked up in the catalogue.
    pub async fn set_catalogue_consent(&self, consent: ConsentView) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            shared.library.set_catalogue_consent(present::consent(consent))?;
            shared.covers.look_again();
            shared.start_enriching();
            shared.tell_enrichment();
            Ok(())
        })
        .await
    }

    /// What is done about pictures of covers.
    pub async fn set_covers(&self, covers: CoversView) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            shared.library.set_covers(present::covers(covers))?;
            shared.covers.look_again();
            Ok(())
        })
        .await
    }

    /// How long changes can be undone; what is older goes at once.
    pub async fn set_history_limit(&self, limit: HistoryLimitView) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            shared.library.set_history_limit(present::history_limit(limit))?;
            shared.library.purge(shared.now())?;
            Ok(())
        })
        .await
    }

    /// Makes a copy of the library now.
    pub async fn back_up(&self) -> Result<BackupView, IpcError> {
        self.blocking(|shared| Ok(present::backup(shared.library.back_up(shared.now())?))).await
    }

    /// Puts a backup in the library's place, or nothing, so that it is filled from the server; the present file is set
    /// aside. The page has to begin anew afterwards: nothing it knows need hold any more.
    ///
    /// # Errors
    /// [`ErrorCode::BackupGone`], [`ErrorCode::BackupDamaged`]; the library is then as it was.
    pub async fn restore_backup(&self, name: Option<String>) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let _turn = shared.deciding();
            shared.syncs().clear();
            shared.close_plan();
            let now = shared.now();
            let outcome = match name {
                Some(name) => shared.library.restore(&name, now),
                None => shared.library.begin_anew(now),
            };
            // Whatever came of it, what is open now is what counts.
            shared.take_stock()?;
            Ok(outcome?)
        })
        .await
    }

    /// Takes one group of changes out of the history, here and in the backups, for good.
    ///
    /// # Errors
    /// [`ErrorCode::ChangeWaiting`] while a part of it has not been sent.
    pub async fn forget_change(&self, group: i64) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            shared.library.forget_group(shared.current_account()?, GroupId::new(group))?;
            shared.library.back_up_daily(shared.now())?;
            shared.tell_progress();
            Ok(())
        })
        .await
    }

    /// Ends every session and removes everything that is on this computer: books, history, imports, choices, backups.
    /// What servers have is not touched, and a server that cannot be reached ends its session by itself later.
    pub async fn erase_everything(&self) -> Result<(), IpcError> {
        let shared = &self.shared;
        self.cancel_sign_in();
        for did in shared.known_dids() {
            shared.stop_syncing(&did);
            if let Err(error) = shared.oauth.revoke(&did).await {
                tracing::warn!(%did, %error, "the session could not be ended at its server");
                shared.oauth.forget(&did).await?;
            }
        }
        self.blocking(|shared| {
            let _turn = shared.deciding();
            shared.syncs().clear();
            shared.close_plan();
            shared.library.erase()?;
            shared.covers.empty();
            shared.take_stock()
        })
        .await
    }

    /// Where this computer keeps the library. For the shell, which shows it in the file manager; never for the page.
    pub fn library_directory(&self) -> PathBuf {
        self.shared.library.directory().to_owned()
    }
}

impl Shared {
    /// The library is another one than before: its accounts are read again and everything is told.
    fn take_stock(self: &Arc<Self>) -> Result<(), IpcError> {
        self.local.store(self.library.local_account()?.get(), Ordering::Relaxed);
        *self.accounts() = Accounts::read(&self.library, &self.oauth)?;
        self.start_syncing();
        self.tell_accounts();
        self.tell_books();
        Ok(())
    }
}

impl From<library::OpenError> for IpcError {
    fn from(error: library::OpenError) -> Self {
        let words = error.to_string();
        match error {
            library::OpenError::Damaged => Self::new(ErrorCode::DatabaseDamaged, words),
            library::OpenError::Newer { .. } => Self::new(ErrorCode::DatabaseNewer, words),
            library::OpenError::Directory(cause) => not_written(&cause),
            library::OpenError::Storage(fault) => fault.into(),
        }
    }
}

impl From<library::RestoreError> for IpcError {
    fn from(error: library::RestoreError) -> Self {
        let words = error.to_string();
        match error {
            library::RestoreError::Unknown => Self::new(ErrorCode::BackupGone, words),
            library::RestoreError::Damaged => Self::new(ErrorCode::BackupDamaged, words),
            library::RestoreError::Newer => Self::new(ErrorCode::DatabaseNewer, words),
            library::RestoreError::Files(cause) => not_written(&cause),
            library::RestoreError::Open(error) => error.into(),
        }
    }
}

impl From<library::ForgetError> for IpcError {
    fn from(error: library::ForgetError) -> Self {
        match error {
            library::ForgetError::UnknownGroup => Self::new(ErrorCode::UndoGone, error.to_string()),
            library::ForgetError::Waiting => Self::passing(ErrorCode::ChangeWaiting, error.to_string()),
            library::ForgetError::Storage(fault) => fault.into(),
        }
    }
}
