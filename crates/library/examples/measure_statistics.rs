//! What the reader's figures cost at 50,000 books: those of all time, and those of a year. Prints one JSON object a line.
//! The floor is reading every record once.

mod generated;

use bookhive::Day;
use generated::{Books, Failure};
use library::{Library, StorageFault};
use serde_json::json;
use std::process::ExitCode;
use std::time::Instant;

const BOOKS: usize = 50_000;
const ROUNDS: i16 = 9;

fn main() -> ExitCode {
    generated::ended(measure())
}

fn measure() -> Result<(), Failure> {
    let directory = tempfile::tempdir()?;
    let library = Library::open(directory.path())?;
    let account = generated::fill(&library, Books::VARIED, BOOKS)?;
    let today =
        Day::parse("2024-11-20").map_err(|_| Failure::Claim("the measure's today is no day".to_owned()))?;
    let floor = median(|_| library.existing_books(account).map(drop))?;
    let all = median(|_| library.statistics(account, None, today).map(drop))?;
    let year = median(|round| library.statistics(account, Some(2010 + round), today).map(drop))?;
    let anew = {
        let mut taken = Vec::new();
        for round in 0..ROUNDS {
            generated::change_ten(&library, account, usize::from(round.unsigned_abs()))?;
            taken.push(timed(|| library.statistics(account, None, today).map(drop))?);
        }
        middle(taken)
    };
    for (id, figure) in
        [("statistics-all-time", all), ("statistics-year", year), ("statistics-after-a-change", anew)]
    {
        println!("{}", json!({"id": id, "unit": "ms", "floor": floor, "figure": figure, "aim": 30.0}));
    }
    Ok(())
}

fn median(mut once: impl FnMut(i16) -> Result<(), StorageFault>) -> Result<f64, StorageFault> {
    let taken: Result<Vec<f64>, StorageFault> = (0..ROUNDS).map(|round| timed(|| once(round))).collect();
    Ok(middle(taken?))
}

/// Milliseconds.
fn timed(once: impl FnOnce() -> Result<(), StorageFault>) -> Result<f64, StorageFault> {
    let start = Instant::now();
    once()?;
    Ok(start.elapsed().as_secs_f64() * 1_000.0)
}

fn middle(mut taken: Vec<f64>) -> f64 {
    taken.sort_by(f64::total_cmp);
    taken.get(taken.len() / 2).copied().unwrap_or_default()
}
