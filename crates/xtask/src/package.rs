//! `package`: the installers of this system.

use crate::failure::Outcome;
use crate::packages::{self, Purpose};
use crate::process::{self, command_in};
use crate::{node, tree};

/// The Tauri CLI stands apart from the page's packages, so that nobody installs it to build the app.
const BUNDLER: &str = "crates/xtask/bundler";

pub(crate) fn package() -> Outcome {
    packages::ensure(Purpose::Package)?;
    node::ensure()?;
    let root = tree::root();
    let bundler = root.join(BUNDLER);
    node::install(&bundler)?;
    // AppImage fetches a runtime from the internet at every build, so it is left to the release workflow.
    let bundles = match std::env::consts::OS {
        "macos" => "dmg",
        "windows" => "msi,nsis",
        _ => "deb,rpm",
    };
    println!("Building {bundles} (release); on two cores the first time takes about 7 minutes.");
    let script = bundler.join("node_modules/@tauri-apps/cli/tauri.js");
    let mut command = command_in(&root, "node", &[]);
    command.arg(script).args(["build", "--ci", "--bundles", bundles]);
    process::run(&mut command)?;
    println!("The installers are in {}", tree::target().join("release/bundle").display());
    Ok(())
}
