//! Matches the rows of one export against those of another, taken as a library: `match_books A B`.
//!
//! Prints a JSON array with, for each usable row of A, its `line`, the `line` of the row of B that matches or null, the
//! `tier` (exact, strong, review, none) and the `reasons`.

use library::import::matching::{Shelf, Work};
use library::import::{NotAnExport, ParseOptions, ReadFileError, Row, parse, read_file};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("usage: match_books A B")]
    Usage,
    #[error(transparent)]
    File(#[from] ReadFileError),
    #[error(transparent)]
    Export(#[from] NotAnExport),
    #[error("the report could not be written")]
    Output(#[from] std::io::Error),
}

fn main() -> ExitCode {
    match report() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("match_books: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn rows(path: Option<std::ffi::OsString>) -> Result<Vec<Row>, Failure> {
    let path = path.ok_or(Failure::Usage)?;
    Ok(parse(read_file(Path::new(&path))?, &ParseOptions::default())?.rows().collect())
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

fn report() -> Result<(), Failure> {
    let mut arguments = std::env::args_os().skip(1);
    let (ours, theirs) = (rows(arguments.next())?, rows(arguments.next())?);
    let shelf = Shelf::new(theirs.iter().map(work).collect());
    let matches: Vec<Value> = ours
        .iter()
        .map(|row| {
            let found = shelf.find(&work(row));
            let line = found.book.and_then(|at| theirs.get(at)).map(|row| row.line);
            let reasons: Vec<String> = found.reasons.iter().map(ToString::to_string).collect();
            json!({"line": row.line, "matched": line, "tier": found.tier.as_str(), "reasons": reasons})
        })
        .collect();
    let json = serde_json::to_string_pretty(&matches).map_err(std::io::Error::from)?;
    Ok(writeln!(std::io::stdout().lock(), "{json}")?)
}
