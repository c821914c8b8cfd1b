//! Directories and files that only their owner may read.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes the directory (and those above it) and closes it to other users: mode 0700 where there are modes.
pub(crate) fn private_directory(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Makes the file when it is missing, mode 0600 where there are modes. SQLite gives its log and shared memory the
/// mode of the database, so they follow.
pub(crate) fn private_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let file = match options.open(path) {
        // A file on a read-only disk can still be read; SQLite says so at the first write.
        Err(error) if path.exists() && error.kind() == io::ErrorKind::PermissionDenied => return Ok(()),
        Err(error) if path.exists() && error.kind() == io::ErrorKind::ReadOnlyFilesystem => return Ok(()),
        other => other?,
    };
    close_to_others(&file)
}

#[cfg(unix)]
fn close_to_others(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn close_to_others(_: &File) -> io::Result<()> {
    Ok(())
}
