//! What it costs to count what the books of a library of 50,000 lack, before any was looked up and while all of them wait
//! for it. Prints one JSON object a line.

mod generated;

use generated::{Books, Failure};
use library::{AccountId, Library};
use serde_json::json;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const BOOKS: usize = 50_000;
const ROUNDS: usize = 15;
const AIM: f64 = 30.0;

fn main() -> ExitCode {
    generated::ended(measure())
}

fn measure() -> Result<(), Failure> {
    let directory = tempfile::tempdir()?;
    let library = Library::open(directory.path())?;
    generated::fill(&library, Books::VARIED, BOOKS)?;
    let account = library.local_account()?;
    offer(&library, account, "enrichment-offer")?;
    library.begin_enrichment(account, jiff::Timestamp::UNIX_EPOCH)?;
    offer(&library, account, "enrichment-offer-under-way")
}

fn offer(library: &Library, account: AccountId, id: &str) -> Result<(), Failure> {
    let mut taken = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let lacking = library.lacking(account, jiff::Timestamp::UNIX_EPOCH)?;
        taken.push(start.elapsed());
        eprintln!("{id}: {} books", lacking.books);
    }
    taken.sort_unstable();
    let median = taken.get(ROUNDS / 2).map_or(0.0, Duration::as_secs_f64) * 1_000.0;
    let figure = (median * 100.0).round() / 100.0;
    println!("{}", json!({"id": id, "unit": "ms", "floor": null, "figure": figure, "aim": AIM}));
    Ok(())
}
