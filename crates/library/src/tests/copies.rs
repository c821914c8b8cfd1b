use super::support::*;
use crate::apply::Work;
use crate::*;
use bookhive::Field;
use serde_json::json;
use std::fs;
use std::path::Path;

/// Writes over the middle of the file, as a failing disk does.
fn spoil(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    for byte in &mut bytes[4096..middle.max(8192)] {
        *byte ^= 0x5a;
    }
    fs::write(path, bytes).unwrap();
}

fn file(shelf: &Shelf) -> std::path::PathBuf {
    shelf.directory.path().join("library.sqlite")
}

/// Every file below the directory that holds the word.
fn holding(directory: &Path, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, word));
        } else if fs::read(&path).unwrap().windows(word.len()).any(|window| window == word.as_bytes()) {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

#[test]
fn the_two_newest_backups_are_kept() {
    let shelf = Shelf::new();
    shelf.import(vec![creating("Kept")]);
    let folder = shelf.directory.path().join("backups");
    for day in 0..3 {
        assert_eq!(shelf.library.back_up(at(day * 86_400)).unwrap().at, at(day * 86_400));
    }
    let names: Vec<_> = shelf.library.backups().into_iter().map(|backup| backup.name).collect();
    assert_eq!(names.len(), 2);
    assert!(names[0] > names[1], "{names:?}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "no half-written file is left");
}

#[test]
fn a_day_passes_between_daily_backups_and_an_empty_library_needs_none() {
    let shelf = Shelf::new();
    let now = at(0);
    assert_eq!(shelf.library.back_up_daily(now).unwrap(), None);
    shelf.import(vec![creating("Kept")]);
    assert!(shelf.library.back_up_daily(now).unwrap().is_some());
    assert_eq!(shelf.library.back_up_daily(now).unwrap(), None);
    assert_eq!(shelf.library.back_up_daily(at(86_399)).unwrap(), None);
    assert!(shelf.library.back_up_daily(at(86_400)).unwrap().is_some());
}

#[cfg(unix)]
#[test]
fn copies_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let shelf = Shelf::new();
    shelf.import(vec![creating("Kept")]);
    let made = shelf.library.back_up(at(9)).unwrap();
    shelf.library.restore(&made.name, at(10)).unwrap();
    for folder in ["backups", "set-aside"] {
        let folder = shelf.directory.path().join(folder);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        for entry in fs::read_dir(&folder).unwrap() {
            assert_eq!(mode(&entry.unwrap().path()), 0o600);
        }
    }
}

#[test]
fn a_restored_library_is_the_backup_and_the_present_file_is_set_aside() {
    let mut shelf = Shelf::new();
    shelf.import(vec![creating("Then")]);
    let made = shelf.library.back_up(at(9)).unwrap();
    shelf.import(vec![creating("Since")]);
    let clone = shelf.library.clone();
    shelf.library.restore(&made.name, at(10)).unwrap();
    assert_eq!(shelf.only().title, "Then");
    assert_eq!(clone.counts(shelf.account).unwrap().all, 1, "every clone sees it");
    shelf.import(vec![creating("After")]);
    shelf.restart();
    assert_eq!(shelf.rows().len(), 2);
    let aside = shelf.directory.path().join("set-aside/2026-05-28T20-26-50Z-library.sqlite");
    let old = rusqlite::Connection::open(aside).unwrap();
    assert_eq!(old.query_row("SELECT COUNT(*) FROM book", [], |row| row.get::<_, u32>(0)).unwrap(), 2);
}

#[test]
fn after_a_restore_the_server_is_listed_anew_and_nothing_old_wins_unasked() {
    let (shelf, mut server) = Shelf::with(&[book("Mine")]);
    let id = shelf.only().id;
    shelf.edit(&[id], stars(2));
    let made = shelf.library.back_up(at(9)).unwrap();
    shelf.send(&mut server);
    shelf.edit(&[id], stars(8));
    shelf.send(&mut server);
    shelf.library.restore(&made.name, at(10)).unwrap();
    assert_eq!(shelf.library.head(shelf.account).unwrap(), None);
    shelf.sync(&server);
    // The old edit meets the newer value as a conflict to be shown; it does not undo it.
    assert!(shelf.only().set_aside);
    shelf.send(&mut server);
    assert_eq!(server.value("a")["stars"], json!(8));
}

#[test]
fn a_damaged_library_is_refused_and_left_and_recovers_from_its_backup() {
    let mut shelf = Shelf::new();
    shelf.import((0..400).map(|number| creating(&format!("Book {number}"))).collect());
    let made = shelf.library.back_up(at(9)).unwrap();
    let Shelf { directory, library, .. } = shelf;
    library.distrust();
    library.empty_log();
    drop(library);
    let path = directory.path().join("library.sqlite");
    spoil(&path);
    let damaged = fs::read(&path).unwrap();
    assert!(matches!(Library::open(directory.path()), Err(OpenError::Damaged)));
    assert_eq!(fs::read(&path).unwrap(), damaged);
    assert_eq!(backups(directory.path()), std::slice::from_ref(&made));
    recover(directory.path(), Some(&made.name), at(10)).unwrap();
    let library = Library::open(directory.path()).unwrap();
    let account = library.accounts().unwrap()[0].id;
    assert_eq!(library.counts(account).unwrap().all, 400);
    let aside = directory.path().join("set-aside/2026-05-28T20-26-50Z-library.sqlite");
    assert_eq!(fs::read(aside).unwrap(), damaged, "never deleted");
    shelf = Shelf { directory, library, account };
    shelf.library.check_integrity().unwrap();
}

#[test]
fn without_a_backup_a_damaged_library_begins_anew() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("library.sqlite"), vec![b'x'; 8192]).unwrap();
    assert!(matches!(Library::open(directory.path()), Err(OpenError::Damaged)));
    recover(directory.path(), None, at(1)).unwrap();
    assert!(Library::open(directory.path()).unwrap().accounts().unwrap().is_empty());
    assert_eq!(fs::read_dir(directory.path().join("set-aside")).unwrap().count(), 1);
}

