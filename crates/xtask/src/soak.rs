//! `soak`: the tests that kill, race and repeat, with their full counts, and the fuzz targets for ten minutes each. `test`
//! runs a part of them.

use crate::failure::{Failure, Outcome};
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
    process::run(process::cargo(&core).env(SOAK, "1"))?;
    fuzz()
}

/// Seconds for each fuzz target.
const FUZZ_SECONDS: &str = "600";

/// Every target of `crates/fuzz-targets`: guided by coverage where cargo-fuzz and a nightly compiler are installed, else
/// mutated at random.
fn fuzz() -> Outcome {
    let run = ["run", "--quiet", "--release", "--package", "fuzz-targets", "--"];
    let named = process::output(&mut process::cargo(&[&run[..], &["--list"]].concat()))
        .ok_or_else(|| Failure::new("`fuzz-targets --list` failed"))?;
    let guided =
        process::output(&mut process::command("cargo", &["+nightly", "fuzz", "--version"])).is_some();
    let limit = format!("-max_total_time={FUZZ_SECONDS}");
    for name in named.lines() {
        println!("Fuzzing {name} for {FUZZ_SECONDS} seconds");
        let mut command = if guided {
            // What is found goes to the working corpus, never into the one that is kept.
            let working = tree::target().join("fuzz").join(name);
            std::fs::create_dir_all(&working).map_err(Failure::of(working.display()))?;
            let mut command = process::command("cargo", &["+nightly", "fuzz", "run", name]);
            command.arg(working).arg(format!("fuzz/corpus/{name}")).args(["--", "-timeout=10"]);
            command.args(["-rss_limit_mb=512", &limit]);
            command
        } else {
            process::cargo(&[&run[..], &[name, FUZZ_SECONDS]].concat())
        };
        process::run(&mut command)?;
    }
    Ok(())
}
