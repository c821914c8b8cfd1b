//! Copies of a database: dated backups, files that were set aside, and putting a backup in a database's place.
//!
//! A copy gets its final name only once it is whole and on the disk, so that a power cut leaves no half one to be
//! offered. Nothing here ever writes over a database that is in use.

use super::{MIGRATIONS, OpenError, beside, check_integrity, connect, files, migrate};
use rusqlite::Connection;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Backups kept per database; older ones are removed.
const KEPT: usize = 2;
/// Directory of the backups, in the directory of the database.
const BACKUPS: &str = "backups";
/// Directory of files that were taken out of use and never deleted.
const SET_ASIDE: &str = "set-aside";
/// Ending of a file that is still being written.
const PART: &str = ".part";
/// Ending of a whole file that is about to take the database's place.
const RESTORED: &str = ".restored";

/// A copy of the library that can take its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Its name, by which it is restored. Not a path.
    pub name: String,
    /// When it was made.
    pub at: jiff::Timestamp,
    /// Its size.
    pub bytes: u64,
}

/// A backup did not take the library's place. What was there still is.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// There is no backup of that name.
    #[error("the backup is not there any more")]
    Unknown,
    /// The backup is no sound database.
    #[error("the backup is damaged")]
    Damaged,
    /// A later version of the app made the backup.
    #[error("the backup was made by a later version of the app")]
    Newer,
    /// A file could not be copied or moved.
    #[error("the files could not be moved")]
    Files(#[source] io::Error),
    /// The library could not be opened afterwards.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// The backups of the library in `directory`, the newest first. What cannot be read is left out.
pub fn backups(directory: &Path) -> Vec<Backup> {
    listed(directory, crate::library::FILE)
}

fn listed(directory: &Path, name: &str) -> Vec<Backup> {
    let Ok(entries) = fs::read_dir(directory.join(BACKUPS)) else { return Vec::new() };
    let prefix = format!("{name}.");
    let mut backups: Vec<Backup> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            let ours = name.starts_with(&prefix) && !name.ends_with(PART) && !name.ends_with("-journal");
            let at = jiff::Timestamp::try_from(metadata.modified().ok()?).ok()?;
            (ours && metadata.len() > 0).then_some(Backup { name, at, bytes: metadata.len() })
        })
        .collect();
    backups.sort_by(|a, b| (b.at, &b.name).cmp(&(a.at, &a.name)));
    backups
}

/// Writes a compact copy of the database, `backups/<name>.<label>`, and removes all but the newest two. Its age is its
/// file's; `now` when that is told.
pub(crate) fn back_up(
    connection: &Connection,
    directory: &Path,
    name: &str,
    label: &str,
    now: Option<jiff::Timestamp>,
) -> Result<Backup, OpenError> {
    let folder = directory.join(BACKUPS);
    files::private_directory(&folder).map_err(OpenError::Directory)?;
    let path = folder.join(format!("{name}.{label}"));
    let part = beside(&path, PART);
    // VACUUM INTO wants an empty file or none; a half-written one is of no use to anybody.
    let _ = fs::remove_file(&part);
    files::private_file(&part).map_err(OpenError::Directory)?;
    connection.execute("VACUUM INTO ?1", [part.to_string_lossy()])?;
    if let Some(now) = now {
        let made = File::options().write(true).open(&part).and_then(|file| file.set_modified(now.into()));
        made.map_err(OpenError::Directory)?;
    }
    settle(&part, &path).map_err(OpenError::Directory)?;
    let kept = listed(directory, name);
    for old in kept.iter().skip(KEPT) {
        // Failing to is no reason to fail.
        if let Err(error) = fs::remove_file(folder.join(&old.name)) {
            tracing::warn!(%error, "an old backup could not be removed");
        }
    }
    let made = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    kept.into_iter()
        .find(|backup| backup.name == made)
        .ok_or_else(|| OpenError::Directory(io::ErrorKind::NotFound.into()))
}

/// Gives a written file its name once its content is on the disk.
fn settle(part: &Path, path: &Path) -> io::Result<()> {
    File::options().write(true).open(part)?.sync_all()?;
    fs::rename(part, path)?;
    sync_directory(path)
}

/// A rename is on the disk when its directory is. Only Unix lets a directory be opened.
fn sync_directory(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(directory) if cfg!(unix) => File::open(directory)?.sync_all(),
        _ => Ok(()),
    }
}

