//! Replacing the access token: the one place where a session can be lost, and so the most careful.
//!
//! A server of the reference kind ends the whole session when a refresh token is presented a second time after it was
//! spent. So:
//!
//! - One at a time: everyone in this process waits for the same [`Flight`]; a lock file holds other processes off, and
//!   whoever gets it reads the store again first.
//! - The flight is a task of its own. A caller that goes away, or a window that closes, does not stop it.
//! - "Sent" is written down before sending, and the new tokens before anyone may use them.
//! - The same token is presented again when the reply proves it unspent, and exactly once after an unknown outcome:
//!   the session is as good as lost then, so one more try can only save it. That try waits until the first request
//!   can no longer be under way and the server answers a harmless question.
//! - Nothing but the server's own `invalid_grant`, or a second unknown outcome, ends the session.

use std::sync::Arc;
use std::time::Duration;

use atproto::Did;
use atproto::http::HttpResponse;
use tokio::sync::watch;

use crate::client::Inner;
use crate::clock::system_time;
use crate::discovery;
use crate::error::{NotNow, SendError};
use crate::exchange::{ExchangeError, error_body, retry_after};
use crate::lock::{FileLock, LockError};
use crate::record::{EndReason, Sent, SessionRecord, SessionSecrets, ended_row, session_row, vault_item};
use crate::row::Row;
use crate::session::{Live, locked};
use crate::stop_point;
use crate::token::{TokenFault, TokenReply};

/// Everyone who waits for a refresh holds one of these.
pub(crate) type Flight = watch::Receiver<Option<Result<(), SendError>>>;

/// A refresh is due this many seconds before the token ends, or a quarter of its life when that is less.
const EARLY: i64 = 45;
/// A request sent this many seconds ago is no longer under way: longer than the HTTP deadline.
const IN_FLIGHT: i64 = 30;
/// The longest pause after failures, in seconds.
const MAX_PAUSE: i64 = 300;

/// When to try again after failures.
#[derive(Default)]
pub(crate) struct Pause {
    failures: u32,
    since: i64,
    until: i64,
    cause: Option<NotNow>,
}

pub(crate) fn is_due(secrets: &SessionSecrets, now: i64) -> bool {
    now >= secrets.expires_at - EARLY.min(secrets.lifetime / 4)
}

/// Replaces the token of `generation`, or waits for whoever is doing it. `forced` by a 401: what the local clock says
/// does not count.
pub(crate) async fn refresh(
    inner: &Arc<Inner>,
    live: &Arc<Live>,
    generation: u64,
    forced: bool,
) -> Result<(), SendError> {
    let mut flight = {
        let mut current = locked(&live.flight);
        if live.record().secrets.generation > generation {
            return Ok(());
        }
        match &*current {
            // One whose task died will never land.
            Some(flight) if flight.has_changed().is_ok() => flight.clone(),
            _ => {
                let (landed, flight) = watch::channel(None);
                *current = Some(flight.clone());
                let (inner, live) = (Arc::clone(inner), Arc::clone(live));
                tokio::spawn(async move {
                    let outcome = take_turn(&inner, &live, generation, forced).await;
                    *locked(&live.flight) = None;
                    let _ = landed.send(Some(outcome));
                });
                flight
            }
        }
    };
    let landed = flight.wait_for(Option::is_some).await;
    landed.ok().and_then(|outcome| outcome.clone()).unwrap_or(Err(SendError::Internal))
}

