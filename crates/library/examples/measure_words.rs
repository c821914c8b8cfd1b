//! From how many books on it is shorter to write the index of words anew than to take words out book by book: what tags
//! cost at 50,000 books, for 150 books (one by one) and for 300 (anew). Prints one JSON object a line.

mod generated;

use generated::{Books, Failure};
use library::{BookQuery, Edit, Library, Selection, TagsChange};
use serde_json::json;
use std::process::ExitCode;
use std::time::Instant;

const BOOKS: usize = 50_000;
const ROUNDS: u32 = 5;
const FEW: u32 = 150;
const MANY: u32 = 300;

fn main() -> ExitCode {
    generated::ended(measure())
}

fn measure() -> Result<(), Failure> {
    let directory = tempfile::tempdir()?;
    let library = Library::open(directory.path())?;
    let account = generated::fill(&library, Books::VARIED, BOOKS)?;
    let median = |books: u32| {
        let mut taken = Vec::new();
        for round in 0..ROUNDS {
            let page = library.books(account, &BookQuery::default(), round * 1_000, books)?;
            let books = Selection::Ids(page.rows.iter().map(|row| row.id).collect());
            let tags = TagsChange::Adjust { add: vec![format!("measured{round}")], remove: Vec::new() };
            let start = Instant::now();
            library.edit(account, &books, &Edit { tags, ..Edit::default() }, jiff::Timestamp::UNIX_EPOCH)?;
            taken.push(start.elapsed().as_secs_f64() * 1_000.0);
        }
        taken.sort_by(f64::total_cmp);
        Ok::<_, Failure>(taken.get(taken.len() / 2).copied().unwrap_or_default())
    };
    let (few, many) = (median(FEW)?, median(MANY)?);
    for (id, figure) in [("tags-of-150-of-50000", few), ("tags-of-300-of-50000", many)] {
        println!("{}", json!({"id": id, "unit": "ms", "floor": null, "figure": figure, "aim": null}));
    }
    // What both have to do besides is little beside either.
    let even = many / (few / f64::from(FEW));
    println!(
        "{}",
        json!({"id": "words-anew-from", "unit": "books", "floor": null, "figure": even, "aim": null})
    );
    Ok(())
}
