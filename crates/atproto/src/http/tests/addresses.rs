use super::{super::*, *};
use crate::{
    http::address::AddressClass,
    test_server::{Reply, TestServer},
};
use proptest::prelude::*;
use std::net::{IpAddr, Ipv6Addr};

#[test]
fn every_special_range_is_told_apart() {
    use AddressClass::*;
    for (address, class) in [
        ("93.184.216.34", Public),
        ("172.15.0.1", Public),
        ("172.32.0.1", Public),
        ("100.63.255.255", Public),
        ("2606:4700::1111", Public),
        ("2a00:1450:4001::1", Public),
        ("10.0.0.1", Private),
        ("172.16.0.1", Private),
        ("172.31.255.255", Private),
        ("192.168.1.10", Private),
        ("100.64.0.1", Private),
        ("100.127.255.255", Private),
        ("198.18.0.1", Private),
        ("fd12:3456::1", Private),
        ("fc00::1", Private),
        ("127.0.0.1", Loopback),
        ("127.255.255.254", Loopback),
        ("::1", Loopback),
        ("169.254.1.1", LinkLocal),
        ("fe80::1", LinkLocal),
        ("febf::1", LinkLocal),
        ("169.254.169.254", Metadata),
        ("100.100.100.200", Metadata),
        ("168.63.129.16", Metadata),
        ("192.0.0.192", Metadata),
        ("fd00:ec2::254", Metadata),
        ("fd20:ce::254", Metadata),
        ("::ffff:127.0.0.1", Embedded),
        ("::ffff:93.184.216.34", Embedded),
        ("::ffff:0:127.0.0.1", Embedded),
        ("::127.0.0.1", Embedded),
        ("64:ff9b::7f00:1", Embedded),
        ("64:ff9b:1::1", Embedded),
        ("2002:7f00:1::1", Embedded),
        ("2001::1", Embedded),
        ("0.0.0.0", Unspecified),
        ("0.1.2.3", Unspecified),
        ("::", Unspecified),
        ("224.0.0.251", Multicast),
        ("239.255.255.250", Multicast),
        ("255.255.255.255", Multicast),
        ("ff02::1", Multicast),
        ("192.0.0.8", Reserved),
        ("192.0.2.1", Reserved),
        ("198.51.100.1", Reserved),
        ("203.0.113.1", Reserved),
        ("192.88.99.1", Reserved),
        ("240.0.0.1", Reserved),
        ("2001:db8::1", Reserved),
        ("2001:2::1", Reserved),
        ("3fff::1", Reserved),
        ("100::1", Reserved),
        ("fec0::1", Reserved),
        ("5f00::1", Reserved),
        ("4000::1", Reserved),
    ] {
        assert_eq!(AddressClass::of(address.parse().unwrap()), class, "{address}");
    }
}

proptest! {
    #[test]
    fn no_coat_makes_an_ipv4_address_reachable_over_ipv6(bits in any::<u32>()) {
        let [a, b] = [(bits >> 16) as u16, bits as u16];
        for coat in [
            Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, a, b),
            Ipv6Addr::new(0, 0, 0, 0, 0, 0, a, b),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, a, b),
            Ipv6Addr::new(0x2002, a, b, 0, 0, 0, 0, 1),
        ] {
            prop_assert_ne!(AddressClass::of(IpAddr::V6(coat)), AddressClass::Public);
            prop_assert_ne!(AddressClass::of(IpAddr::V6(coat)), AddressClass::Private);
        }
    }

    #[test]
    fn an_address_of_any_kind_is_sorted(v4 in any::<u32>(), v6 in any::<u128>()) {
        let _ = AddressClass::of(IpAddr::from(std::net::Ipv4Addr::from(v4)));
        let _ = AddressClass::of(IpAddr::from(Ipv6Addr::from(v6)));
    }
}

fn refused(http: &Http, url: &str) -> AddressClass {
    match http.check(&url.parse().unwrap()) {
        Err(HttpError::AddressRefused { class, .. }) => class,
        other => panic!("{url}: {other:?}"),
    }
}

