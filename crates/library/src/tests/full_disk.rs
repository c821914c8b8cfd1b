//! No room, and no permission: each is told apart, nothing is half done, and with room again everything goes on.

use super::support::*;
use crate::*;
use bookhive::Status;
use serde_json::json;

type Work = fn(&Shelf, &mut Server, &Batch) -> Result<(), StorageFault>;

/// Every way to write, each needing more room than there is.
const WORKS: [(&str, Work); 5] = [
    ("an edit", |shelf, _, _| {
        let all = Selection::Matching { query: BookQuery::default(), except: Vec::new() };
        let edited = shelf.library.edit(shelf.account, &all, &status(Status::Reading), at(3));
        edited.map(drop).map_err(|error| match error {
            EditError::Storage(fault) => fault,
            other => panic!("{other:?}"),
        })
    }),
    ("an import", |shelf, _, _| {
        let lines = (0..400).map(|number| crate::apply::Line {
            line: number,
            title: String::new(),
            authors: Vec::new(),
            work: creating(&format!("Imported {number}")),
            why: None,
        });
        let applied = shelf.library.apply(shelf.account, lines, "x.csv", at(4));
        applied.map(drop).map_err(|error| match error {
            ApplyError::Storage(fault) => fault,
            other => panic!("{other:?}"),
        })
    }),
    ("a listing", |shelf, server, _| {
        grow(server);
        let merged =
            shelf.library.merge_listing(shelf.account, &server.listing(), Some(server.head()), at(5));
        merged.map(drop).map_err(merge_fault)
    }),
    ("changes", |shelf, server, _| {
        grow(server);
        let since = shelf.library.head(shelf.account)?.unwrap();
        let changes = RemoteChanges {
            since,
            head: server.head(),
            changed: server.listing(),
            deleted: Vec::new(),
            edges: Vec::new(),
        };
        shelf.library.merge_changes(shelf.account, &changes, at(5)).map(drop).map_err(merge_fault)
    }),
    ("a refusal", |shelf, _, batch| {
        let reason = SetAsideReason::Refused { message: "x".repeat(200_000) };
        shelf.library.set_aside(shelf.account, &batch.items[0], &reason).map_err(outbox_fault)
    }),
];

/// What needs little room or none: an acknowledgement takes away more than it notes.
const SMALL_WORKS: [(&str, Work); 2] = [
    ("an acknowledgement", |shelf, server, batch| {
        let cids = server.clone().apply(batch).unwrap();
        let done = shelf.library.acknowledge(shelf.account, batch, &told(&cids, head(500)), at(6));
        done.map_err(outbox_fault)
    }),
    ("an undo", |shelf, _, _| {
        let mine = HistoryQuery { whose: Whose::Mine, ..HistoryQuery::default() };
        let page = shelf.library.history(shelf.account, &mine, None, 1).unwrap();
        shelf.library.undo(shelf.account, page.groups[0].id, at(7)).map(drop).map_err(|error| match error {
            UndoError::Storage(fault) => fault,
            other => panic!("{other:?}"),
        })
    }),
];

fn merge_fault(error: MergeError) -> StorageFault {
    match error {
        MergeError::Storage(fault) => fault,
        other => panic!("{other:?}"),
    }
}

fn outbox_fault(error: OutboxError) -> StorageFault {
    match error {
        OutboxError::Storage(fault) => fault,
        other => panic!("{other:?}"),
    }
}

fn grow(server: &mut Server) {
    let keys: Vec<String> = server.records.keys().cloned().collect();
    for key in keys {
        server.change(&key, json!({ "review": "theirs ".repeat(2_000) }));
    }
}

const BOOKS: usize = 40;

/// Books with an edit of each waiting, whose records are about to be longer.
fn shelf() -> (Shelf, Server) {
    let mut server = Server::default();
    for number in 0..BOOKS {
        let review = json!({ "review": "mine ".repeat(300) });
        server.put(&format!("k{number:02}"), with(book(&format!("Book {number}")), review));
    }
    let shelf = Shelf::new();
    shelf.sync(&server);
    let all = Selection::Matching { query: BookQuery::default(), except: Vec::new() };
    shelf.library.edit(shelf.account, &all, &stars(7), at(2)).unwrap();
    (shelf, server)
}

/// The whole content, as far as it can be read.
fn content(shelf: &Shelf) -> Vec<Vec<String>> {
    let tables =
        ["account", "book", "book_record", "outbox", "change", "change_group", "import", "import_row"];
    let read = |table: &str| {
        shelf.library.read(|connection| -> Result<Vec<String>, StorageFault> {
            let mut statement = connection.prepare(&format!("SELECT * FROM {table} ORDER BY 1"))?;
            let width = statement.column_count();
            let rows = statement.query_map([], |row| {
                (0..width).map(|column| row.get_ref(column).map(|value| format!("{value:?}"))).collect()
            })?;
            Ok(rows.collect::<Result<Vec<Vec<String>>, _>>()?.concat())
        })
    };
    tables.map(|table| read(table).unwrap()).into()
}

/// Does every work while `prevent` is in force, and again after `allow`.
fn leaves_all_as_it_was(
    works: impl IntoIterator<Item = (&'static str, Work)>,
    prevent: &str,
    allow: &str,
    is_right: fn(&StorageFault) -> bool,
) {
    for (what, work) in works {
        let (shelf, mut server) = shelf();
        let batch = shelf.batch().expect("something waits");
        let before = content(&shelf);
        shelf.library.pragma(prevent).unwrap();
        let fault = work(&shelf, &mut server.clone(), &batch).expect_err(what);
        assert!(is_right(&fault), "{what}: {fault:?}");
        assert_eq!(content(&shelf), before, "{what} is half done");
        assert_eq!(shelf.rows().len(), BOOKS, "{what}: the library cannot be read");
        shelf.library.check_integrity().unwrap();
        shelf.library.pragma(allow).unwrap();
        work(&shelf, &mut server, &batch).unwrap_or_else(|fault| panic!("{what} afterwards: {fault:?}"));
        shelf.library.check_integrity().unwrap();
    }
}

#[test]
fn a_full_disk_is_told_apart_and_nothing_is_half_done() {
    // As many pages as there are: it cannot be set lower.
    leaves_all_as_it_was(WORKS, "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000", |fault| {
        matches!(fault, StorageFault::DiskFull)
    });
}

#[test]
fn a_library_that_cannot_be_written_is_told_apart_and_still_read() {
    leaves_all_as_it_was(
        WORKS.into_iter().chain(SMALL_WORKS),
        "PRAGMA query_only = ON",
        "PRAGMA query_only = OFF",
        |fault| matches!(fault, StorageFault::ReadOnly),
    );
}
