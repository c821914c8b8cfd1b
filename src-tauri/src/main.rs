//! Book Explorer, the desktop app.

// A release build on Windows opens no console behind the window.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use book_explorer::Environment;
use std::path::PathBuf;
use std::process::ExitCode;

/// Gives memory back to the system: a search for duplicates in 50,000 books takes 100 MB for some seconds.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let path = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let environment = Environment {
        configuration: path("BOOK_EXPLORER_CONFIG"),
        data_directory: path("BOOK_EXPLORER_DATA_DIR"),
    };
    match book_explorer::run(environment) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Book Explorer: {error}");
            ExitCode::FAILURE
        }
    }
}
