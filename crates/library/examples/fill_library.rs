//! Fills the library without an account with books that look like a reader's: `fill_library DIRECTORY COUNT`.
//!
//! For measuring and for looking at large libraries. The same count always gives the same books.

mod generated;

use generated::{Books, Failure};
use library::Library;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    generated::ended(fill())
}

fn fill() -> Result<(), Failure> {
    let usage = || Failure::Claim("usage: fill_library DIRECTORY COUNT".to_owned());
    let mut arguments = std::env::args_os().skip(1);
    let directory = arguments.next().ok_or_else(usage)?;
    let count = arguments.next().and_then(|count| count.to_str()?.parse().ok()).ok_or_else(usage)?;
    let library = Library::open(Path::new(&directory))?;
    generated::fill(&library, Books::VARIED, count)?;
    library.empty_log();
    Ok(())
}
