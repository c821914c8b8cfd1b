//! The log: one file in the data directory, a second when the first is full, and the terminal in debug builds.
//!
//! Spans and fields are written by the crates below, which redact what they hold. Crates of others are heard from
//! `warn` up only, whatever is asked for: an HTTP library's debug lines would show headers.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// When the file is this long it becomes `.old`, in bytes. Two of them are all the log ever takes.
const FULL: u64 = 1 << 20;

const OURS: [&str; 7] = ["book_explorer", "explorer", "library", "bookhive", "oauth", "atproto", "panic"];

static LOG: OnceLock<PathBuf> = OnceLock::new();

/// Starts logging under `data_directory`; a log that cannot be written never stops the app.
pub fn start(data_directory: &Path) {
    let level = match std::env::var("BOOK_EXPLORER_LOG").as_deref() {
        Ok("debug") => LevelFilter::DEBUG,
        Ok("trace") => LevelFilter::TRACE,
        _ => LevelFilter::INFO,
    };
    let heard =
        Targets::new().with_default(LevelFilter::WARN).with_targets(OURS.map(|target| (target, level)));
    let path = data_directory.join("book-explorer.log");
    let _ = LOG.set(path.clone());
    let file = LogFile::open(path).ok().map(|file| {
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(Mutex::new(file))
            .with_filter(heard.clone())
    });
    let terminal = cfg!(debug_assertions)
        .then(|| tracing_subscriber::fmt::layer().with_writer(io::stderr).with_filter(heard));
    if tracing_subscriber::registry().with(file).with(terminal).try_init().is_ok() {
        log_panics();
    }
}

/// The log so far, the older file first.
pub fn text() -> Vec<u8> {
    let mut text = Vec::new();
    for file in files() {
        text.extend(fs::read(file).unwrap_or_default());
    }
    text
}

/// Empties the log. What is written from now on begins a new one.
pub fn erase() {
    for file in files() {
        // The one that is open is written at its end, wherever that is.
        let emptied = OpenOptions::new().write(true).truncate(true).open(&file);
        if let Err(error) = emptied
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "the log could not be emptied");
        }
    }
}

/// Where the log is, the older file first; nothing before it was started.
fn files() -> Vec<PathBuf> {
    LOG.get().map(|path| vec![path.with_extension("log.old"), path.clone()]).unwrap_or_default()
}

/// Panics go to the log with their place, without their message: it may quote a value.
fn log_panics() {
    let standard = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(target: "panic", place, "a thread stopped");
        standard(info);
    }));
}

struct LogFile {
    path: PathBuf,
    file: File,
    written: u64,
}

impl LogFile {
    fn open(path: PathBuf) -> io::Result<Self> {
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory)?;
        }
        let file = OpenOptions::new().create(true).append(true).open(&path)?;
        let written = file.metadata()?.len();
        Ok(Self { path, file, written })
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.written >= FULL {
            fs::rename(&self.path, self.path.with_extension("log.old"))?;
            *self = Self::open(std::mem::take(&mut self.path))?;
        }
        let count = self.file.write(line)?;
        self.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_log_is_set_aside_once() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("log").join("app.log");
        let mut log = LogFile::open(path.clone()).unwrap();
        let half = vec![b'x'; FULL as usize / 2];
        for _ in 0..5 {
            log.write_all(&half).unwrap();
        }
        assert_eq!(fs::metadata(&path).unwrap().len(), FULL / 2);
        assert_eq!(fs::metadata(path.with_extension("log.old")).unwrap().len(), FULL);
    }
}