#[test]
fn refuses_literals_of_this_machine_in_every_spelling() {
    let http = scripted(&Network::default(), &[]);
    for url in [
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://0177.0.0.1/",
        "https://[::1]/",
        "https://[0:0:0:0:0:0:0:1]:8443/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://pds.localhost/",
    ] {
        assert_eq!(refused(&http, url), AddressClass::Loopback, "{url}");
    }
    assert_eq!(refused(&http, "https://[::ffff:127.0.0.1]/"), AddressClass::Embedded);
    assert_eq!(refused(&http, "https://[64:ff9b::a9fe:a9fe]/"), AddressClass::Embedded);
    assert_eq!(refused(&http, "https://169.254.169.254/latest/"), AddressClass::Metadata);
    assert_eq!(refused(&http, "https://0/"), AddressClass::Unspecified);
    assert_eq!(http.check(&"https://93.184.216.34/".parse().unwrap()), Ok(()));
}

#[test]
fn refuses_what_is_not_https_and_what_carries_a_user() {
    let http = scripted(&Network::default(), &[]);
    for url in
        ["http://example.com/", "ftp://example.com/", "file:///etc/passwd", "javascript:alert(1)", "data:,x"]
    {
        let outcome = http.check(&url.parse().unwrap());
        assert!(matches!(outcome, Err(HttpError::InsecureUrl { .. })), "{url}: {outcome:?}");
    }
    for url in ["https://alice@example.com/", "https://:secret@example.com/"] {
        let outcome = http.check(&url.parse().unwrap());
        assert!(matches!(outcome, Err(HttpError::UnusableUrl { .. })), "{url}: {outcome:?}");
    }
}

