use bookhive::{Day, PreviousRead, Status};

/// What a status makes of a row's readings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) started: Option<Day>,
    pub(super) finished: Option<Day>,
    /// The day on which an abandoned book was given up; the record has no field for it.
    pub(super) stopped: Option<Day>,
    /// Earlier readings, newest first.
    pub(super) previous: Vec<PreviousRead>,
}

/// Newest end first; readings that end on one day keep their order.
pub(super) fn newest_first(reads: &mut [PreviousRead]) {
    reads.sort_by_key(|read| std::cmp::Reverse(read.finished));
}

/// Deals readings (newest first) out to the record's fields. `open` is the first day of a reading that has not ended.
///
/// A finished book's newest reading is *the* reading. An abandoned book's newest reading is the attempt that was given
/// up. With any other status the readings all lie before it.
pub(super) fn settle(status: Option<Status>, reads: &[PreviousRead], open: Option<Day>) -> Settled {
    match (status, reads.split_first()) {
        (Some(Status::Finished), Some((newest, older))) => Settled {
            started: newest.started,
            finished: Some(newest.finished),
            stopped: None,
            previous: older.to_vec(),
        },
        (Some(Status::Abandoned), Some((stop, older))) => Settled {
            started: stop.started,
            finished: None,
            stopped: Some(stop.finished),
            previous: older.to_vec(),
        },
        (None | Some(Status::WantToRead), _) => Settled { previous: reads.to_vec(), ..Settled::default() },
        (Some(_), _) => Settled { started: open, previous: reads.to_vec(), ..Settled::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(started: Option<&str>, finished: &str) -> PreviousRead {
        PreviousRead {
            started: started.map(|d| Day::parse(d).unwrap()),
            finished: Day::parse(finished).unwrap(),
        }
    }

    #[test]
    fn the_status_says_what_the_newest_reading_is() {
        let mut reads = vec![
            read(None, "2019-01-01"),
            read(Some("2021-01-01"), "2021-02-01"),
            read(Some("2018-12-01"), "2019-01-01"),
        ];
        newest_first(&mut reads);
        assert_eq!(reads[1..], [read(None, "2019-01-01"), read(Some("2018-12-01"), "2019-01-01")]);
        let day = |text| Some(Day::parse(text).unwrap());
        let finished = settle(Some(Status::Finished), &reads, None);
        assert_eq!(
            (finished.started, finished.finished, finished.stopped),
            (day("2021-01-01"), day("2021-02-01"), None)
        );
        assert_eq!(finished.previous.len(), 2);
        let abandoned = settle(Some(Status::Abandoned), &reads, None);
        assert_eq!((abandoned.started, abandoned.finished), (day("2021-01-01"), None));
        assert_eq!((abandoned.stopped, abandoned.previous.len()), (day("2021-02-01"), 2));
        for status in [None, Some(Status::Reading), Some(Status::WantToRead)] {
            assert_eq!(
                settle(status, &reads, None),
                Settled { previous: reads.clone(), ..Settled::default() }
            );
        }
    }
}
