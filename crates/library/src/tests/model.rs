//! Random interleavings of everything, on both sides, with kills in between.

use super::edits::any_edit;
use super::support::*;
use crate::apply::Work;
use crate::*;
use proptest::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone)]
enum Step {
    EditOne(usize, Edit),
    EditAll(Edit),
    Import(u8),
    UndoLast,
    /// Another client reviews a book: a field that is never edited here.
    Review(usize, u8),
    /// Another client rates a book: a field that is edited here too.
    Rate(usize, u8),
    RemoteCreate(u8),
    RemoteDelete(usize),
    Sync,
    Send {
        writes: usize,
        answer: Answer,
    },
    Restart,
}

#[derive(Debug, Clone, Copy)]
enum Answer {
    Heard,
    Lost,
    /// An edit arrives while the batch is on its way.
    EditedMeanwhile(usize),
}

fn any_step() -> impl Strategy<Value = Step> {
    let answer = prop_oneof![
        3 => Just(Answer::Heard),
        2 => Just(Answer::Lost),
        2 => (0..9_usize).prop_map(Answer::EditedMeanwhile),
    ];
    prop_oneof![
        3 => (0..9_usize, any_edit()).prop_map(|(book, edit)| Step::EditOne(book, edit)),
        1 => any_edit().prop_map(Step::EditAll),
        2 => (0..6_u8).prop_map(Step::Import),
        1 => Just(Step::UndoLast),
        2 => (0..9_usize, 0..100_u8).prop_map(|(book, text)| Step::Review(book, text)),
        1 => (0..9_usize, 1..11_u8).prop_map(|(book, stars)| Step::Rate(book, stars)),
        1 => (0..6_u8).prop_map(Step::RemoteCreate),
        1 => (0..9_usize).prop_map(Step::RemoteDelete),
        2 => Just(Step::Sync),
        5 => (1..5_usize, answer).prop_map(|(writes, answer)| Step::Send { writes, answer }),
        1 => Just(Step::Restart),
    ]
}

struct World {
    shelf: Shelf,
    server: Server,
    imports: Vec<ImportId>,
    /// Reviews as other clients last wrote them.
    reviews: BTreeMap<String, u8>,
    created_elsewhere: u32,
}

impl World {
    fn nth(&self, index: usize) -> Option<BookId> {
        let rows = self.shelf.rows();
        (!rows.is_empty()).then(|| rows[index % rows.len()].id)
    }

