//! What a reader is told for everything that SQLite can report.

use super::*;
use ErrorCode::*;
use std::sync::Arc;

fn told(code: i32) -> ErrorCode {
    IpcError::from(StorageFault::of_result_code(code)).code
}

/// Primary codes by <https://www.sqlite.org/rescode.html>, and what their extended ones are where nothing else is said.
const PRIMARY: [(i32, &str, ErrorCode); 28] = [
    (1, "error", Internal),
    (2, "internal", Internal),
    (3, "perm", LibraryReadOnly),
    (4, "abort", Internal),
    (5, "busy", LibraryBusy),
    (6, "locked", LibraryBusy),
    (7, "nomem", OutOfMemory),
    (8, "readonly", LibraryReadOnly),
    (9, "interrupt", Internal),
    (10, "ioerr", DiskFailed),
    (11, "corrupt", DatabaseDamaged),
    (12, "notfound", Internal),
    (13, "full", DiskFull),
    (14, "cantopen", DiskFailed),
    (15, "protocol", LibraryBusy),
    (16, "empty", Internal),
    (17, "schema", Internal),
    (18, "toobig", TooLargeToKeep),
    (19, "constraint", Internal),
    (20, "mismatch", Internal),
    (21, "misuse", Internal),
    (22, "nolfs", DiskRefused),
    (23, "auth", LibraryReadOnly),
    (24, "format", Internal),
    (25, "range", Internal),
    (26, "notadb", DatabaseDamaged),
    (27, "notice", Internal),
    (28, "warning", Internal),
];

/// Extended codes that mean something else to a person: `(primary, number)`.
const APART: [(i32, i32, &str, ErrorCode); 8] = [
    (10, 3, "write: a quota that is used up, a file as large as the disk allows", DiskRefused),
    (10, 4, "fsync", DiskRefused),
    (10, 5, "dir_fsync", DiskRefused),
    (10, 6, "truncate", DiskRefused),
    (10, 19, "shmsize", DiskRefused),
    (10, 21, "shmmap", DiskRefused),
    (10, 30, "commit_atomic", DiskRefused),
    (10, 12, "nomem", OutOfMemory),
];

#[test]
fn every_result_code_of_sqlite_says_what_to_do() {
    for (primary, name, code) in PRIMARY {
        assert_eq!(told(primary), code, "SQLITE_{name}");
        for number in 1..=40 {
            let apart = APART.iter().find(|(of, one, ..)| (*of, *one) == (primary, number));
            let expected = apart.map_or(code, |(.., code)| *code);
            assert_eq!(told(primary | number << 8), expected, "SQLITE_{name}, extended {number}");
        }
    }
}

#[test]
fn only_what_waiting_or_making_room_mends_may_be_tried_again() {
    for (primary, name, code) in PRIMARY {
        let again =
            matches!(code, LibraryReadOnly | LibraryBusy | OutOfMemory | DiskFailed | DiskFull | DiskRefused);
        let error = IpcError::from(StorageFault::of_result_code(primary));
        assert_eq!(error.retryable, again, "SQLITE_{name}");
    }
}

#[test]
fn the_store_of_sessions_fails_in_the_same_words() {
    let of = |code| IpcError::from(StoreError::Failed(Arc::new(StorageFault::of_result_code(code)))).code;
    assert_eq!(
        (of(10), of(10 | 3 << 8), of(5), of(8)),
        (DiskFailed, DiskRefused, LibraryBusy, LibraryReadOnly)
    );
    assert_eq!(of(11), Internal, "the library is not damaged");
}

#[test]
fn a_file_that_cannot_be_written_says_why() {
    use std::io::{Error, ErrorKind};
    for (kind, code) in [
        (ErrorKind::StorageFull, DiskFull),
        (ErrorKind::QuotaExceeded, DiskRefused),
        (ErrorKind::FileTooLarge, DiskRefused),
        (ErrorKind::PermissionDenied, FileNotWritten),
        (ErrorKind::NotFound, FileNotWritten),
    ] {
        assert_eq!(not_written(&Error::from(kind)).code, code, "{kind}");
    }
}
