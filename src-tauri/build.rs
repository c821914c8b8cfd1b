//! Builds the page, then lets Tauri embed it. Declares the command list, so that no command is open by default.

#[macro_use]
#[path = "src/commands/names.rs"]
mod names;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

macro_rules! list {
    ($($module:ident: $($name:ident)*;)*) => { &[$($(stringify!($name)),*),*] };
}

const COMMANDS: &[&str] = commands!(list);

type Outcome = Result<(), Box<dyn Error>>;

/// What the page is built from. Never `ui/dist`: the build writes it, and would start itself anew each time.
const PAGE_SOURCES: &[&str] = &[
    "ui/src",
    "ui/index.html",
    "ui/package.json",
    "ui/package-lock.json",
    "ui/svelte.config.js",
    "ui/tsconfig.json",
    "ui/vite.config.ts",
];

fn main() -> Outcome {
    for path in PAGE_SOURCES.iter().chain(&["src-tauri/capabilities", "src-tauri/client-metadata.json"]) {
        // A path that does not exist would make Cargo run this script every time.
        if Path::new(path).exists() {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    println!("cargo:rerun-if-changed=src-tauri/src/commands/names.rs");
    build_page()?;
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/**/*")
            .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS)),
    )?;
    Ok(())
}

/// `npm ci` where nothing is installed or the lock file is newer, then `npm run build`.
fn build_page() -> Outcome {
    let changed = |path| fs::metadata(path).and_then(|found| found.modified());
    let lock = changed("ui/package-lock.json").map_err(|error| format!("ui/package-lock.json: {error}"))?;
    // npm writes this file last when it installs.
    if changed("ui/node_modules/.package-lock.json").is_ok_and(|installed| installed >= lock) {
        return npm(&["run", "--silent", "build"]);
    }
    npm(&["ci", "--no-audit", "--no-fund", "--loglevel=error"])?;
    npm(&["run", "--silent", "build"])
}

fn npm(arguments: &[&str]) -> Outcome {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    // Cargo's variables would reach native addons and change what they build.
    let output = Command::new(program)
        .args(arguments)
        .current_dir("ui")
        .env_remove("RUSTC")
        .env_remove("TARGET")
        .env_remove("HOST")
        .output()
        .map_err(|error| {
            format!("npm did not start ({error}); building the page needs Node.js 20.19 or newer with npm")
        })?;
    if output.status.success() {
        return Ok(());
    }
    let words = [output.stdout, output.stderr].concat();
    Err(format!(
        "`npm {}` failed in ui/ ({}):\n{}",
        arguments.join(" "),
        output.status,
        String::from_utf8_lossy(&words)
    )
    .into())
}
