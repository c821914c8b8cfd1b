//! Books that look like a reader's, for measuring and for looking at large libraries. A number always gives the same book.
#![allow(dead_code)] // each example is a program of its own and uses a part

use atproto::{Cid, Did};
use bookhive::Stars;
use library::import::{NotAnExport, ParseOptions, PlanOptions, parse, plan};
use library::query::QueryError;
use library::{
    AccountId, ApplyError, BeginError, BookQuery, Change, Edit, EditError, Head, Library, MergeError,
    OpenError, RemoteBook, Selection, StorageFault, UndoError,
};
use serde_json::json;
use std::fmt::Write;
use std::process::ExitCode;

const FORENAMES: [&str; 12] = [
    "Olga", "Ursula", "Teju", "Chinua", "Mariana", "Orhan", "Zadie", "Halldór", "Yōko", "Ananda", "José",
    "Mary",
];
const SURNAMES: [&str; 16] = [
    "Novák",
    "Le Guin",
    "Cole",
    "Achebe",
    "Enríquez",
    "Pamuk",
    "Smith",
    "Laxness",
    "Ogawa",
    "Devi",
    "Okri",
    "Stein",
    "Lindqvist",
    "O'Brien",
    "García",
    "Nguyen",
];
const WORDS: [&str; 32] = [
    "Quiet", "Salt", "Long", "Winter", "Copper", "Northern", "Borrowed", "Small", "Harbour", "Garden",
    "Letters", "Orchard", "Station", "Atlas", "Hours", "Kitchen", "Road", "Island", "Choir", "Window",
    "Glass", "Night", "Rain", "Memory", "Silence", "River", "Empire", "Lantern", "Thread", "Crossing",
    "Stone", "Fire",
];
const SYLLABLES: [&str; 8] = ["ba", "de", "ki", "lo", "mu", "ra", "se", "vi"];
const STATUSES: [&str; 8] =
    ["read", "read", "read", "read", "read", "to-read", "currently-reading", "did-not-finish"];
const FORMATS: [&str; 4] = ["hardcover", "paperback", "digital", "audio"];
const REVIEW: &str = "Slow to begin with, and then it would not let me go.";

/// Ten books get another rating; those of the next round are others.
pub(crate) fn change_ten(library: &Library, account: AccountId, round: usize) -> Result<(), EditError> {
    let offset = u32::try_from(round * 977 % 10_000).unwrap_or_default();
    let rows = library.books(account, &BookQuery::default(), offset, 10)?.rows;
    for book in rows {
        let stars = Stars::new(if book.stars.is_some_and(|half_stars| half_stars > 5) { 2 } else { 9 });
        let edit = Edit { stars: stars.map_or(Change::Clear, Change::Set), ..Edit::default() };
        library.edit(account, &Selection::Ids(vec![book.id]), &edit, jiff::Timestamp::UNIX_EPOCH)?;
    }
    Ok(())
}

/// What kind of library.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Books {
    /// How many people wrote them.
    pub(crate) authors: usize,
    /// Whether a number ends each title, so that no two are alike and there are as many words as books.
    pub(crate) numbered: bool,
}

impl Books {
    /// As a large library has them.
    pub(crate) const VARIED: Self = Self { authors: 9_000, numbered: true };
    /// Few people and few words: the most books that are nearly alike.
    pub(crate) const ALIKE: Self = Self { authors: 192, numbered: false };

    pub(crate) fn title(self, at: usize) -> String {
        let (one, two, three) = (pick(&WORDS, at), pick(&WORDS, at / 32), pick(&WORDS, at / 1024));
        let number = if self.numbered { format!(" {at}") } else { String::new() };
        format!("The {one} {two} of {three}{number}")
    }

    pub(crate) fn author(self, at: usize) -> String {
        let who = (at.wrapping_mul(2_654_435_761) >> 7) % self.authors.max(1);
        let mut name = format!("{} {}", pick(&FORENAMES, who), pick(&SURNAMES, who / 12));
        let mut rest = who / (FORENAMES.len() * SURNAMES.len());
        while rest > 0 {
            name.push_str(pick(&SYLLABLES, rest));
            rest /= SYLLABLES.len();
        }
        name
    }

