//! The direction of the dependencies: who may know whom, checked over what Cargo says of the workspace.

use crate::failure::{Failure, Outcome};
use crate::process;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Members of the workspace and the members they may depend on, tests excepted.
const ALLOWED: &[(&str, &[&str])] = &[
    ("book-explorer", &["explorer", "oauth"]),
    ("explorer", &["atproto", "oauth", "bookhive", "library"]),
    ("oauth", &["atproto"]),
    ("library", &["atproto", "bookhive"]),
    ("bookhive", &["atproto"]),
    ("atproto", &[]),
    ("fuzz-targets", &["atproto", "oauth", "bookhive", "library"]),
    ("rogue", &["test-ca"]),
    ("test-ca", &[]),
    ("testnet", &["test-ca"]),
    ("xtask", &[]),
];

/// What tests may depend on besides: the servers they talk to.
const FOR_TESTS: &[&str] = &["rogue", "test-ca", "testnet"];

/// Foreign crates, by the beginning of their names, and the only member that may name them.
const OWNED: &[(&str, &str)] =
    &[("tauri", "book-explorer"), ("keyring", "book-explorer"), ("rusqlite", "library")];

/// A dependency as its `Cargo.toml` names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    from: String,
    to: String,
    for_tests: bool,
}

pub(crate) fn check(root: &Path) -> Outcome {
    let metadata = process::output(&mut process::cargo(&["metadata", "--format-version", "1", "--no-deps"]))
        .ok_or_else(|| Failure::new("`cargo metadata` failed"))?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(Failure::of("cargo metadata"))?;
    let mut wrong = wrong_edges(&edges(&metadata));
    wrong.extend(words_of_the_shell(&root.join("crates"))?);
    if wrong.is_empty() { Ok(()) } else { Err(Failure::new(wrong.join("\n"))) }
}

fn edges(metadata: &Value) -> BTreeSet<Edge> {
    let list =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let text =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    list(metadata, "packages")
        .iter()
        .flat_map(|package| {
            let from = text(package, "name");
            list(package, "dependencies").into_iter().map(move |dependency| Edge {
                from: from.clone(),
                to: text(&dependency, "name"),
                for_tests: text(&dependency, "kind") == "dev",
            })
        })
        .collect()
}

/// One sentence for each edge that points the wrong way.
fn wrong_edges(edges: &BTreeSet<Edge>) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let mut wrong = Vec::new();
    for Edge { from, to, for_tests } in edges {
        let Some(may) = allowed.get(from.as_str()) else {
            wrong.push(format!("{from} is not in the list of members (crates/xtask/src/direction.rs)"));
            continue;
        };
        let member = allowed.contains_key(to.as_str());
        let may_know = may.contains(&to.as_str()) || (*for_tests && FOR_TESTS.contains(&to.as_str()));
        if member && !may_know {
            wrong.push(format!("{from} may not depend on {to}"));
        }
        if let Some((_, owner)) = OWNED.iter().find(|(prefix, owner)| to.starts_with(prefix) && from != owner)
        {
            wrong.push(format!("{from} may not depend on {to}: only {owner} does"));
        }
    }
    wrong.dedup();
    wrong
}

/// Files below the shell that name the shell's framework. Our own tool must name it to check it.
fn words_of_the_shell(crates: &Path) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    for file in rust_files(crates)? {
        let own = file.strip_prefix(crates).is_ok_and(|path| path.starts_with("xtask"));
        let text = if own { String::new() } else { fs::read_to_string(&file).unwrap_or_default() };
        // The directory keeps the client document too, which tests of the core read.
        if text.to_ascii_lowercase().replace("src-tauri/", "").contains("tauri") {
            found.push(format!("{} names the shell's framework", file.display()));
        }
    }
    Ok(found)
}

/// Every `.rs` and `Cargo.toml` under `directory`.
pub(crate) fn rust_files(directory: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(Failure::of(directory.display()))?.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if name != "node_modules" && name != "target" {
                files.extend(rust_files(&path)?);
            }
        } else if name == "Cargo.toml" || path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: &str, to: &str, for_tests: bool) -> Edge {
        Edge { from: from.to_owned(), to: to.to_owned(), for_tests }
    }

    fn check(from: &str, to: &str, for_tests: bool, wrong: bool) {
        let found = wrong_edges(&BTreeSet::from([edge(from, to, for_tests)]));
        assert_eq!(!found.is_empty(), wrong, "{from} → {to}: {found:?}");
    }

    #[test]
    fn the_core_points_one_way() {
        check("explorer", "library", false, false);
        check("oauth", "atproto", false, false);
        check("oauth", "library", false, true);
        check("library", "oauth", false, true);
        check("atproto", "bookhive", false, true);
        check("library", "explorer", false, true);
    }

    #[test]
    fn the_shell_keeps_its_framework_and_the_keychain_to_itself() {
        check("book-explorer", "tauri-plugin-dialog", false, false);
        check("explorer", "tauri", false, true);
        check("oauth", "keyring-core", false, true);
        check("book-explorer", "library", false, true);
    }

    #[test]
    fn only_the_library_speaks_sql() {
        check("library", "rusqlite", false, false);
        check("explorer", "rusqlite", false, true);
        check("explorer", "rusqlite", true, true);
    }

    #[test]
    fn tests_may_know_the_servers_they_talk_to() {
        check("oauth", "rogue", true, false);
        check("oauth", "rogue", false, true);
        check("explorer", "testnet", true, false);
    }

    #[test]
    fn a_new_member_must_be_placed() {
        check("covers", "serde", false, true);
    }

    #[test]
    fn reads_names_and_kinds_from_cargo() {
        let metadata = serde_json::json!({"packages": [{"name": "oauth", "dependencies": [
            {"name": "atproto", "kind": null}, {"name": "rogue", "kind": "dev"}]}]});
        let expected = BTreeSet::from([edge("oauth", "atproto", false), edge("oauth", "rogue", true)]);
        assert_eq!(edges(&metadata), expected);
    }

    #[test]
    fn the_framework_is_found_in_a_comment_too() {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir_all(directory.path().join("library/src")).unwrap();
        fs::write(directory.path().join("library/src/lib.rs"), "//! Called by Tauri.\n").unwrap();
        assert_eq!(words_of_the_shell(directory.path()).unwrap().len(), 1);
    }
}
