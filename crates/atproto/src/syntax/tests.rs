//! Claims about the identifiers. The valid and invalid examples follow the rules of the specifications and of
//! their published interoperability tests.

use proptest::prelude::*;
use url::Url;

use super::*;

fn check<T, E>(parse: impl Fn(&str) -> Result<T, E>, valid: &[&str], invalid: &[&str]) {
    for text in valid {
        assert!(parse(text).is_ok(), "valid: {text:?}");
    }
    for text in invalid {
        assert!(parse(text).is_err(), "invalid: {text:?}");
    }
}

#[test]
fn dids() {
    let long = format!("did:web:{}", "a".repeat(2048));
    check(
        Did::parse,
        &[
            "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
            "did:web:books.net",
            "did:web:localhost%3A1234",
            "did:m:v",
            "did:x:::a",
        ],
        &[
            "",
            "did",
            "did:",
            "did:plc",
            "did:plc:",
            "DID:plc:a",
            "did:PLC:a",
            "did:m1:a",
            "did:plc:a/b",
            "did:plc:a?b",
            "did:plc:a#b",
            "did:plc:a b",
            "did:plc:a:",
            "did:plc:a%",
            " did:plc:a",
            "did:plc:é",
            &long,
        ],
    );
    let did = Did::parse("did:web:localhost%3A1").unwrap();
    assert_eq!((did.method(), did.id()), ("web", "localhost%3A1"));
}

#[test]
fn handles() {
    let label = format!("{}.net", "a".repeat(64));
    let long = format!("{}net", "abcdefg.".repeat(32));
    check(
        Handle::parse,
        &["alice.books.net", "A.B", "xn--80akhbyknj4f.com", "8.cn", "a-b.c-d.net", "handle.invalid"],
        &[
            "",
            "alice",
            ".",
            "a.",
            ".a",
            "a..b",
            "-a.net",
            "a-.net",
            "a.1net",
            "a.b.1",
            "127.0.0.1",
            "a_b.net",
            "a b.net",
            "álice.net",
            "@a.net",
            "a.net.",
            &label,
            &long,
        ],
    );
    assert_eq!(Handle::parse("Alice.Books.NET").unwrap().as_str(), "alice.books.net");
    assert!(
        Handle::parse("a.local").unwrap().is_reserved() && !Handle::parse("a.test").unwrap().is_reserved()
    );
}

#[test]
fn nsids() {
    let label = format!("com.{}.x", "a".repeat(64));
    let name = format!("com.books.{}", "a".repeat(64));
    let domain = format!("com{}.name", ".abcdefg".repeat(32));
    check(
        Nsid::parse,
        &[
            "com.books.net",
            "buzz.bookhive.book",
            "a.b.c",
            "a-0.b-1.c",
            "net.users.bob.ping",
            "cn.8.lex.stuff",
            "com.books.a1",
        ],
        &[
            "",
            "com",
            "com.books",
            "com..books",
            ".com.books.x",
            "com.books.",
            "com.books.1a",
            "com.books.a-b",
            "1com.books.x",
            "com.-books.x",
            "com.books-.x",
            "com.books.*",
            "com.books.é",
            &label,
            &name,
            &domain,
        ],
    );
    assert_eq!(Nsid::parse("com.atproto.repo.listRecords").unwrap().name(), "listRecords");
}

#[test]
fn record_keys() {
    let long = "a".repeat(513);
    check(
        RecordKey::parse,
        &["3jui7kd54zh2y", "self", "books.net", "~1.2-3_", "lang:en", "_", "-", "..."],
        &["", ".", "..", "a/b", "a b", "#x", "@x", "a(b)", "é", &long],
    );
}

