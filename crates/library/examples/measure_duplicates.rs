//! Measures finding the duplicates of a library of 50,000 books, one in fifty of which is there a second time: one JSON
//! object a line. The floor is reading the same books once through the library's own pages. Few people and few words make
//! many titles to compare; 9,000 people who share their names' beginnings make many names to compare.

mod generated;

use bookhive::HiveId;
use generated::{Books, Failure};
use library::{AccountId, BookQuery, Change, Edit, Library, Selection};
use serde_json::{Value, json};
use std::process::ExitCode;
use std::time::Instant;

const BOOKS: usize = 50_000;

fn main() -> ExitCode {
    generated::ended(measure())
}

fn measure() -> Result<(), Failure> {
    let directory = tempfile::tempdir()?;
    let library = Library::open(directory.path())?;
    let account = generated::mirror(&library, (0..BOOKS).map(|at| book(Books::ALIKE, at)))?;

    let start = Instant::now();
    let mut read = 0;
    while read < BOOKS {
        let offset = u32::try_from(read).unwrap_or(u32::MAX);
        read += library.books(account, &BookQuery::default(), offset, 10_000)?.rows.len();
    }
    let floor = start.elapsed().as_secs_f64() * 1000.0;
    tell("duplicates-50k", floor, timed(&library, account)?, 3000);

    // Ten titles change; then nothing does.
    let some = library.books(account, &BookQuery::default(), 1_000, 10)?.rows;
    for book in some {
        let edit = Edit { title: Change::Set(format!("{} Again", book.title)), ..Edit::default() };
        library.edit(account, &Selection::Ids(vec![book.id]), &edit, jiff::Timestamp::UNIX_EPOCH)?;
    }
    tell("duplicates-50k-after-10-changes", floor, timed(&library, account)?, 1000);
    tell("duplicates-50k-nothing-changed", floor, timed(&library, account)?, 300);

    let directory = tempfile::tempdir()?;
    let library = Library::open(directory.path())?;
    let account = generated::mirror(&library, (0..BOOKS).map(|at| book(Books::VARIED, at)))?;
    tell("duplicates-50k-9000-authors", floor, timed(&library, account)?, 3000);
    Ok(())
}

/// Milliseconds.
fn timed(library: &Library, account: AccountId) -> Result<f64, Failure> {
    let start = Instant::now();
    library.find_duplicates(account)?;
    let taken = start.elapsed().as_secs_f64() * 1000.0;
    let (all, sure) = library.count_duplicates(account)?;
    eprintln!("{all} groups, {sure} of them sure");
    Ok(taken)
}

fn tell(id: &str, floor: f64, figure: f64, aim: u32) {
    println!("{}", json!({"id": id, "unit": "ms", "floor": floor, "figure": figure, "aim": aim}));
}

/// Every fiftieth is the one before it once more, in other words.
fn book(books: Books, at: usize) -> Value {
    if at % 50 != 49 {
        return books.record(at);
    }
    let mut value = books.record(at - 1);
    let title = books.title(at - 1).replace("The ", "");
    if let Some(fields) = value.as_object_mut() {
        fields.insert("hiveId".to_owned(), json!(HiveId::compute(&title, &books.author(at - 1))));
        fields.insert("title".to_owned(), json!(title));
    }
    value
}
