//! Prints as JSON what was understood of an export: `read_export FILE`. Attach it to a report about a wrongly read file.
//!
//! The output holds the file's rows as they would stand in records, and every problem with its line.

mod told;

use serde_json::Value;
use std::process::ExitCode;
use told::Failure;

fn main() -> ExitCode {
    told::print(report())
}

fn report() -> Result<Value, Failure> {
    let file = std::env::args_os().nth(1).ok_or(Failure::Usage("read_export FILE"))?;
    Ok(told::export(&file)?.to_value())
}
