//! `kill -9` between the first send and the last acknowledgement of a publication, then finish: nothing lost, nothing
//! doubled. The application runs in a child process that is this test program again.

use crate::stage::Stage;
use crate::support::{FileVault, Random, rounds, start};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};
use testnet::Testnet;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const ROWS: u32 = 500;

/// Every named point of the way, and at which time of passing it to die.
const POINTS: [&str; 8] = [
    "batch-read:1",
    "batch-read:3",
    "batch-answered:1",
    "batch-answered:2",
    "batch-acknowledged:1",
    "batch-acknowledged:3",
    "walk-compared:1",
    "walk-merged:1",
];

/// The application, told by the environment what to do; in an ordinary run there is nothing to do.
#[tokio::test(flavor = "multi_thread")]
async fn child() {
    let Ok(directory) = std::env::var("KILL_CHILD") else { return };
    let directory = Path::new(&directory);
    let mut running = start(directory, Arc::new(FileVault(directory.join("keys")))).await;
    if std::env::var_os("KILL_CHILD_IMPORTS").is_some() {
        running.import(&directory.join("export.csv")).await;
    }
    println!("\nunder way");
    running.settled().await;
    println!("\nfinished");
}

fn child_of(stage: &Stage, imports: bool, point: Option<&str>) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["kill::child", "--exact", "--nocapture"]).env("KILL_CHILD", stage.computer.path());
    if imports {
        command.env("KILL_CHILD_IMPORTS", "1");
    }
    if let Some(point) = point {
        command.env("EXPLORER_STOP_POINT", point);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn().unwrap()
}

/// Waits for a line of the child; `false` when it ended first.
async fn says(child: &mut Child, line: &str) -> bool {
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    while let Some(said) = lines.next_line().await.unwrap() {
        if said == line {
            return true;
        }
    }
    false
}

async fn finishes(network: &Testnet, stage: &Stage, what: &str) {
    let mut running = stage.computer.start().await;
    running.settled().await;
    stage.check(network, &running, what).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publication_killed_at_any_named_point_finishes_with_every_row_once() {
    let network = Testnet::start().await.unwrap();
    for (number, point) in POINTS.into_iter().enumerate() {
        let stage = Stage::new(&network, &format!("point{number}.test"), ROWS).await;
        if point.starts_with("walk") {
            // A walk happens when the head has moved: here because an answer was not heard.
            let status = child_of(&stage, true, Some("batch-answered:2")).wait().await.unwrap();
            assert_eq!(status.code(), None);
            let status = child_of(&stage, false, Some(point)).wait().await.unwrap();
            assert_eq!(status.code(), None, "the child came past {point}");
        } else {
            let status = child_of(&stage, true, Some(point)).wait().await.unwrap();
            assert_eq!(status.code(), None, "the child came past {point}");
        }
        finishes(&network, &stage, point).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publication_killed_at_random_instants_finishes_with_every_row_once() {
    let network = Testnet::start().await.unwrap();
    let mut random = Random::new(u64::from(std::process::id()));
    // How long it takes when nothing happens, from the import's commit to the last acknowledgement.
    let stage = Stage::new(&network, "calm.test", ROWS).await;
    let mut child = child_of(&stage, true, None);
    assert!(says(&mut child, "under way").await);
    let began = Instant::now();
    assert!(says(&mut child, "finished").await);
    let whole = began.elapsed();
    let mut amid = 0;
    for round in 0..rounds(200) {
        let stage = Stage::new(&network, &format!("killed{round}.test"), ROWS).await;
        let mut instants = Vec::new();
        for attempt in 0..=random.below(2) {
            let instant = Duration::from_micros(random.below(whole.as_micros() as usize) as u64);
            let mut child = child_of(&stage, attempt == 0, None);
            says(&mut child, "under way").await;
            let finished = tokio::time::timeout(instant, says(&mut child, "finished")).await;
            amid += u32::from(finished.is_err());
            child.kill().await.unwrap();
            instants.push(instant);
        }
        finishes(&network, &stage, &format!("round {round}, killed after {instants:?}")).await;
    }
    println!("{amid} kills amid a publication of {whole:?}");
    assert!(amid > 0, "no kill came before the end");
}
