//! A server without `com.atproto.repo.applyWrites`: everything goes one by one, and still exactly once.

use crate::stage::{Stage, press_on, resting};
use crate::support::finish_all;
use explorer::views::{QueryView, SelectionView};
use serde_json::{Value, json};
use testnet::{Action, Fault, LoggedRequest, Testnet, Variant};

const ROWS: u32 = 40;

fn calls(log: &[LoggedRequest], name: &str) -> usize {
    log.iter().filter(|request| request.path.ends_with(name)).count()
}

/// Until the server has this many requests of a kind whose answers it holds back or has given.
async fn asked(network: &Testnet, name: &str, times: usize) {
    while calls(&network.log().await.unwrap(), name) < times {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_answers_and_a_restart_leave_every_row_once() {
    let network = Testnet::start().await.unwrap();
    let stage = Stage::new(&network, "singly.test", ROWS).await;
    network.fault(&Fault::no_batches()).await.unwrap();
    network.fault(&Fault::on("createRecord", Action::DropAfter).skip(5).times(2)).await.unwrap();
    network.fault(&Fault::on("createRecord", Action::HoldAfter).skip(12)).await.unwrap();
    network.clear_log().await.unwrap();
    let mut running = stage.computer.start().await;
    running.import(&stage.export).await;
    let held = asked(&network, "createRecord", 15);
    tokio::select! {
        () = held => {}
        () = press_on(&mut running) => panic!("the answer was not held back"),
    }
    assert_eq!(calls(&network.log().await.unwrap(), "applyWrites"), 1, "known for the rest of the run");

    // The end of the application while a record is written and nobody has heard so.
    drop(running);
    network.clear_faults().await.unwrap();
    network.fault(&Fault::no_batches()).await.unwrap();
    let mut running = stage.computer.start().await;
    press_on(&mut running).await;
    stage.check(&network, &running, "singly").await;
    assert_eq!(calls(&network.log().await.unwrap(), "applyWrites"), 2, "asked once more after a restart");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_and_deletions_go_singly_and_heed_another_client() {
    let network = Testnet::start().await.unwrap();
    let stage = Stage::new(&network, "singly.test", 1).await;
    network.seed_books(&stage.account, 30).await.unwrap();
    network.fault(&Fault::no_batches()).await.unwrap();
    let mut running = stage.computer.start().await;
    running.looked().await;
    // The third change is on its way when somebody else writes into a book that waits.
    network.fault(&Fault::on("putRecord", Action::Hold).skip(2)).await.unwrap();
    network.clear_log().await.unwrap();
    let (selection, edit) = finish_all();
    let outcome = running.explorer.edit(selection, edit).await.unwrap();
    asked(&network, "putRecord", 3).await;
    let records = network.list_records(&stage.account.did).await.unwrap();
    let unfinished = |value: &Value| value["status"] != "buzz.bookhive.defs#finished";
    let theirs = records.iter().rev().find(|record| unfinished(&record.value)).unwrap();
    let mut value = theirs.value.clone();
    value["review"] = json!("written elsewhere");
    let write = json!({ "$type": "com.atproto.repo.applyWrites#update", "collection": "buzz.bookhive.book",
        "rkey": theirs.rkey(), "value": value });
    network.write_records(&stage.account, &[write]).await.unwrap();
    network.clear_faults().await.unwrap();
    network.fault(&Fault::no_batches()).await.unwrap();
    press_on(&mut running).await;
    let log = network.log().await.unwrap();
    // One met the other client's head and went again.
    assert_eq!(calls(&log, "putRecord") as u32, outcome.changed + 1, "{log:#?}");
    let records = network.list_records(&stage.account.did).await.unwrap();
    assert!(!records.iter().any(|record| unfinished(&record.value)));
    let kept = records.iter().find(|record| record.rkey() == theirs.rkey()).unwrap();
    assert_eq!(kept.value["review"], "written elsewhere");

    let all = QueryView { text: String::new(), sort: Vec::new() };
    let selection = SelectionView::Matching { query: all, except: vec![running.books().await.rows[0].id] };
    running.explorer.delete_books(selection).await.unwrap();
    press_on(&mut running).await;
    assert_eq!(network.list_records(&stage.account.did).await.unwrap().len(), 1);
    assert_eq!(calls(&network.log().await.unwrap(), "deleteRecord"), 29);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_refused_alone_is_set_aside_and_the_rest_arrives() {
    let network = Testnet::start().await.unwrap();
    let stage = Stage::new(&network, "singly.test", 4).await;
    network.fault(&Fault::no_batches()).await.unwrap();
    let body = json!({ "error": "InvalidRequest", "message": "Invalid record" });
    let refusal = Action::Reply { status: 400, headers: Vec::new(), body };
    network.fault(&Fault::on("createRecord", refusal).skip(1)).await.unwrap();
    let mut running = stage.computer.start().await;
    running.import(&stage.export).await;
    press_on(&mut running).await;
    let progress = running.watch().await.progress.unwrap();
    assert_eq!((progress.created, progress.set_aside, progress.waiting), (3, 1, 0));
    assert_eq!(network.list_records(&stage.account.did).await.unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn single_writes_keep_within_the_budget() {
    // Twenty creates in an hour: the window outlasts the test.
    let limits = Variant { rate_limits: true, write_budget: Some((60, 3600)), ..Variant::default() };
    let network = Testnet::start_as(limits).await.unwrap();
    let stage = Stage::new(&network, "singly.test", 25).await;
    network.fault(&Fault::no_batches()).await.unwrap();
    let mut running = stage.computer.start().await;
    running.import(&stage.export).await;
    let rest = resting(&mut running).await;
    assert_eq!(rest.waiting, 5, "the budget is used to its end: {rest:?}");
    assert!(rest.resumes_at.is_some() && rest.finishes_at == rest.resumes_at, "{rest:?}");
    let progress = running.watch().await.progress.unwrap();
    assert_eq!((progress.created, progress.waiting), (20, 5));
    let log = network.log().await.unwrap();
    assert!(log.iter().all(|request| request.status != Some(429)), "a refusal costs points too");
}
