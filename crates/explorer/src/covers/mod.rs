//! Pictures of covers: fetched only when the reader chose them, once, made small, and kept beside the library.
//!
//! The page never learns an address: it names a picture by a [`CoverKey`] and gets what is on the disk, or nothing. What is not
//! there is fetched behind its back, what was asked for last first, and the page is told when it has come; so a list
//! that is scrolled past never waits for a server, and a server never sees more than a few requests at once.

mod fetch;
mod files;
mod publish;
mod queue;
mod shrink;

pub(crate) use files::Holdings;
pub(crate) use publish::PUBLISHED;

use crate::explorer::Shared;
use crate::views::Event;
use crate::{Explorer, IpcError};
use atproto::Cid;
use atproto::http::ForeignClient;
use atproto::picture::Picture;
use bookhive::HiveId;
use fetch::Fetched;
use files::Files;
use library::{Covers, StorageFault};
use queue::{Queue, Wanted};
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Weak};

/// Bytes of pictures that are kept; those seen longest ago go first.
const MOST_BYTES: u64 = 200_000_000;

/// A picture of a cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverPicture {
    /// `image/jpeg`, or what an earlier version kept.
    pub media_type: &'static str,
    /// The whole file.
    pub bytes: Vec<u8>,
}

/// What a picture is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum CoverKey {
    /// The catalogue's picture of a book.
    Book(HiveId),
    /// A picture that a record of the reader's own names.
    Blob(Cid),
}

impl CoverKey {
    /// Letters and digits alone, so that it is a file's name as it stands.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return None;
        }
        HiveId::parse(text).map(Self::Book).or_else(|_| Cid::parse(text).map(Self::Blob)).ok()
    }
}

impl fmt::Display for CoverKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Book(id) => f.write_str(id.as_str()),
            Self::Blob(cid) => f.write_str(cid.as_str()),
        }
    }
}

/// For what a picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    /// A tile of the wall, the inspector.
    Large,
    /// A row of a table.
    Small,
}

/// Reads `<key>` and `<key>/small`.
fn parse(asked: &str) -> Option<(CoverKey, Size)> {
    match asked.split_once('/') {
        None => Some((CoverKey::parse(asked)?, Size::Large)),
        Some((key, "small")) => Some((CoverKey::parse(key)?, Size::Small)),
        Some(_) => None,
    }
}

fn file_name(key: &CoverKey, size: Size) -> String {
    match size {
        Size::Large => key.to_string(),
        Size::Small => format!("{key}.small"),
    }
}

/// The pictures on this computer, and the way to more.
#[derive(Debug)]
pub(crate) struct CoverShelf {
    client: ForeignClient,
    files: Files,
    queue: Queue,
}

impl CoverShelf {
    pub(crate) fn new(client: ForeignClient, directory: PathBuf) -> Self {
        Self { client, files: Files::new(directory, MOST_BYTES), queue: Queue::default() }
    }

    /// How much is kept.
    pub(crate) fn holdings(&self) -> Holdings {
        self.files.holdings()
    }

    /// The reader chose anew: what was missing may be there, and what was wanted need not be.
    pub(crate) fn look_again(&self) {
        self.queue.clear();
    }

    /// Forgets everything.
    pub(crate) fn empty(&self) {
        self.queue.clear();
        self.files.retain(|_| false);
    }

    fn kept(&self, key: &CoverKey, size: Size) -> Option<CoverPicture> {
        let bytes = self.files.read(&file_name(key, size))?;
        let picture = Picture::read(bytes.into()).ok()?;
        Some(CoverPicture { media_type: picture.kind().media_type(), bytes: picture.bytes().to_vec() })
    }

