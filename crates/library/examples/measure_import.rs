//! Measures the reading and planning of 100,000 StoryGraph rows, and the storing of their plan: one JSON object a line.
//!
//! The floor of the time is a bare pass of rust-csv over the same bytes. The memory is what a process of its own grows by at
//! its peak, as a multiple of the file: from before it reads the file until it holds the plan, and in a second process from
//! before it opens an empty library until the plan is kept, written as books, and its file put by.

use library::import::{NotAnExport, Opened, ParseOptions, PlanOptions, ReadFileError, open, plan, read_file};
use library::{ApplyError, Library, OpenError, StorageFault};
use serde_json::json;
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

const ROWS: u64 = 100_000;
/// Seconds and multiples of the file that may be taken at most; the last with everything stored.
const AIMS: (f64, f64, f64) = (2.0, 3.0, 5.0);

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    File(#[from] ReadFileError),
    #[error(transparent)]
    Export(#[from] NotAnExport),
    #[error("the generated file was not recognised")]
    Unrecognised,
    #[error("the generated file or the child process failed")]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Library(#[from] OpenError),
    #[error(transparent)]
    Storage(#[from] StorageFault),
    #[error(transparent)]
    Apply(#[from] ApplyError),
    #[error("rust-csv could not read the generated file")]
    Csv(#[from] csv::Error),
}

fn main() -> ExitCode {
    let (file, store) = (std::env::args_os().nth(1), std::env::args_os().nth(2));
    let outcome = match (file, store) {
        (Some(file), None) => memory(|| planned(Path::new(&file)).map(drop)),
        (Some(file), Some(_)) => memory(|| stored(Path::new(&file))),
        (None, _) => measure(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("measure_import: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), Failure> {
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(export().as_bytes())?;
    file.flush()?;
    let size = file.as_file().metadata()?.len();

    let bytes = read_file(file.path())?;
    let start = Instant::now();
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let mut record = csv::ByteRecord::new();
    let mut records = 0u64;
    while reader.read_byte_record(&mut record)? {
        records += 1;
    }
    let floor = start.elapsed().as_secs_f64();
    drop(bytes);

    let start = Instant::now();
    let rows = planned(file.path())?;
    let took = start.elapsed().as_secs_f64();
    eprintln!("{size} bytes, {records} records, {rows} rows planned");
    let line = |id: &str, unit: &str, floor: Option<f64>, figure: Option<f64>, aim: f64| {
        println!("{}", json!({"id": id, "unit": unit, "floor": floor, "figure": figure, "aim": aim}));
    };
    line("plan-100000-rows", "s", Some(floor), Some(took), AIMS.0);

    let grown = |more: &[&str]| -> Result<Option<f64>, Failure> {
        let child = Command::new(std::env::current_exe()?).arg(file.path()).args(more).output()?;
        let bytes = String::from_utf8_lossy(&child.stdout).trim().parse::<f64>().ok();
        Ok(bytes.map(|bytes| bytes / size as f64))
    };
    line("plan-memory", "× the file", Some(1.0), grown(&[])?, AIMS.1);
    line("import-memory", "× the file", Some(1.0), grown(&["stored"])?, AIMS.2);
    Ok(())
}

/// Reads and plans as the app does; gives the number of rows with a fate.
fn planned(file: &Path) -> Result<usize, Failure> {
    let Opened::Export(export) = open(read_file(file)?, &ParseOptions::default())? else {
        return Err(Failure::Unrecognised);
    };
    let plan = plan(&export, &[], &PlanOptions::new(jiff::Timestamp::UNIX_EPOCH));
    let rows = plan.sums.total();
    // Held until it was counted, as the app holds it while it is on screen.
    drop((export, plan));
    Ok(rows)
}

/// Keeps the file, plans it over an empty library and writes the plan, as the app does on "Import".
fn stored(file: &Path) -> Result<(), Failure> {
    let directory = tempfile::tempdir()?;
    let library = Library::open(directory.path())?;
    let (account, now) = (library.local_account()?, jiff::Timestamp::UNIX_EPOCH);
    let bytes = read_file(file)?;
    library.keep_plan(account, "export.csv", &bytes)?;
    let Opened::Export(export) = open(bytes, &ParseOptions::default())? else {
        return Err(Failure::Unrecognised);
    };
    let options = PlanOptions::new(now);
    let plan = plan(&export, &library.existing_books(account)?, &options);
    let import =
        library.apply_import(account, &plan.details(&export, &options, |_| None), "export.csv", now)?;
    library.keep_file_of(import, now)?;
    Ok(())
}

/// Prints by how many bytes this process grew at its peak.
fn memory(work: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    let before = resident("VmRSS:");
    work()?;
    if let (Some(before), Some(peak)) = (before, resident("VmHWM:")) {
        println!("{}", peak.saturating_sub(before));
    }
    Ok(())
}

/// A figure of this process's memory in bytes; only Linux tells it without foreign code.
fn resident(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

const HEADER: &str = "Title,Authors,Contributors,ISBN/UID,Format,Read Status,Date Added,Last Date Read,Dates Read,Read Count,Moods,Pace,Character- or Plot-Driven?,Strong Character Development?,Loveable Characters?,Diverse Characters?,Flawed Characters?,Star Rating,Review,Content Warnings,Content Warning Description,Tags,Owned?\n";

/// A library as StoryGraph exports it: half read with dates, a third wanted, some with re-reads, reviews and tags.
fn export() -> String {
    let mut text = String::with_capacity(24_000_000);
    text.push_str(HEADER);
    for row in 0..ROWS {
        let seed = mix(row);
        let pick = |list: &[&'static str], shift: u32| -> &'static str {
            let at = usize::try_from((seed >> shift) % list.len() as u64).unwrap_or_default();
            list.get(at).copied().unwrap_or_default()
        };
        let day = |shift: u32| {
            let seed = seed >> shift;
            format!("20{:02}/{:02}/{:02}", 10 + seed % 15, 1 + seed / 16 % 12, 1 + seed / 256 % 28)
        };
        let status = pick(&["read", "read", "read", "to-read", "to-read", "currently-reading"], 3);
        let (last, dates, count) = match (status, seed % 5) {
            ("read", 0) => (String::new(), String::new(), "1"),
            ("read", 1) => (day(5), format!("{}-{}, {}-{}", day(4), day(5), day(8), day(9)), "2"),
            ("read", _) => (day(5), format!("{}-{}", day(4), day(5)), "1"),
            _ => (String::new(), String::new(), "0"),
        };
        let review = match seed % 40 {
            0 => {
                "<div>Slow to begin with, and then it would not let me go.<br><br>The <em>last</em> chapter I read twice.</div>"
            }
            _ => "",
        };
        let rating =
            if status == "read" { pick(&["3.0", "3.5", "4.0", "4.25", "4.5", "5.0", ""], 11) } else { "" };
        text.push_str(&format!(
            "\"The {} of the {}, Part {row}\",\"{} {}\",\"\",978{:010},{},{status},{},{last},\"{dates}\",{count},\"{}\",{},{},Yes,No,It's complicated,No,{rating},\"{review}\",\"\",,\"{}\",{}\n",
            pick(&["Invention", "Weight", "Shape", "Colour", "History", "Garden"], 13),
            pick(&["Rain", "Harbour", "North", "Clocks", "Salt Road", "Quiet House"], 17),
            pick(&["Anna", "Teju", "Mieko", "José", "Olga", "Chinua"], 21),
            pick(&["Lindqvist", "Okafor", "Marías", "Tanaka", "Novák", "Ferrara"], 25),
            seed % 10_000_000_000,
            pick(&["paperback", "hardcover", "digital", "audio"], 29),
            day(2),
            pick(&["reflective, slow", "adventurous, tense", "emotional", ""], 31),
            pick(&["slow", "medium", "fast", ""], 33),
            pick(&["Character", "Plot", "A mix", ""], 35),
            pick(&["", "", "translated", "book club, borrowed"], 37),
            pick(&["Yes", "No"], 39),
        ));
    }
    text
}

/// A number from a number, well mixed (SplitMix64).
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