/// Moves a database and its log out of the way, to `set-aside/<time>-<name>`. `Ok` also when there is none.
///
/// # Errors
/// When a file cannot be moved; then it is where it was.
pub(crate) fn set_aside(directory: &Path, name: &str, now: jiff::Timestamp) -> io::Result<()> {
    let folder = directory.join(SET_ASIDE);
    files::private_directory(&folder)?;
    let mut aside = folder.join(format!("{}-{name}", stamp(now)));
    for number in 2.. {
        if !aside.exists() {
            break;
        }
        aside = folder.join(format!("{}-{number}-{name}", stamp(now)));
    }
    let path = directory.join(name);
    // The log first: without it the database is an older state of itself, with a stranger's log it is nothing.
    for ending in ["-wal", "-shm", ""] {
        match fs::rename(beside(&path, ending), beside(&aside, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    sync_directory(&aside)
}

/// A time as a part of a file's name.
pub(crate) fn stamp(now: jiff::Timestamp) -> String {
    now.strftime("%Y-%m-%dT%H-%M-%SZ").to_string()
}

/// For a library that cannot be opened: sets its file aside, and puts a backup in its place, or nothing, so that the
/// next opening makes an empty one. Sessions are in a file of their own and stay.
///
/// # Errors
/// [`RestoreError`]; the damaged file is then where it was, or set aside.
pub fn recover(directory: &Path, backup: Option<&str>, now: jiff::Timestamp) -> Result<(), RestoreError> {
    match backup {
        Some(backup) => replace(directory, backup, now),
        None => set_aside(directory, crate::library::FILE, now).map_err(RestoreError::Files),
    }
}

/// Puts a backup in the place of a library that nobody has open; what was there is set aside.
///
/// The server knows more than a backup does: the mirror is listed anew, and what waited then may have been sent or
/// changed again since, so it wins over nobody without being asked.
pub(crate) fn replace(directory: &Path, backup: &str, now: jiff::Timestamp) -> Result<(), RestoreError> {
    let name = crate::library::FILE;
    if !listed(directory, name).iter().any(|known| known.name == backup) {
        return Err(RestoreError::Unknown);
    }
    let restored = beside(&directory.join(name), RESTORED);
    let part = beside(&restored, PART);
    let _ = fs::remove_file(&part);
    files::private_file(&part).map_err(RestoreError::Files)?;
    fs::copy(directory.join(BACKUPS).join(backup), &part).map_err(RestoreError::Files)?;
    let outcome = prepare(&part);
    if outcome.is_err() {
        let _ = fs::remove_file(&part);
        return outcome;
    }
    settle(&part, &restored).map_err(RestoreError::Files)?;
    set_aside(directory, name, now).map_err(RestoreError::Files)?;
    finish_restoring(directory, name).map_err(RestoreError::Files)
}

/// Checks a copy, takes it to the present schema and makes it ask the server for everything.
fn prepare(copy: &Path) -> Result<(), RestoreError> {
    let damaged = |error: OpenError| match error {
        OpenError::Damaged => RestoreError::Damaged,
        other => RestoreError::Open(other),
    };
    let mut connection = connect(copy).map_err(damaged)?;
    check_integrity(&connection).map_err(|fault| damaged(fault.into()))?;
    let known = MIGRATIONS.last().map_or(0, |last| last.version);
    if migrate::version(&connection).map_err(OpenError::from)? > known {
        return Err(RestoreError::Newer);
    }
    migrate::bring_up_to_date(&mut connection, MIGRATIONS).map_err(damaged)?;
    connection
        .execute_batch(
            "UPDATE account SET rev = NULL, head = NULL;
             UPDATE outbox SET single = 0;",
        )
        .map_err(OpenError::from)?;
    Ok(())
}

/// Completes what a kill interrupted between setting the old file aside and moving the new one in.
pub(super) fn finish_restoring(directory: &Path, name: &str) -> io::Result<()> {
    let path = directory.join(name);
    let restored = beside(&path, RESTORED);
    if path.exists() || !restored.exists() {
        return Ok(());
    }
    fs::rename(restored, &path)?;
    sync_directory(&path)
}

/// Removes every copy of the databases in `directory`: backups, files set aside, a restored file never used.
pub(crate) fn remove_copies(directory: &Path) {
    let folders: [PathBuf; 2] = [BACKUPS, SET_ASIDE].map(|folder| directory.join(folder));
    let restored = beside(&directory.join(crate::library::FILE), RESTORED);
    let outcomes = folders
        .iter()
        .map(fs::remove_dir_all)
        .chain([fs::remove_file(&restored), fs::remove_file(beside(&restored, PART))]);
    for error in outcomes.filter_map(Result::err).filter(|error| error.kind() != io::ErrorKind::NotFound) {
        tracing::warn!(%error, "a copy of the library could not be removed");
    }
}
