use super::*;
use crate::apply::Work;
use crate::tests::support::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn on(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn finished(title: &str, fields: Value) -> Value {
    with(with(book(title), json!({"status": "buzz.bookhive.defs#finished"})), fields)
}

fn noon(day: &str) -> String {
    format!("{day}T12:00:00.000Z")
}

/// A library of these records, each with its local fields.
fn library_of(books: &[(Value, &[(&str, &str)])]) -> Shelf {
    let shelf = Shelf::new();
    let works = books.iter().map(|(value, local)| Work::Create {
        record: record(value.clone()),
        local: local.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
    });
    shelf.import(works.collect());
    shelf
}

fn of(shelf: &Shelf, year: Option<i16>) -> Statistics {
    let counted = shelf.library.statistics(shelf.account, year, on("2024-03-20")).unwrap();
    assert_eq!(counted, by_sql::statistics(&shelf.library, shelf.account, year, on("2024-03-20")));
    counted
}

/// Two authors, a book read three times, one undated, one abandoned, one in hand, records of other apps.
fn sample() -> Shelf {
    library_of(&[
        (
            finished(
                "Thrice",
                json!({
                    "stars": 9, "startedAt": noon("2024-01-10"), "finishedAt": noon("2024-01-12"),
                    "bookProgress": {"totalPages": 300, "updatedAt": noon("2024-01-12")},
                    "previousReads": [
                        {"startedAt": noon("2023-12-30"), "finishedAt": noon("2024-01-02")},
                        {"finishedAt": noon("2019-05-05")},
                        {"startedAt": noon("2018-01-01")},
                        "2017", 7,
                    ],
                }),
            ),
            &[("pages", "999"), ("format", "Paperback")],
        ),
        (
            finished(
                "Once",
                json!({"stars": 4, "finishedAt": noon("2024-02-29"), "authors": "Bea Other\tAnn Author"}),
            ),
            &[("pages", "120"), ("format", "paperback ")],
        ),
        (finished("Some day", json!({"authors": ""})), &[]),
        (
            with(book("Given up"), json!({"status": "buzz.bookhive.defs#abandoned"})),
            &[("stoppedAt", "2024-02-03")],
        ),
        (with(book("Never liked"), json!({"status": "buzz.bookhive.defs#abandoned"})), &[]),
        (
            with(
                book("In hand"),
                json!({"status": "buzz.bookhive.defs#reading", "startedAt": noon("2024-03-18")}),
            ),
            &[],
        ),
        (book("Wanted"), &[]),
    ])
}

#[test]
fn a_year_counts_every_reading_that_ended_in_it() {
    let year = of(&sample(), Some(2024));
    assert_eq!(year.readings, Tally { readings: 3, pages: 720, without_pages: 0 });
    assert_eq!((year.books, year.again), (2, 2), "the book read three times was read again twice this year");
    assert_eq!(year.months[0], Tally { readings: 2, pages: 600, without_pages: 0 });
    assert_eq!(year.months[1], Tally { readings: 1, pages: 120, without_pages: 0 });
    assert_eq!((year.stars[8], year.stars[3], year.unrated), (1, 1, 0));
    assert_eq!((year.given_up, year.given_up_undated), (1, 1));
    assert_eq!(year.undated.readings, 1, "told apart, in no year");
    assert_eq!(year.formats, [Share { name: "paperback".into(), readings: 3 }]);
}

#[test]
fn all_time_has_the_undated_readings_too() {
    let all = of(&sample(), None);
    assert_eq!(all.readings, Tally { readings: 5, pages: 1020, without_pages: 1 });
    assert_eq!((all.books, all.again, all.undated.readings), (3, 2, 1));
    let years: Vec<_> = all.years.iter().map(|(year, tally)| (*year, tally.readings)).collect();
    assert_eq!(years, [(2019, 1), (2024, 3)]);
    assert_eq!(all.given_up, 2);
    let authors: Vec<_> = all.authors.iter().map(|share| (share.name.as_str(), share.readings)).collect();
    assert_eq!((authors, all.other_authors.readings), (vec![("Ann Author", 3), ("Bea Other", 1)], 1));
}

#[test]
fn pace_counts_first_and_last_day_and_leaves_out_what_is_not_known() {
    let year = of(&sample(), Some(2024));
    assert_eq!(year.pace, Pace { spans: [0, 1, 1, 0, 0, 0], unknown: 1, days: 3 + 4 });
}

#[test]
fn the_calendar_has_the_days_with_a_book_in_hand() {
    let year = of(&sample(), Some(2024));
    let days: Vec<_> =
        year.days.iter().map(|(day, books)| format!("{} {books}", day.trim_start_matches("2024-"))).collect();
    let expected =
        ["01-01 1", "01-02 1", "01-10 1", "01-11 1", "01-12 1", "02-29 1", "03-18 1", "03-19 1", "03-20 1"];
    assert_eq!(days, expected);
    let before: Vec<_> = of(&sample(), Some(2023)).days.into_iter().map(|(day, _)| day).collect();
    assert_eq!(before, ["2023-12-30", "2023-12-31"]);
}

#[test]
fn the_shelf_stands_in_order_and_what_is_in_hand_is_listed() {
    let year = of(&sample(), Some(2024));
    let spines: Vec<_> =
        year.shelf.iter().map(|spine| (spine.title.as_str(), spine.finished.as_str(), spine.pages)).collect();
    assert_eq!(
        spines,
        [
            ("Thrice", "2024-01-02", Some(300)),
            ("Thrice", "2024-01-12", Some(300)),
            ("Once", "2024-02-29", Some(120)),
        ]
    );
    assert_eq!(year.in_hand.len(), 1);
    assert_eq!(year.in_hand[0].title, "In hand");
}

#[test]
fn the_year_before_is_there_to_compare_with() {
    let year = of(&sample(), Some(2020));
    assert_eq!(year.readings, Tally::default());
    assert_eq!(year.months_before[4], Tally { readings: 1, pages: 300, without_pages: 0 });
}

#[test]
fn an_empty_library_has_figures_of_nothing() {
    let all = of(&Shelf::new(), None);
    assert_eq!(all, Statistics::default());
}

fn a_day() -> impl Strategy<Value = Option<String>> {
    prop::option::of(
        (2019i16..2023, 1u8..13, 1u8..29).prop_map(|(y, m, d)| noon(&format!("{y:04}-{m:02}-{d:02}"))),
    )
}

prop_compose! {
    fn a_record()(
        status in prop::option::of(prop::sample::select(vec!["finished", "reading", "wantToRead", "abandoned"])),
        started in a_day(), finished in a_day(), stars in prop::option::of(1u8..11),
        earlier in prop::collection::vec((a_day(), a_day()), 0..3), pages in prop::option::of(0u32..30_000),
        author in prop::sample::select(vec!["A", "B\tC", "", "ä"]),
    ) -> Value {
        let earlier: Vec<Value> = earlier.into_iter().map(|(started, finished)| json!({"startedAt": started, "finishedAt": finished})).collect();
        json!({
            "status": status.map(|status| format!("buzz.bookhive.defs#{status}")), "startedAt": started,
            "finishedAt": finished, "stars": stars, "previousReads": earlier, "authors": author,
            "bookProgress": {"totalPages": pages},
        })
    }
}

proptest! {
    #![proptest_config(cases(40))]
    #[test]
    fn figures_shown_together_add_up(records in prop::collection::vec(a_record(), 0..25), year in 2019i16..2023) {
        let books: Vec<(Value, &[(&str, &str)])> = records
            .iter().enumerate()
            .map(|(number, fields)| (with(book(&format!("Book {number}")), fields.clone()), &[][..]))
            .collect();
        let shelf = library_of(&books);
        let (all, one) = (of(&shelf, None), of(&shelf, Some(year)));
        let expected: usize = records.iter().map(|value| {
            let record = record(with(book("x"), value.clone()));
            record.previous_reads().len() + usize::from(record.status() == Some(bookhive::Status::Finished))
        }).sum();
        prop_assert_eq!(all.readings.readings as usize, expected);
        for figures in [&all, &one] {
            let readings = figures.readings.readings;
            prop_assert_eq!(figures.stars.iter().sum::<u32>() + figures.unrated, figures.books);
            prop_assert_eq!(figures.pace.timed() + figures.pace.unknown, readings);
            let authors: u32 = figures.authors.iter().map(|share| share.readings).sum();
            prop_assert_eq!(authors + figures.other_authors.readings, readings);
            prop_assert_eq!(figures.formats.iter().map(|share| share.readings).sum::<u32>(), readings);
            prop_assert!(figures.again + figures.books >= readings);
        }
        let add = |tallies: &mut dyn Iterator<Item = Tally>| tallies.fold((0, 0, 0), |sum, tally| {
            (sum.0 + tally.readings, sum.1 + tally.pages, sum.2 + tally.without_pages)
        });
        let whole = |tally: Tally| (tally.readings, tally.pages, tally.without_pages);
        prop_assert_eq!(add(&mut one.months.iter().copied()), whole(one.readings));
        let years = &mut all.years.iter().map(|(_, tally)| *tally).chain([all.undated]);
        prop_assert_eq!(add(years), whole(all.readings));
        let of_year = all.years.iter().find(|(found, _)| *found == year).map(|(_, tally)| *tally).unwrap_or_default();
        prop_assert_eq!(of_year, one.readings);
        prop_assert_eq!(one.shelf.len() as u32, one.readings.readings);
        // The wall of covers has each book once, under the year of its own last day, whatever its status.
        let wall = shelf.library.year_sums(shelf.account, &crate::query::parse("status:finished").unwrap().expr).unwrap();
        let on_wall = wall.iter().find(|sum| sum.year == Some(year)).map_or((0, 0), |sum| (sum.books, sum.pages));
        let ended = records.iter().map(|value| record(with(book("x"), value.clone()))).map(|record| {
            let within = |day: Day| day.year() == year;
            let earlier = record.previous_reads().iter().filter(|read| within(read.finished)).count() as u32;
            let pages = record.get(bookhive::Field::BookProgress).and_then(|it| it["totalPages"].as_u64());
            (earlier, earlier * pages.filter(|pages| (1..=20_000).contains(pages)).unwrap_or(0) as u32)
        });
        let earlier = ended.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let whole_year = (one.readings.readings, one.readings.pages);
        prop_assert_eq!((on_wall.0 + earlier.0, on_wall.1 + earlier.1), whole_year);
    }
}
