//! What a bulk edit of 10,000 books costs: its preview, the edit itself in an account with a server, its undo, and the
//! shared values of the sheet. Prints one JSON object a line. The floor is the first fill of as many books:
//! the same rows, without journal and outbox.

mod generated;

use bookhive::Stars;
use generated::{Books, Failure};
use library::{BookQuery, Change, DayChange, Edit, Library, Selection, TagsChange};
use serde_json::json;
use std::process::ExitCode;
use std::time::Instant;

const BOOKS: usize = 10_000;
const ROUNDS: usize = 3;

fn main() -> ExitCode {
    generated::ended(measure())
}

fn measure() -> Result<(), Failure> {
    let directory = tempfile::tempdir()?;
    let library = Library::open(directory.path())?;
    let records: Vec<_> = (0..BOOKS).map(|at| Books::VARIED.record(at)).collect();
    let now = jiff::Timestamp::now();
    let listed = Instant::now();
    let account = generated::mirror(&library, records.into_iter())?;
    let listed = listed.elapsed().as_secs_f64() * 1_000.0;

    let all = Selection::Matching { query: BookQuery::default(), except: Vec::new() };
    let (mut previews, mut edits, mut undos, mut shared) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let edit = change(round);
        let start = Instant::now();
        let preview = library.preview_edit(account, &all, &edit, now)?;
        previews.push(start.elapsed());
        let start = Instant::now();
        let outcome = library.commit_edit(account, &all, &edit, &preview.digest, now)?;
        edits.push(start.elapsed());
        if outcome.changed as usize != BOOKS {
            return Err(Failure::Claim(format!("the edit changed {} books", outcome.changed)));
        }
        let start = Instant::now();
        library.shared_values(account, &all)?;
        shared.push(start.elapsed());
        if let Some(group) = outcome.group {
            let start = Instant::now();
            library.undo(account, group, now)?;
            undos.push(start.elapsed());
        }
    }
    let mut tagged = Vec::new();
    for round in 0..ROUNDS {
        let tags = TagsChange::Adjust { add: vec![format!("measured {round}")], remove: Vec::new() };
        let start = Instant::now();
        library.edit(account, &all, &Edit { tags, ..Edit::default() }, now)?;
        tagged.push(start.elapsed());
    }
    for (id, times, floor, aim) in [
        ("bulk-edit-preview", previews, None, Some(1_000.0)),
        ("bulk-edit", edits, Some(listed), Some(2_000.0)),
        ("bulk-edit-tags", tagged, Some(listed), Some(2_000.0)),
        ("bulk-edit-undo", undos, None, None),
        ("bulk-edit-shared-values", shared, None, None),
    ] {
        let mut times: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1_000.0).collect();
        times.sort_by(f64::total_cmp);
        let figure = times.get(times.len() / 2).copied().unwrap_or_default();
        println!("{}", json!({"id": id, "unit": "ms", "floor": floor, "figure": figure, "aim": aim}));
    }
    Ok(())
}

/// Changes every book in every round: rating and end.
fn change(round: usize) -> Edit {
    let stars = if round.is_multiple_of(2) { Stars::new(3) } else { Stars::new(4) };
    Edit { stars: stars.map_or(Change::Clear, Change::Set), finished: DayChange::Shift(1), ..Edit::default() }
}
