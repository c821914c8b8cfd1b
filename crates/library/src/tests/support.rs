use crate::apply::{Line, Work};
use crate::*;
use atproto::repo::Write;
use atproto::{Cid, Did};
use bookhive::{BookRecord, HiveId, Stars, Status};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use tempfile::TempDir;

/// A library in a directory of its own, and its accounts.
pub(crate) struct Shelf {
    pub(crate) directory: TempDir,
    pub(crate) library: Library,
    pub(crate) account: AccountId,
}

/// How many random histories a property is tried on: forty times as many in `soak`.
pub(crate) fn cases(quick: u32) -> proptest::test_runner::Config {
    let times = if std::env::var_os("BOOK_EXPLORER_SOAK").is_some() { 40 } else { 1 };
    proptest::test_runner::Config::with_cases(quick * times)
}

pub(crate) const DID: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";

impl Shelf {
    /// An account that has a server, nothing in it, listed once.
    pub(crate) fn new() -> Self {
        let directory = TempDir::new().unwrap();
        let library = Library::open(directory.path()).unwrap();
        let account = library.account(&Did::parse(DID).unwrap()).unwrap();
        let shelf = Self { directory, library, account };
        shelf.library.merge_listing(account, &[], Some(head(0)), at(0)).unwrap();
        shelf
    }

    /// An account whose server has these records; keys are `a`, `b`, ….
    pub(crate) fn with(records: &[Value]) -> (Self, Server) {
        let mut server = Server::default();
        for (index, record) in records.iter().enumerate() {
            server.put(&key(index), record.clone());
        }
        let shelf = Self::new();
        shelf.sync(&server);
        (shelf, server)
    }

    /// Closes and opens the library, as a kill and a start do.
    pub(crate) fn restart(&mut self) {
        self.library = Library::open(self.directory.path()).unwrap();
    }

    pub(crate) fn sync(&self, server: &Server) -> MergeOutcome {
        self.library.merge_listing(self.account, &server.listing(), Some(server.head()), at(1)).unwrap()
    }

    pub(crate) fn batch(&self) -> Option<Batch> {
        self.library.next_batch(self.account, BatchLimits::default()).unwrap()
    }

    /// Sends everything that waits and hears of it.
    pub(crate) fn send(&self, server: &mut Server) {
        while let Some(batch) = self.batch() {
            let cids = server.apply(&batch).unwrap();
            self.library.acknowledge(self.account, &batch, &told(&cids, server.head()), at(2)).unwrap();
        }
    }

    pub(crate) fn rows(&self) -> Vec<BookSummary> {
        self.library.books(self.account, &BookQuery::default(), 0, 1000).unwrap().rows
    }

    pub(crate) fn only(&self) -> BookSummary {
        let mut rows = self.rows();
        assert_eq!(rows.len(), 1);
        rows.remove(0)
    }

    pub(crate) fn record(&self, book: BookId) -> Value {
        self.library.book(self.account, book).unwrap().unwrap().record.to_value()
    }

    /// The book whose title this is.
    pub(crate) fn titled(&self, title: &str) -> BookId {
        self.rows().iter().find(|row| row.title == title).unwrap().id
    }

    pub(crate) fn edit(&self, books: &[BookId], edit: Edit) -> EditOutcome {
        self.library.edit(self.account, &Selection::Ids(books.to_vec()), &edit, at(3)).unwrap()
    }

    pub(crate) fn import(&self, works: Vec<Work>) -> ImportId {
        let lines = works.into_iter().enumerate().map(|(index, work)| Line {
            line: index as u32 + 2,
            title: format!("row {index}"),
            authors: vec!["A".to_owned(), "B".to_owned()],
            work,
            why: None,
        });
        self.library.apply(self.account, lines, "export.csv", at(4)).unwrap()
    }

    pub(crate) fn progress(&self, import: ImportId) -> ImportProgress {
        let progress = self.library.import_progress(import).unwrap().unwrap();
        let parts = progress.created
            + progress.updated
            + progress.unchanged
            + progress.joined
            + progress.left_out
            + progress.set_aside
            + progress.waiting;
        assert_eq!(parts, progress.rows, "{progress:?}");
        progress
    }
}

