//! Pictures and other files beside the records: <https://atproto.com/specs/blob>.

use cid::Cid as Link;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

use super::{
    RepoError,
    car::{link, text},
    error::read,
};
use crate::{
    Cid, Did, Nsid,
    http::Bytes,
    xrpc::{Body, Request, Response},
};

const GET_BLOB: Nsid = Nsid::from_static("com.atproto.sync.getBlob");
const UPLOAD_BLOB: Nsid = Nsid::from_static("com.atproto.repo.uploadBlob");

/// Multicodec of bytes that are nothing but bytes.
const RAW: u64 = 0x55;
/// Multicodec of SHA-256.
const SHA2_256: u64 = 0x12;

/// The CID that a file has as a blob.
#[must_use]
pub fn blob_cid(bytes: &[u8]) -> Option<Cid> {
    let hash = cid::multihash::Multihash::wrap(SHA2_256, &Sha256::digest(bytes)).ok()?;
    text(&Link::new_v1(RAW, hash))
}

/// Asks for a blob of an account. Public; a server may send the request on to where its files lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetBlob {
    /// Whose blob.
    pub did: Did,
    /// Which.
    pub cid: Cid,
}

impl GetBlob {
    /// The address of the blob at its account's server.
    #[must_use]
    pub fn url(&self, service: &Url) -> Url {
        let request = Request::query(GET_BLOB).param("did", self.did.as_str());
        request.param("cid", self.cid.as_str()).url(service)
    }

    /// Whether these bytes are the blob. `false` also for a hash that is not SHA-256.
    #[must_use]
    pub fn is_named_by(&self, bytes: &[u8]) -> bool {
        link(&self.cid).is_some_and(|link| {
            link.hash().code() == SHA2_256 && link.hash().digest() == Sha256::digest(bytes).as_slice()
        })
    }
}

/// Brings a file to the account's server. A server forgets a blob that no record refers to within hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadBlob {
    /// Its media type.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Bytes,
}

impl UploadBlob {
    /// The call.
    #[must_use]
    pub fn request(&self) -> Request {
        let body = Body { content_type: self.media_type.to_owned(), bytes: self.bytes.clone() };
        Request { body: Some(body), ..Request::procedure(UPLOAD_BLOB) }
    }

    /// How a record refers to the blob.
    ///
    /// # Errors
    /// [`RepoError`].
    pub fn read(response: &Response) -> Result<BlobRef, RepoError> {
        #[derive(Deserialize)]
        struct Reply {
            blob: Wire,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire {
            r#ref: WireLink,
            mime_type: String,
            size: u64,
        }
        #[derive(Deserialize)]
        struct WireLink {
            #[serde(rename = "$link")]
            link: Cid,
        }
        let Reply { blob } = read(response)?;
        Ok(BlobRef { cid: blob.r#ref.link, media_type: blob.mime_type, size: blob.size })
    }
}

/// What stands in a record for a blob: <https://atproto.com/specs/data-model#blob-type>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobRef {
    /// The blob's CID.
    pub cid: Cid,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub size: u64,
}

impl BlobRef {
    /// The value of a record's field.
    #[must_use]
    pub fn to_value(&self) -> Value {
        json!({
            "$type": "blob", "ref": {"$link": self.cid.as_str()}, "mimeType": self.media_type, "size": self.size,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_is_known_by_its_bytes() {
        // Known answer: the raw CID of no bytes at all.
        let cid = blob_cid(b"").unwrap();
        assert_eq!(cid.as_str(), "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
        let call = GetBlob { did: Did::parse("did:web:example.com").unwrap(), cid };
        assert!(call.is_named_by(b"") && !call.is_named_by(b"x"));
        let url = call.url(&Url::parse("https://pds.example.com/").unwrap());
        assert_eq!(url.path(), "/xrpc/com.atproto.sync.getBlob");
        assert_eq!(
            url.query(),
            Some(format!("did=did%3Aweb%3Aexample.com&cid={}", call.cid.as_str()).as_str())
        );
    }

    #[test]
    fn an_upload_is_answered_with_what_a_record_says_of_it() {
        let body = br#"{"blob":{"$type":"blob","ref":{"$link":"bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"},"mimeType":"image/jpeg","size":3}}"#;
        let answer = |status, body: &'static [u8]| Response {
            status,
            headers: http::HeaderMap::new(),
            body: Bytes::from_static(body),
        };
        let blob = UploadBlob::read(&answer(200, body)).unwrap();
        assert_eq!(blob.to_value()["ref"]["$link"], blob.cid.as_str());
        assert_eq!((blob.media_type.as_str(), blob.size), ("image/jpeg", 3));
        assert_eq!(UploadBlob::read(&answer(200, b"{}")), Err(RepoError::Malformed));
        assert_eq!(UploadBlob::read(&answer(413, b"")), Err(RepoError::TooLarge));
    }
}
