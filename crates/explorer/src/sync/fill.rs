//! Making the mirror equal to the repository: by what is new in it, or by listing the collection.

use super::partial::{catch_up, learn_edges};
use super::task::Cycle;
use super::{Stop, server};
use atproto::Nsid;
use atproto::repo::{Head, ListRecords};
use bookhive::COLLECTION;
use library::{MergeOutcome, RemoteBook};

/// `com.atproto.repo.listRecords` gives at most this many records a page.
const PAGE: u8 = 100;
/// Listings in a row that may see the head move under them before we wait.
const TRIES: usize = 3;

const BOOKS: Nsid = Nsid::from_static(COLLECTION);

/// Looks where the repository stands and follows it there. One request when nothing has changed.
pub(super) async fn follow(cycle: &Cycle) -> Result<(), Stop> {
    let account = cycle.account;
    let head = server::latest_commit(cycle).await?;
    if server::local(cycle, move |shared| shared.library.head(account)).await? == Some(head.clone()) {
        let now = cycle.shared.now();
        return server::local(cycle, move |shared| shared.library.mark_synced(account, now)).await;
    }
    if catch_up(cycle).await? { Ok(()) } else { fill(cycle, head).await }
}

/// Makes the mirror equal to the repository by a listing.
///
/// A listing is no snapshot: it counts only when the head is the same before (`head`) and after it. One that did not
/// reach its end deletes nothing; the pages of a first fill are shown as they come.
pub(super) async fn fill(cycle: &Cycle, mut head: Head) -> Result<(), Stop> {
    let account = cycle.account;
    for _ in 0..TRIES {
        let books = list(cycle).await?;
        let after = server::latest_commit(cycle).await?;
        if after != head {
            head = after;
            continue;
        }
        let (now, at) = (cycle.shared.now(), head.clone());
        let outcome =
            server::local(cycle, move |shared| shared.library.merge_listing(account, &books, Some(at), now))
                .await?;
        cycle.note(|now| now.filled = None);
        told(cycle, outcome);
        learn_edges(cycle, &head).await;
        return Ok(());
    }
    Err(Stop::Offline)
}

/// Says that books changed, if any did.
pub(super) fn told(cycle: &Cycle, outcome: MergeOutcome) {
    if outcome.changed() {
        tracing::info!(?outcome, "the mirror has changed");
        cycle.books_changed();
    }
}

async fn list(cycle: &Cycle) -> Result<Vec<RemoteBook>, Stop> {
    let account = cycle.account;
    let first = server::local(cycle, move |shared| shared.library.synced_at(account)).await?.is_none();
    let mut books = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let page =
            ListRecords { repo: cycle.did.clone(), collection: BOOKS, limit: PAGE, cursor: cursor.clone() };
        let response = server::call(cycle, page.request()).await?;
        let page = ListRecords::read(response).map_err(|error| server::stop(cycle, &error))?;
        let mut records = Vec::with_capacity(page.records.len());
        for record in page.records {
            let Some(key) = record.key() else { return Err(Stop::Offline) };
            records.push(RemoteBook { rkey: key.to_string(), cid: record.cid, value: record.value });
        }
        let empty = records.is_empty();
        if first && !empty {
            let shown = records.clone();
            let merge = server::local(cycle, move |shared| shared.library.merge_page(account, &shown));
            told(cycle, merge.await?);
        }
        books.append(&mut records);
        cycle.note(|now| now.filled = Some(u32::try_from(books.len()).unwrap_or(u32::MAX)));
        // The last page of the reference PDS is empty.
        if empty || page.cursor.is_none() {
            return Ok(books);
        }
        // It would list for ever, and what it has not named must not be taken for deleted.
        if page.cursor == cursor {
            return Err(Stop::Offline);
        }
        cursor = page.cursor;
    }
}
