//! Covers brought to the reader's own server, because they asked for it, after they saw which.
//!
//! Only pictures that are on this computer, and so were fetched from the catalogue for these very books, are brought; as
//! they are shown, small and without what a stranger wrote into them. One at a time, at most [`A_DAY`] of them a day,
//! within the account's own sync; the record then names the picture by way of the outbox, as any change.

use super::{CoverKey, Size, file_name};
use crate::explorer::Shared;
use crate::views::{CoverOrder, CoverPreview, CoverToBring, CoverUploadState, CoverUploads, Event};
use crate::{ErrorCode, Explorer, IpcError, present};
use atproto::Did;
use bookhive::{Day, limit};
use jiff::{Timestamp, ToSpan};
use library::{AccountId, Coverless, Covers, Library};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::Arc;

/// Covers that are brought to a server on one day, in UTC. Servers are other people's disks.
const A_DAY: u32 = 1_000;
/// The covers that a preview shows.
const SHOWN: usize = 300;
/// The kind of picture that is brought.
pub(crate) const PUBLISHED: &str = "image/jpeg";

impl Explorer {
    /// Which covers could be brought to the account's server now.
    pub async fn preview_covers(&self) -> Result<CoverPreview, IpcError> {
        self.blocking(|shared| {
            let account = shared.current_account()?;
            let today = shared.covers_left_today(account)?;
            let waiting = shared.library.covers_waiting(account)?;
            let ready = shared.covers_to_bring(account)?;
            let covers = present::count(ready.books.len());
            let after_today = (waiting + covers).saturating_sub(today);
            Ok(CoverPreview {
                covers,
                bytes: ready.bytes,
                days: u32::from(today > 0 && covers > 0) + after_today.div_ceil(A_DAY),
                without: ready.without,
                digest: ready.digest(),
                books: ready.books.into_iter().take(SHOWN).map(to_bring).collect(),
            })
        })
        .await
    }

    /// Brings the covers that the preview named by `digest` showed, beginning now.
    ///
    /// # Errors
    /// [`ErrorCode::EditOutdated`] when they are others by now; [`ErrorCode::BadRequest`] when covers are not to be
    /// published.
    pub async fn publish_covers(&self, digest: String) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            if shared.library.covers()? != Covers::Publish {
                return Err(IpcError::new(ErrorCode::BadRequest, "covers are not to be published"));
            }
            let ready = shared.covers_to_bring(account)?;
            if ready.digest() != digest {
                return Err(IpcError::new(ErrorCode::EditOutdated, "the covers are others than were shown"));
            }
            let books: Vec<_> = ready.books.iter().map(|one| one.book).collect();
            shared.library.agree_to_covers(account, &books)?;
            shared.set_covers_paused(false)?;
            shared.tell_cover_uploads();
            shared.wake_sync();
            Ok(())
        })
        .await
    }

    /// How the covers of the account on screen are on their way.
    pub async fn cover_uploads(&self) -> Result<CoverUploads, IpcError> {
        self.blocking(|shared| shared.cover_uploads()).await
    }

    /// Holds the covers that wait, lets them go on, or lets them go.
    pub async fn steer_covers(&self, order: CoverOrder) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            match order {
                CoverOrder::Stop => shared.library.let_covers_go(shared.current_account()?)?,
                CoverOrder::Pause | CoverOrder::GoOn => {
                    shared.set_covers_paused(order == CoverOrder::Pause)?;
                }
            }
            shared.tell_cover_uploads();
            shared.wake_sync();
            Ok(())
        })
        .await
    }
}

/// Books whose pictures are here.
struct Ready {
    books: Vec<Coverless>,
    bytes: u64,
    without: u32,
}

impl Ready {
    fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for one in &self.books {
            digest.update(format!("{}\t{}\n", one.book, one.hive_id).as_bytes());
        }
        digest.finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

fn to_bring(one: Coverless) -> CoverToBring {
    CoverToBring { title: one.title, author: one.author, hive_id: one.hive_id.to_string() }
}

impl Shared {
    fn covers_to_bring(&self, account: AccountId) -> Result<Ready, IpcError> {
        let mut ready = Ready { books: Vec::new(), bytes: 0, without: 0 };
        for one in self.library.coverless(account)? {
            let name = file_name(&CoverKey::Book(one.hive_id.clone()), Size::Large);
            match self.covers.files.bytes_of(&name).filter(|bytes| *bytes <= limit::COVER_BYTES) {
                Some(bytes) => {
                    ready.bytes += bytes;
                    ready.books.push(one);
                }
                None => ready.without += 1,
            }
        }
        Ok(ready)
    }

