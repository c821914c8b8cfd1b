//! Files as they should not be: cut off anywhere, saved by the wrong program, or made to hurt.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

use library::import::{
    Encoding, Mapping, Opened, ParseOptions, ParsedExport, PlanOptions, Row, open, parse, plan,
};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

/// The hand-made export of every format, by name.
fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports");
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect();
    all.sort();
    all
}

fn read(bytes: &[u8]) -> Option<ParsedExport> {
    match open(bytes, &ParseOptions::default()).ok()? {
        Opened::Export(export) => Some(export),
        Opened::Table(table) => {
            let mapping: Mapping = table.guess();
            table.read(&mapping, &ParseOptions::default()).ok()
        }
    }
}

fn rows(bytes: &[u8]) -> Vec<Row> {
    let export = read(bytes).unwrap();
    holds_together(&export, "");
    has_a_fate_each(&export);
    export.rows().collect()
}

/// One StoryGraph row with these cells beside title, author and status.
fn storygraph(column: &str, cell: &str) -> (Row, Vec<String>) {
    let text = format!(
        "Title,Authors,Read Status,{column}\nDracula,Bram Stoker,read,\"{}\"\n",
        cell.replace('"', "\"\"")
    );
    let export = read(text.as_bytes()).unwrap();
    let kinds = export.problems().map(|problem| problem.kind.to_string()).collect();
    (export.rows().next().unwrap(), kinds)
}

/// Usable rows and fatal problems are all rows, and each row is found by its line.
fn holds_together(export: &ParsedExport, said: &str) {
    let entries: Vec<_> = export.entries().collect();
    let fatal = entries.iter().filter(|entry| entry.problems.iter().any(|problem| problem.fatal)).count();
    assert_eq!(export.usable + fatal, export.data_rows, "{said}");
    assert_eq!(entries.iter().filter(|entry| entry.row.is_some()).count(), export.usable, "{said}");
    let lines: BTreeSet<u32> = entries.iter().map(|entry| entry.line).collect();
    assert_eq!(lines.len(), export.data_rows, "{said}");
}

fn has_a_fate_each(export: &ParsedExport) {
    let planned = plan(export, &[], &PlanOptions::new(jiff::Timestamp::UNIX_EPOCH));
    assert_eq!(planned.sums.total(), export.data_rows);
}

