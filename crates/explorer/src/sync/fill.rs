//! Listing the collection and merging it.

use super::task::Cycle;
use super::{Stop, server};
use atproto::Nsid;
use atproto::repo::{Head, ListRecords};
use bookhive::COLLECTION;
use library::RemoteBook;

/// `com.atproto.repo.listRecords` gives at most this many records a page.
const PAGE: u8 = 100;
/// Listings in a row that may see the head move under them before we wait.
const TRIES: usize = 3;

const BOOKS: Nsid = Nsid::from_static(COLLECTION);

/// Makes the mirror equal to the repository.
///
/// A listing is no snapshot: it counts only when the head is the same before (`head`) and after it. One that did not
/// reach its end changes nothing.
pub(super) async fn fill(cycle: &Cycle, mut head: Head) -> Result<(), Stop> {
    for _ in 0..TRIES {
        let books = list(cycle).await?;
        let after = server::latest_commit(cycle).await?;
        if after != head {
            head = after;
            continue;
        }
        let (account, now) = (cycle.account, cycle.shared.now());
        let outcome = server::local(cycle, move |shared| {
            shared.library.merge_listing(account, &books, Some(head), now)
        })
        .await?;
        cycle.note(|now| now.filled = None);
        if outcome.changed() {
            tracing::info!(?outcome, "the mirror has changed");
            cycle.books_changed();
        }
        return Ok(());
    }
    Err(Stop::Offline)
}

async fn list(cycle: &Cycle) -> Result<Vec<RemoteBook>, Stop> {
    let mut books = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let page =
            ListRecords { repo: cycle.did.clone(), collection: BOOKS, limit: PAGE, cursor: cursor.clone() };
        let response = server::call(cycle, page.request()).await?;
        let page = ListRecords::read(response).map_err(|error| server::stop(cycle, &error))?;
        let empty = page.records.is_empty();
        for record in page.records {
            let Some(key) = record.key() else { return Err(Stop::Offline) };
            books.push(RemoteBook { rkey: key.to_string(), cid: record.cid, value: record.value });
        }
        cycle.note(|now| now.filled = Some(u32::try_from(books.len()).unwrap_or(u32::MAX)));
        // The last page of the reference PDS is empty; a cursor that stands still would list for ever.
        if empty || page.cursor.is_none() || page.cursor == cursor {
            return Ok(books);
        }
        cursor = page.cursor;
    }
}
