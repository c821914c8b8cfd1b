//! Content that means harm is text like any other: it is neither run, nor dropped, nor does it take anything with it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

use library::import::{Fate, ParseOptions, PlanOptions, Row, parse, plan};

/// A StoryGraph row with these cells, between two harmless ones.
fn between(title: &str, author: &str, review: &str, tags: &str) -> Row {
    let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let row = [title, author, "read", review, tags].map(cell).join(",");
    let text = format!("Title,Authors,Read Status,Review,Tags\nFirst,A,read,,\n{row}\nLast,B,read,,\n");
    let export = parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    let rows: Vec<Row> = export.rows().collect();
    assert_eq!((rows.len(), rows[0].title.as_str(), rows[2].title.as_str()), (3, "First", "Last"));
    let options = PlanOptions::new(jiff::Timestamp::UNIX_EPOCH);
    for planned in plan(&export, &[], &options).in_full(&export, &[], &options) {
        let Fate::New { record, .. } = &planned.fate else { panic!("{:?}", planned.fate) };
        assert_eq!(record.check(), [], "the record breaks the lexicon");
    }
    rows[1].clone()
}

#[test]
fn scripts_and_handlers_are_letters() {
    let title = "<script>alert(1)</script>";
    let row = between(
        title,
        "<img src=x onerror=alert(1)>",
        "<script>alert(2)</script> & <b onclick='x'>bold</b>",
        "<a>",
    );
    assert_eq!((row.title.as_str(), row.authors[0].as_str()), (title, "<img src=x onerror=alert(1)>"));
    assert_eq!(row.review.as_deref(), Some("<script>alert(2)</script> & bold"));
    assert_eq!(row.local["tags"], "<a>");
}

#[test]
fn formulas_are_letters() {
    for formula in ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "-2+3"] {
        let row = between(formula, formula, formula, formula);
        assert_eq!(
            [row.title.as_str(), row.authors[0].as_str(), row.review.as_deref().unwrap()],
            [formula; 3]
        );
    }
}

#[test]
fn marks_that_turn_the_writing_round_stay_where_they_are() {
    let title = "abc\u{202e}fed\u{2066}ghi";
    let row = between(title, "A\u{202e}B", title, "");
    assert_eq!((row.title.as_str(), row.review.as_deref()), (title, Some(title)));
    assert!(row.hive_id.is_some());
}

#[test]
fn a_zero_byte_is_shown_and_cuts_nothing_short() {
    let row = between("Dra\0cula", "Bram\0Stoker", "before\0after", "a\0b");
    assert_eq!(row.title, "Dra\u{fffd}cula");
    assert_eq!(row.review.as_deref(), Some("before\u{fffd}after"));
    assert!(!row.local.values().any(|value| value.contains('\0')));
}

#[test]
fn a_cell_of_a_megabyte_is_cut_for_the_record_and_kept_here() {
    let long = "long ".repeat(210_000);
    let row = between(&long, &long, &long, &long);
    assert!(row.title.len() <= 512 && row.authors[0].len() <= 2048);
    assert_eq!(row.review.as_ref().unwrap().chars().count(), 14_999);
    assert_eq!(row.local["fileTitle"].len(), long.trim().len());
    assert_eq!(row.local["fullReview"].len(), long.trim().len());
}

#[test]
fn one_grapheme_of_a_kilobyte_does_not_leave_an_empty_title() {
    let tall = format!("e{}", "\u{301}".repeat(2_000));
    let row = between(&tall, &tall, &tall, "");
    assert!(row.title.starts_with('e') && row.title.len() <= 512);
    assert!(!row.authors[0].is_empty());
}

#[test]
fn paths_and_addresses_are_letters() {
    for text in
        ["../../etc/passwd", "file:///etc/passwd", "javascript:alert(1)", "C:\\Windows\\win.ini", "%00%2e%2e"]
    {
        assert_eq!(between(text, text, text, text).title, text);
    }
}

#[test]
fn line_ends_and_delimiters_inside_cells_belong_to_them() {
    let row = between("Two\nlines, \"quoted\"; and\ttabs", "A", "One\r\n\r\nTwo", "x;y|z");
    assert_eq!(row.title, "Two\nlines, \"quoted\"; and\ttabs");
    assert_eq!(row.review.as_deref(), Some("One\n\nTwo"));
    assert_eq!(row.local["tags"], "x;y|z");
}
