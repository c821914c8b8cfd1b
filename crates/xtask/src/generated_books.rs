//! The page built over generated books, for pictures, measures and tests in a browser.

use crate::failure::Outcome;
use crate::{node, process, tree};
use std::path::PathBuf;

/// Builds it and answers where it is.
pub(crate) fn build() -> Outcome<PathBuf> {
    let ui = tree::root().join("ui");
    node::install(&ui)?;
    process::run(&mut process::command_in(
        &ui,
        "npm",
        &["run", "--silent", "build", "--", "--mode", "stand-in"],
    ))?;
    Ok(tree::target().join("ui-stand-in"))
}
