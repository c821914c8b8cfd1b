//! Claims about the repository calls.

use http::HeaderMap;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    Cid, Did, Nsid, RecordKey, Tid,
    xrpc::{Kind, Request, Response},
};

const BOOK: Nsid = Nsid::from_static("buzz.bookhive.book");
const CID: &str = "bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a";

fn did() -> Did {
    Did::parse("did:plc:ewvi7nxzyoun6zhxrhs64oiz").unwrap()
}

fn key() -> RecordKey {
    Tid::parse("3jzfcijpj2z2a").unwrap().into()
}

fn cid() -> Cid {
    Cid::parse(CID).unwrap()
}

fn uri() -> String {
    format!("at://{}/buzz.bookhive.book/3jzfcijpj2z2a", did())
}

fn body(request: &Request) -> Value {
    assert_eq!(request.kind, Kind::Procedure);
    serde_json::from_slice(&request.body.as_ref().unwrap().bytes).unwrap()
}

fn answer(status: u16, body: Value) -> Response {
    Response { status, headers: HeaderMap::new(), body: body.to_string().into() }
}

#[test]
fn a_page_is_asked_for_and_read() {
    let list = ListRecords { repo: did(), collection: BOOK, limit: 100, cursor: Some("3k".to_owned()) };
    let params: Vec<_> =
        list.request().params.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        params,
        [&format!("repo={}", did()), "collection=buzz.bookhive.book", "limit=100", "cursor=3k"]
    );
    let value = json!({"$type": "buzz.bookhive.book", "zebra": 1, "apple": 2});
    let page = json!({"records": [{"uri": uri(), "cid": CID, "value": value}], "cursor": "next"});
    let page = ListRecords::read(answer(200, page)).unwrap();
    assert_eq!(page.cursor.as_deref(), Some("next"));
    assert_eq!(page.records[0].key(), Some(key()));
    assert_eq!(page.records[0].value.to_string(), value.to_string(), "order and unknown fields are kept");
    assert_eq!(ListRecords::read(answer(200, json!({"records": []}))).unwrap().cursor, None);
}

#[test]
fn one_broken_record_spoils_the_page() {
    for broken in [json!({"uri": "x", "cid": CID, "value": {}}), json!({"uri": uri(), "value": {}}), json!(7)]
    {
        let page = json!({"records": [{"uri": uri(), "cid": CID, "value": {}}, broken]});
        assert_eq!(ListRecords::read(answer(200, page)), Err(RepoError::Malformed));
    }
}

#[test]
fn a_batch_has_the_lexicons_shape() {
    let value = json!({"$type": "buzz.bookhive.book", "title": "Dune"});
    let batch = ApplyWrites {
        repo: did(),
        writes: vec![
            Write::Create { collection: BOOK, rkey: key(), value: value.clone() },
            Write::Update { collection: BOOK, rkey: key(), value: value.clone() },
            Write::Delete { collection: BOOK, rkey: key() },
        ],
        swap_commit: Some(cid()),
    };
    let at = |kind: &str| format!("com.atproto.repo.applyWrites#{kind}");
    assert_eq!(
        body(&batch.request()),
        json!({
            "repo": did(),
            "writes": [
                {"$type": at("create"), "collection": BOOK, "rkey": key(), "value": value},
                {"$type": at("update"), "collection": BOOK, "rkey": key(), "value": value},
                {"$type": at("delete"), "collection": BOOK, "rkey": key()},
            ],
            "swapCommit": CID,
        })
    );
    let unguarded = ApplyWrites { swap_commit: None, ..batch };
    assert_eq!(body(&unguarded.request()).get("swapCommit"), None);
}

#[test]
fn a_batch_is_as_long_as_its_writes_say() {
    let write = Write::Create { collection: BOOK, rkey: key(), value: json!({"title": "Größe \"x\""}) };
    let length = |count: usize| {
        let batch = ApplyWrites { repo: did(), writes: vec![write.clone(); count], swap_commit: None };
        batch.request().body.unwrap().bytes.len()
    };
    assert_eq!(length(3) - length(2), write.wire_bytes());
}

#[test]
fn the_reply_to_a_batch_is_read() {
    let results = json!([
        {"$type": "com.atproto.repo.applyWrites#createResult", "uri": uri(), "cid": CID, "validationStatus": "unknown"},
        {"$type": "com.atproto.repo.applyWrites#deleteResult"},
    ]);
    let reply = json!({"commit": {"cid": CID, "rev": "3jzfcijpj2z2a"}, "results": results});
    let reply = ApplyWrites::read(answer(200, reply)).unwrap();
    assert_eq!(reply.head(), Head { cid: cid(), rev: "3jzfcijpj2z2a".to_owned() });
    assert_eq!(reply.results[0].written(), Some((key(), &cid())));
    assert_eq!(reply.results[1].written(), None);
    let unreadable = ApplyWrites::read(answer(200, json!({}))).unwrap_err();
    assert!(!unreadable.nothing_was_written());
}