/// Both locks, then the store as it is now.
async fn take_turn(inner: &Arc<Inner>, live: &Live, generation: u64, forced: bool) -> Result<(), SendError> {
    let _turn = live.turn.lock().await;
    if let Some(reason) = live.ended() {
        return Err(SendError::SignedOut(reason));
    }
    pause_over(inner, live)?;
    let did = live.record().account.did.clone();
    let _lock =
        FileLock::acquire(&inner.config.lock_directory, did.as_str()).await.map_err(|error| match error {
            LockError::Busy => not_now(inner.now() + 5, NotNow::Locked),
            LockError::Unusable => SendError::Internal,
        })?;
    stop_point::reached("refresh-locked");
    store_late(live, &did).await?;
    let stored = reread(inner, live, &did).await?;
    let adopted = stored.secrets.generation > generation;
    live.adopt(stored.clone());
    if adopted && (forced || !is_due(&stored.secrets, inner.now())) {
        return Ok(());
    }
    Attempt { inner, live, did }.run(stored).await
}

/// A pause that lies in the future began before the clock was set back: it is over.
fn pause_over(inner: &Inner, live: &Live) -> Result<(), SendError> {
    let pause = locked(&live.pause);
    match &pause.cause {
        Some(cause) if (pause.since..pause.until).contains(&inner.now()) => {
            Err(not_now(pause.until, cause.clone()))
        }
        _ => Ok(()),
    }
}

/// Tokens of an earlier refresh that could not be written down then. The old ones are spent, so nothing else may happen
/// before these are safe.
pub(crate) async fn store_late(live: &Live, did: &Did) -> Result<(), SendError> {
    let Some(record) = locked(&live.unstored).clone() else { return Ok(()) };
    let row = record.to_row(&live.keys.sealing).map_err(|_| SendError::Internal)?;
    live.place.put(&session_row(did), row).await?;
    live.adopt(record);
    *locked(&live.unstored) = None;
    Ok(())
}

fn not_now(retry_at: i64, cause: NotNow) -> SendError {
    SendError::NotNow { retry_at: system_time(retry_at), cause }
}

/// The session as another process may have left it.
async fn reread(inner: &Inner, live: &Live, did: &Did) -> Result<SessionRecord, SendError> {
    let ended = |reason| {
        inner.lives().remove(did);
        if live.end(reason) {
            inner.announce(did, reason);
        }
        SendError::SignedOut(reason)
    };
    let Some(bytes) = live.place.get(&session_row(did)).await? else {
        return Err(ended(EndReason::SignedOut));
    };
    let row = Row::parse(&bytes).map_err(|_| ended(EndReason::Unreadable))?;
    let account: crate::record::AccountRow = row.readable().map_err(|_| ended(EndReason::Unreadable))?;
    if let Some(reason) = account.ended {
        return Err(ended(reason));
    }
    SessionRecord::from_row(&row, &live.keys.sealing).map_err(|_| ended(EndReason::Unreadable))
}

/// What one request came to.
enum Outcome {
    Tokens(Box<TokenReply>),
    /// A complete reply that makes no sense: the server has probably spent the token, and is there to be asked.
    Garbled,
    Unspent(NotNow, Option<Duration>),
    Unknown(NotNow, Option<Duration>),
    InvalidGrant,
}

struct Attempt<'a> {
    inner: &'a Arc<Inner>,
    live: &'a Live,
    did: Did,
}

