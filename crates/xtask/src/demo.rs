//! `demo`: the app against a server, a directory and a catalogue of its own, with an account to sign in with.

use crate::failure::Outcome;
use crate::packages::{self, Purpose};
use crate::run::{self, Build};
use crate::{display, node, process, tree};

pub(crate) fn demo(build: Build) -> Outcome {
    let virtual_display = !display::is_here();
    packages::ensure(if virtual_display { Purpose::Test } else { Purpose::Run })?;
    let program = run::app(build)?;
    let e2e = tree::root().join("e2e");
    node::install(&e2e.join("network"))?;
    if virtual_display {
        println!(
            "There is no display: the demo walks the main job in a virtual one and saves a picture of each step."
        );
    }
    let mut command = process::command("node", &["e2e/demo.mjs"]);
    command.env("BOOK_EXPLORER_BINARY", program);
    process::run(&mut command)
}
