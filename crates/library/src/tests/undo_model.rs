//! Undo is an inverse: whatever was done, sent, lost on the way, undone and redone here, taking back every group from the
//! newest to the oldest gives the books that there were, to the letter.

use super::edits::any_edit;
use super::support::*;
use crate::apply::Work;
use crate::*;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
enum Step {
    Edit(usize, Edit),
    EditAll(Edit),
    Delete(usize),
    Import(u8),
    Merge(usize, usize),
    /// As Ctrl-Z does.
    Undo,
    /// As Shift-Ctrl-Z does.
    Redo,
    /// Of any age, an undo too.
    UndoAny(usize),
    Sync,
    Send {
        writes: usize,
        heard: bool,
    },
    Restart,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..9_usize, any_edit()).prop_map(|(book, edit)| Step::Edit(book, edit)),
        1 => any_edit().prop_map(Step::EditAll),
        1 => (0..9_usize).prop_map(Step::Delete),
        1 => (0..6_u8).prop_map(Step::Import),
        1 => (0..9_usize, 0..9_usize).prop_map(|(one, other)| Step::Merge(one, other)),
        2 => Just(Step::Undo),
        2 => Just(Step::Redo),
        2 => (0..40_usize).prop_map(Step::UndoAny),
        1 => Just(Step::Sync),
        3 => (1..5_usize, any::<bool>()).prop_map(|(writes, heard)| Step::Send { writes, heard }),
        1 => Just(Step::Restart),
    ]
}

/// Every book under its number: its record, and what stays on this computer.
type State = BTreeMap<BookId, (Value, BTreeMap<String, String>)>;

struct World {
    shelf: Shelf,
    /// `None`: the library without an account.
    server: Option<Server>,
}

impl World {
    fn new(published: bool) -> Self {
        let books = [
            with(book("Book 1"), json!({"stars": 5, "owned": true, "x.y": {"z": [1]}})),
            with(
                book("Book 2"),
                json!({"status": "buzz.bookhive.defs#owned", "previousReads": [{"finishedAt": "2019-02-03T12:00:00.000Z", "x": 1}]}),
            ),
            with(book("Book 3"), json!({"review": "Long.", "stars": 99})),
        ];
        if published {
            let (shelf, server) = Shelf::with(&books);
            return Self { shelf, server: Some(server) };
        }
        let mut shelf = Shelf::new();
        shelf.account = shelf.library.local_account().unwrap();
        let create = |value: &Value| Work::Create { record: record(value.clone()), local: BTreeMap::new() };
        let import = shelf.import(books.iter().map(create).collect());
        // What was there at first is nothing that happened.
        let group = shelf.progress(import).group;
        shelf.library.forget_group(shelf.account, group).unwrap();
        Self { shelf, server: None }
    }

    fn state(&self) -> State {
        let of = |row: BookSummary| {
            let book = self.shelf.library.book(self.shelf.account, row.id).unwrap().unwrap();
            (row.id, (book.record.to_value(), book.local))
        };
        self.shelf.rows().into_iter().map(of).collect()
    }

    fn nth(&self, index: usize) -> Option<BookId> {
        let rows = self.shelf.rows();
        (!rows.is_empty()).then(|| rows[index % rows.len()].id)
    }

    /// Every group made here, the newest first.
    fn groups(&self) -> Vec<GroupId> {
        let mine = HistoryQuery { whose: Whose::Mine, ..HistoryQuery::default() };
        let page = self.shelf.library.history(self.shelf.account, &mine, None, 1_000).unwrap();
        page.groups.into_iter().map(|group| group.id).collect()
    }

    fn undo(&self, group: GroupId) -> UndoOutcome {
        self.shelf.library.undo(self.shelf.account, group, at(5)).unwrap()
    }

