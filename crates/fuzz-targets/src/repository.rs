//! What a server says a repository is: an archive of blocks, the records in them, and the tree between them.

use atproto::http::Bytes;
use atproto::repo::mst::{Difference, EdgeNode, Mirror};
use atproto::repo::{Blocks, Car};
use atproto::{Cid, Did, Nsid, RecordKey};
use cid::Cid as Link;
use cid::multihash::Multihash;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const BOOKS: Nsid = Nsid::from_static("buzz.bookhive.book");
/// Between the blocks of an input. No DAG-CBOR item holds these bytes but in a string.
const BETWEEN: [u8; 2] = [0xff, 0xff];
/// A link of one byte, which stands for the CID of a block before: 0 is the one right before.
const SHORT_LINK: [u8; 3] = [0xd8, 0x2a, 0x41];
/// <https://github.com/multiformats/multicodec>
const DAG_CBOR: u64 = 0x71;
const SHA2_256: u64 = 0x12;

/// The bytes as an archive; and the archive that [`weave`] makes of them, whose blocks are what their names say.
pub(crate) fn repository(data: &[u8]) {
    if let Ok(car) = Car::read(&Bytes::copy_from_slice(data)) {
        archive(&car, &[]);
    }
    let Some(woven) = weave(data) else { return };
    let car = Car::read(&woven.file(|_| true));
    assert!(car.is_ok(), "an archive of sound blocks is refused: {car:?}");
    let Ok(car) = car else { return };
    for block in &woven.blocks {
        record(&car.blocks, block);
    }
    archive(&car, &woven.told);
    if let Some(mirror) = Listed::of(&car) {
        mirror.survives_missing_blocks(&woven, &car.root);
    }
}

/// A record is no larger as text than its bytes can account for, and reads as JSON.
fn record(blocks: &Blocks, (link, block): &(Link, Vec<u8>)) {
    let Some(record) = Cid::parse(&link.to_string()).ok().and_then(|cid| blocks.record(&cid)) else { return };
    let text = record.to_string();
    assert!(
        record.is_object() && text.len() <= 16 * block.len() + 16,
        "{} bytes of {}",
        text.len(),
        block.len()
    );
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).ok().as_ref(), Some(&record));
}

/// A mirror that is wrong in places the input chose is set right by the whole archive, or the archive is refused.
fn archive(car: &Car, told: &[u8]) {
    let Some(listed) = Listed::of(car) else { return };
    let mut wrong = listed.rows.clone();
    for (at, byte) in told.iter().enumerate() {
        let nth = wrong.keys().nth(usize::from(*byte)).cloned();
        match (nth, RecordKey::parse(&format!("{at}.{byte}"))) {
            (Some(rkey), _) => drop(wrong.remove(&rkey)),
            (None, Ok(rkey)) => drop(wrong.insert(rkey, car.root.clone())),
            (None, Err(_)) => {}
        }
    }
    for edges in [&listed.edges[..], &[]] {
        if let Some(difference) = compare(&wrong, edges, &car.root, &car.blocks) {
            let mut right = wrong.clone();
            apply(&mut right, difference);
            assert_eq!(right, listed.rows, "one tree reads as two listings");
        }
    }
}

/// The collection as an empty mirror learns it from an archive.
struct Listed {
    rows: BTreeMap<RecordKey, Cid>,
    edges: Vec<EdgeNode>,
}

impl Listed {
    fn of(car: &Car) -> Option<Self> {
        let difference = compare(&BTreeMap::new(), &[], &car.root, &car.blocks)?;
        assert!(difference.deleted.is_empty());
        let edges = difference.edges.clone();
        let mut rows = BTreeMap::new();
        let changed = difference.changed.len();
        apply(&mut rows, difference);
        assert_eq!(rows.len(), changed, "a key is told twice");
        Some(Self { rows, edges })
    }

    /// Whichever blocks do not come, a mirror that is right finds nothing to change, or says that it cannot tell.
    fn survives_missing_blocks(&self, woven: &Woven, root: &Cid) {
        let missing = |round: usize, at: usize| {
            let byte = woven.told.get(at % woven.told.len().max(1)).copied().unwrap_or_default();
            // The commit, which is the last one, always comes.
            at + 1 < woven.blocks.len() && (usize::from(byte) >> round) % 2 == 1
        };
        for round in 0..8 {
            let Ok(part) = Car::read(&woven.file(|at| !missing(round, at))) else { return };
            let edges = if round % 2 == 0 { &self.edges[..] } else { &[] };
            if let Some(difference) = compare(&self.rows, edges, root, &part.blocks) {
                assert!(difference.changed.is_empty(), "an absent block is read as a change");
                assert!(difference.deleted.is_empty(), "an absent block is read as a deletion");
            }
        }
    }
}

