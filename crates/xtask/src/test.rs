//! `test`: every check, one after the other. A step that fails does not hide those after it.

use crate::failure::{Failure, Outcome};
use crate::packages::{self, Purpose};
use crate::process::{self, cargo, command_in};
use crate::tally::Tally;
use crate::{direction, generated_books, lengths, node, tree};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// How much is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Everything,
    /// What needs neither a window nor WebKit.
    Quick,
}

/// Where properties begin to choose at random: always the same here, that two runs of one tree say the same. `soak` and a
/// bare `cargo test` choose anew.
const SEED: &str = "PROPTEST_RNG_SEED";

pub(crate) fn test(scope: Scope) -> Outcome {
    node::ensure()?;
    if scope == Scope::Everything {
        packages::ensure(Purpose::Test)?;
    }
    let root = tree::root();
    let (ui, network, journeys) = (root.join("ui"), root.join("e2e/network"), root.join("e2e/journeys"));
    let mut report = Report::default();

    report.check("Format", || process::run(&mut cargo(&["fmt", "--all", "--check"])));
    report.check("Direction of the dependencies", || direction::check(&root));
    report.check("Length of the files", || lengths::check(&root));

    report.check("Page: install", || node::install(&ui));
    report.check("Page: types", || process::run(&mut command_in(&ui, "npm", &["run", "check"])));
    report.tests("Page: tests", command_in(&ui, "npm", &["test"]));
    report.check("Test network: install", || node::install(&network));
    report.tests(
        "Test network: tests",
        command_in(&network, "node", &["--test", "--test-timeout=300000", "test/network.test.mjs"]),
    );

    // One selection of packages throughout, because Cargo builds a dependency again for another set of its features.
    let packages: &[&str] = match scope {
        Scope::Everything => &["--workspace"],
        Scope::Quick => &["--workspace", "--exclude", "book-explorer"],
    };
    report.check("Clippy", || {
        process::run(cargo(&["clippy", "--all-targets"]).args(packages).args(["--", "-D", "warnings"]))
    });
    let mut rust = cargo(&["test", "--no-fail-fast"]);
    rust.args(packages).env(SEED, std::env::var_os(SEED).unwrap_or_else(|| "20".into()));
    report.tests("Rust tests", rust);

    if scope == Scope::Everything {
        the_page_in_a_browser(&mut report, &root.join("e2e/page"));
        let built = report.check("The app", || {
            process::run(&mut cargo(&["build", "--workspace", "--bin", "book-explorer"]))
        });
        if built {
            journeys_on_the_real_window(&mut report, &journeys);
        }
    }
    report.end()
}

/// By keys alone, and with axe on every screen, over generated books.
fn the_page_in_a_browser(report: &mut Report, tests: &Path) {
    let mut built = None;
    report.check("Page: over generated books", || {
        built = Some(generated_books::build()?);
        Ok(())
    });
    if let Some(page) = built {
        let mut command =
            command_in(tests, "node", &["--test", "--test-concurrency=1", "--test-timeout=600000"]);
        command.env("BOOK_EXPLORER_PAGE", page);
        report.tests("Page: in a browser", command);
    }
}

fn journeys_on_the_real_window(report: &mut Report, journeys: &Path) {
    if journeys.join("package-lock.json").exists() {
        report.check("Journeys: install", || node::install(journeys));
    }
    let mut command =
        command_in(journeys, "node", &["--test", "--test-concurrency=1", "--test-timeout=600000"]);
    command.env("BOOK_EXPLORER_BINARY", tree::target().join("debug/book-explorer"));
    report.tests("Journeys", command);
}

/// What was checked so far.
#[derive(Default)]
struct Report {
    total: Tally,
    failed: Vec<&'static str>,
}

impl Report {
    /// A step that counts as one. `true` when it passed.
    fn check(&mut self, name: &'static str, step: impl FnOnce() -> Outcome) -> bool {
        let started = begin(name);
        let outcome = step();
        if let Err(failure) = &outcome {
            println!("{failure}");
        }
        let passed = outcome.is_ok();
        self.close(name, started, Tally { passed: passed.into(), failed: (!passed).into() });
        passed
    }

    /// A step whose runner counts its tests. One that ends badly without naming a failure counts as failed itself, and
    /// so does one that ran nothing.
    fn tests(&mut self, name: &'static str, mut command: Command) {
        let started = begin(name);
        let mut tally = Tally::default();
        let succeeded = process::follow(&mut command, |line| tally.add(Tally::of_line(line)));
        let succeeded = succeeded.unwrap_or_else(|failure| {
            println!("{failure}");
            false
        });
        if succeeded && tally == Tally::default() {
            println!("`{}` ran no test", process::words(&command));
        }
        if tally.failed == 0 && (!succeeded || tally.passed == 0) {
            tally.failed = 1;
        }
        self.close(name, started, tally);
    }

    fn close(&mut self, name: &'static str, started: Instant, tally: Tally) {
        let took = seconds(started.elapsed());
        match tally {
            Tally { passed, failed: 0 } => println!("── {name}: {passed} passed, {took}"),
            Tally { passed, failed } => {
                self.failed.push(name);
                println!("── {name}: {passed} passed, {failed} FAILED, {took}");
            }
        }
        self.total.add(tally);
    }

    /// The last line, and whether all is well.
    fn end(self) -> Outcome {
        if !self.failed.is_empty() {
            println!("\nFailed: {}", self.failed.join(", "));
        }
        println!("\n{} passed, {} failed", self.total.passed, self.total.failed);
        // The line above is to be the last, so the reason is said before it.
        if self.failed.is_empty() { Ok(()) } else { Err(Failure::silent()) }
    }
}

fn begin(name: &str) -> Instant {
    println!("\n══ {name}");
    Instant::now()
}

fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{:.0} min {:02.0} s", (seconds / 60.0).floor(), seconds % 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(script: &str) -> Tally {
        let mut report = Report::default();
        report.tests("a step", command_in(&tree::root(), "node", &["-e", script]));
        report.total
    }

    #[test]
    fn a_runner_that_dies_without_a_summary_has_failed() {
        assert_eq!(step("console.log('# pass 3'); process.exit(1)"), Tally { passed: 3, failed: 1 });
    }

    #[test]
    fn a_runner_that_runs_nothing_has_failed() {
        assert_eq!(step("console.log('# pass 0')"), Tally { passed: 0, failed: 1 });
    }

    #[test]
    fn failures_are_counted_once() {
        assert_eq!(
            step("console.log('# pass 3\\n# fail 2'); process.exit(1)"),
            Tally { passed: 3, failed: 2 }
        );
    }

    #[test]
    fn a_failed_step_does_not_stop_the_next_and_fails_the_whole() {
        let mut report = Report::default();
        report.check("one", || Err(Failure::new("a reason")));
        report.check("two", || Ok(()));
        assert_eq!(report.total, Tally { passed: 1, failed: 1 });
        assert!(report.end().is_err());
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(seconds(Duration::from_millis(1240)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }
}
