//! What a session costs: the time of a proof beside that of a bare signature, and requests by step against `rogue`, which
//! keeps the reference provider's rules on two origins. One JSON object a line.
//!
//! The floors of the request counts are what the reference Node client needs for the same step.

use std::sync::Arc;
use std::time::Instant;

use atproto::http::{Http, Network};
use atproto::identity::{Resolver, ResolverConfig, TxtMap};
use atproto::xrpc::Request;
use atproto::{AtIdentifier, Nsid};
use oauth::dpop::Proof;
use oauth::{
    AccessToken, Ask, AuthorizeOptions, CallbackParams, ClientIdentity, Config, DocumentSource, Keep,
    MemoryStore, MemoryVault, OAuthClient, ProofKey, Redirect, Session,
};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use rogue::{Endpoint, Rogue};
use serde_json::json;
use url::Url;

const REDIRECT: &str = "internal.bookexplorer:/callback";
const CALLS: usize = 1_000;
const SIGNATURES: usize = 2_000;

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let (floor, figure) = proof()?;
    row("oauth-proof", "µs", Some(floor), figure, 1.5 * floor);
    requests().await
}

fn row(id: &str, unit: &str, floor: Option<f64>, figure: f64, aim: f64) {
    println!("{}", json!({ "id": id, "unit": unit, "floor": floor, "figure": figure, "aim": aim }));
}

/// Medians in microseconds: a bare signature over a message as long as a proof, and a proof with nonce and token hash.
/// They take turns, so that both meet the same machine.
fn proof() -> Result<(f64, f64), Failure> {
    let key = ProofKey::generate()?;
    let bare = SigningKey::from_slice(&[7; 32])?;
    let url = Url::parse("https://pds.example.com/xrpc/com.atproto.repo.listRecords?limit=100")?;
    let access = AccessToken::new("a".repeat(600));
    let proof =
        Proof { method: "GET", url: &url, nonce: Some(REDIRECT), access: Some(&access), issued_at: 1 };
    let message = proof.sign(&key)?;
    let (mut floors, mut figures) = (Vec::new(), Vec::new());
    for _ in 0..SIGNATURES {
        let started = Instant::now();
        let signature: Signature = bare.sign(std::hint::black_box(message.as_bytes()));
        std::hint::black_box(signature);
        floors.push(started.elapsed().as_secs_f64() * 1e6);
        let started = Instant::now();
        std::hint::black_box(proof.sign(&key)?);
        figures.push(started.elapsed().as_secs_f64() * 1e6);
    }
    Ok((median(floors), median(figures)))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

async fn requests() -> Result<(), Failure> {
    let rogue = Rogue::on_two_origins().await;
    let did = rogue.account("alice.test");
    let (store, vault) = (Arc::<MemoryStore>::default(), Arc::<MemoryVault>::default());
    let locks = tempfile::tempdir()?;
    let process = || client(&rogue, &store, &vault, locks.path());
    let first = process()?;

    let who = AtIdentifier::parse("alice.test")?;
    let options = AuthorizeOptions {
        redirect: Redirect::CustomScheme,
        create: false,
        keep: Keep::Keychain,
        ask: Ask::Registered,
    };
    let authorization = first.authorize(&who, options, |_| {}).await?;
    let answer = rogue.consent(&authorization.url, &did);
    let session = first.callback(CallbackParams::parse(&answer, REDIRECT)?).await?;
    row("oauth-requests-sign-in", "requests", Some(11.0), as_f64(rogue.requests()), 9.0);

    call(&session).await?;
    let before = rogue.requests();
    for _ in 0..CALLS {
        call(&session).await?;
    }
    let each = as_f64(rogue.requests() - before) / as_f64(CALLS);
    row("oauth-requests-per-call", "requests", Some(1.0), each, 1.0);

    rogue.kill_access_tokens();
    call(&session).await?;
    row("oauth-requests-refresh", "requests", Some(5.0), as_f64(rogue.count(Endpoint::Refresh)), 1.0);

    let next = process()?.restore(&session.did()).await?;
    let before = rogue.requests();
    call(&next).await?;
    row("oauth-requests-first-call", "requests", Some(3.0), as_f64(rogue.requests() - before), 2.0);
    Ok(())
}

fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

async fn call(session: &Session) -> Result<(), Failure> {
    let response = session.send(Request::query(Nsid::parse("com.atproto.repo.listRecords")?)).await?;
    if response.status == 200 { Ok(()) } else { Err(format!("status {}", response.status).into()) }
}

fn client(
    rogue: &Rogue,
    store: &Arc<MemoryStore>,
    vault: &Arc<MemoryVault>,
    locks: &std::path::Path,
) -> Result<OAuthClient, Failure> {
    let http = Http::new(&Network { development: true, ..Network::default() })?;
    let resolver = Resolver::new(
        http.clone(),
        ResolverConfig {
            plc_directory: rogue.issuer.clone(),
            handle_resolver: Some(rogue.pds.clone()),
            txt: Arc::new(TxtMap::default()),
        },
    );
    let document = json!({
        "client_id": "https://bookexplorer.internal/client-metadata.json",
        "application_type": "native",
        "token_endpoint_auth_method": "none",
        "dpop_bound_access_tokens": true,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": [REDIRECT, "http://127.0.0.1/callback"],
        "scope": "atproto repo:buzz.bookhive.book?action=create&action=update&action=delete",
    });
    Ok(OAuthClient::new(Config {
        client: ClientIdentity::from_document(&document.to_string(), DocumentSource::Configured)?,
        http,
        resolver,
        store: store.clone(),
        vault: vault.clone(),
        lock_directory: locks.to_owned(),
        network_stamp: "measure".into(),
        development: true,
        clock: rogue.clock(),
    }))
}