    fn take(&mut self, step: &Step) {
        let account = self.shelf.account;
        match step {
            Step::Edit(index, edit) => {
                self.nth(*index).map(|book| self.shelf.edit(&[book], edit.clone()));
            }
            Step::EditAll(edit) => {
                let all = Selection::Matching { query: BookQuery::default(), except: Vec::new() };
                self.shelf.library.edit(account, &all, edit, at(3)).unwrap();
            }
            Step::Delete(index) => {
                if let Some(book) = self.nth(*index) {
                    self.shelf.library.delete(account, &Selection::Ids(vec![book]), at(3)).unwrap();
                }
            }
            Step::Import(number) => {
                let titles = [*number, number + 1].map(|number| format!("Book {number}"));
                let mut works: Vec<Work> = titles.iter().map(|title| creating(title)).collect();
                if let Some(book) = self.nth(usize::from(*number)) {
                    let now = record(self.shelf.record(book));
                    let stars = Patch::to(&now, bookhive::Field::Stars, Some(json!(number + 1)));
                    let local = BTreeMap::from([("mood".to_owned(), format!("of import {number}"))]);
                    works.push(Work::Update { book, patches: stars.into_iter().collect(), local });
                }
                self.shelf.import(works);
            }
            Step::Merge(one, other) => {
                if let (Some(one), Some(other)) = (self.nth(*one), self.nth(*other))
                    && one != other
                {
                    self.shelf
                        .library
                        .merge_books(account, &[one, other], &MergeOfBooks::new(), at(3))
                        .unwrap();
                }
            }
            Step::Undo => {
                let group = self.shelf.library.undoable(account).unwrap();
                group.map(|group| self.undo(group.id));
            }
            Step::Redo => {
                let group = self.shelf.library.redoable(account).unwrap();
                group.map(|group| self.undo(group.id));
            }
            Step::UndoAny(index) => {
                let groups = self.groups();
                if !groups.is_empty() {
                    self.undo(groups[index % groups.len()]);
                }
            }
            Step::Sync => {
                if let Some(server) = &self.server {
                    self.shelf.sync(server);
                }
            }
            Step::Send { writes, heard } => self.send(*writes, *heard),
            Step::Restart => self.shelf.restart(),
        }
    }

    /// As the writer does it: look at the head, sync when it moved, send, hear of it or not.
    fn send(&mut self, writes: usize, heard: bool) {
        let (account, Some(server)) = (self.shelf.account, &mut self.server) else { return };
        if self.shelf.library.head(account).unwrap() != Some(server.head()) {
            self.shelf.sync(server);
        }
        let limits = BatchLimits { writes, ..BatchLimits::default() };
        let Some(batch) = self.shelf.library.next_batch(account, limits).unwrap() else { return };
        let cids = server.apply(&batch).unwrap();
        if heard {
            self.shelf.library.acknowledge(account, &batch, &told(&cids, server.head()), at(4)).unwrap();
        }
    }

    /// What the server has, whatever the keys: a book that was deleted there comes back under another.
    fn there(&self) -> Option<Vec<String>> {
        let mut values: Vec<String> =
            self.server.as_ref()?.records.values().map(|(_, value)| sorted(value).to_string()).collect();
        values.sort();
        Some(values)
    }
}

/// With its fields in the order of the alphabet.
fn sorted(value: &Value) -> Value {
    let fields: BTreeMap<&String, &Value> = value.as_object().unwrap().iter().collect();
    json!(fields)
}

proptest! {
    #![proptest_config(cases(32))]
    #[test]
    fn undoing_every_group_gives_back_the_beginning(
        published in any::<bool>(), steps in prop::collection::vec(any_step(), 1..30),
    ) {
        let mut world = World::new(published);
        let (beginning, there) = (world.state(), world.there());
        for step in &steps {
            world.take(step);
        }
        for group in world.groups() {
            let outcome = world.undo(group);
            prop_assert_eq!(outcome.left, []);
        }
        prop_assert_eq!(world.state(), beginning.clone());
        if let Some(server) = &world.server {
            world.shelf.sync(server);
        }
        while world.shelf.library.waiting(world.shelf.account).unwrap().entries > 0 {
            world.send(9, true);
        }
        prop_assert_eq!(world.state(), beginning);
        prop_assert_eq!(world.there(), there);
        prop_assert_eq!(world.shelf.library.set_asides(world.shelf.account).unwrap(), []);
        world.shelf.library.check_integrity().unwrap();
    }
}
