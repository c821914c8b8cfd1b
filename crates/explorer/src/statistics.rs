//! Figures of what was read.

use crate::views::StatisticsView;
use crate::{ErrorCode, Explorer, IpcError, present};
use bookhive::Day;

impl Explorer {
    /// The figures of a year, or of all time. `today` is the reader's own calendar day, which only the page knows.
    ///
    /// # Errors
    /// [`ErrorCode::BadRequest`] when `today` is no day or the year not one of 1 to 9999.
    pub async fn statistics(&self, year: Option<i16>, today: String) -> Result<StatisticsView, IpcError> {
        let bad = |what: &str| IpcError::new(ErrorCode::BadRequest, what);
        let today = Day::parse(&today).map_err(|error| bad(&error.to_string()))?;
        if year.is_some_and(|year| !(1..=9999).contains(&year)) {
            return Err(bad("years are 1 to 9999"));
        }
        self.blocking(move |shared| {
            let statistics = shared.library.statistics(shared.current_account()?, year, today)?;
            Ok(present::statistics(statistics))
        })
        .await
    }
}
