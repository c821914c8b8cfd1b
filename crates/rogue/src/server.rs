//! The endpoints.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::fault::{Endpoint, Fault};
use crate::http::{self, Answer, Asked};
use crate::proof::{self, Proof};
use crate::world::{Session, World};

pub(crate) struct Shared {
    pub issuer: String,
    pub pds: String,
    pub now: Arc<AtomicI64>,
    pub world: Mutex<World>,
}

impl Shared {
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A failure as an endpoint means it.
struct Failure(u16, &'static str, String);

fn fail<T>(error: &'static str, why: &str) -> Result<T, Failure> {
    Err(Failure(400, error, why.to_owned()))
}

fn endpoint(asked: &Asked) -> Endpoint {
    match asked.path.as_str() {
        "/.well-known/oauth-protected-resource" => Endpoint::ResourceMetadata,
        "/.well-known/oauth-authorization-server" => Endpoint::ServerMetadata,
        "/oauth/par" => Endpoint::Par,
        "/oauth/token" if asked.form.get("grant_type").is_some_and(|kind| kind == "refresh_token") => {
            Endpoint::Refresh
        }
        "/oauth/token" => Endpoint::Code,
        "/oauth/revoke" => Endpoint::Revoke,
        "/xrpc/com.atproto.identity.resolveHandle" => Endpoint::Handle,
        path if path.starts_with("/xrpc/") => Endpoint::Xrpc,
        path if path.starts_with("/did:plc:") => Endpoint::Did,
        _ => Endpoint::Other,
    }
}

pub(crate) async fn serve(shared: &Shared, second: bool, mut stream: impl http::Stream) {
    let Some(asked) = http::read(&mut stream).await else { return };
    let endpoint = endpoint(&asked);
    let signed = matches!(
        endpoint,
        Endpoint::Par | Endpoint::Code | Endpoint::Refresh | Endpoint::Revoke | Endpoint::Xrpc
    );
    let origin = if second { &shared.pds } else { &shared.issuer };
    let (fault, date) = {
        let mut world = shared.world();
        world.log.push(endpoint);
        let now = shared.now.load(Ordering::SeqCst) + world.skew;
        let date = world.date.clone().unwrap_or_else(|| http::date(now));
        (world.fault(endpoint), date)
    };
    let act = || {
        let mut world = shared.world();
        let mut answer = handle(shared, &mut world, endpoint, &asked, origin);
        if signed {
            if world.rotate_always {
                world.rotations += 1;
            }
            let nonce = nonce(shared, &world, origin, 0);
            answer.headers.push(("DPoP-Nonce", nonce));
        }
        answer
    };
    let answer = match fault {
        None => act(),
        Some(Fault::Reply { status, headers, body }) => {
            Answer { status, headers, content_type: body.0, body: body.1 }
        }
        Some(Fault::CloseBefore) => return,
        Some(Fault::CloseAfter) => {
            act();
            return;
        }
        Some(Fault::Truncate) => {
            let mut answer = act();
            answer.body.truncate(answer.body.len() / 2);
            answer
        }
        Some(Fault::StatusAfter(status)) => Answer { status, body: Vec::new(), ..act() },
        Some(Fault::Edit(edit)) => {
            let mut answer = act();
            let mut value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            edit(&mut value);
            answer.body = value.to_string().into_bytes();
            answer
        }
        Some(Fault::HoldReply(released)) => {
            let answer = act();
            released.notified().await;
            answer
        }
        Some(Fault::NoNonce) => {
            let mut answer = act();
            answer.headers.retain(|(name, _)| *name != "DPoP-Nonce");
            answer
        }
        Some(Fault::DemandNonce) => {
            let mut world = shared.world();
            world.rotations += 1;
            let fresh = nonce(shared, &world, origin, 0);
            let mut answer = refused(endpoint, &Failure(400, "use_dpop_nonce", String::new()));
            answer.headers.push(("DPoP-Nonce", fresh));
            answer
        }
        Some(Fault::Endless) => return http::write_endless(&mut stream).await,
        Some(Fault::Bomb) => Answer {
            status: 200,
            headers: vec![("Content-Encoding", "gzip".into())],
            content_type: "application/json",
            body: bomb(),
        },
    };
    http::write(&mut stream, &answer, &date).await;
}

fn handle(shared: &Shared, world: &mut World, endpoint: Endpoint, asked: &Asked, origin: &str) -> Answer {
    let outcome = match endpoint {
        Endpoint::ResourceMetadata if origin == shared.pds => {
            Ok((200, json!({"resource": shared.pds, "authorization_servers": [shared.issuer]})))
        }
        Endpoint::ServerMetadata if origin == shared.issuer => Ok((200, metadata(&shared.issuer))),
        Endpoint::Did => did_document(world, asked.path.trim_start_matches('/')),
        Endpoint::Handle => resolve_handle(world, asked),
        Endpoint::Par => par(shared, world, asked),
        Endpoint::Code => code(shared, world, asked),
        Endpoint::Refresh => refresh(shared, world, asked),
        Endpoint::Revoke => revoke(shared, world, asked),
        Endpoint::Xrpc => xrpc(shared, world, asked),
        _ => Err(Failure(404, "NotFound", "not here".into())),
    };
    match outcome {
        Ok((status, body)) => Answer::json(status, &body),
        Err(failure) => refused(endpoint, &failure),
    }
}

fn refused(endpoint: Endpoint, Failure(status, error, why): &Failure) -> Answer {
    let body = json!({"error": error, "error_description": why});
    if endpoint != Endpoint::Xrpc || *status == 404 {
        return Answer::json(*status, &body);
    }
    let mut answer = Answer::json(401, &body);
    let challenge =
        format!(r#"Bearer realm="a, b", DPoP algs="ES256", error="{error}", error_description="{why}""#);
    answer.headers.push(("WWW-Authenticate", challenge));
    answer
}

fn metadata(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth/authorize?theme=dark"),
        "token_endpoint": format!("{issuer}/oauth/token"),
        "revocation_endpoint": format!("{issuer}/oauth/revoke"),
        "pushed_authorization_request_endpoint": format!("{issuer}/oauth/par"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
        "scopes_supported": ["atproto", "transition:generic"],
        "authorization_response_iss_parameter_supported": true,
        "require_pushed_authorization_requests": true,
        "dpop_signing_alg_values_supported": ["ES256"],
        "client_id_metadata_document_supported": true,
        "prompt_values_supported": ["none", "login", "create"],
    })
}

type Outcome = Result<(u16, Value), Failure>;

fn did_document(world: &World, did: &str) -> Outcome {
    let Some((handle, pds)) = world.accounts.get(did) else {
        return Err(Failure(404, "NotFound", String::new()));
    };
    let service = json!({"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": pds});
    let aliases = [format!("at://{handle}")];
    Ok((200, json!({"id": did, "alsoKnownAs": aliases, "verificationMethod": [], "service": [service]})))
}

fn resolve_handle(world: &World, asked: &Asked) -> Outcome {
    let wanted = asked.query.get("handle").cloned().unwrap_or_default();
    match world.accounts.iter().find(|(_, (handle, _))| *handle == wanted) {
        Some((did, _)) => Ok((200, json!({ "did": did }))),
        None => fail("InvalidRequest", "Unable to resolve handle"),
    }
}

/// The nonce an origin gives out now, or gave out `back` steps ago.
fn nonce(shared: &Shared, world: &World, origin: &str, back: i64) -> String {
    let step = (shared.now.load(Ordering::SeqCst) + world.skew) / 60 + world.rotations * 1000 - back;
    let kind = if origin == shared.issuer { "as" } else { "rs" };
    format!("nonce-{kind}-{step}")
}

fn proven(
    shared: &Shared,
    world: &mut World,
    asked: &Asked,
    origin: &str,
    token: Option<&str>,
) -> Result<Option<Proof>, Failure> {
    let now = shared.now.load(Ordering::SeqCst) + world.skew;
    let proof = match proof::check(asked, origin, token, now) {
        Ok(Some(proof)) => proof,
        Ok(None) => return Ok(None),
        Err(why) => return fail("invalid_dpop_proof", why),
    };
    let steps = if world.rotate_always { 0..=0 } else { 0..=2 };
    let known = |given: &str| steps.clone().any(|back| nonce(shared, world, origin, back) == given);
    if !proof.nonce.as_deref().is_some_and(known) {
        return fail("use_dpop_nonce", "a nonce is required");
    }
    if !world.jtis.insert(proof.jti.clone()) {
        return fail("invalid_dpop_proof", "DPoP proof replayed");
    }
    Ok(Some(proof))
}

fn field<'a>(asked: &'a Asked, name: &str) -> Result<&'a str, Failure> {
    match asked.form.get(name) {
        Some(value) if !value.is_empty() => Ok(value),
        _ => fail("invalid_request", name),
    }
}

