//! Pictures of covers: fetched only when the reader chose them, once, and kept beside the library in bounded number.
//!
//! The page never learns an address: it names a book by its hive id and gets bytes that were recognised as a picture. Which
//! picture belongs to a book the catalogue says; it is fetched by the client that has no credentials.

use crate::Explorer;
use crate::catalogue::Urgency;
use crate::explorer::Shared;
use atproto::http::{ForeignClient, Source, Url};
use atproto::picture::Picture;
use bookhive::HiveId;
use bookhive::catalogue::Question;
use library::Covers;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;
use tokio::sync::Semaphore;

/// Pictures that are kept; those seen longest ago go first.
const KEPT: usize = 5_000;
/// Pictures fetched at once.
const AT_ONCE: usize = 4;

/// A picture of a cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverPicture {
    /// `image/png`, `image/jpeg` or `image/webp`.
    pub media_type: &'static str,
    /// The whole file.
    pub bytes: Vec<u8>,
}

impl From<&Picture> for CoverPicture {
    fn from(picture: &Picture) -> Self {
        Self { media_type: picture.kind().media_type(), bytes: picture.bytes().to_vec() }
    }
}

/// The pictures on this computer, and the way to more.
#[derive(Debug)]
pub(crate) struct CoverShelf {
    client: ForeignClient,
    directory: PathBuf,
    gate: Semaphore,
    /// Books without a picture, as far as this run of the app knows.
    without: Mutex<HashSet<HiveId>>,
}

impl CoverShelf {
    pub(crate) fn new(client: ForeignClient, directory: PathBuf) -> Self {
        Self { client, directory, gate: Semaphore::new(AT_ONCE), without: Mutex::default() }
    }

    fn without(&self) -> MutexGuard<'_, HashSet<HiveId>> {
        self.without.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A hive id is letters and digits, so it is a file's name as it stands.
    fn path(&self, id: &HiveId) -> PathBuf {
        self.directory.join(id.as_str())
    }

    fn kept(&self, id: &HiveId) -> Option<CoverPicture> {
        let bytes = fs::read(self.path(id)).ok()?;
        Picture::read(bytes.into()).ok().as_ref().map(CoverPicture::from)
    }

    /// Written beside its place and moved there, so that half a picture is never shown.
    fn keep(&self, id: &HiveId, picture: &CoverPicture) -> io::Result<()> {
        fs::create_dir_all(&self.directory)?;
        let beside = self.directory.join(format!(".{id}"));
        fs::write(&beside, &picture.bytes)?;
        fs::rename(beside, self.path(id))?;
        thin_out(&self.directory, KEPT)
    }
}

/// Removes the oldest pictures above a number, and a tenth more, so that it is not done for every picture.
fn thin_out(directory: &Path, most: usize) -> io::Result<()> {
    let mut files: Vec<(SystemTime, PathBuf)> = fs::read_dir(directory)?
        .flatten()
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    if files.len() <= most {
        return Ok(());
    }
    files.sort();
    let surplus = files.len() - most + most / 10;
    files.into_iter().take(surplus).try_for_each(|(_, path)| fs::remove_file(path))
}

impl Explorer {
    /// The picture of a book's cover; `None` when there is none, it cannot be had now, or pictures are switched off.
    pub async fn cover(&self, hive_id: &str) -> Option<CoverPicture> {
        let id = HiveId::parse(hive_id).ok()?;
        self.shared.cover(id).await
    }
}

impl Shared {
    async fn cover(self: &Arc<Self>, id: HiveId) -> Option<CoverPicture> {
        if self.covers.without().contains(&id) {
            return None;
        }
        let asked = id.clone();
        let (allowed, kept) = self
            .clone()
            .blocking(move |shared| {
                let allowed = shared.library.covers()? != Covers::Off;
                Ok((allowed, shared.covers.kept(&asked).filter(|_| allowed)))
            })
            .await
            .ok()?;
        if !allowed || kept.is_some() {
            return kept;
        }
        let _turn = self.covers.gate.acquire().await.ok()?;
        let url = self.cover_address(&id).await?;
        match self.covers.client.picture(url, Source::Stranger).await {
            Ok(picture) => {
                let picture = CoverPicture::from(&picture);
                let (shelved, id) = (picture.clone(), id.clone());
                let keeping = self.clone().blocking(move |shared| {
                    if let Err(error) = shared.covers.keep(&id, &shelved) {
                        tracing::warn!(%error, "a cover could not be kept");
                    }
                    Ok(())
                });
                keeping.await.ok()?;
                Some(picture)
            }
            Err(error) => {
                tracing::debug!(%error, "no cover");
                self.covers.without().insert(id);
                None
            }
        }
    }

    /// Where the catalogue has the picture. It is asked about a book only with the reader's leave.
    async fn cover_address(self: &Arc<Self>, id: &HiveId) -> Option<Url> {
        let answer = self.ask_catalogue(&Question::Book(id.clone()), Urgency::Background).await.ok()?;
        let book = answer.into_iter().find_map(|found| found.book);
        let address =
            book.and_then(|book| book.thumbnail.or(book.cover)).and_then(|text| Url::parse(&text).ok());
        if address.is_none() {
            self.covers.without().insert(id.clone());
        }
        address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_pictures_go_first_and_some_more() {
        let directory = tempfile::tempdir().unwrap();
        for number in 0..30_u64 {
            let path = directory.path().join(format!("{number:02}"));
            fs::write(&path, b"x").unwrap();
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(number);
            fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        }
        thin_out(directory.path(), 30).unwrap();
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 30);
        thin_out(directory.path(), 20).unwrap();
        let mut names: Vec<_> =
            fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!((names.len(), names[0].to_str()), (18, Some("12")));
    }
}
