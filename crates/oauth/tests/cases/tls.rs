//! The client as it is shipped: `development` off, https only, certificates checked. Requests are counted by step.

use atproto::AtIdentifier;
use atproto::http::{HttpError, Network, SendFault};
use atproto::identity::IdentityError;
use oauth::{AuthorizeError, Config, NotNow, OAuthClient, RevocationOutcome, SendError, Session};
use rogue::{Endpoint, Rogue};
use test_ca::TestCa;

use crate::support::{Computer, OPTIONS, call, config_on, params, works};

fn network(authority: &TestCa, rogue: &Rogue) -> Network {
    let extra_root = Some(authority.pem().as_bytes().to_vec());
    Network { extra_root, resolve: rogue.addresses(), ..Network::default() }
}

fn process(computer: &Computer, authority: &TestCa, rogue: &Rogue) -> OAuthClient {
    let locks = computer.locks.path().to_owned();
    let base = config_on(&network(authority, rogue), &rogue.issuer, &rogue.pds, rogue.clock(), locks);
    let (store, vault) = (computer.store.clone(), computer.keychain.clone());
    OAuthClient::new(Config { store, vault, ..base })
}

async fn sign_in(client: &OAuthClient, rogue: &Rogue, did: &str) -> Session {
    let who = AtIdentifier::parse("alice.example.com").unwrap();
    let authorization = client.authorize(&who, OPTIONS, |_| {}).await.unwrap();
    client.callback(params(&rogue.consent(&authorization.url, did))).await.unwrap()
}

/// Requests since the last look.
fn since(rogue: &Rogue, seen: &mut usize) -> usize {
    let now = rogue.requests();
    now - std::mem::replace(seen, now)
}

#[tokio::test]
async fn each_step_over_https_takes_as_many_requests_as_promised() {
    let authority = TestCa::new();
    let rogue = Rogue::over_https(&authority).await;
    let (computer, did) = (Computer::new(), rogue.account("alice.example.com"));
    let client = process(&computer, &authority, &rogue);
    let mut seen = 0;

    let session = sign_in(&client, &rogue, &did).await;
    // Handle, document, two metadata documents, pushed request twice (nonce), code.
    assert_eq!(since(&rogue, &mut seen), 7, "to sign in; 9 at most");
    works(&session).await;
    assert_eq!(since(&rogue, &mut seen), 2, "the first call learns the nonce of the PDS");
    for _ in 0..1_000 {
        works(&session).await;
    }
    assert_eq!(since(&rogue, &mut seen), 1_000, "1.00 a call");
    rogue.kill_access_tokens();
    works(&session).await;
    assert_eq!(since(&rogue, &mut seen), 3, "the call that found out, one refresh, the call again");

    let next = process(&computer, &authority, &rogue);
    let restored = next.restore(&session.did()).await.unwrap();
    assert_eq!(since(&rogue, &mut seen), 0, "a session is taken up without a request");
    works(&restored).await;
    assert!(since(&rogue, &mut seen) <= 2, "a new process's first call");
    assert_eq!(next.revoke(&session.did()).await.unwrap(), RevocationOutcome::Revoked);
    assert_eq!(since(&rogue, &mut seen), 2, "both tokens given back");
    assert_eq!(rogue.sessions(), 0);
}

/// Case 51: a certificate that is not accepted proves that nothing was sent, so the session lives and nothing counts.
#[tokio::test]
async fn a_certificate_that_is_not_accepted_costs_no_session() {
    let (authority, stranger) = (TestCa::new(), TestCa::new());
    let rogue = Rogue::over_https(&authority).await;
    let (computer, did) = (Computer::new(), rogue.account("alice.example.com"));
    let session = sign_in(&process(&computer, &authority, &rogue), &rogue, &did).await;
    rogue.advance(3600);

    let deceived = process(&computer, &stranger, &rogue).restore(&session.did()).await.unwrap();
    let before = computer.rows();
    let Err(SendError::NotNow { cause: NotNow::Unreachable(error), .. }) = call(&deceived).await else {
        panic!("the certificate was accepted")
    };
    assert!(matches!(error, HttpError::NotSent { fault: SendFault::Tls, .. }), "{error:?}");
    assert_eq!(rogue.count(Endpoint::Refresh), 0);
    assert_eq!(computer.rows().len(), before.len());
    works(&session).await;
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused_before_anything_is_sent() {
    let authority = TestCa::new();
    let rogue = Rogue::over_https_with_another_name(&authority).await;
    rogue.account("alice.example.com");
    let client = process(&Computer::new(), &authority, &rogue);
    let who = AtIdentifier::Server(rogue.pds.clone());
    let error = client.authorize(&who, OPTIONS, |_| {}).await.unwrap_err();
    let AuthorizeError::Discovery(oauth::DiscoveryError::Http(error)) = error else { panic!("{error:?}") };
    assert!(matches!(error, HttpError::NotSent { fault: SendFault::Tls, .. }), "{error:?}");
    let who = AtIdentifier::parse("alice.example.com").unwrap();
    let error = client.authorize(&who, OPTIONS, |_| {}).await.unwrap_err();
    assert!(matches!(error, AuthorizeError::Identity(IdentityError::HandleUnreachable { .. })), "{error:?}");
    assert_eq!(rogue.requests(), 0);
}

/// Without the root the same servers are strangers; without the addresses their names are nobody's.
#[tokio::test]
async fn names_of_this_machine_are_refused_unless_the_client_was_told_where_they_are() {
    let authority = TestCa::new();
    let rogue = Rogue::over_https(&authority).await;
    let told = network(&authority, &rogue);
    for url in ["https://localhost/", "https://pds.localhost/", "https://127.0.0.1/"] {
        let http = atproto::http::Http::new(&told).unwrap();
        assert!(matches!(http.check(&url.parse().unwrap()), Err(HttpError::AddressRefused { .. })));
    }
}
