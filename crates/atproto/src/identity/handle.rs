//! Handle → DID: <https://atproto.com/specs/handle#handle-resolution>.

use std::time::Duration;

use serde::Deserialize;
use url::Url;

use super::{IdentityError, TxtError, TxtLookup, TxtRecord};
use crate::{
    Did, Handle, Nsid,
    http::{Http, HttpRequest},
    xrpc::{Request, Response},
};

const RESOLVE_HANDLE: Nsid = Nsid::from_static("com.atproto.identity.resolveHandle");

/// A DID has at most 2048 bytes; the rest is room for white space, or for the JSON around it.
const MAX_BYTES: usize = 8 * 1024;

/// How long the web may take to name a DID.
const DEADLINE: Duration = Duration::from_secs(10);

/// The longest DNS name; longer handles can be proved by the web only.
const MAX_DNS_NAME: usize = 253;

/// Looks a handle up in DNS, and on the web when DNS has nothing or is out of order.
pub(super) async fn by_dns_or_web(
    http: &Http,
    txt: &dyn TxtLookup,
    handle: &Handle,
    development: bool,
) -> Result<Did, IdentityError> {
    let name = format!("_atproto.{handle}");
    if name.len() <= MAX_DNS_NAME {
        let found = match txt.lookup(&name).await {
            Ok(records) => did_in_records(&records),
            Err(TxtError::NoRecords | TxtError::Failed) => Ok(None),
        };
        match found {
            Ok(Some(did)) => return Ok(did),
            Ok(None) => {}
            Err(SeveralDids) => return Err(IdentityError::HandleAmbiguous { handle: handle.clone() }),
        }
    }
    by_web(http, handle, development).await
}

/// More than one account claims to be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeveralDids;

/// The DID that TXT records name. Records that do not begin with `did=`, and those where no DID follows, are
/// not valid and ignored.
///
/// # Errors
/// "If multiple valid records with different DIDs are present, resolution should fail."
pub fn did_in_records(records: &[TxtRecord]) -> Result<Option<Did>, SeveralDids> {
    let mut found: Option<Did> = None;
    for record in records {
        let text = record.text().unwrap_or_default();
        let Some(Ok(did)) = text.strip_prefix("did=").map(Did::parse) else { continue };
        if found.as_ref().is_some_and(|earlier| *earlier != did) {
            return Err(SeveralDids);
        }
        found = Some(did);
    }
    Ok(found)
}

/// The DID in the body of a well-known answer: its first line, without white space around it. The media type
/// "does not need to be strictly verified", and an HTML page cannot be mistaken for a DID.
#[must_use]
pub fn did_in_body(body: &[u8]) -> Option<Did> {
    let text = std::str::from_utf8(body).ok()?.trim_start();
    Did::parse(text.lines().next()?.trim()).ok()
}

async fn by_web(http: &Http, handle: &Handle, development: bool) -> Result<Did, IdentityError> {
    let scheme = if development { "http" } else { "https" };
    let not_found = || IdentityError::HandleNotFound { handle: handle.clone() };
    let url = format!("{scheme}://{handle}/.well-known/atproto-did");
    let url = Url::parse(&url).map_err(|_| not_found())?;
    let request = HttpRequest::get(url).max_bytes(MAX_BYTES).deadline(DEADLINE);
    let response = http
        .send(request)
        .await
        .map_err(|source| IdentityError::HandleUnreachable { handle: handle.clone(), source })?;
    match response.status {
        200..=299 => did_in_body(&response.body)
            .ok_or_else(|| IdentityError::HandleAnswerUnusable { handle: handle.clone() }),
        429 | 500..=599 => Err(IdentityError::LookupFailed { status: response.status }),
        _ => Err(not_found()),
    }
}

#[derive(Deserialize)]
struct ResolveHandleReply {
    did: Did,
}

/// Asks a server that resolves handles for others. Its answer is believed no more than DNS: the document has to
/// agree.
pub(super) async fn by_service(http: &Http, service: &Url, handle: &Handle) -> Result<Did, IdentityError> {
    let call = Request::query(RESOLVE_HANDLE).param("handle", handle.as_str()).max_bytes(MAX_BYTES);
    let response = http
        .send(call.to_http(service).deadline(DEADLINE))
        .await
        .map_err(|source| IdentityError::HandleUnreachable { handle: handle.clone(), source })?;
    match response.status {
        200..=299 => Response::from(response)
            .json::<ResolveHandleReply>()
            .map(|reply| reply.did)
            .map_err(|_| IdentityError::HandleAnswerUnusable { handle: handle.clone() }),
        400 | 404 => Err(IdentityError::HandleNotFound { handle: handle.clone() }),
        status => Err(IdentityError::LookupFailed { status }),
    }
}
