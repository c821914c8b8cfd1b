//! What `read_export` prints of one small file per format, each written by hand for it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may stop")]

use library::import::{Opened, ParseOptions, ParsedExport, open};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

fn bytes(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(name: &str) -> ParsedExport {
    match open(bytes(name), &ParseOptions::default()).unwrap() {
        Opened::Export(export) => export,
        Opened::Table(_) => panic!("{name} was not recognised"),
    }
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The report, after what must hold of every report held.
fn report(name: &str) -> Value {
    let report = read(name).to_value();
    assert_eq!(keys(&report), ["dataRows", "encoding", "format", "problems", "rows"].into());
    let (rows, problems) = (report["rows"].as_array().unwrap(), report["problems"].as_array().unwrap());
    for row in rows {
        let documented = [
            "line",
            "title",
            "authors",
            "status",
            "shelf",
            "stars",
            "startedAt",
            "finishedAt",
            "previousReads",
            "owned",
            "isbn10",
            "isbn13",
            "goodreadsId",
            "review",
            "createdAt",
            "hiveId",
            "local",
        ];
        assert_eq!(keys(row), documented.into());
    }
    for problem in problems {
        assert_eq!(keys(problem), ["column", "fatal", "kind", "line", "message"].into());
    }
    let fatal = problems.iter().filter(|problem| problem["fatal"] == true).count();
    assert_eq!(rows.len() + fatal, report["dataRows"].as_u64().unwrap() as usize, "{name}");
    report
}

macro_rules! formats {
    ($($test:ident: $file:literal;)*) => { $(
        #[test]
        fn $test() {
            insta::assert_json_snapshot!(stringify!($test), report($file));
        }
    )* };
}

formats! {
    storygraph_of_2021: "storygraph_2021.csv";
    storygraph_since_2022: "storygraph_2022.csv";
    goodreads_with_31_columns: "goodreads_31.csv";
    goodreads_with_24_columns: "goodreads_24.csv";
    goodreads_with_23_columns: "goodreads_23.csv";
    goodreads_with_read_dates: "goodreads_27.csv";
    hardcover: "hardcover.csv";
    librarything_as_a_table: "librarything.tsv";
    librarything_as_json: "librarything.json";
    openreads: "openreads.csv";
    bookwyrm: "bookwyrm.csv";
    open_library: "openlibrary.csv";
    open_library_by_numbers: "openlibrary_numbers.csv";
    calibre: "calibre.csv";
    our_own_lines: "own.jsonl";
    our_own_table: "own_storygraph.csv";
    our_own_table_as_goodreads: "own_goodreads.csv";
}

#[test]
fn every_export_here_has_its_report() {
    let listed = include_str!("read_export.rs");
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(listed.contains(&format!(": \"{name}\";")), "{name}");
    }
}

#[test]
fn a_row_read_again_is_the_row_that_was_read() {
    for name in ["storygraph_2021.csv", "goodreads_31.csv", "librarything.json", "own.jsonl", "bookwyrm.csv"]
    {
        let export = read(name);
        let all: Vec<_> = export.entries().collect();
        for (index, entry) in all.iter().enumerate().rev() {
            assert_eq!(export.entry(index).as_ref(), Some(entry), "{name}");
            assert_eq!(export.index_of(entry.line), Some(index), "{name}");
        }
        assert_eq!(export.entry(all.len()), None);
    }
}

#[test]
fn the_place_of_a_problem_leads_to_its_row() {
    let (name, text) = ("storygraph_2021.csv", bytes("storygraph_2021.csv"));
    for problem in read(name).problems() {
        let before = &text[..problem.byte as usize];
        assert_eq!(before.iter().filter(|byte| **byte == b'\n').count() + 1, problem.line as usize);
        assert!(before.ends_with(b"\n"), "line {}", problem.line);
    }
}
