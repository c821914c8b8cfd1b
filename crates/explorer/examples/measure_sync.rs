//! What publishing, a bulk edit and looking for changes cost, beside the bare calls in the same run, against the
//! reference PDS. One JSON object a line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a measure may stop at once

#[path = "../tests/support/mod.rs"]
mod support;

use atproto::http::{Http, HttpRequest, Network};
use explorer::views::{ChangeView, SelectionView, StatusView};
use serde_json::{Value, json};
use std::fmt::Write;
use std::time::{Duration, Instant};
use support::{Computer, Running, finish_all};
use testnet::{Account, StoredRecord, Testnet};

const BOOKS: &str = "buzz.bookhive.book";
const BATCH: usize = 200;
const PUBLISHED: u32 = 5_000;
const EDITED: u32 = 1_000;
const LISTED: u32 = 10_000;

fn tell(id: &str, unit: &str, floor: Option<f64>, figure: f64, aim: f64) {
    println!("{}", json!({ "id": id, "unit": unit, "floor": floor, "figure": figure, "aim": aim }));
}

/// A client that does nothing but call.
struct Bare {
    http: Http,
    service: String,
    did: String,
    token: String,
}

impl Bare {
    async fn new(network: &Testnet, account: &Account) -> Self {
        let settings = Network { development: true, ..Network::default() };
        let (http, service) = (Http::new(&settings).unwrap(), network.pds_url.clone());
        let who = json!({ "identifier": account.handle, "password": account.password });
        let mut bare = Self { http, service, did: account.did.clone(), token: String::new() };
        let session = bare.post("com.atproto.server.createSession", who.to_string()).await;
        bare.token = session["accessJwt"].as_str().unwrap().to_owned();
        bare
    }

    async fn post(&self, method: &str, body: String) -> Value {
        let url = format!("{}/xrpc/{method}", self.service).parse().unwrap();
        let mut request = HttpRequest::post(url, "application/json", body);
        if !self.token.is_empty() {
            let token = format!("Bearer {}", self.token).parse().unwrap();
            request = request.header("authorization".parse().unwrap(), token);
        }
        let response = self.http.send(request).await.unwrap();
        assert!(response.is_success(), "{method}: {}", response.status);
        serde_json::from_slice(&response.body).unwrap()
    }

    /// Sends these writes, 200 a call, the bodies made beforehand.
    async fn write(&self, writes: &[Value]) -> Duration {
        let bodies: Vec<String> = writes
            .chunks(BATCH)
            .map(|writes| json!({ "repo": self.did, "writes": writes }).to_string())
            .collect();
        let began = Instant::now();
        for body in bodies {
            self.post("com.atproto.repo.applyWrites", body).await;
        }
        began.elapsed()
    }
}

fn write(kind: &str, record: &StoredRecord) -> Value {
    json!({
        "$type": format!("com.atproto.repo.applyWrites#{kind}"), "collection": BOOKS,
        "rkey": record.rkey(), "value": record.value,
    })
}

async fn reader(network: &Testnet, handle: &str, books: u32) -> (Account, Computer, Running) {
    let account = network.create_account(handle).await.unwrap();
    if books > 0 {
        network.seed_books(&account, books).await.unwrap();
    }
    let computer = Computer::new(network).await;
    let mut running = computer.start().await;
    running.sign_in(network, &account).await;
    (account, computer, running)
}

fn export(rows: u32) -> String {
    let header =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../e2e/fixtures/storygraph.csv"))
            .unwrap();
    let mut csv = format!("{}\n", header.lines().next().unwrap());
    for row in 0..rows {
        let day = row % 28 + 1;
        writeln!(
            csv,
            "The Long Road of Book {row},Author {},,{},,read,2023/01/{day:02},2023/04/{day:02},2023/04/{day:02},1,\
             ,,,,,,,4.5,A review of some length about book {row} and why it was read in spring.,,,,",
            row % 700,
            9_780_000_000_000_u64 + u64::from(row),
        )
        .unwrap();
    }
    csv
}

