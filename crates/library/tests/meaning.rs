//! What the cells of an export mean in a record, rule by rule.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

use bookhive::Status;
use library::import::{DateOrder, ParseOptions, ParsedExport, Row, parse};

fn read(text: &str) -> ParsedExport {
    parse(text.as_bytes(), &ParseOptions::default()).unwrap()
}

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A StoryGraph row with these cells, by column; title, author and status are given unless named.
fn storygraph(cells: &[(&str, &str)]) -> (Row, Vec<String>) {
    one(&[("Title", "Dracula"), ("Authors", "Bram Stoker"), ("Read Status", "read")], cells)
}

fn goodreads(cells: &[(&str, &str)]) -> (Row, Vec<String>) {
    one(
        &[("Title", "Dracula"), ("Author", "Bram Stoker"), ("Exclusive Shelf", "read"), ("My Rating", "0")],
        cells,
    )
}

fn one(usual: &[(&str, &str)], cells: &[(&str, &str)]) -> (Row, Vec<String>) {
    let mut all: Vec<(&str, &str)> = usual.to_vec();
    all.retain(|(name, _)| !cells.iter().any(|(other, _)| other == name));
    all.extend(cells);
    let header: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    let row: Vec<String> = all.iter().map(|(_, text)| cell(text)).collect();
    let export = read(&format!("{}\n{}\n", header.join(","), row.join(",")));
    let kinds = export.problems().map(|problem| problem.kind.to_string()).collect();
    (export.rows().next().unwrap(), kinds)
}

/// Days of a row: started, finished, and the earlier readings as `start..end`.
fn days(row: &Row) -> (String, String, Vec<String>) {
    let text = |day: Option<bookhive::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let earlier = row.previous_reads.iter().map(|read| format!("{}..{}", text(read.started), read.finished));
    (text(row.started), text(row.finished), earlier.collect())
}

#[test]
fn titles_lose_one_series_parenthesis_and_nothing_else() {
    for (file, bare) in [
        ("The Left Hand of Darkness (Hainish Cycle #4)", "The Left Hand of Darkness"),
        ("Dune (Dune, #1)", "Dune"),
        ("Saga, Volume 1 (Saga, #1-6)", "Saga, Volume 1"),
        ("Two  Spaces (X, #1.5)", "Two  Spaces"),
        ("A (B) (C, #2)", "A (B)"),
        ("Fahrenheit 451 (60th Anniversary)", "Fahrenheit 451 (60th Anniversary)"),
        ("Nested (A (B), #1)", "Nested (A (B), #1)"),
        ("(Series, #1)", "(Series, #1)"),
    ] {
        let (row, _) = storygraph(&[("Title", file)]);
        assert_eq!((row.title.as_str(), row.local["fileTitle"].as_str()), (bare, file));
        assert_eq!(row.hive_id, Some(bookhive::HiveId::compute(bare, "Bram Stoker")), "{file}");
    }
}

#[test]
fn storygraphs_authors_are_a_list_and_goodreads_author_is_one_name() {
    for (list, names) in [
        ("Neil Gaiman, Terry  Pratchett, Neil Gaiman", vec!["Neil Gaiman", "Terry Pratchett"]),
        ("James Forman Jr.", vec!["James Forman Jr."]),
        ("James Forman, Jr., Ann Other", vec!["James Forman Jr.", "Ann Other"]),
        ("A B, Sr, C D, II, E F, III, G H, IV", vec!["A B Sr", "C D II", "E F III", "G H IV"]),
        ("A B, PhD, C D, MD, E F, Esq", vec!["A B PhD", "C D MD", "E F Esq"]),
        ("", vec![]),
    ] {
        assert_eq!(storygraph(&[("Authors", list)]).0.authors, names, "{list}");
    }
    let (row, _) = goodreads(&[("Author", "Smith,   John, Jr."), ("Additional Authors", "A, B")]);
    assert_eq!(
        (row.authors.as_slice(), row.local["additionalAuthors"].as_str()),
        (&["Smith, John, Jr.".to_owned()][..], "A, B")
    );
}