impl Attempt<'_> {
    async fn run(&self, mut record: SessionRecord) -> Result<(), SendError> {
        let mut reply_came = false;
        loop {
            let before = record.secrets.journal;
            let attempts = self.may_present(&record, before, reply_came).await?;
            let now = self.inner.now();
            record.secrets.journal = Some(Sent { attempts, at: now });
            self.write(&record).await?;
            stop_point::reached("refresh-journalled");
            match self.present(&record).await {
                Outcome::Tokens(reply) => return self.accept(record, *reply).await,
                Outcome::InvalidGrant => return self.refused(&record, attempts).await,
                Outcome::Garbled if attempts == 1 => reply_came = true,
                Outcome::Garbled => return Err(self.end(&record, EndReason::ReplyLost).await),
                Outcome::Unspent(cause, wait) => {
                    record.secrets.journal = before;
                    self.write(&record).await?;
                    return Err(self.pause(cause, wait));
                }
                Outcome::Unknown(_, _) if attempts > 1 => {
                    return Err(self.end(&record, EndReason::ReplyLost).await);
                }
                Outcome::Unknown(cause, wait) => return Err(self.pause(cause, wait)),
            }
        }
    }

    /// How often the token will then have been presented; an error when it must not be now, or ever.
    async fn may_present(
        &self,
        record: &SessionRecord,
        journal: Option<Sent>,
        reply_came: bool,
    ) -> Result<u8, SendError> {
        let Some(sent) = journal else { return Ok(1) };
        if sent.attempts > 1 {
            return Err(self.end(record, EndReason::ReplyLost).await);
        }
        let now = self.inner.now();
        if !reply_came && now < sent.at {
            // The clock has been set back: the wait begins anew, or it could last for as long as the clock was ahead.
            let mut record = record.clone();
            record.secrets.journal = Some(Sent { at: now, ..sent });
            self.write(&record).await?;
            return Err(not_now(now + IN_FLIGHT, NotNow::InDoubt));
        }
        if !reply_came && now < sent.at + IN_FLIGHT {
            return Err(not_now(sent.at + IN_FLIGHT, NotNow::InDoubt));
        }
        let development = self.inner.config.development;
        let Some(issuer) = record.issuer(development) else { return Err(SendError::Internal) };
        match discovery::server_metadata(&self.inner.config.http, &issuer, None, development).await {
            Ok(_) => Ok(2),
            Err(discovery::DiscoveryError::Http(error)) => Err(self.pause(NotNow::Unreachable(error), None)),
            Err(discovery::DiscoveryError::Status { status, .. }) => {
                Err(self.pause(NotNow::Status(status), None))
            }
            Err(_) => Err(self.pause(NotNow::InDoubt, None)),
        }
    }

    async fn present(&self, record: &SessionRecord) -> Outcome {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", record.secrets.refresh.expose()),
            ("client_id", record.account.client_id.as_str()),
        ];
        let signer = self.inner.signer(&self.live.keys.proof, &self.live.nonces);
        tracing::debug!(did = %self.did, generation = record.secrets.generation, "refreshing");
        let reply = match signer.post_form(&record.secrets.token_endpoint, &form).await {
            Ok(reply) => reply.response,
            Err(ExchangeError::Http(error)) if error.may_have_arrived() => {
                return Outcome::Unknown(NotNow::Unreachable(error), None);
            }
            Err(ExchangeError::Http(error)) => return Outcome::Unspent(NotNow::Unreachable(error), None),
            Err(_) => return Outcome::Unspent(NotNow::InDoubt, None),
        };
        stop_point::reached("refresh-received");
        if !reply.headers.contains_key("dpop-nonce") {
            tracing::warn!(did = %self.did, "the token endpoint sent no nonce");
        }
        self.read(&reply)
    }

    fn read(&self, reply: &HttpResponse) -> Outcome {
        let wait = retry_after(reply, self.inner.now());
        match reply.status {
            200 => TokenReply::read(&reply.body)
                .map_or(Outcome::Garbled, |reply| Outcome::Tokens(Box::new(reply))),
            429 => Outcome::Unspent(NotNow::Status(429), wait),
            status => match error_body(reply) {
                Some(body) if body.error == "invalid_grant" => Outcome::InvalidGrant,
                // An OAuth error says that no token was issued, so none was spent either (RFC 6749 §5.2).
                Some(body) => {
                    Outcome::Unspent(NotNow::Refused(atproto::foreign::one_line(&body.error, 60)), wait)
                }
                None => Outcome::Unknown(NotNow::Status(status), wait),
            },
        }
    }

    /// Stored first, believed second, used last.
    async fn accept(&self, mut record: SessionRecord, reply: TokenReply) -> Result<(), SendError> {
        if let Err(fault) = self.check(&reply) {
            tracing::warn!(did = %self.did, %fault, "tokens of a refresh are given back");
            let signer = self.inner.signer(&self.live.keys.proof, &self.live.nonces);
            let (endpoint, client) = (record.secrets.revocation_endpoint.as_ref(), &record.account.client_id);
            let refresh = reply.refresh.as_ref();
            crate::revocation::give_back(&signer, endpoint, client, &reply.access, refresh).await;
            return Err(self.end(&record, EndReason::WrongTokens).await);
        }
        if let Ok(Some(scope)) = reply.scope() {
            record.account.scope = scope.to_string();
        }
        let secrets = &mut record.secrets;
        secrets.access = reply.access;
        if let Some(refresh) = reply.refresh {
            secrets.refresh = refresh;
        }
        secrets.lifetime = reply.lifetime;
        secrets.expires_at = self.inner.now() + reply.lifetime;
        secrets.generation += 1;
        secrets.journal = None;
        secrets.nonces = self.live.nonces.to_map();
        if let Err(error) = self.write(&record).await {
            *locked(&self.live.unstored) = Some(record);
            return Err(error);
        }
        stop_point::reached("refresh-stored");
        self.live.adopt(record);
        *locked(&self.live.pause) = Pause::default();
        Ok(())
    }

    fn check(&self, reply: &TokenReply) -> Result<(), TokenFault> {
        reply.check_type()?;
        reply.scope()?;
        match reply.subject()? {
            Some(did) if did != self.did => Err(TokenFault::Subject),
            _ => Ok(()),
        }
    }

    /// `invalid_grant`: unless someone without our lock was faster, the session is over.
    async fn refused(&self, record: &SessionRecord, attempts: u8) -> Result<(), SendError> {
        let stored = reread(self.inner, self.live, &self.did).await?;
        if stored.secrets.generation > record.secrets.generation {
            self.live.adopt(stored);
            return Ok(());
        }
        let reason = if attempts > 1 { EndReason::ReplyLost } else { EndReason::Refused };
        Err(self.end(record, reason).await)
    }

    async fn write(&self, record: &SessionRecord) -> Result<(), SendError> {
        let row = record.to_row(&self.live.keys.sealing).map_err(|_| SendError::Internal)?;
        Ok(self.live.place.put(&session_row(&self.did), row).await?)
    }

    /// Ends the session: the tokens go, the account stays and can sign in again.
    async fn end(&self, record: &SessionRecord, reason: EndReason) -> SendError {
        end_session(self.inner, self.live, record, reason).await
    }

    fn pause(&self, cause: NotNow, wait: Option<Duration>) -> SendError {
        let mut pause = locked(&self.live.pause);
        pause.failures = pause.failures.saturating_add(1);
        // One that was unreachable may be there again with the next breath of the network.
        let base: i64 = if matches!(cause, NotNow::Unreachable(_)) { 1 } else { 5 };
        let backed_off = base.saturating_mul(1 << (pause.failures - 1).min(6)).min(MAX_PAUSE);
        let asked = wait.map_or(0, |wait| i64::try_from(wait.as_secs()).unwrap_or(MAX_PAUSE));
        pause.since = self.inner.now();
        pause.until = pause.since + backed_off.max(asked);
        pause.cause = Some(cause.clone());
        not_now(pause.until, cause)
    }
}

/// Writes the end down, lets the keys go, and says so once.
pub(crate) async fn end_session(
    inner: &Inner,
    live: &Live,
    record: &SessionRecord,
    reason: EndReason,
) -> SendError {
    let did = &record.account.did;
    if let Ok(row) = ended_row(&record.account, reason)
        && let Err(error) = live.place.put(&session_row(did), row).await
    {
        tracing::warn!(%did, %error, "the end of a session could not be written down");
    }
    if let Err(error) = live.place.delete_secret(&vault_item(did)).await {
        tracing::warn!(%did, %error, "keys of an ended session stay in the keychain");
    }
    inner.lives().remove(did);
    if live.end(reason) {
        inner.announce(did, reason);
    }
    SendError::SignedOut(reason)
}
