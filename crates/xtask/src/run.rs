//! `run`: build the app and open it on the real network.

use crate::failure::{Failure, Outcome};
use crate::packages::Purpose;
use crate::{display, node, packages, process, tree};
use std::path::PathBuf;
use std::process::Command;

/// How the app is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// As it is shipped: quick to use, slow to build.
    Release,
    /// For work on it.
    Debug,
}

pub(crate) fn run(build: Build) -> Outcome {
    if !display::is_here() {
        return Err(Failure::new(
            "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open.\n\
             `cargo xtask demo` walks through the app in a virtual display and saves a picture of each step.",
        ));
    }
    packages::ensure(Purpose::Run)?;
    let program = app(build)?;
    println!("Opening {}", program.display());
    process::run(&mut Command::new(program))
}

/// Builds the app, the page included, and says where it is.
pub(crate) fn app(build: Build) -> Outcome<PathBuf> {
    node::ensure()?;
    let (flags, directory, first): (&[&str], _, _) = match build {
        Build::Release => (&["--release"], "release", "7 minutes"),
        Build::Debug => (&[], "debug", "5 minutes"),
    };
    println!("Building the app ({directory}); on two cores the first time takes about {first}.");
    process::run(process::cargo(&["build", "--package", "book-explorer"]).args(flags))?;
    Ok(tree::target().join(directory).join(format!("book-explorer{}", std::env::consts::EXE_SUFFIX)))
}
