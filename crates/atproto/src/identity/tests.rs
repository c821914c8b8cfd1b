//! Claims about the way from a name to a server.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};
use url::Url;

use super::{
    handle::{SeveralDids, did_in_body, did_in_records},
    resolver::{plc_url, web_url},
    *,
};
use crate::{
    AtIdentifier, Did, Handle,
    http::{Http, HttpError, Network},
    test_server::{Reply, Seen, TestServer},
};

const DID: &str = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
const OTHER: &str = "did:plc:z72i7hdynmk6r22z27h6tvur";

fn did(text: &str) -> Did {
    Did::parse(text).unwrap()
}

fn alice() -> Handle {
    Handle::parse("alice.books.net").unwrap()
}

fn document(did: &str, handle: &str) -> Value {
    json!({
        "id": did,
        "alsoKnownAs": [format!("at://{handle}")],
        "service": [{
            "id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": "https://pds.books.net",
        }],
    })
}

/// The directory, which knows both accounts by alice's handle, and alice's own web server in one.
async fn world(well_known: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> TestServer {
    TestServer::start(move |seen| match seen.line().as_str() {
        "GET /.well-known/atproto-did" => well_known(seen),
        line if line == format!("GET /{DID}") => Reply::json(&document(DID, "alice.books.net")),
        line if line == format!("GET /{OTHER}") => Reply::json(&document(OTHER, "bob.books.net")),
        _ => Reply::not_found(),
    })
    .await
}

/// Development mode, in which the handles' hosts are the test server.
fn resolver(server: &TestServer, txt: TxtMap) -> Resolver {
    resolver_with(server, txt, None)
}

fn resolver_with(server: &TestServer, txt: TxtMap, handle_resolver: Option<Url>) -> Resolver {
    let hosts = ["alice.books.net", "bob.books.net"];
    let resolve = hosts.map(|host| (host.to_owned(), server.address)).to_vec();
    let network = Network { development: true, resolve, ..Network::default() };
    let config = ResolverConfig { plc_directory: server.url("/"), handle_resolver, txt: Arc::new(txt) };
    Resolver::new(Http::new(&network).unwrap(), config)
}

fn txt(records: &[&str]) -> TxtMap {
    let records = records.iter().map(|text| TxtRecord::from(*text)).collect();
    TxtMap::default().with("_atproto.alice.books.net", Ok(records))
}

fn names(text: &'static str) -> impl Fn(&Seen) -> Reply + Send + Sync + 'static {
    move |_| Reply::ok("text/plain", text)
}

async fn look_up(
    records: TxtMap,
    well_known: impl Fn(&Seen) -> Reply + Send + Sync + 'static,
) -> (Result<Identity, IdentityError>, Vec<String>) {
    let server = world(well_known).await;
    let outcome = resolver(&server, records).resolve(&alice().into()).await;
    (outcome, server.lines())
}

#[tokio::test]
async fn dns_alone_suffices_and_the_web_is_not_asked() {
    let (outcome, lines) =
        look_up(txt(&["v=spf1 -all", &format!("did={DID}")]), |_| Reply::not_found()).await;
    let pds = "https://pds.books.net".parse().unwrap();
    assert_eq!(outcome, Ok(Identity { did: did(DID), handle: Some(alice()), pds }));
    assert_eq!(lines, [format!("GET /{DID}")]);
}

#[tokio::test]
async fn the_web_alone_suffices() {
    for answer in [
        "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
        "\n  did:plc:ewvi7nxzyoun6zhxrhs64oiz \r\n",
        "did:plc:ewvi7nxzyoun6zhxrhs64oiz\nthe second line does not count",
    ] {
        let (outcome, lines) = look_up(TxtMap::default(), names(answer)).await;
        assert_eq!(outcome.unwrap().did, did(DID), "{answer:?}");
        assert_eq!(lines, ["GET /.well-known/atproto-did".to_owned(), format!("GET /{DID}")]);
    }
}

#[tokio::test]
async fn where_they_disagree_dns_counts() {
    let (outcome, _) = look_up(txt(&[&format!("did={DID}")]), names(OTHER)).await;
    assert_eq!(outcome.unwrap().did, did(DID));
}

#[tokio::test]
async fn two_accounts_in_dns_are_an_error_even_when_the_web_names_one() {
    let (outcome, lines) = look_up(txt(&[&format!("did={DID}"), &format!("did={OTHER}")]), names(DID)).await;
    assert_eq!(outcome, Err(IdentityError::HandleAmbiguous { handle: alice() }));
    assert!(lines.is_empty());
}

#[tokio::test]
async fn dns_out_of_order_falls_to_the_web() {
    for failure in [TxtError::Failed, TxtError::NoRecords] {
        let records = TxtMap::default().with("_atproto.alice.books.net", Err(failure));
        assert_eq!(look_up(records, names(DID)).await.0.unwrap().did, did(DID));
    }
    let (outcome, _) = look_up(txt(&["did=nonsense", "DID=x", "did= did:plc:abc"]), names(DID)).await;
    assert_eq!(outcome.unwrap().did, did(DID), "records without a DID are not valid");
}

#[test]
fn the_strings_of_a_record_are_joined() {
    let (start, end) = DID.split_at(9);
    let chunked = TxtRecord::from_strings(["di", "d=", start, end]);
    assert_eq!(did_in_records(&[chunked]), Ok(Some(did(DID))));
    let twice = [format!("did={DID}").as_str().into(), TxtRecord::from_strings(["did=", DID])];
    assert_eq!(did_in_records(&twice), Ok(Some(did(DID))), "the same account twice is one account");
    let split = [TxtRecord::from_strings(["did="]), TxtRecord::from_strings([DID])];
    assert_eq!(did_in_records(&split), Ok(None), "records are not joined with each other");
    let two = [format!("did={DID}").as_str().into(), format!("did={OTHER}").as_str().into()];
    assert_eq!(did_in_records(&two), Err(SeveralDids));
    assert_eq!(did_in_records(&[TxtRecord::from_strings([vec![0xff, 0xfe]])]), Ok(None));
}

#[tokio::test]
async fn a_captive_portal_is_not_taken_for_an_answer() {
    let portal = |_: &Seen| Reply::ok("text/html", "<!doctype html><title>Hotel Wi-Fi</title>");
    let (outcome, _) = look_up(TxtMap::default(), portal).await;
    assert_eq!(outcome, Err(IdentityError::HandleAnswerUnusable { handle: alice() }));
    let redirect = |_: &Seen| Reply::status(302, &[("Location", "/elsewhere")], DID);
    let (outcome, lines) = look_up(TxtMap::default(), redirect).await;
    assert_eq!(outcome, Err(IdentityError::HandleNotFound { handle: alice() }));
    assert_eq!(lines.len(), 1);
}

#[tokio::test]
async fn a_long_well_known_answer_is_cut_off() {
    let (outcome, _) = look_up(TxtMap::default(), |_| Reply::ok("text/plain", vec![b'd'; 100_000])).await;
    let Err(IdentityError::HandleUnreachable { source, .. }) = outcome else { panic!("{outcome:?}") };
    assert!(matches!(source, HttpError::TooLarge { .. }), "{source:?}");
}

#[tokio::test]
async fn a_handle_that_nobody_has_is_told_from_a_server_in_trouble() {
    let (outcome, _) = look_up(TxtMap::default(), |_| Reply::not_found()).await;
    assert_eq!(outcome, Err(IdentityError::HandleNotFound { handle: alice() }));
    let (outcome, _) = look_up(TxtMap::default(), |_| Reply::status(503, &[], "")).await;
    assert!(outcome.unwrap_err().is_transient());
}

#[tokio::test]
async fn a_document_that_does_not_claim_the_handle_refuses_it() {
    let (outcome, _) = look_up(txt(&[&format!("did={OTHER}")]), |_| Reply::not_found()).await;
    assert_eq!(outcome, Err(IdentityError::HandleNotClaimed { handle: alice(), did: did(OTHER) }));
}

#[tokio::test]
async fn a_handle_that_moves_while_it_is_looked_up_names_its_new_account_only() {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let moving = move |_: &Seen| {
        let first = asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        Reply::ok("text/plain", if first { OTHER } else { DID })
    };
    let (outcome, _) = look_up(TxtMap::default(), moving).await;
    let identity = outcome.unwrap();
    assert_eq!((identity.did, identity.handle), (did(DID), Some(alice())));
}

#[tokio::test]
async fn from_a_did_a_handle_that_does_not_lead_back_is_left_out() {
    let server = world(names(OTHER)).await;
    let identity = resolver(&server, TxtMap::default()).resolve_did(&did(DID)).await.unwrap();
    assert_eq!((identity.did, identity.handle), (did(DID), None));
    let server = world(names(DID)).await;
    let identity = resolver(&server, TxtMap::default()).resolve_did(&did(DID)).await.unwrap();
    assert_eq!(identity.handle, Some(alice()));
}

#[tokio::test]
async fn answers_are_used_again_until_forgotten() {
    let server = world(names(DID)).await;
    let resolver = resolver(&server, TxtMap::default());
    for _ in 0..3 {
        resolver.resolve_handle(&alice()).await.unwrap();
        resolver.resolve_did(&did(DID)).await.unwrap();
        resolver.pds_of(&did(DID)).await.unwrap();
    }
    assert_eq!(server.seen().len(), 2);
    resolver.forget(&did(DID));
    resolver.resolve_handle(&alice()).await.unwrap();
    assert_eq!(server.seen().len(), 4);
}

#[tokio::test]
async fn failures_are_not_remembered() {
    let server = world(|_| Reply::not_found()).await;
    let resolver = resolver(&server, TxtMap::default());
    for _ in 0..2 {
        resolver.resolve_handle(&alice()).await.unwrap_err();
    }
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_handle_resolver_replaces_dns_and_the_web() {
    let server = TestServer::start(|seen| match seen.line().as_str() {
        "GET /xrpc/com.atproto.identity.resolveHandle?handle=alice.books.net" => {
            Reply::json(&json!({"did": DID}))
        }
        "GET /xrpc/com.atproto.identity.resolveHandle?handle=carol.test" => Reply::status(400, &[], "{}"),
        line if line == format!("GET /{DID}") => Reply::json(&document(DID, "alice.books.net")),
        _ => Reply::status(500, &[], ""),
    })
    .await;
    let misleading = txt(&[&format!("did={OTHER}")]);
    let resolver = resolver_with(&server, misleading, Some(server.url("/")));
    assert_eq!(resolver.resolve_handle(&alice()).await.unwrap().did, did(DID));
    let carol = Handle::parse("carol.test").unwrap();
    assert_eq!(resolver.resolve_handle(&carol).await, Err(IdentityError::HandleNotFound { handle: carol }));
}

#[tokio::test]
async fn domains_of_no_public_network_are_refused_without_a_request() {
    let config = ResolverConfig {
        plc_directory: "https://plc.directory".parse().unwrap(),
        handle_resolver: None,
        txt: Arc::new(TxtMap::default()),
    };
    let resolver = Resolver::new(Http::new(&Network::default()).unwrap(), config);
    for name in ["alice.local", "alice.test", "handle.invalid", "alice.internal", "a.onion", "x.example"] {
        let handle = Handle::parse(name).unwrap();
        let outcome = resolver.resolve_handle(&handle).await;
        assert_eq!(outcome, Err(IdentityError::ReservedDomain { handle }));
    }
    let server = AtIdentifier::parse("https://pds.books.net").unwrap();
    assert_eq!(resolver.resolve(&server).await, Err(IdentityError::NotAnAccount));
    let other = did("did:key:zQ3sh");
    assert_eq!(resolver.resolve_did(&other).await, Err(IdentityError::UnsupportedDid { did: other }));
}

#[tokio::test]
async fn an_ended_account_and_a_broken_directory_are_told_apart() {
    for (status, expected) in [
        (404, IdentityError::DidNotFound { did: did(DID) }),
        (410, IdentityError::DidNotFound { did: did(DID) }),
        (301, IdentityError::LookupFailed { status: 301 }),
        (502, IdentityError::LookupFailed { status: 502 }),
    ] {
        let server = TestServer::start(move |_| Reply::status(status, &[("Location", "/x")], "")).await;
        let outcome = resolver(&server, TxtMap::default()).resolve_did(&did(DID)).await;
        assert_eq!(outcome, Err(expected));
    }
}

#[tokio::test]
async fn a_did_web_is_asked_at_its_own_host() {
    let server = TestServer::start(|seen| {
        let id = seen.host().replace(':', "%3A");
        match seen.line().as_str() {
            "GET /.well-known/did.json" => Reply::json(&document(&format!("did:web:{id}"), "x.y")),
            _ => Reply::not_found(),
        }
    })
    .await;
    let local = did(&format!("did:web:localhost%3A{}", server.address.port()));
    let outcome = resolver(&server, TxtMap::default()).pds_of(&local).await;
    assert_eq!(outcome.unwrap().as_str(), "https://pds.books.net/");
}

#[test]
fn only_the_documents_of_well_formed_dids_are_asked_for() {
    let directory: Url = "https://plc.directory".parse().unwrap();
    let url = plc_url(&directory, &did(DID)).unwrap();
    assert_eq!(url.as_str(), format!("https://plc.directory/{DID}"));
    for wrong in ["did:plc:short", "did:plc:EWVI7NXZYOUN6ZHXRHS64OIZ", "did:plc:ewvi7nxzyoun6zhxrhs64oi1"] {
        assert_eq!(plc_url(&directory, &did(wrong)), None, "{wrong}");
    }
    for (text, development, expected) in [
        ("did:web:books.net", false, Some("https://books.net/.well-known/did.json")),
        ("did:web:books.net", true, Some("http://books.net/.well-known/did.json")),
        ("did:web:localhost%3A2583", true, Some("http://localhost:2583/.well-known/did.json")),
        ("did:web:localhost", true, Some("http://localhost/.well-known/did.json")),
        ("did:web:localhost%3A2583", false, None),
        ("did:web:localhost", false, None),
        ("did:web:books.net%3A8443", false, None),
        ("did:web:books.net%3A8443", true, None),
        ("did:web:books.net:users:alice", false, None),
        ("did:web:books.net%2Fusers", false, None),
        ("did:web:Books.net", false, None),
        ("did:web:books.internal", false, None),
        ("did:web:127.0.0.1", false, None),
        ("did:web:books", false, None),
    ] {
        let url = web_url(&did(text), development).map(String::from);
        assert_eq!(url.as_deref(), expected, "{text} {development}");
    }
}

fn read(document: &Value) -> Result<DidDocument, DocumentFault> {
    DidDocument::read(&did(DID), document.to_string().as_bytes(), false)
}

#[test]
fn a_document_must_describe_the_did_it_was_asked_for() {
    assert_eq!(read(&document(OTHER, "x.y")), Err(DocumentFault::WrongId));
    assert_eq!(read(&json!({"alsoKnownAs": []})), Err(DocumentFault::WrongId));
    assert_eq!(read(&json!([])), Err(DocumentFault::NotJson));
    assert_eq!(DidDocument::read(&did(DID), b"<html>", false), Err(DocumentFault::NotJson));
    assert_eq!(DidDocument::read(&did(DID), b"{\"id\": \"\xff\"}", false), Err(DocumentFault::NotJson));
    let deep = "[".repeat(100_000);
    assert_eq!(DidDocument::read(&did(DID), deep.as_bytes(), false), Err(DocumentFault::NotJson));
}

#[test]
fn the_server_is_found_by_id_and_type_and_must_be_an_https_origin() {
    let with = |services: Value| {
        let mut whole = document(DID, "x.y");
        whole["service"] = services;
        read(&whole).unwrap().pds().cloned().map(String::from)
    };
    let service =
        |id: &str, kind: &str, endpoint: Value| json!({"id": id, "type": kind, "serviceEndpoint": endpoint});
    let pds = "AtprotoPersonalDataServer";
    let good = Ok("https://pds.books.net/".to_owned());
    assert_eq!(with(json!([service("#atproto_pds", pds, json!("https://pds.books.net"))])), good);
    let full_id = format!("{DID}#atproto_pds");
    assert_eq!(with(json!([service(&full_id, pds, json!("https://pds.books.net/"))])), good);
    assert_eq!(
        with(json!([
            7,
            service("#atproto_labeler", "AtprotoLabeler", json!("https://labels.books.net")),
            service("#atproto_pds", pds, json!("https://pds.books.net")),
            service("#atproto_pds", pds, json!("https://second.books.net")),
        ])),
        good
    );
    for none in [
        json!(null),
        json!({}),
        json!([]),
        json!([service("#atproto_pds", "Other", json!("https://pds.books.net"))]),
        json!([service("#other", pds, json!("https://pds.books.net"))]),
        json!([service(&format!("{OTHER}#atproto_pds"), pds, json!("https://pds.books.net"))]),
    ] {
        assert_eq!(with(none.clone()), Err(DocumentFault::NoServer), "{none}");
    }
    for wrong in [
        json!("http://pds.books.net"),
        json!("https://pds.books.net/path"),
        json!("https://pds.books.net/?query"),
        json!("https://pds.books.net/#fragment"),
        json!("https://alice@pds.books.net"),
        json!("ftp://pds.books.net"),
        json!("javascript:alert(1)"),
        json!("pds.books.net"),
        json!({"uri": "https://pds.books.net"}),
        json!(null),
    ] {
        let service = service("#atproto_pds", pds, wrong.clone());
        assert_eq!(with(json!([service])), Err(DocumentFault::ServerUrl), "{wrong}");
    }
}

#[test]
fn the_first_well_formed_handle_is_the_one_claimed() {
    let claimed = |names: Value| {
        let mut whole = document(DID, "x.y");
        whole["alsoKnownAs"] = names;
        read(&whole).unwrap().handle().map(ToString::to_string)
    };
    assert_eq!(claimed(json!(["https://x.y", 7, "at://nodot", "at://A.b.C", "at://d.e"])).unwrap(), "a.b.c");
    assert_eq!(claimed(json!(["alice.books.net"])), None);
    assert_eq!(claimed(json!("at://alice.books.net")), None);
}

fn any_json() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        Just("id".to_owned()),
        Just("service".to_owned()),
        Just("type".to_owned()),
        Just("serviceEndpoint".to_owned()),
        Just("alsoKnownAs".to_owned()),
        any::<String>(),
    ];
    let leaf = prop_oneof![
        Just(json!(DID)),
        Just(json!("#atproto_pds")),
        Just(json!("AtprotoPersonalDataServer")),
        Just(json!("at://alice.books.net")),
        Just(json!("https://pds.books.net")),
        any::<String>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_document_makes_the_reader_panic_or_yield_a_server_that_is_not_https(
        value in any_json(), service in any_json(), names in any_json(), noise in any::<Vec<u8>>(),
    ) {
        let whole = json!({"id": DID, "service": [service], "alsoKnownAs": names});
        for text in [value.to_string().into_bytes(), whole.to_string().into_bytes(), noise] {
            if let Ok(document) = DidDocument::read(&did(DID), &text, false) {
                prop_assert_eq!(document.did().as_str(), DID);
                if let Ok(pds) = document.pds() {
                    prop_assert_eq!(pds.scheme(), "https");
                    prop_assert_eq!(pds.path(), "/");
                }
            }
        }
    }

    #[test]
    fn no_answer_makes_the_readers_of_handles_panic(body in any::<Vec<u8>>(), texts in any::<Vec<Vec<u8>>>()) {
        let _ = did_in_body(&body);
        let _ = did_in_records(&[TxtRecord::from_strings(texts.clone())]);
        let records: Vec<TxtRecord> = texts.into_iter().map(|text| TxtRecord::from_strings([text])).collect();
        let _ = did_in_records(&records);
    }

    #[test]
    fn no_did_leads_to_a_document_outside_its_own_host(id in "[a-zA-Z0-9._:%-]{0,30}[a-z0-9]") {
        let text = format!("did:web:{id}");
        if let Some(url) = Did::parse(&text).ok().and_then(|did| web_url(&did, false)) {
            prop_assert_eq!(url.host_str(), Some(id.as_str()));
            prop_assert_eq!(url.path(), "/.well-known/did.json");
            prop_assert_eq!(url.port(), None);
        }
    }
}
