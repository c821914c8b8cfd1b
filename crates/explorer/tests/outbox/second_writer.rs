//! A second client of the same account edits, creates and deletes while this one is offline, importing and editing all
//! of its books: none of its changes is lost.

use crate::stage::{Stage, hive_ids};
use crate::support::{Random, Running, finish_all, rounds};
use explorer::views::{ChangeView, ImportPhase, SyncState};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use testnet::{Account, Door, StoredRecord, Testnet};

const BOOKS: &str = "buzz.bookhive.book";

/// What the second client did last to each record, in fields that only it writes.
#[derive(Default)]
struct Other {
    reviews: BTreeMap<String, String>,
    deleted: BTreeSet<String>,
    created: u32,
}

impl Other {
    /// One batch of changes, as another application makes them: a record is read, changed and written whole.
    async fn writes(&mut self, network: &Testnet, account: &Account, random: &mut Random) {
        let records = network.list_records(&account.did).await.unwrap();
        let mut writes = Vec::new();
        let mut touched = BTreeSet::new();
        for _ in 0..=random.below(6) {
            let nth = (!records.is_empty()).then(|| &records[random.below(records.len())]);
            match (random.below(6), nth) {
                (0, Some(record)) if touched.insert(record.rkey().to_owned()) => {
                    self.deleted.insert(record.rkey().to_owned());
                    self.reviews.remove(record.rkey());
                    writes.push(write("delete", record.rkey(), None));
                }
                (1, _) => {
                    self.created += 1;
                    let (rkey, title) =
                        (format!("theirs{}", self.created), format!("Theirs {}", self.created));
                    let review = format!("written with book {}", self.created);
                    let value = json!({ "$type": BOOKS, "title": title, "authors": "Other", "review": review,
                        "hiveId": format!("bk_theirs{}", self.created), "createdAt": "2024-01-01T00:00:00Z" });
                    self.reviews.insert(rkey.clone(), review);
                    writes.push(write("create", &rkey, Some(value)));
                }
                (_, Some(record)) if touched.insert(record.rkey().to_owned()) => {
                    let review = format!("review {}", random.below(1_000_000));
                    let mut value = record.value.clone();
                    value["review"] = json!(review);
                    value["org.example.extra"] = json!({ "of": record.rkey() });
                    self.reviews.insert(record.rkey().to_owned(), review);
                    writes.push(write("update", record.rkey(), Some(value)));
                }
                _ => {}
            }
        }
        // Between its reading and its writing we may have deleted or changed a record; it does not guard itself.
        if let Err(error) = network.write_records(account, &writes).await {
            panic!("the second client could not write: {error}");
        }
    }

    fn check(&self, records: &[StoredRecord], what: &str) {
        let by_key: BTreeMap<&str, &Value> =
            records.iter().map(|record| (record.rkey(), &record.value)).collect();
        for (rkey, review) in &self.reviews {
            let value = by_key.get(rkey.as_str()).unwrap_or_else(|| panic!("{what}: {rkey} is gone"));
            assert_eq!(value["review"], json!(review), "{what}: {rkey}");
        }
        for rkey in &self.deleted {
            assert!(!by_key.contains_key(rkey.as_str()), "{what}: {rkey} came back");
        }
    }
}

fn write(kind: &str, rkey: &str, value: Option<Value>) -> Value {
    let mut write = json!({
        "$type": format!("com.atproto.repo.applyWrites#{kind}"), "collection": BOOKS, "rkey": rkey,
    });
    if let Some(value) = value {
        write["value"] = value;
    }
    write
}

/// Something that this client does.
async fn acts(
    running: &mut Running,
    stage: &Stage,
    random: &mut Random,
    imports: &mut u32,
    may_import: bool,
) {
    match random.below(3) {
        0 if may_import => {
            *imports += 1;
            let export = stage.computer.path().join("more.csv");
            std::fs::write(&export, Stage::csv(&format!("Import {imports} book"), 120)).unwrap();
            running.import(&export).await;
        }
        _ => {
            let (selection, mut edit) = finish_all();
            edit.owned = (random.below(2) == 0).then_some(ChangeView::Set { value: true });
            running.explorer.edit(selection, edit).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_clients_changes_survive_being_offline_importing_and_editing_everything() {
    let network = Testnet::start().await.unwrap();
    let mut random = Random::new(
        std::env::var("SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or(u64::from(std::process::id())),
    );
    for round in 0..rounds(40) {
        let stage = Stage::new(&network, &format!("two{round}.test"), 1).await;
        network.seed_books(&stage.account, 60).await.unwrap();
        let mut running = stage.computer.start().await;
        running.looked().await;
        let (mut other, mut imports) = (Other::default(), 0);
        for _ in 0..=random.below(3) {
            let offline = random.below(2) == 0;
            if offline {
                network.down(Door::Pds).await.unwrap();
            }
            for _ in 0..=random.below(2) {
                // One import at a time: the file of a second one waits until somebody asks for it.
                let under_way = running.watch().await.progress;
                let may_import = under_way.is_none_or(|import| import.phase == ImportPhase::Done);
                acts(&mut running, &stage, &mut random, &mut imports, may_import).await;
                other.writes(&network, &stage.account, &mut random).await;
            }
            if offline {
                network.up(Door::Pds).await.unwrap();
                running.explorer.sync_now().await.unwrap();
            }
        }
        let what = format!("round {round}");
        settle(&mut running).await;
        let records = network.list_records(&stage.account.did).await.unwrap();
        other.check(&records, &what);
        assert_eq!(hive_ids(&records).len(), records.len(), "{what}: two records of one book");
        // The mirror has what the server has, beside what waits for a decision.
        let now = running.watch().await;
        let total = running.books().await.total;
        assert!(
            total >= records.len() as u32 && total <= records.len() as u32 + now.sync.set_aside,
            "{what}"
        );
    }
}

async fn settle(running: &mut Running) {
    loop {
        let now = running.watch().await.sync;
        if now.state == SyncState::UpToDate && now.waiting == 0 {
            running.looked().await;
            if running.watch().await.sync.waiting == 0 {
                return;
            }
            continue;
        }
        if running.state().await == SyncState::Offline {
            running.explorer.sync_now().await.unwrap();
        }
    }
}
