use super::*;
use atproto::{Cid, repo::Head};
use library::RemoteBook;
use serde_json::json;

const COVER: &str = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyka";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A library of an account with one book more than a day takes covers for, all of them agreed to.
fn agreed() -> (tempfile::TempDir, Library, AccountId) {
    let directory = tempfile::tempdir().unwrap();
    let library = Library::open(directory.path()).unwrap();
    let account = library.account(&Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").unwrap()).unwrap();
    let books: Vec<RemoteBook> = (0..=A_DAY)
        .map(|number| RemoteBook {
            rkey: format!("book{number}"),
            cid: Cid::parse(COVER).unwrap(),
            value: json!({ "$type": "buzz.bookhive.book", "title": format!("Book {number}"), "authors": "Somebody",
                "hiveId": format!("bk_{number:020}"), "createdAt": "2024-01-01T12:00:00.000Z" }),
        })
        .collect();
    let head = Head { cid: Cid::parse(COVER).unwrap(), rev: "3k".to_owned() };
    library.merge_listing(account, &books, Some(head), at("2026-03-01T00:00:00Z")).unwrap();
    let coverless: Vec<_> = library.coverless(account).unwrap().iter().map(|one| one.book).collect();
    library.agree_to_covers(account, &coverless).unwrap();
    (directory, library, account)
}

#[test]
fn the_thousand_and_first_cover_waits_for_the_next_day_and_says_until_when() {
    let (_directory, library, account) = agreed();
    let (begins, ends, next) =
        (at("2026-03-04T00:00:00Z"), at("2026-03-04T23:59:59Z"), at("2026-03-05T00:00:00Z"));
    let blob =
        json!({ "$type": "blob", "ref": { "$link": COVER }, "mimeType": "image/jpeg", "size": 40_000 });
    for brought in 0..A_DAY {
        assert_eq!(left_today(&library, account, ends).unwrap(), A_DAY - brought);
        let (book, _) = library.next_cover(account).unwrap().unwrap();
        library.cover_brought(account, book, blob.clone(), begins).unwrap();
    }
    let waiting = library.covers_waiting(account).unwrap();
    let view = |now| standing(true, false, waiting, left_today(&library, account, now).unwrap(), now);
    for now in [begins, ends] {
        let full = view(now);
        assert_eq!((full.state, full.today, full.waiting), (CoverUploadState::Tomorrow, A_DAY, 1));
        assert_eq!(full.continues_at.as_deref(), Some("2026-03-05T00:00:00Z"));
    }
    let again = view(next);
    assert_eq!((again.state, again.today, again.continues_at), (CoverUploadState::Going, 0, None));
    // Nobody is told to wait for a day where something else is in the way, or nothing is left.
    assert_eq!(standing(false, false, 1, 0, ends).state, CoverUploadState::NotGranted);
    assert_eq!(standing(true, true, 1, 0, ends).continues_at, None);
    assert_eq!(standing(true, false, 0, 0, ends).state, CoverUploadState::Going);
}
