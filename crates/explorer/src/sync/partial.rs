//! Fetching only what changed: the blocks that are new since the mirror's revision, and the walk over them.

use super::fill::told;
use super::task::Cycle;
use super::{Stop, server};
use crate::stop_point;
use atproto::repo::mst::{CompareError, Difference, Mirror};
use atproto::repo::{Blocks, Car, GetProof, GetRecord, GetRepo, Head, RepoError};
use atproto::xrpc::Request;
use atproto::{Cid, Nsid, RecordKey};
use bookhive::COLLECTION;
use library::{MergeError, Mirrored, RemoteBook, RemoteChanges};
use std::sync::Arc;

/// A head that moves between two of our requests is followed this often; then the collection is listed.
const TRIES: usize = 2;
/// Records fetched one by one, for blocks that are old and no row has. More, and a listing costs less.
const SINGLES: usize = 20;
/// A small library's listing weighs little; an archive of posts made meanwhile may weigh this much all the same.
const LEAST_BYTES: usize = 512 * 1024;

const BOOKS: Nsid = Nsid::from_static(COLLECTION);

/// Why there is nothing to merge.
enum Miss {
    /// The head moved while we looked: look again.
    Moved,
    /// Anything else. The collection is to be listed.
    Doubt(&'static str),
    Stop(Stop),
}

impl From<Stop> for Miss {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// Brings the mirror to the repository's head by its new blocks. `false`: nothing was changed, and a listing has to do it.
pub(super) async fn catch_up(cycle: &Cycle) -> Result<bool, Stop> {
    let account = cycle.account;
    let Some(mirrored) = server::local(cycle, move |shared| shared.library.mirrored(account)).await? else {
        return Ok(false);
    };
    let mut mirrored = Arc::new(mirrored);
    for _ in 0..TRIES {
        match once(cycle, &mirrored).await {
            Ok(changes) => return merge(cycle, changes).await,
            Err(Miss::Moved) => {}
            // Somebody undid what we wrote, perhaps: then a subtree is old and yet not what the mirror has.
            Err(Miss::Doubt(why)) if mirrored.since != mirrored.head.rev => {
                tracing::info!(why, "the blocks since the last walk do not do; asking since our own writes");
                let since = mirrored.head.rev.clone();
                mirrored = Arc::new(Mirrored { since, ..Arc::unwrap_or_clone(mirrored) });
            }
            Err(Miss::Doubt(why)) => {
                tracing::info!(why, "the new blocks do not do; listing instead");
                return Ok(false);
            }
            Err(Miss::Stop(stop)) => return Err(stop),
        }
    }
    Ok(false)
}

async fn merge(cycle: &Cycle, changes: RemoteChanges) -> Result<bool, Stop> {
    stop_point::reached("walk-compared");
    let (account, now) = (cycle.account, cycle.shared.now());
    let outcome =
        server::local(cycle, move |shared| match shared.library.merge_changes(account, &changes, now) {
            Err(MergeError::Moved) => Ok(None),
            other => other.map(Some),
        });
    let Some(outcome) = outcome.await? else { return Ok(false) };
    stop_point::reached("walk-merged");
    told(cycle, outcome);
    Ok(true)
}

async fn once(cycle: &Cycle, mirrored: &Arc<Mirrored>) -> Result<RemoteChanges, Miss> {
    let call = GetRepo {
        did: cycle.did.clone(),
        since: Some(mirrored.since.clone()),
        max_bytes: mirrored.listing_bytes.max(LEAST_BYTES),
    };
    let response = match server::call_capped(cycle, call.request()).await {
        Ok(Some(response)) => response,
        Ok(None) => return Err(Miss::Doubt("more than a listing")),
        // Too slow for its deadline, perhaps; a listing comes in small pages, and fails at once without a network.
        Err(Stop::Offline) => return Err(Miss::Doubt("the archive did not come")),
        Err(stop) => return Err(stop.into()),
    };
    let file = GetRepo::read(response).map_err(|error| refused(cycle, &error))?;
    let car = Car::read(&file).map_err(|_| Miss::Doubt("a malformed archive"))?;
    let head = car.root.clone();
    let (mut blocks, mut outcome) = compare(cycle, mirrored, &head, car.blocks).await?;
    if let Err(CompareError::MissingEdge { first, last }) = outcome {
        blocks.extend(proofs(cycle, &head, first, last).await?);
        (blocks, outcome) = compare(cycle, mirrored, &head, blocks).await?;
    }
    let difference = outcome.map_err(|error| match error {
        CompareError::NoCommit => Miss::Doubt("no commit"),
        CompareError::MissingEdge { .. } => Miss::Doubt("blocks at the edge are missing"),
        CompareError::Doubt => Miss::Doubt("blocks that do not fit"),
    })?;
    Ok(RemoteChanges {
        since: mirrored.head.clone(),
        head: Head { cid: head, rev: difference.rev },
        changed: records(cycle, &blocks, difference.changed).await?,
        deleted: difference.deleted,
        edges: difference.edges,
    })
}

/// Hashing a big library's tree takes a while: off the asynchronous threads.
async fn compare(
    cycle: &Cycle,
    mirrored: &Arc<Mirrored>,
    commit: &Cid,
    blocks: Blocks,
) -> Result<(Blocks, Result<Difference, CompareError>), Miss> {
    let (mirrored, did, commit) = (mirrored.clone(), cycle.did.clone(), commit.clone());
    let compared = tokio::task::spawn_blocking(move || {
        let mirror = Mirror::new(&BOOKS, mirrored.records.iter().cloned(), mirrored.edges.iter().cloned());
        let outcome = mirror.map(|mirror| mirror.compare(&did, &commit, &blocks));
        (blocks, outcome.unwrap_or(Err(CompareError::Doubt)))
    });
    compared.await.map_err(|_| Miss::Doubt("the comparison was cut short"))
}

/// The blocks on the way to the ends of the collection, of this very commit.
async fn proofs(cycle: &Cycle, head: &Cid, first: bool, last: bool) -> Result<Blocks, Miss> {
    let beginning = first.then(|| GetProof::of_beginning(cycle.did.clone(), BOOKS)).flatten();
    let end = last.then(|| GetProof::of_end(cycle.did.clone(), BOOKS)).flatten();
    let mut blocks = Blocks::default();
    for proof in [beginning, end].into_iter().flatten() {
        let car = proved(cycle, proof.request()).await?;
        if car.root != *head {
            return Err(Miss::Moved);
        }
        blocks.extend(car.blocks);
    }
    Ok(blocks)
}

async fn proved(cycle: &Cycle, request: Request) -> Result<Car, Miss> {
    let Some(response) = server::call_capped(cycle, request).await? else {
        return Err(Miss::Doubt("a proof without end"));
    };
    let car = GetProof::read(response).map_err(|error| refused(cycle, &error))?;
    car.map_err(|_| Miss::Doubt("a malformed proof"))
}

fn refused(cycle: &Cycle, error: &RepoError) -> Miss {
    match error {
        RepoError::RateLimited(_) => server::stop(cycle, error).into(),
        _ => Miss::Doubt("the server does not give its blocks"),
    }
}

/// The changed records: from the blocks, else from a row of the same version, else one by one.
async fn records(
    cycle: &Cycle,
    blocks: &Blocks,
    changed: Vec<(RecordKey, Cid)>,
) -> Result<Vec<RemoteBook>, Miss> {
    let book =
        |rkey: &RecordKey, cid: &Cid, value| RemoteBook { rkey: rkey.to_string(), cid: cid.clone(), value };
    let mut books = Vec::with_capacity(changed.len());
    let mut elsewhere = Vec::new();
    for (rkey, cid) in changed {
        match blocks.record(&cid) {
            Some(value) => books.push(book(&rkey, &cid, value)),
            None => elsewhere.push((rkey, cid)),
        }
    }
    if elsewhere.is_empty() {
        return Ok(books);
    }
    let account = cycle.account;
    let cids: Vec<Cid> = elsewhere.iter().map(|(_, cid)| cid.clone()).collect();
    let rows = server::local(cycle, move |shared| shared.library.records_of(account, &cids)).await?;
    let mut singles = 0;
    for (rkey, cid) in elsewhere {
        if let Some(value) = rows.get(&cid) {
            books.push(book(&rkey, &cid, value.clone()));
            continue;
        }
        singles += 1;
        if singles > SINGLES {
            return Err(Miss::Doubt("too many records to fetch one by one"));
        }
        let call = GetRecord { repo: cycle.did.clone(), collection: BOOKS, rkey: rkey.clone() };
        let record = GetRecord::read(server::call(cycle, call.request()).await?)
            .map_err(|error| refused(cycle, &error))?;
        if record.cid != cid {
            return Err(Miss::Moved);
        }
        books.push(book(&rkey, &cid, record.value));
    }
    Ok(books)
}

/// Learns the edges where our own writes went further than a walk goes back.
pub(super) async fn learn_lost_edges(cycle: &Cycle) -> Result<(), Stop> {
    let account = cycle.account;
    let head = server::local(cycle, move |shared| shared.library.head_without_edges(account)).await?;
    if let Some(head) = head {
        learn_edges(cycle, &head).await;
    }
    Ok(())
}

/// When the mirror equals `head`: learns the nodes at the edges of the collection from the proofs of both ends. Whatever
/// goes wrong costs the next walk a request, nothing else.
pub(super) async fn learn_edges(cycle: &Cycle, head: &Head) {
    let account = cycle.account;
    let learned = async {
        let mirrored = server::local(cycle, move |shared| shared.library.mirrored(account)).await?;
        let mirrored = Arc::new(mirrored.ok_or(Miss::Moved)?);
        let blocks = proofs(cycle, &head.cid, true, true).await?;
        let (_, outcome) = compare(cycle, &mirrored, &head.cid, blocks).await?;
        let difference = outcome.map_err(|_| Miss::Doubt("proofs that do not fit"))?;
        if !difference.changed.is_empty() || !difference.deleted.is_empty() {
            return Err(Miss::Doubt("a listing that is not what the tree says"));
        }
        let at = head.clone();
        let remember = move |shared: &Arc<crate::explorer::Shared>| {
            shared.library.remember_edges(account, &at, &difference.edges)
        };
        server::local(cycle, remember).await.map_err(Miss::from)
    };
    match learned.await {
        Ok(()) => {}
        Err(Miss::Doubt(why)) => tracing::warn!(why, "the edges of the collection are not known"),
        Err(Miss::Moved | Miss::Stop(_)) => tracing::info!("the edges of the collection were not learned"),
    }
}
