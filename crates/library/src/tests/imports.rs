use super::support::*;
use crate::apply::{Settled, Work};
use crate::*;
use bookhive::Field;
use serde_json::json;

#[test]
fn every_row_is_counted_once_at_every_instant() {
    let (mut shelf, mut server) = Shelf::with(&[book("Mine")]);
    let id = shelf.only().id;
    let filled = |value| vec![Patch { field: Field::Stars, before: None, after: Some(json!(value)) }];
    let mut works: Vec<Work> = (0..7).map(|number| creating(&format!("Book {number}"))).collect();
    works.push(Work::Update { book: id, patches: filled(5), local: Default::default() });
    works.push(Work::Update { book: id, patches: filled(5), local: Default::default() });
    works.push(Work::Nothing(Settled::Joined));
    works.push(Work::Nothing(Settled::LeftOut));
    works.push(Work::Nothing(Settled::Unchanged));
    let import = shelf.import(works);
    assert_eq!(shelf.library.current_import(shelf.account).unwrap(), Some(import));
    let mut written = 0;
    loop {
        shelf.restart();
        let progress = shelf.progress(import);
        assert_eq!((progress.unchanged, progress.joined, progress.left_out), (2, 1, 1));
        assert_eq!(progress.created + progress.updated, written);
        let limits = BatchLimits { writes: 3, ..BatchLimits::default() };
        let Some(batch) = shelf.library.next_batch(shelf.account, limits).unwrap() else { break };
        let cids = server.apply(&batch).unwrap();
        shelf.restart();
        shelf.library.acknowledge(shelf.account, &batch, &told(&cids, server.head()), at(5)).unwrap();
        written += batch.items.len() as u32;
    }
    assert_eq!((written, server.records.len()), (8, 8));
    shelf.library.dismiss_import(import).unwrap();
    assert_eq!(shelf.library.current_import(shelf.account).unwrap(), None);
}

#[test]
fn keys_are_chosen_once_and_survive_a_restart() {
    let mut shelf = Shelf::new();
    shelf.import((0..50).map(|number| creating(&format!("Book {number}"))).collect());
    let keys = |shelf: &Shelf| -> Vec<String> {
        shelf.batch().unwrap().items.into_iter().map(|item| item.rkey).collect()
    };
    let before = keys(&shelf);
    shelf.restart();
    assert_eq!(keys(&shelf), before);
    assert!(before.iter().all(|key| atproto::Tid::parse(key).is_ok()));
}

#[test]
fn the_library_wins_where_it_changed_since_the_plan() {
    let (shelf, _) = Shelf::with(&[book("One")]);
    let id = shelf.only().id;
    let patches = vec![Patch { field: Field::Stars, before: None, after: Some(json!(7)) }];
    shelf.edit(&[id], stars(2));
    let import = shelf.import(vec![Work::Update { book: id, patches, local: Default::default() }]);
    assert_eq!((shelf.progress(import).unchanged, shelf.only().stars), (1, Some(2)));
}

#[test]
fn undoing_an_import_takes_back_books_fields_and_tags() {
    let (shelf, mut server) = Shelf::with(&[book("Mine")]);
    let id = shelf.only().id;
    let patches = vec![Patch { field: Field::Stars, before: None, after: Some(json!(7)) }];
    let local = [("tags".to_owned(), "calm".to_owned())].into();
    let import =
        shelf.import(vec![creating("New"), creating("Edited"), Work::Update { book: id, patches, local }]);
    shelf.send(&mut server);
    shelf.edit(&[shelf.titled("Edited")], stars(1));
    let undone = shelf.library.undo(shelf.account, shelf.progress(import).group, at(9)).unwrap();
    assert_eq!((undone.restored, undone.conflicts), (2, 1));
    shelf.send(&mut server);
    assert_eq!((server.records.len(), server.value("a")), (2, &book("Mine")));
    assert!(shelf.rows().iter().all(|row| row.tags.is_empty()));
    assert_eq!(shelf.library.current_import(shelf.account).unwrap(), None);
}

#[test]
fn a_plan_is_written_and_planning_the_file_again_leaves_nothing_to_do() {
    let shelf = Shelf::new();
    let file = "Title,Authors,Read Status,Star Rating,Owned?,Last Date Read,Tags\n\
                Dune,Frank Herbert,read,4.25,Yes,2021/03/04,calm\n\
                ,Nobody,read,,,,\n\
                Solaris,Stanisław Lem,to-read,,No,,\n";
    let export = import::parse(file.as_bytes(), &import::ParseOptions::default()).unwrap();
    let options = import::PlanOptions::new(at(0));
    let plan = |shelf: &Shelf| {
        let existing = shelf.library.existing_books(shelf.account).unwrap();
        import::plan(&export, &existing, &options)
    };
    let first = plan(&shelf);
    let details = first.details(&export, &options, |_| None);
    let import = shelf.library.apply_import(shelf.account, &details, "s.csv", at(1)).unwrap();
    let progress = shelf.progress(import);
    assert_eq!((progress.rows, progress.waiting, progress.left_out), (3, 2, 1));
    assert!(plan(&shelf).is_idle());
    let mut server = Server::default();
    shelf.send(&mut server);
    shelf.sync(&server);
    assert!(plan(&shelf).is_idle());
    for (_, value) in server.records.values() {
        assert_eq!(record(value.clone()).check(), []);
    }
    assert_eq!(shelf.rows()[0].tags, ["calm"]);
}

#[test]
fn publishing_moves_the_books_of_this_computer_to_the_account() {
    let mut shelf = Shelf::new();
    let account = shelf.account;
    let local = shelf.library.local_account().unwrap();
    shelf.account = local;
    shelf.import(vec![creating("One"), creating("Two"), creating("Edited")]);
    let books = shelf.library.existing_books(local).unwrap();
    let mut options = import::PlanOptions::new(at(0));
    options.left_out.insert(2);
    let export = import::of_books(&books);
    let plan = import::plan(&export, &[], &options);
    let plan = plan.details(&export, &options, |_| None);
    shelf.edit(&[shelf.titled("Edited")], stars(1));
    let import = shelf.library.apply_publication(account, &plan, &books, "here", at(1)).unwrap();
    let titles = |shelf: &Shelf| shelf.rows().into_iter().map(|row| row.title).collect::<Vec<_>>();
    assert_eq!(titles(&shelf), ["Edited", "Two"]);
    shelf.account = account;
    assert_eq!(titles(&shelf), ["Edited", "One"]);
    let progress = shelf.progress(import);
    assert_eq!((progress.waiting, progress.left_out), (2, 1));
    let mut server = Server::default();
    shelf.send(&mut server);
    assert_eq!(server.records.len(), 2);
}
