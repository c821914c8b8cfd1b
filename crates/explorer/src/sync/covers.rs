//! Covers on their way to the account's server, between the batches of its outbox.

use super::task::Cycle;
use super::{Stop, rest, send, server};
use crate::covers::PUBLISHED;
use atproto::Cid;
use atproto::repo::{BlobRef, RepoError, UploadBlob};
use library::Batch;
use serde_json::Value;

/// Records that name new covers are sent together, so many at a time.
const TOGETHER: u32 = 20;

/// Brings every cover that waits, as far as the day, the server and the reader allow.
pub(super) async fn bring_all(cycle: &Cycle) -> Result<(), Stop> {
    let mut unsent = 0;
    let outcome = loop {
        match bring_one(cycle).await {
            Ok(true) => unsent += 1,
            Ok(false) => break Ok(()),
            Err(stop) => break Err(stop),
        }
        if unsent >= TOGETHER {
            send::send_all(cycle).await?;
            unsent = 0;
        }
    };
    if unsent > 0 {
        send::send_all(cycle).await?;
        cycle.books_changed();
    }
    cycle.shared.tell_cover_uploads();
    outcome
}

/// `false`: there is nothing more to bring now.
async fn bring_one(cycle: &Cycle) -> Result<bool, Stop> {
    if !cycle.session.scope().allows_blob(PUBLISHED) || cycle.shared.accounts().is_paused(&cycle.did) {
        return Ok(false);
    }
    let account = cycle.account;
    let next = server::local(cycle, move |shared| {
        let wanted = shared.library.covers()? == library::Covers::Publish && !shared.covers_paused()?;
        if !wanted || shared.covers_left_today(account)? == 0 {
            return Ok(None);
        }
        loop {
            let Some((book, hive_id)) = shared.library.next_cover(account)? else { return Ok(None) };
            match shared.cover_file(&hive_id) {
                Some(bytes) => return Ok::<_, library::StorageFault>(Some((book, hive_id, bytes))),
                None => shared.library.let_cover_go(book)?,
            }
        }
    });
    let Some((book, hive_id, bytes)) = next.await? else { return Ok(false) };
    match upload(cycle, bytes).await? {
        Ok(blob) => {
            server::local(cycle, move |shared| {
                shared.keep_cover_as(&hive_id, &blob.cid);
                shared.library.cover_brought(account, book, blob.to_value(), shared.now())
            })
            .await?;
            cycle.shared.tell_cover_uploads();
        }
        // This one the server will not have; the next it may.
        Err(error) => {
            tracing::warn!(%error, "a cover was refused");
            server::local(cycle, move |shared| shared.library.let_cover_go(book)).await?;
        }
    }
    Ok(true)
}

/// Inside: what the server said to this very picture.
async fn upload(cycle: &Cycle, bytes: Vec<u8>) -> Result<Result<BlobRef, RepoError>, Stop> {
    let call = UploadBlob { media_type: PUBLISHED, bytes: bytes.into() };
    let response = server::call(cycle, call.request()).await?;
    match UploadBlob::read(&response) {
        Ok(blob) => Ok(Ok(blob)),
        Err(RepoError::RateLimited(limit)) => Err(Stop::Resting(rest::asked(&limit, cycle.shared.now()))),
        Err(error @ RepoError::TooLarge) => Ok(Err(error)),
        Err(RepoError::Xrpc(error)) if error.status == 400 => Ok(Err(RepoError::Xrpc(error))),
        Err(_) => Err(Stop::Offline),
    }
}

/// A server forgets a picture that no record named in time. Brings the pictures of a batch there again that are kept here;
/// `false` when there are none.
pub(super) async fn bring_again(cycle: &Cycle, batch: &Batch) -> Result<bool, Stop> {
    let mut brought = false;
    for item in &batch.items {
        let (atproto::repo::Write::Create { value, .. } | atproto::repo::Write::Update { value, .. }) =
            &item.write
        else {
            continue;
        };
        let link = value.pointer("/cover/ref/$link").and_then(Value::as_str);
        let Some(cid) = link.and_then(|link| Cid::parse(link).ok()) else { continue };
        let kept =
            server::local(cycle, move |shared| Ok::<_, library::StorageFault>(shared.cover_blob(&cid)));
        if let Some(bytes) = kept.await? {
            brought |= upload(cycle, bytes).await?.is_ok();
        }
    }
    Ok(brought)
}
