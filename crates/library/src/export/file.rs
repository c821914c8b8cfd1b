use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that people find whole or not at all: it is written beside its place under another name, and takes the place,
/// and what was there, when it is [finished](Self::finish). Dropped before that, nothing remains of it.
#[derive(Debug)]
pub struct WholeFile {
    path: PathBuf,
    part: PathBuf,
    file: Option<BufWriter<File>>,
}

impl WholeFile {
    /// Begins a file for `path`, with the permissions that the user's files have.
    ///
    /// # Errors
    /// When nothing can be written in that directory.
    pub fn create(path: &Path) -> io::Result<Self> {
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
        for number in 0..100 {
            let part = path.with_file_name(format!(".{name}.{number}.part"));
            match File::create_new(&part) {
                Ok(file) => {
                    return Ok(Self { path: path.to_owned(), part, file: Some(BufWriter::new(file)) });
                }
                // Left over, or somebody else's at this moment.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Puts the file in its place once it is on the disk.
    ///
    /// # Errors
    /// When the disk is full or fails; what was there before still is.
    pub fn finish(mut self) -> io::Result<()> {
        let writer = self.file.take().ok_or(io::ErrorKind::NotFound)?;
        let outcome = writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&self.part, &self.path));
        if outcome.is_err() {
            let _ = fs::remove_file(&self.part);
        }
        outcome
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().ok_or(io::ErrorKind::NotFound)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn an_unfinished_file_leaves_what_was_there() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("books.csv");
        fs::write(&path, "before").unwrap();
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert_eq!(
            (fs::read_to_string(&path).unwrap(), names(directory.path())),
            ("before".into(), vec!["books.csv".into()])
        );
    }

    #[test]
    fn a_finished_file_replaces_what_was_there() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("books.csv");
        fs::write(&path, "before").unwrap();
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"after").unwrap();
        file.finish().unwrap();
        assert_eq!(
            (fs::read_to_string(&path).unwrap(), names(directory.path())),
            ("after".into(), vec!["books.csv".into()])
        );
    }

    #[test]
    fn a_directory_that_is_not_there_is_an_error_at_once() {
        let directory = tempfile::tempdir().unwrap();
        assert!(WholeFile::create(&directory.path().join("no/books.csv")).is_err());
    }
}
