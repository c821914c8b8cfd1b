//! The purposeful StoryGraph export of `e2e/fixtures`, read and planned: the same file the real-window journey drops.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use library::BookId;
use library::import::{
    ExistingBook, Fate, Format, NotAnExport, Outcome, ParseOptions, ParsedExport, PlanOptions, Policy, parse,
    plan,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> Vec<u8> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn export() -> ParsedExport {
    parse(fixture("storygraph.csv"), &ParseOptions::default()).unwrap()
}

fn in_full(library: &[ExistingBook]) -> Vec<library::import::PlannedRow> {
    plan(&export(), library, &options()).in_full(&export(), library, &options())
}

fn options() -> PlanOptions {
    PlanOptions::new("2024-06-01T08:30:00.125Z".parse().unwrap())
}

/// The library after the plan was applied to an empty one.
fn applied() -> Vec<ExistingBook> {
    let new = |row: &library::import::PlannedRow| match &row.fate {
        Fate::New { record, local } => Some(ExistingBook {
            id: BookId::new(i64::from(row.line)),
            record: record.clone(),
            local: local.clone(),
        }),
        _ => None,
    };
    in_full(&[]).iter().filter_map(new).collect()
}

#[test]
fn every_row_becomes_the_record_written_down_for_it() {
    let expected: Vec<Value> = serde_json::from_slice(&fixture("storygraph.expected.json")).unwrap();
    let records: BTreeMap<i64, Value> =
        applied().into_iter().map(|book| (book.id.get(), book.record.to_value())).collect();
    assert_eq!(records.len(), expected.len());
    for entry in expected {
        let line = entry["line"].as_i64().unwrap();
        let mut record = records[&line].clone();
        if entry["record"].get("createdAt").is_none() {
            assert_eq!(record["createdAt"], "2024-06-01T08:30:00.125Z", "line {line}");
            record.as_object_mut().unwrap().shift_remove("createdAt");
        }
        assert_eq!(record, entry["record"], "line {line}");
    }
}

#[test]
fn what_is_planned_keeps_to_the_lexicon() {
    for book in applied() {
        assert_eq!(book.record.check(), [], "line {}", book.id);
    }
}

#[test]
fn every_data_row_has_one_fate() {
    let export = export();
    assert_eq!((export.format, export.columns, export.data_rows), (Some(Format::StoryGraph), 23, 80));
    let fatal = export.problems().filter(|problem| problem.fatal).count();
    assert_eq!((export.rows().count(), export.usable + fatal), (export.usable, export.data_rows));
    let plan = plan(&export, &[], &options());
    assert_eq!((plan.sums.total(), plan.rows.len()), (80, 80));
    assert_eq!((plan.sums.new, plan.sums.joined, plan.sums.needs_you, plan.sums.problems), (74, 3, 1, 2));
    assert_eq!(plan.points, 3 * 74);
}

#[test]
fn the_same_file_again_has_nothing_to_do_under_either_policy() {
    let library = applied();
    for policy in [Policy::FillEmpty, Policy::NewerWins, Policy::FileWins] {
        let again = plan(&export(), &library, &PlanOptions { policies: policy.into(), ..options() });
        for row in &again.rows {
            let idle = !matches!(row.outcome, Outcome::Changed | Outcome::New);
            assert!(idle, "line {}: {:?}", row.line, row.outcome);
        }
        assert!(again.is_idle());
        assert_eq!((again.sums.unchanged, again.points), (74, 0));
    }
}

#[test]
fn what_is_planned_and_kept_here_stays_as_it_is() {
    let export = export();
    let line = |row: &library::import::PlannedRow| {
        let fate = match &row.fate {
            Fate::New { .. } => "new".to_owned(),
            Fate::Joined { with_line } => format!("joined with {with_line}"),
            other => format!("{other:?}"),
        };
        let notes: Vec<String> = row.notes.iter().map(ToString::to_string).collect();
        let title: String = row.row.title.chars().take(40).collect();
        format!("{:>3} {title} | {fate} | {}", row.line, notes.join(" / "))
    };
    let lines: Vec<String> = in_full(&[]).iter().map(line).collect();
    insta::assert_snapshot!("plan", lines.join("\n"));
    let kept = |row: library::import::Row| {
        let mut local = row.local.clone();
        local.remove("fileTitle");
        local.remove("fullReview");
        format!("{:>3} {local:?}", row.line)
    };
    let local: Vec<String> = export.rows().map(kept).collect();
    insta::assert_snapshot!("local", local.join("\n"));
}

#[test]
fn the_original_cells_of_a_row_can_be_given_back() {
    let export = export();
    assert_eq!(export.original(2).unwrap()[..2], ["Dracula", "Bram Stoker"]);
    assert_eq!(export.header().len(), 23);
    assert_eq!(export.original(84).unwrap().len(), 1);
    assert_eq!(export.original(1), None);
}

#[test]
fn files_that_are_no_export_say_what_they_are() {
    let refused = |name: &str| parse(fixture(&format!("bad/{name}")), &ParseOptions::default()).unwrap_err();
    for (name, reason) in [
        ("report.pdf.csv", NotAnExport::NotText),
        ("archive.zip.csv", NotAnExport::Archive),
        ("picture.png.csv", NotAnExport::NotText),
        ("empty.csv", NotAnExport::Empty),
        ("page.html.csv", NotAnExport::WebPage),
        ("letter.csv", NotAnExport::NotCsv),
        ("header_only.csv", NotAnExport::NoRows),
    ] {
        assert_eq!(refused(name), reason, "{name}");
    }
    for name in ["no_header.csv", "other_columns.csv"] {
        assert!(matches!(refused(name), NotAnExport::NoUsableHeader { .. }), "{name}");
    }
}

#[test]
fn encoding_and_line_ends_make_no_difference() {
    let text = String::from_utf8(fixture("storygraph.csv")).unwrap();
    let report = |bytes: &[u8]| {
        let mut value = parse(bytes, &ParseOptions::default()).unwrap().to_value();
        value["encoding"].take();
        value
    };
    let plain = report(text.as_bytes());
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(report(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()), plain);
    assert_eq!(report(&[b"\xFF\xFE".to_vec(), little].concat()), plain);
    assert_eq!(report(&[b"\xFE\xFF".to_vec(), big].concat()), plain);
    assert_eq!(report(text.replace('\n', "\r\n").as_bytes()), plain);
    assert_eq!(report(text.replace('\n', "\r").as_bytes()), plain);
}