#[tokio::test]
async fn refuses_a_name_by_where_it_leads() {
    let http = scripted(
        &Network::default(),
        &[
            ("loop.example.com", &["127.0.0.1"]),
            ("meta.example.com", &["169.254.169.254"]),
            ("nat.example.com", &["64:ff9b::7f00:1"]),
            ("two.example.com", &["127.0.0.1 ::1"]),
            ("empty.example.com", &["0.0.0.0"]),
        ],
    );
    for (name, class) in [
        ("loop", AddressClass::Loopback),
        ("meta", AddressClass::Metadata),
        ("nat", AddressClass::Embedded),
        ("two", AddressClass::Loopback),
        ("empty", AddressClass::Unspecified),
    ] {
        let error = http.send(get(&format!("https://{name}.example.com/"))).await.unwrap_err();
        assert!(!error.may_have_arrived());
        assert!(
            matches!(error, HttpError::AddressRefused { class: found, .. } if found == class),
            "{name}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_name_that_changes_its_mind_is_judged_anew() {
    let server = TestServer::start(|_| Reply::ok("text/plain", "x")).await;
    let network = Network { development: true, ..Network::default() };
    let http = scripted(&network, &[("pds.example.com", &["127.0.0.1", "169.254.169.254"])]);
    let url = format!("http://pds.example.com:{}/", server.address.port());
    assert_eq!(http.send(get(&url)).await.unwrap().status, 200);
    let error = http.send(get(&url)).await.unwrap_err();
    assert!(matches!(error, HttpError::AddressRefused { class: AddressClass::Metadata, .. }), "{error:?}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_private_network_is_an_error_of_its_own_until_allowed() {
    let network = Network::default();
    let http = scripted(&network, &[("nas.example.com", &["192.168.1.10"])]);
    let error = http.send(get("https://nas.example.com/")).await.unwrap_err();
    let HttpError::PrivateAddress { host } = error else { panic!("{error:?}") };
    assert_eq!(host.name(), "nas.example.com");
    for literal in ["https://10.0.0.7/", "https://[fd12::7]:8443/"] {
        let outcome = http.check(&literal.parse().unwrap());
        let Err(HttpError::PrivateAddress { host }) = outcome else { panic!("{outcome:?}") };
        network.allow_private.allow(host.name());
        assert_eq!(http.check(&literal.parse().unwrap()), Ok(()), "{literal}");
        http.private_hosts().forget(host.name());
        assert!(http.check(&literal.parse().unwrap()).is_err());
    }
}

#[test]
fn permission_for_a_private_network_does_not_extend_to_other_places() {
    let network =
        Network { allow_private: PrivateHosts::from_iter(["NAS.example.com."]), ..Network::default() };
    let rules = network::Rules::new(&network);
    let admit = |name: &str, ip: &str| rules.admit(name, [ip.parse().unwrap()]);
    assert!(admit("nas.example.com", "10.0.0.7").is_ok());
    assert_eq!(admit("nas.example.com", "127.0.0.1"), Err(Some(AddressClass::Loopback)));
    assert_eq!(admit("nas.example.com", "100.100.100.200"), Err(Some(AddressClass::Metadata)));
    assert_eq!(admit("other.example.com", "10.0.0.7"), Err(Some(AddressClass::Private)));
}

#[tokio::test]
async fn after_a_yes_the_connector_gets_the_private_address_and_no_other() {
    use guard::{Guard, Lookup};
    use reqwest::dns::Resolve;
    let ip = |text: &str| text.parse::<IpAddr>().unwrap();
    let answers = [
        // What was agreed to leads to this machine the second time: somebody has changed the name.
        ("nas.example.com", vec![vec![ip("10.0.0.1")], vec![ip("10.0.0.1")], vec![ip("127.0.0.1")]]),
        ("other.example.com", vec![vec![ip("10.0.0.2")]]),
    ];
    let answers = answers.into_iter().map(|(name, lists)| (name.to_owned(), lists)).collect();
    let network = Network::default();
    let guard =
        Guard::new(network::Rules::new(&network).into(), Lookup::Scripted(std::sync::Mutex::new(answers)));
    // The connector connects to what it gets here and asks nobody else.
    let connects = async |name: &str| {
        let found = guard.resolve(name.parse().unwrap()).await.ok()?;
        Some(found.map(|address| address.ip()).collect::<Vec<_>>())
    };
    assert_eq!(connects("nas.example.com").await, None, "not before the yes");
    network.allow_private.allow("nas.example.com");
    assert_eq!(connects("nas.example.com").await, Some(vec![ip("10.0.0.1")]));
    assert_eq!(connects("other.example.com").await, None);
    assert_eq!(connects("nas.example.com").await, None, "the yes was for a private network");
}

#[test]
fn of_several_addresses_only_the_allowed_are_connected_to() {
    let rules = network::Rules::new(&Network::default());
    let parsed = |list: &str| list.split(' ').map(|ip| ip.parse().unwrap()).collect::<Vec<IpAddr>>();
    let admitted = rules.admit("x.example.com", parsed("127.0.0.1 93.184.216.34 10.0.0.1 64:ff9b::1"));
    assert_eq!(admitted, Ok(parsed("93.184.216.34")));
    assert_eq!(
        rules.admit("x.example.com", parsed("127.0.0.1 10.0.0.1")),
        Err(Some(AddressClass::Private)),
        "what the person can allow is the more useful answer"
    );
    assert_eq!(rules.admit("x.example.com", []), Err(None));
}

#[tokio::test]
async fn development_reaches_this_machine_and_nothing_else() {
    let network = Network { development: true, ..Network::default() };
    network.allow_private.allow("10.0.0.1");
    let http = scripted(&network, &[("pds.example.com", &["93.184.216.34"])]);
    assert_eq!(refused(&http, "https://93.184.216.34/"), AddressClass::Public);
    assert_eq!(refused(&http, "http://10.0.0.1/"), AddressClass::Private);
    assert_eq!(refused(&http, "http://169.254.169.254/"), AddressClass::Metadata);
    assert_eq!(refused(&http, "http://0.0.0.0/"), AddressClass::Unspecified);
    let error = http.send(get("https://pds.example.com/")).await.unwrap_err();
    assert!(matches!(error, HttpError::AddressRefused { class: AddressClass::Public, .. }), "{error:?}");
    for url in ["http://127.0.0.1:2583/", "http://[::1]/", "http://localhost:2583/", "https://pds.localhost/"]
    {
        assert_eq!(http.check(&url.parse().unwrap()), Ok(()), "{url}");
    }
}