/// Publishing a plan, from the press of the button to the last acknowledgement, beside a bare loop before and after.
async fn publish(network: &Testnet, warm: &Bare) {
    let (account, computer, mut running) = reader(network, "publish.test", 0).await;
    let path = computer.path().join("export.csv");
    std::fs::write(&path, export(PUBLISHED)).unwrap();
    let revision = running.plan(&path).await;
    let began = Instant::now();
    running.explorer.commit_import(revision).await.unwrap();
    let committed = began.elapsed();
    running.settled().await;
    let ours = began.elapsed();
    eprintln!("publishing: {committed:?} of {ours:?} until the plan is written down here");

    let records = network.list_records(&account.did).await.unwrap();
    assert_eq!(records.len() as u32, PUBLISHED);
    let writes: Vec<Value> = records.iter().map(|record| write("create", record)).collect();
    let bare = warm.write(&writes).await;
    let again = Bare::new(network, &network.create_account("bare-two.test").await.unwrap()).await;
    let floor = bare.min(again.write(&writes).await).as_secs_f64();
    tell("publish-5000-books", "s", Some(floor), ours.as_secs_f64(), floor * 1.2);
}

/// The status of a thousand books, beside the bare calls that set it back.
async fn bulk_edit(network: &Testnet) {
    let (account, _computer, mut running) = reader(network, "bulk.test", EDITED).await;
    let want_all = |status| {
        let (SelectionView::Matching { query, except }, mut edit) = finish_all() else { panic!() };
        edit.status = Some(ChangeView::Set { value: status });
        (SelectionView::Matching { query, except }, edit)
    };
    // Every book changes both times.
    let (selection, edit) = want_all(StatusView::WantToRead);
    running.explorer.edit(selection, edit).await.unwrap();
    running.settled().await;
    let before = network.list_records(&account.did).await.unwrap();
    network.clear_log().await.unwrap();
    let (selection, edit) = want_all(StatusView::Finished);
    let began = Instant::now();
    let outcome = running.explorer.edit(selection, edit).await.unwrap();
    assert_eq!(outcome.changed, EDITED);
    running.settled().await;
    let ours = began.elapsed().as_secs_f64();
    let requests = network.log().await.unwrap().len();
    tell("status-of-1000-requests", "requests", Some(EDITED as f64 * 2.0), requests as f64, 25.0);

    let after = network.list_records(&account.did).await.unwrap();
    let bare = Bare::new(network, &account).await;
    let updates =
        |records: &[StoredRecord]| records.iter().map(|record| write("update", record)).collect::<Vec<_>>();
    let back = bare.write(&updates(&before)).await;
    let floor = back.min(bare.write(&updates(&after)).await).as_secs_f64();
    tell("status-of-1000-wall", "s", Some(floor), ours, floor * 1.25);
}

/// Looking for changes in ten thousand books: nothing, then some.
async fn look(network: &Testnet) {
    let (account, _computer, mut running) = reader(network, "look.test", LISTED).await;
    let listing: usize = {
        let records = network.list_records(&account.did).await.unwrap();
        records
            .iter()
            .map(|record| record.value.to_string().len() + record.uri.len() + record.cid.len())
            .sum()
    };
    network.clear_log().await.unwrap();
    running.looked().await;
    tell("sync-unchanged", "requests", Some(1.0), network.log().await.unwrap().len() as f64, 1.0);

    let records = network.list_records(&account.did).await.unwrap();
    let changed: Vec<Value> = (0..50)
        .map(|number: usize| {
            let record = &records[number * 197];
            let mut value = record.value.clone();
            value["stars"] = json!(number % 10 + 1);
            write("update", &StoredRecord { value, ..record.clone() })
        })
        .collect();
    network.write_records(&account, &changed).await.unwrap();
    network.clear_log().await.unwrap();
    let began = Instant::now();
    running.looked().await;
    let requests = network.log().await.unwrap().len() as f64;
    eprintln!("50 of {LISTED} changed: {:?}; a listing weighs {listing} bytes", began.elapsed());
    tell("sync-50-of-10000-changed", "requests", Some(f64::from(LISTED / 100 + 2)), requests, 3.0);
}

#[tokio::main]
async fn main() {
    let network = Testnet::start().await.unwrap();
    // The server's code is slow at first: that must not be held against whoever comes first.
    let warm = Bare::new(&network, &network.create_account("warm.test").await.unwrap()).await;
    let filler: Vec<Value> = (0..1_000)
        .map(|number| {
            json!({ "$type": "com.atproto.repo.applyWrites#create", "collection": "org.example.filler",
                "rkey": format!("f{number}"), "value": { "$type": "org.example.filler", "number": number } })
        })
        .collect();
    warm.write(&filler).await;
    let bare = Bare::new(&network, &network.create_account("bare-one.test").await.unwrap()).await;
    publish(&network, &bare).await;
    bulk_edit(&network).await;
    look(&network).await;
}
