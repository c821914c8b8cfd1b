//! `screenshots`: every screen of the page over generated books, light and dark, in three sizes.

use crate::failure::Outcome;
use crate::packages::{self, Purpose};
use crate::{node, process, tree};

pub(crate) fn screenshots() -> Outcome {
    packages::ensure(Purpose::Test)?;
    node::ensure()?;
    let ui = tree::root().join("ui");
    node::install(&ui)?;
    process::run(&mut process::command_in(
        &ui,
        "npm",
        &["run", "--silent", "build", "--", "--mode", "stand-in"],
    ))?;
    let mut command = process::command("node", &["e2e/screenshots.mjs"]);
    command.env("BOOK_EXPLORER_PAGE", tree::target().join("ui-stand-in"));
    command.env("BOOK_EXPLORER_PICTURES", tree::target().join("screenshots"));
    process::run(&mut command)
}