    /// Makes a picture small, in both sizes, and keeps it. `false` when it cannot be read.
    fn keep(&self, key: &CoverKey, picture: &Picture) -> bool {
        let shrunk = match shrink::shrink(picture) {
            Ok(shrunk) => shrunk,
            Err(error) => {
                tracing::debug!(%key, %error, "a cover cannot be read");
                return false;
            }
        };
        for (size, bytes) in [(Size::Small, shrunk.small), (Size::Large, shrunk.large)] {
            if let Err(error) = self.files.keep(&file_name(key, size), &bytes) {
                tracing::warn!(%error, "a cover could not be kept");
            }
        }
        true
    }
}

impl Explorer {
    /// The picture that is asked for as `<key>` or `<key>/small`; `None` when there is none here, or pictures are switched off.
    /// In the first case it is fetched, and [`Event::Covers`] tells that it came.
    pub async fn cover(&self, asked: &str) -> Option<CoverPicture> {
        let (key, size) = parse(asked)?;
        let shared = self.shared.clone();
        let kept = shared.blocking(move |shared| {
            if shared.library.covers()? == Covers::Off {
                return Ok(None);
            }
            let kept = shared.covers.kept(&key, size);
            if kept.is_none() {
                let owner = shared.current_did();
                shared.want_cover(Wanted { key, owner });
            }
            Ok(kept)
        });
        kept.await.ok().flatten()
    }
}

impl Shared {
    fn want_cover(self: &Arc<Self>, wanted: Wanted) {
        if !self.covers.queue.want(wanted) {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            self.covers.queue.worker_left();
            return;
        };
        runtime.spawn(work(Arc::downgrade(self)));
    }

    /// Fetches one picture and keeps it.
    async fn fetch_cover(self: &Arc<Self>, wanted: Wanted) -> Outcome {
        match self.find_cover(&wanted.key, wanted.owner.as_ref()).await {
            Fetched::Picture(picture) => {
                let key = wanted.key.clone();
                let keeping = self.clone().blocking(move |shared| Ok(shared.covers.keep(&key, &picture)));
                if keeping.await.unwrap_or(false) {
                    self.covers.queue.came();
                    self.events.tell(Event::Covers { keys: vec![wanted.key.to_string()] });
                } else {
                    self.covers.queue.has_none(wanted.key);
                }
                Outcome::Next
            }
            Fetched::None => {
                self.covers.queue.has_none(wanted.key);
                Outcome::Next
            }
            Fetched::NotAllowed => Outcome::Next,
            Fetched::NotNow(told) => Outcome::Pause(self.covers.queue.later(wanted, told)),
        }
    }

    /// Throws away pictures that no book on this computer is shown with any more.
    pub(crate) fn forget_covers(&self) -> Result<(), IpcError> {
        let names = self.library.cover_names()?;
        let of = |file: &str| file.split('.').next().unwrap_or_default().to_owned();
        self.covers.files.retain(|file| names.contains(&of(file)));
        Ok(())
    }

    /// Whether pictures are fetched at all.
    pub(super) fn shows_covers(&self) -> Result<bool, StorageFault> {
        Ok(self.library.covers()? != Covers::Off)
    }
}

enum Outcome {
    Next,
    Pause(std::time::Duration),
}

/// One worker: fetches until nothing is wanted, or the application is gone.
async fn work(shared: Weak<Shared>) {
    loop {
        let Some(strong) = shared.upgrade() else { return };
        let Some(wanted) = strong.covers.queue.take() else { return };
        if let Outcome::Pause(wait) = strong.fetch_cover(wanted).await {
            drop(strong);
            tokio::time::sleep(wait).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hive_id_or_a_cid_names_a_picture() {
        let (book, small) = parse("bk_73LNzIlk0cwq7dpRTO5m/small").unwrap();
        assert!(matches!(book, CoverKey::Book(_)) && small == Size::Small);
        let (blob, large) = parse("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku").unwrap();
        assert!(matches!(blob, CoverKey::Blob(_)) && large == Size::Large);
        for other in ["", "..", "../../library.sqlite", "bk_/small", "a/b", "bk_73LNzIlk0cwq7dpRTO5m/large"] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