    /// An export of StoryGraph's with the first `count` books.
    pub(crate) fn storygraph(self, count: usize) -> Result<String, std::fmt::Error> {
        let mut text = String::from(
            "Title,Authors,ISBN/UID,Format,Read Status,Date Added,Dates Read,Star Rating,Review,Tags\n",
        );
        for at in 0..count {
            let (title, author, format) = (self.title(at), self.author(at), pick(&FORMATS, at / 3));
            let (year, month, day) = date(at);
            let status = pick(&STATUSES, at / 2);
            let read = if status == "read" { format!("{year}/{month:02}/{day:02}") } else { String::new() };
            let stars = if status == "read" { (2 + at % 9) as f64 / 2.0 } else { 0.0 };
            let review = if at % 9 == 0 { REVIEW } else { "" };
            writeln!(
                text,
                "\"{title}\",\"{author}\",,{format},{status},{year}/01/{day:02},{read},{stars},\"{review}\",shelf-{}",
                at % 23
            )?;
        }
        Ok(text)
    }

    /// A record as a server has it, whatever its status read to the end.
    pub(crate) fn record(self, at: usize) -> serde_json::Value {
        let (title, author) = (self.title(at), self.author(at));
        let (year, month, day) = date(at);
        json!({
            "$type": "buzz.bookhive.book", "title": title, "authors": author,
            "hiveId": bookhive::HiveId::compute(&title, &author), "createdAt": "2020-01-01T12:00:00.000Z",
            "startedAt": format!("{year}-{month:02}-01T12:00:00.000Z"),
            "finishedAt": format!("{year}-{month:02}-{day:02}T12:00:00.000Z"),
            "status": bookhive::Status::Finished.token(), "stars": 8, "review": REVIEW.repeat(4),
        })
    }
}

/// Why a program that fills or measures a library ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Storage(#[from] StorageFault),
    #[error(transparent)]
    Export(#[from] NotAnExport),
    #[error(transparent)]
    Apply(#[from] ApplyError),
    #[error(transparent)]
    Merge(#[from] MergeError),
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error(transparent)]
    Edit(#[from] EditError),
    #[error(transparent)]
    Undo(#[from] UndoError),
    #[error(transparent)]
    Begin(#[from] BeginError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error("the rows could not be written down")]
    Rows(#[from] std::fmt::Error),
    #[error("{0}")]
    Claim(String),
}

/// The end of such a program, its failure on stderr.
pub(crate) fn ended(outcome: Result<(), Failure>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Fills the library without an account.
pub(crate) fn fill(library: &Library, books: Books, count: usize) -> Result<AccountId, Failure> {
    let account = library.local_account()?;
    if count == 0 {
        return Ok(account);
    }
    let export = parse(books.storygraph(count)?.as_bytes(), &ParseOptions::default())?;
    let now = jiff::Timestamp::UNIX_EPOCH;
    let options = PlanOptions::new(now);
    let plan = plan(&export, &library.existing_books(account)?, &options);
    library.apply_import(account, &plan.details(&export, &options, |_| None), "generated.csv", now)?;
    Ok(account)
}

/// An account with a server, which has these records.
pub(crate) fn mirror(
    library: &Library,
    records: impl Iterator<Item = serde_json::Value>,
) -> Result<AccountId, Failure> {
    let did = Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").map_err(|_| malformed())?;
    let account = library.account(&did)?;
    let remote = |(at, value)| Ok(RemoteBook { rkey: format!("k{at:06}"), cid: cid(at + 1)?, value });
    let records = records.enumerate().map(remote).collect::<Result<Vec<_>, Failure>>()?;
    let head = Head { cid: cid(0)?, rev: "3k0000000000a".to_owned() };
    library.merge_listing(account, &records, Some(head), jiff::Timestamp::UNIX_EPOCH)?;
    Ok(account)
}

/// A well-formed CID of the number.
fn cid(number: usize) -> Result<Cid, Failure> {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";
    let letter = |place: usize| LETTERS.get((number >> (5 * place)) & 31).copied().map_or('a', char::from);
    let tail: String = (0..7).rev().map(letter).collect();
    Cid::parse(&format!("bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa{tail}"))
        .map_err(|_| malformed())
}

fn malformed() -> Failure {
    Failure::Claim("a generated identifier is not well formed".to_owned())
}

fn date(at: usize) -> (usize, usize, usize) {
    (2008 + at % 17, 1 + at % 12, 1 + at % 28)
}

fn pick<'a>(words: &[&'a str], at: usize) -> &'a str {
    words.get(at % words.len().max(1)).copied().unwrap_or_default()
}
