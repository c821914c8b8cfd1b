use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Largest export that is read, in bytes: 64 MB.
pub const FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Why a dropped path gave no bytes.
#[derive(Debug, thiserror::Error)]
pub enum ReadFileError {
    /// Nothing is there.
    #[error("there is no such file")]
    NotFound,
    /// The path is a folder.
    #[error("this is a folder, not a file")]
    Directory,
    /// A device, pipe or socket: reading it could block or never end.
    #[error("this is not an ordinary file")]
    NotRegular,
    /// More than [`FILE_BYTES`].
    #[error("the file is larger than 64 MB")]
    TooLarge,
    /// The system refused or failed.
    #[error("the file could not be read")]
    Io(#[source] std::io::Error),
}

/// The bytes of a regular file of at most [`FILE_BYTES`].
///
/// The kind is looked at before the file is opened, because opening a pipe blocks. The size is counted while reading
/// and not only asked for, because a file may grow meanwhile.
pub fn read_file(path: &Path) -> Result<Vec<u8>, ReadFileError> {
    let fault = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => ReadFileError::NotFound,
        _ => ReadFileError::Io(error),
    };
    let about = std::fs::metadata(path).map_err(fault)?;
    if about.is_dir() {
        return Err(ReadFileError::Directory);
    }
    if !about.is_file() {
        return Err(ReadFileError::NotRegular);
    }
    if about.len() > FILE_BYTES {
        return Err(ReadFileError::TooLarge);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or_default());
    File::open(path).and_then(|file| file.take(FILE_BYTES + 1).read_to_end(&mut bytes)).map_err(fault)?;
    if bytes.len() as u64 > FILE_BYTES { Err(ReadFileError::TooLarge) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_path_has_its_own_answer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.csv");
        assert!(matches!(read_file(&path), Err(ReadFileError::NotFound)));
        assert!(matches!(read_file(folder.path()), Err(ReadFileError::Directory)));
        std::fs::write(&path, b"Title").unwrap();
        assert_eq!(read_file(&path).unwrap(), b"Title");
    }

    #[test]
    fn a_large_file_is_refused_without_reading_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.csv");
        File::create(&path).unwrap().set_len(FILE_BYTES + 1).unwrap();
        assert!(matches!(read_file(&path), Err(ReadFileError::TooLarge)));
    }

    #[cfg(unix)]
    #[test]
    fn pipes_and_sockets_are_refused_without_waiting_for_them() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe.csv");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(matches!(read_file(&pipe), Err(ReadFileError::NotRegular)));
        let socket = folder.path().join("socket.csv");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(matches!(read_file(&socket), Err(ReadFileError::NotRegular)));
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_refused_without_opening_it() {
        assert!(matches!(read_file(Path::new("/dev/zero")), Err(ReadFileError::NotRegular)));
    }
}