/// What a server without a budget says of a batch.
pub(crate) fn told(cids: &HashMap<String, Cid>, head: Head) -> Acknowledgement<'_> {
    Acknowledgement { cids, head, budget: None }
}

/// Seconds after the tests' beginning of time.
pub(crate) fn at(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_780_000_000 + second).unwrap()
}

pub(crate) fn key(index: usize) -> String {
    char::from(b'a' + index as u8).to_string()
}

pub(crate) fn book(title: &str) -> Value {
    json!({
        "$type": "buzz.bookhive.book",
        "title": title,
        "authors": "Ann Author",
        "hiveId": HiveId::compute(title, "Ann Author").as_str(),
        "createdAt": "2020-01-01T12:00:00.000Z",
    })
}

pub(crate) fn with(mut record: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        record[name] = value.clone();
    }
    record
}

pub(crate) fn record(value: Value) -> BookRecord {
    BookRecord::from_value(value).unwrap()
}

pub(crate) fn creating(title: &str) -> Work {
    Work::Create { record: record(book(title)), local: BTreeMap::new() }
}

pub(crate) fn stars(half_stars: u8) -> Edit {
    Edit { stars: Change::Set(Stars::new(half_stars).unwrap()), ..Edit::default() }
}

pub(crate) fn status(status: Status) -> Edit {
    Edit { status: Change::Set(status), ..Edit::default() }
}

/// A well-formed CID of the number.
pub(crate) fn cid(number: u64) -> Cid {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let tail: String =
        (0..7).rev().map(|place| char::from(LETTERS[(number >> (5 * place)) as usize & 31])).collect();
    Cid::parse(&format!("bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa{tail}")).unwrap()
}

pub(crate) fn head(number: u64) -> Head {
    Head { cid: cid(number), rev: format!("3k{number:011}") }
}

/// A repository that takes batches as the reference server does: all or nothing, on the right head only.
#[derive(Debug, Clone, Default)]
pub(crate) struct Server {
    pub(crate) records: BTreeMap<String, (u64, Value)>,
    commits: u64,
    next: u64,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InvalidSwap;

impl Server {
    pub(crate) fn head(&self) -> Head {
        head(self.commits)
    }

    pub(crate) fn listing(&self) -> Vec<RemoteBook> {
        self.records
            .iter()
            .map(|(rkey, (number, value))| RemoteBook {
                rkey: rkey.clone(),
                cid: cid(*number),
                value: value.clone(),
            })
            .collect()
    }

    /// Another client writes a record.
    pub(crate) fn put(&mut self, rkey: &str, value: Value) {
        self.next += 1;
        self.commits += 1;
        self.records.insert(rkey.to_owned(), (self.next, value));
    }

    /// Another client changes fields of a record.
    pub(crate) fn change(&mut self, rkey: &str, fields: Value) {
        let value = with(self.records[rkey].1.clone(), fields);
        self.put(rkey, value);
    }

    /// Another client deletes a record.
    pub(crate) fn delete(&mut self, rkey: &str) {
        self.commits += 1;
        self.records.remove(rkey);
    }

    pub(crate) fn value(&self, rkey: &str) -> &Value {
        &self.records[rkey].1
    }

    pub(crate) fn apply(&mut self, batch: &Batch) -> Result<HashMap<String, Cid>, InvalidSwap> {
        if batch.head != self.head() {
            return Err(InvalidSwap);
        }
        let mut cids = HashMap::new();
        for write in batch.writes() {
            let rkey = write.rkey().as_str().to_owned();
            let there = self.records.contains_key(&rkey);
            self.next += 1;
            match write {
                Write::Create { value, .. } => {
                    assert!(!there, "created a second time");
                    self.records.insert(rkey.clone(), (self.next, value));
                    cids.insert(rkey, cid(self.next));
                }
                Write::Update { value, .. } => {
                    assert!(there, "updated what is not there");
                    self.records.insert(rkey.clone(), (self.next, value));
                    cids.insert(rkey, cid(self.next));
                }
                Write::Delete { .. } => {
                    assert!(self.records.remove(&rkey).is_some(), "deleted what is not there");
                }
            }
        }
        self.commits += 1;
        Ok(cids)
    }
}
