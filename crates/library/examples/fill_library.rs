//! Fills the library without an account with books that look like a reader's: `fill_library DIRECTORY COUNT`.
//!
//! For measuring and for looking at large libraries. The same count always gives the same books.

use library::import::{NotAnExport, ParseOptions, PlanOptions, parse, plan};
use library::{ApplyError, Library, OpenError, StorageFault};
use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

const WORDS: [&str; 16] = [
    "Copper", "Winter", "Atlas", "Orchard", "Silence", "River", "Letters", "Garden", "Salt", "Empire",
    "Lantern", "Crossing", "Hours", "Island", "Memory", "Thread",
];
const FORENAMES: [&str; 10] =
    ["Olga", "Ursula", "Teju", "Chinua", "Mariana", "Orhan", "Zadie", "Halldór", "Yōko", "Ananda"];
const SURNAMES: [&str; 12] = [
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
];
const STATUSES: [&str; 8] =
    ["read", "read", "read", "read", "read", "to-read", "currently-reading", "did-not-finish"];

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("usage: fill_library DIRECTORY COUNT")]
    Usage,
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Storage(#[from] StorageFault),
    #[error(transparent)]
    Export(#[from] NotAnExport),
    #[error(transparent)]
    Apply(#[from] ApplyError),
    #[error("the rows could not be written down")]
    Rows(#[from] std::fmt::Error),
}

fn main() -> ExitCode {
    match fill() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("fill_library: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn fill() -> Result<(), Failure> {
    let mut arguments = std::env::args_os().skip(1);
    let directory = arguments.next().ok_or(Failure::Usage)?;
    let count = arguments.next().and_then(|count| count.to_str()?.parse().ok()).ok_or(Failure::Usage)?;
    let library = Library::open(Path::new(&directory))?;
    let account = library.local_account()?;
    let export = parse(storygraph(count)?.as_bytes(), &ParseOptions::default())?;
    let now = jiff::Timestamp::UNIX_EPOCH;
    let options = PlanOptions::new(now);
    let plan = plan(&export, &library.existing_books(account)?, &options);
    library.apply_import(account, &plan.details(&export, &options, |_| None), "generated.csv", now)?;
    library.empty_log();
    Ok(())
}

/// An export of `count` different books.
fn storygraph(count: usize) -> Result<String, std::fmt::Error> {
    let mut text =
        String::from("Title,Authors,ISBN/UID,Read Status,Date Added,Dates Read,Star Rating,Review,Tags\n");
    for at in 0..count {
        let title = format!("The {} {} {at}", pick(&WORDS, at), pick(&WORDS, at / 16 + 3));
        let author = format!("{} {}", pick(&FORENAMES, at / 7), pick(&SURNAMES, at / 3));
        let (year, month, day) = (2008 + at % 17, 1 + at % 12, 1 + at % 28);
        let status = pick(&STATUSES, at / 2);
        let read = if status == "read" { format!("{year}/{month:02}/{day:02}") } else { String::new() };
        let stars = if status == "read" { (2 + at % 9) as f64 / 2.0 } else { 0.0 };
        let review = if at % 9 == 0 { "Slow to begin with, and then it would not let me go." } else { "" };
        writeln!(
            text,
            "\"{title}\",\"{author}\",,{status},{year}/01/{day:02},{read},{stars},\"{review}\",shelf-{}",
            at % 23
        )?;
    }
    Ok(text)
}

fn pick<'a>(words: &[&'a str], at: usize) -> &'a str {
    words.get(at % words.len().max(1)).copied().unwrap_or_default()
}
