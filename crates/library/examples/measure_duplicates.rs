//! Measures finding the duplicates of a library of 50,000 books, one in fifty of which is there a second time: one JSON
//! object a line. The floor is reading the same books once through the library's own pages.

use atproto::{Cid, Did};
use bookhive::HiveId;
use library::{BookQuery, Head, Library, RemoteBook};
use serde_json::json;
use std::time::Instant;

const BOOKS: usize = 50_000;
const FIRST: [&str; 12] = [
    "Anna",
    "Teju",
    "Mieko",
    "José",
    "Olga",
    "Chinua",
    "Elena",
    "Yaa",
    "John",
    "Mary",
    "Ursula K.",
    "Fyodor",
];
const LAST: [&str; 16] = [
    "Lindqvist",
    "Okafor",
    "Marías",
    "Tanaka",
    "Novák",
    "Ferrara",
    "Moreau",
    "Bell",
    "Smith",
    "Le Guin",
    "Dostoevsky",
    "Ishiguro",
    "Brown",
    "García",
    "Nguyen",
    "O'Brien",
];
const WORDS: [&str; 32] = [
    "Quiet", "Salt", "Long", "Winter", "Copper", "Northern", "Borrowed", "Small", "Harbour", "Garden",
    "Letter", "Orchard", "Station", "Atlas", "Hour", "Kitchen", "Road", "Island", "Choir", "Window", "Glass",
    "Night", "Rain", "Memory", "Silence", "River", "Empire", "Lantern", "Thread", "Crossing", "Stone",
    "Fire",
];

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("no directory for the library")]
    Directory(#[source] std::io::Error),
    #[error(transparent)]
    Open(#[from] library::OpenError),
    #[error(transparent)]
    Storage(#[from] library::StorageFault),
    #[error(transparent)]
    Merge(#[from] library::MergeError),
    #[error("a generated name is not well formed")]
    Generated,
}

fn main() -> Result<(), Failure> {
    let directory = tempfile::tempdir().map_err(Failure::Directory)?;
    let library = Library::open(directory.path())?;
    let account =
        library.account(&Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").map_err(|_| Failure::Generated)?)?;
    let books: Vec<RemoteBook> = (0..BOOKS).map(book).collect::<Result<_, _>>()?;
    let head = Head { cid: cid(0)?, rev: "3k0000000000a".to_owned() };
    library.merge_listing(account, &books, Some(head), jiff::Timestamp::UNIX_EPOCH)?;

    let start = Instant::now();
    let mut read = 0;
    while read < BOOKS {
        let offset = u32::try_from(read).unwrap_or(u32::MAX);
        read += library.books(account, &BookQuery::default(), offset, 10_000)?.rows.len();
    }
    let floor = start.elapsed().as_secs_f64() * 1000.0;
    let start = Instant::now();
    library.find_duplicates(account)?;
    let figure = start.elapsed().as_secs_f64() * 1000.0;
    let (all, sure) = library.count_duplicates(account)?;
    eprintln!("{all} groups, {sure} of them sure");
    println!(
        "{}",
        json!({"id": "duplicates-50k", "unit": "ms", "floor": floor, "figure": figure, "aim": 3000})
    );

    let start = Instant::now();
    library.find_duplicates(account)?;
    let figure = start.elapsed().as_secs_f64() * 1000.0;
    println!(
        "{}",
        json!({"id": "duplicates-50k-again", "unit": "ms", "floor": floor, "figure": figure, "aim": 3000})
    );
    Ok(())
}

/// The same number always gives the same book; every fiftieth is the one before it once more, in other words.
fn book(at: usize) -> Result<RemoteBook, Failure> {
    let of = if at % 50 == 49 { at - 1 } else { at };
    let mixed = of.wrapping_mul(2_654_435_761) >> 7;
    let (one, two, three) = (pick(&WORDS, of), pick(&WORDS, of / 32), pick(&WORDS, of / 1024));
    let title = match of == at {
        true => format!("The {one} {two} of {three}"),
        false => format!("{one} {two} of {three}"),
    };
    let author = format!("{} {}", pick(&FIRST, mixed), pick(&LAST, mixed / 12));
    let value = json!({
        "$type": "buzz.bookhive.book", "title": title, "authors": author,
        "hiveId": HiveId::compute(&title, &author).as_str(), "createdAt": "2020-01-01T12:00:00.000Z",
    });
    Ok(RemoteBook { rkey: format!("k{at:06}"), cid: cid(at + 1)?, value })
}

fn pick<'a>(words: &[&'a str], at: usize) -> &'a str {
    words.get(at % words.len().max(1)).copied().unwrap_or_default()
}

/// A well-formed CID of the number.
fn cid(number: usize) -> Result<Cid, Failure> {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";
    let letter = |place: usize| LETTERS.get((number >> (5 * place)) & 31).copied().map_or('a', char::from);
    let tail: String = (0..7).rev().map(letter).collect();
    Cid::parse(&format!("bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa{tail}"))
        .map_err(|_| Failure::Generated)
}
