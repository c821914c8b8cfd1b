//! Fills the library without an account with books that look like a reader's: `fill_library DIRECTORY COUNT`.
//!
//! For measuring and for looking at large libraries. The same count always gives the same books.

mod generated;

use generated::{Books, FillError};
use library::{Library, OpenError};
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("usage: fill_library DIRECTORY COUNT")]
    Usage,
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Fill(#[from] FillError),
}

fn main() -> ExitCode {
    match fill() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("fill_library: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn fill() -> Result<(), Failure> {
    let mut arguments = std::env::args_os().skip(1);
    let directory = arguments.next().ok_or(Failure::Usage)?;
    let count = arguments.next().and_then(|count| count.to_str()?.parse().ok()).ok_or(Failure::Usage)?;
    let library = Library::open(Path::new(&directory))?;
    generated::fill(&library, Books::VARIED, count)?;
    library.empty_log();
    Ok(())
}
