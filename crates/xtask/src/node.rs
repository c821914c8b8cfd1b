//! Node.js: the page is built with it, and the test network runs on it.

use crate::failure::{Failure, Outcome};
use crate::process;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// What Vite needs, which needs most.
const OLDEST: (u32, u32) = (20, 19);

/// Stops with exact words where Node.js or npm is missing or too old.
pub(crate) fn ensure() -> Outcome {
    let wanted = format!("Node.js {}.{} or newer with npm (https://nodejs.org)", OLDEST.0, OLDEST.1);
    let Some(version) = process::output(&mut process::command("node", &["--version"])) else {
        return Err(Failure::new(format!("`node` was not found. This needs {wanted}.")));
    };
    let version = version.trim();
    if parse(version).is_none_or(|found| found < OLDEST) {
        return Err(Failure::new(format!("`node` is {version}. This needs {wanted}.")));
    }
    if process::output(&mut process::command("npm", &["--version"])).is_none() {
        return Err(Failure::new(format!("`npm` was not found beside node {version}. This needs {wanted}.")));
    }
    Ok(())
}

/// `npm ci` in `directory` (from the top), unless what is installed is as new as the lock file.
pub(crate) fn install(directory: &Path) -> Outcome {
    let installed = modified(&directory.join("node_modules/.package-lock.json"));
    let locked = modified(&directory.join("package-lock.json"));
    if installed.is_some() && installed >= locked {
        return Ok(());
    }
    println!("npm ci in {}", directory.display());
    process::run(&mut process::command_in(directory, "npm", &["ci", "--no-audit", "--no-fund"]))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

/// `v20.19.4` → (20, 19).
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix('v')?.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_versions_as_numbers() {
        assert_eq!(parse("v20.19.4"), Some((20, 19)));
        assert!(parse("v20.9.0") < Some(OLDEST));
        assert!(parse("v22.3.0") > Some(OLDEST));
        assert_eq!(parse("nonsense"), None);
    }
}
