//! Pictures on the disk: so many bytes of them, those seen longest ago going first.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// A file's time tells when it was seen, to this: looking at a picture does not write each time.
const GRAIN: Duration = Duration::from_secs(3_600);

/// How much is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Holdings {
    pub(crate) files: u32,
    pub(crate) bytes: u64,
}

/// A directory of pictures by name.
#[derive(Debug)]
pub(super) struct Files {
    directory: PathBuf,
    most_bytes: u64,
    /// What is there, once it was looked at.
    index: Mutex<Option<Index>>,
}

#[derive(Debug, Default)]
struct Index {
    files: HashMap<String, File>,
    bytes: u64,
}

#[derive(Debug, Clone, Copy)]
struct File {
    bytes: u64,
    seen: SystemTime,
}

impl Files {
    pub(super) fn new(directory: PathBuf, most_bytes: u64) -> Self {
        Self { directory, most_bytes, index: Mutex::default() }
    }

    fn index(&self) -> MutexGuard<'_, Option<Index>> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, work: impl FnOnce(&mut Index) -> T) -> T {
        let mut index = self.index();
        work(index.get_or_insert_with(|| self.look()))
    }

    /// Reads the directory. What a killed app left half written is removed.
    fn look(&self) -> Index {
        let mut index = Index::default();
        for entry in fs::read_dir(&self.directory).into_iter().flatten().flatten() {
            let Ok(name) = entry.file_name().into_string() else { continue };
            if name.starts_with('.') {
                let _ = fs::remove_file(entry.path());
                continue;
            }
            let Ok(about) = entry.metadata() else { continue };
            let seen = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            index.put(name, File { bytes: about.len(), seen });
        }
        index
    }

    pub(super) fn holdings(&self) -> Holdings {
        self.with(|index| Holdings {
            files: u32::try_from(index.files.len()).unwrap_or(u32::MAX),
            bytes: index.bytes,
        })
    }

    /// The size of a file.
    pub(super) fn bytes_of(&self, name: &str) -> Option<u64> {
        self.with(|index| index.files.get(name).map(|file| file.bytes))
    }

    /// The file of a name, which counts as seen.
    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        let bytes = fs::read(self.directory.join(name)).ok()?;
        let now = SystemTime::now();
        let stale = self.with(|index| {
            let file = index.files.get_mut(name)?;
            let stale = now.duration_since(file.seen).is_ok_and(|age| age > GRAIN);
            file.seen = now;
            Some(stale)
        });
        if stale == Some(true) {
            let touched = fs::File::options().append(true).open(self.directory.join(name));
            let _ = touched.and_then(|file| file.set_modified(now));
        }
        Some(bytes)
    }

    /// Written beside its place and moved there, so that half a picture is never shown.
    pub(super) fn keep(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.directory)?;
        let beside = self.directory.join(format!(".{name}"));
        fs::write(&beside, bytes)?;
        fs::rename(beside, self.directory.join(name))?;
        let surplus = self.with(|index| {
            index.put(name.to_owned(), File { bytes: bytes.len() as u64, seen: SystemTime::now() });
            index.surplus(self.most_bytes)
        });
        self.remove(&surplus);
        Ok(())
    }

    /// Removes every file that is not to stay.
    pub(super) fn retain(&self, stays: impl Fn(&str) -> bool) {
        let gone: Vec<String> =
            self.with(|index| index.files.keys().filter(|name| !stays(name)).cloned().collect());
        self.remove(&gone);
    }

    fn remove(&self, names: &[String]) {
        for name in names {
            match fs::remove_file(self.directory.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, "a picture could not be removed");
                }
                _ => self.with(|index| index.drop(name)),
            }
        }
    }
}

impl Index {
    fn put(&mut self, name: String, file: File) {
        self.bytes += file.bytes;
        if let Some(before) = self.files.insert(name, file) {
            self.bytes -= before.bytes;
        }
    }

    fn drop(&mut self, name: &str) {
        if let Some(file) = self.files.remove(name) {
            self.bytes -= file.bytes;
        }
    }

    /// With more than `most` bytes, the oldest files down to nine tenths of that, so that it is not done for every picture.
    fn surplus(&self, most: u64) -> Vec<String> {
        if self.bytes <= most {
            return Vec::new();
        }
        let mut oldest: Vec<_> = self.files.iter().collect();
        oldest.sort_by(|one, other| (one.1.seen, one.0).cmp(&(other.1.seen, other.0)));
        let mut left = self.bytes;
        let goal = most - most / 10;
        let surplus = oldest.into_iter().take_while(|(_, file)| {
            let more = left > goal;
            left = left.saturating_sub(file.bytes);
            more
        });
        surplus.map(|(name, _)| name.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thirty files of ten bytes, seen one after the other long ago.
    fn filled(most_bytes: u64) -> (tempfile::TempDir, Files) {
        let directory = tempfile::tempdir().unwrap();
        for number in 0..30_u64 {
            let path = directory.path().join(format!("{number:02}"));
            fs::write(&path, b"0123456789").unwrap();
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(number);
            fs::File::options().append(true).open(&path).unwrap().set_modified(time).unwrap();
        }
        let files = Files::new(directory.path().to_owned(), most_bytes);
        (directory, files)
    }

    #[test]
    fn what_was_seen_longest_ago_goes_first_and_some_more() {
        let (directory, files) = filled(300);
        assert_eq!(files.holdings(), Holdings { files: 30, bytes: 300 });
        assert!(files.read("00").is_some(), "seen now");
        files.keep("new", b"0123456789").unwrap();
        assert_eq!(files.holdings(), Holdings { files: 27, bytes: 270 });
        let left = |name| directory.path().join(name).exists();
        assert_eq!((left("00"), left("04"), left("05"), left("new")), (true, false, true, true));
        // The order outlives the process.
        let files = Files::new(directory.path().to_owned(), 260);
        files.keep("newer", b"0123456789").unwrap();
        assert_eq!((left("00"), left("06"), files.holdings().bytes), (true, false, 230));
    }

    #[test]
    fn replacing_a_file_counts_it_once_and_half_a_file_is_swept_away() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join(".half"), b"x").unwrap();
        let files = Files::new(directory.path().to_owned(), 1_000);
        files.keep("one", b"0123456789").unwrap();
        files.keep("one", b"01234").unwrap();
        assert_eq!(files.holdings(), Holdings { files: 1, bytes: 5 });
        assert!(!directory.path().join(".half").exists());
        files.retain(|_| false);
        assert_eq!((files.holdings(), files.read("one")), (Holdings::default(), None));
    }
}