#[test]
fn tids() {
    check(
        Tid::parse,
        &["3jzfcijpj2z2a", "7777777777777", "3zzzzzzzzzzzz", "2222222222222", "j222222222222"],
        &[
            "",
            "3jzfcijpj2z21",
            "0000000000000",
            "3jzfcijpj2z2",
            "3jzfcijpj2z2aa",
            "3JZFCIJPJ2Z2A",
            "k222222222222",
            "zzzzzzzzzzzzz",
        ],
    );
    assert_eq!(Tid::generate(0, 0).as_str(), "2222222222222");
    let known = Tid::parse("3jzfcijpj2z2a").unwrap();
    assert_eq!(Tid::generate(known.micros(), known.clock_id()), known);
    assert_eq!(known.micros() / 1_000_000, 1_688_137_381, "30 June 2023");
}

#[test]
fn a_tid_clock_ascends_when_the_clock_stands_still_or_goes_back() {
    let mut clock = TidClock::new(7);
    let times = [5_000, 5_000, 4_000, 0, 5_001, 9_000];
    let tids: Vec<Tid> = times.map(|now| clock.next(now)).to_vec();
    assert!(tids.is_sorted_by(|a, b| a < b), "{tids:?}");
    assert_eq!(tids[5].micros(), 9_000);
    let mut restarted = TidClock::after(&tids[5], 3);
    assert!(restarted.next(1) > tids[5]);
}

#[test]
fn at_uris() {
    let long = format!("at://did:plc:abc/com.books.x/{}", "a".repeat(9000));
    check(
        AtUri::parse,
        &[
            "at://did:plc:abc",
            "at://alice.books.net",
            "at://did:plc:abc/com.books.x",
            "at://did:plc:abc/com.books.x/self",
        ],
        &[
            "",
            "at://",
            "at:/did:plc:abc",
            "AT://did:plc:abc",
            "at://did:plc:abc/",
            "at://did:plc:abc/x",
            "at://did:plc:abc/com.books.x/",
            "at://did:plc:abc/com.books.x/a/b",
            "at://did:plc:abc#x",
            "at://did:plc:abc?x",
            "https://did:plc:abc",
            "at://nodot",
            &long,
        ],
    );
    let did = Did::parse("did:plc:abc").unwrap();
    let uri = AtUri::of_record(&did, &Nsid::from_static("com.books.x"), &RecordKey::parse("self").unwrap());
    assert_eq!(uri.authority(), Some(Authority::Did(did)));
    assert_eq!(uri.collection().unwrap().as_str(), "com.books.x");
    assert_eq!(uri.record_key().unwrap().as_str(), "self");
    assert_eq!(AtUri::parse(uri.as_str()), Ok(uri));
}

#[test]
fn cids() {
    check(
        Cid::parse,
        &["bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a"],
        &["", "bafy", "QmPZ9gcCEpqKTo6aq61g2nXGUhM4iCL3ewB6LDXZCtioEB", "bafyrei dfayvf", "bafyrei-dfayvf"],
    );
}

