//! What a library of 50,000 books costs: opening it, typing into the search field, counting facets, fetching a page, and
//! memory. Prints one JSON object a line. Called as `measure_library hold DIRECTORY` it opens a library as the app does,
//! says its proportional memory in kB, and ends: the measure starts itself so for a full library and for an empty one.

mod generated;

use generated::{Books, Failure};
use library::query;
use library::{AccountId, BookQuery, Library, SortColumn, SortKey};
use serde_json::json;
use std::collections::HashSet;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

const BOOKS: usize = 50_000;
const ROUNDS: usize = 15;
const PAGE: u32 = 100;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    generated::ended(match arguments.as_slice() {
        [word, directory] if word == "hold" => hold(Path::new(directory)),
        _ => measure(),
    })
}

fn measure() -> Result<(), Failure> {
    let (full, empty) = (tempfile::tempdir()?, tempfile::tempdir()?);
    fill(full.path(), BOOKS)?;
    fill(empty.path(), 0)?;

    let bare = median(ROUNDS, || open_to_first_page(empty.path()))?;
    let bare = milliseconds(bare.wall);
    let opened = median(ROUNDS, || open_to_first_page(full.path()))?;
    tell("open-to-first-page", "ms", Some(bare), milliseconds(opened.wall), Some(bare + 50.0));

    let library = Library::open(full.path())?;
    let account = library.local_account()?;
    typing(&library, account)?;
    facets(&library, account)?;
    let query = newest_first();
    let mut offset = 0;
    let page = median(200, || {
        offset = (offset + 7_919) % BOOKS as u32;
        timed(|| library.books(account, &query, offset, PAGE).map(drop))
    })?;
    tell("page-anywhere", "ms", None, milliseconds(page.wall), None);
    drop(library);

    let (bare, held) = (held_by(empty.path())?, held_by(full.path())?);
    if let (Some(bare), Some(held)) = (bare, held) {
        tell("memory-of-the-library", "MB", Some(bare), held, Some(bare + 60.0));
    }
    Ok(())
}

/// Every beginning of what people type, each as the first question after the one before.
fn typing(library: &Library, account: AccountId) -> Result<(), Failure> {
    let typed = [
        "the winter garden",
        "olga",
        "letters 4",
        "status:reading salt",
        "author:ursula rating>=4",
        "tag:shelf-3 atlas",
        "finished:2019 island or river",
        "-the",
        "a",
        "has:review pages>100",
        "the of",
        "no:isbn has:tag",
    ];
    let mut taken = Vec::new();
    for round in 0..3 {
        let column = [SortColumn::Finished, SortColumn::Title, SortColumn::Author].get(round).copied();
        let sort = vec![SortKey { column: column.unwrap_or(SortColumn::Added), descending: round == 0 }];
        // Nothing that was found in the round before can answer.
        library.set_setting("measure", Some(&round.to_string()))?;
        // The list is on screen in this order before anybody types into its search field.
        library.books(account, &BookQuery { sort: sort.clone(), ..BookQuery::default() }, 0, PAGE)?;
        for text in typed {
            for (end, _) in text.char_indices().map(|(at, letter)| (at + letter.len_utf8(), letter)) {
                let text = text.get(..end).unwrap_or_default();
                let Ok(mut query) = BookQuery::parse(text) else { continue };
                query.sort.clone_from(&sort);
                taken.push((timed(|| library.books(account, &query, 0, PAGE).map(drop))?, text));
            }
        }
    }
    taken.sort_unstable();
    let mut seen = HashSet::new();
    for (one, text) in taken.iter().rev().filter(|(_, text)| seen.insert(*text)).take(9) {
        eprintln!("{text:?}: {one:?}");
    }
    let mut busy: Vec<Duration> = taken.iter().map(|(one, _)| one.busy).collect();
    busy.sort_unstable();
    let place = |share: f64| (taken.len() as f64 * share) as usize;
    let wall = |share| taken.get(place(share)).map_or(0.0, |(one, _)| milliseconds(one.wall));
    tell("type-ahead-median", "ms", None, wall(0.5), None);
    tell("type-ahead-p99", "ms", None, wall(0.99), Some(16.0));
    let high = busy.get(place(0.99)).copied().unwrap_or_default();
    tell("type-ahead-p99-processor", "ms", None, milliseconds(high), Some(16.0));
    Ok(())
}

