//! `bench`: measures what docs/MEASURES.md promises in numbers, prints the table and writes it into that page.
//!
//! Every crate measures its own rows in `examples/measure_*.rs`, which print one [`Measure`] a line; the window's rows come
//! from a script that opens real windows. Nothing is estimated: what could not be measured is shown as not measured.

mod measure;
mod page;

use crate::failure::{Failure, Outcome};
use crate::packages::{self, Purpose};
use crate::{display, generated_books, node, process, tree};
use measure::Measure;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How the table is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Json,
}

pub(crate) fn bench(form: Form) -> Outcome {
    packages::ensure(Purpose::Test)?;
    node::ensure()?;
    let root = tree::root();
    node::install(&root.join("e2e/network"))?;
    let mut measures = Vec::new();
    for (package, example) in examples(&root.join("crates"))? {
        // One process each: what one keeps in memory is no other's figure.
        let arguments = ["run", "--quiet", "--release", "--package", &package, "--example", &example];
        measures.extend(run(&example, &mut process::cargo(&arguments)));
    }
    measures.extend(window(&root)?);
    measures.extend(scrolling()?);
    measures.push(installer(&tree::target().join("release/bundle/deb")));
    match form {
        Form::Json => println!("{}", measure::json(&measures)?),
        Form::Text => print!("{}", measure::table(&measures)),
    }
    page::update(&root.join("docs/MEASURES.md"), &measures)
}

/// What a program measured, a line each. One that fails says why, and leaves what it measured before and a row that says
/// that there was more.
fn run(name: &str, command: &mut Command) -> Vec<Measure> {
    eprintln!("measuring: {name}");
    let Ok(output) = command.stderr(Stdio::inherit()).output() else { return vec![Measure::missing(name)] };
    let told = String::from_utf8_lossy(&output.stdout);
    let mut measures: Vec<Measure> = told.lines().filter_map(Measure::of_line).collect();
    if !output.status.success() {
        measures.push(Measure::missing(name));
    }
    measures
}

/// Package and name of every `examples/measure_*.rs` under the crates, in order.
fn examples(crates: &Path) -> Outcome<Vec<(String, String)>> {
    let name = |path: &PathBuf| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut found = Vec::new();
    for directory in files(crates)? {
        for file in files(&directory.join("examples")).unwrap_or_default() {
            let example = name(&file);
            if example.starts_with("measure_") {
                found.push((name(&directory), example));
            }
        }
    }
    Ok(found)
}

fn files(directory: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(directory).map_err(Failure::of(directory.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

/// What only a window shows: how soon the library is on the screen, what memory it takes, how it scrolls. The rival is a
/// window of the same kind with nothing in it.
fn window(root: &Path) -> Outcome<Vec<Measure>> {
    process::run(&mut process::cargo(&["build", "--quiet", "--release", "--bin", "book-explorer"]))?;
    process::run(&mut process::cargo(&[
        "build",
        "--quiet",
        "--release",
        "--package",
        "book-explorer",
        "--example",
        "bare_window",
    ]))?;
    process::run(&mut process::cargo(&[
        "build",
        "--quiet",
        "--release",
        "--package",
        "library",
        "--example",
        "fill_library",
    ]))?;
    let release = tree::target().join("release");
    let mut command = process::command_in(root, "node", &["e2e/measure_window.mjs"]);
    command.env("BOOK_EXPLORER_BINARY", release.join("book-explorer"));
    command.env("BOOK_EXPLORER_BARE_WINDOW", release.join("examples/bare_window"));
    command.env("BOOK_EXPLORER_FILL_LIBRARY", release.join("examples/fill_library"));
    if cfg!(target_os = "linux") || display::is_here() {
        return Ok(run("window", &mut command));
    }
    Ok(vec![Measure::missing("window")])
}

/// The page alone in a browser that reports every task which holds up a frame.
fn scrolling() -> Outcome<Vec<Measure>> {
    let mut command = process::command_in(&tree::root(), "node", &["e2e/measure_scroll.mjs"]);
    command.env("BOOK_EXPLORER_PAGE", generated_books::build()?);
    Ok(run("scroll", &mut command))
}

/// Megabytes of the newest .deb that `cargo xtask package` left.
fn installer(directory: &Path) -> Measure {
    let sizes = fs::read_dir(directory).into_iter().flatten().flatten().filter_map(|entry| {
        let file = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        Some((file.modified().ok()?, file.len()))
    });
    let figure = sizes.max().map(|(_, bytes)| bytes as f64 / 1e6);
    Measure { id: "installer-deb".to_owned(), unit: "MB".to_owned(), floor: None, figure, aim: Some(12.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installer_that_was_not_built_is_not_measured() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(installer(directory.path()).reached(), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_fails_midway_keeps_what_it_had_measured() {
        let line = r#"{"id":"one","unit":"ms","floor":null,"figure":1,"aim":null}"#;
        let measures = run("rest", Command::new("sh").args(["-c", &format!("echo '{line}'; exit 1")]));
        let figures: Vec<_> = measures.iter().map(|measure| (measure.id.as_str(), measure.figure)).collect();
        assert_eq!(figures, [("one", Some(1.0)), ("rest", None)]);
    }

    #[test]
    fn every_measuring_example_is_found_and_nothing_else() {
        let found = examples(&tree::root().join("crates")).unwrap();
        assert!(found.iter().all(|(_, example)| example.starts_with("measure_")));
        let directory = tempfile::tempdir().unwrap();
        let examples_of = directory.path().join("one/examples");
        fs::create_dir_all(&examples_of).unwrap();
        fs::write(examples_of.join("measure_it.rs"), "").unwrap();
        fs::write(examples_of.join("show_it.rs"), "").unwrap();
        assert_eq!(examples(directory.path()).unwrap(), [("one".to_owned(), "measure_it".to_owned())]);
    }

    #[test]
    fn a_program_that_fails_leaves_a_row_that_is_not_measured() {
        let rows = run("broken", &mut process::command("node", &["-e", "process.exit(1)"]));
        assert_eq!(rows, [Measure::missing("broken")]);
    }
}
