use super::support::*;
use crate::store::{self, Migration};
use crate::*;
use atproto::Did;
use std::fs;

const FIRST: Migration = Migration { version: 1, sql: "CREATE TABLE note (text TEXT NOT NULL) STRICT;" };
const SECOND: Migration = Migration { version: 2, sql: "ALTER TABLE note ADD COLUMN at INTEGER;" };
const BROKEN: Migration = Migration { version: 2, sql: "DROP TABLE note; CREATE TABLE note (" };

#[test]
fn an_older_file_is_backed_up_and_migrated_and_a_newer_one_refused() {
    let directory = tempfile::tempdir().unwrap();
    let open = |migrations: &[Migration]| store::open(directory.path(), "x.sqlite", migrations);
    open(&[FIRST]).unwrap().execute("INSERT INTO note VALUES ('kept')", []).unwrap();
    let connection = open(&[FIRST, SECOND]).unwrap();
    let kept: String = connection.query_row("SELECT text FROM note", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, "kept");
    let backup = directory.path().join("backups/x.sqlite.schema-1");
    let copy = rusqlite::Connection::open(backup).unwrap();
    assert_eq!(copy.query_row("SELECT text FROM note", [], |row| row.get::<_, String>(0)).unwrap(), "kept");
    drop(connection);
    assert!(matches!(open(&[FIRST]), Err(OpenError::Newer { found: 2, known: 1 })));
}

#[test]
fn a_migration_that_fails_leaves_the_file_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let open = |migrations: &[Migration]| store::open(directory.path(), "x.sqlite", migrations);
    open(&[FIRST]).unwrap().execute("INSERT INTO note VALUES ('kept')", []).unwrap();
    assert!(open(&[FIRST, BROKEN]).is_err());
    let connection = open(&[FIRST]).unwrap();
    assert_eq!(connection.query_row("SELECT COUNT(*) FROM note", [], |row| row.get::<_, u32>(0)).unwrap(), 1);
}

#[test]
fn a_file_that_is_no_database_is_damaged_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("library.sqlite");
    fs::write(&path, vec![b'x'; 8192]).unwrap();
    assert!(matches!(Library::open(directory.path()), Err(OpenError::Damaged)));
    assert_eq!(fs::read(&path).unwrap(), vec![b'x'; 8192]);
}

