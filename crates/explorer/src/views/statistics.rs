use super::books::BookRow;
use serde::Serialize;
use ts_rs::TS;

/// The figures of one year, or of all time. Every list of parts adds up to the sum it is a picture of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StatisticsView {
    /// `None`: all time, readings without a date included.
    pub year: Option<i16>,
    pub readings: TallyView,
    /// Different books among the readings.
    pub books: u32,
    /// Readings of a book that had been read before.
    pub again: u32,
    /// Readings without a date in the whole library; in `readings` only for all time.
    pub undated: TallyView,
    /// Twelve months; empty for all time. They add up to `readings`.
    pub months: Vec<TallyView>,
    /// The year before, to compare with; empty for all time.
    pub months_before: Vec<TallyView>,
    /// Every year with a reading, in order. With `undated` they add up to the readings of all time.
    pub years: Vec<YearView>,
    /// Books by rating, half a star to five. With `unrated` they add up to `books`.
    pub stars: Vec<u32>,
    pub unrated: u32,
    /// Readings of 1, 2–3, 4–7, 8–14, 15–30 and more days. With `untimed` they add up to the readings.
    pub paces: Vec<u32>,
    pub untimed: u32,
    /// Days of all timed readings together.
    pub days_read: u32,
    /// Readings by first author, most first. With `other_authors` they add up to the readings.
    pub authors: Vec<ShareView>,
    pub other_authors: u32,
    /// Readings by format, most first; the empty name is "not told". They add up to the readings.
    pub formats: Vec<ShareView>,
    pub given_up: u32,
    /// Books given up on a day that nobody knows, in the whole library.
    pub given_up_undated: u32,
    /// Days with a book in hand, in order; empty for all time.
    pub days: Vec<DayView>,
    /// Readings of the year in order, at most 400; empty for all time.
    pub shelf: Vec<SpineView>,
    /// Books being read now, at most 24.
    pub in_hand: Vec<BookRow>,
}

/// Readings and their pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TallyView {
    pub readings: u32,
    pub pages: u32,
    /// Readings whose book has no page count.
    pub without_pages: u32,
}

/// A year's readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct YearView {
    pub year: i16,
    pub tally: TallyView,
}

/// A name's part of the readings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShareView {
    pub name: String,
    pub readings: u32,
}

/// A day with this many books in hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DayView {
    pub day: String,
    pub books: u32,
}

/// A reading on the year's shelf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SpineView {
    #[ts(type = "number")]
    pub id: i64,
    pub title: String,
    pub authors: Vec<String>,
    pub hive_id: Option<String>,
    pub finished: String,
    pub pages: Option<u32>,
}