fn par(shared: &Shared, world: &mut World, asked: &Asked) -> Outcome {
    for name in ["client_id", "redirect_uri", "state", "code_challenge", "scope"] {
        field(asked, name)?;
    }
    if field(asked, "code_challenge_method")? != "S256" || field(asked, "response_type")? != "code" {
        return fail("invalid_request", "method or type");
    }
    let Some(proof) = proven(shared, world, asked, &shared.issuer, None)? else {
        return fail("invalid_request", "no proof");
    };
    let mut params = asked.form.clone();
    params.insert("dpop_jkt".into(), proof.jkt);
    let request_uri = format!("urn:ietf:params:oauth:request_uri:{}", world.fresh("req"));
    world.last_pushed = params.clone();
    world.pushed.insert(request_uri.clone(), params);
    Ok((201, json!({"request_uri": request_uri, "expires_in": 300})))
}

fn code(shared: &Shared, world: &mut World, asked: &Asked) -> Outcome {
    let Some(proof) = proven(shared, world, asked, &shared.issuer, None)? else {
        return fail("invalid_grant", "no proof");
    };
    let code = field(asked, "code")?;
    let Some(grant) = world.codes.remove(code) else {
        // A code presented again ends what it opened.
        if let Some(session) = world.spent_codes.get(code) {
            world.sessions.remove(session);
        }
        return fail("invalid_grant", "Invalid code");
    };
    let verifier = field(asked, "code_verifier")?;
    world.secrets.push(verifier.to_owned());
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    let same = |name: &str| asked.form.get(name) == grant.params.get(name);
    if challenge != grant.params["code_challenge"] || !same("redirect_uri") || !same("client_id") {
        return fail("invalid_grant", "verifier, redirect or client");
    }
    if proof.jkt != grant.params["dpop_jkt"] {
        return fail("invalid_grant", "DPoP key");
    }
    world.sessions_opened += 1;
    let id = world.sessions_opened;
    world.spent_codes.insert(code.to_owned(), id);
    let session = Session {
        did: grant.did,
        jkt: proof.jkt,
        client_id: grant.params["client_id"].clone(),
        scope: grant.params["scope"].clone(),
        refresh: String::new(),
    };
    world.sessions.insert(id, session);
    Ok((200, tokens(shared, world, id)))
}

