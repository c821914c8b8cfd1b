//! The length of the files: what is longer than a sitting is split by its meaning.

use crate::direction::rust_files;
use crate::failure::{Failure, Outcome};
use std::fs;
use std::path::Path;

/// Lines of a Rust file, tests apart.
const LONGEST: usize = 600;

/// Lines of the shell in all that say something, tests and build script apart.
const SHELL: usize = 1_000;

pub(crate) fn check(root: &Path) -> Outcome {
    let mut wrong = Vec::new();
    let mut shell = 0;
    for directory in ["crates", "src-tauri"] {
        for file in rust_files(&root.join(directory))? {
            let text = fs::read_to_string(&file).map_err(Failure::of(file.display()))?;
            if file.starts_with(root.join("src-tauri/src")) {
                shell += text_without_tests(&text).filter(|line| !line.trim().is_empty()).count();
            }
            let lines = text_without_tests(&text).count();
            if lines > LONGEST && !is_test(&file) {
                wrong.push(format!("{} has {lines} lines; {LONGEST} is the most", file.display()));
            }
        }
    }
    if shell > SHELL {
        wrong.push(format!("src-tauri has {shell} lines; {SHELL} is the most"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::new(wrong.join("\n"))) }
}

fn is_test(file: &Path) -> bool {
    file.components().any(|part| part.as_os_str() == "tests")
        || file.file_name().is_some_and(|name| name == "tests.rs")
}

fn text_without_tests(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take_while(|line| !line.starts_with("#[cfg(test)]") && !line.starts_with("#[cfg(all(test"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_do_not_count() {
        assert_eq!(text_without_tests("one\ntwo\n#[cfg(test)]\nmod tests {}\n").count(), 2);
        assert!(is_test(Path::new("crates/library/tests/import_storygraph.rs")));
        assert!(is_test(Path::new("crates/oauth/src/pkce/tests.rs")));
        assert!(!is_test(Path::new("crates/oauth/src/pkce.rs")));
    }

    #[test]
    fn a_long_file_is_named() {
        let directory = tempfile::tempdir().unwrap();
        for part in ["crates", "src-tauri"] {
            fs::create_dir(directory.path().join(part)).unwrap();
        }
        assert!(check(directory.path()).is_ok());
        fs::write(directory.path().join("crates/long.rs"), "\n".repeat(LONGEST + 1)).unwrap();
        assert!(check(directory.path()).unwrap_err().to_string().contains("long.rs"));
    }
}
