//! Matches the rows of one export against those of another, taken as a library: `match_books A B`.
//!
//! Prints a JSON array with, for each usable row of A, its `line`, the `line` of the row of B that matches or null, the
//! `tier` (exact, strong, review, none) and the `reasons`.

mod told;

use library::import::Row;
use library::import::matching::{Shelf, Work};
use serde_json::{Value, json};
use std::process::ExitCode;
use told::Failure;

fn main() -> ExitCode {
    told::print(report())
}

fn rows(path: Option<std::ffi::OsString>) -> Result<Vec<Row>, Failure> {
    let path = path.ok_or(Failure::Usage("match_books A B"))?;
    Ok(told::export(&path)?.rows().collect())
}

fn work(row: &Row) -> Work {
    Work {
        title: row.title.clone(),
        authors: row.authors.clone(),
        hive_id: row.hive_id.clone(),
        identifiers: row.identifiers.clone(),
        ..Work::default()
    }
}

fn report() -> Result<Value, Failure> {
    let mut arguments = std::env::args_os().skip(1);
    let (ours, theirs) = (rows(arguments.next())?, rows(arguments.next())?);
    let shelf = Shelf::new(theirs.iter().map(work).collect());
    Ok(ours
        .iter()
        .map(|row| {
            let found = shelf.find(&work(row));
            let line = found.book.and_then(|at| theirs.get(at)).map(|row| row.line);
            let reasons: Vec<String> = found.reasons.iter().map(ToString::to_string).collect();
            json!({"line": row.line, "matched": line, "tier": found.tier.as_str(), "reasons": reasons})
        })
        .collect())
}
