//! An import larger than the server's budget: it rests, says until when and why, and goes on by itself.

use crate::stage::{Stage, resting};
use explorer::views::{Event, RestReason, SyncState};
use testnet::{Testnet, Variant};

/// In the window: 200 creates. It lasts longer than a restart does on a busy computer.
const POINTS: u32 = 600;
const SECONDS: u32 = 20;

#[tokio::test(flavor = "multi_thread")]
async fn an_import_larger_than_the_budget_rests_says_until_when_and_finishes() {
    let limits = Variant { rate_limits: true, write_budget: Some((POINTS, SECONDS)), ..Variant::default() };
    let network = Testnet::start_as(limits).await.unwrap();
    let stage = Stage::new(&network, "budget.test", 250).await;
    let mut running = stage.computer.start().await;
    running.import(&stage.export).await;
    let rest = resting(&mut running).await;
    assert_eq!(rest.waiting, 50, "the budget is used to its end: {rest:?}");
    assert_eq!(rest.rest_reason, Some(RestReason::HourlyLimit));
    assert!(rest.resumes_at.is_some() && rest.finishes_at == rest.resumes_at, "{rest:?}");
    let log = network.log().await.unwrap();
    assert!(log.iter().all(|request| request.status != Some(429)), "a refusal costs points too");

    // A restart knows it still: nothing is sent before the window ends.
    drop(running);
    network.clear_log().await.unwrap();
    let mut running = stage.computer.start().await;
    let rest_again = running
        .event(|event| match event {
            Event::Sync { sync } if sync.state == SyncState::Resting => Some(sync),
            _ => None,
        })
        .await;
    assert_eq!(rest_again.resumes_at, rest.resumes_at);
    let log = network.log().await.unwrap();
    assert!(log.iter().all(|request| !request.path.ends_with("applyWrites")), "{log:#?}");

    running.settled().await;
    stage.check(&network, &running, "budget").await;
    let log = network.log().await.unwrap();
    assert!(log.iter().all(|request| request.status != Some(429)));
}