#[test]
fn a_backup_that_is_damaged_or_unknown_changes_nothing() {
    let shelf = Shelf::new();
    shelf.import((0..400).map(|number| creating(&format!("Book {number}"))).collect());
    let made = shelf.library.back_up(at(9)).unwrap();
    spoil(&shelf.directory.path().join("backups").join(&made.name));
    assert!(matches!(shelf.library.restore(&made.name, at(10)), Err(RestoreError::Damaged)));
    assert!(matches!(shelf.library.restore("../library.sqlite", at(10)), Err(RestoreError::Unknown)));
    assert_eq!(shelf.rows().len(), 400);
    assert!(!shelf.directory.path().join("set-aside").exists());
}

#[test]
fn a_kill_between_setting_aside_and_moving_in_is_completed() {
    let shelf = Shelf::new();
    shelf.import(vec![creating("Then")]);
    let path = file(&shelf);
    let Shelf { directory, library, account } = shelf;
    library.empty_log();
    drop(library);
    fs::rename(&path, directory.path().join("library.sqlite.restored")).unwrap();
    assert_eq!(Library::open(directory.path()).unwrap().counts(account).unwrap().all, 1);
}

#[test]
fn backups_hold_no_sessions() {
    let shelf = Shelf::new();
    shelf.import(vec![creating("Kept")]);
    SealedRows::open(shelf.directory.path()).unwrap().put("session", b"canary-token").unwrap();
    shelf.library.back_up(at(9)).unwrap();
    assert!(holding(&shelf.directory.path().join("backups"), "canary").is_empty());
    assert!(!holding(shelf.directory.path(), "canary").is_empty(), "the same search finds what is there");
}

#[test]
fn a_forgotten_account_is_in_no_file() {
    let mut shelf = Shelf::new();
    shelf.import(vec![creating("Heliotrope")]);
    let made = shelf.library.back_up(at(9)).unwrap();
    shelf.library.restore(&made.name, at(10)).unwrap();
    shelf.edit(&[shelf.titled("Heliotrope")], stars(3));
    shelf.restart();
    assert!(holding(shelf.directory.path(), "Heliotrope").len() >= 3);
    shelf.library.forget_account(shelf.account).unwrap();
    assert_eq!(holding(shelf.directory.path(), "Heliotrope"), Vec::<String>::new());
    assert_eq!(holding(shelf.directory.path(), "heliotrope"), Vec::<String>::new());
}

#[test]
fn erasing_leaves_no_word_of_anybody() {
    let mut shelf = Shelf::new();
    let local = shelf.library.local_account().unwrap();
    shelf.import(vec![creating("Heliotrope")]);
    shelf.account = local;
    shelf.import(vec![creating("Heliotrope two")]);
    shelf.library.set_setting("remembered", Some("heliotrope.example.com")).unwrap();
    shelf.library.back_up(at(9)).unwrap();
    shelf.library.erase().unwrap();
    assert_eq!(holding(shelf.directory.path(), "eliotrope"), Vec::<String>::new());
    assert_eq!(
        shelf.library.local_account().unwrap(),
        local,
        "the library without an account keeps its number"
    );
    assert_eq!(shelf.library.accounts().unwrap().len(), 1);
    assert_eq!(shelf.library.counts(local).unwrap().all, 0);
    shelf.import(vec![creating("Anew")]);
    let words = BookQuery::parse("anew").unwrap();
    assert_eq!(shelf.library.books(local, &words, 0, 9).unwrap().matching, 1);
    shelf.library.check_integrity().unwrap();
}