#[test]
fn the_status_decides_what_the_newest_reading_is() {
    let dates = "2019/01/01, 2021/02/09-2021/02/01, 2021/02/09-2021/02/03, 2020/05/01-";
    for (status, token, started, finished, earlier) in [
        (
            "read",
            Some(Status::Finished),
            "2021-02-01",
            "2021-02-09",
            vec!["2021-02-03..2021-02-09", "..2019-01-01"],
        ),
        (
            "did-not-finish",
            Some(Status::Abandoned),
            "2021-02-01",
            "",
            vec!["2021-02-03..2021-02-09", "..2019-01-01"],
        ),
        (
            "currently-reading",
            Some(Status::Reading),
            "",
            "",
            vec!["2021-02-01..2021-02-09", "2021-02-03..2021-02-09", "..2019-01-01"],
        ),
        (
            "paused",
            Some(Status::Reading),
            "",
            "",
            vec!["2021-02-01..2021-02-09", "2021-02-03..2021-02-09", "..2019-01-01"],
        ),
        (
            "to-read",
            Some(Status::WantToRead),
            "",
            "",
            vec!["2021-02-01..2021-02-09", "2021-02-03..2021-02-09", "..2019-01-01"],
        ),
        ("", None, "", "", vec!["2021-02-01..2021-02-09", "2021-02-03..2021-02-09", "..2019-01-01"]),
    ] {
        let (row, kinds) =
            storygraph(&[("Read Status", status), ("Dates Read", dates), ("Last Date Read", "2022/01/01")]);
        let (start, end, previous) = days(&row);
        assert_eq!(
            (row.status, start.as_str(), end.as_str(), previous),
            (token, started, finished, earlier.into_iter().map(str::to_owned).collect()),
            "{status}"
        );
        assert_eq!(kinds, ["reversedDates", "reversedDates"], "{status}");
    }
}

#[test]
fn the_last_day_counts_only_where_there_is_no_other() {
    let (row, _) = storygraph(&[("Dates Read", ""), ("Last Date Read", "2020/01/02")]);
    assert_eq!(days(&row), (String::new(), "2020-01-02".into(), vec![]));
    let (row, _) = storygraph(&[("Dates Read", "2019/01/02"), ("Last Date Read", "2020/01/02")]);
    assert_eq!(days(&row).1, "2019-01-02");
    let (row, _) =
        goodreads(&[("Date Read", "2021/05/05"), ("read_dates", "2019-01-01,2019-01-09;2020-01-01,")]);
    assert_eq!(days(&row), ("2019-01-01".into(), "2019-01-09".into(), vec![]));
    let (row, _) = goodreads(&[("Date Read", "2021/05/05"), ("read_dates", "2020-01-01,;,")]);
    assert_eq!(days(&row), (String::new(), "2021-05-05".into(), vec![]));
}

#[test]
fn days_are_read_in_every_form_and_bad_ones_are_left_out() {
    for (text, day, kind) in [
        ("2021/3/4", "2021-03-04", None),
        ("2021-03-04", "2021-03-04", None),
        ("2020/02/29", "2020-02-29", None),
        ("2021/02/29", "", Some("noSuchDay")),
        ("2021/00/10", "", Some("noSuchDay")),
        ("3/4/2021", "", Some("ambiguousDate")),
        ("25/12/2021", "2021-12-25", None),
        ("12/25/2021", "2021-12-25", None),
        ("44211", "", Some("unreadableDate")),
        ("soon", "", Some("unreadableDate")),
    ] {
        let (row, kinds) = storygraph(&[("Dates Read", text)]);
        assert_eq!((days(&row).1.as_str(), kinds.first().map(String::as_str)), (day, kind), "{text}");
    }
    for (order, day) in [(DateOrder::DayFirst, "2021-04-03"), (DateOrder::MonthFirst, "2021-03-04")] {
        let asked = read("Title,Authors,Read Status,Dates Read\nA,B,read,3/4/2021\n");
        assert_eq!(asked.ambiguous_dates.as_deref(), Some(&["3/4/2021".to_owned()][..]));
        let answered = asked.with_date_order(order);
        assert_eq!(days(&answered.rows().next().unwrap()).1, day);
        assert_eq!((answered.date_order, answered.problems().count()), (Some(order), 0));
    }
}

#[test]
fn shelves_that_mean_given_up_are_these_and_no_others() {
    for shelf in [
        "abandoned",
        "dnf",
        "did-not-finish",
        "didn-t-finish",
        "dropped",
        "wont-finish",
        "won-t-finish",
        "stopped-reading",
        "gave-up",
        "Did Not Finish",
        "DNF!",
        "won't_finish",
    ] {
        let (row, _) = goodreads(&[("Exclusive Shelf", shelf), ("Date Read", "2020/01/02")]);
        // A run of other signs at the end stays one hyphen, so "DNF!" is a shelf of its own.
        let given_up = !shelf.ends_with('!');
        assert_eq!(row.status == Some(Status::Abandoned), given_up, "{shelf}");
        assert_eq!(row.shelf.is_none(), given_up, "{shelf}");
    }
    for shelf in ["on-hold", "dnf-2020", "unfinished", "stopped", "2021", "未読"] {
        let (row, _) = goodreads(&[("Exclusive Shelf", shelf), ("Date Read", "2020/01/02")]);
        assert_eq!((row.status, row.shelf.as_deref(), days(&row)), (None, Some(shelf), Default::default()));
        assert_eq!(row.local["dateRead"], "2020-01-02");
    }
}

