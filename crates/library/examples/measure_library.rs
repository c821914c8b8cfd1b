//! What a library of 50,000 books costs: opening it, typing into the search field, counting facets, fetching a page, and
//! memory. Prints one JSON object a line. Called as `measure_library hold DIRECTORY` it opens a library as the app does,
//! says its proportional memory in kB, and ends: the measure starts itself so for a full library and for an empty one.

use library::import::{NotAnExport, ParseOptions, PlanOptions, parse, plan};
use library::query::{self, QueryError};
use library::{AccountId, ApplyError, BookQuery, Library, OpenError, SortColumn, SortKey, StorageFault};
use serde_json::json;
use std::fmt::Write;
use std::io;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

const BOOKS: usize = 50_000;
const ROUNDS: usize = 15;
const PAGE: u32 = 100;

const WORDS: [&str; 16] = [
    "Copper", "Winter", "Atlas", "Orchard", "Silence", "River", "Letters", "Garden", "Salt", "Empire",
    "Lantern", "Crossing", "Hours", "Island", "Memory", "Thread",
];
const FORENAMES: [&str; 10] =
    ["Olga", "Ursula", "Teju", "Chinua", "Mariana", "Orhan", "Zadie", "Halldór", "Yōko", "Ananda"];
const STATUSES: [&str; 8] =
    ["read", "read", "read", "read", "read", "to-read", "currently-reading", "did-not-finish"];
const FORMATS: [&str; 4] = ["hardcover", "paperback", "digital", "audio"];

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Storage(#[from] StorageFault),
    #[error(transparent)]
    Export(#[from] NotAnExport),
    #[error(transparent)]
    Apply(#[from] ApplyError),
    #[error(transparent)]
    Query(#[from] QueryError),
    #[error("the rows could not be written down")]
    Rows(#[from] std::fmt::Error),
    #[error(transparent)]
    Io(#[from] io::Error),
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let outcome = match arguments.as_slice() {
        [word, directory] if word == "hold" => hold(Path::new(directory)),
        _ => measure(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("measure_library: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), Failure> {
    let (full, empty) = (tempfile::tempdir()?, tempfile::tempdir()?);
    fill(full.path(), BOOKS)?;
    fill(empty.path(), 0)?;

    let bare = median(ROUNDS, || open_to_first_page(empty.path()))?;
    let opened = median(ROUNDS, || open_to_first_page(full.path()))?;
    tell("open-to-first-page", "ms", Some(bare), opened, Some(bare + 50.0));

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
    tell("page-anywhere", "ms", None, page, None);
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
    ];
    let mut taken = Vec::new();
    for round in 0..3 {
        let column = [SortColumn::Finished, SortColumn::Title, SortColumn::Author].get(round).copied();
        let sort = vec![SortKey { column: column.unwrap_or(SortColumn::Added), descending: round == 0 }];
        // The list is on screen in this order before anybody types into its search field.
        library.books(account, &BookQuery { sort: sort.clone(), ..BookQuery::default() }, 0, PAGE)?;
        for text in typed {
            for (end, _) in text.char_indices().map(|(at, letter)| (at + letter.len_utf8(), letter)) {
                let text = text.get(..end).unwrap_or_default();
                let Ok(mut query) = BookQuery::parse(text) else { continue };
                // Another order each round: nothing found before can answer.
                query.sort.clone_from(&sort);
                taken.push(timed(|| library.books(account, &query, 0, PAGE).map(drop))?);
            }
        }
    }
    taken.sort_unstable();
    let at = |share: f64| taken.get((taken.len() as f64 * share) as usize).copied().unwrap_or_default();
    tell("type-ahead-median", "ms", None, milliseconds(at(0.5)), None);
    tell("type-ahead-p99", "ms", None, milliseconds(at(0.99)), Some(16.0));
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
    tell("facet-counts", "ms", None, warm, Some(30.0));
    let parsed = query::parse("status:finished")?;
    let cold = median(ROUNDS, || {
        turn += 1;
        library.set_setting("measure", Some(&turn.to_string()))?;
        timed(|| library.facets(account, &parsed, 40).map(drop)).map_err(Failure::from)
    })?;
    tell("facet-counts-after-a-change", "ms", None, cold, None);
    Ok(())
}

fn newest_first() -> BookQuery {
    let sort = vec![SortKey { column: SortColumn::Finished, descending: true }];
    BookQuery { sort, ..BookQuery::default() }
}

fn open_to_first_page(directory: &Path) -> Result<Duration, Failure> {
    let start = Instant::now();
    let library = Library::open(directory)?;
    let account = library.local_account()?;
    library.counts(account)?;
    library.books(account, &newest_first(), 0, PAGE)?;
    let taken = start.elapsed();
    library.empty_log();
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
    let account = library.local_account()?;
    if count > 0 {
        let export = parse(storygraph(count)?.as_bytes(), &ParseOptions::default())?;
        let now = jiff::Timestamp::UNIX_EPOCH;
        let options = PlanOptions::new(now);
        let plan = plan(&export, &[], &options);
        library.apply_import(account, &plan.details(&export, &options, |_| None), "generated.csv", now)?;
    }
    library.empty_log();
    Ok(())
}

/// An export of `count` different books, by as many authors as a large library has.
fn storygraph(count: usize) -> Result<String, std::fmt::Error> {
    let mut text = String::from(
        "Title,Authors,ISBN/UID,Format,Read Status,Date Added,Dates Read,Star Rating,Review,Tags\n",
    );
    for at in 0..count {
        let title = format!("The {} {} {at}", pick(&WORDS, at), pick(&WORDS, at / 16 + 3));
        let author = format!("{} {}{}", pick(&FORENAMES, at / 7), pick(&WORDS, at / 5), at % 9_000);
        let (year, month, day) = (2008 + at % 17, 1 + at % 12, 1 + at % 28);
        let status = pick(&STATUSES, at / 2);
        let read = if status == "read" { format!("{year}/{month:02}/{day:02}") } else { String::new() };
        let stars = if status == "read" { (2 + at % 9) as f64 / 2.0 } else { 0.0 };
        let review = if at % 9 == 0 { "Slow to begin with, and then it would not let me go." } else { "" };
        let format = pick(&FORMATS, at / 3);
        writeln!(
            text,
            "\"{title}\",\"{author}\",,{format},{status},{year}/01/{day:02},{read},{stars},\"{review}\",shelf-{}",
            at % 23
        )?;
    }
    Ok(text)
}

fn pick<'a>(words: &[&'a str], at: usize) -> &'a str {
    words.get(at % words.len().max(1)).copied().unwrap_or_default()
}

fn timed<E>(work: impl FnOnce() -> Result<(), E>) -> Result<Duration, E> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

fn median<E>(rounds: usize, mut once: impl FnMut() -> Result<Duration, E>) -> Result<f64, E> {
    let mut taken = (0..rounds).map(|_| once()).collect::<Result<Vec<_>, _>>()?;
    taken.sort_unstable();
    Ok(milliseconds(taken.get(rounds / 2).copied().unwrap_or_default()))
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