#[test]
fn a_forgotten_change_is_in_no_file_and_the_book_stays() {
    let (shelf, mut server) = Shelf::with(&[book("Mine")]);
    let id = shelf.only().id;
    let review = |before: Option<&str>, after: &str| {
        let patch = Patch { field: Field::Review, before: before.map(Into::into), after: Some(after.into()) };
        let import =
            shelf.import(vec![Work::Update { book: id, patches: vec![patch], local: Default::default() }]);
        shelf.progress(import).group
    };
    let first = review(None, "Heliotrope prose");
    let second = review(Some("Heliotrope prose"), "Plain prose");
    assert!(matches!(shelf.library.forget_group(shelf.account, second), Err(ForgetError::Waiting)));
    shelf.send(&mut server);
    shelf.library.back_up(at(9)).unwrap();
    for group in [first, second] {
        shelf.library.forget_group(shelf.account, group).unwrap();
    }
    assert_eq!(holding(shelf.directory.path(), "Heliotrope"), Vec::<String>::new());
    assert!(matches!(shelf.library.undo(shelf.account, second, at(10)), Err(UndoError::UnknownGroup)));
    assert!(matches!(shelf.library.forget_group(shelf.account, second), Err(ForgetError::UnknownGroup)));
    assert_eq!(shelf.record(id)["review"], json!("Plain prose"));
}

#[test]
fn words_removed_from_many_books_are_in_no_file_also_after_a_failed_edit() {
    let shelf = Shelf::new();
    shelf.import((0..=crate::words::MANY).map(|number| creating(&format!("Book {number}"))).collect());
    let all = Selection::Matching { query: BookQuery::default(), except: Vec::new() };
    let one = Selection::Ids(vec![shelf.titled("Book 7")]);
    let tags = |tags: &[&str]| Edit {
        tags: TagsChange::Set(tags.iter().map(|&tag| tag.to_owned()).collect()),
        ..Edit::default()
    };
    let edit = |selection, tags| shelf.library.edit(shelf.account, selection, &tags, at(5)).unwrap().group;
    let forget = |groups: [Option<GroupId>; 2]| {
        groups.map(|group| shelf.library.forget_group(shelf.account, group.unwrap()).unwrap())
    };
    let found = |word: &str| {
        let query = BookQuery::parse(word).unwrap();
        shelf.library.books(shelf.account, &query, 0, 9).unwrap().matching
    };

    let written = edit(&all, tags(&["heliotrope"]));
    assert_eq!(found("heliotrope"), crate::words::MANY + 1);
    shelf.library.empty_log();
    assert!(!holding(shelf.directory.path(), "eliotrope").is_empty());
    forget([written, edit(&all, tags(&["plain"]))]);
    assert_eq!((found("heliotrope"), found("plain")), (0, crate::words::MANY + 1));
    assert_eq!(holding(shelf.directory.path(), "eliotrope"), Vec::<String>::new());

    let failed =
        shelf.library.commit_edit(shelf.account, &all, &tags(&["never"]), "of another preview", at(6));
    assert!(matches!(failed, Err(EditError::Outdated)));
    forget([edit(&one, tags(&["heliotrope"])), edit(&one, tags(&["plain"]))]);
    assert_eq!((found("never"), found("heliotrope"), found("plain")), (0, 0, crate::words::MANY + 1));
    assert_eq!(holding(shelf.directory.path(), "eliotrope"), Vec::<String>::new());
    shelf.library.check_integrity().unwrap();
}

#[test]
fn history_goes_after_its_limit_and_rows_of_files_after_a_month() {
    let (shelf, mut server) = Shelf::with(&[book("Mine")]);
    let import = shelf.import(vec![creating("Imported")]);
    let group = shelf.progress(import).group;
    let day = 86_400;
    assert_eq!(shelf.library.purge(at(40 * day)).unwrap(), Purged::default(), "it still waits to be sent");
    shelf.send(&mut server);
    assert_eq!(shelf.library.purge(at(29 * day)).unwrap(), Purged::default());
    assert_eq!(shelf.library.purge(at(31 * day)).unwrap(), Purged { groups: 0, imports: 1 });
    assert_eq!(shelf.library.current_import(shelf.account).unwrap(), None);
    shelf.library.set_history_limit(HistoryLimit::Forever).unwrap();
    assert_eq!(shelf.library.purge(at(4_000 * day)).unwrap(), Purged::default());
    shelf.library.set_history_limit(HistoryLimit::Year).unwrap();
    // The import, and what the first listing and another app did.
    assert_eq!(shelf.library.purge(at(366 * day)).unwrap(), Purged { groups: 3, imports: 0 });
    assert!(matches!(shelf.library.undo(shelf.account, group, at(10)), Err(UndoError::UnknownGroup)));
    assert_eq!(shelf.rows().len(), 2, "the books stay");
}

#[test]
fn a_library_at_work_is_never_taken_for_damaged_and_its_writers_are_not_held_up() {
    let shelf = Shelf::new();
    shelf.import((0..200).map(|number| creating(&format!("Book {number}"))).collect());
    let all = Selection::Matching { query: BookQuery::default(), except: Vec::new() };
    let over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let checks = scope.spawn(|| {
            let mut checks = 0;
            while !over.load(std::sync::atomic::Ordering::SeqCst) || checks == 0 {
                shelf.library.check_integrity().unwrap();
                checks += 1;
            }
            checks
        });
        for round in 0..10 {
            let status = if round % 2 == 0 { bookhive::Status::Reading } else { bookhive::Status::Finished };
            shelf.library.edit(shelf.account, &all, &super::support::status(status), at(round + 10)).unwrap();
        }
        over.store(true, std::sync::atomic::Ordering::SeqCst);
        assert!(checks.join().unwrap() > 0);
    });
}