fn refresh(shared: &Shared, world: &mut World, asked: &Asked) -> Outcome {
    let proof = proven(shared, world, asked, &shared.issuer, None)?;
    let token = field(asked, "refresh_token")?.to_owned();
    let Some(id) = world.refreshes.get(&token).copied() else {
        return fail("invalid_grant", "Invalid refresh token");
    };
    let Some(session) = world.sessions.get(&id) else {
        return fail("invalid_grant", "Invalid refresh token");
    };
    let bound = proof.is_some_and(|proof| proof.jkt == session.jkt);
    if session.refresh != token || !bound || asked.form.get("client_id") != Some(&session.client_id) {
        world.sessions.remove(&id);
        return fail("invalid_grant", "Refresh token replayed");
    }
    world.access.retain(|_, (owner, _)| *owner != id);
    Ok((200, tokens(shared, world, id)))
}

fn tokens(shared: &Shared, world: &mut World, id: u64) -> Value {
    let (access, refresh) = (world.fresh("tok"), world.fresh("ref"));
    let now = shared.now.load(Ordering::SeqCst) + world.skew;
    world.access.insert(access.clone(), (id, now + world.token_lifetime));
    world.refreshes.insert(refresh.clone(), id);
    let lifetime = world.token_lifetime;
    let session = world.sessions.get_mut(&id).unwrap();
    session.refresh.clone_from(&refresh);
    json!({
        "access_token": access,
        "token_type": "DPoP",
        "refresh_token": refresh,
        "expires_in": lifetime,
        "scope": session.scope,
        "sub": session.did,
    })
}

fn revoke(shared: &Shared, world: &mut World, asked: &Asked) -> Outcome {
    if let Some(proof) = proven(shared, world, asked, &shared.issuer, None)? {
        let token = field(asked, "token")?;
        let found = world.refreshes.get(token).or(world.access.get(token).map(|(id, _)| id)).copied();
        if let Some(id) =
            found.filter(|id| world.sessions.get(id).is_some_and(|session| session.jkt == proof.jkt))
        {
            world.sessions.remove(&id);
        }
    }
    Ok((200, json!({})))
}

fn xrpc(shared: &Shared, world: &mut World, asked: &Asked) -> Outcome {
    let token =
        asked.headers.get("authorization").and_then(|value| value.strip_prefix("DPoP ")).unwrap_or_default();
    let Some(proof) =
        proven(shared, world, asked, &shared.pds, Some(token)).map_err(|failure| match failure {
            // As the reference: at the resource a bad proof reads as a bad token.
            Failure(status, "invalid_dpop_proof", why) => Failure(status, "invalid_token", why),
            other => other,
        })?
    else {
        return fail("invalid_token", "no proof");
    };
    let now = shared.now.load(Ordering::SeqCst) + world.skew;
    let good = world.access.get(token).filter(|(_, end)| now < *end);
    let session = good.and_then(|(id, _)| world.sessions.get(id));
    match session {
        Some(session) if session.jkt == proof.jkt => Ok((200, json!({"did": session.did}))),
        _ => fail("invalid_token", "Token expired"),
    }
}

/// A few kilobytes of gzip that unpack to about ten megabytes of spaces: one literal, then "the byte before, 258 times"
/// over and over, in deflate's fixed code ([RFC 1951 §3.2.6](https://www.rfc-editor.org/rfc/rfc1951#section-3.2.6)).
fn bomb() -> Vec<u8> {
    let mut body = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let (mut byte, mut filled) = (0_u8, 0);
    let mut bits = |code: u32, length: u32| {
        for i in (0..length).rev() {
            byte |= u8::from(code >> i & 1 == 1) << filled;
            filled += 1;
            if filled == 8 {
                body.push(byte);
                (byte, filled) = (0, 0);
            }
        }
    };
    bits(0b110, 3); // last block, fixed code, as the bits come
    bits(0x30 + 0x20, 8); // a space
    for _ in 0..40_000 {
        bits(0b1100_0101, 8); // length 258
        bits(0, 5); // distance 1
    }
    bits(0, 7); // end of block
    bits(0, 8);
    body
}
