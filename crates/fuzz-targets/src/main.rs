//! `fuzz-targets --list` names the targets; `fuzz-targets NAME SECONDS` mutates the corpus of one for that long.
//!
//! It ends badly when a claim does not hold, when one input takes longer than ten seconds, or when the process takes
//! more than 512 MB. The input that did it is left in `target/fuzz`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use fuzz_targets::{Mutator, TARGETS, Target, target};

/// Longest time for one input.
const PATIENCE: Duration = Duration::from_secs(10);

/// Most memory, in kilobytes.
const MEMORY: u64 = 512 * 1024;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--list"] => {
            for target in TARGETS {
                println!("{}", target.name);
            }
            ExitCode::SUCCESS
        }
        [name, seconds] => match (target(name), seconds.parse()) {
            (Some(target), Ok(seconds)) => run(target, Duration::from_secs(seconds)),
            _ => usage(),
        },
        _ => usage(),
    }
}

fn usage() -> ExitCode {
    eprintln!("fuzz-targets --list | NAME SECONDS");
    ExitCode::FAILURE
}

fn run(target: &Target, time: Duration) -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let corpus = corpus(&root.join("fuzz/corpus").join(target.name));
    let found = root.join("target/fuzz").join(format!("{}.bin", target.name));
    let seed = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
    let mut mutator = Mutator::new(seed, target.longest);
    let (input, runs) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU64::new(0)));
    watch(Arc::clone(&input), Arc::clone(&runs), found.clone());
    let started = Instant::now();
    while started.elapsed() < time {
        let next = mutator.input(&corpus);
        next.clone_into(&mut input.lock().unwrap_or_else(PoisonError::into_inner));
        if std::panic::catch_unwind(|| (target.run)(&next)).is_err() {
            return give_up(&found, &next, "a claim does not hold");
        }
        if runs.fetch_add(1, Ordering::Relaxed) % 4096 == 0 && peak_memory().is_some_and(|peak| peak > MEMORY)
        {
            return give_up(&found, &next, "the memory grows without bound");
        }
    }
    let runs = runs.load(Ordering::Relaxed);
    let peak = peak_memory().map_or_else(String::new, |peak| format!(", peak {} MB", peak / 1024));
    println!("{}: {runs} inputs in {} s, seed {seed}{peak}", target.name, time.as_secs());
    ExitCode::SUCCESS
}

/// Ends the process when no input was finished for too long.
fn watch(input: Arc<Mutex<Vec<u8>>>, runs: Arc<AtomicU64>, found: PathBuf) {
    std::thread::spawn(move || {
        loop {
            let before = runs.load(Ordering::Relaxed);
            std::thread::sleep(PATIENCE);
            if runs.load(Ordering::Relaxed) == before {
                let input = input.lock().unwrap_or_else(PoisonError::into_inner);
                give_up(&found, &input, "one input takes too long");
                std::process::exit(1);
            }
        }
    });
}

fn give_up(found: &Path, input: &[u8], why: &str) -> ExitCode {
    let kept = found.parent().map(std::fs::create_dir_all).is_some() && std::fs::write(found, input).is_ok();
    let place = if kept { found.display().to_string() } else { format!("{input:?}") };
    eprintln!("{why}: {place}");
    ExitCode::FAILURE
}

fn corpus(directory: &Path) -> Vec<Vec<u8>> {
    let files = std::fs::read_dir(directory).into_iter().flatten().flatten();
    files.filter_map(|file| std::fs::read(file.path()).ok()).collect()
}

/// The process's highest memory in kilobytes, where the system says so.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