/// Facets of all books and of a part, and once with everything read anew, as after a change.
fn facets(library: &Library, account: AccountId) -> Result<(), Failure> {
    let texts = ["", "the", "status:finished", "rating>=4 finished:2019", "olga or salt"];
    let mut turn = 0;
    let warm = median(40, || {
        turn += 1;
        let parsed = query::parse(texts.get(turn % texts.len()).copied().unwrap_or_default())?;
        timed(|| library.facets(account, &parsed, 40).map(drop)).map_err(Failure::from)
    })?;
    tell("facet-counts", "ms", None, milliseconds(warm.wall), Some(30.0));
    let parsed = query::parse("status:finished")?;
    let cold = median(ROUNDS, || {
        turn += 1;
        generated::change_ten(library, account, turn)?;
        timed(|| library.facets(account, &parsed, 40).map(drop)).map_err(Failure::from)
    })?;
    tell("facet-counts-after-a-change", "ms", None, milliseconds(cold.wall), Some(30.0));
    tell("facet-counts-after-a-change-processor", "ms", None, milliseconds(cold.busy), Some(30.0));
    Ok(())
}

fn newest_first() -> BookQuery {
    let sort = vec![SortKey { column: SortColumn::Finished, descending: true }];
    BookQuery { sort, ..BookQuery::default() }
}

fn open_to_first_page(directory: &Path) -> Result<Taken, Failure> {
    let mut opened = None;
    let taken = timed(|| {
        let library = Library::open(directory)?;
        let account = library.local_account()?;
        library.counts(account)?;
        library.books(account, &newest_first(), 0, PAGE)?;
        opened = Some(library);
        Ok::<_, Failure>(())
    })?;
    if let Some(library) = opened {
        library.empty_log();
    }
    Ok(taken)
}

/// Opens a library, shows what a start shows, and says what that holds.
fn hold(directory: &Path) -> Result<(), Failure> {
    let library = Library::open(directory)?;
    let account = library.local_account()?;
    library.counts(account)?;
    library.books(account, &newest_first(), 0, PAGE)?;
    library.books(account, &BookQuery { sort: newest_first().sort, ..BookQuery::parse("the")? }, 0, PAGE)?;
    library.facets(account, &query::parse("")?, 40)?;
    let rollup = std::fs::read_to_string("/proc/self/smaps_rollup")?;
    let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB"));
    println!("{}", pss.unwrap_or_default());
    library.empty_log();
    Ok(())
}

/// Proportional memory of a process that holds the library open, in MB; `None` where the system does not tell.
fn held_by(directory: &Path) -> Result<Option<f64>, Failure> {
    if !cfg!(target_os = "linux") {
        return Ok(None);
    }
    let answer = Command::new(std::env::current_exe()?).arg("hold").arg(directory).output()?;
    let kilobytes: Option<f64> = String::from_utf8_lossy(&answer.stdout).trim().parse().ok();
    Ok(kilobytes.map(|kilobytes| kilobytes / 1024.0))
}

fn fill(directory: &Path, count: usize) -> Result<(), Failure> {
    let library = Library::open(directory)?;
    generated::fill(&library, Books::VARIED, count)?;
    library.empty_log();
    Ok(())
}

/// How long something took by the clock, and how long of that the processor was at it: the rest was other programs'.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Taken {
    wall: Duration,
    busy: Duration,
}

fn timed<E>(work: impl FnOnce() -> Result<(), E>) -> Result<Taken, E> {
    let (start, before) = (Instant::now(), on_processor());
    work()?;
    let wall = start.elapsed();
    let busy = before.zip(on_processor()).map_or(wall, |(before, after)| after.saturating_sub(before));
    Ok(Taken { wall, busy })
}

/// Time of this thread on a processor, where the system tells it.
fn on_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(told.split(' ').next()?.parse().ok()?))
}

fn median<E>(rounds: usize, mut once: impl FnMut() -> Result<Taken, E>) -> Result<Taken, E> {
    let taken = (0..rounds).map(|_| once()).collect::<Result<Vec<_>, _>>()?;
    let middle = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times.get(rounds / 2).copied().unwrap_or_default()
    };
    Ok(Taken {
        wall: middle(taken.iter().map(|one| one.wall).collect()),
        busy: middle(taken.iter().map(|one| one.busy).collect()),
    })
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

fn tell(id: &str, unit: &str, floor: Option<f64>, figure: f64, aim: Option<f64>) {
    let two = |number: f64| (number * 100.0).round() / 100.0;
    println!(
        "{}",
        json!({"id": id, "unit": unit, "floor": floor.map(two), "figure": two(figure), "aim": aim.map(two)})
    );
}
