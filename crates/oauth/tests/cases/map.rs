//! The map of the cases, `docs/oauth-cases.md`, names tests that exist, one at least for each case.

use std::path::{Path, PathBuf};

fn sources(directory: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") && !path.ends_with("node_modules") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_case_has_tests_and_every_test_that_is_named_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let map = std::fs::read_to_string(root.join("docs/oauth-cases.md")).unwrap();
    let mut code = Vec::new();
    sources(&root.join("crates"), &mut code);
    sources(&root.join("src-tauri/src"), &mut code);
    let mut next = 1;
    for line in map.lines() {
        let Some((number, _)) = line.trim_start_matches("| ").split_once(" | ") else { continue };
        let Ok(number) = number.parse::<u32>() else { continue };
        assert_eq!(number, next, "the cases are not in order");
        next += 1;
        let proofs = line.trim_end_matches([' ', '|']).rsplit_once("| ").unwrap().1;
        let named = proofs.split('`').skip(1).step_by(2).filter(|name| name.contains("::"));
        let mut tests = 0;
        for name in named {
            tests += 1;
            let function = name.rsplit("::").next().unwrap();
            let exists = function == "*" || code.iter().any(|text| text.contains(&format!("fn {function}(")));
            assert!(exists, "case {number} names {name}, which is not there");
        }
        assert!(tests > 0 || proofs.starts_with("the same"), "case {number} names no test");
        assert!(!proofs.contains("partly") && !proofs.contains("elsewhere: "), "case {number} is not whole");
    }
    assert_eq!(next, 62, "sixty-one cases");
}