    /// How many covers the day still takes.
    pub(crate) fn covers_left_today(&self, account: AccountId) -> Result<u32, library::StorageFault> {
        left_today(&self.library, account, self.now())
    }

    pub(crate) fn covers_paused(&self) -> Result<bool, library::StorageFault> {
        Ok(self.library.get_setting(PAUSED)?.is_some())
    }

    fn set_covers_paused(&self, paused: bool) -> Result<(), IpcError> {
        Ok(self.library.set_setting(PAUSED, paused.then_some("yes"))?)
    }

    fn cover_uploads(&self) -> Result<CoverUploads, IpcError> {
        let account = self.current_account()?;
        let left = self.covers_left_today(account)?;
        let waiting = self.library.covers_waiting(account)?;
        let granted = match self.current_did() {
            Some(did) => self.grants_pictures(&did)?,
            None => false,
        };
        Ok(standing(granted, self.covers_paused()?, waiting, left, self.now()))
    }

    fn grants_pictures(&self, did: &Did) -> Result<bool, IpcError> {
        let accounts = self.oauth.accounts()?;
        Ok(accounts.iter().any(|account| account.did == *did && account.scope.allows_blob(PUBLISHED)))
    }

    pub(crate) fn tell_cover_uploads(self: &Arc<Self>) {
        self.events.tell_fresh(|| self.cover_uploads().ok().map(|uploads| Event::CoverUploads { uploads }));
    }

    /// The picture to be brought for a book: what the preview counted.
    pub(crate) fn cover_file(&self, hive_id: &bookhive::HiveId) -> Option<Vec<u8>> {
        self.cover_file_of(&CoverKey::Book(hive_id.clone()))
    }

    /// A picture that was brought before, by the CID that it has as a blob.
    pub(crate) fn cover_blob(&self, cid: &atproto::Cid) -> Option<Vec<u8>> {
        self.cover_file_of(&CoverKey::Blob(cid.clone()))
    }

    fn cover_file_of(&self, key: &CoverKey) -> Option<Vec<u8>> {
        let picture = self.covers.kept(key, Size::Large)?;
        let fits = picture.media_type == PUBLISHED && picture.bytes.len() as u64 <= limit::COVER_BYTES;
        fits.then_some(picture.bytes)
    }

    /// From now on the record's own picture: the page asks for it by its CID, and finds it here.
    pub(crate) fn keep_cover_as(&self, hive_id: &bookhive::HiveId, cid: &atproto::Cid) {
        let (from, to) = (CoverKey::Book(hive_id.clone()), CoverKey::Blob(cid.clone()));
        for size in [Size::Large, Size::Small] {
            if let Some(bytes) = self.covers.files.read(&file_name(&from, size))
                && let Err(error) = self.covers.files.keep(&file_name(&to, size), &bytes)
            {
                tracing::warn!(%error, "a cover could not be kept");
            }
        }
    }
}

/// Whether the reader holds the covers that wait.
const PAUSED: &str = "cover_uploads_paused";

/// How many covers the UTC day of `now` still takes.
fn left_today(library: &Library, account: AccountId, now: Timestamp) -> Result<u32, library::StorageFault> {
    Ok(A_DAY.saturating_sub(library.covers_brought(account, Day::from_timestamp(now))?))
}

/// How the bringing stands, and when it goes on where the day is used up.
fn standing(granted: bool, paused: bool, waiting: u32, left: u32, now: Timestamp) -> CoverUploads {
    let state = match (granted, paused) {
        (false, _) => CoverUploadState::NotGranted,
        (true, true) => CoverUploadState::Paused,
        (true, false) if waiting > 0 && left == 0 => CoverUploadState::Tomorrow,
        (true, false) => CoverUploadState::Going,
    };
    let continues = (state == CoverUploadState::Tomorrow).then(|| tomorrow(now)).flatten();
    CoverUploads {
        state,
        waiting,
        today: A_DAY - left,
        most_today: A_DAY,
        continues_at: continues.map(|at| at.to_string()),
    }
}

/// When the next day begins, in UTC.
fn tomorrow(now: Timestamp) -> Option<Timestamp> {
    let day = now.to_zoned(jiff::tz::TimeZone::UTC).date().checked_add(1.day()).ok()?;
    Some(day.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
#[path = "publish_tests.rs"]
mod tests;
