//! Prints as JSON how long reading and planning an export took, in milliseconds: `time_plan FILE`.

use library::import::{NotAnExport, ParseOptions, PlanOptions, ReadFileError, parse, plan, read_file};
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("usage: time_plan FILE")]
    Usage,
    #[error(transparent)]
    File(#[from] ReadFileError),
    #[error(transparent)]
    Export(#[from] NotAnExport),
}

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("time_plan: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), Failure> {
    let path = std::env::args_os().nth(1).ok_or(Failure::Usage)?;
    let bytes = read_file(Path::new(&path))?;
    let start = Instant::now();
    let export = parse(&bytes, &ParseOptions::default())?;
    let read = start.elapsed().as_millis();
    let plan = plan(&export, &[], &PlanOptions::new(jiff::Timestamp::now()));
    let planned = start.elapsed().as_millis() - read;
    println!("{}", json!({"rows": plan.sums.total(), "readMs": read, "planMs": planned}));
    Ok(())
}