#[cfg(unix)]
#[test]
fn files_are_private_even_when_they_were_not() {
    use std::os::unix::fs::PermissionsExt;
    let shelf = Shelf::new();
    let path = shelf.directory.path().join("library.sqlite");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let _reopened = Library::open(shelf.directory.path()).unwrap();
    let _sealed = SealedRows::open(shelf.directory.path()).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(shelf.directory.path()), 0o700);
    for entry in fs::read_dir(shelf.directory.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn accounts_never_mix_and_one_is_forgotten_whole() {
    let (mut shelf, _) = Shelf::with(&[book("Mine")]);
    let mine = shelf.account;
    shelf.account = shelf.library.account(&Did::parse("did:web:books.example.com").unwrap()).unwrap();
    shelf.import(vec![creating("Theirs")]);
    assert_eq!(shelf.only().title, "Theirs");
    assert_eq!(
        shelf
            .library
            .edit(shelf.account, &Selection::Ids(vec![BookId::new(1)]), &stars(1), at(0))
            .unwrap()
            .changed,
        0
    );
    assert_eq!(shelf.library.accounts().unwrap().len(), 2);
    shelf.library.forget_account(shelf.account).unwrap();
    assert_eq!(shelf.library.accounts().unwrap().len(), 1);
    shelf.library.empty_log();
    let file = fs::read(shelf.directory.path().join("library.sqlite")).unwrap();
    let holds = |word: &[u8]| file.windows(word.len()).any(|window| window == word);
    assert!(!holds(b"Theirs") && !holds(b"theirs") && holds(b"Mine"));
    assert_eq!(shelf.library.counts(mine).unwrap().all, 1);
    assert!(matches!(shelf.library.forget_account(shelf.account), Err(AccountError::Unknown)));
}

#[test]
fn settings_and_sealed_rows_are_kept() {
    let mut shelf = Shelf::new();
    shelf.library.set_setting("theme", Some("dark")).unwrap();
    shelf.restart();
    assert_eq!(shelf.library.get_setting("theme").unwrap().as_deref(), Some("dark"));
    shelf.library.set_setting("theme", None).unwrap();
    assert_eq!(shelf.library.get_setting("theme").unwrap(), None);

    let sealed = SealedRows::open(shelf.directory.path()).unwrap();
    let other = SealedRows::open(shelf.directory.path()).unwrap();
    sealed.put("a", b"canary-1").unwrap();
    sealed.put("a", b"canary-2").unwrap();
    sealed.put("b", b"").unwrap();
    assert_eq!(other.get("a").unwrap().as_deref(), Some(b"canary-2".as_slice()));
    assert_eq!(other.keys().unwrap(), ["a", "b"]);
    other.delete("a").unwrap();
    assert_eq!(sealed.get("a").unwrap(), None);
    for file in ["sessions.sqlite", "sessions.sqlite-wal"] {
        let bytes = fs::read(shelf.directory.path().join(file)).unwrap_or_default();
        assert!(!bytes.windows(6).any(|window| window == b"canary"), "{file}");
    }
}

#[test]
fn a_panic_in_a_transaction_leaves_the_library_usable() {
    let shelf = Shelf::new();
    let library = shelf.library.clone();
    let panicked = std::thread::spawn(move || {
        library.write(|transaction| -> Result<(), StorageFault> {
            transaction.execute("INSERT INTO settings (key, value) VALUES ('k', 'v')", [])?;
            panic!("on purpose");
        })
    });
    assert!(panicked.join().is_err());
    assert_eq!(shelf.library.get_setting("k").unwrap(), None);
    shelf.library.set_setting("k", Some("w")).unwrap();
}

#[test]
fn the_integrity_check_is_not_fooled_by_what_other_connections_wrote() {
    let shelf = Shelf::new();
    let other = Library::open(shelf.directory.path()).unwrap();
    let words = BookQuery::parse("book").unwrap();
    shelf.import(vec![creating("Book 1")]);
    assert_eq!(other.books(shelf.account, &words, 0, 9).unwrap().matching, 1);
    shelf.import((2..200).map(|number| creating(&format!("Book {number}"))).collect());
    other.check_integrity().unwrap();
    assert_eq!(other.books(shelf.account, &words, 0, 9).unwrap().matching, 199);
}

#[test]
fn a_library_that_is_closed_leaves_no_log_and_one_that_is_not_is_checked() {
    let Shelf { directory, library, .. } = Shelf::new();
    let log = directory.path().join("library.sqlite-wal");
    let copy = tempfile::tempdir().unwrap();
    // As a kill leaves it: the database with its log.
    for name in ["library.sqlite", "library.sqlite-wal"] {
        fs::copy(directory.path().join(name), copy.path().join(name)).unwrap();
    }
    assert!(log.metadata().unwrap().len() > 0);
    library.empty_log();
    assert_eq!(log.metadata().unwrap().len(), 0);
    drop(library);
    assert!(!log.exists());
    let killed = Library::open(copy.path()).unwrap();
    assert_eq!(killed.accounts().unwrap().len(), 1);
}

#[test]
fn a_library_of_every_earlier_schema_is_opened_with_everything_in_it() {
    for known in 1..=store::MIGRATIONS.len() {
        let directory = tempfile::tempdir().unwrap();
        let connection =
            store::open(directory.path(), "library.sqlite", &store::MIGRATIONS[..known]).unwrap();
        connection
            .execute_batch(
                r#"INSERT INTO account (did, rev) VALUES ('did:plc:ewvi7nxzyoun6zhxrhs64oiz', '3kaaa');
                   INSERT INTO book (account, rkey, title, authors) VALUES (1, 'a', 'Dune', 'Frank Herbert');
                   INSERT INTO book_record (book, base, cid, record, local) VALUES (1, '{"title":"Dune"}', 'cid',
                       '{"title":"Dune","authors":"Frank Herbert","stars":9,"review":"Sand","finishedAt":"2024-02-03"}',
                       '{"tags":"desert","format":"Paperback","pages":"604"}');
                   INSERT INTO outbox (account, book, grp, single, kind, payload) VALUES (1, 1, 1, 1, 'update', '[]');
                   INSERT INTO settings (key, value) VALUES ('kept', 'yes');"#,
            )
            .unwrap();
        drop(connection);
        let library = Library::open(directory.path()).unwrap();
        let account = library.account(&Did::parse(DID).unwrap()).unwrap();
        // Found by what only a later schema knows of it.
        let query = "dune tag:desert format:paperback pages>600 review:sand rating:4.5 finished:2024";
        let page = library.books(account, &BookQuery::parse(query).unwrap(), 0, 9).unwrap();
        assert_eq!(page.rows.len(), 1, "schema {known}");
        assert!(page.rows[0].waiting, "schema {known}");
        let book = library.book(account, page.rows[0].id).unwrap().unwrap();
        assert_eq!((book.cid.as_deref(), book.local["pages"].as_str()), (Some("cid"), "604"));
        assert_eq!(library.get_setting("kept").unwrap().as_deref(), Some("yes"));
        library.check_integrity().unwrap();
        drop(library);
        // Once read anew, never again.
        Library::open(directory.path()).unwrap().check_integrity().unwrap();
    }
}