#[test]
fn a_file_cut_off_at_any_byte_loses_nothing_in_front_of_the_cut() {
    let step = if std::env::var_os("BOOK_EXPLORER_SOAK").is_some() { 1 } else { 7 };
    for (name, bytes) in fixtures() {
        let whole = rows(&bytes);
        for cut in (0..bytes.len()).step_by(step) {
            let Some(export) = read(&bytes[..cut]) else { continue };
            holds_together(&export, &format!("{name} cut at {cut}"));
            if cut % 49 == 0 {
                has_a_fate_each(&export);
            }
            let mut read: Vec<Row> = export.rows().collect();
            // The last one may be torn.
            read.pop();
            if export.format.is_some_and(|format| format.to_string() != "other table") {
                // A cut takes the evidence for the order of day and month with it, so only titles are compared.
                let titles = |rows: &[Row]| -> Vec<(u32, String)> {
                    rows.iter().map(|row| (row.line, row.title.clone())).collect()
                };
                let (read, whole) = (titles(&read), titles(&whole));
                assert!(read.len() <= whole.len(), "{name} cut at {cut}");
                assert!(read.iter().all(|row| whole.contains(row)), "{name} cut at {cut}: {read:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn damage_anywhere_leaves_the_sums_right(
        at in any::<prop::sample::Index>(),
        which in any::<prop::sample::Index>(),
        damage in proptest::collection::vec(
            prop_oneof![Just(b'"'), Just(b'\n'), Just(b'\r'), Just(b','), Just(0), Just(0xE9), any::<u8>()], 1..6),
        over in any::<bool>(),
    ) {
        let fixtures = fixtures();
        let (name, mut bytes) = fixtures[which.index(fixtures.len())].clone();
        let at = at.index(bytes.len());
        let end = if over { (at + damage.len()).min(bytes.len()) } else { at };
        bytes.splice(at..end, damage);
        if let Some(export) = read(&bytes) {
            holds_together(&export, &name);
            has_a_fate_each(&export);
        }
    }

    /// Columns are found by name, so a spreadsheet may put them anywhere.
    #[test]
    fn columns_in_any_order_say_the_same(order in Just((0..10).collect::<Vec<usize>>()).prop_shuffle()) {
        let storygraph: [[&str; 3]; 10] = [
            ["Title", "Dracula (Gothic, #1)", "Emma"],
            ["Authors", "Bram Stoker, Somebody Else", "Jane Austen"],
            ["ISBN/UID", "9780306406157", "B0DTYHPV6W"],
            ["Read Status", "read", "did-not-finish"],
            ["Date Added", "2019/12/24", ""],
            ["Dates Read", "2021/03/01-2021/03/09, 2011/01/01", "2020/05/05"],
            ["Star Rating", "4.75", "0.25"],
            ["Review", "<p>One</p><p>Two</p>", ""],
            ["Tags", "calm, sea", "new"],
            ["Owned?", "Yes", "No"],
        ];
        let table = |order: &[usize]| {
            let line = |row: usize| -> String {
                let cells: Vec<String> = order.iter().map(|at| format!("\"{}\"", storygraph[*at][row])).collect();
                cells.join(",") + "\n"
            };
            line(0) + &line(1) + &line(2)
        };
        let usual: Vec<usize> = (0..10).collect();
        prop_assert_eq!(rows(table(&order).as_bytes()), rows(table(&usual).as_bytes()));
    }
}

#[test]
fn of_two_columns_of_one_name_the_first_counts() {
    let read = rows(b"Title,Authors,Title,Read Status,Authors\nDracula,Bram Stoker,Emma,read,Jane Austen\n");
    assert_eq!((read[0].title.as_str(), read[0].authors[0].as_str()), ("Dracula", "Bram Stoker"));
}

#[test]
fn a_header_of_a_hundred_thousand_columns_is_read_as_any_other() {
    let names: Vec<String> = (0..100_000).map(|at| format!("c{at}")).collect();
    let cells = ",x".repeat(100_000);
    for known in ["Title,Authors,Read Status", "Book,Writer,State"] {
        let text = format!("{known},{}\nDracula,Bram Stoker,read{cells}\nEmma\n", names.join(","));
        let read = rows(text.as_bytes());
        assert_eq!((read.len(), read[0].title.as_str(), read[1].title.as_str()), (2, "Dracula", "Emma"));
    }
    let text = format!("{}\nDracula,Bram Stoker,read\n", "Title,Authors,Read Status,".repeat(33_333));
    assert_eq!(rows(text.as_bytes())[0].authors, ["Bram Stoker"]);
}

#[test]
fn the_first_and_the_last_year_are_years_and_the_year_0_is_none() {
    for (text, finished, kind) in [
        ("0000/01/01", None, Some("noSuchDay")),
        ("0001/01/01", Some("0001-01-01"), None),
        ("9999/12/31", Some("9999-12-31"), None),
        ("10000/01/01", None, Some("unreadableDate")),
        ("2021/255/01", None, Some("unreadableDate")),
        ("2021/99/99", None, Some("noSuchDay")),
        ("-2021/01/01", Some("2021-01-01"), None),
    ] {
        let (row, kinds) = storygraph("Dates Read", text);
        assert_eq!(row.finished.map(|day| day.to_string()).as_deref(), finished, "{text}");
        assert_eq!(kinds.first().map(String::as_str), kind, "{text}");
    }
}

#[test]
fn ratings_are_read_as_people_and_spreadsheets_write_them() {
    for (text, half_stars) in [
        ("5,0", Some(10)),
        ("4½", Some(9)),
        ("½", Some(1)),
        ("3 ½", Some(7)),
        ("4¼", Some(9)),
        ("2¾", Some(6)),
        ("★★★½", Some(7)),
        ("★★★☆☆", Some(6)),
        ("4.5 ", Some(9)),
        ("1e300", Some(10)),
        ("nan", None),
        ("inf", None),
        ("4½½", None),
        ("½4", None),
        ("☆☆☆☆☆", None),
    ] {
        let (row, kinds) = storygraph("Star Rating", text);
        assert_eq!(row.stars.map(bookhive::Stars::half_stars), half_stars, "{text}");
        let refused = half_stars.is_none() && text != "☆☆☆☆☆";
        assert_eq!(kinds.contains(&"unreadableRating".to_owned()), refused, "{text}");
    }
}

#[test]
fn numbers_that_a_program_damaged_are_mended_where_nothing_is_lost() {
    for (text, thirteen, kind) in [
        ("9.78E+12", None, Some("roundedNumber")),
        ("9,78053E+12", None, Some("roundedNumber")),
        // Programs that keep a column with gaps as fractions write whole numbers so.
        ("9780306406157.0", Some("9780306406157"), None),
        ("306406152.0", Some("9780306406157"), Some("lostZeros")),
        ("306406152", Some("9780306406157"), Some("lostZeros")),
        ("=\u{201d}0306406152\u{201d}", Some("9780306406157"), None),
        ("=“0306406152”", Some("9780306406157"), None),
        ("'9780306406157", Some("9780306406157"), None),
        ("978\u{2011}0\u{2011}306\u{2011}40615\u{2011}7", Some("9780306406157"), None),
        ("9780306406157.5", None, None),
    ] {
        let (row, kinds) = storygraph("ISBN/UID", text);
        assert_eq!(row.identifiers.isbn13.as_ref().map(|isbn| isbn.as_str()), thirteen, "{text}");
        assert_eq!(kinds.first().map(String::as_str), kind, "{text}");
    }
    let text = "Book Id,Title,Author,Exclusive Shelf,My Rating,Owned Copies\n17245.0,Dracula,Bram Stoker,read,4.0,1.0\n";
    let row = &rows(text.as_bytes())[0];
    assert_eq!((row.identifiers.goodreads_id.as_deref(), row.owned), (Some("17245"), Some(true)));
}

#[test]
fn a_table_in_typographic_quotation_marks_is_asked_about_and_not_misread() {
    let text = "“Title”,“Authors”,“Read Status”\n“Dracula”,“Bram Stoker”,“read”\n";
    let Ok(Opened::Table(table)) = open(text.as_bytes(), &ParseOptions::default()) else { panic!("known") };
    let export = table.read(&table.guess(), &ParseOptions::default()).unwrap();
    let row = export.rows().next().unwrap();
    assert_eq!((row.title.as_str(), row.authors[0].as_str()), ("“Dracula”", "“Bram Stoker”"));
    // Inside a cell they are the reader's own.
    let (row, kinds) = storygraph("Review", "“Good”, he said, ‘very’ good");
    assert_eq!((row.review.as_deref(), kinds.len()), (Some("“Good”, he said, ‘very’ good"), 0));
}

#[test]
fn every_kind_of_line_end_and_encoding_gives_the_same_rows() {
    let text =
        "Title,Authors,Read Status,Review\nCafé,Émile Zola,read,\"One\ntwo\"\nEmma,Jane Austen,to-read,\n";
    let usual = rows(text.as_bytes());
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let utf16be = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_be_bytes).collect() };
    for ends in ["\r", "\r\n", "\n"] {
        let text = text.replace('\n', ends);
        let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        for bytes in [text.as_bytes().to_vec(), utf16(&text), utf16be(&text), latin] {
            let read = rows(&bytes);
            let told = |rows: &[Row]| -> Vec<(u32, String, Vec<String>, Option<String>)> {
                let review = |row: &Row| row.review.clone();
                rows.iter()
                    .map(|row| (row.line, row.title.clone(), row.authors.clone(), review(row)))
                    .collect()
            };
            assert_eq!(told(&read), told(&usual), "{ends:?}");
        }
    }
    let own = include_str!("exports/own.jsonl");
    for ends in ["\r", "\r\n"] {
        assert_eq!(rows(own.replace('\n', ends).as_bytes()), rows(own.as_bytes()), "{ends:?}");
    }
}

#[test]
fn utf16_without_a_mark_is_known_by_its_header_whatever_the_books_are() {
    let mut text = String::from("Title,Authors,Read Status\n");
    (0..400).for_each(|_| text.push_str("雪国雪国雪国雪国,川端康成,read\n"));
    for big in [false, true] {
        let bytes: Vec<u8> = text
            .encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect();
        let export = read(&bytes).unwrap();
        assert_eq!(export.encoding, if big { Encoding::Utf16Be } else { Encoding::Utf16Le });
        assert_eq!((export.usable, export.rows().next().unwrap().authors[0].as_str()), (400, "川端康成"));
        // Cut in the middle of a character.
        holds_together(&read(&bytes[..bytes.len() - 7]).unwrap(), "cut");
    }
}

#[test]
fn two_files_of_two_encodings_put_together_are_both_read() {
    let latin = b"Caf\xE9,\xC9mile Zola,read\n".repeat(30);
    let utf8 = "Café,Émile Zola,read\n".repeat(20).into_bytes();
    let header = b"Title,Authors,Read Status\n".to_vec();
    for parts in [[&latin[..], &utf8], [&utf8, &latin]] {
        let read = rows(&[&header, parts[0], parts[1]].concat());
        assert_eq!(read.len(), 50);
        assert!(read.iter().all(|row| row.title == "Café" && row.authors == ["Émile Zola"]));
    }
    // In a file of windows-1252 alone two bytes that could be UTF-8 are none.
    let shouted = [&header[..], &latin, b"\xABCAF\xC9\xBB,\xC9mile Zola,read\n"].concat();
    assert_eq!(rows(&shouted)[30].title, "«CAFÉ»");
}

#[test]
fn zero_characters_neither_cut_a_text_nor_hide_a_row() {
    let read =
        rows(b"Title,Authors,Read Status\nDra\0cula,Bram Stoker,read\n\0,X,read\nEmma,Jane Austen,read\n");
    assert_eq!(read.len(), 3);
    assert_eq!((read[0].title.as_str(), read[2].title.as_str()), ("Dra\u{fffd}cula", "Emma"));
    assert!(parse(&b"\0\0\0\0\0\0\0\0"[..], &ParseOptions::default()).is_err());
}

#[test]
fn the_header_of_a_second_file_is_no_book() {
    let one = "Title,Authors,Read Status\nDracula,Bram Stoker,read\n";
    let both = format!("{one}{}", one.replace("Dracula", "Emma"));
    let export = read(both.as_bytes()).unwrap();
    holds_together(&export, "two files");
    assert_eq!((export.data_rows, export.usable), (3, 2));
    let problem = export.problems().next().unwrap();
    assert_eq!((problem.line, problem.kind.as_str(), problem.fatal), (3, "repeatedHeader", true));
    // A book may be called Title.
    assert_eq!(rows(format!("{one}Title,Authors,read\n").as_bytes()).len(), 2);
}

#[test]
fn a_second_byte_order_mark_does_not_hide_the_title() {
    let read = rows("\u{feff}\u{feff}Title,Authors,Read Status\nDracula,Bram Stoker,read\n".as_bytes());
    assert_eq!(read[0].title, "Dracula");
}

#[test]
fn dates_parted_by_points_begin_with_the_day() {
    let text = "Title;Authors;Read Status;Dates Read;Star Rating\nDracula;Bram Stoker;read;04.03.2021-09.03.2021;4,5\n";
    let row = &rows(text.as_bytes())[0];
    let day = |day: Option<bookhive::Day>| day.map(|day| day.to_string());
    assert_eq!(
        (day(row.started).as_deref(), day(row.finished).as_deref()),
        (Some("2021-03-04"), Some("2021-03-09"))
    );
}

#[test]
fn of_very_many_columns_only_the_first_are_asked_about_and_read() {
    let cells =
        |cell: fn(usize) -> String| (2..100_000).map(|at| format!(",{}", cell(at))).collect::<String>();
    let (names, values) = (cells(|at| format!("n{at}")), cells(|at| format!("v{at}")));
    let file = format!("Title,Author{names}\nDracula,Bram Stoker{values}\n");
    let Ok(Opened::Table(table)) = open(file.as_bytes(), &ParseOptions::default()) else {
        panic!("nobody is asked")
    };
    let mapping = table.guess();
    assert_eq!((table.header().len(), mapping.fields.len(), table.samples().len()), (200, 200, 200));
    assert_eq!(table.left_out(), 99_800);
    let export = table.read(&mapping, &ParseOptions::default()).unwrap();
    let row = export.rows().next().unwrap();
    assert_eq!((row.title.as_str(), row.authors.as_slice()), ("Dracula", &["Bram Stoker".to_owned()][..]));
    assert_eq!((row.local["n199"].as_str(), row.local.get("n200")), ("v199", None));
    assert_eq!(export.problems().count(), 0);
    assert_eq!(export.original(2).unwrap().len(), 100_000, "a failed row is given back whole");
}
