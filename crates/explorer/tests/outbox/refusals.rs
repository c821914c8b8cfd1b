//! A server that refuses for reasons of its own: no record is blamed for that, and it is left alone for as long as it asks.

use crate::stage::{Stage, press_on, resting};
use explorer::views::{Event, RestReason, SyncState};
use serde_json::{Value, json};
use testnet::{Action, Fault, Testnet};

const ROWS: u32 = 12;

fn reply(status: u16, headers: Vec<(&'static str, String)>, body: Value) -> Action {
    Action::Reply { status, headers, body }
}

async fn calls(network: &Testnet, name: &str) -> usize {
    network.log().await.unwrap().iter().filter(|request| request.path.ends_with(name)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_an_account_that_was_deactivated_is_sent_when_it_is_back() {
    let network = Testnet::start().await.unwrap();
    let stage = Stage::new(&network, "away.test", ROWS).await;
    // As the reference server answers every write of such an account.
    let refusal = json!({ "error": "InvalidRequest", "message": "Account is deactivated" });
    let status = json!({ "did": stage.account.did, "active": false, "status": "deactivated" });
    for (call, action) in
        [("applyWrites", reply(400, Vec::new(), refusal)), ("getRepoStatus", reply(200, Vec::new(), status))]
    {
        network.fault(&Fault::on(call, action).times(u32::MAX)).await.unwrap();
    }
    let mut running = stage.computer.start().await;
    running.import(&stage.export).await;
    let stopped = running.event(|event| match event {
        Event::Sync { sync } if sync.state == SyncState::Offline || sync.set_aside > 0 => Some(sync),
        _ => None,
    });
    let stopped = stopped.await;
    assert_eq!((stopped.waiting, stopped.set_aside), (ROWS, 0), "no record is at fault");
    network.clear_faults().await.unwrap();
    press_on(&mut running).await;
    stage.check(&network, &running, "away").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_that_the_server_asked_for_is_kept_whoever_asks_for_a_look() {
    let network = Testnet::start().await.unwrap();
    let stage = Stage::new(&network, "pause.test", ROWS).await;
    let refusal =
        reply(429, vec![("retry-after", "3600".to_owned())], json!({ "error": "RateLimitExceeded" }));
    network.fault(&Fault::on("applyWrites", refusal).times(u32::MAX)).await.unwrap();
    let mut running = stage.computer.start().await;
    network.clear_log().await.unwrap();
    running.import(&stage.export).await;
    let rest = resting(&mut running).await;
    assert_eq!(rest.rest_reason, Some(RestReason::Server));
    let looks = calls(&network, "getLatestCommit").await;
    running.explorer.sync_now().await.unwrap();
    while calls(&network, "getLatestCommit").await == looks {
        tokio::task::yield_now().await;
    }
    let again = loop {
        let now = running.watch().await.sync;
        if now.state == SyncState::Resting {
            break now;
        }
        running.state().await;
    };
    assert_eq!((again.resumes_at, again.waiting), (rest.resumes_at, ROWS));
    assert_eq!(calls(&network, "applyWrites").await, 1);
}
