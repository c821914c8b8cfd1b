//! What the programs that tell of exports share: a file is read, and JSON printed of it.
#![allow(dead_code)] // each example is a program of its own and uses a part

use library::import::{NotAnExport, ParseOptions, ParsedExport, ReadFileError, parse, read_file};
use serde_json::Value;
use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Why nothing can be told.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("usage: {0}")]
    Usage(&'static str),
    #[error("the policies are not JSON as the app keeps it")]
    Policies(#[source] serde_json::Error),
    #[error(transparent)]
    File(#[from] ReadFileError),
    #[error(transparent)]
    Export(#[from] NotAnExport),
    #[error("the report could not be written")]
    Output(#[from] std::io::Error),
}

/// The export in a file.
pub(crate) fn export(file: &OsStr) -> Result<ParsedExport, Failure> {
    Ok(parse(read_file(Path::new(file))?, &ParseOptions::default())?)
}

/// Prints the report, or its failure on stderr.
pub(crate) fn print(report: Result<Value, Failure>) -> ExitCode {
    let printed = report.and_then(|report| {
        let json = serde_json::to_string_pretty(&report).map_err(std::io::Error::from)?;
        Ok(writeln!(std::io::stdout().lock(), "{json}")?)
    });
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