#[test]
fn what_people_type_is_brought_into_one_form() {
    let handle = |text: &str| AtIdentifier::Handle(Handle::parse(text).unwrap());
    let did = |text: &str| AtIdentifier::Did(Did::parse(text).unwrap());
    let server = |text: &str| AtIdentifier::Server(Url::parse(text).unwrap());
    for (typed, expected) in [
        ("alice.books.net", handle("alice.books.net")),
        ("@Alice.Example ", handle("alice.example")),
        ("\t@@ALICE.books.net.\n", handle("alice.books.net")),
        ("\u{202a}alice.books.net\u{202c}", handle("alice.books.net")),
        ("@\u{2068}alice\u{200b}.books.net\u{2069}", handle("alice.books.net")),
        ("＠alice.books.net", handle("alice.books.net")),
        ("at://alice.books.net", handle("alice.books.net")),
        ("AT://Alice.books.net/app.bsky.feed.post/3jui7kd54zh2y", handle("alice.books.net")),
        ("bücher.net", handle("xn--bcher-kva.net")),
        ("alice。books．net", handle("alice.books.net")),
        ("https://bsky.app/profile/alice.books.net", handle("alice.books.net")),
        ("https://bsky.app/profile/did:plc:abc/post/1", did("did:plc:abc")),
        (" did:plc:abc ", did("did:plc:abc")),
        ("at://did:plc:abc/com.books.x", did("did:plc:abc")),
        ("@did:plc:abc", did("did:plc:abc")),
        ("https://PDS.books.net", server("https://pds.books.net/")),
        ("https://pds.books.net:8443/account?x#y", server("https://pds.books.net:8443/")),
        ("https://pds.books.net:443", server("https://pds.books.net/")),
        ("pds.books.net:8443", server("https://pds.books.net:8443/")),
        ("http://localhost:2583/", server("http://localhost:2583/")),
        ("localhost:2583", server("http://localhost:2583/")),
        ("localhost", server("http://localhost/")),
        ("127.0.0.1:2583", server("http://127.0.0.1:2583/")),
        ("[::1]:2583", server("http://[::1]:2583/")),
        ("alice.books.net/", handle("alice.books.net")),
    ] {
        assert_eq!(AtIdentifier::parse(typed), Ok(expected), "{typed:?}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_own_reason() {
    use AtIdentifierError as E;
    for (typed, expected) in [
        ("", E::Empty),
        (" @ \u{200b}", E::Empty),
        ("alice", E::NoDomain),
        ("@alice.", E::NoDomain),
        ("alice@books.net", E::Email),
        ("http://pds.books.net", E::InsecureServer),
        ("https://alice:pw@pds.books.net", E::Server),
        ("https://", E::Server),
    ] {
        assert_eq!(AtIdentifier::parse(typed), Err(expected), "{typed:?}");
    }
    assert!(matches!(AtIdentifier::parse("DID:plc:abc"), Err(E::Did(_))));
    assert!(matches!(AtIdentifier::parse("did:plc:"), Err(E::Did(_))));
    assert!(matches!(AtIdentifier::parse("alice books.net"), Err(E::Handle(_))));
    assert!(matches!(AtIdentifier::parse("127.0.0.1"), Err(E::Handle(_))));
    assert!(matches!(AtIdentifier::parse(&"a.".repeat(1500)), Err(E::TooLong)));
}

#[test]
fn identifiers_survive_json_and_refuse_what_they_are_not() {
    let did: Did = serde_json::from_str("\"did:plc:abc\"").unwrap();
    assert_eq!(serde_json::to_string(&did).unwrap(), "\"did:plc:abc\"");
    assert!(serde_json::from_str::<Did>("\"alice\"").is_err());
    assert!(serde_json::from_str::<Handle>("7").is_err());
}

proptest! {
    #[test]
    fn no_text_makes_a_parser_panic(text in prop_oneof![
        any::<String>(),
        "[a-zA-Z0-9.:/@%_~ -]{0,40}",
        "(at://|did:|https://|http://|@)?[a-z0-9.:/%\\[\\]-]{0,30}",
    ]) {
        let _ = (Did::parse(&text), Handle::parse(&text), Nsid::parse(&text), RecordKey::parse(&text));
        let _ = (Tid::parse(&text), AtUri::parse(&text), Cid::parse(&text));
        if let Ok(found) = AtIdentifier::parse(&text) {
            prop_assert_eq!(AtIdentifier::parse(&found.display_text()), Ok(found), "reading it again changes nothing");
        }
    }

    #[test]
    fn tids_hold_what_they_are_made_of(micros in 0_u64..1 << 53, clock in 0_u16..1024) {
        let tid = Tid::generate(micros, clock);
        prop_assert_eq!(Tid::parse(tid.as_str()), Ok(tid.clone()));
        prop_assert_eq!((tid.micros(), tid.clock_id()), (micros, clock));
    }

    #[test]
    fn tids_sort_by_time(a in 0_u64..1 << 53, b in 0_u64..1 << 53) {
        prop_assert_eq!(Tid::generate(a, 5).cmp(&Tid::generate(b, 5)), a.cmp(&b));
    }

    #[test]
    fn any_number_makes_a_well_formed_tid(micros in any::<u64>(), clock in any::<u16>()) {
        let tid = Tid::generate(micros, clock);
        prop_assert!(Tid::parse(tid.as_str()).is_ok());
    }
}
