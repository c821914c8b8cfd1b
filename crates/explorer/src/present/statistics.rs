use crate::present::row;
use crate::views::{DayView, ShareView, SpineView, StatisticsView, TallyView, YearView};
use library::{Share, Statistics, Tally};

pub(crate) fn statistics(statistics: Statistics) -> StatisticsView {
    StatisticsView {
        year: statistics.year,
        readings: tally(statistics.readings),
        books: statistics.books,
        again: statistics.again,
        undated: tally(statistics.undated),
        months: statistics.months.into_iter().map(tally).collect(),
        months_before: statistics.months_before.into_iter().map(tally).collect(),
        years: statistics.years.into_iter().map(|(year, of)| YearView { year, tally: tally(of) }).collect(),
        stars: statistics.stars.to_vec(),
        unrated: statistics.unrated,
        paces: statistics.pace.spans.to_vec(),
        untimed: statistics.pace.unknown,
        days_read: statistics.pace.days,
        authors: shares(statistics.authors),
        other_authors: statistics.other_authors.readings,
        formats: shares(statistics.formats),
        given_up: statistics.given_up,
        given_up_undated: statistics.given_up_undated,
        days: statistics.days.into_iter().map(|(day, books)| DayView { day, books }).collect(),
        shelf: statistics
            .shelf
            .into_iter()
            .map(|spine| SpineView {
                id: spine.book.get(),
                title: spine.title,
                authors: spine.authors,
                hive_id: spine.hive_id,
                finished: spine.finished,
                pages: spine.pages,
            })
            .collect(),
        in_hand: statistics.in_hand.into_iter().map(row).collect(),
    }
}

fn tally(tally: Tally) -> TallyView {
    TallyView { readings: tally.readings, pages: tally.pages, without_pages: tally.without_pages }
}

fn shares(shares: Vec<Share>) -> Vec<ShareView> {
    shares.into_iter().map(|share| ShareView { name: share.name, readings: share.readings }).collect()
}
