//! `soak`: the tests that kill, race and repeat, with their full counts. `test` runs a part of them.

use crate::failure::Outcome;
use crate::packages::{self, Purpose};
use crate::{node, process, tree};

/// Tests that repeat look for this in the environment.
const SOAK: &str = "BOOK_EXPLORER_SOAK";

pub(crate) fn soak() -> Outcome {
    packages::ensure(Purpose::Test)?;
    node::ensure()?;
    node::install(&tree::root().join("e2e/network"))?;
    println!("The core's tests with full counts. This takes long.");
    let core = [
        "test",
        "--package",
        "atproto",
        "--package",
        "oauth",
        "--package",
        "library",
        "--package",
        "explorer",
    ];
    process::run(process::cargo(&core).env(SOAK, "1"))
}