    fn nth_key(&self, index: usize) -> Option<String> {
        let keys: Vec<_> = self.server.records.keys().collect();
        (!keys.is_empty()).then(|| keys[index % keys.len()].clone())
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::EditOne(index, edit) => {
                if let Some(book) = self.nth(*index) {
                    self.shelf.edit(&[book], edit.clone());
                }
            }
            Step::EditAll(edit) => {
                let all = Selection::Matching { query: BookQuery::default(), except: Vec::new() };
                self.shelf.library.edit(self.shelf.account, &all, edit, at(3)).unwrap();
            }
            Step::Import(number) => {
                let mut works =
                    vec![creating(&format!("Book {number}")), creating(&format!("Book {}", number + 1))];
                if let Some(book) = self.nth(usize::from(*number)) {
                    let now = record(self.shelf.record(book));
                    let patches = Patch::to(&now, bookhive::Field::Stars, Some(json!(number + 1)))
                        .into_iter()
                        .collect();
                    works.push(Work::Update { book, patches, local: BTreeMap::new() });
                }
                self.imports.push(self.shelf.import(works));
            }
            Step::UndoLast => {
                let mine = HistoryQuery { whose: Whose::Mine, ..HistoryQuery::default() };
                let page = self.shelf.library.history(self.shelf.account, &mine, None, 1).unwrap();
                if let Some(group) = page.groups.first() {
                    self.shelf.library.undo(self.shelf.account, group.id, at(3)).unwrap();
                }
            }
            Step::Review(index, text) => {
                if let Some(key) = self.nth_key(*index) {
                    self.server.change(&key, json!({"review": format!("review {text}")}));
                    self.reviews.insert(key, *text);
                }
            }
            Step::Rate(index, stars) => {
                if let Some(key) = self.nth_key(*index) {
                    self.server.change(&key, json!({"stars": stars}));
                }
            }
            Step::RemoteCreate(number) => {
                self.created_elsewhere += 1;
                let key = format!("elsewhere{}", self.created_elsewhere);
                self.server.put(&key, book(&format!("Book {number}")));
            }
            Step::RemoteDelete(index) => {
                if let Some(key) = self.nth_key(*index) {
                    self.server.delete(&key);
                    self.reviews.remove(&key);
                }
            }
            Step::Sync => {
                self.shelf.sync(&self.server);
            }
            Step::Send { writes, answer } => self.send(*writes, *answer),
            Step::Restart => self.shelf.restart(),
        }
    }

    /// As the writer does it: look at the head, sync when it moved, send, hear of it or not.
    fn send(&mut self, writes: usize, answer: Answer) {
        if self.shelf.library.head(self.shelf.account).unwrap() != Some(self.server.head()) {
            self.shelf.sync(&self.server);
        }
        let limits = BatchLimits { writes, ..BatchLimits::default() };
        let Some(batch) = self.shelf.library.next_batch(self.shelf.account, limits).unwrap() else { return };
        let cids = self.server.apply(&batch).unwrap();
        for item in &batch.items {
            // Our own deletions end a review; so does a record that was created anew.
            if !self.server.records.contains_key(&item.rkey) {
                self.reviews.remove(&item.rkey);
            }
        }
        match answer {
            Answer::Heard => {}
            Answer::Lost => return,
            Answer::EditedMeanwhile(index) => {
                if let Some(book) = self.nth(index) {
                    self.shelf.edit(&[book], stars(index as u8 + 1));
                }
            }
        }
        self.shelf
            .library
            .acknowledge(self.shelf.account, &batch, &told(&cids, self.server.head()), at(4))
            .unwrap();
    }

    fn check(&self) -> Result<(), TestCaseError> {
        for &import in &self.imports {
            self.shelf.progress(import);
        }
        // Every record that others wrote is as they wrote it, where only they write.
        for (key, text) in &self.reviews {
            prop_assert_eq!(&self.server.value(key)["review"], &json!(format!("review {text}")));
        }
        // We never make a second record of a book.
        let mut ours = BTreeSet::new();
        for (key, (_, value)) in &self.server.records {
            if !key.starts_with("elsewhere") {
                prop_assert!(ours.insert(value["hiveId"].to_string()), "two records of ours for one book");
            }
        }
        Ok(())
    }

    /// Sends and syncs until nothing moves, then compares both sides.
    fn settle(&mut self) -> Result<(), TestCaseError> {
        self.shelf.restart();
        self.shelf.sync(&self.server);
        while self.shelf.library.waiting(self.shelf.account).unwrap().entries > 0 {
            self.send(3, Answer::Heard);
        }
        prop_assert!(!self.shelf.sync(&self.server).changed());
        self.check()?;
        let mut here = BTreeMap::new();
        for row in self.shelf.rows() {
            let book = self.shelf.library.book(self.shelf.account, row.id).unwrap().unwrap();
            match book.base {
                Some(base) => {
                    prop_assert_eq!(base.to_value(), book.record.to_value());
                    prop_assert!(here.insert(book.rkey, base.to_value()).is_none());
                }
                // Only what waits for a decision may be missing at the server.
                None => prop_assert!(row.set_aside),
            }
        }
        let there: BTreeMap<_, _> =
            self.server.records.iter().map(|(key, (_, value))| (key.clone(), value.clone())).collect();
        prop_assert_eq!(here, there);
        self.shelf.library.check_integrity().unwrap();
        for &import in &self.imports {
            prop_assert_eq!(self.shelf.progress(import).waiting, 0);
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(cases(48))]
    #[test]
    fn nothing_is_lost_and_nothing_doubled(steps in prop::collection::vec(any_step(), 1..40)) {
        let (shelf, server) = Shelf::with(&[book("Book 0"), with(book("Book 9"), json!({"x": {"y": 1}}))]);
        let mut world =
            World { shelf, server, imports: Vec::new(), reviews: BTreeMap::new(), created_elsewhere: 0 };
        for step in &steps {
            world.take(step);
            world.check()?;
        }
        world.settle()?;
    }
}
