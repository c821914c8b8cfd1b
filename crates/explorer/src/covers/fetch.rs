//! Where a picture comes from: the catalogue's address for it, or the reader's own server.

use super::CoverKey;
use crate::catalogue::{CatalogueError, Urgency};
use crate::explorer::Shared;
use atproto::http::{FetchError, FetchPictureError, HttpError, Source, Url};
use atproto::picture::Picture;
use atproto::repo::GetBlob;
use atproto::{Cid, Did};
use bookhive::HiveId;
use bookhive::catalogue::Question;
use std::sync::Arc;
use std::time::Duration;

/// What came of looking for a picture.
pub(super) enum Fetched {
    Picture(Picture),
    /// There is none, or none that is shown.
    None,
    /// The reader's leave is missing.
    NotAllowed,
    /// It cannot be had now; with the wait that was asked for, if one was.
    NotNow(Option<Duration>),
}

impl Shared {
    pub(super) async fn find_cover(self: &Arc<Self>, key: &CoverKey, owner: Option<&Did>) -> Fetched {
        if !self.shows_covers().unwrap_or(false) {
            return Fetched::NotAllowed;
        }
        match key {
            CoverKey::Book(id) => self.catalogue_cover(id).await,
            CoverKey::Blob(cid) => self.own_cover(cid, owner).await,
        }
    }

    /// The catalogue is asked about a book only with the reader's leave.
    async fn catalogue_cover(self: &Arc<Self>, id: &HiveId) -> Fetched {
        let answer = match self.ask_catalogue(&Question::Book(id.clone()), Urgency::Background).await {
            Ok(answer) => answer,
            Err(CatalogueError::Off | CatalogueError::NotAsked) => return Fetched::NotAllowed,
            Err(CatalogueError::Closed(wait)) => return Fetched::NotNow(Some(wait)),
            Err(CatalogueError::Status(400..=499) | CatalogueError::Unreadable) => return Fetched::None,
            Err(_) => return Fetched::NotNow(None),
        };
        let book = answer.into_iter().find_map(|found| found.book);
        let addresses = book.into_iter().flat_map(|book| [book.cover, book.thumbnail]).flatten();
        // The large one is made small here; where it is gone, the small one is better than none.
        let mut outcome = Fetched::None;
        for url in addresses.filter_map(|address| Url::parse(&address).ok()) {
            outcome = fetched(self.covers.client.picture(url, Source::Stranger).await);
            if matches!(outcome, Fetched::Picture(_) | Fetched::NotNow(_)) {
                break;
            }
        }
        outcome
    }

    /// What the reader's own server has under that name, and nothing else.
    async fn own_cover(self: &Arc<Self>, cid: &Cid, owner: Option<&Did>) -> Fetched {
        let Some(owner) = owner.cloned() else { return Fetched::None };
        let looking = owner.clone();
        let server = self.clone().blocking(move |shared| {
            let accounts = shared.oauth.accounts()?;
            Ok(accounts.into_iter().find(|account| account.did == looking).map(|account| account.pds))
        });
        let Ok(Some(server)) = server.await else { return Fetched::NotNow(None) };
        let call = GetBlob { did: owner, cid: cid.clone() };
        match fetched(self.covers.client.picture(call.url(&server), Source::AccountServer).await) {
            Fetched::Picture(picture) if !call.is_named_by(picture.bytes()) => {
                tracing::warn!("a server sent another blob than it was asked for");
                Fetched::None
            }
            outcome => outcome,
        }
    }
}

fn fetched(outcome: Result<Picture, FetchPictureError>) -> Fetched {
    match outcome {
        Ok(picture) => Fetched::Picture(picture),
        Err(FetchPictureError::Fetch(error)) => {
            tracing::debug!(%error, "no cover");
            match error {
                FetchError::Status { status: 429 | 500.., .. } => Fetched::NotNow(None),
                FetchError::Http(HttpError::NotSent { .. } | HttpError::UnknownOutcome { .. }) => {
                    Fetched::NotNow(None)
                }
                _ => Fetched::None,
            }
        }
        Err(FetchPictureError::Picture(fault)) => {
            tracing::debug!(%fault, "no cover to be shown");
            Fetched::None
        }
    }
}
