//! A library that cannot be opened because its file is damaged: what there is to go back to, before anything is changed.

use crate::views::Opening;
use crate::{IpcError, StartError, present};
use library::OpenError;
use std::path::PathBuf;

/// The way back for a library whose file is damaged. Nothing was changed yet; sessions are not affected.
#[derive(Debug, Clone)]
pub struct Recovery {
    directory: PathBuf,
}

impl Recovery {
    /// `None` when something else kept the app from starting.
    pub fn of(error: &StartError) -> Option<Self> {
        match error {
            StartError::Library { path, source: OpenError::Damaged } => {
                Some(Self { directory: path.clone() })
            }
            _ => None,
        }
    }

    /// What the page shows.
    pub fn opening(&self) -> Opening {
        let backups = library::backups(&self.directory).into_iter().map(present::backup).collect();
        Opening::Damaged { backups }
    }

    /// Sets the damaged file aside and puts a backup in its place, or nothing: then the server fills an empty library.
    /// Start the app afterwards. Blocks.
    ///
    /// # Errors
    /// [`ErrorCode::BackupGone`](crate::ErrorCode::BackupGone) or
    /// [`ErrorCode::BackupDamaged`](crate::ErrorCode::BackupDamaged); nothing was changed then.
    pub fn recover(&self, backup: Option<&str>) -> Result<(), IpcError> {
        Ok(library::recover(&self.directory, backup, jiff::Timestamp::now())?)
    }
}
