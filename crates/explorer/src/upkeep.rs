//! What a library needs from time to time, out of the reader's way: a look at its soundness, the day's backup, and an end
//! to history that is past its time.

use crate::explorer::Shared;
use crate::present;
use crate::views::Event;
use library::OpenError;
use std::sync::Arc;
use std::time::Duration;

/// After the start; the first frame comes first.
pub(crate) const SETTLED: Duration = Duration::from_secs(5);
/// Between two looks.
const PAUSE: Duration = Duration::from_secs(3600);

impl Shared {
    /// Looks after the library until the application ends.
    pub(crate) fn start_upkeep(self: &Arc<Self>) {
        let shared = Arc::downgrade(self);
        tokio::spawn(async move {
            tokio::time::sleep(SETTLED).await;
            while let Some(strong) = shared.upgrade() {
                let done = strong.blocking(|shared| {
                    shared.upkeep();
                    Ok(())
                });
                if let Err(error) = done.await {
                    tracing::warn!(?error, "the library was not looked after");
                }
                tokio::time::sleep(PAUSE).await;
            }
        });
    }

    /// One look. A damaged library is left as it is, and its backups too; the page is told what there is to go back to.
    pub(crate) fn upkeep(self: &Arc<Self>) {
        match self.library.check_integrity() {
            Ok(()) => {}
            Err(OpenError::Damaged) => {
                tracing::error!("the library is damaged");
                // Also when the app is closed now.
                self.library.distrust();
                let backups = self.library.backups().into_iter().map(present::backup).collect();
                self.events.tell(Event::Damaged { backups });
                return;
            }
            Err(error) => {
                tracing::warn!(%error, "the library could not be checked");
                return;
            }
        }
        let now = self.now();
        match self.library.purge(now) {
            Ok(purged) => tracing::debug!(?purged, "history past its time"),
            Err(error) => tracing::warn!(%error, "old history could not be removed"),
        }
        let tidied = self.library.tidy_import_files(now).and_then(|()| self.library.tidy_catalogue(now));
        if let Err(error) = tidied {
            tracing::warn!(%error, "old files and answers could not be removed");
        }
        if let Err(error) = self.library.back_up_daily(now) {
            tracing::warn!(%error, "no backup was made");
        }
    }
}
