//! Files that wait until the import before them is settled: where they lie, not what they hold, so that a person who
//! mends a file meanwhile gets the mended one.

use crate::{AccountId, Library, StorageFault, WaitingFileId};
use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A file that waits for its import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingFile {
    /// Its place in the order: the lowest is next.
    pub id: WaitingFileId,
    /// Where it lies.
    pub path: PathBuf,
}

impl WaitingFile {
    /// Its name, without its directory.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

impl Library {
    /// Puts a file at the end. `bytes` are what it holds now, if it could be read: a file that waits already, by its place
    /// or by what it holds, does not wait twice, and neither does the one whose plan is open. `false` in these cases.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn let_wait(
        &self,
        account: AccountId,
        path: &Path,
        bytes: Option<&[u8]>,
    ) -> Result<bool, StorageFault> {
        let digest = bytes.map(|bytes| Sha256::digest(bytes).to_vec());
        if bytes.is_some() && self.kept_plan()?.is_some_and(|plan| Some(&*plan.bytes) == bytes) {
            return Ok(false);
        }
        self.write(|transaction| {
            let twin = "SELECT 1 FROM waiting_file WHERE account = ?1 AND digest = ?2 AND path <> ?3";
            let path = to_bytes(path);
            if transaction.query_row(twin, (account, &digest, &path), |_| Ok(())).optional()?.is_some() {
                return Ok(false);
            }
            let added = transaction.execute(
                "INSERT INTO waiting_file (account, path, digest) VALUES (?1, ?2, ?3)
                 ON CONFLICT (account, path) DO NOTHING",
                (account, &path, &digest),
            )?;
            transaction.execute(
                "UPDATE waiting_file SET digest = ?3 WHERE account = ?1 AND path = ?2",
                (account, &path, &digest),
            )?;
            Ok(added > 0)
        })
    }

    /// The files that wait, the next one first.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn waiting_files(&self, account: AccountId) -> Result<Vec<WaitingFile>, StorageFault> {
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT id, path FROM waiting_file WHERE account = ?1 ORDER BY id")?;
            let files = statement.query_map([account], |row| {
                Ok(WaitingFile { id: row.get(0)?, path: from_bytes(row.get(1)?) })
            })?;
            Ok(files.collect::<Result<_, _>>()?)
        })
    }

    /// Takes a file out: its turn has come, or the person does not want it any more.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn forget_waiting_file(&self, file: WaitingFileId) -> Result<(), StorageFault> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM waiting_file WHERE id = ?1", [file])?;
            Ok(())
        })
    }
}

/// A path as bytes: its UTF-8 where it is Unicode, on every system; otherwise what the system has. On Windows that is
/// UTF-16, little-endian, behind a byte that begins no UTF-8.
fn to_bytes(path: &Path) -> Vec<u8> {
    match path.to_str() {
        Some(text) => text.as_bytes().to_vec(),
        None => native_bytes(path),
    }
}

fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8(bytes).map_or_else(|bytes| native_path(bytes.into_bytes()), PathBuf::from)
}

#[cfg(unix)]
fn native_bytes(path: &Path) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec()
}

#[cfg(unix)]
fn native_path(bytes: Vec<u8>) -> PathBuf {
    <std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes).into()
}

#[cfg(windows)]
fn native_bytes(path: &Path) -> Vec<u8> {
    let units = std::os::windows::ffi::OsStrExt::encode_wide(path.as_os_str());
    std::iter::once(0xFF).chain(units.flat_map(u16::to_le_bytes)).collect()
}

#[cfg(windows)]
fn native_path(bytes: Vec<u8>) -> PathBuf {
    let units: Vec<u16> = bytes
        .iter()
        .skip(1)
        .zip(bytes.iter().skip(2))
        .step_by(2)
        .map(|(low, high)| u16::from_le_bytes([*low, *high]))
        .collect();
    <std::ffi::OsString as std::os::windows::ffi::OsStringExt>::from_wide(&units).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(library: &Library, account: AccountId) -> Vec<String> {
        library.waiting_files(account).unwrap().iter().map(WaitingFile::name).collect()
    }

    #[test]
    fn files_wait_in_the_order_in_which_they_came_and_over_a_restart() {
        let directory = tempfile::tempdir().unwrap();
        let library = Library::open(directory.path()).unwrap();
        let account = library.local_account().unwrap();
        for name in ["b.csv", "a.csv", "c.csv"] {
            assert!(library.let_wait(account, Path::new(name), Some(name.as_bytes())).unwrap());
        }
        let first = library.waiting_files(account).unwrap().remove(0);
        library.forget_waiting_file(first.id).unwrap();
        drop(library);
        let library = Library::open(directory.path()).unwrap();
        assert_eq!(names(&library, account), ["a.csv", "c.csv"]);
    }

    #[test]
    fn no_file_waits_twice_nor_while_its_plan_is_open() {
        let directory = tempfile::tempdir().unwrap();
        let library = Library::open(directory.path()).unwrap();
        let account = library.local_account().unwrap();
        library.keep_plan(account, "open.csv", b"open").unwrap();
        let wait =
            |name: &str, bytes: Option<&[u8]>| library.let_wait(account, Path::new(name), bytes).unwrap();
        assert!(!wait("open (1).csv", Some(b"open")));
        assert!(wait("a.csv", Some(b"old")));
        assert!(!wait("a.csv", Some(b"new")), "the same place");
        assert!(!wait("copy.csv", Some(b"new")), "what the file at that place holds now");
        assert!(wait("b.csv", Some(b"old")));
        // Two that cannot be read are not the same because of that.
        assert!(wait("gone.csv", None) && wait("gone too.csv", None));
        assert_eq!(names(&library, account), ["a.csv", "b.csv", "gone.csv", "gone too.csv"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_whose_path_is_no_unicode_waits_as_any_other() {
        let directory = tempfile::tempdir().unwrap();
        let library = Library::open(directory.path()).unwrap();
        let account = library.local_account().unwrap();
        // Both look alike when they are shown.
        let paths =
            [&b"/books/caf\xE9.csv"[..], b"/books/caf\xE8.csv"].map(|path| native_path(path.to_vec()));
        for path in &paths {
            assert!(library.let_wait(account, path, None).unwrap());
            assert!(!library.let_wait(account, path, None).unwrap(), "the same place");
        }
        drop(library);
        let library = Library::open(directory.path()).unwrap();
        let waiting: Vec<PathBuf> =
            library.waiting_files(account).unwrap().into_iter().map(|file| file.path).collect();
        assert_eq!(waiting, paths);
        assert_eq!(names(&library, account), ["caf\u{fffd}.csv"; 2]);
    }

    #[test]
    fn a_path_that_waited_before_the_table_held_bytes_waits_on() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection
            .execute_batch(&format!(
                "CREATE TABLE account (id INTEGER PRIMARY KEY); INSERT INTO account VALUES (1); {}
                 INSERT INTO waiting_file VALUES (7, 1, '/books/café.csv', x'00'); {}",
                include_str!("schema/0008_waiting_file.sql"),
                include_str!("schema/0013_waiting_path.sql"),
            ))
            .unwrap();
        let held: (i64, Vec<u8>, Vec<u8>) = connection
            .query_row("SELECT id, path, digest FROM waiting_file", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .unwrap();
        assert_eq!((held.0, from_bytes(held.1), held.2), (7, PathBuf::from("/books/café.csv"), vec![0]));
    }
}