#[test]
fn stars_are_rounded_half_up_between_a_half_and_five() {
    for (text, half_stars) in [
        ("0.25", Some(1)),
        ("0.5", Some(1)),
        ("0.75", Some(2)),
        ("1.25", Some(3)),
        ("3.75", Some(8)),
        ("4.25", Some(9)),
        ("4,5", Some(9)),
        ("5.0", Some(10)),
        ("7", Some(10)),
        ("0", None),
        ("0.0", None),
        ("", None),
        ("many", None),
        ("-1", None),
    ] {
        let (row, kinds) = storygraph(&[("Star Rating", text)]);
        assert_eq!(row.stars.map(bookhive::Stars::half_stars), half_stars, "{text}");
        assert_eq!(!kinds.is_empty(), matches!(text, "many" | "-1"), "{text}");
    }
}

#[test]
fn numbers_are_isbns_only_when_their_check_digit_holds() {
    for (text, ten, thirteen, kind) in [
        ("9780804429573", "080442957X", "9780804429573", None),
        ("080442957x", "080442957X", "9780804429573", None),
        ("978-0-306-40615-7", "0306406152", "9780306406157", None),
        ("9791032305690", "", "9791032305690", None),
        ("9780804429574", "", "", Some("invalidIsbn")),
        ("9.78053E+12", "", "", Some("roundedNumber")),
        ("441172717", "0441172717", "9780441172719", Some("lostZeros")),
        ("B0DTYHPV6W", "", "", None),
        ("a1b2c3d4-0000", "", "", None),
        ("", "", "", None),
    ] {
        let (row, kinds) = storygraph(&[("ISBN/UID", text)]);
        let ids = &row.identifiers;
        let found =
            (ids.isbn10.as_ref().map_or("", |i| i.as_str()), ids.isbn13.as_ref().map_or("", |i| i.as_str()));
        assert_eq!((found, kinds.first().map(String::as_str)), ((ten, thirteen), kind), "{text}");
    }
    let (row, _) = goodreads(&[("ISBN", "=\"080442957X\""), ("ISBN13", "=\"9780306406157\"")]);
    assert_eq!(row.identifiers.isbn10.unwrap().as_str(), "080442957X");
    assert_eq!(row.identifiers.isbn13.unwrap().as_str(), "9780306406157");
}

#[test]
fn owned_is_explicit_or_absent() {
    for (text, owned) in [("Yes", Some(true)), ("No", Some(false)), ("", None), ("perhaps", None)] {
        assert_eq!(storygraph(&[("Owned?", text)]).0.owned, owned, "{text}");
    }
    for (text, owned) in [("0", Some(false)), ("2", Some(true)), ("", None)] {
        assert_eq!(goodreads(&[("Owned Copies", text)]).0.owned, owned, "{text}");
    }
    assert_eq!(storygraph(&[]).0.owned, None);
}

#[test]
fn reviews_become_text_with_paragraphs_and_marked_spoilers() {
    for (review, text) in [
        ("<p>One</p><p>Two &amp;&nbsp;three</p>", "One\n\nTwo & three"),
        ("One<br/><br/>Two", "One\n\nTwo"),
        ("He <spoiler>dies</spoiler>.", "He [spoiler]dies[/spoiler]."),
        ("Plain\n\ntext, 1 < 2", "Plain\n\ntext, 1 < 2"),
    ] {
        assert_eq!(storygraph(&[("Review", review)]).0.review.as_deref(), Some(text), "{review}");
    }
    let long = "é".repeat(15_001);
    let (row, kinds) = storygraph(&[("Review", &long)]);
    assert_eq!((row.review.unwrap().chars().count(), kinds), (15_000, vec!["reviewCut".to_owned()]));
    assert_eq!(row.local["fullReview"], long);
}

#[test]
fn more_than_fifty_earlier_readings_stay_on_this_computer() {
    let dates: Vec<String> = (0..60).map(|n| format!("{}/01/01", 2020 - n)).collect();
    let (row, kinds) = storygraph(&[("Dates Read", &dates.join(", "))]);
    assert_eq!((row.previous_reads.len(), kinds), (50, vec!["tooManyReads".to_owned()]));
    assert_eq!(row.local["earlierReads"].split(", ").count(), 9);
}

#[test]
fn what_is_not_published_stays_with_the_book() {
    let (row, _) = storygraph(&[
        ("Tags", "calm, sea"),
        ("Format", "audio"),
        ("Moods", "slow"),
        ("Pace", "fast"),
        ("Contributors", "A (Narrator)"),
    ]);
    let kept: Vec<(&str, &str)> = row.local.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
    assert_eq!(
        kept,
        [
            ("contributors", "A (Narrator)"),
            ("fileTitle", "Dracula"),
            ("format", "audio"),
            ("moods", "slow"),
            ("pace", "fast"),
            ("tags", "calm, sea")
        ]
    );
    let (row, _) = goodreads(&[("Private Notes", "mine"), ("Bookshelves", "a, b")]);
    assert_eq!((row.local["privateNotes"].as_str(), row.local["tags"].as_str()), ("mine", "a, b"));
}
