//! Every kind of change as the page gets it, made by the deed itself. The sentences over these are the page's, and are
//! tested there (`history.test.ts`).

use super::*;
use atproto::{Cid, Did};
use bookhive::{HiveId, Identifiers, Stars, Status};
use jiff::Timestamp;
use library::{
    AccountId, Addition, BookId, Change, Edit, Head, Library, Match, MergeOfBooks, RemoteBook, Selection,
    import,
};
use serde_json::json;
use std::collections::BTreeMap;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// A library and the records of its server.
struct Desk {
    _directory: tempfile::TempDir,
    library: Library,
    account: AccountId,
    records: BTreeMap<&'static str, (u8, Value)>,
    commits: u8,
}

fn cid(number: u8) -> Cid {
    let letter = char::from(b'a' + number);
    Cid::parse(&format!("bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqaaaaaa{letter}a")).unwrap()
}

fn book(title: &str, more: &Value) -> Value {
    let hive_id = HiveId::compute(title, "Ann Author");
    let mut value = json!({ "$type": "buzz.bookhive.book", "title": title, "authors": "Ann Author",
        "hiveId": hive_id, "identifiers": { "hiveId": hive_id }, "createdAt": "2020-01-01T12:00:00.000Z" });
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}

fn stars(half_stars: u8) -> Edit {
    Edit { stars: Change::Set(Stars::new(half_stars).unwrap()), ..Edit::default() }
}

impl Desk {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let library = Library::open(directory.path()).unwrap();
        let account = library.account(&Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").unwrap()).unwrap();
        let mut desk = Self { _directory: directory, library, account, records: BTreeMap::new(), commits: 0 };
        desk.others(&[
            ("a", Some(book("One", &json!({ "stars": 2 })))),
            ("b", Some(book("Two", &json!({ "status": "buzz.bookhive.defs#owned" })))),
        ]);
        desk
    }

