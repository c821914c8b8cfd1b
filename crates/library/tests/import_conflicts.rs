//! File and library differ in what no policy settles.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

use bookhive::{BookRecord, Field, HiveId};
use library::import::{
    ExistingBook, Fate, LocalFields, Outcome, ParseOptions, PlanOptions, PlannedRow, Policies, Policy, Tile,
    Winner, parse, plan,
};
use library::{BookId, Patch};
use serde_json::{Value, json};

const HEADER: &str = "Title,Authors,Read Status,Star Rating,Dates Read,Tags\n";

/// Dracula as the reader has it.
fn yours(more: Value) -> Vec<ExistingBook> {
    let mut value = json!({
        "title": "Dracula", "authors": "Bram Stoker", "createdAt": "2020-01-01T12:00:00.000Z",
        "hiveId": HiveId::compute("Dracula", "Bram Stoker").as_str(), "stars": 8,
    });
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let record = BookRecord::from_value(value).unwrap();
    vec![ExistingBook { id: BookId::new(1), record, local: LocalFields::new() }]
}

fn options(policy: Policy, winner: Option<(u32, Winner)>) -> PlanOptions {
    let mut options = PlanOptions::new(jiff::Timestamp::UNIX_EPOCH);
    options.policies = Policies::from(policy);
    options.winners.extend(winner);
    options
}

/// The rows of a plan; the sums hold.
fn planned(rows: &str, library: &[ExistingBook], options: &PlanOptions) -> Vec<PlannedRow> {
    let export = parse(format!("{HEADER}{rows}").as_bytes(), &ParseOptions::default()).unwrap();
    let plan = plan(&export, library, options);
    assert_eq!(plan.sums.total(), export.data_rows);
    assert_eq!(plan.tiles.values().sum::<usize>(), export.data_rows);
    let conflicts = plan.rows.iter().filter(|row| row.outcome == Outcome::Conflict).count();
    assert_eq!(
        (plan.sums.conflict, plan.tiles.get(&Tile::Conflict).copied().unwrap_or(0)),
        (conflicts, conflicts)
    );
    plan.in_full(&export, library, options)
}

fn stars(patches: &[Patch]) -> Option<Value> {
    patches.iter().find(|patch| patch.field == Field::Stars).and_then(|patch| patch.after.clone())
}

#[test]
fn nothing_is_written_until_it_is_said_who_wins() {
    let (library, row) = (yours(json!({})), "Dracula,Bram Stoker,read,5,,\n");
    let Fate::Conflict { patches, .. } = &planned(row, &library, &options(Policy::Ask, None))[0].fate else {
        panic!("no conflict");
    };
    assert_eq!(stars(patches), Some(json!(10)), "what would be if the file won");
    let file = options(Policy::Ask, Some((2, Winner::File)));
    let Fate::Changed { patches, .. } = &planned(row, &library, &file)[0].fate else { panic!("not changed") };
    assert_eq!(stars(patches), Some(json!(10)));
    // What the book lacks is filled all the same.
    let yours = options(Policy::Ask, Some((2, Winner::Book)));
    let Fate::Changed { patches, .. } = &planned(row, &library, &yours)[0].fate else {
        panic!("not changed")
    };
    assert_eq!((stars(patches), patches.len()), (None, 1));
}

#[test]
fn a_policy_that_settles_it_asks_nobody() {
    let rated = "Dracula,Bram Stoker,,5,,\n";
    for policy in [Policy::FillEmpty, Policy::FileWins] {
        let fate = &planned(rated, &yours(json!({})), &options(policy, None))[0].fate;
        assert!(!matches!(fate, Fate::Conflict { .. }), "{policy:?} {fate:?}");
    }
    // What agrees, or is new, is no conflict under any policy.
    let agreeing =
        &planned("Dracula,Bram Stoker,read,4,,horror\n", &yours(json!({})), &options(Policy::Ask, None))[0];
    assert!(matches!(agreeing.fate, Fate::Changed { .. }), "{:?}", agreeing.fate);
}

#[test]
fn the_newer_wins_where_one_is_newer_and_else_it_is_asked() {
    let check = |dates: &str, finished: Option<&str>, conflict: bool| {
        let more = finished
            .map_or(json!({}), |day| json!({"finishedAt": day, "status": "buzz.bookhive.defs#finished"}));
        let row = format!("Dracula,Bram Stoker,read,5,{dates},\n");
        let fate = &planned(&row, &yours(more), &options(Policy::NewerWins, None))[0].fate;
        assert_eq!(matches!(fate, Fate::Conflict { .. }), conflict, "{dates} {finished:?} {fate:?}");
    };
    check("2022/01/01", Some("2021-01-01T12:00:00.000Z"), false);
    check("2020/01/01", Some("2021-01-01T12:00:00.000Z"), false);
    check("2021/01/01", Some("2021-01-01T12:00:00.000Z"), true);
    check("", None, true);
}

#[test]
fn all_rows_of_a_book_are_in_its_conflict_and_any_of_them_decides_it() {
    let (library, rows) =
        (yours(json!({})), "Dracula,Bram Stoker,read,5,,\nDracula,Bram Stoker,read,,2020/01/01,\n");
    let asked = planned(rows, &library, &options(Policy::Ask, None));
    assert!(asked.iter().all(|row| matches!(row.fate, Fate::Conflict { .. })), "{asked:#?}");
    for line in [2, 3] {
        let decided = planned(rows, &library, &options(Policy::Ask, Some((line, Winner::File))));
        assert!(matches!(decided[0].fate, Fate::Changed { .. }));
        assert!(matches!(decided[1].fate, Fate::Joined { with_line: 2 }));
    }
}
