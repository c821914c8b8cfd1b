//! Goodreads' exports in all their column sets, by claims; one small file each.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use bookhive::{Day, Status};
use library::import::{Fate, Format, ParseOptions, ParsedExport, PlanOptions, Row, ShelfAnswer, parse, plan};

const COLUMNS_31: &str = "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Recommended For,Recommended By,Owned Copies,Original Purchase Date,Original Purchase Location,Condition,Condition Description,BCID";
const COLUMNS_24: &str = "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies";
const COLUMNS_23: &str = "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies";
const COLUMNS_27: &str = "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies,read_dates,genres,n_ratings";

/// A file of one row: the named cells set, all others empty.
fn file(header: &str, cells: &[(&str, &str)]) -> ParsedExport {
    let row: Vec<String> = header
        .split(',')
        .map(|name| cells.iter().find(|(cell, _)| *cell == name).map_or("", |(_, value)| value))
        .map(|value| format!("\"{}\"", value.replace('"', "\"\"")))
        .collect();
    parse(format!("{header}\n{}\n", row.join(",")).as_bytes(), &ParseOptions::default()).unwrap()
}

fn row(header: &str, cells: &[(&str, &str)]) -> Row {
    let mut all = vec![("Title", "Dracula"), ("Author", "Bram Stoker"), ("Exclusive Shelf", "read")];
    all.retain(|(name, _)| !cells.iter().any(|(cell, _)| cell == name));
    all.extend(cells);
    let export = file(header, &all);
    assert_eq!(export.format, Some(Format::Goodreads));
    export.rows().next().unwrap()
}

fn day(text: &str) -> Option<Day> {
    Some(Day::parse(text).unwrap())
}

#[test]
fn all_column_sets_are_read_by_name() {
    for header in
        [COLUMNS_31, COLUMNS_24, COLUMNS_23, COLUMNS_27, "Exclusive Shelf;author;My  Rating;TITLE;Date Read"]
    {
        let header = header.replace(';', ",");
        let names: Vec<&str> = header.split(',').collect();
        let find =
            |wanted: &str| *names.iter().find(|n| n.replace(' ', "").eq_ignore_ascii_case(wanted)).unwrap();
        let export = file(
            &header,
            &[
                (find("title"), "Dune (Dune, #1)"),
                (find("author"), "Frank   Herbert"),
                (find("myrating"), "4"),
                (find("exclusiveshelf"), "read"),
                (find("dateread"), "2020/01/02"),
            ],
        );
        let row = export.rows().next().unwrap();
        assert_eq!((row.title.as_str(), row.authors.as_slice()), ("Dune", &["Frank Herbert".to_owned()][..]));
        assert_eq!((row.stars.unwrap().half_stars(), row.finished), (8, day("2020-01-02")));
    }
}

#[test]
fn the_wrapping_of_numbers_is_taken_off() {
    let cells = [("ISBN", "=\"080442957X\""), ("ISBN13", "=\"9780804429573\""), ("Book Id", "42")];
    let ids = row(COLUMNS_24, &cells).identifiers.clone();
    assert_eq!(ids.isbn10.unwrap().as_str(), "080442957X");
    assert_eq!(ids.isbn13.unwrap().as_str(), "9780804429573");
    assert_eq!(ids.goodreads_id.as_deref(), Some("42"));
    let none = row(COLUMNS_24, &[("ISBN", "=\"\""), ("ISBN13", "=\"\"")]);
    assert!(none.identifiers.is_empty());
}

#[test]
fn two_valid_numbers_that_disagree_are_both_kept() {
    let ids =
        row(COLUMNS_24, &[("ISBN", "=\"080442957X\""), ("ISBN13", "=\"9780306406157\"")]).identifiers.clone();
    assert_eq!((ids.isbn10.unwrap().as_str(), ids.isbn13.unwrap().as_str()), ("080442957X", "9780306406157"));
}

#[test]
fn one_name_is_never_split_and_the_others_stay_here() {
    let row = row(COLUMNS_24, &[("Author", "Smith, John"), ("Additional Authors", "Ann Other, X")]);
    assert_eq!(row.authors, ["Smith, John"]);
    assert_eq!(row.local["additionalAuthors"], "Ann Other, X");
}

