//! `screenshots`: every screen of the page over generated books, light and dark, in three sizes.

use crate::failure::Outcome;
use crate::packages::{self, Purpose};
use crate::{generated_books, node, process, tree};

pub(crate) fn screenshots() -> Outcome {
    packages::ensure(Purpose::Test)?;
    node::ensure()?;
    let mut command = process::command("node", &["e2e/screenshots.mjs"]);
    command.env("BOOK_EXPLORER_PAGE", generated_books::build()?);
    command.env("BOOK_EXPLORER_PICTURES", tree::target().join("screenshots"));
    process::run(&mut command)
}
