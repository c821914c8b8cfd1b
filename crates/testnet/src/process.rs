use crate::TestnetError;
use serde::Deserialize;
use std::{
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
    pub(crate) fn start(arguments: &[&str]) -> Result<(Self, Ready), TestnetError> {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/network");
        install(&directory)?;
        let mut child = Command::new("node")
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
fn install(directory: &Path) -> Result<(), TestnetError> {
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
        .current_dir(directory)
        .stdin(Stdio::null())
        .status()
        .map_err(TestnetError::NpmMissing)?;
    if !status.success() {
        return Err(TestnetError::Install { directory: directory.to_owned(), status });
    }
    Ok(())
}
