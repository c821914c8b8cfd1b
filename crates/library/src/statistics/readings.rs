use crate::columns::status_number;
use crate::digest::{Digest, Narrow};
use bookhive::{Day, Status};

/// One reading of a book.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    /// The book's number.
    pub(super) id: i64,
    /// Its place in the digest.
    pub(super) place: usize,
    pub(super) book: &'a Narrow,
    pub(super) started: Option<Day>,
    pub(super) finished: Option<Day>,
    /// The book had been read before.
    pub(super) again: bool,
}

/// All readings, those of a book together: the one that finished it, dated or not, and those before.
pub(super) fn readings(digest: &Digest) -> Vec<Reading<'_>> {
    let mut readings = Vec::new();
    for (id, place, book) in digest.iter() {
        let one = |started, finished| Reading { id, place, book, started, finished, again: true };
        let first = readings.len();
        let earlier = digest.earlier_of(place).iter();
        readings.extend(earlier.map(|earlier| one(earlier.started, Some(earlier.finished))));
        if is(book, Status::Finished) {
            readings.push(one(book.started, book.finished));
        }
        // The first that ended was the first; of a day that nobody knows, the last.
        let of_book = readings.get_mut(first..).unwrap_or_default();
        if let Some(first) = of_book.iter_mut().min_by_key(|one| (one.finished.is_none(), one.finished)) {
            first.again = false;
        }
    }
    readings
}

/// Whether a book has this status.
pub(super) fn is(book: &Narrow, status: Status) -> bool {
    i64::from(book.status) == status_number(status)
}
