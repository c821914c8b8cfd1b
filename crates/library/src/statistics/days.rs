use super::Pace;
use super::readings::{Reading, is};
use crate::digest::Digest;
use bookhive::{Day, Status};

/// Longest spans of the first five kinds, in days.
const SPANS: [u32; 5] = [1, 3, 7, 14, 30];

impl Pace {
    pub(super) fn add(&mut self, reading: &Reading<'_>) {
        let days = reading
            .started
            .zip(reading.finished)
            .and_then(|(first, last)| u32::try_from(first.days_until(last)).ok().map(|days| days + 1));
        let Some(days) = days else {
            self.unknown += 1;
            return;
        };
        self.days += days;
        let kind = SPANS.iter().position(|&longest| days <= longest).unwrap_or(SPANS.len());
        if let Some(readings) = self.spans.get_mut(kind) {
            *readings += 1;
        }
    }
}

/// Days of a year with a book in hand, in order, and how many books.
pub(super) fn days(digest: &Digest, year: i16, today: Day) -> Vec<(String, u32)> {
    let (Some(first), Some(last)) = (Day::new(year, 1, 1), Day::new(year, 12, 31)) else { return Vec::new() };
    let place = |day: Day| usize::try_from(first.days_until(day)).unwrap_or_default();
    // By how many books more, or fewer, a day has than the one before.
    let mut steps = vec![0_i32; place(last) + 2];
    let mut step = |place: usize, by: i32| {
        if let Some(step) = steps.get_mut(place) {
            *step += by;
        }
    };
    let mut span = |started: Option<Day>, finished: Day| {
        // Without a first day, or with a later one, only the last day is known.
        let began = started.filter(|started| *started <= finished).unwrap_or(finished);
        if finished >= first && began <= last {
            step(place(began.max(first)), 1);
            step(place(finished.min(last)) + 1, -1);
        }
    };
    for (_, at, book) in digest.iter() {
        for earlier in digest.earlier_of(at) {
            span(earlier.started, earlier.finished);
        }
        match (book.started, book.finished) {
            (started, Some(finished)) if is(book, Status::Finished) => span(started, finished),
            // A book being read is in hand up to today.
            (Some(started), _) if is(book, Status::Reading) && started <= today => {
                span(Some(started), today);
            }
            _ => {}
        }
    }
    let mut books = 0;
    let counted = steps.into_iter().zip(0_i32..).map(|(step, place)| {
        books += step;
        (place, u32::try_from(books).unwrap_or_default())
    });
    let in_hand = counted.filter(|(_, books)| *books > 0);
    in_hand.filter_map(|(place, books)| Some((first.plus_days(place)?.to_string(), books))).collect()
}
