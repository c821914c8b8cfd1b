//! A publication over a network that loses, refuses and delays.

use crate::stage::{Stage, press_on};
use crate::support::{Random, rounds};
use explorer::views::{Event, SyncState};
use serde_json::json;
use testnet::{Action, Door, Fault, Testnet};

const CALLS: [&str; 4] = ["applyWrites", "applyWrites", "getLatestCommit", "getRepo"];

fn any_action(random: &mut Random) -> Action {
    let reply = |status, error: &str| Action::Reply {
        status,
        headers: Vec::new(),
        body: json!({ "error": error, "message": "on purpose" }),
    };
    match random.below(8) {
        0 => Action::Drop,
        1 | 2 => Action::DropAfter,
        3 => Action::Delay(50),
        4 => reply(500, "InternalServerError"),
        5 => reply(503, "Unavailable"),
        6 => reply(413, "PayloadTooLarge"),
        _ => Action::Reply {
            status: 429,
            headers: vec![("retry-after", "1".to_owned())],
            body: json!({ "error": "RateLimitExceeded" }),
        },
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_network_does_every_row_arrives_once() {
    let network = Testnet::start().await.unwrap();
    let mut random = Random::new(u64::from(std::process::id()));
    for round in 0..rounds(40) {
        let stage = Stage::new(&network, &format!("faulty{round}.test"), 500).await;
        let mut faults = Vec::new();
        for _ in 0..=random.below(5) {
            let (call, action) = (CALLS[random.below(CALLS.len())], any_action(&mut random));
            let (skip, times) = (random.below(3) as u32, random.below(2) as u32 + 1);
            faults.push(format!("{call} {action:?} skip {skip} times {times}"));
            network.fault(&Fault::on(call, action).skip(skip).times(times)).await.unwrap();
        }
        let mut running = stage.computer.start().await;
        running.import(&stage.export).await;
        press_on(&mut running).await;
        stage.check(&network, &running, &format!("round {round}: {faults:#?}")).await;
        network.clear_faults().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_down_for_a_while_costs_nothing_but_time() {
    let network = Testnet::start().await.unwrap();
    let stage = Stage::new(&network, "down.test", 300).await;
    network.down(Door::Pds).await.unwrap();
    let mut running = stage.computer.start().await;
    running.import(&stage.export).await;
    running
        .event(|event| match event {
            Event::Sync { sync } => (sync.state == SyncState::Offline && sync.waiting == 300).then_some(()),
            _ => None,
        })
        .await;
    network.up(Door::Pds).await.unwrap();
    press_on(&mut running).await;
    stage.check(&network, &running, "down").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_the_server_refuses_is_set_aside_and_the_rest_arrives() {
    let network = Testnet::start().await.unwrap();
    let stage = Stage::new(&network, "poison.test", 3).await;
    let refusal = Action::Reply {
        status: 400,
        headers: Vec::new(),
        body: json!({ "error": "InvalidRequest", "message": "Invalid record" }),
    };
    // The whole, then the first alone; then the server is content.
    network.fault(&Fault::on("applyWrites", refusal).times(2)).await.unwrap();
    let mut running = stage.computer.start().await;
    running.import(&stage.export).await;
    press_on(&mut running).await;
    let progress = running.watch().await.progress.unwrap();
    assert_eq!((progress.created, progress.set_aside, progress.waiting), (2, 1, 0));
    assert!(progress.failed[0].reason.contains("Invalid record"), "{:?}", progress.failed);
    assert_eq!(network.list_records(&stage.account.did).await.unwrap().len(), 2);
}