fn compare(
    rows: &BTreeMap<RecordKey, Cid>,
    edges: &[EdgeNode],
    root: &Cid,
    blocks: &Blocks,
) -> Option<Difference> {
    let did = Did::parse("did:plc:abcdefghijklmnopqrstuvwx").ok()?;
    let records = rows.iter().map(|(rkey, cid)| (rkey.clone(), cid.clone()));
    Mirror::new(&BOOKS, records, edges.to_vec())?.compare(&did, root, blocks).ok()
}

fn apply(rows: &mut BTreeMap<RecordKey, Cid>, difference: Difference) {
    for rkey in difference.deleted {
        assert!(rows.remove(&rkey).is_some(), "{rkey} is deleted, and was not there");
    }
    for (rkey, cid) in difference.changed {
        assert_ne!(rows.insert(rkey, cid.clone()), Some(cid), "what did not change is told");
    }
}

/// An archive whose blocks have the names that they must have.
struct Woven {
    /// What the input says beside the blocks.
    told: Vec<u8>,
    /// The last one is the root.
    blocks: Vec<(Link, Vec<u8>)>,
}

/// Pieces of the input become blocks, and short links in them the CIDs of blocks before.
fn weave(data: &[u8]) -> Option<Woven> {
    let mut pieces = split(data, &BETWEEN).into_iter();
    let told = pieces.next()?.to_vec();
    let mut blocks: Vec<(Link, Vec<u8>)> = Vec::new();
    for piece in pieces {
        let mut parts = split(piece, &SHORT_LINK).into_iter();
        let mut block = parts.next()?.to_vec();
        for part in parts {
            let (back, rest) =
                part.split_first().map_or((0, part), |(back, rest)| (usize::from(*back), rest));
            match blocks.len().checked_sub(back + 1).and_then(|at| blocks.get(at)) {
                Some((link, _)) => {
                    block.extend_from_slice(&[0xd8, 0x2a, 0x58, 0x25, 0x00]);
                    block.extend_from_slice(&link.to_bytes());
                }
                None => block.extend_from_slice(&SHORT_LINK),
            }
            block.extend_from_slice(rest);
        }
        blocks.push((name(&block)?, block));
    }
    (!blocks.is_empty()).then_some(Woven { told, blocks })
}

fn split<'d>(data: &'d [u8], mark: &[u8]) -> Vec<&'d [u8]> {
    let mut pieces = Vec::new();
    let mut rest = data;
    while let Some(at) = rest.windows(mark.len()).position(|window| window == mark) {
        pieces.extend(rest.get(..at));
        rest = rest.get(at + mark.len()..).unwrap_or_default();
    }
    pieces.push(rest);
    pieces
}

fn name(block: &[u8]) -> Option<Link> {
    Some(Link::new_v1(DAG_CBOR, Multihash::wrap(SHA2_256, &Sha256::digest(block)).ok()?))
}

impl Woven {
    /// A CAR file of the blocks that `comes` says come.
    fn file(&self, comes: impl Fn(usize) -> bool) -> Bytes {
        let mut file = Vec::new();
        let mut section = |parts: &[&[u8]]| {
            let mut buffer = unsigned_varint::encode::usize_buffer();
            let length = parts.iter().map(|part| part.len()).sum();
            file.extend_from_slice(unsigned_varint::encode::usize(length, &mut buffer));
            parts.iter().for_each(|part| file.extend_from_slice(part));
        };
        if let Some((root, _)) = self.blocks.last() {
            // {"roots": [link], "version": 1}
            section(&[b"\xa2\x65roots\x81\xd8\x2a\x58\x25\x00", &root.to_bytes(), b"\x67version\x01"]);
        }
        for (at, (link, block)) in self.blocks.iter().enumerate() {
            if comes(at) {
                section(&[&link.to_bytes(), block]);
            }
        }
        file.into()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_corpus_holds_trees_that_are_read_to_their_end() {
        let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/repository");
        for (name, books, edges) in
            [("empty", 0, 1), ("forty_books", 40, 1), ("among_others", 20, 1), ("others_only", 0, 1)]
        {
            let woven = weave(&std::fs::read(corpus.join(name)).unwrap()).unwrap();
            let listed = Listed::of(&Car::read(&woven.file(|_| true)).unwrap()).unwrap();
            assert_eq!(listed.rows.len(), books, "{name}");
            assert!(listed.edges.len() >= edges, "{name}");
        }
    }
}
