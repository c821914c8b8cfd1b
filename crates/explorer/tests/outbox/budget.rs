//! An import larger than the server's budget: it rests, says until when and why, and goes on by itself.

use crate::stage::{Stage, resting};
use explorer::views::RestReason;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use testnet::{Testnet, Variant};

/// In the window: 200 creates.
const POINTS: u32 = 600;
/// Short enough for the server to take proofs that are dated in the window's last second.
const SECONDS: u32 = 60;

#[tokio::test(flavor = "multi_thread")]
async fn an_import_larger_than_the_budget_rests_says_until_when_and_finishes() {
    let limits = Variant { rate_limits: true, write_budget: Some((POINTS, SECONDS)), ..Variant::default() };
    let network = Testnet::start_as(limits).await.unwrap();
    let stage = Stage::new(&network, "budget.test", 250).await;
    // The computer's clock stands still, so that the window outlasts whatever is done in it.
    let time = Arc::new(Mutex::new(SystemTime::now()));
    let clock = || {
        let time = time.clone();
        Arc::new(move || *time.lock().unwrap())
    };
    let mut running = stage.computer.start_at(clock()).await;
    running.import(&stage.export).await;
    let rest = resting(&mut running).await;
    assert_eq!(rest.waiting, 50, "the budget is used to its end: {rest:?}");
    assert_eq!(rest.rest_reason, Some(RestReason::HourlyLimit));
    assert!(rest.resumes_at.is_some() && rest.finishes_at == rest.resumes_at, "{rest:?}");
    let log = network.log().await.unwrap();
    assert!(log.iter().all(|request| request.status != Some(429)), "a refusal costs points too");

    // A restart in the window's last second knows it still: nothing is sent before it ends.
    drop(running);
    network.clear_log().await.unwrap();
    let end: jiff::Timestamp = rest.resumes_at.as_deref().unwrap().parse().unwrap();
    *time.lock().unwrap() = SystemTime::from(end) - Duration::from_secs(1);
    let mut running = stage.computer.start_at(clock()).await;
    assert_eq!(resting(&mut running).await.resumes_at, rest.resumes_at);
    let log = network.log().await.unwrap();
    assert!(log.iter().all(|request| !request.path.ends_with("applyWrites")), "{log:#?}");

    // Nobody asks it to go on.
    network.end_write_window().await.unwrap();
    *time.lock().unwrap() = end.into();
    running.settled().await;
    stage.check(&network, &running, "budget").await;
    let log = network.log().await.unwrap();
    assert!(log.iter().all(|request| request.status != Some(429)));
}