#[test]
fn shelves_that_mean_given_up_are_abandoned() {
    for shelf in ["dnf", "did-not-finish", "abandoned", "Gave Up", "wont-finish"] {
        let row = row(COLUMNS_24, &[("Exclusive Shelf", shelf), ("Date Read", "2020/01/02")]);
        assert_eq!((row.status, row.finished), (Some(Status::Abandoned), None), "{shelf}");
        assert_eq!(row.local["stoppedAt"], "2020-01-02");
    }
}

#[test]
fn a_custom_shelf_waits_for_its_answer_with_its_dates() {
    let export = file(
        COLUMNS_24,
        &[
            ("Title", "Dracula"),
            ("Author", "Bram Stoker"),
            ("Exclusive Shelf", "On the Nightstand"),
            ("Date Read", "2020/01/02"),
        ],
    );
    let row = export.rows().next().unwrap();
    assert_eq!((row.status, row.finished, row.shelf.as_deref()), (None, None, Some("On the Nightstand")));
    assert_eq!(row.local["dateRead"], "2020-01-02");
    assert!(row.previous_reads.is_empty());

    let mut options = PlanOptions::new("2024-01-01T00:00:00Z".parse().unwrap());
    let unanswered = plan(&export, &[], &options);
    assert_eq!((unanswered.shelves[0].rows, unanswered.shelves[0].answer), (1, ShelfAnswer::NoStatus));
    options.shelves.insert("On the Nightstand".into(), ShelfAnswer::Status(Status::Finished));
    let rows = plan(&export, &[], &options).in_full(&export, &[], &options);
    let Fate::New { record, .. } = &rows[0].fate else { panic!("not new") };
    assert_eq!((record.status(), record.finished_day()), (Some(Status::Finished), day("2020-01-02")));
    options.shelves.insert("On the Nightstand".into(), ShelfAnswer::LeaveOut);
    assert_eq!(plan(&export, &[], &options).sums.left_out, 1);
}

#[test]
fn read_dates_replace_date_read_when_one_has_an_end() {
    let row = row(
        COLUMNS_27,
        &[("Date Read", "2021/05/05"), ("read_dates", "2019-01-01,2019-01-09;,2017-03-03;2022-01-01,")],
    );
    assert_eq!((row.started, row.finished), (day("2019-01-01"), day("2019-01-09")));
    assert_eq!(row.previous_reads.len(), 1);
    assert_eq!(Some(row.previous_reads[0].finished), day("2017-03-03"));
    let open = self::row(COLUMNS_27, &[("Date Read", "2021/05/05"), ("read_dates", "2022-01-01,")]);
    assert_eq!((open.started, open.finished), (None, day("2021-05-05")));
}

#[test]
fn a_date_on_a_book_being_read_is_an_earlier_reading() {
    let row = row(COLUMNS_24, &[("Exclusive Shelf", "currently-reading"), ("Date Read", "2014/04/05")]);
    assert_eq!((row.status, row.finished, row.previous_reads.len()), (Some(Status::Reading), None, 1));
}

#[test]
fn owned_copies_are_explicit_and_nought_is_no() {
    for (copies, owned) in [("0", Some(false)), ("1", Some(true)), ("3", Some(true)), ("", None)] {
        assert_eq!(row(COLUMNS_24, &[("Owned Copies", copies)]).owned, owned, "{copies}");
    }
}

#[test]
fn spreadsheet_dates_are_read_by_evidence_or_asked_about() {
    let file = |dates: [&str; 2]| {
        let [one, other] = dates;
        format!("Title,Author,Exclusive Shelf,My Rating,Date Read\nA,X,read,0,{one}\nB,X,read,0,{other}\n")
    };
    let settled = parse(file(["3/4/2021", "3/31/2021"]).as_bytes(), &ParseOptions::default()).unwrap();
    assert_eq!(
        (settled.rows().next().unwrap().finished, settled.ambiguous_dates.clone()),
        (day("2021-03-04"), None)
    );
    let open = file(["3/4/2021", "5/6/2021"]);
    let asked = parse(open.as_bytes(), &ParseOptions::default()).unwrap();
    assert_eq!(asked.rows().next().unwrap().finished, None);
    assert_eq!(asked.ambiguous_dates.unwrap(), ["3/4/2021", "5/6/2021"]);
    let order = Some(library::import::DateOrder::DayFirst);
    let answered = parse(open.as_bytes(), &ParseOptions { date_order: order }).unwrap();
    assert_eq!(answered.rows().next().unwrap().finished, day("2021-04-03"));
    assert!(answered.ambiguous_dates.is_some(), "the question stays on screen with its answer");
}
