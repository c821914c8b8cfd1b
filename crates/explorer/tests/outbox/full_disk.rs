//! No room on the disk, or no permission, while books are edited and an import is written and sent: a clear error, nothing
//! half done, and everything goes on once there is room.

use crate::stage::Stage;
use crate::support::{Running, finish_all};
use explorer::ErrorCode;
use explorer::views::{ChangeView, Event, SyncState};
use testnet::{Action, Fault, Testnet};

/// What keeps SQLite from writing, what lets it again, and what the page hears.
const TROUBLES: [(&str, &str, ErrorCode); 2] = [
    // As many pages as there are: it cannot be set lower.
    ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000000", ErrorCode::DiskFull),
    ("PRAGMA query_only = ON", "PRAGMA query_only = OFF", ErrorCode::LibraryReadOnly),
];
const ROWS: u32 = 300;

async fn titles_and_states(running: &Running) -> Vec<String> {
    running.books().await.rows.iter().map(|row| format!("{} {:?}", row.title, row.status)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_edit_and_an_import_without_room_say_so_change_nothing_and_work_with_room() {
    let network = Testnet::start().await.unwrap();
    for (number, (prevent, allow, code)) in TROUBLES.into_iter().enumerate() {
        let stage = Stage::new(&network, &format!("full{number}.test"), ROWS).await;
        network.seed_books(&stage.account, 120).await.unwrap();
        let mut running = stage.computer.start().await;
        running.looked().await;
        let before = titles_and_states(&running).await;
        let revision = running.plan(&stage.export).await;

        running.explorer.pragma(prevent).unwrap();
        let (selection, mut edit) = finish_all();
        // More than what pages have to spare.
        edit.review = Some(ChangeView::Set { value: "Long. ".repeat(2_000) });
        let error = running.explorer.edit(selection.clone(), edit.clone()).await.unwrap_err();
        assert_eq!((error.code, error.retryable), (code, true));
        let error = running.explorer.commit_import(revision).await.unwrap_err();
        assert_eq!((error.code, error.retryable), (code, true));
        let now = running.watch().await;
        assert_eq!((now.sync.waiting, now.progress.is_none()), (0, true), "half of it is done");
        assert_eq!(now.plan.map(|plan| plan.revision), Some(revision), "the plan is gone");
        assert_eq!(titles_and_states(&running).await, before);

        running.explorer.pragma(allow).unwrap();
        running.explorer.edit(selection, edit).await.unwrap();
        running.import(&stage.export).await;
        running.settled().await;
        let records = network.list_records(&stage.account.did).await.unwrap();
        assert_eq!(records.len() as u32, 120 + ROWS);
        let finished = records.iter().filter(|one| one.value["status"] == "buzz.bookhive.defs#finished");
        assert!(finished.count() >= 120);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_loses_its_room_while_it_is_sent_arrives_once_when_there_is_room() {
    let network = Testnet::start().await.unwrap();
    for (number, (prevent, allow, code)) in TROUBLES.into_iter().enumerate() {
        let stage = Stage::new(&network, &format!("amid{number}.test"), ROWS).await;
        // The server has the first batch; its answer is still on the way when the room goes.
        network.fault(&Fault::on("applyWrites", Action::HoldAfter)).await.unwrap();
        let mut running = stage.computer.start().await;
        running.import(&stage.export).await;
        while network.list_records(&stage.account.did).await.unwrap().is_empty() {}
        running.explorer.pragma(prevent).unwrap();
        running.watch().await;
        network.clear_faults().await.unwrap();
        // Noting what has arrived takes next to no room, so that a full disk need not stop it.
        let ended = running
            .event(|event| match event {
                Event::Sync { sync } if sync.state == SyncState::StorageFailed => Some(sync),
                Event::Sync { sync } if sync.state == SyncState::UpToDate && sync.waiting == 0 => Some(sync),
                _ => None,
            })
            .await;
        if code == ErrorCode::LibraryReadOnly {
            assert_eq!((ended.state, ended.waiting), (SyncState::StorageFailed, ROWS));
        }
        assert_eq!(running.books().await.total, ROWS, "the library can still be read");

        // A restart meanwhile changes nothing about it.
        running.explorer.pragma(allow).unwrap();
        drop(running);
        let mut running = stage.computer.start().await;
        running.settled().await;
        stage.check(&network, &running, &format!("{code:?}")).await;
    }
}
