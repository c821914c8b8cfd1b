//! The commands of the repository. `cargo xtask` without a name lists them.
//!
//! Depends on next to nothing, so that the first of the README's two commands answers within seconds.

mod bench;
mod client_identity;
mod demo;
mod direction;
mod display;
mod failure;
mod generated_books;
mod lengths;
mod node;
mod package;
mod packages;
mod process;
mod run;
mod screenshots;
mod soak;
mod tally;
mod test;
mod tree;

use failure::{Failure, Outcome};
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  run [--debug]              build the app and open it on the real network
  demo [--debug]             open it against a server of its own, with a sample account and a sample export
  test [--quick]             every check; --quick leaves out the window and what needs WebKit
  bench [--json]             measure what docs/MEASURES.md promises, and write the figures there
  soak                       the tests that kill and race, with their full counts
  screenshots                every screen, light and dark, in three sizes
  package                    installers for this system, in target/release/bundle
  client-metadata --host H   set the OAuth client identity everywhere at once
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_silent() {
                eprintln!("{failure}");
            }
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[&str]) -> Outcome {
    match arguments {
        ["run"] => run::run(run::Build::Release),
        ["run", "--debug"] => run::run(run::Build::Debug),
        ["demo"] => demo::demo(run::Build::Release),
        ["demo", "--debug"] => demo::demo(run::Build::Debug),
        ["test"] => test::test(test::Scope::Everything),
        ["test", "--quick"] => test::test(test::Scope::Quick),
        ["bench"] => bench::bench(bench::Form::Text),
        ["bench", "--json"] => bench::bench(bench::Form::Json),
        ["soak"] => soak::soak(),
        ["screenshots"] => screenshots::screenshots(),
        ["package"] => package::package(),
        ["client-metadata", "--host", host] => client_identity::set(&tree::root(), host),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        other => Err(Failure::new(format!("cargo xtask {}: no such command\n\n{USAGE}", other.join(" ")))),
    }
}
