//! The Rust control of the network, against the real thing. What the servers themselves do is checked by
//! `e2e/network/test`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)] // a test may stop at once

use serde_json::json;
use std::{path::Path, time::Duration};
use testnet::{Account, Action, Decision, Door, Fault, Testnet, TestnetError};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// One HTTP request to the PDS; the whole answer.
async fn ask_pds(network: &Testnet, method: &str, path: &str, form: &str) -> std::io::Result<String> {
    let authority = network.pds_url.trim_start_matches("http://");
    let port = authority.rsplit(':').next().unwrap();
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).await?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len(),
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// Asks the PDS how it is; the first line of its answer.
async fn health(network: &Testnet) -> std::io::Result<String> {
    let answer = ask_pds(network, "GET", "/xrpc/_health", "").await?;
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}

/// Pushes an authorization request of a client of its own; the URL for the browser.
async fn authorization_url(network: &Testnet, host: &str) -> String {
    let client = format!("https://{host}.internal/client-metadata.json");
    let document = json!({
        "client_id": client, "client_name": "Control test", "redirect_uris": [format!("internal.{host}:/callback")],
        "scope": "atproto", "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
        "application_type": "native", "token_endpoint_auth_method": "none", "dpop_bound_access_tokens": true,
    });
    network.put_client_document(&client, &document).await.unwrap();
    // The thumbprint and the challenge are the examples of RFC 9449 and RFC 7636: nobody redeems the code.
    let form = format!(
        "client_id={client}&redirect_uri=internal.{host}:/callback&scope=atproto&state=st4te&response_type=code\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256\
         &dpop_jkt=0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    );
    let answer = ask_pds(network, "POST", "/oauth/par", &form).await.unwrap();
    let (_, rest) = answer.split_once(r#""request_uri":""#).expect(&answer);
    let request = rest.split('"').next().unwrap();
    format!("{}/oauth/authorize?client_id={client}&request_uri={request}", network.pds_url)
}

async fn account(handle: &str) -> (&'static Testnet, Account) {
    let network = Testnet::shared().await.unwrap();
    let account = network.create_account(handle).await.unwrap();
    (network, account)
}

#[test]
fn network_starts_is_driven_and_ends() {
    // One runtime and one network for the whole story: the log and the faults belong to everybody on it.
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let network = Testnet::start().await.unwrap();
        assert_eq!(health(&network).await.unwrap(), "HTTP/1.1 200 OK");

        let reply =
            Action::Reply { status: 503, headers: vec![("retry-after", "7".to_owned())], body: json!({}) };
        network.fault(&Fault::on("_health", reply).skip(1).method("GET")).await.unwrap();
        assert_eq!(health(&network).await.unwrap(), "HTTP/1.1 200 OK");
        assert_eq!(health(&network).await.unwrap(), "HTTP/1.1 503 Service Unavailable");
        network.fault(&Fault::on("_health", Action::Drop)).await.unwrap();
        assert!(health(&network).await.map_or(true, |line| line.is_empty()));
        network.clear_faults().await.unwrap();

        let log = network.log().await.unwrap();
        let statuses: Vec<_> = log.iter().map(|request| request.status).collect();
        assert_eq!(statuses, [Some(200), Some(200), Some(503), Some(0)]);
        assert!(log.iter().all(|request| request.door == Door::Pds && request.path == "/xrpc/_health"));
        network.clear_log().await.unwrap();
        assert_eq!(network.log().await.unwrap(), []);

        network.down(Door::Pds).await.unwrap();
        assert!(health(&network).await.is_err());
        network.up(Door::Pds).await.unwrap();
        assert_eq!(health(&network).await.unwrap(), "HTTP/1.1 200 OK");
        network.token_max_age(Duration::from_secs(5)).await.unwrap();
        network.rotate_nonces().await.unwrap();

        let port = network.pds_url.rsplit(':').next().unwrap().to_owned();
        drop(network);
        assert!(TcpStream::connect(format!("127.0.0.1:{port}")).await.is_err());
    });
}

#[tokio::test]
async fn seeded_books_and_foreign_writes_are_read_back() {
    let (network, account) = account("pilar.test").await;
    network.seed_books(&account, 3).await.unwrap();
    let write = json!({
        "$type": "com.atproto.repo.applyWrites#create", "collection": "buzz.bookhive.book", "rkey": "elsewhere",
        "value": { "$type": "buzz.bookhive.book", "title": "From elsewhere" },
    });
    network.write_records(&account, &[write]).await.unwrap();
    let records = network.list_records(&account.did).await.unwrap();
    assert_eq!(records.len(), 4);
    assert!(
        records
            .iter()
            .any(|record| record.rkey() == "elsewhere" && record.value["title"] == "From elsewhere")
    );
}

#[tokio::test]
async fn consent_ends_at_the_custom_scheme_with_a_code() {
    let (network, account) = account("rhea.test").await;
    let url = authorization_url(network, "controltest").await;
    let callback = network.consent(&url, &account, Decision::Allow).await.unwrap();
    assert!(callback.starts_with("internal.controltest:/callback?state=st4te&iss="), "{callback}");
    assert!(callback.contains("&code=cod-"), "{callback}");
}

#[tokio::test]
async fn declined_consent_ends_there_with_access_denied() {
    let (network, account) = account("sten.test").await;
    let url = authorization_url(network, "declinetest").await;
    let callback = network.consent(&url, &account, Decision::Deny).await.unwrap();
    assert!(callback.contains("error=access_denied") && callback.contains("state=st4te"), "{callback}");
    assert!(!callback.contains("code="), "{callback}");
}

#[tokio::test]
async fn consent_to_an_unknown_request_is_refused_with_the_servers_reason() {
    let (network, account) = account("quentin.test").await;
    let url = format!("{}/oauth/authorize?client_id=x&request_uri=urn:none", network.pds_url);
    let refusal = network.consent(&url, &account, Decision::Allow).await.unwrap_err();
    assert!(matches!(&refusal, TestnetError::Refused { reason, .. } if reason.contains("400")), "{refusal}");
}

#[tokio::test]
async fn configuration_names_every_server() {
    let network = Testnet::shared().await.unwrap();
    let text = network.config_toml(Path::new("/tmp/a \"b\"/client.json"));
    assert!(text.starts_with("[network]\n"), "{text}");
    assert!(text.contains(&format!("handle_resolver = \"{}\"", network.pds_url)), "{text}");
    assert!(text.contains(r#"client_metadata = "/tmp/a \"b\"/client.json""#), "{text}");
}
