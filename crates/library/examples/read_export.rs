//! Prints as JSON what was understood of an export: `read_export FILE`. Attach it to a report about a wrongly read file.
//!
//! The output holds the file's rows as they would stand in records, and every problem with its line.

use library::import::{NotAnExport, ParseOptions, ReadFileError, parse, read_file};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("usage: read_export FILE")]
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
            eprintln!("read_export: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn report() -> Result<(), Failure> {
    let path = std::env::args_os().nth(1).ok_or(Failure::Usage)?;
    let export = parse(read_file(Path::new(&path))?, &ParseOptions::default())?;
    let json = serde_json::to_string_pretty(&export.to_value()).map_err(std::io::Error::from)?;
    Ok(writeln!(std::io::stdout().lock(), "{json}")?)
}
