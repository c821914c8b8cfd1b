//! The map of what goes wrong elsewhere, `docs/import-cases.md`, names tests that exist.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::path::Path;

#[test]
fn every_case_names_tests_that_exist() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let map = std::fs::read_to_string(here.join("../../docs/import-cases.md")).unwrap();
    let mut cases = 0;
    for line in map.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [number, _, proofs] = cells[..] else { continue };
        let Ok(number) = number.parse::<usize>() else { continue };
        cases += 1;
        assert_eq!(number, cases, "the cases are not in order");
        let named: Vec<&str> = proofs.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "case {number} names no test");
        for name in named {
            let (file, function) = name.split_once("::").unwrap();
            let file = if file == "elsewhere" { "what_goes_wrong_elsewhere" } else { file };
            let code = std::fs::read_to_string(here.join(format!("tests/{file}.rs"))).unwrap();
            assert!(
                code.contains(&format!("fn {function}(")),
                "case {number} names {name}, which is not there"
            );
        }
    }
    assert_eq!(cases, 35);
}