#[test]
fn failures_are_sorted_by_what_to_do_next() {
    let read =
        |status, name: &str| GetLatestCommit::read(answer(status, json!({"error": name}))).unwrap_err();
    assert_eq!(read(400, "InvalidSwap"), RepoError::InvalidSwap);
    assert_eq!(read(413, "PayloadTooLarge"), RepoError::TooLarge);
    assert_eq!(read(400, "RecordNotFound"), RepoError::RecordNotFound);
    assert!(matches!(read(400, "RepoDeactivated"), RepoError::RepoUnavailable(_)));
    assert!(matches!(read(429, "RateLimitExceeded"), RepoError::RateLimited(_)));
    assert!(read(400, "InvalidRequest").nothing_was_written());
    assert!(!read(500, "InternalServerError").nothing_was_written());
}

#[test]
fn a_server_without_batches_is_told_from_one_in_trouble() {
    let read = |status, body| ApplyWrites::read(answer(status, body)).unwrap_err();
    for (status, body) in [
        (501, json!({"error": "MethodNotImplemented", "message": "Method Not Implemented"})),
        (501, json!("Not Implemented")),
        (404, json!({"error": "XRPCNotSupported"})),
        (404, json!({"error": "InvalidRequest", "message": "unknown method"})),
        (404, json!("404 page not found")),
        (400, json!({"error": "MethodNotImplemented"})),
    ] {
        assert_eq!(read(status, body.clone()), RepoError::NoSuchMethod, "{status} {body}");
    }
    for (status, name) in [(400, "InvalidRequest"), (500, "InternalServerError"), (503, "NotEnoughResources")]
    {
        assert!(matches!(read(status, json!({"error": name})), RepoError::Xrpc(_)), "{status} {name}");
    }
    assert!(matches!(read(404, json!({"error": "RepoNotFound"})), RepoError::RepoUnavailable(_)));
}

#[test]
fn a_single_create_is_guarded_by_the_head() {
    let create = CreateRecord {
        repo: did(),
        collection: BOOK,
        rkey: key(),
        value: json!({"title": "Emma"}),
        swap_commit: Some(cid()),
    };
    let expected = json!({"repo": did(), "collection": BOOK, "rkey": key(), "record": {"title": "Emma"}, "swapCommit": CID});
    assert_eq!(body(&create.request()), expected);
}

#[test]
fn single_writes_say_what_they_expect() {
    let put = PutRecord {
        repo: did(),
        collection: BOOK,
        rkey: key(),
        value: json!({}),
        expect: Expect::Version(cid()),
        swap_commit: None,
    };
    assert_eq!(body(&put.request())["swapRecord"], CID);
    let create = PutRecord { expect: Expect::Nothing, swap_commit: Some(cid()), ..put.clone() };
    assert_eq!(body(&create.request()).get("swapRecord"), Some(&Value::Null));
    assert_eq!(body(&create.request())["swapCommit"], CID);
    let any = PutRecord { expect: Expect::Anything, ..put };
    assert_eq!(body(&any.request()).get("swapRecord"), None);
    let delete = DeleteRecord {
        repo: did(),
        collection: BOOK,
        rkey: key(),
        expect: Expect::Anything,
        swap_commit: None,
    };
    assert_eq!(body(&delete.request()), json!({"repo": did(), "collection": BOOK, "rkey": key()}));
    assert_eq!(DeleteRecord::read(answer(200, json!({}))), Ok(None));
}

#[test]
fn a_repository_is_asked_for_whole_or_since_a_revision() {
    let request = GetRepo { did: did(), since: Some("3k".to_owned()), max_bytes: 1000 }.request();
    assert_eq!((request.max_bytes, request.params[1].clone()), (1000, ("since", "3k".to_owned())));
    let car = Response { status: 200, headers: HeaderMap::new(), body: vec![0x3a, 0xff].into() };
    assert_eq!(&GetRepo::read(car).unwrap()[..], [0x3a, 0xff]);
}

proptest! {
    #[test]
    fn no_answer_makes_a_reader_panic(status in prop_oneof![Just(200_u16), 0_u16..1000], bytes in any::<Vec<u8>>()) {
        let answer = Response { status, headers: HeaderMap::new(), body: bytes.into() };
        let _ = ListRecords::read(answer.clone());
        let _ = ApplyWrites::read(answer.clone());
        let _ = CreateRecord::read(answer.clone());
        let _ = PutRecord::read(answer.clone());
        let _ = DeleteRecord::read(answer.clone());
        let _ = GetRecord::read(answer.clone());
        let _ = GetLatestCommit::read(answer.clone());
        let _ = GetRepo::read(answer);
    }
}
