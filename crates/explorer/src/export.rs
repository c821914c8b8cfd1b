//! Files that leave the app: the library in other programs' columns, the repository as the server has it, a picture.

use crate::failures::not_written;
use crate::views::{ExportDone, ExportFormatView, ExportRequest};
use crate::{ErrorCode, Explorer, IpcError, present};
use atproto::http::{DownloadError, HttpRequest};
use bookhive::Day;
use library::export::{ExportError, WholeFile};
use oauth::RestoreError;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Most bytes of a repository that are taken: every post and like of a busy decade is a fraction of it.
const REPOSITORY_BYTES: u64 = 4 << 30;
/// The server has this long for each piece of the repository.
const PATIENCE: Duration = Duration::from_secs(60);
/// Most bytes of a picture that the page may hand over.
const PICTURE_BYTES: usize = 32 << 20;
/// How every PNG begins.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

impl Explorer {
    /// A name for the file, for the dialog to suggest.
    pub fn export_name(&self, format: ExportFormatView) -> String {
        let day = Day::from_timestamp(self.shared.now());
        match format {
            ExportFormatView::StoryGraph => format!("books {day} for StoryGraph.csv"),
            ExportFormatView::Goodreads => format!("books {day} for Goodreads.csv"),
            ExportFormatView::JsonLines => format!("books {day}.jsonl"),
            ExportFormatView::Car => format!("repository {day}.car"),
        }
    }

    /// Writes the library on screen, or a selection of it, to `path`. The file is there whole or not at all.
    ///
    /// # Errors
    /// [`ErrorCode::FileNotWritten`]; for a repository also what the server can do to us.
    pub async fn export(&self, request: ExportRequest, path: PathBuf) -> Result<ExportDone, IpcError> {
        let Some(format) = present::export_format(request.format) else {
            return self.export_repository(path).await;
        };
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let selection = request.selection.map(present::selection).transpose()?;
            let books = shared.library.export(account, selection.as_ref(), format, &path)?;
            done(&path, Some(books))
        })
        .await
    }

    /// The repository of the account on screen, streamed to the disk. It is public, so it is asked for without a token.
    async fn export_repository(&self, path: PathBuf) -> Result<ExportDone, IpcError> {
        let signed_out = || IpcError::new(ErrorCode::SignedOut, "the library on screen has no account");
        let did = self.blocking(move |shared| shared.current_did().ok_or_else(signed_out)).await?;
        let session = self.shared.oauth.restore(&did).await.map_err(|error| match error {
            RestoreError::StorageLocked(error) => error.into(),
            RestoreError::Store(error) => error.into(),
            error => IpcError::new(ErrorCode::SignedOut, error.to_string()),
        })?;
        let mut url = session.pds();
        url.set_path("/xrpc/com.atproto.sync.getRepo");
        url.query_pairs_mut().clear().append_pair("did", did.as_str());
        let mut file = WholeFile::create(&path).map_err(ExportError::File)?;
        let request = HttpRequest::get(url).deadline(PATIENCE);
        self.shared.http.download(request, REPOSITORY_BYTES, |piece| file.write_all(piece)).await?;
        self.blocking(move |_| {
            file.finish().map_err(ExportError::File)?;
            done(&path, None)
        })
        .await
    }

    /// Writes a picture that the page drew.
    ///
    /// # Errors
    /// [`ErrorCode::BadRequest`] when the bytes are no PNG.
    pub async fn save_picture(&self, png: Vec<u8>, path: PathBuf) -> Result<(), IpcError> {
        if !png.starts_with(PNG) || png.len() > PICTURE_BYTES {
            return Err(IpcError::new(ErrorCode::BadRequest, "this is not a picture"));
        }
        self.save(png, path).await
    }

    /// Writes a file whole or not at all.
    pub async fn save(&self, bytes: Vec<u8>, path: PathBuf) -> Result<(), IpcError> {
        self.blocking(move |_| {
            let write = || {
                let mut file = WholeFile::create(&path)?;
                file.write_all(&bytes)?;
                file.finish()
            };
            Ok(write().map_err(ExportError::File)?)
        })
        .await
    }
}

fn done(path: &Path, books: Option<u32>) -> Result<ExportDone, IpcError> {
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = path.metadata().map_err(ExportError::File)?.len();
    Ok(ExportDone { file_name, books, bytes })
}

impl From<ExportError> for IpcError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::File(cause) => not_written(&cause),
            ExportError::Storage(fault) => fault.into(),
        }
    }
}

impl From<DownloadError> for IpcError {
    fn from(error: DownloadError) -> Self {
        match error {
            DownloadError::Http(error) => error.into(),
            DownloadError::Status(status @ (429 | 500..)) => {
                Self::passing(ErrorCode::ServerBusy, format!("the server answered {status}"))
            }
            DownloadError::Status(status) => {
                Self::new(ErrorCode::ServerRefused, format!("the server answered {status}"))
            }
            DownloadError::Take(cause) => ExportError::File(cause).into(),
        }
    }
}
