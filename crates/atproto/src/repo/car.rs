//! CAR files, the form in which a server sends blocks: <https://ipld.io/specs/transport/car/carv1/>.
//!
//! The framing is read here, without copying and never past the end of what came: the crates that read CARs are
//! asynchronous or allocate what a length field claims. Lengths, CIDs and CBOR are read by the crates of their formats.

use std::collections::HashMap;

use cid::Cid as Link;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::http::Bytes;

/// <https://github.com/multiformats/multicodec>: the codec and the hash of every block of a repository.
const DAG_CBOR: u64 = 0x71;
const SHA2_256: u64 = 0x12;

/// Why a CAR cannot be used. The server is at fault, or the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CarError {
    /// The file ends early, or a length or a CID in it is malformed.
    #[error("the server's archive is malformed")]
    Malformed,
    /// It is of another version, or does not name exactly one root.
    #[error("the server's archive has an unknown header")]
    Header,
    /// A block is not what its CID says.
    #[error("the server's archive holds a block that is not what its name says")]
    WrongBlock,
}

/// Blocks by CID, each checked against it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks(HashMap<Link, Bytes>);

/// A CAR file that was read: where it begins, and its blocks.
#[derive(Clone, Debug)]
pub struct Car {
    /// The one root: for a repository, its commit.
    pub root: crate::Cid,
    /// The blocks, in no order.
    pub blocks: Blocks,
}

#[derive(Deserialize)]
struct Header {
    roots: Vec<Link>,
    version: u64,
}

impl Car {
    /// Reads a whole file and checks every block against its CID.
    ///
    /// # Errors
    /// [`CarError`]. A file that is right up to somewhere is wrong.
    pub fn read(file: &Bytes) -> Result<Self, CarError> {
        let mut rest: &[u8] = file;
        let header = section(&mut rest)?;
        let header: Header = serde_ipld_dagcbor::from_slice(header).map_err(|_| CarError::Header)?;
        let [root] = header.roots.as_slice() else { return Err(CarError::Header) };
        if header.version != 1 {
            return Err(CarError::Header);
        }
        let mut blocks = HashMap::new();
        while !rest.is_empty() {
            let mut section = section(&mut rest)?;
            let link = Link::read_bytes(&mut section).map_err(|_| CarError::Malformed)?;
            if !names(&link, section) {
                return Err(CarError::WrongBlock);
            }
            blocks.insert(link, file.slice_ref(section));
        }
        Ok(Self { root: text(root).ok_or(CarError::Header)?, blocks: Blocks(blocks) })
    }
}

impl Blocks {
    pub(super) fn get(&self, link: &Link) -> Option<&Bytes> {
        self.0.get(link)
    }

    /// Takes in the blocks of another archive.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The record of a CID as JSON, when it is here and is one.
    #[must_use]
    pub fn record(&self, cid: &crate::Cid) -> Option<serde_json::Value> {
        super::dag_cbor::record(self.get(&link(cid)?)?)
    }

    #[cfg(test)]
    pub(super) fn from_map(blocks: HashMap<Link, Bytes>) -> Self {
        Self(blocks)
    }
}

/// The next section: its length, then that many bytes.
fn section<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], CarError> {
    let (length, after) = unsigned_varint::decode::usize(rest).map_err(|_| CarError::Malformed)?;
    let (section, after) = after.split_at_checked(length).ok_or(CarError::Malformed)?;
    *rest = after;
    Ok(section)
}

fn names(link: &Link, block: &[u8]) -> bool {
    link.codec() == DAG_CBOR
        && link.hash().code() == SHA2_256
        && link.hash().digest() == Sha256::digest(block).as_slice()
}

/// The CID that a block has.
pub(super) fn name(block: &[u8]) -> Option<Link> {
    let hash = cid::multihash::Multihash::wrap(SHA2_256, &Sha256::digest(block)).ok()?;
    Some(Link::new_v1(DAG_CBOR, hash))
}

/// The CID of a text; `None` for one that only looks like a CID.
pub(super) fn link(cid: &crate::Cid) -> Option<Link> {
    Link::try_from(cid.as_str()).ok()
}

/// The text of a CID.
pub(super) fn text(link: &Link) -> Option<crate::Cid> {
    crate::Cid::parse(&link.to_string()).ok()
}
