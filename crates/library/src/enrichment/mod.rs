//! Enrichment: filling what books of the library lack from the catalogue, where nobody has set it.
//!
//! The reader begins it; every book that lacks something is then looked up by the importer's own questions and scoring.
//! A book known without doubt waits to be filled, a doubtful one for the reader's word. Nothing is written before the
//! reader has seen it, and then only what is empty still. All of it is one change of the history.

mod fill;
mod gap;
mod lacks;
mod offer;
mod queue;
mod run;

pub use fill::{EnrichmentPreview, Fill, FillError, Filled, SeenFills};
pub use gap::Gap;
pub(crate) use lacks::Gaps;
pub use offer::Lacking;
pub use queue::{Candidate, DoubtfulBook, LookUp, WhichBook};
pub use run::{BeginError, EnrichmentStanding};

use crate::import::matching::Tier;
use crate::{BookId, StorageFault};
use bookhive::BookRecord;
use bookhive::catalogue::CatalogueBook;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};

/// What is remembered of a book's look-up.
#[derive(Debug, Clone, PartialEq)]
struct Remembered {
    state: String,
    asked: String,
    rung: u16,
    candidates: Vec<Candidate>,
}

fn remembered(connection: &Connection, book: BookId) -> Result<Option<Remembered>, StorageFault> {
    let mut statement = connection
        .prepare_cached("SELECT state, asked, rung, candidates FROM enrichment_book WHERE book = ?1")?;
    let found: Option<(String, String, u16, String)> = statement
        .query_row([book], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((state, asked, rung, text)) = found else { return Ok(None) };
    Ok(Some(Remembered { state, asked, rung, candidates: candidates(&text)? }))
}

/// What a record is asked about by. When it changes, what was found is of another book.
fn asked(record: &BookRecord) -> String {
    format!("{}\n{}", record.title(), record.authors().join("\t"))
}

fn candidates(text: &str) -> Result<Vec<Candidate>, StorageFault> {
    let malformed = || StorageFault::Malformed { what: "candidate" };
    let list: Vec<Value> = serde_json::from_str(text).map_err(|_| malformed())?;
    list.iter()
        .map(|value| {
            let book = value.get("book").and_then(CatalogueBook::read).ok_or_else(malformed)?;
            let tier = value.get("tier").and_then(Value::as_str).and_then(Tier::parse);
            Ok(Candidate { book, tier: tier.ok_or_else(malformed)? })
        })
        .collect()
}

fn candidates_text(candidates: &[Candidate]) -> String {
    let list: Vec<Value> = candidates
        .iter()
        .map(|candidate| json!({ "book": candidate.book.to_value(), "tier": candidate.tier.as_str() }))
        .collect();
    Value::Array(list).to_string()
}