    /// Others write: a record under a key, or its end.
    fn others(&mut self, writes: &[(&'static str, Option<Value>)]) {
        for (key, value) in writes {
            self.commits += 1;
            match value {
                Some(value) => self.records.insert(*key, (self.commits, value.clone())),
                None => self.records.remove(key),
            };
        }
        let listed = self.records.iter().map(|(key, (number, value))| RemoteBook {
            rkey: (*key).to_owned(),
            cid: cid(*number),
            value: value.clone(),
        });
        let head = Head { cid: cid(0), rev: format!("3k{:011}", self.commits) };
        let listed: Vec<_> = listed.collect();
        self.library.merge_listing(self.account, &listed, Some(head), NOW).unwrap();
    }

    fn id(&self, title: &str) -> BookId {
        let books = self.library.existing_books(self.account).unwrap();
        books.iter().find(|book| book.record.title() == title).unwrap().id
    }

    fn edit(&self, titles: &[&str], edit: &Edit) {
        let chosen = Selection::Ids(titles.iter().map(|title| self.id(title)).collect());
        self.library.edit(self.account, &chosen, edit, NOW).unwrap();
    }

    fn newest(&self) -> GroupView {
        let page = self.library.history(self.account, &HistoryQuery::default(), None, 1).unwrap();
        group(page.groups.into_iter().next().unwrap())
    }

    fn undo_newest(&self) {
        self.library.undo(self.account, library::GroupId::new(self.newest().id), NOW).unwrap();
    }
}

/// What a sentence is made of, in a line.
fn told(group: &GroupView) -> String {
    let mut line = format!("{:?} +{} ~{} -{}", group.kind, group.created, group.updated, group.deleted);
    if let Some(change) = &group.book {
        line += &format!(" “{}” {:?}", change.book.title, change.deed);
    }
    for sum in &group.fields {
        let after = if sum.mixed { "mixed" } else { sum.after.as_deref().unwrap_or("nothing") };
        line += &format!(" {}={after}", sum.field);
    }
    if let Some(file) = &group.file_name {
        line += &format!(" from {file}");
    }
    if let Some(of) = &group.of {
        line += &format!(" {} [{}]", if group.redo { "again" } else { "of" }, told(of));
    }
    line
}

#[track_caller]
fn check(desk: &Desk, expected: &str) {
    assert_eq!(told(&desk.newest()), expected);
}

#[test]
fn an_edit_says_its_fields_and_what_they_were_set_to() {
    let desk = Desk::new();
    check(&desk, "Fill +2 ~0 -0");
    desk.edit(&["One"], &stars(9));
    check(&desk, "Edit +0 ~1 -0 “One” Updated stars=4.5 stars");
    desk.edit(&["One"], &Edit { stars: Change::Clear, owned: Change::Set(false), ..Edit::default() });
    check(&desk, "Edit +0 ~1 -0 “One” Updated stars=nothing owned=not owned");
    desk.edit(&["One", "Two"], &Edit { status: Change::Set(Status::WantToRead), ..Edit::default() });
    // Two said "owned" in the old way, which goes along with a new status.
    check(&desk, "Edit +0 ~2 -0 status=wantToRead owned=owned");
    desk.edit(&["One", "Two"], &Edit { review: Change::Set("Long. ".repeat(40)), ..Edit::default() });
    check(&desk, "Edit +0 ~2 -0 review=mixed");
}

#[test]
fn an_undo_and_a_redo_say_of_what() {
    let desk = Desk::new();
    let added =
        Addition { title: "Three".to_owned(), authors: vec!["Ann Author".to_owned()], ..Addition::default() };
    desk.library.add(desk.account, &added, NOW).unwrap();
    check(&desk, "Add +1 ~0 -0 “Three” Created");
    let chosen = Selection::Ids(vec![desk.id("Three")]);
    desk.library.delete(desk.account, &chosen, NOW).unwrap();
    check(&desk, "Delete +0 ~0 -1 “Three” Deleted");
    desk.undo_newest();
    check(&desk, "Undo +1 ~0 -0 “Three” Created of [Delete +0 ~0 -1 “Three” Deleted]");
    desk.undo_newest();
    check(&desk, "Undo +0 ~0 -1 “Three” Deleted again [Delete +0 ~0 -1 “Three” Deleted]");
}

#[test]
fn books_that_become_one_or_another_name_what_is_left() {
    let desk = Desk::new();
    desk.library.repair_owned_status(desk.account, NOW).unwrap();
    check(&desk, "Repair +0 ~1 -0 “Two” Updated status=nothing owned=owned");
    let wanted = Match {
        hive_id: HiveId::compute("Two", "Somebody"),
        title: "Two".to_owned(),
        authors: vec!["Somebody".to_owned(), "Another".to_owned()],
        identifiers: Identifiers::default(),
    };
    desk.library.change_match(desk.account, desk.id("Two"), &wanted, NOW).unwrap();
    let matched = desk.newest();
    assert_eq!((matched.kind, matched.updated), (ChangeKindView::Match, 1));
    let authors = matched.fields.iter().find(|sum| sum.field == "authors").unwrap();
    assert_eq!(authors.after.as_deref(), Some("Somebody, Another"));
    let both = [desk.id("One"), desk.id("Two")];
    desk.library.merge_books(desk.account, &both, &MergeOfBooks::new(), NOW).unwrap();
    let merged = desk.newest();
    assert_eq!((merged.kind, merged.updated, merged.deleted), (ChangeKindView::Merge, 1, 1));
    assert_eq!(merged.book.unwrap().book.title, "One");
}

#[test]
fn what_others_did_and_what_was_decided_about_it_are_told_apart() {
    let mut desk = Desk::new();
    desk.others(&[("a", Some(book("One", &json!({ "stars": 3 }))))]);
    check(&desk, "Remote +0 ~1 -0 “One” Updated stars=1.5 stars");
    desk.others(&[("c", Some(book("Three", &json!({})))), ("b", None)]);
    check(&desk, "Remote +1 ~0 -1");
    desk.edit(&["One", "Three"], &stars(8));
    desk.others(&[("a", Some(book("One", &json!({ "stars": 5 }))))]);
    desk.library.keep_mine(desk.account, desk.id("One"), NOW).unwrap();
    check(&desk, "Decision +0 ~1 -0 “One” Updated stars=4 stars");
}

#[test]
fn an_import_names_its_file_and_counts_its_books() {
    let desk = Desk::new();
    let here = desk.library.local_account().unwrap();
    for (title, rated) in [("One", None), ("Four", None), ("Two", Stars::new(7).ok())] {
        let book = Addition {
            title: title.to_owned(),
            authors: vec!["Ann Author".to_owned()],
            stars: rated,
            ..Addition::default()
        };
        desk.library.add(here, &book, NOW).unwrap();
    }
    let own = desk.library.existing_books(here).unwrap();
    let (export, options) = (import::of_books(&own), import::PlanOptions::new(NOW));
    let there = desk.library.existing_books(desk.account).unwrap();
    let plan = import::plan(&export, &there, &options);
    let plan = plan.details(&export, &options, |id| there.iter().find(|book| book.id == id).cloned());
    desk.library.apply_publication(desk.account, &plan, &own, "books.csv", NOW).unwrap();
    check(&desk, "Import +1 ~1 -0 stars=3.5 stars from books.csv");
}

#[test]
fn every_kind_of_change_has_its_view_and_is_searched_by_it() {
    for (kind, view) in KINDS {
        let asked = HistoryQueryView {
            text: String::new(),
            kinds: vec![view],
            whose: WhoseView::All,
            from: None,
            until: None,
        };
        assert_eq!(history_query(asked).unwrap().kinds, [kind]);
    }
}
